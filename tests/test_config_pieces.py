"""A watch is changed where it is written; all around it, comments and order, stays letter for letter."""

import tomllib

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from config import ConfigError
from config.edit import Editor
from config.environment import expand
from config.kept import kept_table
from config.load import load
from config.pieces import written

MAIN = """version = 1   # of the format
include = ["more/*.toml"]

[channels.desk]
kind = "file"
path = "out.jsonl"
"""
WATCHES = """# ours
[[watches]]
name = "first"  # one
query = '''drone
# no comment'''   # in two lines
languages = [
    "en",  # and
    "fr",
]
# priority = "high"

[watches.volume]
window = "6h"

# the second one
[[watches]]   # here
name = "second"
enabled = true # for now
query = "ferry"
"""


@pytest.fixture
def main(tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "watches.toml").write_text(WATCHES, encoding="utf-8")
    path = tmp_path / "tocsin.toml"
    path.write_text(MAIN, encoding="utf-8")
    return path


def text_of(main):
    return (main.parent / "more" / "watches.toml").read_text(encoding="utf-8")


def make(main, what, *arguments):
    editor = Editor(main)
    change = getattr(editor, what)(*arguments)
    editor.tried(change)
    editor.write(change)
    return change.file


def change(main, name, **values):
    return make(main, "with_watch", name, values)


def watches(main):
    return {watch.name: watch for watch in load(main).settings.watches}


def test_only_what_differs_is_written_anew(main):
    change(main, "first", query='"cease fire" OR =US', languages=("en", "fr"), channels=("desk",), enabled=None)
    assert text_of(main) == WATCHES.replace(
        "'''drone\n# no comment'''   # in two lines\n",
        '\'"cease fire" OR =US\'   # in two lines\nchannels = ["desk"]\n',
    )
    assert watches(main)["first"].query == '"cease fire" OR =US'


def test_a_key_is_taken_out_with_its_line(main):
    change(main, "first", languages=None)
    change(main, "second", enabled=None)
    assert text_of(main) == WATCHES.replace('languages = [\n    "en",  # and\n    "fr",\n]\n', "").replace(
        "enabled = true # for now\n", ""
    )


def test_where_a_watch_is_written_is_said(main):
    file = main.parent / "more" / "watches.toml"
    assert Editor(main).places() == {"first": (file, 2), "second": (file, 16)}


def test_a_new_one_goes_to_the_file_that_has_watches(main):
    file = change(main, "third", query="otan", channels=(), priority=None)
    assert file.path.name == "watches.toml"
    assert text_of(main) == WATCHES + '\n[[watches]]\nname = "third"\nquery = "otan"\nchannels = []\n'


def test_taking_one_out_leaves_the_comments_of_others(main):
    make(main, "without_watch", "first")
    assert text_of(main) == "# ours\n\n" + WATCHES[WATCHES.index("# the second one") :]
    make(main, "without_watch", "second")
    assert watches(main) == {}
    with pytest.raises(ConfigError, match="no watch 'second'"):
        Editor(main).without_watch("second")


def test_an_earlier_text_is_put_back_with_its_comments(main):
    before = load(main).text
    assert kept_table(before, "watches", "third") is None
    change(main, "first", query="tank", languages=None)
    make(main, "with_table", "watches", "first", kept_table(before, "watches", "first"))
    assert text_of(main) == WATCHES
    make(main, "without_watch", "second")
    make(main, "with_table", "watches", "second", kept_table(before, "watches", "second"))
    assert list(watches(main)) == ["first", "second"]
    assert "enabled = true # for now" in text_of(main)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('version = 1\nwatches = [{ name = "first", query = "a" }]\n', "change it there"),
        ('version = 1\n[[watches]]\nname = "first"\nquery = "${QUERY:-drone}"\n', "reads the environment"),
    ],
)
def test_what_cannot_be_changed_piece_by_piece_is_refused_and_left(tmp_path, text, said):
    path = tmp_path / "tocsin.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        make(path, "with_watch", "first", {"query": "b", "languages": ("en",)})
    assert path.read_text(encoding="utf-8") == text


@settings(max_examples=150)
@example("\r\n")
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40).filter(lambda text: "\0" not in text))
def test_whatever_is_written_is_read_back(text):
    read = tomllib.loads(f"v = {written(text)}")["v"]
    assert expand({"v": read}, {}).data["v"] == text


WORDS = st.text("ab \"'\\$\u007b}#[]=é\n/", min_size=1, max_size=20).map(lambda t: f"drone {t.strip()}".strip())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WORDS, st.lists(WORDS, max_size=4), st.sampled_from(["first", "second"]))
def test_whatever_a_watch_is_given_it_has_and_the_other_is_as_it_was(main, query, lines, name):
    (main.parent / "more" / "watches.toml").write_text(WATCHES, encoding="utf-8")
    before = watches(main)
    change(main, name, query=query, must_match=tuple(lines), priority="high")
    after = watches(main)
    assert (after[name].query, after[name].must_match, after[name].priority) == (query, tuple(lines), "high")
    other = "second" if name == "first" else "first"
    assert after[other] == before[other]
    assert after[name].volume == before[name].volume

"""Settings files are changed in one place, and only if they then hold."""

import os
import stat
import tomllib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config import ConfigError
from config.edit import Editor
from config.environment import expand
from config.load import load
from config.pieces import quoted
from crawler.checks import check_sources

MAIN = """# the desk's own
version = 1   # of the format
[[sources]]
name = "one"   # the first
url = 'https://example.org/one'

[[watches]]
name = "w"
query = "drone"
# end of it"""
NEW = {"name": "two", "url": "https://example.org/two", "tags": ["official", 'a "b"'], "enabled": False}


@pytest.fixture
def main(tmp_path):
    path = tmp_path / "tocsin.toml"
    path.write_text(MAIN, encoding="utf-8")
    return path


def names(path):
    return [source.name for source in load(path).settings.sources]


def add(editor, entries):
    """Write sources, and return the file they stand in."""
    return written(editor, [editor.with_entries("sources", entries)])[0]


def move(editor, addresses):
    return written(editor, editor.with_addresses(addresses), keep=True)


def written(editor, changes, **how):
    editor.tried(*changes)
    editor.write(*changes, **how)
    return [change.file.path for change in changes]


def test_a_source_is_added_and_the_rest_stays_letter_for_letter(main):
    assert add(Editor(main), [NEW]) == main
    text = main.read_text(encoding="utf-8")
    assert text.startswith(MAIN + "\n")
    assert tomllib.loads(text)["sources"][1] == NEW
    assert names(main) == ["one", "two"]


def test_it_goes_to_the_included_file_that_has_sources(main, tmp_path):
    main.write_text('include = ["more/*.toml"]\n' + MAIN, encoding="utf-8")
    (tmp_path / "more").mkdir()
    included = tmp_path / "more" / "sources.toml"
    included.write_text('[[sources]]\nname = "far"\nurl = "https://example.org/far"\n', encoding="utf-8")
    (tmp_path / "more" / "watches.toml").write_text('[[watches]]\nname = "x"\nquery = "ferry"\n', encoding="utf-8")
    before = main.read_bytes()
    assert add(Editor(main), [NEW]) == included
    assert main.read_bytes() == before
    assert names(main) == ["one", "far", "two"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "one", "url": "https://example.org/x"}, "'one' is given twice"),
        ({"name": "x", "url": "gopher://example.org"}, "no web address"),
        ({"name": "x", "url": "https://example.org/x", "kind": "lister"}, "unknown kind"),
    ],
)
def test_what_would_not_hold_is_not_written(main, wrong, said):
    with pytest.raises(ConfigError, match="nothing was written") as raised:
        add(Editor(main, [check_sources]), [NEW, wrong])
    assert said in str(raised.value)
    assert main.read_text(encoding="utf-8") == MAIN
    assert [path.name for path in main.parent.iterdir()] == ["tocsin.toml"]


def test_sources_in_one_list_cannot_be_added_to_and_this_is_said(main):
    main.write_text('version = 1\nsources = [{ name = "a", url = "https://example.org/a" }]\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="nothing was written"):
        add(Editor(main), [NEW])


def test_line_ends_byte_order_mark_mode_and_link_stay(main, tmp_path):
    main.write_bytes(b"\xef\xbb\xbf" + MAIN.replace("\n", "\r\n").encode())
    main.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(main)
    add(Editor(link), [NEW])
    data = main.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") > 10
    assert stat.S_IMODE(main.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert names(link) == ["one", "two"]


def test_a_file_that_changed_meanwhile_is_left_alone(main):
    editor = Editor(main)
    main.write_text(MAIN + "\n# mine\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="changed meanwhile"):
        add(editor, [NEW])
    assert main.read_text(encoding="utf-8") == MAIN + "\n# mine\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_said(main):
    main.parent.chmod(0o500)
    with pytest.raises(ConfigError, match="cannot be written"):
        add(Editor(main), [NEW])
    main.parent.chmod(0o700)


def test_addresses_are_changed_where_they_stand_and_the_old_file_is_kept(main):
    add(Editor(main), [NEW, {"name": "three", "url": "https://example.org/three"}])
    before = main.read_text(encoding="utf-8")
    changed = move(
        Editor(main),
        {"one": 'https://new.example.org/"one"', "three": "https://new.example.org/$three", "gone": "https://x/"},
    )
    assert changed == [main]
    assert main.with_name("tocsin.toml.old").read_text(encoding="utf-8") == before
    assert [source.url for source in load(main).settings.sources] == [
        'https://new.example.org/"one"',
        "https://example.org/two",
        "https://new.example.org/$three",
    ]
    assert 'name = "one"   # the first\nurl = "https://new.example.org/\\"one\\""\n\n[[watches]]' in main.read_text()


def test_an_address_from_the_environment_is_left_to_its_user(main):
    main.write_text('version = 1\n[[sources]]\nname = "a"\nurl = "https://${HOST}/a"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="change it yourself, to https://new"):
        move(Editor(main, environ={"HOST": "example.org"}), {"a": "https://new.example.org/"})


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_comes_back_from_a_quoted_string(text):
    read = tomllib.loads(f"key = {quoted(text)}")
    assert expand(read, {}).data == {"key": text}
    assert expand(read, {}).problems == []

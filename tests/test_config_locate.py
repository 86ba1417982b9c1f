"""Positions agree with tomllib on every document that tomllib accepts."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.locate import locate

UGLY = """\
# a comment with [brackets] = "quotes"
version = 1
"quoted # key" = 'C:\\path # not a comment'
'' = 0
a . "b.c" .d = { x = 1, y = { z = [ "]", '}' ] } }
text = \"\"\"
[not.a.table]
key = "in a string" \\\"\"\" \"\"\"\"\"
raw = '''
[[neither]]'''''
when = 1979-05-27 07:32:00Z # with a space
list = [ # comment ]
  "one", [2,
    3], # two
  { four = 4 },
]

[[sources]]
name = "first"
[sources.deep]
key = 1
[[sources]]
name = "second"
[[sources.more]]
k = 1
[[sources.more]]
k = 2
[ channels . "the desk" ]
kind="file"
[channels]
other.kind = "x"
"""


def paths(value, path=()):
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths(inner, (*path, index))


def test_every_key_of_an_ugly_document_is_found_where_it_stands():
    lines = UGLY.split("\n")
    positions = locate(UGLY)
    for path in paths(tomllib.loads(UGLY)):
        line, column = positions.find(path)
        rest = lines[line - 1][column - 1 :]
        key = path[-1]
        assert isinstance(key, int) or rest.startswith((key, f'"{key}"', f"'{key}'")), path


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("version",), 2, 1),
        (("a", "b.c", "d", "y", "z", 1), 5, 42),
        (("list", 1, 1), 14, 5),
        (("list", 2, "four"), 15, 5),
        (("sources", 0), 18, 1),
        (("sources", 0, "deep", "key"), 21, 1),
        (("sources", 1, "name"), 23, 1),
        (("sources", 1, "more", 1, "k"), 27, 1),
        (("channels", "the desk", "kind"), 29, 1),
        (("channels", "other", "kind"), 31, 7),
        (("sources", 1, "url"), 22, 1),
        (("nowhere", 3), 1, 1),
    ],
)
def test_a_path_is_found_and_a_missing_key_is_put_where_its_table_stands(path, line, column):
    assert locate(UGLY).find(path) == (line, column)


BARE = st.text("abcXYZ019_-", min_size=1, max_size=5)
ANY = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=6)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


KEYS = st.one_of(BARE, ANY.map(quoted), ANY.filter(lambda t: "'" not in t).map(lambda t: f"'{t}'"))
DOTTED = st.lists(KEYS, min_size=1, max_size=3).map(" . ".join)
LONG = st.text('ab"\\[]{}#=\n ,', max_size=12)
SCALARS = st.one_of(
    st.sampled_from(["1", "-0.5e3", "true", "inf", "0xff", "1979-05-27 07:32:00", "07:32:00.5", "1979-05-27"]),
    ANY.map(quoted),
    LONG.filter(lambda t: "'''" not in t and not t.endswith("'")).map(lambda t: f"'''{t}'''"),
    LONG.map(lambda t: '"""' + t.replace("\\", "\\\\").replace('"""', '""\\"') + '"""'),
)
GAPS = st.sampled_from(["", " ", "\n", " # ] } , comment\n\t"])


def arrays(inner):
    item = st.tuples(GAPS, inner, GAPS).map("".join)
    return st.lists(item, max_size=3).map(lambda items: "[" + ",".join(items) + "]")


def tables(inner):
    return st.lists(st.tuples(DOTTED, inner).map(" = ".join), max_size=3).map(lambda p: "{ " + ", ".join(p) + " }")


VALUES = st.recursive(SCALARS, lambda inner: arrays(inner) | tables(inner), max_leaves=5)
STATEMENTS = st.one_of(
    st.tuples(DOTTED, VALUES).map(" = ".join),
    DOTTED.map("[{}]".format),
    DOTTED.map("[[ {} ]]".format),
    st.sampled_from(["", "# [x] = 'y'", "\t"]),
)


@settings(max_examples=120)
@given(st.lists(STATEMENTS, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_every_path_tomllib_sees_is_found_at_its_own_key(statements, newline):
    kept = ""
    for statement in statements:
        try:
            tomllib.loads(kept + statement + "\n")
        except tomllib.TOMLDecodeError:
            continue
        kept += statement + "\n"
    text = kept.replace("\n", newline).replace("\r\n", "\n")
    positions = locate(text)
    lines = text.split("\n")
    known = set()
    for path in paths(tomllib.loads(text)):
        line, column = positions.find(path)
        key, rest = path[-1], lines[line - 1][column - 1 :]
        if isinstance(key, str):
            end = next(e for e in range(1, len(rest) + 1) if _is_key(rest[:e], key))
            assert end
        known.add((line, column, path))
    assert _nodes(positions.root) == len(known)


def _is_key(text, key):
    try:
        return list(tomllib.loads(f"{text} = 0")) == [key] and text == text.strip()
    except tomllib.TOMLDecodeError:
        return False


def _nodes(node):
    return len(node.children) + sum(map(_nodes, node.children.values()))

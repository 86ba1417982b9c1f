"""A watch is found in a settings text that was kept as it is written there, and nothing that only looks like it."""

import tomllib

import pytest

from config.kept import kept_table, stands_in

PLAIN = '[[watches]]\nname = "drones"\nquery = "drone"'
TEXTS = {
    "plain": PLAIN,
    "among others": f'[[watches]]\nname = "x"\nquery = "drones"\n\n{PLAIN}\n\n[[sources]]\nname = "drones"\n',
    "in a string": f'note = """\n{PLAIN}\n"""\n[[watches]]\nname = "drones"\nquery = "other"',
    "in a comment": f'# [[watches]]\n# name = "drones"\n{PLAIN} # and more',
    "with escapes": '[[watches]]\nname = "dr\\u006fnes"\nquery = "drone"',
    "of many lines": "[[watches]]\nname = 'drones'\nquery = '''\n[[watches]]\nname = 'x'\n'''\nchannels = [\n'a',\n]",
    "header with spaces and quotes": '  [[ "watches" ]]\nname = "drones"\nquery = "drone"',
    "tables under it": f"{PLAIN}\n[watches.volume]\nspike = true\n[[watches]]\nname = 'y'\nquery = 'y'",
    "in an array": 'rows = [\n[["watches"]], # drones\n["name"]]\n[[watches]]\nname = "drones"\nquery = "drone"',
    "inline": 'watches = [{name = "drones", query = "drone"}]',
    "not there": '[[watches]]\nname = "ferries"\nquery = "drones"',
}


def kept(*texts):
    return "\n".join(f"# file: {n}.toml\n{text}" for n, text in enumerate(texts))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_is_found_says_what_the_text_says_of_the_watch(text):
    found = kept_table(kept("version = 1\n", text), "watches", "drones")
    there = [one for one in tomllib.loads(text).get("watches", ()) if one["name"] == "drones"]
    if found is None:
        assert not there or text.startswith("watches = [")
    else:
        assert found in text
        assert tomllib.loads(found)["watches"] == there


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_surely_stands_there_is_what_would_be_found(text):
    for other in TEXTS.values():
        table = kept_table(kept(other), "watches", "drones")
        if table is not None and stands_in(kept("version = 1\n", text), table):
            assert kept_table(kept("version = 1\n", text), "watches", "drones") == table


def test_it_is_told_at_a_glance_where_nothing_around_it_could_hold_it():
    assert stands_in(kept(TEXTS["among others"]), PLAIN)
    assert stands_in(kept("version = 1\n", PLAIN), PLAIN)
    assert not stands_in(kept(TEXTS["in a string"]), PLAIN)
    assert not stands_in(kept(f"{PLAIN}\npriority = 'high'"), PLAIN)
    assert not stands_in(kept(TEXTS["tables under it"]), PLAIN)

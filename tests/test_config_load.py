"""What the settings file may say, and what is said of a wrong one."""

import os
import re
import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from config.crosscheck import check_channels
from config.explain import near
from config.files import DEEPEST, LARGEST
from config.load import find_settings, load, stamp
from config.problems import ConfigError, Problem
from crawler.checks import check_sources

SECRET = "hunter2-swordfish"
WHOLE = """\
version = 1
timezone = "Europe/Brussels"
database = "sqlite:///${STORE:-tocsin.db}"
include = ["watches/*.toml"]

[fetch]
per_host_delay = "1s"
private_addresses = ["127.0.0.0/8"]

[[sources]]
name = "nato-news"
url = "https://www.nato.int/rss.xml"
every = "15m"
tags = ["official"]

[channels.desk]
kind = "email"
from = "tocsin@example.org"
smtp = "smtp://tocsin:${PASSWORD}@smtp.example.org"
digest = "07:30"
quiet_hours = "22:00-07:00"
fallback = "tool"

[channels.tool]
kind = "webhook"
url = "https://hooks.example.org/$$a/b$/"

[[watches]]
name = "UDCG"
query = '''@udcg OR /Ramstein$/'''
channels = ["desk"]

[concepts.udcg]
en = ["Ukraine Defense Contact Group", "=UDCG"]
"""


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write settings files into a folder of their own, which is the current one."""
    monkeypatch.chdir(tmp_path)

    def write(text, name="tocsin.toml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path.relative_to(tmp_path)

    return write


def problems(path, checks=(), **environ):
    with pytest.raises(ConfigError) as caught:
        load(path, checks, environ)
    return list(caught.value.problems)


def one_problem(path, checks=(), **environ):
    [problem] = problems(path, checks, **environ)
    return problem


# --- what holds


def test_the_whole_file_is_read(write):
    path = write(WHOLE)
    write('[[watches]]\nname = "Quiet"\nquery = "@nato"\n', "watches/b.toml")
    write('[concepts.iris-t]\nde = ["Iris-T"]\n', "watches/a.toml")
    loaded = load(path, environ={"PASSWORD": SECRET})
    found = loaded.settings
    assert found.database.get_secret_value() == "sqlite:///tocsin.db"
    assert [watch.name for watch in found.watches] == ["UDCG", "Quiet"]
    assert found.watches[0].query == "@udcg OR /Ramstein$/"
    assert found.channels["desk"].options["from"] == "tocsin@example.org"
    assert found.channels["desk"].options["smtp"] == f"smtp://tocsin:{SECRET}@smtp.example.org"
    assert found.channels["tool"].options["url"] == "https://hooks.example.org/$a/b$/"
    assert sorted(found.concepts) == ["iris-t", "udcg"]
    assert [file.as_posix() for file in loaded.files] == ["tocsin.toml", "watches/a.toml", "watches/b.toml"]


def test_the_kept_text_and_the_repr_hold_no_secret(write):
    loaded = load(write(WHOLE), environ={"PASSWORD": SECRET, "STORE": SECRET})
    assert "${PASSWORD}" in loaded.text
    assert SECRET not in loaded.text
    assert SECRET not in repr(loaded)
    assert SECRET not in str(loaded.settings.channels["desk"])


def test_the_kept_text_holds_every_file_under_its_name_and_no_folder_of_this_machine(write, tmp_path):
    path = write(WHOLE.replace('"watches/*.toml"', '"w/a.toml"'))
    write("# only a comment\n", "w/a.toml")
    loaded = load(tmp_path / path, environ={"PASSWORD": ""})
    assert loaded.text.startswith("# file: tocsin.toml\nversion = 1\n")
    assert loaded.text.endswith("# file: w/a.toml\n# only a comment\n")
    assert str(tmp_path) not in loaded.text


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(write):
    plain = load(write(WHOLE), environ={"PASSWORD": "x"})
    other = load(write(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode()), environ={"PASSWORD": "x"})
    assert other == plain


def test_an_empty_or_unset_variable_takes_the_default_and_an_empty_one_without_default_is_empty(write):
    path = write('version = 1\ntimezone = "${ZONE:-Europe/Paris}"\n[fetch]\ncontact = "${NOBODY}"\n')
    loaded = load(path, environ={"ZONE": "", "NOBODY": ""})
    assert (loaded.settings.timezone, loaded.settings.fetch.contact) == ("Europe/Paris", "")


def test_numbers_and_truths_may_come_from_the_environment(write):
    path = write('version = 1\n[fetch]\nconcurrency = "${N}"\nrobots = "${ROBOTS}"\n')
    found = load(path, environ={"N": "3", "ROBOTS": "false"}).settings.fetch
    assert (found.concurrency, found.robots) == (3, False)


def test_a_watch_without_channels_is_allowed(write):
    assert load(write('version = 1\n[[watches]]\nname = "w"\nquery = "nato"\n')).settings.watches[0].channels == ()


def test_a_file_matched_by_two_patterns_or_including_itself_is_read_once(write):
    path = write('version = 1\ninclude = ["*.toml", "w/*.toml", "w/x.toml", "./w/../w/x.toml"]\n')
    write('[[watches]]\nname = "w"\nquery = "nato"\n', "w/x.toml")
    write("broken = ", "w/.#x.toml")
    assert len(load(path).settings.watches) == 1


def test_an_included_file_may_lie_anywhere(write, tmp_path):
    write('[[watches]]\nname = "w"\nquery = "nato"\n', "else where [1]/x.toml")
    path = write(f"version = 1\ninclude = ['{tmp_path}/else*/x.toml', '../{tmp_path.name}/*/y.toml']\n")
    assert len(load(path).settings.watches) == 1


def test_a_file_under_two_names_is_read_once(write, tmp_path):
    path = write('version = 1\ninclude = ["w/*.toml"]\n')
    write('[[watches]]\nname = "w"\nquery = "nato"\n', "w/x.toml")
    (tmp_path / "w" / "y.toml").symlink_to("x.toml")
    assert len(load(path).settings.watches) == 1


# --- files that cannot be read


def test_a_link_that_leads_nowhere_or_in_a_circle_is_said_with_its_name(write, tmp_path):
    path = write('version = 1\ninclude = ["w/*.toml"]\n')
    write("", "w/a.toml")
    (tmp_path / "w" / "b.toml").symlink_to("b.toml")
    (tmp_path / "w" / "c.toml").symlink_to("gone")
    assert [problem.partition(" ")[0] for problem in problems(path)] == ["w/b.toml:1:1:", "w/c.toml:1:1:"]


def test_a_missing_file_says_how_to_make_one(write, tmp_path):
    assert one_problem(tmp_path / "no.toml").endswith("no.toml:1:1: there is no such file; `tocsin init` makes one")


def test_a_folder_names_the_file_in_it(write, tmp_path):
    assert f"is a folder; name the file in it, as in {tmp_path}/tocsin.toml" in one_problem(tmp_path)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "is no ordinary file" in one_problem(tmp_path / "pipe")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(LARGEST + 1)
    assert "is larger than 8 MB" in one_problem(tmp_path / "huge")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_says_so(write, tmp_path):
    path = write("version = 1")
    path.chmod(0)
    assert "may not be read by this user" in one_problem(path)
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", ":1:1: version is missing; write version = 1 on the first line"),
        (b"# nothing\n", ":1:1: version is missing; write version = 1 on the first line"),
        (b'version = 1\ntimezone = "\xe9"', ":2:13: byte 0xE9 is no UTF-8; save the file as UTF-8"),
        ("version = 1".encode("utf-16"), ":1:1: byte 0xFF is no UTF-8; save the file as UTF-8"),
        (b'version = 1\nx = "\0"', ":2:6: a NUL byte; save the file as UTF-8 text"),
        (b"version = 1\nversion = 2\n", ":2:12: no valid TOML: the same key stands here twice; remove one of them"),
        (b'a = "x\n', ':1:7: no valid TOML: a string that does not end on its line; close it, or use """ for several'),
        (b"a = 'C:\\x'\nb = \"C:\\Users\"\n", "the string in single quotes, as in 'C:\\folder'"),
        (b"a = [1, 2\nb = 3\n", ":2:1: no valid TOML: a list that is not closed; end it with ]"),
        (b"timezone = Europe/Brussels\n", ":1:12: no valid TOML: no value TOML knows; put text in quotes"),
        (b"timezone\n", ":1:9: no valid TOML: a key without a value; write key = value"),
        (b"a = 1 b = 2\n", ":1:7: no valid TOML: something follows the value; start a new line for it"),
        (b'a = "x" b = "y"\n', ":1:9: no valid TOML: something follows the value; start a new line for it"),
        (b'q = ""contact group" NEAR/5 x"\n', ":1:7: no valid TOML: the text ends at the quote before this; put a"),
        (b'q = "contact group" OR "x"\n', "put a text with quotes in it between ''' and '''"),
        (b"q = 'l'OTAN'\n", ":1:8: no valid TOML: the text ends at the quote before this"),
        (b'q = "x",\n', ":1:8: no valid TOML: something follows the value"),
        ("q = “drone”\n".encode(), ":1:5: no valid TOML: a quotation mark that TOML does not know; write \" or '''"),
        ("q\u00a0= 1\n".encode(), ":1:2: no valid TOML: a character that only looks like a space (U+00A0); write a"),
        (b'c = ["a" "b"]\n', ":1:10: no valid TOML: a list that is not closed; end it with ], and put commas between"),
        (b'["a" "b"]\n', ":1:6: no valid TOML: a table's name that is not closed"),
        (b"[[watches]\n", ":1:10: no valid TOML: a table's name that is not closed; write [[name]] in double brackets"),
        (b"[channels.desk\n", ":1:15: no valid TOML: a table's name that is not closed; write [name]"),
        (b'a = """never', ":1:13: no valid TOML: a string that never ends; close its quotes"),
        (b"a = " + b"[" * 5000 + b"]" * 5000, ":1:1: nested deeper than"),
        (b"a = " + b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), ":1:1: nested deeper than"),
        (b".".join([b"a"] * 5000) + b" = 1", ":1:1: nested deeper than"),
        (b"a = " + b"9" * 5000, ":1:1: a number that is too long"),
    ],
)
def test_a_broken_file_says_where_and_what_to_do(write, raw, said):
    assert said in one_problem(write(raw))


def test_a_table_given_twice_names_both_places(write):
    text = 'version = 1\n[channels.desk]\nkind = "file"\n\n[channels.desk]\nkind = "email"\n'
    said = one_problem(write(text))
    assert said == (
        "tocsin.toml:5:15: [channels.desk] is given twice, first in tocsin.toml:2:11; rename or remove one of them"
    )


# --- wrong settings


def test_every_problem_of_every_file_is_said_at_once_in_their_order(write):
    path = write(
        """\
version = 1
timezon = "UTC"
include = ["w/*.toml"]
[fetch]
timeout = 5
[[sources]]
name = "no address"
[[sources]]
name = "mod-pl"
url = "https://example.org/"
kind = "fed"
[channels.desk]
kind = "carrier pigeon"
fallback = "tol"
[channels.tool]
kind = "webhook"
ulr = "x"
[[watches]]
name = "first"
query = "("
channels = ["tool", "dsk"]
priority = "urgent"
"""
    )
    write('timezone = "UTC"\n[[watches]]\nname = "first"\nqery = ""\n[channels.tool]\nkind = "file"\n', "w/x.toml")
    checks = [check_channels({"webhook": Hook}), check_sources, no_brackets]
    assert problems(path, checks) == [
        "tocsin.toml:2:1: unknown key 'timezon'; did you mean 'timezone'?",
        "tocsin.toml:5:1: 5 has no unit; write for example 90s, 15m, 1h or 2d",
        "tocsin.toml:6:1: url is missing; add url = …",
        "tocsin.toml:11:1: source 'mod-pl': unknown kind 'fed'; did you mean 'feed'?",
        "tocsin.toml:13:1: channel 'desk' has an unknown kind 'carrier pigeon'; known: webhook",
        "tocsin.toml:14:1: channel 'desk' falls back on an unknown channel 'tol'; did you mean 'tool'?",
        "tocsin.toml:15:11: url is missing; add url = …",
        "tocsin.toml:17:1: unknown key 'ulr'; did you mean 'url'?",
        "tocsin.toml:20:1: unclosed\n    (\n    ^; close it",
        "tocsin.toml:21:21: watch 'first' names an unknown channel 'dsk'; did you mean 'desk'?",
        'tocsin.toml:22:1: priority has a value that is not known; write "low", "normal" or "high"',
        "w/x.toml:1:1: 'timezone' may stand only in the main settings file; move it to the main settings file; "
        "an included one holds sources, watches, silences, channels, concepts, sites",
        "w/x.toml:2:1: query is missing; add query = …",
        "w/x.toml:3:1: watch 'first' is given twice, first in tocsin.toml:19:1; rename or remove one of them",
        "w/x.toml:4:1: unknown key 'qery'; did you mean 'query'?",
        "w/x.toml:5:11: channel 'tool' is given twice, first in tocsin.toml:15:11; rename or remove one of them",
    ]


class Hook(BaseModel):
    """An invented kind of channel."""

    model_config = ConfigDict(extra="forbid")
    url: SecretStr = Field(min_length=20)
    from_: str = Field("", alias="from")


def no_brackets(settings):
    for index, watch in enumerate(settings.watches):
        if "(" in watch.query:
            yield Problem(("watches", index, "query"), f"unclosed\n{watch.query}\n^", "close it")


VOLUME = "version = 1\n[[watches]]\nname = 'x'\nquery = 'y'\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("version = 2", ":1:1: version has a value that is not known; write 1"),
        (
            'version = 1\ntimezone = "Europe/Brussel"',
            ":2:1: unknown time zone 'Europe/Brussel'; did you mean 'Europe/B",
        ),
        ('version = 1\ntimezone = "../../etc/passwd"', "unknown time zone"),
        ("version = 1\ntimezone = 3", ":2:1: timezone must be text; put it in quotes"),
        ("version = 1\ninclude = 'x'", ":2:1: include must be a list; put it in brackets"),
        ("version = 1\nfetch = 3", ":2:1: fetch must be a table; write its keys under"),
        ("version = 1\nsources = 3", ":2:1: sources must be a list of tables; write [[sources]] in double brackets"),
        ("version = 1\nsources = [3]", ":2:12: an element of sources must be a table"),
        ("version = 1\n[watches]\nname='x'", ":2:2: watches must be a list of tables; write [[watches]]"),
        ("version = 1\n[[channels]]\nname='x'", ":2:3: channels must be tables with names; write [channels.NAME]"),
        ("version = 1\n[channels]\nx = 3", ":3:1: x must be a table"),
        ("version = 1\n[[channels.x]]\nkind='f'", ":2:12: x must be a table; write its header in single brackets"),
        ("version = 1\n[[fetch]]\nrobots=true", ":2:3: fetch must be a table; write its header in single brackets"),
        ("version = 1\n[sites.'https://a.org']\ntitle='h1'", ":2:8: 'https://a.org' is no host; write it alone and in"),
        ("version = 1\n[fetch]\ntimezone='UTC'", ":3:1: unknown key 'timezone'; it belongs above the first [table]"),
        ("version = 1\ncontact='a'", ":2:1: unknown key 'contact'; it belongs under [fetch]"),
        (
            "version = 1\n[desk]\nkind='a'",
            "unknown key 'kind'; it belongs under [[sources]] or [channels.NAME] or",
        ),
        (
            "version = 1\n[[watches]]\nname='x'\nquery='a'\nsource=['b']",
            "unknown key 'source'; did you mean 'sources'?",
        ),
        ("version = 1\n[fetch]\nconcurrency = 0", ":3:1: concurrency must be at least 1; raise it"),
        ("version = 1\n[fetch]\nconcurrency = 'many'", ":3:1: concurrency must be a whole number"),
        ("version = 1\n[fetch]\nrobots = 'perhaps'", ":3:1: robots must be true or false"),
        ("version = 1\n[fetch]\ntimeout = '0s'", ":3:1: 0 is too short"),
        ("version = 1\n[fetch]\ntimeout = '999999999999999d'", ":3:1: '999999999999999d' is too long"),
        ("version = 1\n[fetch]\ntimeout = 12:30:00", ":3:1: timeout must be a duration"),
        ("version = 1\n[fetch]\nprivate_addresses=[\n'10.0.0.1/8']", ":4:1: an element of private_addresses is no net"),
        ("version = 1\n[fetch]\nno_proxy=['*.a.org']", ":3:11: an element of no_proxy holds no host; write it alone"),
        (
            "version = 1\n[fetch]\nunverified=['https://a.org']",
            ":3:13: an element of unverified holds no host; write it",
        ),
        ("version = 1\n[fetch.headers.'*.a.org']\nCookie='x'", ":2:16: '*.a.org' is no host; write it alone and in"),
        ("version = 1\n[channels.x]\nkind='file'\ndigest='25:00'", ":4:1: '25:00' is no time of day"),
        ("version = 1\n[channels.x]\nkind='file'\ndigest=07:30:00", ":4:1: digest must be text; put it in quotes"),
        ("version = 1\n[channels.x]\nkind='file'\nquiet_hours='22:00'", ":4:1: '22:00' has no end; write for example"),
        ("version = 1\n[channels.x]\nkind='file'\nquiet_hours='1:00-1:00'", ":4:1: '1:00-1:00' is empty"),
        (
            "version = 1\noperator='desc'\n[channels.desk]\nkind='f'",
            ":2:1: the operator is an unknown channel 'desc'; did",
        ),
        ("version = 1\n[channels.x]\nkind='f'\nfallback='x'", ":4:1: fallbacks go in a circle: x -> x; let one of"),
        (VOLUME + "volume = { spike = false, silence = false }", ":5:1: neither spike nor silence is to be told"),
        (VOLUME + "volume = { at_least = 2 }", ":5:1: at_least = 2 can never come from sources = 3; raise at_least"),
        (VOLUME + "volume = { window = '10m' }", ":5:12: 10m is not between 1h and 7d; write for example 6h or 1d"),
        (VOLUME + "volume = { window = '8d' }", ":5:12: 8d is not between 1h and 7d"),
        (VOLUME + "volume = { sorces = 3 }", "unknown key 'sorces'; did you mean 'sources'?"),
        (VOLUME + "volume = true", ":5:1: volume must be a table"),
        ('version = 1\n[channels.""]\nkind="f"', ":2:11: name is too short; write at least 1 character(s)"),
        ("version = 1\n[[watches]]\nname = \"\\u0000\"\nquery='x'", ":3:1: a NUL character (\\u0000) in it"),
        ("version = 1\n[[watches]]\nname = \"a\\nb\"\nquery='x'", ":3:1: name holds a control character in it"),
        ("version = 1\n[[sources]]\nname='a'\nurl='ftp://x'", ":4:1: url holds no web address; begin it with http"),
        ("version = 1\n[[sources]]\nname='a'\nurl='http://x'\ncountry='France'", ":5:1: country holds no country code"),
        ("version = 1\n[[sources]]\nname='a'\nurl='http://x'\nkind='listing'", ":2:1: a listing needs links; name the"),
        ("version = 1\n[concepts.nato]\n", ":2:11: a concept needs a name; write for example en"),
        ("version = 1\n[concepts.nato]\nen = 'NATO'", 'en must list names, as in en = ["NATO"]'),
        ("version = 1\ninclude = ['none.toml']", ":2:12: there is no file 'none.toml' beside this one"),
        ('version = 1\ninclude = ["\\u0000*"]', ":2:12: a NUL character (\\u0000) in it; take it out"),
        ("version = 1\ninclude = ['.']", ":2:12: '.' is a folder; write \"./*.toml\""),
        ("version = 1\ntimezone = '${ZONE}'", ":2:1: environment variable ZONE is not set; set it, or write ${ZONE:-d"),
        ("version = 1\ntimezone = '${ZO NE}'", ":2:1: ${ begins no variable; write ${NAME}"),
    ],
)
def test_a_wrong_setting_is_said_once_in_plain_words_with_its_place(write, line, said):
    assert said in one_problem(write(line + "\n"))


def test_a_key_of_the_whole_file_that_stands_under_a_channel_is_told_where_it_belongs(write):
    path = write("version = 1\n[channels.x]\nkind = 'webhook'\nurl = 'https://hooks.example.org/'\ntimezone = 'UTC'\n")
    said = one_problem(path, [check_channels({"webhook": Hook})])
    assert ":5:1: unknown key 'timezone'; it belongs above the first [table] of the file" in said


def test_the_same_source_name_and_the_same_address_name_both_places(write):
    source = '[[sources]]\nname = "{}"\nurl = "https://example.org/{}"\n'
    path = write("version = 1\n" + source.format("a", 1) + source.format("a", 2) + source.format("b", 1))
    assert problems(path) == [
        "tocsin.toml:6:1: source 'a' is given twice, first in tocsin.toml:3:1; rename or remove one of them",
        "tocsin.toml:10:1: the same address is read by source 'a', in tocsin.toml:4:1; keep one of them",
    ]


def test_one_page_may_be_read_by_two_selectors(write):
    source = '[[sources]]\nname = "{0}"\nurl = "https://example.org/"\nkind = "listing"\nlinks = "{0}"\n'
    assert load(write("version = 1\n" + source.format("a") + source.format("b"))).settings.source("b").links == "b"


def test_a_circle_of_fallbacks_is_said_once_and_not_of_a_channel_that_leads_into_it(write):
    channel = '[channels.{}]\nkind = "file"\nfallback = "{}"\n'
    text = "version = 1\n" + "".join(channel.format(*pair) for pair in ("cb", "bd", "ab", "dc"))
    assert one_problem(write(text)).startswith("tocsin.toml:7:1: fallbacks go in a circle: b -> d -> c -> b;")


def test_a_channel_with_a_mistake_in_it_is_not_also_called_unknown(write):
    text = 'version = 1\n[channels.x]\ndigest = 3\n[[watches]]\nname = "w"\nquery = "q"\nchannels = ["x"]\n'
    assert [p.split(": ")[1] for p in problems(write(text))] == [
        'kind is missing; add the kind of channel, as in kind = "email"',
        'digest must be text; put it in quotes, as in "text"',
    ]


def test_a_broken_included_file_hides_no_other_problem_and_makes_no_name_unknown(write):
    path = write(
        'version = 1\nulr = 1\ninclude = ["c.toml"]\n[[watches]]\nname="w"\nquery="q"\nchannels=["somewhere"]\n'
    )
    write("[channels.somewhere\n", "c.toml")
    assert [problem.split(": ")[0] for problem in problems(path)] == ["c.toml:1:20", "tocsin.toml:2:1"]


def test_an_included_file_may_not_include(write):
    path = write('version = 1\ninclude = ["*.toml"]\n')
    write('include = ["tocsin.toml"]\n', "a.toml")
    assert one_problem(path) == (
        "a.toml:1:1: an included file may not include others; name them in the main settings file"
    )


def test_a_check_of_another_room_is_placed_in_the_included_file(write):
    path = write('version = 1\ninclude = ["a.toml"]\n[[watches]]\nname="w"\nquery="q"\n')
    write('[[watches]]\nname="v"\nquery="q"\nmust_match = ["a",\n  "b"]\n', "a.toml")
    said = one_problem(path, [lambda settings: [Problem(("watches", 1, "must_match", 1), "is not found", "widen it")]])
    assert said == "a.toml:5:3: is not found; widen it"


class Kept(BaseModel):
    """An invented kind of channel with keys of other types."""

    model_config = ConfigDict(extra="forbid")
    path: Path
    to: tuple[str, ...]
    ratio: float = 1


def test_the_keys_of_a_channels_kind_are_explained_as_plainly(write):
    path = write('version = 1\n[channels.x]\nkind = "kept"\npath = 3\nto = "me"\nratio = "half"\nfalback = "y"\n')
    assert problems(path, [check_channels({"kept": Kept})]) == [
        'tocsin.toml:4:1: path must be text; put it in quotes, as in "folder/file"',
        'tocsin.toml:5:1: to must be a list; put it in brackets, as in ["one", "two"]',
        "tocsin.toml:6:1: ratio must be a number; write for example 0.5",
        "tocsin.toml:7:1: unknown key 'falback'; did you mean 'fallback'?",
    ]


# --- secrets


SECRETIVE = [
    'timezone = "{}"',
    'version = "{}"',
    '[fetch]\ntimeout = "{}"',
    '[fetch]\nprivate_addresses = ["{}"]',
    '[[sources]]\nname = "a"\nurl = "{}"',
    '[[sources]]\nname = "a"\nurl = "http://x"\nevery = "{}"\ncountry = "{}"\nlanguage = "{}"\nkind = "{}"',
    '[channels.x]\nkind = "{}"\ndigest = "{}"\nquiet_hours = "22:00-{}"\nfallback = "{}"',
    '[channels.x]\nkind = "webhook"\nurl = "{}"\nfrom = ["{}"]',
    '[[watches]]\nname = "w"\nquery = "({}"\nchannels = ["{}"]\npriority = "{}"',
    '[[watches]]\nname = "{}"\nquery = "q"\n[[watches]]\nname = "{}"\nquery = "q"',
    '[[watches]]\nquery = "q"\n[[watches]]\nname = "w"\nquery = "q"\nchannels = ["a {} b"]',
    '[concepts.x]\nen = "{}"',
    'include = ["{}.toml"]',
]


@pytest.mark.parametrize("text", SECRETIVE)
@pytest.mark.parametrize("secret", [SECRET, "a'b\"c\\d:é\n", "x9", "12:99"])
def test_no_message_holds_what_the_environment_holds(write, text, secret):
    version = "" if "version" in text else "version = 1\n"
    path = write(version + text.replace("{}", "${TOKEN}"))
    checks = [check_channels({"webhook": Hook}), no_brackets]
    with pytest.raises(ConfigError) as caught:
        load(path, checks, {"TOKEN": secret})
    said = str(caught.value)
    assert secret.strip() not in said
    assert repr(secret)[1:-1] not in said
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_a_secret_that_begins_with_another_is_taken_out_whole(write):
    path = write('version = 1\ntimezone = "${SHORT}"\n[fetch]\ntimeout = "${LONG}"\n')
    assert "${LONG}" in problems(path, SHORT="hunter2", LONG="hunter2-tail")[1]
    assert not any("tail" in problem for problem in problems(path, SHORT="hunter2", LONG="hunter2-tail"))


# --- finding the file, noticing a change


def test_the_file_here_comes_before_the_users_and_the_systems(write, tmp_path):
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "user")}
    system = tmp_path / "system.toml"
    with pytest.raises(ConfigError) as caught:
        find_settings(None, environ, system)
    assert all(str(place) in str(caught.value) for place in (tmp_path / "tocsin.toml", tmp_path / "user", system))
    assert "`tocsin init` makes one" in str(caught.value)
    system.touch()
    assert find_settings(None, environ, system) == system
    write("", "user/tocsin/tocsin.toml")
    assert find_settings(None, environ, system) == tmp_path / "user" / "tocsin" / "tocsin.toml"
    write("")
    assert find_settings(None, environ, system).as_posix() == "tocsin.toml"
    assert find_settings(tmp_path / "named.toml", environ, system) == tmp_path / "named.toml"


def test_a_relative_configuration_home_is_ignored(write, tmp_path):
    write("", "home/.config/tocsin/tocsin.toml")
    environ = {"XDG_CONFIG_HOME": "user", "HOME": str(tmp_path / "home")}
    assert find_settings(None, environ, tmp_path / "no") == tmp_path / "home/.config/tocsin/tocsin.toml"


def test_a_stamp_changes_when_a_file_is_written_replaced_removed_or_added_where_include_searches(write, tmp_path):
    path = write('version = 1\ninclude = ["w/*.toml", "later/*.toml"]\n')
    write("", "w/a.toml")
    watched = load(path).watched
    stamps = [stamp(watched)]
    assert stamp(watched) == stamps[0]
    path.write_text("version = 2\n")
    stamps.append(stamp(watched))
    write("version = 2\n", "other.toml").replace(path)
    stamps.append(stamp(watched))
    write("", "w/b.toml")
    stamps.append(stamp(watched))
    write("", "later/c.toml")
    stamps.append(stamp(watched))
    path.unlink()
    stamps.append(stamp(watched))
    assert len(set(stamps)) == len(stamps)


# --- whatever is written, nothing but a ConfigError comes back

KEYS = st.sampled_from(
    re.findall(
        r"\w+",
        "version timezone fetch sources channels watches concepts include name url kind every tags query digest "
        "quiet_hours fallback timeout private_addresses en x",
    )
)
LEAVES = st.sampled_from(["1", "-1", "0.5", "true", "inf", "1979-05-27", "07:30:00", '""', '"a"', '"1h"', '"7:0"'])
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=2).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(KEYS, inner, max_size=3).map(
            lambda pairs: "{ " + ", ".join(f"{key} = {value}" for key, value in pairs.items()) + " }"
        )
    ),
    max_leaves=6,
)
HEADERS = ["[fetch]", "[[sources]]", "[[watches]]", "[channels.x]", "[channels.y]", "[concepts.z]"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.sampled_from(HEADERS), st.tuples(KEYS, VALUES).map(" = ".join)), max_size=14))
def test_whatever_is_written_the_settings_hold_or_each_problem_has_a_place(tmp_path, lines):
    path = tmp_path / "any.toml"
    path.write_text("version = 1\n" + "\n".join(lines))
    checks = [check_channels({"a": Hook}), no_brackets]
    try:
        load(path, checks, {})
    except ConfigError as error:
        for problem in error.problems:
            line, column, rest = problem.removeprefix(f"{path}:").split(":", 2)
            assert 1 <= int(line) <= len(lines) + 2
            assert int(column) >= 1
            assert rest.strip()
            assert "pydantic" not in problem
            assert "Input should" not in problem
    else:
        tomllib.loads(path.read_text())


def test_silences_may_stand_in_any_file_and_their_times_are_read_as_toml_or_text_has_them(write):
    path = write('version = 1\ninclude = ["w/*.toml"]\n[[silences]]\nname = "a"\nwatch = "w"\nuntil = 2026-03-29\n')
    write(
        '[[silences]]\nname = "b"\nquery = "toy"\nsince = "2026-03-28 08:00"\nuntil = 2026-03-29T14:00:00\n', "w/x.toml"
    )
    first, second = load(path).settings.silences
    assert (first.until.isoformat(), first.since) == ("2026-03-29", None)
    assert (second.since.isoformat(), second.until.isoformat()) == ("2026-03-28T08:00:00", "2026-03-29T14:00:00")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ('watch = "w"\nuntil = "soon"', ":5:1: 'soon' is no day or time; write for example 2026-03-29"),
        ('watch = "w"\nuntil = 5', ":5:1: 5 is no day or time"),
        ('watch = "w"', ":2:1: until is missing"),
        ("until = 2026-03-29", "it would hold every alert; name a watch, story, source or query"),
        ('story = "7"\nuntil = 2026-03-29', ":4:1: story holds no web address; begin it with http"),
    ],
)
def test_a_silence_that_says_too_little_is_refused_in_its_place(write, keys, said):
    assert said in one_problem(write(f'version = 1\n[[silences]]\nname = "a"\n{keys}\n'))


def test_silences_are_told_apart_by_their_names(write):
    one = '[[silences]]\nname = "{}"\nwatch = "w"\nuntil = 2026-03-29\n'
    assert "silence 'a' is given twice" in one_problem(write("version = 1\n" + one.format("a") * 2))
    assert "is a number, as silences made by a command have" in one_problem(write("version = 1\n" + one.format("12")))


def test_names_that_differ_in_case_only_are_both_told():
    assert near("xyz", ["emil", "Emil"]) == "known: Emil, emil"

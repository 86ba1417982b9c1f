"""Whatever other rooms say in English, of settings, sources, deliveries and users, pages say as their reader speaks.

What is left English is what servers, the system and libraries said, as a quotation.
"""

import re
from pathlib import Path

import pytest
import test_config_load
from english import VALUE, sentences
from test_web_query_phrases import is_english
from translations import texts

from config import ConfigError
from config.catalogue import catalogue
from config.load import load
from config.network import refused
from crawler.answer import refusal
from crawler.checks import check_sources
from crawler.diagnosis import with_cure
from crawler.item import ReadError
from scheduler.adding import source_of
from web import alerts, users
from web.app import ROUTES
from web.delivery_phrases import DELIVERY_PHRASES
from web.phrases import said, said_or_quoted, said_wrong
from web.reading_phrases import NETWORKS, READING_PHRASES
from web.settings_phrases import SETTINGS_PHRASES
from web.tongue import spoken

OTHERS = ["fr", "de"]
PHRASES = (*SETTINGS_PHRASES, *READING_PHRASES, *DELIVERY_PHRASES)
#: Modules whose sentences come to pages.
MODULES = (
    *(f"config/{one}.py" for one in ("again", "crosscheck", "desk", "durations", "edit", "environment", "explain")),
    *(
        f"config/{one}.py"
        for one in ("fetch", "files", "headers", "merge", "network", "pieces", "settings", "silences")
    ),
    "config/catalogue/__init__.py",
    *(f"crawler/{one}.py" for one in ("addresses", "answer", "browser", "checks", "chromium", "encoding", "feed")),
    *(f"crawler/{one}.py" for one in ("feed_raw", "fulltext", "handler", "hosts", "hubs", "listing", "markup", "opml")),
    *(f"crawler/{one}.py" for one in ("no_feed", "no_listing", "offers", "spellings")),
    *(f"crawler/{one}.py" for one in ("politeness", "redirects", "selectors", "sitemap", "spider_step")),
    *(
        "crawler/page.py",
        "crawler/stand_ins.py",
        "crawler/routes.py",
        "crawler/tab.py",
        "crawler/workers.py",
        "crawler/readers/*.py",
    ),
    *(f"alerts/{one}.py" for one in ("answers", "body", "certificates", "child", "claims", "delivery", "mail")),
    *(f"alerts/{one}.py" for one in ("digests", "posting", "program", "settling", "silences", "silencing")),
    *("alerts/services.py", "alerts/unsubscribing.py", "alerts/watch.py", "alerts/channels/*.py"),
    *(
        f"scheduler/{one}.py"
        for one in ("adding", "cadence", "changed", "editing", "gaps", "health", "jobs", "outages", "taken_over")
    ),
    *("scheduler/standing.py", "scheduler/subscriptions.py", "store/errors.py", "store/people.py", "store/sources.py"),
    *("web/pushing.py", "web/subscribed.py"),
)
#: What of them no page shows: what libraries say and is replaced, what stops the start, what the log and commands say.
ELSEWHERE = re.compile(
    r"Cannot overwrite|Unescaped|Invalid|Illegal char|Unterminated|Expected|Unclosed|Input should"
    r"|no such (table|column)|no settings file|is left out: your|sqlite:///FILE|`tocsin run` makes it|the newer Tocsin"
    r"|stop the other one|import sys|both name|no element|noopener|delivery 7$|message 7$|Sources of Tocsin"
    r"|since this was opened"
    # A silence that cannot be ended is told of in words of the desk (`web.marking`).
    r"|^silence '7' stands|^there is no silence|^silence 7 is over"
)
#: What is put together of parts that stand apart in their modules.
MADE = (
    "the same address is read by source 'a', in tocsin.toml:3:1",
    "source 'a' is given twice, first in tocsin.toml:3:1; rename or remove one of them",
    "a.example is at an address that is not public: 10.0.0.1 is private; allow it under [fetch] private_addresses if"
    " that is meant",
    "10.0.0.1 is private; allow it under private_addresses of this channel if that is meant",
    "10.0.0.1 is private; allow it under [desk] private_addresses if that is meant",
    "pages with javascript = true need Chromium, and there is none here; install it (Debian: apt-get install"
    " chromium), or name it as [fetch] browser",
    "pages with javascript = true need Chromium, and there is no program 'x', which [fetch] browser names",
    'this is no sitemap but a feed; set kind = "feed"',
    "this is no sitemap but a web page",
    "this is no OPML but a feed; `tocsin source add` takes its address",
    "this is no OPML but a web page",
    "this is no OPML but something else than XML",
    "reading it ended the process: it took more than 30 s of processor time",
    "a fault of Tocsin itself (KeyError); please report it with the log",
    "reading it ended the process: it is being shut down",
    "no answer: a.example has no address",
    "no end within 60 s, killed: Traceback",
    "no end within 60 s, killed",
    "ended by signal 9: Traceback",
    "exit 65 (EX_DATAERR): no such user",
    "body cannot be made from its template: it is no JSON: Expecting value",
    "body cannot be made from its template: it is longer than 99 characters",
    "mail.example refuses the sender: 550 no",
    "mail.example refuses the recipient: 550 no",
    "mail.example refuses the message: 554 no",
    "mail.example answers: 421 later",
    "outbox.jsonl: another program keeps it locked",
    "slack: Apprise says no more",
    "mail.example: no safe connection: self-signed certificate; if it is yours, name its certificate under ca",
    "delivery 7 to desk a@b.c was given up after 1 try: 550 no",
    "delivery 7 to desk was given up after 8 tries: no answer within 30 s",
    "Nothing matched for channel desk since 2026-03-01 09:00 UTC; 3 of 4 sources were read.",
    "a@b.c has unsubscribed from channel desk, by the link in a mail, and is sent nothing more. Nobody is left on this"
    " channel: its alerts are kept, and reach nobody by it.",
    "a@b.c has unsubscribed from channel desk, by the link in a mail, and is sent nothing more. Of its 3 recipients 2"
    " are left.",
    "the hub refuses",
    "a: failing, last read 2026-03-01 09:00 UTC; the server fails (500 Internal Server Error)",
    "a: failing, never read; the server fails (500 Internal Server Error)",
    "a sitemap could not be read: the server fails (500 Internal Server Error)",
    "https://a.example/feed: the answer is empty",
    "no valid TOML: Unheard of; compare the lines around it",
    "it would hold every alert; name a watch, story, source or query",
    "did you mean 'tag:official'? `tocsin source list --catalogue` shows all",
    'priority has a value that is not known; write "low", "normal" or "high"',
    "language holds no language code; write for example en, fr or uk",
    "query has a form that is not allowed; see its description in the manual",
    "since is not accepted; it should be a valid date",
    "share must be a number; write for example 0.5",
    "port must be at most 99; lower it",
    "port must be less than 99; lower it",
    "port must be more than 1; raise it",
    "unknown key 'quer'; known here: name, query",
    "'a b' may not be a name here; write another",
    "user anna: editor",
    "user anna",
    "sign-in of anna",
    "token feeds: alerts, search",
    "token feeds",
    "channel desk: a@b.c",
    "channel desk",
    "a name that nobody has",
    "all links",
    "'desk' may stand only in the main settings file; move it to the main settings file; an included one holds sources",
    "the settings switch it off",
    "asked for on the desk",
    "new",
)


def found():
    """Return the sentences that stand in the modules."""
    return [(where, text) for where, text in sentences(*MODULES) if not ELSEWHERE.search(text)]


def notes():
    """Return what the catalogue notes of its sources."""
    return {source.note for source in catalogue().values() if source.note}


def is_known(text):
    """Whether a sentence is said in the language that is spoken, or all that stands between its semicolons."""
    if not said_or_quoted(text).startswith("<q>"):
        return True
    parts = text.split("; ")
    return len(parts) > 1 and all(not part.strip(f"'{VALUE}") or is_known(part) for part in parts)


def is_part(text, whole):
    """Whether a sentence is put together with others, or filled in, to one of these."""
    pattern = re.compile(re.sub(rf"'?{VALUE}'?|\\{{\w+\\}}", ".*?", re.escape(text)))
    return any(map(pattern.search, whole))


def test_every_sentence_of_other_rooms_is_one_that_pages_say():
    """So a new one needs a phrase in each language, or a place among those that are put together."""
    with spoken("de"):
        left = [one for one in found() if not is_known(one[1])]
    whole = [re.sub(r"%\(\w+\)s", VALUE, text) for text in PHRASES] + [*MADE, *map(str, texts())]
    assert [(where, text) for where, text in left if not is_part(text, whole)] == []
    assert len(found()) > 300


def failures():
    """Return what is said of sites that cannot be read by whoever wants to add them."""
    kinds = ("dns", "connect", "timeout", "tls", "robots", "too-large", "redirect", "private-address")
    given = [*((kind, None) for kind in kinds), *(("blocked", status) for status in (401, 402, 403, 451))]
    given += [("http", status) for status in (404, 410, 429, 500)]
    for kind, status in given:
        for url in ("https://a.example/", "https://me:secret@a.example/"):
            yield with_cure(ReadError(kind, "the answer is empty", status=status), url)


@pytest.mark.parametrize("language", OTHERS)
def test_what_to_do_about_a_site_that_cannot_be_read_is_said(language):
    with spoken(language):
        assert [told for told in failures() if said_or_quoted(told).startswith("<q>")] == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_put_together_is_said_whole(language):
    with spoken(language):
        for text in (*MADE, *notes()):
            told = said_or_quoted(text)
            assert not told.startswith("<q>"), text
            assert not is_english(re.sub("«.+?»|„.+?“", "", told)), told


#: What tests of the settings write, with the problem that it has.
WRONG = [
    text
    for test in (
        test_config_load.test_a_broken_file_says_where_and_what_to_do,
        test_config_load.test_a_wrong_setting_is_said_once_in_plain_words_with_its_place,
    )
    for text, _ in test.pytestmark[0].args[1]
]


@pytest.fixture
def problems(tmp_path, monkeypatch):
    """What is wrong with each of many settings files, and with sources that a form gives."""
    monkeypatch.chdir(tmp_path)
    path, told = Path("tocsin.toml"), []
    for text in WRONG:
        path.write_bytes(text if isinstance(text, bytes) else f"{text}\n".encode())
        with pytest.raises(ConfigError) as caught:
            load(path, [check_sources], {})
        told += caught.value.problems
    for source in ({"name": "", "url": "x"}, {"name": "a", "url": "https://a.example", "links": "((", "kind": "x"}):
        with pytest.raises(ValueError, match=";") as refused_source:
            source_of(source)
        told.append(str(refused_source.value))
    return told


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_wrong_with_settings_is_said_in_the_language_of_who_asks(language, problems):
    assert len(problems) > 60
    with spoken(language):
        for problem in problems:
            assert said_wrong(problem) != problem
            assert not is_english(re.sub("«.+?»|„.+?“", "", said_wrong(problem))), said_wrong(problem)


def test_every_phrase_is_one_that_is_said(problems, monkeypatch):
    """A phrase whose words stand in no module any more is to go."""
    used = set()
    sources = [text for _, whole in found() for text in (whole, whole.removeprefix(f"{VALUE}: "))]
    parts = [part for text in sources for part in text.split("; ")]
    monkeypatch.setattr("web.phrases.looked_up", lambda text: used.add(text) or text)
    with spoken("de"):
        for text in (*MADE, *notes(), *sources, *parts, *failures()):
            said_or_quoted(text)
        for problem in problems:
            said_wrong(problem)
        for status in (404, 410, 403, 429, 500, 302, 522):
            said(str(refusal(status, {}, b"", None)))
    assert sorted(set(PHRASES) - used) == []


def test_why_an_address_is_not_public_is_said():
    marked = set(NETWORKS)
    for address in (
        "0.0.0.1",
        "10.1.1.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.1.1",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "2002::1",
        "::",
        "fec0::1",
        "8000::1",
    ):
        marked.discard(refused(address).partition(" is ")[2])
    assert marked == set()


def test_every_act_of_the_audit_has_a_name_in_each_language():
    posted = {route.path.rpartition("/")[2] for route in ROUTES if "POST" in (getattr(route, "methods", None) or ())}
    acts = {one for one in posted if not one.startswith("{")} - {"hub"} | alerts._BUTTONS | set(users._ACTIONS)
    assert acts - set(texts()) == set()


def test_what_a_library_says_that_is_not_known_is_quoted():
    with spoken("fr"):
        told = said("this is no regular expression: unheard of at position 3")
    assert told == "ce n’est pas une expression régulière : « unheard of » à la position 3"

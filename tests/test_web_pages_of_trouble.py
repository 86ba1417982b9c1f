"""Pages on which much has gone wrong, in French and German: nothing English is left but quotations."""

import re
from datetime import timedelta

import pytest
from deliveries import Clock, Played, alert, deliver, played, refuse
from desks import FromFile, desk, tree
from people import Browser, users
from servers import plain, site
from test_web_query_phrases import ENGLISH
from test_web_silences import silence
from test_web_sources import stands
from test_web_stories import tells

from alerts.channel import channel_kinds
from store.link_models import Unsubscription
from store.push_models import Subscriber

OTHERS = ["fr", "de"]
SETTINGS = """version = 1
operator = "hook"

[fetch]
timeout = "3s"
per_host_delay = "0s"
private_addresses = ["127.0.0.0/8"]

[[sources]]
name = "wire"
url = "https://wire.example/feed"

[[sources]]
name = "ministry"
url = "https://ministry.example/feed"
enabled = false

[channels.hook]
kind = "played"

[channels.tool]
kind = "webhook"
url = "{web}/hook"
private_addresses = ["127.0.0.0/8"]

[channels.brief]
kind = "file"
path = "brief.jsonl"
digest = "07:30"

[[watches]]
name = "drones"
query = "drone"
channels = ["hook"]

[[silences]]
name = "odd"
watch = "drones"
story = "https://nowhere.example/a"
until = "2026-04-01"
"""
NOTES = [
    "2 of 9 entries have no link to a page and are left out",
    "a date is unreadable: 'soon'",
    "a page could not be read: the server fails (503 Service Unavailable)",
]
#: Beyond those of `ENGLISH`: what tells English from French and German in what pages say of trouble.
MORE = {"are", "not", "no", "and", "to", "by", "has", "have", "since", "tries", "after", "failed", "wrong", "again"}


def ours(answer):
    """Return the words of a page without what others said, wrote or named: quotations, messages, names, code."""
    main = tree(answer).find(".//main")
    for gone in main.xpath(
        ".//q | .//code | .//*[@lang='en'] | .//article/h2 | .//iframe | .//option | .//textarea | .//ins | .//del"
    ):
        gone.getparent().remove(gone) if gone.tail is None else gone.clear(keep_tail=True)
    # What precedes a rule of a watch is a word of the settings, as is a file or address by its name.
    return re.sub("«.+?»|„.+?“|“.+?”|not:|\\S*/\\S*", " ", " ".join(main.text_content().split()))


def english(text):
    return sorted((ENGLISH | MORE) & set(re.findall(r"[\w’']+", text)))


@pytest.fixture
def web():
    with site() as served:
        yield served


@pytest.fixture
def house(sqlite_store, tmp_path, now, web, monkeypatch):
    """A store and settings in which much is wrong, and their desk."""
    monkeypatch.setitem(channel_kinds(), "played", Played)
    monkeypatch.setattr("web.saving.WITHIN", 0.0)
    path, clock = tmp_path / "tocsin.toml", Clock(now)
    path.write_text(SETTINGS.format(web=web.url), encoding="utf-8")
    trouble(sqlite_store, now, clock)
    with desk(sqlite_store, FromFile(sqlite_store, path), clock) as (here, _):
        yield here, path


def trouble(store, now, clock):
    hook = played("hook", refuse("550 5.7.1 blocked by policy"))
    tells(store, now)
    alert(store, now, hook, count=6)
    deliver(store, clock, hook)
    gone = played("gone", refuse("no answer within 30 s", permanent=True))
    alert(store, now, gone)
    deliver(store, clock, gone)
    silence(store, now, watch="tanks")
    silence(store, now, watch=None, source="tag:none")
    silence(store, now, watch=None, query="drone (")
    failing = {"failures": 9, "last_error_kind": "http", "last_error": "the server fails (503 Service Unavailable)"}
    stands(store, now, "wire", "failing", notes=NOTES, next_poll_why="15m, made 3h after 9 failures (http)", **failing)
    with store.transaction() as session:
        given_up = {"state": "dropped", "until": now + timedelta(days=1), "due_at": now, "failures": 12, "token": ""}
        why = "12 pushes in a row failed: no answer within 30 s"
        session.add(Subscriber(topic="/feeds/alerts.atom", callback="https://reader.example/", error=why, **given_up))
        session.add(Unsubscription(channel="hook", recipient="a@example.org", at=now))


PAGES = (
    *("/alerts", "/alerts/1", "/stories/1", "/articles/1/versions", "/silences?all=1", "/sources", "/source?name=wire"),
    *("/source?name=ministry", "/sources/add", "/catalogue", "/deliveries", "/deliveries/1", "/deliveries?status=dead"),
    *("/channels", "/digests", "/digests?channel=brief", "/trends", "/watches", "/watch?name=drones"),
    *("/watch/history?name=drones", "/subscribers", "/search?q=drone+%28", "/search?q=%2Fa%28%3F%3Cb%2F"),
)


@pytest.mark.parametrize("language", OTHERS)
def test_no_page_of_trouble_has_english_but_quotations(house, web, language):
    here, path = house
    speaking = {"headers": {"Accept-Language": language}}
    assert english(ours(here.get("/sources")))  # which is how it is told
    for page in PAGES:
        answer = here.get(page, **speaking)
        assert (answer.status_code, english(ours(answer))) == (200, []), (page, ours(answer))
    web.answers["/feed"] = plain("gone", 503, "Unavailable")
    web.answers["/hook"] = plain("no such hook", 410, "Gone")
    for page, form in (
        ("/sources/look", {"address": f"{web.url}/feed"}),
        ("/sources/look", {"address": "http://10.0.0.1/"}),
        ("/sources/add", {"name": "wire", "url": "https://other.example/feed"}),
        ("/sources/add", {"name": "x", "url": "https://other.example/feed", "kind": "lisning", "links": "(("}),
        ("/channels/test", {"channel": "tool"}),
        ("/channels/test", {"channel": "hook"}),
        (
            "/watch/save",
            {"name": "new", "query": "drone", "cooldown": "soon", "languages": "xx", "channels": "nowhere"},
        ),
        (
            "/watch/save",
            {"name": "new", "query": "drone", "again": "sources:1", "volume": "both", "volume_window": "9d"},
        ),
        ("/watch/save", {"name": "new", "query": "drone (", "priority": "urgent"}),
        ("/deliveries/1/retry", {}),
        ("/deliveries/1/retry", {}),
        ("/silences/99/end", {}),
        ("/alerts/1/silence", {"about": "all"}),
    ):
        answer = here.post(page, data=form, **speaking)
        assert (answer.status_code < 500, english(ours(answer))) == (True, []), (page, form, ours(answer))
    looked = tree(here.post("/sources/look", data={"address": "http://10.0.0.1/"}, **speaking))
    [told] = looked.xpath("//*[@role='alert']/p")
    assert ("privée" if language == "fr" else "privat") in told.text_content()
    assert not {"«", "„"} & set(told.text_content())  # nobody else said it
    listed = here.post("/sources/import", files={"file": ("x", b"<html></html>")}, **speaking)
    assert english(ours(listed)) == [], ours(listed)
    path.write_text("version = 2\n[fetch]\nrobots = 'no'\n", encoding="utf-8")
    for page, form in (
        ("/catalogue/switch", {"name": "mod-pl", "on": "1"}),
        ("/watch/save", {"name": "n", "query": "a"}),
    ):
        answer = here.post(page, data=form, **speaking)
        assert (answer.status_code, english(ours(answer))) == (400, []), (page, ours(answer))


@pytest.mark.parametrize("language", OTHERS)
def test_what_users_are_refused_and_what_was_done_is_said_in_their_language(house, sqlite_store, now, language):
    here, _ = house
    users(sqlite_store, now, anna="admin")
    anna = Browser(int(here.root.rpartition(":")[2]), **{"Accept-Language": language})
    assert anna.sign_in("nobody").status_code == 401
    assert anna.sign_in("anna").status_code == 303
    for page, form in (
        ("/users/add", {"name": "anna", "role": "admin", "password": "four words nobody joins"}),
        ("/users/add", {"name": "<", "role": "admin", "password": "four words nobody joins"}),
        ("/users/1/disable", {}),
        ("/users/1/role", {"role": "reader"}),
    ):
        answer = anna.send(page, **form)
        assert (answer.status_code, english(ours(answer))) == (400, []), ours(answer)
    anna.send("/alerts/1/acknowledge")
    anna.send("/watch/remove", name="drones", seen="")
    answer = anna.get("/audit")
    assert english(ours(answer)) == [], ours(answer)

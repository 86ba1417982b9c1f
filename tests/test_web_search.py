"""The desk's page that searches the stored articles in the watch language."""

from datetime import timedelta
from math import inf
from urllib.parse import quote

import pytest
from deliveries import Clock
from desks import desk, in_force, settings_with_desk, tree, words
from test_web_stories import tells

import alerts.searching
import web.search
from alerts.indexing import index_waiting
from alerts.searching import Where, search
from alerts.text import analyse
from alerts.watch import compile_watch
from config import WatchSettings
from store.archive import Period
from web.search import PAGE

HOSTILE = '<img src=x onerror=alert(1)>" {{ 7*7 }} drone \u202e'
SOURCES = [{"name": "dpa", "url": "https://dpa.example/", "language": "de"}]


@pytest.fixture
def here(sqlite_store, now):
    for language in ("en", "de", "fr"):
        analyse("drone", language)  # a dictionary is read when it is first needed, for longer than a search may take
    with desk(sqlite_store, settings_with_desk(sources=SOURCES), Clock(now)) as (reader, _):
        yield reader


def found(here, query):
    return [one["title"] for one in here.get(f"/search.json?{query}").json()["articles"]]


def test_what_is_found_is_shown_with_the_words_marked(sqlite_store, here, now):
    tells(sqlite_store, now, title="Drone over Kyiv", text="The drone fell.", language="en")
    tells(sqlite_store, now, title="A ship", text="It left the yard.", language="en")
    page = here.get("/search?q=drones+OR+rockets")
    assert [mark.text for mark in tree(page).iter("mark")] == ["Drone", "drone"]
    assert "1 found; there are no more." in words(page)
    assert found(here, "q=drones") == ["Drone over Kyiv"]
    assert here.get("/search.json?q=drones").json()["articles"][0]["words"] == ["Drone", "drone"]
    assert "Words are looked for in every article" in words(here.get("/search"))


def test_a_text_that_begins_with_its_summary_is_shown_once(sqlite_store, here, now):
    told = "A drone was seen over the range. It turned back."
    tells(sqlite_store, now, summary=told, text=told)
    assert words(here.get("/search?q=drone")).count("was seen over the range") == 1


def test_days_source_and_language_narrow_it(sqlite_store, here, now):
    midnight = now.replace(hour=23, minute=0) - timedelta(days=1)  # of 1 March in Brussels
    tells(sqlite_store, midnight - timedelta(minutes=1), title="drone before", source="dpa", language="de")
    tells(sqlite_store, midnight, title="drone after", source="afp", language="fr")
    assert found(here, "q=drone") == ["drone after", "drone before"]
    assert found(here, "q=drone&since=2026-03-01") == ["drone after"]
    assert found(here, "q=drone&until=2026-02-28") == ["drone before"]
    assert found(here, "q=drone&source=dpa") == found(here, "q=drone&language=de") == ["drone before"]
    assert found(here, "q=drone&until=2999-12-31&since=1900-01-01") == ["drone after", "drone before"]


def test_it_is_read_page_by_page(sqlite_store, here, now):
    for n in range(PAGE + 3):
        tells(sqlite_store, now + timedelta(minutes=n % 5), title=f"drone {n}")
    first = here.get("/search.json?q=drone").json()
    second = here.get(first["next"]).json()
    ids = [one["article"] for one in first["articles"] + second["articles"]]
    assert (len(first["articles"]), len(set(ids)), second["next"]) == (PAGE, PAGE + 3, None)
    page = here.get("/search?q=drone&since=2026-03-01")
    [more] = tree(page).xpath("//a[@rel='next']/@href")
    assert "3 found here; there are no more." in words(here.get(more))


def test_when_the_time_runs_out_it_goes_on_from_there_once_it_has_got_on(sqlite_store, now, monkeypatch):
    monkeypatch.setattr(alerts.searching, "AT_LEAST", 2)
    for n in range(6):
        tells(sqlite_store, now + timedelta(minutes=n), title=f"drone {n}")
    force, ticks = in_force(settings_with_desk()), iter(range(100))
    watch = compile_watch(WatchSettings(name="search", query="drone"), force.concepts)
    asked = {"limit": 9, "within": 1, "clock": lambda: next(ticks)}
    first = search(sqlite_store, watch, Where(Period()), {}, **asked)
    assert ([a.title for a, _ in first.found], first.out_of_time) == (["drone 5", "drone 4", "drone 3"], True)
    assert first.reached == now + timedelta(minutes=3)
    second = search(sqlite_store, watch, Where(Period(), after=first.last), {}, limit=9, within=60)
    assert ([a.title for a, _ in second.found], second.last) == (["drone 2", "drone 1", "drone 0"], None)
    assert len(search(sqlite_store, watch, Where(Period()), {}, limit=9, within=0).found) == 2


def test_a_page_is_filled_step_by_step(sqlite_store, here, now, monkeypatch):
    monkeypatch.setattr(alerts.searching, "AT_LEAST", 3)
    monkeypatch.setattr(web.search, "WITHIN", 1e-9)
    for n in range(PAGE + 4):
        tells(sqlite_store, now + timedelta(minutes=n % 5), title=f"drone {n}" if n != PAGE + 2 else "ship")
    steps = [tree(here.get("/search?q=drone+OR+ship+-boat"))]
    while address := steps[-1].xpath("//*[@class='found']//@hx-get"):
        steps.append(tree(here.get(address[0])))
    shown = [step.xpath("count(//article)") for step in steps]
    assert (sum(shown), max(shown)) == (PAGE, 3)  # of one page, and no more: the next is for who asks for it
    assert [step.xpath("string(//*[@class='found']/*[last()])").split()[0] for step in steps[:2]] == ["3", "6"]
    assert "so far; there are older ones." in steps[0].text_content()
    [patiently], [following] = (step.xpath("//a[@rel='next']/@href") for step in (steps[0], steps[-1]))
    rest = tree(here.get(following))
    assert (rest.xpath("count(//article)"), "found=" in following) == (3, False)
    at_once = tree(here.get(patiently))
    assert (at_once.xpath("count(//article)"), at_once.xpath("//@hx-get")) == (PAGE - 3, [])


def test_programs_say_for_how_long_is_looked(sqlite_store, here, now, monkeypatch):
    monkeypatch.setattr(alerts.searching, "AT_LEAST", 1)
    monkeypatch.setattr(web.search, "WITHIN", 1e-9)
    for n in range(3):
        tells(sqlite_store, now, title=f"drone {n}")
    first = here.get("/search.json?q=drone").json()
    assert (len(first["articles"]), first["out_of_time"]) == (1, True)
    assert len(here.get(first["next"] + "&within=2").json()["articles"]) == 2
    for wrong in ("x", "-1", "0", "nan", "3"):
        assert here.get(f"/search.json?q=drone&within={wrong}").status_code == 400, wrong


def test_a_search_says_what_makes_it_slow_and_offers_to_be_kept(sqlite_store, here, now, monkeypatch):
    tells(sqlite_store, now, title="drone F-16")
    assert "every article is looked through" in words(here.get("/search?q=/F-16/"))
    page = here.get("/search?q=drone%26ship")
    assert "looked through" not in words(page)
    [link] = tree(page).xpath("//a[text()='Save as a watch']/@href")
    assert link == "/watch/new?query=drone%26ship"
    monkeypatch.setattr(web.search, "MANY", 0)
    assert "1 articles are not in it yet" in words(here.get("/search?q=drone"))
    assert index_waiting(sqlite_store, inf) == 0
    assert "not in it yet" not in words(here.get("/search?q=drone"))
    told = here.get("/search.json?q=drone").json()
    assert (told["by_words"], told["unindexed"], told["outdated"], told["looked_at"]) == (True, 0, 0, 1)
    monkeypatch.setattr("alerts.indexing.rules", lambda: "those of another release")
    assert index_waiting(sqlite_store, -1.0) == 1
    assert "up to 1 older articles are in it as an earlier version" in words(here.get("/search?q=drone"))
    assert here.get("/search.json?q=drone").json()["outdated"] == 1


def test_a_query_that_is_none_shows_where_and_why(here):
    page = here.get("/search?q=" + quote("drone AND ("))
    assert "^" in tree(page).find(".//pre").text
    assert tree(page).xpath("//input[@name='q']")[0].get("value") == "drone AND ("
    assert here.get("/search.json?q=NOT+a").status_code == 400
    assert here.get("/search.json").status_code == 400
    for wrong in ("since=1", "until=2026-13-01", "until=9999-12-31", "after=x", "q=" + "a" * 3_000):
        assert here.get(f"/search?q=a&{wrong}" if "q=" not in wrong else f"/search?{wrong}").status_code == 400, wrong


def test_what_a_stranger_wrote_breaks_out_of_nothing(sqlite_store, here, now):
    tells(sqlite_store, now, HOSTILE[:60], title=HOSTILE, text=HOSTILE, url="javascript:alert(1)")
    for path in ("/search?q=drone", "/search?q=%22" + quote(HOSTILE), f"/search?q=drone&source={quote(HOSTILE)}"):
        page = here.get(path)
        assert not list(tree(page).iter("img"))
        assert "49" not in words(page)
        assert "javascript:" not in page.text
    assert "\u202e" not in here.get("/search?q=drone").text

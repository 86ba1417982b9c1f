"""The desk's pages on alerts: what rang, by story, with its buttons; and the same for programs."""

import logging
from datetime import timedelta

import pytest
from deliveries import Clock, alert, played
from desks import desk, hostile_alerts, settings_with_desk, tree, words
from test_alerts_message import HOSTILE

from store.alert_models import Acknowledgement, Alert, Departure, Feedback, Hold, StoredSilence, Update
from store.models import Article
from web.alerts import PAGE
from web.pages import static

HOOK = played("hook")


@pytest.fixture
def store(sqlite_store):
    """On PostgreSQL as well: test_web_on_both."""
    return sqlite_store


@pytest.fixture
def clock(now):
    return Clock(now + timedelta(hours=2))


@pytest.fixture
def here(store, clock):
    with desk(store, settings_with_desk(), clock) as (reader, _):
        yield reader


def headlines(page):
    return [h2.text_content().strip() for h2 in tree(page).xpath("//main//h2")]


def count(store, table):
    with store.reading() as session:
        return session.query(table).count()


def add_article(store, now, story, source, language, title="Drohne"):
    with store.transaction() as session:
        key = f"{source}{title}"[:32]
        at = {"seen_at": now, "content_hash": key, "story_id": story}
        session.add(Article(url_key=key, url="https://x.example/", title=title, source=source, language=language, **at))


def test_nothing_has_rung_yet(here):
    assert "Nothing has rung yet." in words(here.get("/alerts"))
    assert here.get("/alerts.json").json() == {"alerts": [], "next": None}
    assert here.get("/").headers["Location"] == "/alerts"


def test_alerts_of_one_story_stand_together_with_who_tells_it(store, here, now):
    [first] = alert(store, now, HOOK, title="Drone over Kyiv")
    with store.reading() as session:
        story = session.get_one(Alert, first).story_id
    alert(store, now, HOOK, title="Another story with a drone")
    add_article(store, now + timedelta(minutes=5), story, "dpa", "de")
    add_article(store, now + timedelta(minutes=6), story, "afp", "fr", "Un drone")
    alert(store, now + timedelta(hours=1), HOOK, story_of=story, watch="kyiv", title="Kyiv drone")
    page = here.get("/alerts")
    assert headlines(page) == ["Kyiv drone", "Another story with a drone"]
    card = tree(page).findall(".//article")[0]
    assert [a.text for a in card.iter("a") if a.get("href", "").startswith("/alerts/")][1:] == [
        "kyiv",
        "Silence …",
        "drones",
        "Silence …",
    ]
    rows = [" ".join(" ".join(row.find("p").itertext()).split()) for row in card.iter("li")]
    assert rows == ["kyiv Sun 1 Mar 2026, 11:00 CET", "drones Drone over Kyiv Sun 1 Mar 2026, 10:00 CET"]
    assert "3 outlets in German, French · first seen in one, Sun 1 Mar 2026, 10:00 CET" in card.text_content()


def test_the_words_found_are_marked(store, here, now):
    alert(store, now, HOOK, title="Drone over Kyiv")
    for path in ("/alerts", "/alerts/1"):
        assert [mark.text for mark in tree(here.get(path)).iter("mark")] == ["Drone"]


def test_the_pages_follow_each_other_and_leave_nothing_out(store, here, now):
    alert(store, now, HOOK, count=PAGE)
    alert(store, now + timedelta(minutes=1), HOOK, count=PAGE + 3)
    seen, path = [], "/alerts.json?watch=drones"
    while path:
        page = here.get(path).json()
        seen += [one["id"] for one in page["alerts"]]
        path = page["next"]
    assert seen == sorted(range(PAGE + 1, 2 * PAGE + 4), reverse=True) + sorted(range(1, PAGE + 1), reverse=True)
    first = here.get("/alerts")
    [older] = tree(first).xpath("//a[@rel='next']/@href")
    assert headlines(here.get(older))[0] not in ("", None)
    assert len(headlines(first)) == PAGE


def test_the_address_says_which_alerts_are_shown(store, here, now):
    alert(store, now, HOOK, title="One drone", watch="a & b")
    alert(store, now, HOOK, title="Two drones")
    here.post("/alerts/2/acknowledge")
    here.post("/alerts/2/useful")
    asked = {
        "watch=a+%26+b": ["One drone"],
        "state=acknowledged": ["Two drones"],
        "state=acknowledged&state=useful&watch=drones": ["Two drones"],
        "state=open": ["One drone"],
        "state=&watch=": ["Two drones", "One drone"],
        "state=not-useful": [],
    }
    for query, wanted in asked.items():
        page = here.get(f"/alerts?{query}")
        assert headlines(page) == wanted, query
        [same] = tree(page).xpath("//a[contains(@href, '/alerts.json') and not(@type)]/@href")
        assert [one["article"]["title"] for one in here.get(same).json()["alerts"]] == wanted
    assert "No alert is of this kind." in words(here.get("/alerts?state=held"))


@pytest.mark.parametrize("query", ["state=lost", "before=x", "before=-1", "before=" + "9" * 40, "before=٣"])
def test_an_address_that_asks_for_what_there_is_not_says_so(here, query):
    assert here.get(f"/alerts?{query}").status_code == 400
    answer = here.get(f"/alerts.json?{query}")
    assert (answer.status_code, set(answer.json())) == (400, {"error", "cure"})


def test_one_alert_as_a_page_and_for_programs(store, here, now):
    alert(store, now, HOOK, title="Drone over Kyiv")
    page = here.get("/alerts/1")
    assert "“Drone” in the title" in words(page)
    data = here.get("/alerts/1.json").json()
    assert (data["id"], data["watch"], data["article"]["title"]) == (1, "drones", "Drone over Kyiv")
    assert (data["sources"], data["acknowledged"], data["useful"]) == (["one"], None, None)
    for number in (2, 2**63, 10**40):
        assert here.get(f"/alerts/{number}").status_code == 404
        assert here.get(f"/alerts/{number}.json").json()["error"] == "There is no such alert."


def test_what_changed_since_it_was_told_stands_with_the_alert(store, here, now):
    [one] = alert(store, now, HOOK, title="Drone over Kyiv")
    said = ("now also an official source: <nato>", "new in a headline: the figure 1,500, the name Marlow")
    changes = [{"kind": "x", "words": words, "article": 1} for words in said]
    with store.transaction() as session:
        at = {"due_at": now, "told_at": now}
        session.add(Update(alert_id=one, number=1, changes=changes, **at))
        session.add(Update(alert_id=one, number=2, changes=changes[:1], due_at=now))
    page = words(here.get("/alerts/1"))
    assert "Told again: " in page
    assert "Waits to be told again, not before" in page
    assert page.count("now also an official source: <nato>") == 2
    told, waits = here.get("/alerts/1.json").json()["updates"]
    assert (told["changes"], told["told"], waits["number"], waits["told"]) == (changes, now.isoformat(), 2, None)
    here.post("/alerts/1/acknowledge")
    assert "Not told again while it is acknowledged" in words(here.get("/alerts/1"))
    german = words(here.get("/alerts/1", headers={"Accept-Language": "de"}))
    assert "neu in einer Überschrift: die Zahl 1,500, der Name Marlow" in german


def test_every_button_does_what_it_says_and_is_taken_back(store, here, now):
    alert(store, now, HOOK)
    for button, table, undo in (
        ("Acknowledge", Acknowledgement, "Take back the acknowledgement"),
        ("Useful", Feedback, "Take back what was said"),
        ("Not useful", Feedback, "Take back what was said"),
    ):
        done = here.press(here.get("/alerts/1"), button)
        assert count(store, table) == 1
        with store.reading() as session:
            assert session.query(table).one().by == "the desk"
        assert [b.text for b in tree(here.get("/alerts/1")).iter("button")].count(undo) == 1
        here.press(done, undo)
        assert count(store, table) == 0
    done = here.press(here.get("/alerts/1"), "Silence", about="watch")
    with store.reading() as session:
        assert session.query(StoredSilence).one().ended_at is None
    here.press(done, "End the silence")
    with store.reading() as session:
        assert session.query(StoredSilence).one().ended_at is not None


@pytest.mark.parametrize("action", ["unsubscribe", "resubscribe", "show", "delete", "end-silence"])
def test_the_desk_has_no_further_buttons(store, here, now, action):
    alert(store, now, HOOK)
    assert here.post(f"/alerts/1/{action}").status_code in (400, 404)
    assert here.post(f"/alerts/{10**30}/acknowledge").status_code == 404


def test_a_spike_stands_among_the_alerts(store, here, now):
    figures = {"count": 9, "usual": 2, "spread": 1, "score": 7, "weeks": 4, "sources": 3}
    alert(store, now, HOOK)
    with store.transaction() as session:
        times = {"window_start": now - timedelta(hours=6), "began_at": now}
        spike = Departure(watch="drones", kind="spike", figures=figures, **times)
        session.add(spike)
        session.flush()
        session.add(Alert(watch="drones", departure_id=spike.id, evidence=[], opened_at=now + timedelta(hours=1)))
        session.flush()
        session.add(Hold(alert_id=2, silence="night", reason="", channels=["desk"], held_at=now))
    page = here.get("/alerts")
    assert headlines(page)[0].startswith("Spike: 9 articles in 6h")
    german = words(here.get("/alerts/2", headers={"Accept-Language": "de"}))
    assert "Gezählt: So. 1 März 2026, 04:00 CET bis So. 1 März 2026, 10:00 CET" in german
    assert "Üblich: 2 ± 1 um diese Zeit (So.), der Median aus 4 Wochen" in german
    assert "Veröffentlicht: nicht angegeben" in words(here.get("/alerts/1", headers={"Accept-Language": "de"}))
    for listed in (page, here.get("/alerts/2")):
        assert words(listed).count("Held by silence night since Sun 1 Mar 2026, 10:00 CET") == 1
    assert here.get("/alerts/2.json").json()["kind"] == "spike"
    assert here.get("/alerts/2").status_code == 200


def test_hostile_titles_and_names_break_out_of_nothing(store, here, now):
    hostile_alerts(store, now, HOOK)
    for path in ("/alerts", *(f"/alerts/{n}" for n in range(1, len(HOSTILE) + 1))):
        page = here.get(path)
        found = tree(page)
        assert page.status_code == 200
        assert len(page.content) < 400_000
        assert not [
            e.tag
            for e in found.iter("script", "img", "iframe", "object", "base", "meta", "style")
            if (e.get("src") or e.text) and e.get("src") not in (static("keys.js"), static("live.js"))
        ]
        assert {e.get("name") or e.get("charset") for e in found.iter("meta")} == {"utf-8", "viewport", "color-scheme"}
        assert not [
            name
            for e in found.iter()
            if isinstance(e.tag, str)
            for name in e.attrib
            if name.startswith("on") or name == "style"
        ]
        for link in found.iter("a", "link", "form"):
            address = link.get("href") or link.get("action")
            assert address.startswith(("/", "https://example.org/", "#main")), address
        assert "\u202e" not in page.text
        assert here.get(f"{path}.json").status_code == 200


def test_a_bug_of_ours_is_a_page_with_the_headers_and_a_line_in_the_log(sqlite_store, now, caplog):
    def broken():
        raise RuntimeError("a bug with a secret")

    with desk(sqlite_store, settings_with_desk(), broken) as (reader, _), caplog.at_level(logging.ERROR):
        answer = reader.get("/link/x")
    assert answer.status_code == 500
    assert "nothing was changed" in words(answer)
    assert "secret" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "a bug with a secret" in caplog.text

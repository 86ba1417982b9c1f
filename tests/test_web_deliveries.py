"""The desk's pages on deliveries: the ledger, one with every attempt, and trying again what was given up."""

import pytest
from deliveries import Clock, Played, alert, deliver, played, refuse
from desks import desk, settings_with_desk, tree, words

from alerts.breaker import FAILURES
from alerts.channel import channel_kinds
from store.alert_models import Delivery
from web.deliveries import PAGE

HOSTILE = '<img src=x onerror=alert(1)>" {{ 7*7 }} \u202e'
HOOK, GONE = played("hook"), played("gone", refuse("410 Gone", permanent=True))


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def here(sqlite_store, clock, monkeypatch):
    monkeypatch.setitem(channel_kinds(), "played", Played)
    channels = {c.settings.name: c.settings.model_dump() for c in (HOOK, GONE)}
    with desk(sqlite_store, settings_with_desk(channels=channels), clock) as (reader, _):
        yield reader


def lines(page):
    return [" ".join(line.text_content().split()) for line in tree(page).xpath("//*[contains(@class, 'lines')]/li")]


def statuses(store):
    with store.reading() as session:
        return [row.status for row in session.query(Delivery).order_by(Delivery.id)]


def test_the_ledger_says_what_became_of_each_newest_first(sqlite_store, here, now, clock):
    assert "Nothing was to be told yet." in words(here.get("/deliveries"))
    alert(sqlite_store, now, HOOK)
    alert(sqlite_store, now, GONE, watch="ships", title="A ship")
    deliver(sqlite_store, clock, HOOK, GONE)
    alert(sqlite_store, now, HOOK)
    pending, dead, sent = lines(here.get("/deliveries"))
    assert pending == "drones: Drone over Kyiv Pending · to hook · made Sun 1 Mar 2026, 10:00 CET"
    assert dead.startswith("ships: A ship Dead Sun 1 Mar 2026, 10:00 CET · to gone")
    assert dead.endswith("After 1 attempt: 410 Gone")
    assert sent.startswith("drones: Drone over Kyiv Sent Sun 1 Mar 2026, 10:00 CET · to hook")


def test_filters_stand_in_the_address(sqlite_store, here, now, clock):
    alert(sqlite_store, now, HOOK)
    alert(sqlite_store, now, GONE, watch="ships")
    deliver(sqlite_store, clock, HOOK, GONE)
    for query, ids in (
        ("status=dead", [2]),
        ("channel=hook", [1]),
        ("watch=ships&status=sent", []),
        ("watch=ships", [2]),
    ):
        assert [one["id"] for one in here.get(f"/deliveries.json?{query}").json()["deliveries"]] == ids, query
    assert "No delivery is of this kind." in words(here.get("/deliveries?watch=ships&status=sent"))
    for wrong in ("status=lost", "before=x"):
        assert here.get(f"/deliveries?{wrong}").status_code == 400


def test_the_ledger_is_read_page_by_page(sqlite_store, here, now):
    alert(sqlite_store, now, HOOK, count=PAGE + 2)
    first = here.get("/deliveries.json?channel=hook").json()
    second = here.get(first["next"]).json()
    ids = [one["id"] for one in first["deliveries"] + second["deliveries"]]
    assert (ids, second["next"]) == (list(range(PAGE + 2, 0, -1)), None)
    [more] = tree(here.get("/deliveries")).xpath("//a[@rel='next']/@href")
    assert len(lines(here.get(more))) == 2


def test_every_attempt_is_shown_with_the_answer(sqlite_store, here, now, clock):
    alert(sqlite_store, now, HOOK)
    deliver(sqlite_store, clock, played("hook", refuse("503 busy")))
    [failed] = here.get("/deliveries/1.json").json()["attempts"]
    assert (failed["number"], failed["outcome"], failed["answer"]) == (1, "failed", "503 busy")
    page = here.get("/deliveries/1")
    assert lines(page)[0].startswith("1. Failed Sun 1 Mar 2026, 10:00 CET, in ")
    assert "Next attempt" in words(page)
    assert here.get("/deliveries/2").status_code == 404
    assert here.get(f"/deliveries/{10**20}").status_code == 404
    assert here.get("/deliveries/2.json").json()["error"] == "There is no such delivery."


def test_a_long_answer_is_cut_in_the_ledger_and_stands_whole_with_its_attempt(sqlite_store, here, now, clock):
    alert(sqlite_store, now, HOOK)
    deliver(sqlite_store, clock, played("hook", refuse(f"550 {'why ' * 100}end", permanent=True)))
    [line] = lines(here.get("/deliveries"))
    assert line.endswith("why…")
    assert lines(here.get("/deliveries/1"))[0].endswith("why end")


def test_a_watch_without_a_visible_name_is_not_taken_for_the_operator(sqlite_store, here, now):
    alert(sqlite_store, now, HOOK, watch="\u200b")
    assert lines(here.get("/deliveries"))[0].startswith("(no name): Drone over Kyiv")


def test_what_is_acknowledged_is_not_said_to_go_out(sqlite_store, here, now):
    alert(sqlite_store, now, HOOK)
    here.post("/alerts/1/acknowledge")
    assert "It does not go out: the alert is acknowledged" in words(here.get("/deliveries/1"))


def test_what_was_given_up_is_tried_again_by_a_button(sqlite_store, here, now, clock):
    alert(sqlite_store, now, GONE)
    deliver(sqlite_store, clock, GONE)
    assert "1 delivery is due again" in words(here.press(here.get("/deliveries/1"), "Try again"))
    assert statuses(sqlite_store) == ["failed"]
    deliver(sqlite_store, clock, played("gone"))
    assert statuses(sqlite_store) == ["sent"]
    again = here.post("/deliveries/1/retry")
    assert (again.status_code, "Delivery 1 was sent already." in words(again)) == (400, True)
    assert here.post("/deliveries/9/retry").status_code == 400
    assert here.post(f"/deliveries/{10**20}/retry").status_code == 404


def test_all_that_was_given_up_is_tried_again_at_once(sqlite_store, here, now, clock):
    assert here.post("/deliveries/retry").status_code == 400
    alert(sqlite_store, now, GONE, count=3)
    alert(sqlite_store, now, HOOK)
    deliver(sqlite_store, clock, GONE, HOOK)
    page = here.get("/deliveries?status=dead&channel=gone")
    assert "3 deliveries are due again" in words(here.press(page, "Try all again that were given up on gone"))
    assert statuses(sqlite_store) == ["failed"] * 3 + ["sent"]


def test_a_channel_out_of_order_is_said_with_its_next_probe(sqlite_store, here, now, clock):
    alert(sqlite_store, now, HOOK, count=FAILURES + 2)
    deliver(sqlite_store, clock, played("hook", refuse("500 no")))
    page = words(here.get("/deliveries"))
    since = f"Since Sun 1 Mar 2026, 10:00 CET, {FAILURES + 2} failures in a row; next probe Sun 1 Mar 2026, 10:00 CET"
    assert f"Channel hook is out of order {since}" in page
    assert f"500 no {FAILURES + 2} deliveries wait for it." in page
    [broken] = here.get("/deliveries.json").json()["out_of_order"]
    assert (broken["channel"], broken["state"]) == ("hook", "open")
    assert broken["probe_at"] > broken["opened_at"] == "2026-03-01T09:00:00+00:00"


def test_what_a_stranger_wrote_breaks_out_of_nothing(sqlite_store, here, now, clock):
    alert(sqlite_store, now, HOOK, title=HOSTILE, watch=HOSTILE[:40])
    alert(sqlite_store, now, HOOK, count=FAILURES, title=HOSTILE, watch=HOSTILE[:40])
    deliver(sqlite_store, clock, played("hook", refuse(HOSTILE)))
    for path in ("/deliveries", "/deliveries/1", "/deliveries?watch=%3Cimg%20src=x%3E%7B%7B%207*7%20%7D%7D"):
        page = here.get(path)
        assert page.status_code == 200
        assert not list(tree(page).iter("img"))
        assert "\u202e" not in page.text
        assert "{{ 7*7 }}" in words(page)

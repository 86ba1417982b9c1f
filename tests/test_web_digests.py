"""The next digest of a channel on the desk, as it is sent in the end; and that its mail can do nothing there."""

import re
from datetime import timedelta

import pytest
from chromium import look, wide
from deliveries import Clock, Played, alert, deliver, played
from desks import PUBLIC, desk, settings_with_desk, tree, words
from playwright.sync_api import expect
from test_web_stories import tells

from alerts.channel import channel_kinds
from store.alert_models import Hold, StoredSilence
from store.marks import acknowledge

TO = ("ann@example.org", "ben@example.org")
DESK, NONE = played("desk", to=TO, digest="12:00"), played("hook")
#: 12:00 in Brussels.
DUE = timedelta(hours=2)


@pytest.fixture
def settings(monkeypatch):
    monkeypatch.setitem(channel_kinds(), "played", Played)
    return settings_with_desk(channels={c.settings.name: c.settings.model_dump() for c in (DESK, NONE)})


def text_of(page):
    return tree(page).xpath("//details/pre")[0].text


def without_tokens(text):
    """Links hold the time at which they end, and a signature of it."""
    return re.sub(r"(/link/[a-z-]+\.\d+\.\d+)\.[\w.]+", r"\1", text)


def test_the_preview_is_what_goes_out_but_for_its_links(store, settings, now):
    clock = Clock(now)
    alert(store, now, DESK, count=2, zone=settings.zone)
    alert(store, now, DESK, title='<script>alert(1)</script> & "drone"', watch="ships", zone=settings.zone)
    with desk(store, settings, clock) as (here, _):
        assert [one["waiting"] for one in here.get("/digests.json").json()] == [3, 3]
        assert "Due Sun 1 Mar 2026, 12:00 CET · 3 alerts wait" in words(here.get("/digests"))
        clock.now = now + DUE
        page = here.get("/digests?channel=desk&recipient=ben@example.org")
        mail = here.get(tree(page).find(".//iframe").get("src"))
        told = here.get("/digests.json?channel=desk&recipient=ben@example.org").json()
    sends = played("desk", to=TO, digest="12:00")
    deliver(store, clock, sends, settings=settings)
    [sent] = [message for message in sends.accepted if message.recipient == "ben@example.org"]
    assert PUBLIC in sent.html
    assert without_tokens(mail.text) == without_tokens(sent.html)
    assert without_tokens(text_of(page)) == without_tokens(sent.text)
    assert tree(page).findtext(".//h2/../p/strong") == sent.subject
    assert told["type"] == "tocsin.digest"


def test_a_preview_is_composed_anew_when_an_alert_comes_or_goes_and_at_the_latest_after_ten_seconds(
    sqlite_store, settings, now
):
    clock = Clock(now)
    alert(sqlite_store, now, DESK, title="Drone over Kyiv", zone=settings.zone)
    with desk(sqlite_store, settings, clock) as (here, _):

        def told():
            alerts = here.get("/digests.json?channel=desk").json()["alerts"]
            return [(one["article"]["title"], one["outlets_in_all"]) for one in alerts]

        assert told() == [("Drone over Kyiv", 0)]
        alert(sqlite_store, now, DESK, title="Ships", watch="ships", zone=settings.zone)
        assert told() == [("Drone over Kyiv", 0), ("Ships", 0)]
        with sqlite_store.transaction() as session:
            acknowledge(session, 2, now, "Ann", "")
        assert told() == [("Drone over Kyiv", 0)]
        tells(sqlite_store, now, story=1)
        clock.now += timedelta(seconds=10)
        assert told() == [("Drone over Kyiv", 1)]


def test_its_links_have_ended(sqlite_store, settings, now):
    alert(sqlite_store, now, DESK, zone=settings.zone)
    with desk(sqlite_store, settings, Clock(now)) as (here, there):
        [link, *_] = re.findall(rf"{PUBLIC}(/link/acknowledge[\w.-]+)", here.get("/digests/html?channel=desk").text)
        assert "could be used until" in words(there.get(link))
        assert there.post(link).status_code == 410


def test_what_is_asked_wrongly_is_said(sqlite_store, settings, now):
    with desk(sqlite_store, settings, Clock(now)) as (here, there):
        for path in (
            "/digests?channel=hook",
            "/digests?channel=x",
            "/digests?channel=desk&recipient=eve",
            "/digests/html",
        ):
            assert here.get(path).status_code == 400, path
        assert there.get("/digests/html?channel=desk").status_code == 403
    with desk(sqlite_store, settings_with_desk(), Clock(now)) as (here, _):
        assert "No channel sends digests" in words(here.get("/digests"))


def test_channels_and_what_silences_hold_stand_above_the_ledger(sqlite_store, settings, now):
    alert(sqlite_store, now, NONE, count=2)
    with sqlite_store.transaction() as session:
        session.add(StoredSilence(watch="drones", until=now + timedelta(days=1), made_at=now))
        session.add(Hold(alert_id=1, silence="1", reason="", channels=["hook"], held_at=now))
    with desk(sqlite_store, settings, Clock(now)) as (here, _):
        page = here.get("/deliveries")
        rows = [[cell.text_content() for cell in row] for row in tree(page).findall(".//tbody/tr")]
        assert rows == [["desk", "played", "in order", "0", "preview"], ["hook", "played", "in order", "2", "none"]]
        assert "Silence 1: 1 alert held" in words(page)
        told = here.get("/deliveries.json").json()
        assert [one["waiting"] for one in told["channels"]] == [0, 2]
        assert [one["held"] for one in told["held"]] == [1]
        assert len(here.get(told["held"][0]["alerts"].replace("?", ".json?")).json()["alerts"]) == 1


def test_a_mail_is_shown_with_its_styles_and_runs_nothing(sqlite_store, settings, now, visit):
    alert(sqlite_store, now, DESK, zone=settings.zone, title="<script>parent.document.title = 'broken'</script>drone")
    with desk(sqlite_store, settings, Clock(now)) as (here, _):
        page = visit(here.root, 360)
        page.goto("/digests?channel=desk")
        expect(page.frame_locator("iframe.mail").get_by_text("drone").first).to_be_visible()
        for width, dark in ((360, False), (1280, True)):
            look(page, width, dark)
            assert wide(page) <= width
        assert page.title() == "Next digests · Tocsin"
        # Of another origin than ours, so that nothing in it could reach the page.
        assert page.evaluate("document.querySelector('iframe').contentDocument") is None
        policy = here.get("/digests/html?channel=desk").headers
    assert "sandbox" in policy["Content-Security-Policy"]
    assert "script-src" not in policy["Content-Security-Policy"]
    assert policy["X-Frame-Options"] == "SAMEORIGIN"

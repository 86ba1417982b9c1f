"""New alerts on open pages: told once to each, by one look at the store, whoever reads slowly or comes back."""

import asyncio
import json
import logging
import socket
import threading
import time
from contextlib import closing, contextmanager

import pytest
import requests
from deliveries import Clock, alert, played
from desks import desk, in_force, settings_with_desk
from people import desk_of_users
from playwright.sync_api import expect
from sqlalchemy import event, insert

from store.alert_models import Alert
from web import events
from web.app import make_app
from web.live import BEFORE, KEPT, MOST_WAITING, Listener
from web.manner import Manner
from web.serving import serving

HOOK = played("desk")


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """Have new alerts looked for ten times a second: what a test waits for comes no later than that."""
    monkeypatch.setattr("web.live.TICK", 0.1)


@pytest.fixture
def here(store, now):
    with desk(store, settings_with_desk(), Clock(now)) as (reader, _):
        yield reader


class Told:
    """What one connection is told; reads as it comes."""

    def __init__(self, answer):
        self._lines = answer.iter_lines()

    def event(self):
        """Return the next event, as a mapping of its fields; data is read as JSON where it is."""
        fields = {}
        for line in self._lines:
            name, _, value = line.decode().partition(": ")
            if not line and "event" in fields:
                return fields | {"data": json.loads(fields.get("data") or "null")}
            if name:
                fields[name.rstrip(":")] = value
        return None


@contextmanager
def listening(reader, after=None, last=None, **headers):
    headers |= {} if last is None else {"Last-Event-ID": str(last)}
    path = "/events" if after is None else f"/events?after={after}"
    with closing(requests.get(reader.root + path, headers=headers, stream=True, timeout=10)) as answer:
        assert answer.status_code == 200
        yield Told(answer)


def test_who_has_signed_out_hears_no_more_once_the_answer_has_ended(sqlite_store, now, monkeypatch):
    monkeypatch.setattr(events, "LONGEST", 1.0)
    with desk_of_users(sqlite_store, now, Clock(now), anna="admin") as browser:
        anna = browser("anna")
        with closing(anna.get("/events", stream=True)) as answer:
            assert answer.status_code == 200
            anna.send("/sign-out")
            assert b"".join(answer.iter_content(1)).startswith(b"retry: ")
        assert anna.get("/events").status_code == 303


def test_what_a_reader_may_not_press_comes_to_no_page_of_theirs(sqlite_store, now):
    with desk_of_users(sqlite_store, now, Clock(now), anna="admin", rita="reader") as browser:
        told = {}
        anna, rita = browser("anna"), browser("rita")
        with closing(anna.get("/events", stream=True)) as first, closing(rita.get("/events", stream=True)) as second:
            alert(sqlite_store, now, HOOK)
            for name, answer in (("anna", first), ("rita", second)):
                told[name] = Told(answer).event()["data"]["html"]
    assert [("<button" in told[name], 'class="button"' in told[name]) for name in ("anna", "rita")] == [
        (True, True),
        (False, False),
    ]
    assert 'data-alert="1"' in told["rita"]


def test_an_alert_is_told_to_all_who_listen_on_every_desk_of_a_store(store, here, now):
    with (
        desk(store, settings_with_desk(), Clock(now)) as (other, _),
        listening(here) as one,
        listening(here) as two,
        listening(other) as three,
    ):
        alert(store, now, HOOK, watch="drones", title='<b>"Drone"</b> over Kyiv')
        for told in (one, two, three):
            said = told.event()
            assert (said["event"], said["id"]) == ("alert", "1")
            assert said["data"]["watch"] == "drones"
            assert said["data"]["states"] == ["open", "unrated"]
            assert "<b>" not in said["data"]["html"]
            assert 'data-alert="1"' in said["data"]["html"]


def test_who_comes_back_is_told_what_came_meanwhile(store, here, now):
    alert(store, now, HOOK, count=2)
    with listening(here, after=0) as told:
        assert [told.event()["id"] for _ in range(2)] == ["1", "2"]
        with listening(here, last=1) as back:
            assert back.event()["id"] == "2"
        # The header says more than the address that the connection was opened with first.
        with listening(here, after=0, last=2) as back:
            alert(store, now, HOOK)
            assert back.event()["id"] == "3"


def test_who_has_missed_more_than_is_kept_is_told_so(store, here, now):
    alert(store, now, HOOK, count=BEFORE + 2)
    with listening(here, after=1) as told:
        assert told.event()["event"] == "missed"
    with listening(here, after=2) as told:
        assert told.event()["id"] == "3"
        alert(store, now, HOOK, count=KEPT + 1)
        last = str(BEFORE + 2 + KEPT + 1)
        while told.event()["id"] != last:
            pass
        with listening(here, last=2) as back:
            assert back.event()["event"] == "missed"


def test_a_number_that_appears_late_is_told_as_well(store, here, now):
    alert(store, now, HOOK)
    with listening(here) as told:
        # As by two daemons: the one that took its number first commits last.
        for number in (60, 40):
            row = {"id": number, "watch": f"watch {number}", "story_id": 1, "article_id": 1, "evidence": []}
            with store.transaction() as session:
                session.execute(insert(Alert).values(row | {"opened_at": now}))
            assert told.event()["id"] == str(number)


def test_many_who_listen_cost_the_store_no_more_than_one(sqlite_store, now):
    asked = []
    event.listen(sqlite_store.engine, "before_cursor_execute", lambda *_: asked.append(threading.get_ident()))

    def counted(readers):
        with desk(sqlite_store, settings_with_desk(), Clock(now)) as (here, _):
            opened = [requests.get(here.root + "/events", stream=True, timeout=10) for _ in range(readers)]
            before = len(asked)
            time.sleep(0.5)
            found = len(asked) - before
            for one in opened:
                one.close()
            time.sleep(0.4)
            quiet = len(asked)
            time.sleep(0.4)
            assert len(asked) == quiet, "the store is asked though nobody listens"
            return found

    assert 0 < counted(20) <= counted(1) + 4


def test_a_listener_that_falls_behind_is_let_go_and_holds_nothing():
    listener = Listener(Manner(), "admin")
    for n in range(MOST_WAITING):
        listener.tell(b"%d" % n)
    assert not listener.ended
    listener.tell(b"one more")
    assert listener.ended
    assert asyncio.run(listener.heard(1)) == b""


def test_who_reads_nothing_is_cut_off(sqlite_store, now, monkeypatch, caplog):
    monkeypatch.setattr("web.serving.PATIENCE", 0.3)
    app = make_app(sqlite_store, lambda: in_force(settings_with_desk()), Clock(now))
    live = app.app.state.live

    async def main():
        async with serving(app, "127.0.0.1:0") as port:
            with socket.socket() as slow:
                slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                slow.connect(("127.0.0.1", port))
                slow.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                async with asyncio.timeout(20):
                    while not live.listeners:
                        await asyncio.sleep(0.02)
                    [listener] = live._listeners
                    while live.listeners:
                        listener.tell(b"x" * 100_000)
                        await asyncio.sleep(0.02)

    with caplog.at_level(logging.ERROR):
        asyncio.run(main())
    assert not caplog.records


def test_a_stop_ends_them_at_once(sqlite_store, now, caplog):
    app = make_app(sqlite_store, lambda: in_force(settings_with_desk()), Clock(now))

    async def main():
        async with serving(app, "127.0.0.1:0") as port:
            url = f"http://127.0.0.1:{port}/events"
            opened = [await asyncio.to_thread(requests.get, url, stream=True, timeout=10) for _ in range(5)]
            began = time.monotonic()
        took = time.monotonic() - began
        for one in opened:
            one.close()
        return took

    with caplog.at_level(logging.WARNING):
        assert asyncio.run(main()) < 0.8
    assert not caplog.records


def test_too_many_are_refused_and_leave_the_pages_alone(sqlite_store, now, monkeypatch):
    monkeypatch.setattr("web.events.MOST_LISTENERS", 120)
    with desk(sqlite_store, settings_with_desk(), Clock(now)) as (here, _):
        opened = [requests.get(here.root + "/events", stream=True, timeout=10) for _ in range(121)]
        assert [one.status_code for one in opened] == [200] * 120 + [503]
        assert here.get("/alerts").status_code == 200
        for one in opened:
            one.close()
    for last in ("x", "-1", "9" * 30, "1.5"):
        with desk(sqlite_store, settings_with_desk(), Clock(now)) as (here, _), listening(here, last=last):
            pass


def shows(page, *alerts):
    """Wait until a page shows alerts, the newest first."""
    cards = page.locator("#cards [data-alert]")
    expect(cards).to_have_count(len(alerts))
    assert [one.get_attribute("data-alert") for one in cards.all()] == [str(number) for number in alerts]


def test_new_alerts_come_into_every_open_page_by_one_connection(sqlite_store, now, visit):
    alert(sqlite_store, now, HOOK, title="The first drone over Kyiv")
    with desk(sqlite_store, settings_with_desk(), Clock(now)) as (here, _):
        first = visit(here.root)
        first.goto("/alerts")
        tabs = [first.context.new_page() for _ in range(4)]
        paths = ("/alerts", "/alerts?watch=drones", "/alerts?watch=ships", "/alerts?state=acknowledged")
        for tab, path in zip(tabs, paths, strict=True):
            tab.goto(path)
        first.wait_for_timeout(1000)
        alert(sqlite_store, now, HOOK, title="A drone over Odesa", story_of=1, watch="Odesa")
        alert(sqlite_store, now, HOOK, title="A drone over Lviv")
        assert here.listeners == 1
        # At the top they come in at once, those of one story together.
        shows(first, 3, 2, 1)
        expect(first.get_by_role("article")).to_have_count(2)
        shows(tabs[1], 3, 1)
        shows(tabs[2])
        shows(tabs[3])
        expect(first.locator("#news")).to_contain_text("1 new alert")
        # Who listens for all is closed: another does.
        first.close()
        tabs[0].wait_for_timeout(1000)
        alert(sqlite_store, now, HOOK, title="A drone over Dnipro")
        shows(tabs[0], 4, 3, 2, 1)
        assert here.listeners == 1
        visit.close()


def test_who_reads_further_down_is_asked_first(sqlite_store, now, visit):
    alert(sqlite_store, now, HOOK, count=12)
    with desk(sqlite_store, settings_with_desk(), Clock(now)) as (here, _):
        page = visit(here.root)
        page.goto("/alerts")
        page.locator("#cards a").nth(4).focus()
        page.wait_for_timeout(500)
        alert(sqlite_store, now, HOOK, count=3)
        expect(page.locator("#news p")).to_have_text("3 new alerts")
        expect(page.locator("#cards article")).to_have_count(12)
        page.locator("#news button").click()
        expect(page.locator("#cards article")).to_have_count(15)
        expect(page.locator(":focus")).to_have_attribute("href", "/alerts/15")
        expect(page.locator("#news button")).to_be_hidden()
        visit.close()

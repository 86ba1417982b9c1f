"""The operator hears once of what dies and of channels out of order, and never hears an echo."""

import json
from datetime import timedelta

import pytest
from deliveries import Clock, alert, deliver, played, refuse, rows, settings_of
from sqlalchemy import select

from alerts.breaker import FAILURES, FIRST_PROBE
from alerts.channel import make_channel
from alerts.delivery import Delivered
from alerts.notices import APART, GATHER, open_notice
from config import Settings
from store.alert_models import Delivery, Notice


@pytest.fixture
def clock(now):
    return Clock(now)


class House:
    """A channel under test, and an operator whose messages land in a file."""

    def __init__(self, store, clock, path, hook, **box):
        self.store, self.clock, self.path, self.hook = store, clock, path, hook
        keys = {"name": "box", "kind": "file", "path": str(path), **box}
        self.settings = Settings.model_validate({**settings_of(hook, box=keys).model_dump(), "operator": "box"})
        self.box = make_channel(self.settings.channels["box"])

    def deliver(self, *, wait=timedelta()):
        self.clock.now += wait
        return deliver(self.store, self.clock, self.hook, self.box, settings=self.settings)

    @property
    def told(self):
        return [json.loads(line) for line in self.path.read_text().splitlines()] if self.path.exists() else []


@pytest.fixture
def house(store, clock, tmp_path):
    return House(store, clock, tmp_path / "operator.jsonl", played())


def test_what_dies_together_is_told_once_with_the_answer_and_what_to_do(house, store, clock, now):
    house.hook.play = refuse("550 no such user topsecret", permanent=True)
    alert(store, now, house.hook, count=3)
    house.deliver()
    assert house.told == []
    assert house.deliver(wait=GATHER) == Delivered(sent=1)
    (told,) = house.told
    assert told["subject"] == "Tocsin: 3 deliveries to hook given up"
    assert "550 no such user ***" in told["text"]
    assert "tocsin delivery retry --dead --channel hook" in told["text"]
    assert (told["type"], told["kind"], told["count"]) == ("tocsin.notice", "dead", 3)


def test_a_channel_that_goes_on_losing_is_told_of_once_an_hour(house, store, clock, now):
    house.hook.play = refuse("550 no", permanent=True)
    for _ in range(4):
        alert(store, clock.now, house.hook)
        house.deliver(wait=GATHER)
        house.hook.play = lambda message: "ok"
        alert(store, clock.now, house.hook)
        house.deliver()
        house.hook.play = refuse("550 no", permanent=True)
    assert len(house.told) == 1
    house.deliver(wait=APART)
    assert [t["count"] for t in house.told] == [1, 3]


def test_a_channel_out_of_order_is_told_once_and_so_is_that_it_works_again(house, store, clock, now):
    house.hook.play = refuse("503 down")
    alert(store, now, house.hook, count=FAILURES + 2)
    house.deliver()
    house.deliver(wait=FIRST_PROBE)
    house.deliver(wait=FIRST_PROBE * 2)
    assert [t["subject"] for t in house.told] == ["Tocsin: channel hook is out of order"]
    assert "503 down" in house.told[0]["text"]
    house.hook.play = lambda message: "ok"
    house.deliver(wait=FIRST_PROBE * 4)
    house.deliver()
    assert [t["subject"] for t in house.told][1:] == ["Tocsin: channel hook works again"]


def test_a_notice_is_retried_like_any_delivery_under_one_id(house, store, clock, now, tmp_path):
    house.hook.play = refuse("550 no", permanent=True)
    alert(store, now, house.hook)
    house.deliver()
    house.path.mkdir()
    assert house.deliver(wait=GATHER) == Delivered(failed=1)
    house.path.rmdir()
    assert house.deliver(wait=timedelta(seconds=5)) == Delivered(sent=1)
    ((status, attempts, message),) = rows(store, Delivery.status, Delivery.attempts, Delivery.message_id)[1:]
    assert (status, attempts, message) == ("sent", 2, house.told[0]["id"])


def test_an_operator_who_cannot_be_reached_hears_no_echo(store, clock, now, tmp_path):
    """The operator's channel fails, its fallback too, and alerts use both: all comes to an end."""
    keys = {"kind": "file", "path": "/nowhere/at/all"}
    channels = {"a": {**keys, "name": "a", "fallback": "b"}, "b": {**keys, "name": "b"}}
    known = Settings.model_validate({"version": 1, "operator": "a", "channels": channels})
    made = [make_channel(c) for c in known.channels.values()]
    alert(store, now, *made, count=FAILURES + 1)
    for _ in range(120):
        deliver(store, clock, *made, settings=known)
        clock.now += timedelta(hours=12)
    assert {status for (status,) in rows(store, Delivery.status)} == {"dead"}
    with store.reading() as session:
        told = session.execute(select(Notice.kind, Notice.about).distinct()).all()
        notices = session.scalars(select(Notice.id)).all()
    assert {kind for kind, _ in told} == {"dead"}
    assert len(notices) <= 2 * (FAILURES + 1)
    count = len(rows(store, Delivery.id))
    for _ in range(5):
        deliver(store, clock, *made, settings=known)
        clock.now += timedelta(days=1)
    assert len(rows(store, Delivery.id)) == count


def test_a_notice_that_dies_goes_to_the_operators_fallback(store, clock, now, tmp_path):
    hook = played(play=refuse("550 no", permanent=True))
    spare = {"name": "spare", "kind": "file", "path": str(tmp_path / "spare.jsonl")}
    box = {"name": "box", "kind": "file", "path": "/nowhere/at/all", "fallback": "spare"}
    known = Settings.model_validate(
        {**settings_of(hook, spare=spare, box=box).model_dump(), "operator": "box"},
    )
    refusing = played("box", refuse("410 gone", permanent=True))
    alert(store, now, hook)
    both = (hook, refusing, make_channel(known.channels["spare"]))
    for _ in range(3):
        deliver(store, clock, *both, settings=known)
        clock.now += GATHER
    (line,) = (tmp_path / "spare.jsonl").read_text().splitlines()
    assert json.loads(line)["kind"] == "dead"


def test_a_notice_waits_for_no_digest_but_for_the_end_of_quiet_hours(store, clock, now, tmp_path):
    house = House(store, clock, tmp_path / "o.jsonl", played(), digest="1d", quiet_hours="09:00-10:00")
    with store.transaction() as session:
        open_notice(session, house.settings, "open", "hook", "It fails.", now)
    assert house.deliver() == Delivered()
    assert house.deliver(wait=timedelta(hours=1)) == Delivered(sent=1)


def test_without_an_operator_nothing_is_made(store, clock, now):
    hook = played(play=refuse("550 no", permanent=True))
    alert(store, now, hook)
    deliver(store, clock, hook)
    with store.reading() as session:
        assert session.scalars(select(Notice)).all() == []


def test_a_fallback_that_the_watch_tells_anyway_is_not_told_twice(store, clock, now, tmp_path):
    desk = played("desk", refuse("550 no", permanent=True), fallback="box")
    known = settings_of(desk, box={"name": "box", "kind": "file", "path": str(tmp_path / "box.jsonl")})
    box = make_channel(known.channels["box"])
    alert(store, now, desk, box)
    assert deliver(store, clock, desk, box, settings=known) == Delivered(sent=1, dead=1)
    assert deliver(store, clock, desk, box, settings=known) == Delivered()
    assert len((tmp_path / "box.jsonl").read_text().splitlines()) == 1

"""Who unsubscribes is sent nothing more; everybody else is, and the operator hears of it."""

from datetime import timedelta

import pytest
from deliveries import Clock, Played, alert, deliver, played, refuse, rows, settings_of
from sqlalchemy import select

from alerts.channel import channel_kinds
from alerts.unsubscribing import WHY, stop_telling
from store.alert_models import Delivery, Notice
from store.links import resubscribe
from store.models import Story

A, B = "a@example.org", "b@example.org"


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture(autouse=True)
def _played_is_a_kind(monkeypatch):
    monkeypatch.setitem(channel_kinds(), "played", Played)


def stop(store, settings, recipient, now, channel="desk"):
    with store.transaction() as session:
        return stop_telling(session, settings, channel, recipient, now)


def told(channel):
    return [message.recipient for message in channel.accepted]


def test_what_waits_is_ended_and_nothing_new_is_made(store, clock, now):
    desk, backup = played("desk", to=(A, B), fallback="backup"), played("backup")
    settings = settings_of(desk, backup)
    alert(store, now, desk)
    assert stop(store, settings, A, now)
    alert(store, now, desk, title="Another drone")
    deliver(store, clock, desk, backup, settings=settings)
    assert told(desk) == [B, B]
    assert told(backup) == []
    found = rows(store, Delivery.recipient, Delivery.status, Delivery.last_error)
    assert found == [(A, "dead", WHY), (B, "sent", None), (B, "sent", None)]


def test_a_second_click_changes_nothing(store, clock, now):
    desk = played("desk", to=(A, B))
    settings = settings_of(desk)
    assert stop(store, settings, A, now)
    assert not stop(store, settings, A, now)


def test_the_fallback_tells_nobody_who_has_unsubscribed_from_it(store, clock, now):
    desk, backup = (
        played("desk", refuse("550 gone", permanent=True), to=(B,), fallback="backup"),
        played("backup", to=(A, B)),
    )
    settings = settings_of(desk, backup)
    stop(store, settings, A, now, channel="backup")
    alert(store, now, desk)
    deliver(store, clock, desk, settings=settings)
    deliver(store, clock, backup, settings=settings)
    assert told(backup) == [B]


def test_the_operator_is_told_once_of_those_that_go_together(store, clock, now):
    desk, ops = played("desk", to=(A, B)), played("ops")
    settings = settings_of(desk, ops).model_copy(update={"operator": "ops"})
    stop(store, settings, A, now)
    stop(store, settings, B, now)
    deliver(store, clock, ops, settings=settings)
    [message] = ops.accepted
    assert message.subject == "Tocsin: 2 recipients have unsubscribed from channel desk"
    assert "tocsin channel resubscribe desk ADDRESS" in message.text
    assert f"{A} has unsubscribed from channel desk" in message.text
    assert "Of its 2 recipients 1 are left" in message.text


def test_the_operator_is_told_that_nobody_is_left(store, clock, now):
    desk, ops = played("desk", to=(A,)), played("ops")
    settings = settings_of(desk, ops).model_copy(update={"operator": "ops"})
    stop(store, settings, A, now)
    with store.reading() as session:
        [notice] = session.scalars(select(Notice))
        assert "Nobody is left on this channel" in notice.words


def test_who_subscribes_again_is_told_of_what_comes_from_then_on(store, clock, now):
    desk = played("desk", to=(A,))
    settings = settings_of(desk)
    alert(store, now, desk)
    stop(store, settings, A, now)
    with store.transaction() as session:
        assert resubscribe(session, "desk", A)
    clock.now = now + timedelta(minutes=5)
    alert(store, clock.now, desk, title="A third drone")
    deliver(store, clock, desk, settings=settings)
    assert [(m.recipient, m.data["alerts"][0]["article"]["title"]) for m in desk.accepted] == [(A, "A third drone")]


def test_what_is_on_its_way_is_left_to_whoever_sends_it(store, clock, now):
    desk = played("desk", to=(A,))
    alert(store, now, desk)
    with store.transaction() as session:
        row = session.scalars(select(Delivery)).one()
        row.message_id, row.attempts = "m-1", 1
        row.lease_owner, row.lease_until = "another", now + timedelta(minutes=5)
    stop(store, settings_of(desk), A, now)
    assert rows(store, Delivery.status, Delivery.lease_owner) == [("pending", "another")]
    with store.reading() as session:
        assert session.scalars(select(Story)).all()

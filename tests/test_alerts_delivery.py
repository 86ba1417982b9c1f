"""Deliveries: never lost, never doubled by us, whatever breaks in between."""

import asyncio
import contextlib
import json
import logging
import random
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from deliveries import Clock, alert, attempts, deliver, played, refuse, rows, settings_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select, update

import alerts.delivery as delivery_module
from alerts.channel import DeliveryError, make_channel
from alerts.claims import LEASE, claim_due, release_leases
from alerts.delivery import Delivered, deliver_due
from alerts.retry import MAX_ATTEMPTS
from store.alert_models import Alert, Delivery
from store.errors import StoreError


@pytest.fixture
def clock(now):
    return Clock(now)


def test_what_is_due_is_sent_once_and_recorded(store, clock):
    hook = played()
    alert(store, clock.now, hook)
    assert deliver(store, clock, hook) == Delivered(sent=1)
    assert deliver(store, clock, hook) == Delivered()
    (message,) = hook.accepted
    assert message.subject == "drones: Drone over Kyiv"
    assert message.id.removeprefix("tocsin-").isalnum()
    assert rows(store, Delivery.status, Delivery.message_id, Delivery.settled_at, Delivery.lease_owner) == [
        ("sent", message.id, clock.now, None)
    ]
    assert attempts(store) == [(1, "sent", "ok")]


def test_nothing_is_sent_before_its_time(store, clock, now):
    hook = played(digest="1d")
    alert(store, now, hook)
    assert deliver(store, clock, hook) == Delivered()
    clock.now = now + timedelta(days=1)
    assert deliver(store, clock, hook) == Delivered(sent=1)


def test_each_alert_and_each_recipient_gets_a_message_of_its_own(store, clock):
    desk = played(to=("a@example.org", "b@example.org"))
    alert(store, clock.now, desk, count=20)
    assert deliver(store, clock, desk) == Delivered(sent=40)
    assert len({m.id for m in desk.accepted}) == 40
    assert Counter(m.recipient for m in desk.accepted) == {"a@example.org": 20, "b@example.org": 20}


def test_a_digest_is_one_message_for_each_recipient(store, clock, now):
    brief = played(to=("a@example.org", "b@example.org"), digest="1h")
    alert(store, now, brief, count=5)
    alert(store, now + timedelta(minutes=9), brief, count=2, watch="other")
    clock.now = now + timedelta(hours=1)
    assert deliver(store, clock, brief) == Delivered(sent=14)
    assert sorted(m.subject for m in brief.accepted) == ["Tocsin digest: 7 stories (2 watches); no sources"] * 2
    assert all(len(m.data["alerts"]) == 7 for m in brief.accepted)


def test_a_digest_that_failed_stays_together_and_takes_no_others_in(store, clock, now):
    brief = played(play=refuse(), digest="1h")
    alert(store, now, brief, count=3)
    clock.now = now + timedelta(hours=1)
    assert deliver(store, clock, brief) == Delivered(failed=3)
    (first,) = set(rows(store, Delivery.message_id))
    alert(store, clock.now - timedelta(minutes=30), brief, count=2)
    brief.play = lambda message: "ok"
    clock.now += timedelta(seconds=5)
    assert deliver(store, clock, brief) == Delivered(sent=5)
    told = {m.id: len(m.data["alerts"]) for m in brief.accepted}
    assert told[first[0]] == 3
    assert sorted(told.values()) == [2, 3]


def test_a_refusal_is_tried_again_on_schedule_under_the_same_id_and_given_up_at_last(store, clock, now, caplog):
    hook, seen = played(), []

    def play(message):
        if "other" in message.subject:
            return "ok"
        seen.append((clock.now, message.id))
        raise DeliveryError("503 busy")

    hook.play = play
    alert(store, now, hook)
    for _ in range(MAX_ATTEMPTS - 1):
        # What others receive keeps the breaker closed: it is this message alone that is refused.
        alert(store, clock.now, hook, watch="other")
        assert deliver(store, clock, hook) == Delivered(sent=1, failed=1)
        assert deliver(store, clock, hook) == Delivered()
        (clock.now,) = rows(store, Delivery.next_attempt_at)[0]
    assert deliver(store, clock, hook) == Delivered(dead=1)
    assert len({i for _, i in seen}) == 1
    assert timedelta(days=3) < seen[-1][0] - now < timedelta(days=3, hours=6)
    (found, *_) = rows(store, Delivery.status, Delivery.attempts, Delivery.last_error)
    assert found == ("dead", MAX_ATTEMPTS, "503 busy")
    assert [a[:2] for a in attempts(store) if a[1] != "sent"] == [
        *((n, "failed") for n in range(1, MAX_ATTEMPTS)),
        (MAX_ATTEMPTS, "dead"),
    ]
    assert [r.levelname for r in caplog.records][-1] == "ERROR"
    clock.now += timedelta(days=30)
    assert deliver(store, clock, hook) == Delivered()


def test_retry_after_is_obeyed(store, clock, now):
    hook = played(play=refuse(wait=timedelta(minutes=7)))
    alert(store, now, hook)
    deliver(store, clock, hook)
    assert rows(store, Delivery.next_attempt_at) == [(now + timedelta(minutes=7),)]


def test_what_is_dead_goes_to_the_fallback_channel_once(store, clock, now):
    desk = played("desk", refuse("550 no such user", permanent=True), to=("a@x.org", "b@x.org"), fallback="box")
    known = settings_of(desk, box={"kind": "file", "path": "unused.jsonl", "name": "box"})
    alert(store, now, desk)
    assert deliver(store, clock, desk, settings=known) == Delivered(dead=2)
    found = rows(store, Delivery.channel, Delivery.recipient, Delivery.occasion, Delivery.status)
    assert found == [
        ("desk", "a@x.org", "first", "dead"),
        ("desk", "b@x.org", "first", "dead"),
        ("box", "", "fallback", "pending"),
    ]


def test_fallbacks_that_point_at_each_other_come_to_an_end(store, clock, now, tmp_path):
    keys = {"kind": "file", "path": "/nowhere/at/all"}
    known = settings_of(a={**keys, "name": "a", "fallback": "b"}, b={**keys, "name": "b", "fallback": "a"})
    channels = [make_channel(c) for c in known.channels.values()]
    alert(store, now, channels[0])
    for _ in range(3 * MAX_ATTEMPTS):
        deliver(store, clock, *channels, settings=known)
        clock.now += timedelta(days=2)
    assert rows(store, Delivery.channel, Delivery.occasion, Delivery.status) == [
        ("a", "first", "dead"),
        ("b", "fallback", "dead"),
    ]


def test_a_channel_that_left_the_settings_is_said_to_have(store, clock, now, caplog):
    hook = played()
    alert(store, now, hook)
    assert deliver(store, clock, settings=settings_of()) == Delivered(dead=1)
    why = "channel 'hook' is no longer in the settings"
    assert rows(store, Delivery.status, Delivery.last_error) == [("dead", why)]
    assert attempts(store) == [(1, "dead", why)]
    assert caplog.records[-1].levelno == logging.ERROR


def test_one_channel_at_a_time_gives_up_nothing_of_the_others(store, clock, now):
    one, two = played("one"), played("two")
    alert(store, now, one, two)
    assert deliver(store, clock, one, settings=settings_of(one, two)) == Delivered(sent=1)
    assert deliver(store, clock, two, settings=settings_of(one, two)) == Delivered(sent=1)


def test_a_channel_that_hangs_delays_no_other_and_is_cut_off(store, clock, now, monkeypatch):
    monkeypatch.setattr(delivery_module, "SEND_DEADLINE", 0.3)
    order = []
    slow = played("slow", lambda m: asyncio.sleep(60))
    quick = played("quick", lambda m: order.append("quick") or "ok")
    alert(store, now, slow, quick, count=3)
    assert deliver(store, clock, slow, quick) == Delivered(sent=3, failed=3)
    assert {e for (e,) in rows(store, Delivery.last_error)} == {None, "no end within 0 s"}


def test_a_bug_in_a_channel_costs_its_attempt_and_nothing_else(store, clock, now, caplog):
    def play(_message):
        raise KeyError("topsecret")

    broken, fine = played("broken", play), played("fine")
    alert(store, now, broken, fine)
    assert deliver(store, clock, broken, fine) == Delivered(sent=1, failed=1)
    assert "the channel crashed" in rows(store, Delivery.last_error)[0][0]
    assert "topsecret" not in caplog.text


def test_answers_are_kept_short_clean_and_without_secrets(store, clock, now):
    hook = played(play=refuse("no\r\n\x1b[31m\x00 topsecret " + "x" * 100_000))
    alert(store, now, hook)
    deliver(store, clock, hook)
    ((_, _, answer),) = attempts(store)
    assert len(answer) <= 500
    assert answer.isprintable()
    assert "topsecret" not in answer
    assert answer.startswith("no [31m *** x")


def test_quiet_hours_hold_what_comes_due_in_them_for_whatever_reason(store, clock, now):
    hook = played(play=refuse(), quiet_hours="10:00-12:00")
    alert(store, now, hook)
    alert(store, now, hook, watch="urgent", priority="high")
    clock.now = now + timedelta(minutes=59)
    deliver(store, clock, hook)
    hook.play = lambda m: "ok"
    clock.now = now + timedelta(minutes=65)
    assert deliver(store, clock, hook) == Delivered(sent=1)
    assert hook.accepted[0].subject.startswith("urgent")
    clock.now = now + timedelta(hours=3)
    assert deliver(store, clock, hook) == Delivered(sent=1)


def test_a_follow_up_answers_the_first_message_on_its_story(store, clock, now):
    hook = played()
    alert(store, now, hook)
    deliver(store, clock, hook)
    with store.transaction() as session:
        story = session.scalar(select(Alert.story_id))
    alert(store, now, hook, watch="other", story_of=story)
    deliver(store, clock, hook)
    first, second = hook.accepted
    assert (first.thread, second.thread) == (None, first.id)


def test_an_alert_that_cannot_be_laid_out_goes_out_plainly(store, clock, now, caplog):
    hook = played()
    alert(store, now, hook)
    with store.transaction() as session:
        session.execute(update(Alert).values(evidence=3))
    assert deliver(store, clock, hook) == Delivered(sent=1)
    (message,) = hook.accepted
    assert "Drone over Kyiv" in message.text
    assert "https://example.org/0" in message.text
    assert "laid out plainly" in caplog.text


class Killed(BaseException):
    """The process ends here."""


def test_killed_between_sending_and_recording_it_is_sent_again_under_the_same_id(store, clock, now, monkeypatch):
    hook = played()
    alert(store, now, hook)

    def die(*_):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(delivery_module, "_record", die)
        with pytest.raises(Killed):
            deliver(store, clock, hook)
    assert deliver(store, clock, hook, owner="two") == Delivered()
    clock.now = now + LEASE
    assert deliver(store, clock, hook, owner="two") == Delivered(sent=1)
    first, second = hook.accepted
    assert first.id == second.id
    assert [(n, o) for n, o, _ in attempts(store)] == [(1, "failed"), (2, "sent")]
    assert "no outcome was recorded" in attempts(store)[0][2]


def statements(store):
    """Raise Killed before the statement or commit of this number; count from 1, 0 for never."""
    state = {"seen": 0, "die_at": 0}

    def step(*_):
        state["seen"] += 1
        if state["seen"] == state["die_at"]:
            raise Killed

    event.listen(store.engine, "before_cursor_execute", step)
    event.listen(store.engine, "commit", step)
    return state


def test_killed_at_any_statement_or_send_nothing_is_lost_and_ids_stay(store, clock, now):
    """Every point of the way, counted, not sampled."""
    state = statements(store)
    hook = played()

    def play(message):
        state["seen"] += 1
        if state["seen"] == state["die_at"]:
            raise Killed
        return "ok"

    hook.play = play
    state["seen"] = 0
    alert(store, now, hook)
    opening = state["seen"]
    deliver(store, clock, hook)
    points = state["seen"] - opening
    assert points > 10
    for point in range(1, points + 1):
        hook.accepted.clear()
        (opened,) = alert(store, now, hook)
        state["seen"], state["die_at"] = 0, point
        with contextlib.suppress(Killed):
            deliver(store, clock, hook, owner=f"killed at {point}")
        state["die_at"] = 0
        clock.now += LEASE
        deliver(store, clock, hook, owner=f"after {point}")
        told = [m for m in hook.accepted if m.data["alerts"][0]["id"] == opened]
        assert len(told) in (1, 2), f"lost or repeated at point {point}"
        assert len({m.id for m in told}) == 1
    assert {s for (s,) in rows(store, Delivery.status)} == {"sent"}


def test_a_message_that_ends_every_process_is_given_up_at_last(store, clock, now):
    def play(_message):
        raise Killed

    hook = played(play=play)
    alert(store, now, hook)
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(Killed):
            deliver(store, clock, hook)
        clock.now += LEASE
    assert deliver(store, clock, hook) == Delivered(dead=1)
    assert len(attempts(store)) == MAX_ATTEMPTS + 1


def test_an_outcome_that_comes_too_late_changes_nothing(store, clock, now):
    def take_over(_message):
        clock.now = now + LEASE
        with store.transaction() as session:
            claim_due(session, clock.now, "two", 9, {"hook": hook.settings}, UTC)
        raise DeliveryError("too late", permanent=True)

    hook = played()
    hook.play = take_over
    alert(store, now, hook)
    assert deliver(store, clock, hook) == Delivered()
    assert rows(store, Delivery.status, Delivery.lease_owner, Delivery.attempts) == [("pending", "two", 2)]


def test_leases_let_go_at_the_end_are_due_again_at_once(store, clock, now):
    hook = played()
    alert(store, now, hook, count=2)
    with store.transaction() as session:
        (claim, _) = claim_due(session, now, "one", 9, {"hook": hook.settings}, UTC)
    assert deliver(store, clock, hook, owner="two") == Delivered()
    with store.transaction() as session:
        assert release_leases(session, "two") == 0
        assert release_leases(session, "one") == 2
    assert deliver(store, clock, hook, owner="two") == Delivered(sent=2)
    assert claim.message_id in {m.id for m in hook.accepted}


def test_told_to_stop_while_recording_the_outcome_is_still_written(store, clock, now):
    hook = played()
    alert(store, now, hook)

    async def go():
        running = asyncio.create_task(deliver_due(store, {"hook": hook}, settings_of(hook), clock, "one"))
        while not hook.accepted:
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(go())
    assert rows(store, Delivery.status) == [("sent",)]


@pytest.mark.parametrize("kind", ["full", "open", "read-only"])
def test_a_store_that_fails_for_a_moment_after_sending_costs_no_repeat(store, clock, now, monkeypatch, kind):
    monkeypatch.setattr(delivery_module, "RECORD_PAUSES", (0.0, 0.0))
    hook, failures, write = played(), [1, 1], delivery_module._record
    alert(store, now, hook)

    def record(*args):
        if failures:
            failures.pop()
            raise StoreError(kind, "not now")
        return write(*args)

    monkeypatch.setattr(delivery_module, "_record", record)
    assert deliver(store, clock, hook) == Delivered(sent=1)


def test_an_outcome_is_written_for_as_long_as_nobody_else_may_send_the_message():
    assert timedelta(minutes=3) < timedelta(seconds=sum(delivery_module.RECORD_PAUSES)) < LEASE


def test_processes_that_claim_at_once_share_the_work_and_split_no_digest(store, clock, now):
    brief, hook = played("brief", digest="1h", to=("a", "b", "c")), played("hook")
    alert(store, now, brief, count=30)
    alert(store, now, hook, count=30, watch="other")
    clock.now = now + timedelta(hours=1)
    claims, failures, gate = [], [], threading.Barrier(4)

    def work(owner):
        try:
            gate.wait(10)
            while True:
                with store.transaction() as session:
                    mine = {c.settings.name: c.settings for c in (brief, hook)}
                    taken = claim_due(session, clock.now, owner, 5, mine, UTC)
                    due = session.scalar(select(func.count(Delivery.id)).where(Delivery.lease_owner.is_(None)))
                claims.extend(taken)
                if not due:
                    return
        except BaseException as error:
            failures.append(error)
            raise

    workers = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert failures == []
    taken = Counter(i for c in claims for i in c.deliveries)
    assert len(taken) == 120
    assert set(taken.values()) == {1}
    assert sorted(len(c.deliveries) for c in claims if c.channel == "brief") == [30, 30, 30]


class MailBox:
    def __init__(self):
        self.mails, self.refuse = [], 0

    async def handle_DATA(self, server, session, envelope):
        if self.refuse:
            self.refuse -= 1
            return "451 4.7.1 come back later"
        self.mails.append(envelope)
        return "250 queued"


class LoopbackController(Controller):
    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def test_mail_and_file_end_to_end(store, clock, now, tmp_path):
    box = MailBox()
    box.refuse = 1
    controller = LoopbackController(box, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        smtp = f"smtp://127.0.0.1:{controller.port}?tls=none"
        mail = {"name": "desk", "kind": "email", "to": ["a@example.org"], "from": "t@example.org", "smtp": smtp}
        known = settings_of(
            desk=mail, box={"name": "box", "kind": "file", "path": str(tmp_path / "outbox.jsonl")}, zone="Europe/Kyiv"
        )
        channels = [make_channel(c) for c in known.channels.values()]
        alert(store, now, *channels, title="Drone =?utf-8?q?x=0ABcc:_evil@x?=\r\nover Kyiv")
        assert deliver(store, clock, *channels, settings=known) == Delivered(sent=1, failed=1)
        clock.now += timedelta(seconds=5)
        assert deliver(store, clock, *channels, settings=known) == Delivered(sent=1)
    finally:
        controller.stop()
    (envelope,) = box.mails
    assert b"\nBcc" not in envelope.content
    (line,) = (tmp_path / "outbox.jsonl").read_text().splitlines()
    assert json.loads(line)["alerts"][0]["evidence"][0]["text"] == "Drone"
    assert "451 4.7.1 come back later" in attempts(store)[0][2] + attempts(store)[1][2]


def scripted(script, hook):
    """Let one fault after the other happen, then none."""

    def play(message):
        what = script.pop(0) if script else "ok"
        if what == "die after":
            hook.accepted.append(message)
        if what.startswith("die"):
            raise Killed
        if what != "ok":
            raise DeliveryError(what, permanent=what == "never")
        return "ok"

    return play


faults = st.lists(st.sampled_from(["ok", "not now", "never", "die before", "die after"]), max_size=25)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faults=faults, seed=st.integers(0, 9))
def test_whatever_happens_every_delivery_ends_sent_or_dead_and_repeats_keep_their_id(sqlite_store, faults, seed):
    store, clock = sqlite_store, Clock(datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
    script, chance = list(faults), random.Random(seed)
    hook = played(digest=chance.choice([None, "1h"]))

    hook.play = scripted(script, hook)
    opened = alert(store, clock.now, hook, count=chance.randint(1, 5))
    for _ in range(len(faults) + 15):
        with contextlib.suppress(Killed):
            deliver(store, clock, hook, owner=str(chance.random()))
        clock.now += chance.choice([LEASE, timedelta(hours=2), timedelta(days=1)])
    with store.transaction() as session:
        found = dict(
            session.execute(select(Delivery.alert_id, Delivery.status).where(Delivery.alert_id.in_(opened))).all()
        )
    assert set(found.values()) <= {"sent", "dead"}
    assert len(found) == len(opened)
    ids = {}
    for message in hook.accepted:
        for told in message.data["alerts"]:
            ids.setdefault(told["id"], set()).add(message.id)
    assert all(len(i) == 1 for i in ids.values())
    assert {a for a, status in found.items() if status == "sent"} <= ids.keys()

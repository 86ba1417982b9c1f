"""A channel that is out of order is left alone until a probe goes through; nothing is lost or burnt meanwhile."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from deliveries import Clock, alert, deliver, played, refuse, rows, settings_of
from sqlalchemy import select

from alerts.breaker import FAILURES, FIRST_PROBE, LONGEST_PAUSE, PROBE_LEASE, Health, after, allowed, probing
from alerts.breaker_store import health_of, keep, locked_health, try_now
from alerts.channel import DeliveryError
from alerts.claims import claim_due, due_channels, release_leases
from alerts.delivery import Delivered
from alerts.retry import LONGEST_ASKED, WAITS
from store.alert_models import Breaker, Delivery


@pytest.fixture
def clock(now):
    return Clock(now)


def broken(store, clock, hook, *, settings=None):
    """Let as many deliveries fail as it takes."""
    hook.play = refuse("503 down")
    alert(store, clock.now, hook, count=FAILURES)
    assert deliver(store, clock, hook, settings=settings) == Delivered(failed=FAILURES)


def health(store, name="hook"):
    with store.reading() as session:
        return health_of(session, name)


def test_failures_in_a_row_open_it_and_one_success_starts_the_count_anew(now):
    seen = Health()
    for _ in range(FAILURES - 1):
        seen = after(seen, False, now)
    assert (seen.state, allowed(seen, now, 8)) == ("closed", 8)
    assert after(seen, True, now) == Health()
    opened = after(seen, False, now)
    assert (opened.state, opened.opened_at, opened.probe_at) == ("open", now, now + FIRST_PROBE)
    assert allowed(opened, now, 8) == 0
    assert allowed(opened, now + FIRST_PROBE, 8) == 1


def test_probes_come_ever_later_up_to_a_limit_and_one_at_a_time(now):
    seen, pauses = Health("open", FAILURES, 0, now, now), []
    for _ in range(8):
        at = seen.probe_at
        seen = probing(seen, at)
        assert allowed(seen, at + PROBE_LEASE - timedelta(seconds=1), 8) == 0
        assert allowed(seen, at + PROBE_LEASE, 8) == 1, "a probe that was lost with its process goes again"
        seen = after(seen, False, at)
        pauses.append(seen.probe_at - at)
    assert pauses[:4] == [FIRST_PROBE * 2, FIRST_PROBE * 4, FIRST_PROBE * 8, FIRST_PROBE * 16]
    assert pauses[-1] == LONGEST_PAUSE
    assert (seen.opened_at, after(seen, True, now)) == (now, Health())


@pytest.mark.parametrize(
    ("wait", "pause"), [(timedelta(hours=2), timedelta(hours=2)), (timedelta(days=9), LONGEST_ASKED)]
)
def test_no_probe_comes_before_a_retry_after_is_over(now, wait, pause):
    assert after(Health(failures=FAILURES - 1), False, now, wait).probe_at == now + pause
    late = after(Health("open", FAILURES, 0, now, now + FIRST_PROBE), False, now, wait)
    assert (late.state, late.probe_at) == ("open", now + pause)


def test_while_it_is_open_nothing_is_tried_and_no_attempt_is_burnt(store, clock, now, caplog):
    hook = played()
    broken(store, clock, hook)
    alert(store, now, hook, count=3)
    clock.now = now + FIRST_PROBE - timedelta(seconds=1)
    with store.reading() as session:
        assert due_channels(session, clock.now) == set()
    assert deliver(store, clock, hook) == Delivered()
    assert [a for (a,) in rows(store, Delivery.attempts)] == [1] * FAILURES + [0] * 3
    clock.now = now + FIRST_PROBE
    assert deliver(store, clock, hook) == Delivered(failed=1)
    assert sorted(a for (a,) in rows(store, Delivery.attempts)) == [0, 0] + [1] * (FAILURES + 1)
    assert health(store).probes == 1
    assert sum("out of order" in r.getMessage() for r in caplog.records) == 1
    again = health(store).probe_at.isoformat(timespec="seconds")
    assert f"next={again}" in next(r.getMessage() for r in caplog.records[::-1] if "not accepted" in r.getMessage())


def test_a_probe_that_is_accepted_lets_all_the_rest_through_and_says_so_once(store, clock, now, caplog):
    hook = played()
    broken(store, clock, hook)
    hook.play, clock.now = lambda message: "ok", now + FIRST_PROBE
    assert deliver(store, clock, hook) == Delivered(sent=FAILURES)
    assert health(store) == Health()
    said = [r for r in caplog.records if "works again" in r.getMessage()]
    assert [r.levelno for r in said] == [logging.WARNING]


def test_the_state_survives_a_restart_and_two_daemons_send_one_probe(store, clock, now):
    hook, twin, seen = played(), played(), []
    broken(store, clock, hook)
    clock.now = now + FIRST_PROBE

    def play(message):
        # A second process, with nothing in memory, asks in the middle of the first one's probe.
        with ThreadPoolExecutor() as other:
            seen.append(other.submit(deliver, store, clock, twin, owner="two").result(30))
        raise DeliveryError("503 down")

    hook.play = play
    assert deliver(store, clock, hook) == Delivered(failed=1)
    assert (seen, twin.accepted) == ([Delivered()], [])


def test_a_message_the_other_side_cannot_stomach_does_not_keep_the_others_waiting(store, clock, now):
    hook = played()

    def play(message):
        if "poison" in message.subject:
            raise DeliveryError("500 boom")
        return "ok"

    hook.play = play
    alert(store, now, hook, title="poison")
    for wait in WAITS[:FAILURES]:
        deliver(store, clock, hook)
        clock.now += wait
    assert health(store).state == "open"
    clock.now += timedelta(hours=3)
    alert(store, clock.now, hook, count=3)
    assert deliver(store, clock, hook) == Delivered(sent=3, failed=1)


def test_a_receiver_that_only_answers_what_it_is_sent_again_gets_out_of_order_and_back_in(store, clock, now):
    """One that is too slow for us has done by then what it was asked for, and knows the id."""
    hook, asked = played(), set()

    def play(message):
        if message.id not in asked:
            asked.add(message.id)
            raise DeliveryError("no answer within 20 s")
        return "ok"

    hook.play = play
    alert(store, now, hook, count=20)
    deliver(store, clock, hook)
    for probe in (1, 2):
        clock.now += probe * FIRST_PROBE
        assert hook.accepted == []
        deliver(store, clock, hook)
    assert hook.accepted
    for _ in range(10):
        clock.now += FIRST_PROBE
        deliver(store, clock, hook)
    assert len({message.id for message in hook.accepted}) == len(hook.accepted) == 20


def test_receivers_that_refuse_everything_for_good_cost_few_alerts(store, clock, now):
    hook = played(play=refuse("404 no such hook", permanent=True))
    alert(store, now, hook, count=50)
    done = deliver(store, clock, hook)
    assert done.dead < FAILURES + 8
    assert health(store).state == "open"
    hook.play, clock.now = lambda message: "ok", now + FIRST_PROBE
    assert deliver(store, clock, hook) == Delivered(sent=50 - done.dead)


def test_what_waits_as_long_as_its_attempts_would_have_taken_is_given_up_when_a_probe_fails(
    store, clock, now, tmp_path
):
    hook = played(fallback="box")
    box = {"name": "box", "kind": "file", "path": str(tmp_path / "outbox.jsonl")}
    known = settings_of(hook, box=box)
    broken(store, clock, hook, settings=known)
    alert(store, now, hook, count=3)
    clock.now = now + sum(WAITS, timedelta()) - timedelta(seconds=10)
    assert deliver(store, clock, hook, settings=known).dead < 3
    late = now + sum(WAITS, timedelta()) + LONGEST_PAUSE
    clock.now = late
    assert deliver(store, clock, hook, settings=known).dead >= 2
    where = {row[:2]: row[2] for row in rows(store, Delivery.channel, Delivery.alert_id, Delivery.status)}
    dead = {alert_id for (channel, alert_id), status in where.items() if (channel, status) == ("hook", "dead")}
    assert dead == {alert_id for (channel, alert_id) in where if channel == "box"}


def test_a_daemon_that_was_off_for_a_week_tries_before_it_gives_up(store, clock, now):
    hook = played()
    broken(store, clock, hook)
    hook.play, clock.now = lambda message: "ok", now + timedelta(days=7)
    assert deliver(store, clock, hook) == Delivered(sent=FAILURES)


def test_a_probe_lost_with_its_process_may_go_again_when_the_daemon_starts(store, clock, now):
    with store.transaction() as session:
        session.add(Breaker(channel="hook", failures=5, state="open", opened_at=now, probe_at=now))
    with store.transaction() as session:
        keep(session, "hook", probing(locked_health(session, "hook"), now))
    assert allowed(health(store), now, 8) == 0
    with store.transaction() as session:
        release_leases(session, None)
    assert (health(store).state, allowed(health(store), now, 8)) == ("open", 1)


def test_asked_for_by_hand_the_probe_goes_at_once(store, clock, now):
    hook = played()
    broken(store, clock, hook)
    with store.transaction() as session:
        try_now(session, "hook", now)
        try_now(session, "no such channel", now)
    assert allowed(health(store), now, 8) == 1


def test_quiet_hours_start_no_probe(store, clock, now):
    hook = played(quiet_hours="09:30-12:00")
    broken(store, clock, hook)
    clock.now = now + timedelta(minutes=40)
    assert deliver(store, clock, hook) == Delivered()
    assert health(store).state == "open"


def test_a_failure_that_is_recorded_too_late_counts_for_nothing(store, clock, now):
    hook = played()

    def take_over(_message):
        clock.now = now + timedelta(minutes=5)
        with store.transaction() as session:
            claim_due(session, clock.now, "two", 9, {"hook": hook.settings}, settings_of(hook).zone)
        raise DeliveryError("too late")

    hook.play = take_over
    alert(store, now, hook)
    deliver(store, clock, hook)
    with store.reading() as session:
        assert session.scalars(select(Breaker)).all() == []

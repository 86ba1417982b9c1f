"""Whose turn it is to read a source, and what a poll leaves behind."""

import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import update

from store.models import SourceState
from store.source_leases import release, renew
from store.sources import (
    AHEAD,
    PollOutcome,
    claim_due,
    due_now,
    fail_poll,
    finish_poll,
    finish_polls,
    note_health,
    noted_health,
    state_of,
    states,
)

LEASE = timedelta(minutes=5)
HOUR = timedelta(hours=1)


def claim(store, now, *names, owner="me", limit=10) -> list[str]:
    with store.transaction() as session:
        return claim_due(session, names, now, owner, LEASE, limit)


def finish(store, now, name="a", owner=None, new=True, **outcome) -> bool:
    with store.transaction() as session:
        done = PollOutcome(**({"next_poll_at": now + HOUR, "why": "1h"} | outcome))
        return finish_poll(session, name, done, now, new=new, owner=owner)


def fail(store, now, error="no answer", name="a", failures=1, **more) -> bool:
    given = {"kind": "timeout", "next_poll_at": now + HOUR, "why": "1h", "failures": failures} | more
    with store.transaction() as session:
        return fail_poll(session, name, error, now, **given)


def state(store, now, name="a") -> SourceState:
    with store.transaction() as session:
        return state_of(session, name, now)


def test_a_new_source_is_due_at_once_and_claimed_by_one_only(store, now):
    assert claim(store, now, "b", "a", "a") == ["a", "b"]
    assert claim(store, now, "a", "b", owner="other") == []


def test_sources_longest_due_come_first_and_no_more_than_asked_for(store, now):
    for hours, name in enumerate("abc"):
        finish(store, now, name, next_poll_at=now - hours * HOUR)
    assert claim(store, now, "a", "b", "c", limit=2) == ["c", "b"]
    assert claim(store, now, "a", limit=0) == []


def test_more_sources_may_be_due_and_change_at_once_than_a_statement_takes(sqlite_store, now):
    names = [f"s{number:05}" for number in range(40_000)]
    assert claim(sqlite_store, now, *names, limit=3) == names[:3]
    with sqlite_store.transaction() as session:
        known = states(session, names[:2_000])  # in the session, where a single update would look through them
        begun = time.process_time()
        note_health(session, dict.fromkeys(names[:2_000], "stale"), now)
        assert time.process_time() - begun < 1
        assert len(known) == 2_000
    with sqlite_store.reading() as session:
        assert Counter(noted_health(session).values()) == {"stale": 2_000, "new": 38_000}


def test_a_source_no_longer_configured_is_left_alone(store, now):
    finish(store, now, "gone", next_poll_at=now)
    assert claim(store, now) == []
    assert claim(store, now, "a") == ["a"]


def test_a_lease_is_renewed_by_whose_it_is_and_by_nobody_who_lost_it(store, now):
    claim(store, now, "a", "b", "c", owner="me")
    claim(store, now + LEASE, "b", owner="other")
    with store.transaction() as session:
        renew(session, "me", ["a", "b"], now + 3 * LEASE)
    assert claim(store, now + LEASE, "a", "b", "c", owner="third") == ["c"]
    assert claim(store, now + 2 * LEASE, "a", "b", "c", owner="third") == ["b", "c"]


def test_a_source_is_not_claimed_before_its_time(store, now):
    finish(store, now)
    assert claim(store, now + HOUR - timedelta(seconds=1), "a") == []
    assert claim(store, now + HOUR, "a") == ["a"]


def test_a_lease_that_ran_out_is_taken_over(store, now):
    claim(store, now, "a", owner="dead")
    assert claim(store, now + LEASE - timedelta(seconds=1), "a") == []
    assert claim(store, now + LEASE, "a") == ["a"]


def test_a_source_polled_in_times_to_come_is_due_and_one_polled_by_a_clock_a_little_ahead_is_not(store, now):
    for name, ahead in (("a", AHEAD), ("b", 3 * HOUR)):
        finish(store, now + ahead, name)
    assert claim(store, now, "a", "b") == ["b"]


@pytest.mark.parametrize("ahead", [timedelta(days=8), timedelta(days=365)])
def test_a_clock_that_was_years_ahead_keeps_no_source_from_being_polled(store, now, ahead):
    claim(store, now + ahead, "a", owner="dead")
    finish(store, now + ahead, "b")
    assert claim(store, now, "a", "b") == ["a", "b"]


def test_between_two_looks_at_all_sources_only_what_is_due_is_claimed(store, now):
    finish(store, now, "a", next_poll_at=now - HOUR)
    finish(store, now + AHEAD + HOUR, "ahead", next_poll_at=now + HOUR)
    finish(store, now, "absurd", next_poll_at=now + timedelta(days=999))

    def claimed(thorough):
        with store.transaction() as session:
            found = claim_due(session, {"a", "absurd", "ahead", "new"}, now, "me", LEASE, 9, thorough=thorough)
            session.rollback()
            return set(found)

    assert claimed(False) == {"a", "absurd"}
    assert claimed(True) == {"a", "absurd", "ahead", "new"}


def test_a_poll_that_lost_its_lease_does_not_set_the_cursor_back(store, now):
    claim(store, now, "a", owner="slow")
    claim(store, now + LEASE, "a", owner="fast")
    assert finish(store, now, owner="fast", cursor={"etag": "2"})
    assert not finish(store, now, owner="slow", cursor={"etag": "1"})
    assert not fail(store, now, owner="slow")
    assert state(store, now).cursor == {"etag": "2"}
    assert state(store, now).failures == 0


def test_what_a_poll_found_out_is_there_for_the_next_one(store, now):
    claim(store, now, "a")
    finish(store, now, cursor={"etag": "x"}, notes=["3 entries had no address"], moved_to="https://b.example")
    kept = state(store, now)
    assert (kept.cursor, kept.notes, kept.moved_to) == (
        {"etag": "x"},
        ["3 entries had no address"],
        "https://b.example",
    )
    assert kept.first_polled_at == kept.last_polled_at == kept.last_success_at == kept.last_new_at == now
    assert (kept.next_poll_at, kept.next_poll_why, kept.lease_owner) == (now + HOUR, "1h", None)
    finish(store, now + HOUR, new=False)
    later = state(store, now)
    assert (later.first_polled_at, later.last_new_at, later.last_polled_at) == (now, now, now + HOUR)
    assert (later.moved_to, later.notes) == (None, [])


def test_failures_in_a_row_keep_the_cursor_until_one_succeeds(store, now):
    finish(store, now, cursor={"etag": "x"})
    fail(store, now)
    fail(store, now, "again", failures=2)
    failed = state(store, now)
    assert (failed.failures, failed.last_error_kind, failed.last_error) == (2, "timeout", "again")
    assert failed.cursor == {"etag": "x"}
    finish(store, now)
    assert (state(store, now).failures, state(store, now).last_error) == (0, None)


@pytest.mark.parametrize("error", ["a\0b", "a\ud800b", "x" * 10_000_000, "пожар"])
def test_whatever_a_server_sent_its_failure_is_recorded(store, now, error):
    assert fail(store, now, error)
    assert len(state(store, now).last_error) <= 2_000


def test_an_owner_that_stops_gives_back_its_leases_only(store, now):
    claim(store, now, "a", owner="me")
    claim(store, now, "b", owner="other")
    with store.transaction() as session:
        assert release(session, "me") == 1
    assert claim(store, now, "a", "b") == ["a"]
    with store.transaction() as session:
        assert release(session) == 2
    assert claim(store, now, "a", "b") == ["a", "b"]


def test_an_owner_may_give_back_the_leases_of_some_sources(store, now):
    claim(store, now, "a", "b", owner="me")
    with store.transaction() as session:
        assert release(session, "other", ["a"]) == 0
        assert release(session, "me", ["a"]) == 1
    assert claim(store, now, "a", "b") == ["a"]


def test_a_source_asked_for_is_due_even_if_never_seen(store, now):
    finish(store, now)
    with store.transaction() as session:
        due_now(session, "a", now)
        due_now(session, "b", now)
    assert claim(store, now, "a", "b") == ["a", "b"]
    with store.reading() as session:
        assert states(session, ["a", "c"]).keys() == {"a"}
        assert states(session, ["a"])["a"].next_poll_why == "asked for"


def test_eight_claimers_at_once_share_a_hundred_sources_without_overlap(store, now):
    names = [f"source-{n}" for n in range(100)]
    claimed, failed = [], []

    def work(number):
        try:
            while got := claim(store, now, *names, owner=f"worker-{number}", limit=5):
                claimed.extend(got)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert sorted(claimed) == sorted(names)


def test_claiming_does_not_wait_for_a_source_another_process_holds(postgresql_store, now):
    claim(postgresql_store, now, "a", "b")
    with postgresql_store.transaction() as session:
        release(session)
    with postgresql_store.transaction() as session:
        session.execute(update(SourceState).where(SourceState.name == "a").values(failures=1))
        assert claim(postgresql_store, now, "a", "b") == ["b"]


def test_polls_that_bring_nothing_end_together_as_they_would_one_by_one(store, now):
    later, names = now + HOUR, ("a", "b", "c")
    for name in names:
        fail(store, now, name=name)
    claim(store, later, *names)
    with store.transaction() as session:
        due_now(session, "d", later)
        release(session)
    claim(store, later, "a", "c")
    claim(store, later, "b", owner="other")
    done = PollOutcome(next_poll_at=later + HOUR, why="1h", cursor={"etag": "x"})
    learnt = PollOutcome(next_poll_at=later + HOUR, why="1h", habit={"held": 3}, items=0)
    with store.transaction() as session:
        finish_polls(
            session,
            [("d", done, later, None), ("b", done, later, "me"), ("c", learnt, later, "me"), ("a", done, later, "me")],
        )
    a, b, c, d = (state(store, later, name) for name in "abcd")
    assert (a.failures, a.last_error, a.cursor, a.lease_owner, a.last_success_at) == (
        0,
        None,
        {"etag": "x"},
        None,
        later,
    )
    assert (a.first_polled_at, a.next_poll_at, a.last_new_at) == (now, later + HOUR, None)
    assert (b.failures, b.lease_owner, b.cursor) == (1, "other", {}), "whose lease it is not writes nothing"
    assert (c.habit, c.items) == ({"held": 3}, 0)
    assert (d.cursor, d.last_polled_at) == ({"etag": "x"}, later)

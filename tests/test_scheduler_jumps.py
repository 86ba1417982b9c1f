"""A clock that stands months off for a while: nothing waits for the months, is dropped, or rings twice."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from deliveries import Clock, alert, deliver, played, rows
from sqlalchemy import select
from test_store_articles import FULL, apart, item, poll, stored

from alerts.breaker import FAILURES, FIRST_PROBE
from alerts.channel import DeliveryError
from scheduler.daemon import FORGET_EVERY, _forget
from scheduler.jumps import EARLIEST, PATIENCE, Jump, follow, follow_from_before, right_clock
from scheduler.pruning import Pruning
from store.alert_models import Alert, Attempt, Delivery, StoredMessage, StoredSilence
from store.base import Base, UtcDateTime
from store.bring_back import MAY_LIE_AHEAD
from store.chores import last_done
from store.leaps import BELIEVED_AFTER, believes
from store.models import Article, ArticleVector, Chore, Coverage, SourceState, Tally
from store.people_models import SignIn, User
from store.push_models import Subscription
from store.pushes import new_subscription
from store.sign_ins import sign_in
from store.tallies import count_up
from store.window import window

DAY, MONTHS = timedelta(days=1), timedelta(days=92)
KEEP = timedelta(days=60)


def leap(store, now, by=MONTHS):
    """Set the clock ahead; return what it says then."""
    follow(store, Jump(now, now + by))
    return now + by


def set_right(store, now, by=MONTHS):
    """Set a clock that was ahead right, an hour after it leapt; return the time."""
    right = now + timedelta(hours=1)
    follow(store, Jump(right + by, right))
    return right


def instants(store):
    """Return all instants in the store that must have happened, by column."""
    with store.reading() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, UtcDateTime) and str(column) not in MAY_LIE_AHEAD:
                    yield from ((str(column), at) for at in session.scalars(select(column)) if at is not None)


def test_what_may_lie_ahead_is_said_of_every_instant_that_is_kept():
    known = {
        str(column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, UtcDateTime)
    }
    assert known >= MAY_LIE_AHEAD
    ahead = {
        name for name in known if name.endswith(("until", "due_at", "next_attempt_at", "next_poll_at", "probe_at"))
    }
    assert ahead <= MAY_LIE_AHEAD


def test_nothing_has_happened_in_times_to_come_once_a_clock_is_set_right(store, now):
    hook = played(digest="18:00")
    ahead = leap(store, now)
    poll(store, ahead, item(), place=apart)
    alert(store, ahead, hook)
    clock = Clock(ahead + DAY)
    deliver(store, clock, hook)
    with store.transaction() as session:
        session.add(SourceState(name="two", next_poll_at=ahead, last_new_at=ahead, habit={"newest": ahead.timestamp()}))
        session.add(Coverage(hour=ahead, missing=[]))
        session.add(ArticleVector(article_id=session.scalar(select(Article.id).limit(1)), at=ahead, language="en",
                                  words={}, common={}, headline="", length=1.0, rarest={1: 1.0}))  # fmt: skip
        count_up(session, ahead.date(), {("all", ""): 2})
        count_up(session, now.date(), {("all", ""): 1})
        window(session).catch_up(session)
    right = set_right(store, now)
    assert not {(name, at) for name, at in instants(store) if at > right}
    with store.reading() as session:
        assert session.scalars(select(Coverage)).all() == []
        assert [(one.day, one.number) for one in session.scalars(select(Tally))] == [(now.date(), 3)]
        assert session.get_one(SourceState, "two").habit["newest"] == right.timestamp()
        window(session).catch_up(session)
        assert {place.at for place in window(session)._places.values()} == {right}
        assert last_done(session, "leapt to") is None
    # The ledger says of the past what it said, but for when that was.
    assert rows(store, Delivery.status, Delivery.settled_at) == [("sent", right)]
    with store.reading() as session:
        assert session.scalars(select(Attempt.at)).all() == [right]
        message = session.scalars(select(StoredMessage)).one()
        assert message.since <= message.begun_at == right


def test_a_digest_made_by_a_clock_that_was_ahead_comes_at_its_time_of_the_next_day(store, now):
    hook = played(digest="18:00")
    alert(store, leap(store, now), hook)
    right = set_right(store, now)
    assert rows(store, Delivery.next_attempt_at) == [(right.replace(hour=18),)]


def test_a_digest_after_the_clock_was_set_right_tells_since_then(store, now):
    hook = played(digest="18:00")
    ahead = leap(store, now)
    alert(store, ahead, hook)
    deliver(store, Clock(ahead + DAY / 2), hook)
    right = set_right(store, now)
    alert(store, right, hook, title="Another drone")
    deliver(store, Clock(right.replace(hour=18)), hook)
    assert len(hook.accepted) == 2
    with store.reading() as session:
        last = session.scalars(select(StoredMessage).order_by(StoredMessage.begun_at.desc())).first()
        assert (last.since, last.begun_at) == (right, right.replace(hour=18))


def test_a_silence_made_while_the_clock_was_ahead_lasts_as_long_as_it_was_to(store, now):
    ahead = leap(store, now)
    with store.transaction() as session:
        session.add(StoredSilence(watch="drones", since=ahead, until=ahead + 2 * DAY, made_at=ahead))
        session.add(StoredSilence(watch="ships", until=now + 400 * DAY, made_at=now))
    right = set_right(store, now)
    with store.reading() as session:
        silences = {one.watch: (one.since, one.until) for one in session.scalars(select(StoredSilence))}
    assert silences == {"drones": (right, right + 2 * DAY), "ships": (None, now + 400 * DAY)}


def test_a_hub_asked_while_the_clock_was_ahead_is_asked_again_in_time(sqlite_store, now):
    ahead = leap(sqlite_store, now)
    with sqlite_store.transaction() as session:
        one = new_subscription("wire", "https://hub.example/", "https://news.example/feed", ahead + 5 * DAY)
        one.until = ahead + 10 * DAY
        session.add(one)
    right = set_right(sqlite_store, now)
    with sqlite_store.reading() as session:
        one = session.scalars(select(Subscription)).one()
        assert one.due_at <= right + 5 * DAY
        assert one.until <= right + 10 * DAY


def test_nothing_is_dropped_for_its_age_until_a_leap_of_the_clock_is_believed(store, now):
    poll(store, now, item(), place=apart)
    with store.transaction() as session:
        session.add(ArticleVector(article_id=session.scalar(select(Article.id)), at=now, language="en", words={},
                                  common={}, headline="", length=1.0, rarest={}))  # fmt: skip
        session.add(Chore(name="forget", done_at=now - FORGET_EVERY))
    ahead = leap(store, now)

    def kept(at):
        with time_machine.travel(at, tick=False):
            Pruning(store).work(KEEP)
            with store.transaction() as session:
                _forget(session)
                return stored(store).text, len(session.scalars(select(ArticleVector.at)).all())

    assert kept(ahead) == (FULL, 1)
    assert kept(ahead + BELIEVED_AFTER - DAY) == (FULL, 1)
    assert kept(ahead + BELIEVED_AFTER) == ("", 0)


def test_alerts_behind_a_channel_out_of_order_are_not_given_up_because_the_clock_leapt(sqlite_store, now):
    def play(_message):
        raise DeliveryError("500 boom")

    hook, clock = played(play=play), Clock(now)
    alert(sqlite_store, now, hook, count=FAILURES + 2)
    deliver(sqlite_store, clock, hook)
    clock.now = leap(sqlite_store, now + FIRST_PROBE)
    deliver(sqlite_store, clock, hook)
    assert {status for (status,) in rows(sqlite_store, Delivery.status)} <= {"pending", "failed"}
    clock.now += BELIEVED_AFTER
    deliver(sqlite_store, clock, hook)
    assert "dead" in {status for (status,) in rows(sqlite_store, Delivery.status)}


def test_a_clock_that_was_behind_for_a_while_changes_nothing_that_has_happened(store, now):
    hook = played()
    alert(store, now, hook)
    deliver(store, Clock(now), hook)
    before = sorted(instants(store))
    behind = now - MONTHS
    follow(store, Jump(now, behind))
    follow(store, Jump(behind, now))
    assert [one for one in sorted(instants(store)) if not one[0].startswith("chore")] == before


def test_a_store_left_alone_for_a_week_is_worked_on_and_nothing_in_it_is_brought_back(store, now):
    with store.transaction() as session:
        session.add(Chore(name="health", done_at=now))
    alert(store, now, played())
    with time_machine.travel(now + 20 * DAY, tick=False):
        follow_from_before(store)
    with store.reading() as session:
        assert not believes(session, now + 20 * DAY)
        assert believes(session, now + 20 * DAY + BELIEVED_AFTER)
        assert session.scalars(select(Alert.opened_at)).all() == [now]


def test_a_clock_set_right_while_nothing_ran_is_known_to_have_been_wrong(store, now):
    with store.transaction() as session:
        session.add(Chore(name="health", done_at=now))
    with time_machine.travel(now + MONTHS, tick=False):
        follow_from_before(store)
    alert(store, now + MONTHS, played())
    with store.transaction() as session:
        session.get_one(Chore, "health").done_at = now + MONTHS
    with time_machine.travel(now + DAY / 2, tick=False):
        follow_from_before(store)
    with store.reading() as session:
        assert session.scalars(select(Alert.opened_at)).all() == [now + DAY / 2]


def waited(store, clock, after, then, monkeypatch):
    """Return how many seconds a start waits for the clock, which `then` sets after so many."""
    seconds = []

    async def pass_by(_):
        seconds.append(1)
        monotonic[0] += 1.0
        if len(seconds) == after:
            then(clock)

    monotonic = [0.0]
    monkeypatch.setattr("scheduler.jumps.time.monotonic", lambda: monotonic[0])
    monkeypatch.setattr("scheduler.jumps.asyncio.sleep", pass_by)
    asyncio.run(right_clock(store, asyncio.Event()))
    return len(seconds)


@pytest.mark.parametrize("wrong", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)])
def test_a_clock_of_long_ago_is_waited_for_however_long(sqlite_store, now, wrong, monkeypatch):
    with time_machine.travel(wrong, tick=False) as clock:
        assert waited(sqlite_store, clock, 700, lambda clock: clock.move_to(EARLIEST), monkeypatch) == 700


def test_a_clock_far_behind_the_last_work_is_waited_for_a_while(sqlite_store, now, monkeypatch):
    with sqlite_store.transaction() as session:
        session.add(Chore(name="health", done_at=now))
    with time_machine.travel(now - 30 * DAY, tick=False) as clock:
        assert (
            PATIENCE.total_seconds()
            < waited(sqlite_store, clock, 9_999, None, monkeypatch)
            < 2 * PATIENCE.total_seconds()
        )
    with time_machine.travel(now - 30 * DAY, tick=False) as clock:
        assert waited(sqlite_store, clock, 20, lambda clock: clock.move_to(now), monkeypatch) == 20
    with time_machine.travel(now - DAY / 2, tick=False) as clock:
        assert waited(sqlite_store, clock, 9_999, None, monkeypatch) == 0


def test_a_clock_behind_that_of_a_daemon_at_work_is_waited_for_however_long(sqlite_store, now, monkeypatch):
    with sqlite_store.transaction() as session:
        session.add(Chore(name="health", done_at=now))

    def works(clock):
        with sqlite_store.transaction() as session:
            session.get_one(Chore, "health").done_at += timedelta(minutes=5)

    half = int(PATIENCE.total_seconds()) // 2
    with time_machine.travel(now - 30 * DAY, tick=False) as clock:
        assert waited(sqlite_store, clock, half, works, monkeypatch) > half + PATIENCE.total_seconds()


def test_a_sign_in_of_times_to_come_ends_when_others_do(sqlite_store, now):
    ahead = leap(sqlite_store, now)
    with sqlite_store.transaction() as session:
        user = User(name="Ann", name_key="ann", role="admin", password="", created_at=now)
        session.add(user)
        session.flush()
        sign_in(session, user, ahead, "127.0.0.1", "b")
    right = set_right(sqlite_store, now)
    with sqlite_store.reading() as session:
        assert session.scalars(select(SignIn.created_at)).all() == [right]


def test_a_clock_set_back_a_little_after_a_leap_is_no_sign_that_it_was_wrong(sqlite_store, now):
    alert(sqlite_store, leap(sqlite_store, now), played())
    ahead = now + MONTHS + timedelta(minutes=1)
    follow(sqlite_store, Jump(ahead, ahead - timedelta(minutes=5)))
    with sqlite_store.reading() as session:
        assert session.scalars(select(Alert.opened_at)).all() == [now + MONTHS]

"""When an alert first goes out: digests, quiet hours, daylight saving."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from deliveries import Clock, alert, deliver, played, settings_of
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alerts.timing import first_attempt, is_quiet, last_digest
from config import ChannelSettings

BRUSSELS = ZoneInfo("Europe/Brussels")
ZONES = ["UTC", "Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"]


def channel(**keys):
    return ChannelSettings(name="desk", kind="file", **keys)


def brussels(*when):
    return datetime(*when, tzinfo=BRUSSELS)


def test_without_rules_an_alert_goes_at_once(now):
    assert first_attempt(now, channel(), "low", BRUSSELS) == now


def test_a_digest_waits_for_its_time_of_day_in_the_users_zone():
    desk = channel(digest="07:30")
    assert first_attempt(brussels(2026, 3, 1, 7, 29), desk, "normal", BRUSSELS) == brussels(2026, 3, 1, 7, 30)
    assert first_attempt(brussels(2026, 3, 1, 7, 31), desk, "normal", BRUSSELS) == brussels(2026, 3, 2, 7, 30)


def test_a_digest_time_that_the_clock_skips_still_comes():
    found = first_attempt(brussels(2026, 3, 29, 1, 0), channel(digest="02:30"), "normal", BRUSSELS)
    assert found.astimezone(BRUSSELS).time() == time(3, 30)


def test_a_digest_time_that_comes_twice_is_sent_once():
    desk = channel(digest="02:30")
    first = first_attempt(brussels(2026, 10, 25, 1, 0), desk, "normal", BRUSSELS)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert first_attempt(first + timedelta(minutes=5), desk, "normal", BRUSSELS) == brussels(2026, 10, 26, 2, 30)


def test_alerts_of_one_interval_come_due_together_at_its_end():
    desk = channel(digest="1h")
    at = {first_attempt(brussels(2026, 3, 1, 9, m), desk, "normal", BRUSSELS) for m in (0, 1, 30, 59)}
    assert at == {brussels(2026, 3, 1, 10, 0)}


def test_quiet_hours_hold_until_they_end():
    desk = channel(quiet_hours="22:00-07:00")
    assert first_attempt(brussels(2026, 3, 1, 23, 0), desk, "normal", BRUSSELS) == brussels(2026, 3, 2, 7, 0)
    assert first_attempt(brussels(2026, 3, 1, 7, 0), desk, "normal", BRUSSELS) == brussels(2026, 3, 1, 7, 0)


def test_a_digest_that_falls_in_quiet_hours_waits_for_their_end():
    desk = channel(digest="23:00", quiet_hours="22:00-07:00")
    assert first_attempt(brussels(2026, 3, 1, 12, 0), desk, "low", BRUSSELS) == brussels(2026, 3, 2, 7, 0)


def test_high_priority_goes_through_both():
    desk = channel(digest="07:30", quiet_hours="22:00-07:00")
    night = brussels(2026, 3, 1, 23, 0)
    assert first_attempt(night, desk, "high", BRUSSELS) == night


@pytest.mark.parametrize(
    ("quiet", "night", "hours"),
    [
        ("22:00-07:00", (2026, 3, 28, 22, 0), 8),  # the clock goes forward
        ("22:00-07:00", (2026, 10, 24, 22, 0), 10),  # the clock goes back
        ("22:00-02:30", (2026, 3, 28, 22, 0), 4.5),  # its end is skipped
        ("22:00-02:30", (2026, 10, 24, 22, 0), 4.5),  # its end comes twice
    ],
)
def test_quiet_hours_end_by_the_clock_on_the_wall(quiet, night, hours):
    start = brussels(*night).astimezone(UTC)
    assert first_attempt(start, channel(quiet_hours=quiet), "normal", BRUSSELS) == start + timedelta(hours=hours)


clock = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
rules = st.one_of(st.none(), clock, st.sampled_from(["1s", "15m", "1h", "1d", "7d", "1h30m"]))


@settings(max_examples=200)
@given(
    minutes=st.integers(0, 3 * 365 * 24 * 60),
    digest=rules,
    quiet=st.none() | st.lists(clock, min_size=2, max_size=2, unique=True).map("-".join),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    priority=st.sampled_from(["low", "normal", "high"]),
)
def test_the_first_attempt_is_never_early_never_in_quiet_hours_and_within_days(minutes, digest, quiet, zone, priority):
    now = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    desk = channel(digest=digest, quiet_hours=quiet)
    at = first_attempt(now, desk, priority, zone)
    assert now <= at <= now + timedelta(days=9)
    assert at == now if priority == "high" else not is_quiet(at, desk, zone)


MINUTE = timedelta(minutes=1)
#: By how much the clocks of ZONES are set at most.
SET_BY = timedelta(hours=1)
#: Nights in which the clock of a zone is set, forward and back.
NIGHTS = [
    ("Europe/Brussels", datetime(2026, 3, 28, 12, tzinfo=UTC)),
    ("Europe/Brussels", datetime(2026, 10, 24, 12, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 7, 18, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 10, 31, 18, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 4, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 4, tzinfo=UTC)),
]


@settings(max_examples=150)
@given(
    night=st.sampled_from(NIGHTS),
    minutes=st.integers(0, 36 * 60),
    quiet=st.lists(clock, min_size=2, max_size=2, unique=True).map("-".join),
)
@example(night=NIGHTS[0], minutes=11 * 60, quiet="03:29-02:40")
@example(night=NIGHTS[2], minutes=6, quiet="03:31-02:31")
@example(night=NIGHTS[1], minutes=12 * 60 + 58, quiet="02:31-00:00")
@example(night=NIGHTS[1], minutes=12 * 60 + 58, quiet="02:31-03:00")
@example(night=NIGHTS[4], minutes=10 * 60 + 59, quiet="01:31-03:59")
def test_when_the_clock_is_set_nothing_waits_longer_than_the_quiet_hours_and_nothing_breaks_them(night, minutes, quiet):
    zone, now = ZoneInfo(night[0]), night[1] + minutes * MINUTE
    desk = channel(quiet_hours=quiet)
    loud = next(at for n in range(3 * 24 * 60) if not is_quiet(at := now + n * MINUTE, desk, zone))
    at = first_attempt(now, desk, "normal", zone)
    assert not is_quiet(at, desk, zone)
    # Late only where the clock is set forward over their end: then at the instant that it would have been.
    forward = at.astimezone(zone).utcoffset() > now.astimezone(zone).utcoffset()
    assert at == loud or (forward and loud < at <= loud + SET_BY)


@settings(max_examples=200)
@given(
    night=st.sampled_from(NIGHTS),
    minutes=st.integers(0, 10 * 24 * 60),
    digest=rules.filter(lambda rule: rule is not None),
)
def test_no_digest_is_left_out_between_an_alert_and_the_one_that_tells_it(night, minutes, digest):
    zone, now = ZoneInfo(night[0]), night[1] - timedelta(days=3) + minutes * MINUTE
    rule = channel(digest=digest).digest_rule
    due = first_attempt(now, channel(digest=digest), "normal", zone)
    assert last_digest(now, rule, zone) <= now <= due
    assert last_digest(due, rule, zone) == due
    if due > now:
        assert last_digest(due - timedelta(microseconds=1), rule, zone) <= now


@pytest.mark.parametrize(("place", "start"), NIGHTS)
@pytest.mark.parametrize("keys", [{}, {"digest": "02:30"}, {"digest": "6h"}], ids=str)
def test_through_a_night_in_which_the_clock_is_set_every_alert_is_told_once_and_none_in_quiet_hours(
    sqlite_store, place, start, keys
):
    zone, hook, wall = ZoneInfo(place), played(quiet_hours="22:30-02:30", **keys), Clock(start)
    hook.play, told, opened = lambda message: told.append((wall.now, message)) or "ok", [], 0
    known = settings_of(hook, zone=place)
    for step in range(44 * 2):
        wall.now = start + step * timedelta(minutes=30, seconds=7)
        if step < 60 and step % 3 == 0:
            opened += 1
            alert(sqlite_store, wall.now, hook, zone=zone)
        deliver(sqlite_store, wall, hook, settings=known)
    assert not any(is_quiet(at, hook.settings, zone) for at, _ in told)
    assert sorted(a["id"] for _, message in told for a in message.data["alerts"]) == list(range(1, opened + 1))

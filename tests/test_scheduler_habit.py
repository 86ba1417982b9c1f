"""A source's habit: how much comes at which hour of which day, learnt from what it brought."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.habit import HALF_LIFE, Habit, from_json, learned, to_json

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


def office_hours(weeks: int, until: datetime = MONDAY) -> list[datetime]:
    """An item at half past every hour from 9 to 16, Monday to Friday."""
    days = [until - n * DAY for n in range(1, 7 * weeks + 1)]
    return sorted(day + (hour + 0.5) * HOUR for day in days if day.weekday() < 5 for hour in range(9, 17))


def test_what_a_source_held_when_it_was_first_read_already_tells_its_habit():
    habit = learned(Habit(), office_hours(4), 30, MONDAY)
    assert habit.expected(MONDAY + 10 * HOUR, MONDAY + 15 * HOUR) == pytest.approx(5, rel=0.3)
    assert habit.expected(MONDAY, MONDAY + 5 * HOUR) < 0.5
    assert habit.expected(MONDAY + 5 * DAY, MONDAY + 6 * DAY) < 2
    assert habit.expected(MONDAY, MONDAY + WEEK) == pytest.approx(40, rel=0.15)


def test_a_source_of_which_nothing_is_known_is_taken_to_bring_some_news():
    assert Habit().expected(MONDAY, MONDAY + DAY) == pytest.approx(6)
    assert learned(Habit(), (), 0, MONDAY).expected(MONDAY, MONDAY + DAY) == pytest.approx(6)


def test_without_dates_a_habit_is_learnt_from_then_on():
    habit = learned(Habit(), (), 30, MONDAY)
    for n in range(1, 15):
        habit = learned(habit, [MONDAY + n * DAY], 30, MONDAY + n * DAY)
    assert habit.expected(MONDAY + 14 * DAY, MONDAY + 15 * DAY) == pytest.approx(1, rel=0.3)


def test_a_source_that_changes_its_habit_is_learnt_anew():
    busy = learned(Habit(), office_hours(4), 30, MONDAY)
    later = MONDAY + 3 * HALF_LIFE
    quiet = learned(busy, (), 0, later)
    assert quiet.expected(later, later + WEEK) < busy.expected(MONDAY, MONDAY + WEEK) / 3


def test_learning_bit_by_bit_is_learning_at_once():
    items = office_hours(3)
    at_once = learned(Habit(items[0]), items, 8, MONDAY)
    bit_by_bit = Habit(items[0])
    for at in items:
        bit_by_bit = learned(bit_by_bit, [at], 8, at)
    bit_by_bit = learned(bit_by_bit, (), 8, MONDAY)
    assert sum(bit_by_bit.rates) == pytest.approx(sum(at_once.rates), rel=0.3)


def test_a_reading_that_is_all_new_makes_the_next_come_sooner_until_readings_overlap_again():
    habit = learned(Habit(), office_hours(1), 8, MONDAY)
    for n in range(1, 4):
        habit = learned(habit, [MONDAY + n * HOUR - timedelta(minutes=m) for m in range(8)], 8, MONDAY + n * HOUR)
    assert habit.rush > 2
    for n in range(4, 40):
        habit = learned(habit, [MONDAY + n * HOUR], 8, MONDAY + n * HOUR)
    assert habit.rush == 1


def hours_on_end(habit, since, until, read=None):
    """Return the habit of a source of an item an hour that is read at each, and holds twenty."""
    while since < until:
        since += HOUR
        habit = learned(habit, [since], 20, since, read)
        read = since
    return habit


@pytest.mark.parametrize("pinned", [0, 1])
def test_a_source_that_nobody_read_for_a_season_was_not_silent_meanwhile(pinned):
    before = hours_on_end(Habit(), MONDAY, MONDAY + 5 * WEEK)
    back = MONDAY + 18 * WEEK
    latest = [back - n * HOUR for n in range(20 - pinned)]
    after = learned(before, latest, 20, back, read=MONDAY + 5 * WEEK)
    assert after.expected(back, back + DAY) == pytest.approx(24, rel=0.3)
    assert after.gap < DAY


def test_where_anything_is_known_a_gap_is_one():
    before = hours_on_end(Habit(), MONDAY, MONDAY + WEEK)
    back = MONDAY + 3 * WEEK
    after = learned(before, [back], 20, back, read=MONDAY + WEEK)
    assert after.gap == 2 * WEEK
    assert after.expected(back, back + DAY) < 12


def test_what_is_all_new_at_once_was_silence_where_it_was_read_meanwhile():
    habit = learned(Habit(), [MONDAY] * 10, 10, MONDAY)
    for n in range(1, 5):
        at = MONDAY + n * WEEK
        habit = learned(habit, [at] * 10, 10, at, read=at - HOUR)
    assert habit.gap > 6 * DAY
    assert habit.expected(at, at + WEEK) == pytest.approx(10, rel=0.5)


def test_the_longest_gap_is_remembered():
    items = [MONDAY - 20 * DAY, MONDAY - 6 * DAY, MONDAY - 5 * DAY]
    assert learned(Habit(), items, 3, MONDAY).gap == 14 * DAY
    later = learned(learned(Habit(), items, 3, MONDAY), [MONDAY + 12 * DAY], 3, MONDAY + 12 * DAY)
    assert later.gap == 17 * DAY


def test_dates_in_the_future_and_of_long_ago_are_no_habit():
    habit = learned(Habit(), [MONDAY - 400 * DAY, MONDAY + 5 * DAY], 2, MONDAY)
    assert habit.counts == {}
    assert habit.expected(MONDAY, MONDAY + DAY) == pytest.approx(6)


times = st.datetimes(datetime(2025, 12, 1), datetime(2026, 4, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.lists(st.tuples(times, st.lists(times, max_size=20), st.integers(0, 50)), max_size=6))
def test_a_habit_comes_back_from_the_store_as_it_went_in_and_never_expects_nothing(readings):
    habit = Habit()
    for now, published, held in readings:
        habit = learned(habit, published, held, now)
    again = from_json(json.loads(json.dumps(to_json(habit))))
    assert sum(again.rates) == pytest.approx(sum(habit.rates), rel=0.05, abs=0.2)
    assert all(0 < rate < 1000 for rate in again.rates)
    assert again.gap == pytest.approx(habit.gap, abs=timedelta(seconds=1))
    assert 1 <= again.rush <= 8
    assert 0 <= habit.expected(MONDAY, MONDAY + DAY) <= habit.expected(MONDAY, MONDAY + WEEK)


def test_a_habit_of_office_hours_survives_the_change_to_summer_time():
    berlin = ZoneInfo("Europe/Berlin")
    monday = datetime(2026, 3, 30, tzinfo=berlin)  # the clocks went forward the day before
    days = [monday - timedelta(days=n) for n in range(1, 29)]
    times = [day.replace(hour=hour).astimezone(UTC) for day in days if day.weekday() < 5 for hour in range(9, 17)]
    habit = learned(Habit(), times, 20, monday.astimezone(UTC))
    first, night = (
        habit.expected(at, at + timedelta(hours=1)) for at in (monday.replace(hour=h).astimezone(UTC) for h in (9, 2))
    )
    # Weeks must pass until it is known by its new hour; until then its neighbours speak for it.
    assert first > 4 * night
    assert 6 < habit.expected(*(monday.replace(hour=h).astimezone(UTC) for h in (9, 17))) < 9

"""How a source stands, from what is known of it."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.habit import Habit, learned, read_whole
from scheduler.health import FAILURES, Health, Standing, health

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def brings(*ages: timedelta) -> Habit:
    return learned(Habit(), [NOW - age for age in ages], len(ages), NOW)


def read(**more) -> Standing:
    return Standing(**{"first_polled_at": NOW - 60 * DAY, "last_success_at": NOW - HOUR, "items": 20} | more)


HOURLY = brings(*(n * HOUR for n in range(600)))


def test_a_source_that_brings_what_it_usually_does_is_fine():
    assert health(read(), HOURLY, NOW).state == "fine"


def test_a_source_not_polled_yet_is_new():
    assert health(Standing(), Habit(), NOW).state == "new"


def test_one_failure_or_two_are_no_news():
    seen = [health(read(failures=n, error_kind="timeout", error="took too long"), HOURLY, NOW).state for n in range(5)]
    assert seen == ["fine"] * FAILURES + ["failing"] * 2


def test_one_failure_is_news_where_the_source_asks_to_be_left_alone_for_a_day():
    busy = read(failures=1, error_kind="http", error="the server asks for fewer requests", asked=DAY)
    assert health(busy, HOURLY, NOW) == Health("failing", busy.error)


@pytest.mark.parametrize(("kind", "states"), [("removed", ["failing"] * 3), ("http", ["fine", "fine", "failing"])])
def test_what_the_server_says_is_gone_for_good_is_news_at_once_and_what_it_does_not_find_is_not(kind, states):
    standings = [read(failures=times, error_kind=kind, error="the words") for times in (1, 2, 3)]
    assert [health(one, HOURLY, NOW).state for one in standings] == states


@pytest.mark.parametrize(
    ("kind", "state"),
    [("blocked", "blocked"), ("robots", "blocked"), ("dns", "failing"), ("not-a-feed", "failing"), ("tls", "failing")],
)
def test_where_waiting_does_not_help_it_is_said_sooner_and_with_the_reason(kind, state):
    found = health(read(failures=2, error_kind=kind, error="the words of the error"), HOURLY, NOW)
    assert found.state == state
    assert found.why == "the words of the error (2 times in a row)"


def test_a_source_that_holds_nothing_is_empty_whether_it_can_be_read_or_not():
    assert health(read(items=0), HOURLY, NOW).state == "empty"
    assert health(read(failures=3, error_kind="empty", error="no link"), HOURLY, NOW).state == "empty"


@pytest.mark.parametrize(
    "words", ["the selector '.x a' finds no link", "the spider found nothing", "the answer is empty"]
)
def test_a_page_in_which_nothing_is_found_counts_as_empty_at_the_second_look(words):
    standings = [read(failures=times, error_kind="empty", error=words) for times in (1, 2, 3)]
    assert [health(one, HOURLY, NOW).state for one in standings] == ["fine", "empty", "empty"]


def test_a_source_that_held_nothing_at_one_look_counts_as_empty_at_the_next():
    emptied = read_whole(HOURLY, 0, NOW)
    assert health(read(items=0, last_success_at=NOW), emptied, NOW).state == "fine"
    later = read_whole(emptied, 0, NOW + timedelta(minutes=5))
    for habit in (emptied, later):  # said by a 304, or read
        at = NOW + timedelta(minutes=5)
        assert health(read(items=0, last_success_at=at), habit, at).state == "empty"
    assert read_whole(later, 20, NOW + HOUR).emptied is None


def test_a_source_that_never_held_anything_is_empty_at_once():
    assert health(read(items=0, last_success_at=NOW), read_whole(Habit(), 0, NOW), NOW).state == "empty"


def test_a_lively_source_is_quiet_after_hours_and_a_slow_one_only_after_weeks():
    stopped = brings(*(n * HOUR for n in range(9, 600)))
    found = health(read(last_success_at=NOW), stopped, NOW)
    assert found.state == "quiet"
    assert "usually 8 come in that time" in found.why
    assert health(read(), brings(*(n * HOUR for n in range(3, 600))), NOW).state == "fine"
    assert health(read(), brings(*(n * 2 * DAY for n in range(3, 14))), NOW).state == "fine"


def test_a_weekend_is_no_silence_for_a_source_of_office_hours():
    sunday = NOW.replace(day=1)
    weekdays = [sunday - n * DAY for n in range(1, 28) if (sunday - n * DAY).weekday() < 5]
    times = [day.replace(hour=hour) for day in weekdays for hour in range(8, 18)]
    assert health(read(), learned(Habit(), times, 20, sunday), sunday).state == "fine"


@pytest.mark.parametrize("away", [9 * HOUR, 90 * DAY])
def test_a_source_that_nobody_could_read_meanwhile_is_not_quiet(away):
    standing = read(last_success_at=NOW)
    assert health(standing, HOURLY, NOW + away).state == "fine"
    assert health(standing, learned(HOURLY, (), 0, NOW + away), NOW + away).state == "fine"


def test_a_source_that_was_silent_for_as_long_before_is_not_quiet():
    burst = [n * timedelta(minutes=10) for n in range(100)]
    assert health(read(), brings(*(5 * DAY + age for age in burst), *(11 * DAY + age for age in burst)), NOW).state == (
        "fine"
    )


def test_a_habit_of_a_few_days_says_nothing_of_silences():
    assert health(read(), brings(*(n * HOUR for n in range(12, 80))), NOW).state == "fine"


def test_a_source_whose_newest_item_is_old_is_stale_from_the_start():
    found = health(read(), brings(), NOW)
    assert found.state == "fine"
    old = brings(100 * DAY, 200 * DAY)
    assert health(read(), old, NOW).state == "stale"
    assert health(read(), old, NOW).why.startswith("its newest item is of 2025-11-22")


def test_a_source_that_takes_long_is_slow():
    found = health(read(took=timedelta(seconds=14)), HOURLY, NOW)
    assert (found.state, found.why) == ("slow", "its answers take 14 s")

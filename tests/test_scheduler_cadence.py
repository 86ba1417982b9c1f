"""When the next poll comes, and why."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.cadence import (
    LONGEST,
    OUT_OF_REACH,
    SHORTEST,
    Failing,
    next_poll,
    when_nothing_is_reached,
    words,
)
from scheduler.habit import Habit, learned

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOTHING = Habit()
#: Of a source that was seen for a year and brought nothing.
RARE = Habit(at=NOW, weeks=52.0)


def steady(an_hour: float, held: int = 1000) -> Habit:
    """A source that brings so much at every hour of the day and night."""
    between = HOUR / an_hour
    count = int(28 * DAY / between)
    return learned(Habit(), [NOW - n * between for n in range(count)], held, NOW)


def by_day(an_hour: float) -> Habit:
    """A source that brings so much from 8 to 18 on every day, and nothing at night."""
    days = [NOW.replace(hour=0) - n * DAY for n in range(1, 28)]
    times = [day + 8 * HOUR + n * HOUR / an_hour for day in days for n in range(round(10 * an_hour))]
    return learned(Habit(), times, 1000, NOW)


def interval(habit: Habit, now: datetime = NOW, **more) -> timedelta:
    return next_poll(now, "auto", habit, **more).at - now


def test_a_source_is_polled_at_its_interval():
    assert next_poll(NOW, 20 * MINUTE, NOTHING).at == NOW + 20 * MINUTE


def test_under_auto_four_times_the_news_is_polled_twice_as_often():
    assert interval(steady(1)) / interval(steady(4)) == pytest.approx(2, rel=0.05)


@pytest.mark.parametrize("an_hour", [0.001, 0.1, 1, 10, 100, 1000])
def test_under_auto_the_interval_stays_between_two_minutes_and_six_hours(an_hour):
    assert SHORTEST <= interval(steady(an_hour)) <= LONGEST


def test_the_last_instant_of_an_hour_is_as_good_as_any():
    nearly = NOW + HOUR - timedelta(microseconds=1)
    assert interval(steady(0.1), nearly) == pytest.approx(interval(steady(0.1), NOW + HOUR), rel=0.01)


def test_a_source_of_office_hours_is_left_alone_at_night_and_polled_in_time_in_the_morning():
    habit = by_day(2)
    at_noon, at_night = interval(habit, NOW.replace(hour=12)), interval(habit, NOW.replace(hour=21))
    assert at_noon < 20 * MINUTE
    assert at_night > 2 * HOUR
    before_work = NOW.replace(hour=6)
    assert before_work + interval(habit, before_work) < NOW.replace(hour=8) + 30 * MINUTE


def test_a_reading_is_polled_again_before_half_of_it_has_slid_out():
    assert interval(steady(1, held=2)) <= HOUR
    assert interval(steady(20, held=5)) <= 7.6 * MINUTE


def test_auto_comes_back_sooner_after_news_and_later_when_idle():
    habit = steady(1)
    lively, usual, idle = (interval(habit, last_new=NOW - ago) for ago in (MINUTE, HOUR, 6 * HOUR))
    assert lively < usual < idle


def test_the_reason_says_how_much_the_source_brings():
    assert next_poll(NOW, "auto", steady(2)).why == "14m, as it brings about 48 a day"
    assert next_poll(NOW, "auto", steady(20)).why == "4m, as it brings about 480 a day"
    assert "just brought news" in next_poll(NOW, "auto", steady(2), last_new=NOW).why
    assert next_poll(NOW, "auto", NOTHING).why == "40m, for nothing is known of it yet"


def test_failures_in_a_row_make_it_longer_but_never_beyond_six_hours():
    waits = [next_poll(NOW, 15 * MINUTE, NOTHING, failing=Failing(n, "tls")).at - NOW for n in (1, 2, 3, 50)]
    assert waits == [30 * MINUTE, 60 * MINUTE, 120 * MINUTE, LONGEST]


def test_what_passes_by_itself_is_tried_again_soon_and_where_we_are_refused_seldom():
    after = {kind: next_poll(NOW, 5 * MINUTE, NOTHING, failing=Failing(3, kind)).at - NOW for kind in FAILURES}
    assert after["timeout"] < after["http"] < after["blocked"] == after["removed"]
    assert max(next_poll(NOW, 5 * MINUTE, NOTHING, failing=Failing(99, kind)).at - NOW for kind in FAILURES) == LONGEST


FAILURES = (
    *("dns", "connect", "timeout", "http", "removed", "blocked", "robots", "tls", "parse", "empty", "something new"),
)


def test_a_source_polled_once_a_day_is_tried_again_before_the_day_is_over():
    first = next_poll(NOW, DAY, NOTHING, failing=Failing(1, "connect")).at
    assert first < NOW + HOUR
    assert next_poll(NOW, DAY, NOTHING, failing=Failing(50, "connect")).at <= NOW + DAY


def test_a_daily_source_that_holds_little_is_tried_again_no_later_for_that():
    runs_out = Habit(at=NOW, weeks=3.0, counts=dict.fromkeys(range(168), 12.0), newest=NOW - 30 * HOUR, held=20)
    alike = [next_poll(NOW, DAY, habit, failing=Failing(1, "timeout")).at for habit in (runs_out, NOTHING)]
    assert alike[0] <= alike[1] < NOW + HOUR


def test_while_nothing_can_be_reached_every_source_is_tried_again_soon():
    following = when_nothing_is_reached(NOW, jitter=0.9)
    assert OUT_OF_REACH <= following.at - NOW <= 1.1 * OUT_OF_REACH
    assert "network" in following.why


def test_a_source_that_asks_for_time_gets_it_but_not_for_ever():
    assert next_poll(NOW, 15 * MINUTE, NOTHING, wait=2 * HOUR).at == NOW + 2 * HOUR
    assert "asked" in next_poll(NOW, 15 * MINUTE, NOTHING, wait=2 * HOUR).why
    assert next_poll(NOW, 15 * MINUTE, NOTHING, wait=900 * DAY).at == NOW + LONGEST


@pytest.mark.parametrize("jitter", [0.0, 0.5, 0.99])
def test_no_jitter_leads_past_the_longest_wait_nor_before_what_was_asked_for(jitter):
    rare = Habit(at=NOW, weeks=52.0)
    assert 0.9 * LONGEST <= next_poll(NOW, "auto", rare, jitter=jitter).at - NOW <= LONGEST
    assert next_poll(NOW, "auto", rare, wait=DAY, jitter=jitter).at - NOW <= LONGEST
    asked = LONGEST - MINUTE
    assert asked <= next_poll(NOW, 15 * MINUTE, NOTHING, wait=asked, jitter=jitter).at - NOW <= LONGEST


#: NOW is a Monday, 9:00 UTC.
@pytest.mark.parametrize(
    ("skips", "minutes"),
    [
        ((), 15),
        ((9,), 60),
        ((9, 10), 120),
        ((10,), 15),
        (range(9, 14), 300),
        # However long the source sleeps, we look in after six hours.
        (range(9, 24), 360),
        (range(168), 360),
    ],
)
def test_hours_in_which_a_source_asks_not_to_be_read_are_kept_for_six_hours_at_most(skips, minutes):
    following = next_poll(NOW, 15 * MINUTE, RARE, skips=frozenset(skips))
    assert following.at == NOW + minutes * MINUTE
    assert ("asks not to be read" in following.why) == (minutes > 15)


def test_hours_in_which_a_source_brings_news_all_the_same_are_not_skipped():
    """They may be of its own zone, in spite of what the format says; news of six hours ago is no alert."""
    office = learned(Habit(), [NOW - n * DAY + k * HOUR / 4 for n in range(1, 29) for k in range(32)], 20, NOW)
    assert next_poll(NOW, 15 * MINUTE, office, skips=frozenset(range(9, 14))).at == NOW + 15 * MINUTE
    night = NOW + 12 * HOUR
    assert next_poll(night, 15 * MINUTE, office, skips=frozenset(range(168))).at == night + 6 * HOUR


def test_those_who_wait_for_an_hour_to_be_over_do_not_all_come_at_its_stroke():
    times = [next_poll(NOW, 15 * MINUTE, RARE, skips={9}, jitter=jitter).at for jitter in (0.0, 0.5, 0.99)]
    assert NOW + HOUR == times[0] < times[1] < times[2] < NOW + HOUR + 10 * MINUTE


def test_what_its_user_asks_for_may_be_later_than_any_hour_to_be_skipped():
    assert next_poll(NOW, 2 * DAY, NOTHING, skips=frozenset(range(168))).at == NOW + 2 * DAY


def test_a_source_that_is_empty_all_of_a_sudden_is_looked_at_again_within_minutes():
    for every in ("auto", 3 * HOUR):
        following = next_poll(NOW, every, Habit(at=NOW, weeks=52.0, held=9), emptied=True)
        assert following.at - NOW == 5 * MINUTE
        assert following.why == "5m, to see whether it still holds nothing"
    assert next_poll(NOW, 2 * MINUTE, NOTHING, emptied=True).at - NOW == 2 * MINUTE
    for every in ("auto", 3 * HOUR, 2 * MINUTE):
        waits = [next_poll(NOW, every, NOTHING, failing=Failing(times, "empty")).at - NOW for times in (1, 2)]
        assert waits[0] == 5 * MINUTE < waits[1]
    # What it asks for goes first.
    assert next_poll(NOW, 3 * HOUR, NOTHING, emptied=True, wait=20 * MINUTE).at - NOW == 20 * MINUTE


def test_asking_for_less_than_the_interval_changes_nothing():
    assert next_poll(NOW, 15 * MINUTE, NOTHING, wait=MINUTE).at == NOW + 15 * MINUTE


published = st.lists(st.timedeltas(timedelta(), 28 * DAY), max_size=50)


@given(
    published,
    st.one_of(st.just("auto"), st.timedeltas(MINUTE, 3 * DAY)),
    st.one_of(st.none(), st.builds(Failing, st.integers(1, 10_000), st.sampled_from(FAILURES))),
    st.one_of(st.none(), st.timedeltas(timedelta(seconds=1), 400 * DAY)),
    st.one_of(st.none(), st.timedeltas(timedelta(), 400 * DAY)),
    st.floats(0, 1, exclude_max=True),
)
def test_the_next_poll_always_lies_ahead_within_reach(ages, every, failing, wait, idle, jitter):
    habit = learned(Habit(), [NOW - age for age in ages], len(ages), NOW)
    last_new = None if idle is None else NOW - idle
    following = next_poll(NOW, every, habit, failing=failing, wait=wait, last_new=last_new, jitter=jitter)
    assert NOW + MINUTE <= following.at <= NOW + 4 * DAY
    assert following.why


def test_a_source_out_of_reach_is_tried_as_often_as_ever_once_what_it_holds_runs_out():
    wire = steady(8, held=50)
    soon, late = (next_poll(NOW + away, "auto", wire, failing=Failing(9, "connect")) for away in (HOUR, 15 * HOUR))
    assert soon.at - NOW - HOUR == HOUR
    assert late.at - NOW - 15 * HOUR < 10 * MINUTE
    refused = next_poll(NOW + 15 * HOUR, "auto", wire, failing=Failing(9, "blocked"))
    assert refused.at - NOW - 15 * HOUR == LONGEST


def test_lengths_of_time_are_told_in_short_words():
    assert [words(timedelta(seconds=s)) for s in (0, 45, 90, 3600, 90_000)] == ["0s", "45s", "1m30s", "1h", "1d1h"]


@pytest.mark.parametrize(("a_day", "shortest", "longest"), [(480, 30, 30), (24, 75, 85), (0.2, 360, 360)])
def test_what_a_hub_pushes_is_polled_as_a_safety_net(now, a_day, shortest, longest):
    habit = Habit(at=now, weeks=8, counts=dict.fromkeys(range(168), a_day / 24 * 8), held=50)
    usual, pushed = (next_poll(now, "auto", habit, pushed=one) for one in (False, True))
    assert shortest <= (pushed.at - now) / MINUTE <= longest
    assert pushed.at >= usual.at
    assert pushed.why.endswith("for its hub pushes what is new")
    # What the user asks for stands.
    assert next_poll(now, 5 * MINUTE, habit, pushed=True) == next_poll(now, 5 * MINUTE, habit)

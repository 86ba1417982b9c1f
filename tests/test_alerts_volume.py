"""What is a spike, what a silence, and what is only our own outage."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.volume import ALARM, CALM, HOUR, WEEKS, Past, Seen, against, change, hour_of, standing, windows
from config import VolumeSettings

BRUSSELS = ZoneInfo("Europe/Brussels")
RULE = VolumeSettings()
#: A Tuesday at 14:00 in Brussels, eight weeks of which lie in winter.
NOW = datetime(2026, 3, 3, 13, 0, tzinfo=UTC)
LENGTH = timedelta(hours=6)


def spread_over(start, count, sources=10, copy=False):
    """Return so many matches within six hours from start on."""
    return [Seen(start + (n + 1) * LENGTH / (count + 1), f"s{n % sources}", copy) for n in range(count)]


def past(count, usual=20, sources=10, *, now=NOW, zone=BRUSSELS, missing=(), copy=False, current_sources=10):
    """Return a past with `usual` matches in each window of the days before, and `count` in the last one."""
    current, *before = windows(now, LENGTH, zone)
    seen = spread_over(current.start, count, current_sources, copy)
    for n, window in enumerate(before):
        seen += spread_over(window.start, usual + n % 3 - 1 if usual else 0, sources)
    hours = {hour_of(now) - n * HOUR: frozenset() for n in range(60 * 24)}
    hours.update(missing)
    return Past(sorted(seen, key=lambda one: one.at), hours, now - timedelta(weeks=20))


def stands(known, rule=RULE, now=NOW, zone=BRUSSELS):
    return standing(rule, known, now, zone)


def test_the_usual_is_usual():
    found = stands(past(21))
    assert (found.state, found.count, found.weeks) == ("usual", 21, WEEKS)
    assert 19 <= found.usual <= 21


def test_far_more_in_many_sources_is_a_spike_and_nothing_is_a_silence():
    assert stands(past(90)).state == "spike"
    assert stands(past(0)).state == "silence"


@pytest.mark.parametrize(
    ("known", "why"),
    [
        (past(90, current_sources=2), "two sources are not three"),
        (past(90, copy=True), "copies are not independent"),
        (past(4, usual=0), "four are fewer than five"),
        (past(0, usual=4), "of four usual ones nothing is no wonder"),
        (past(0, sources=2), "two sources may fall silent"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_too_little_stands_behind_it(known, why):
    assert stands(known).state == "usual"


def test_a_watch_that_nobody_spoke_of_has_a_spike_too():
    assert stands(past(12, usual=0)).state == "spike"


def test_nothing_is_said_before_four_weeks_are_known():
    known = past(90)
    young = stands(replace(known, since=NOW - timedelta(weeks=4)))
    assert (young.state, young.weeks) == ("learning", 3)
    assert stands(replace(known, since=NOW - timedelta(weeks=4, hours=6))).state == "spike"


def test_an_hour_in_which_we_were_not_at_work_hides_the_window_until_its_news_are_through():
    for hours, state in ((0, "hidden"), (6, "hidden"), (7, "hidden"), (8, "silence")):
        known = past(0)
        del known.missing[hour_of(NOW) - (hours or 1) * HOUR]
        assert stands(known).state == state, hours


def test_sources_that_fail_hide_a_silence_only_if_they_usually_carry_the_watch():
    hour = hour_of(NOW) - 2 * HOUR
    assert stands(past(0, missing={hour: {"s0"}})).state == "silence"
    assert stands(past(0, missing={hour: {"s0", "s1", "s2"}})).state == "hidden"
    assert stands(past(0, missing={hour: {f"other-{n}" for n in range(50)}})).state == "silence"


def test_weeks_of_an_outage_are_left_out_of_the_habit():
    known = past(90)
    for week in range(1, 6):
        del known.missing[hour_of(NOW) - timedelta(weeks=week) - 2 * HOUR]
    assert (stands(known).state, stands(known).weeks) == ("learning", 3)


@pytest.mark.parametrize("now", [datetime(2026, 4, 7, 12, tzinfo=UTC), datetime(2026, 11, 10, 13, tzinfo=UTC)])
def test_the_habit_follows_the_clock_on_the_wall_through_both_changes(now):
    ends = [window.end.astimezone(BRUSSELS) for window in windows(now, LENGTH, BRUSSELS)]
    assert {(end.hour, end.minute) for end in ends} == {(14, 0)}
    assert {end.weekday() for end in ends[::7]} == {1}
    assert len({end.utcoffset() for end in ends}) == 2
    assert stands(past(20, now=now), now=now).state == "usual"


def test_a_time_that_a_change_of_the_clock_skips_is_still_one_window():
    now = datetime(2026, 4, 5, 0, 30, tzinfo=UTC)  # 02:30, which a week before was skipped
    found = windows(now, LENGTH, BRUSSELS)
    assert all(window.end - window.start == LENGTH for window in found)
    assert found[7].end.astimezone(BRUSSELS).hour == 3


def test_a_spike_rings_once_and_ends_when_it_is_over():
    spike, between, calm = (replace(stands(past(90)), score=score) for score in (ALARM + 1, CALM + 1, CALM - 1))
    between, calm = replace(between, state="usual"), replace(calm, state="usual")
    assert change(RULE, spike, None, None) == "spike"
    assert change(RULE, spike, "spike", None) is None
    assert change(RULE, between, "spike", None) is None
    assert change(RULE, calm, "spike", None) == "end"
    assert change(RULE, spike, None, timedelta(hours=1)) is None
    assert change(RULE, spike, None, LENGTH) == "spike"
    assert change(RULE, spike, None, timedelta(hours=-1)) == "spike"


def test_a_silence_ends_with_the_news_and_not_with_our_outage():
    silent = stands(past(0))
    assert change(RULE, replace(silent, state="hidden", score=0.0), "silence", None) is None
    assert change(RULE, replace(silent, state="usual", score=0.0), "silence", None) == "end"
    assert change(RULE, replace(silent, state="learning"), "silence", None) == "end"


def test_what_was_not_asked_for_is_not_told():
    assert change(VolumeSettings(spike=False), stands(past(90)), None, None) is None
    assert change(VolumeSettings(silence=False), stands(past(0)), None, None) is None


COUNTS = st.lists(st.integers(0, 500), min_size=4, max_size=8)


@given(COUNTS, st.integers(0, 2000), st.integers(0, 2000))
def test_more_is_never_less_of_a_spike(counts, one, other):
    low, high = sorted((one, other))
    assert against([counts], low)[2] <= against([counts], high)[2]


@given(COUNTS, st.integers(0, 500))
def test_the_order_of_weeks_says_nothing(counts, count):
    assert against([counts], count) == against([sorted(counts)], count)


@given(st.integers(0, 300), st.integers(0, 5000))
def test_one_wild_week_does_not_change_what_is_usual(usual, wild):
    assert against([[usual] * 7 + [wild]], usual) == against([[usual] * 8], usual)


@given(st.integers(0, 366 * 24 * 60), st.sampled_from(["Europe/Brussels", "UTC"]))
def test_windows_never_overlap_and_are_all_as_long(minutes, zone):
    found = windows(NOW + timedelta(minutes=minutes), timedelta(hours=12), ZoneInfo(zone))
    assert {window.end - window.start for window in found} == {timedelta(hours=12)}
    assert all(later.start >= earlier.end for later, earlier in pairwise(found))


@settings(max_examples=30)
@given(st.integers(0, 120), st.integers(0, 40), st.sets(st.integers(0, 40), max_size=6))
def test_no_alarm_is_raised_over_hours_that_we_did_not_see(count, usual, gone):
    known = past(count, usual)
    for hours in gone:
        del known.missing[hour_of(NOW) - hours * HOUR]
    if any(1 <= hours <= 7 for hours in gone):
        assert stands(known).state in ("hidden", "learning")

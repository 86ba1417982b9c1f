"""When the next poll comes, and why."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.cadence import LONGEST, LONGEST_ASKED, next_poll, words

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_source_is_polled_at_its_interval():
    assert next_poll(NOW, 20 * MINUTE).at == NOW + 20 * MINUTE


def test_failures_in_a_row_double_the_interval_but_never_beyond_six_hours():
    waits = [next_poll(NOW, 15 * MINUTE, failures=n).at - NOW for n in (1, 2, 3, 50)]
    assert waits == [30 * MINUTE, 60 * MINUTE, 120 * MINUTE, LONGEST]


def test_an_interval_longer_than_six_hours_is_kept_when_polls_fail():
    assert next_poll(NOW, timedelta(days=1), failures=3).at == NOW + timedelta(days=1)


def test_a_source_that_asks_for_time_gets_it_but_not_for_ever():
    assert next_poll(NOW, 15 * MINUTE, wait=timedelta(hours=2)).at == NOW + timedelta(hours=2)
    assert "asked" in next_poll(NOW, 15 * MINUTE, wait=timedelta(hours=2)).why
    assert next_poll(NOW, 15 * MINUTE, wait=timedelta(days=900)).at == NOW + LONGEST_ASKED


def test_asking_for_less_than_the_interval_changes_nothing():
    assert next_poll(NOW, 15 * MINUTE, wait=MINUTE).at == NOW + 15 * MINUTE


def test_auto_comes_back_sooner_after_news_and_later_when_idle():
    lively = next_poll(NOW, "auto", last_new=NOW).at
    usual = next_poll(NOW, "auto", last_new=NOW - timedelta(hours=3)).at
    idle = next_poll(NOW, "auto", last_new=NOW - timedelta(days=5)).at
    assert lively < usual < idle


@given(
    st.one_of(st.just("auto"), st.timedeltas(MINUTE, timedelta(days=3))),
    st.integers(0, 10_000),
    st.one_of(st.none(), st.timedeltas(timedelta(seconds=1), timedelta(days=400))),
    st.floats(0, 1, exclude_max=True),
)
def test_the_next_poll_always_lies_ahead_within_reach(every, failures, wait, jitter):
    following = next_poll(NOW, every, failures=failures, wait=wait, jitter=jitter)
    assert NOW < following.at <= NOW + timedelta(days=4)
    assert following.why


def test_lengths_of_time_are_told_in_short_words():
    assert [words(timedelta(seconds=s)) for s in (0, 45, 90, 3600, 90_000)] == ["0s", "45s", "1m30s", "1h", "1d1h"]

"""When a failed delivery is tried again."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.retry import MAX_ATTEMPTS, WAITS, retry_at


def test_twelve_attempts_are_spread_over_three_days(now):
    assert MAX_ATTEMPTS == 12
    assert timedelta(days=3) < sum(WAITS, timedelta()) < timedelta(days=3, hours=6)


def test_a_permanent_refusal_is_not_tried_again(now):
    assert retry_at(1, now, permanent=True) is None


def test_after_the_last_attempt_there_is_none(now):
    assert retry_at(MAX_ATTEMPTS - 1, now) is not None
    assert retry_at(MAX_ATTEMPTS, now) is None


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        (timedelta(minutes=7), timedelta(minutes=7)),
        (timedelta(days=400), timedelta(hours=24)),
        (timedelta(seconds=-5), timedelta(seconds=5)),
        (timedelta(0), timedelta(seconds=5)),
    ],
)
def test_what_the_receiver_asked_for_is_obeyed_within_bounds(now, asked, waits):
    assert retry_at(1, now, wait=asked) == now + waits


def test_a_short_retry_after_does_not_use_the_attempts_up_in_seconds(now):
    assert retry_at(8, now, wait=timedelta(seconds=1)) == now + timedelta(hours=10)


@settings(max_examples=200)
@given(attempts=st.integers(0, 30), jitter=st.floats(-5, 5), wait=st.none() | st.timedeltas())
def test_a_retry_is_always_later_and_never_more_than_a_day_and_a_fifth_away(attempts, jitter, wait):
    from datetime import UTC, datetime

    now = datetime(2026, 3, 1, tzinfo=UTC)
    again = retry_at(attempts, now, wait=wait, jitter=jitter)
    assert again is None if attempts >= MAX_ATTEMPTS else now < again <= now + timedelta(hours=28.8)

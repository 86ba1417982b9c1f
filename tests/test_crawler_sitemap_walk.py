"""A walk through sitemaps that do not say when they changed."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.sitemap_walk import next_step

MANY = [f"m{number}" for number in range(10)]
BEGAN = datetime(2026, 3, 2, 15, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def walked(*times, waiting=MANY):
    """Return the steps at these times, each going on from the one before."""
    steps, walk = [], {}
    for now in times:
        steps.append(next_step(walk, waiting, now))
        walk = steps[-1].walk
    return steps


def test_each_is_read_once_a_round_and_a_round_begins_a_day_after_the_last_one_began():
    steps = walked(*(BEGAN + n * HOUR for n in range(4)), BEGAN + DAY, BEGAN + DAY + HOUR)
    assert [list(step.addresses) for step in steps] == [MANY[:4], MANY[4:8], MANY[8:], [], MANY[:4], MANY[4:8]]


def test_sitemaps_that_go_meanwhile_end_the_round():
    step = next_step({"at": 8, "begun": BEGAN.timestamp()}, MANY[:5], BEGAN + HOUR)
    assert (list(step.addresses), step.walk["at"]) == ([], 5)


@pytest.mark.parametrize(
    ("at", "first", "second"),
    [
        (BEGAN + HOUR, True, True),
        # A sitemap may be an hour late; what is of before the first round is none in any.
        (BEGAN - HOUR / 2, True, True),
        (BEGAN - 3 * HOUR, False, False),
        (BEGAN.replace(hour=0), True, True),
        (BEGAN.replace(hour=0) - DAY, False, False),
        (None, False, False),
    ],
)
def test_news_is_what_came_out_since_the_round_before_began(at, first, second):
    steps = walked(BEGAN, BEGAN + HOUR, BEGAN + 2 * HOUR, BEGAN + DAY)
    assert (steps[0].is_news(at), steps[3].is_news(at)) == (first, second)
    assert not walked(BEGAN, BEGAN + HOUR, BEGAN + 2 * HOUR, *(BEGAN + n * DAY / 3 for n in range(3, 9)))[-1].is_news(
        at
    )

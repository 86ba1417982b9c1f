"""What a change of the settings means for the sources at once."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from config import SourceSettings
from scheduler.changed import take_up_sources
from store.models import SourceState
from store.sources import PollOutcome, fail_poll, finish_poll, states

HOUR = timedelta(hours=1)
HERE, THERE = "https://a.example/feed", "https://b.example/feed"
READ = {"url": HERE, "etag": "1", "items_hash": "2", "shared": {"3": "guid"}}


def taken_up(store, now, *sources):
    """Return how the sources stand after settings with these were put in force, by name."""
    with store.transaction() as session:
        take_up_sources(session, [SourceSettings(**source) for source in sources], now)
        return states(session, [source["name"] for source in sources])


def read(store, at, wait, name="a", why="1h"):
    with store.transaction() as session:
        outcome = PollOutcome(next_poll_at=at + wait, why=why, cursor=READ, habit={"held": 4}, items=4)
        finish_poll(session, name, outcome, at, new=True)


def failed(store, at, wait, why="15m, made 2h after 2 failures (http)", times=1):
    with store.transaction() as session:
        fail_poll(session, "a", "no", at, kind="http", next_poll_at=at + wait, why=why, failures=times)


@pytest.mark.parametrize(
    ("keys", "fails", "why"),
    [
        ({}, False, "1h"),
        ({"url": THERE}, False, "its address has changed"),
        ({"every": "15m"}, False, "its interval has changed"),
        ({"every": "2h"}, False, "1h"),
        ({"every": "55m"}, False, "1h"),
        ({"tags": ["press"]}, False, "1h"),
        ({}, True, "the settings have changed since it failed"),
        ({"url": THERE}, True, "its address has changed"),
    ],
)
def test_a_source_that_may_have_been_mended_is_polled_now(store, now, keys, fails, why):
    read(store, now, HOUR)
    if fails:
        failed(store, now, 5 * HOUR)
    state = taken_up(store, now, {"name": "a", "url": HERE} | keys)["a"]
    assert (state.next_poll_why, state.next_poll_at) == (why, now + HOUR if why == "1h" else now)


def test_one_that_asked_to_be_left_alone_is(store, now):
    read(store, now, HOUR)
    failed(store, now, 5 * HOUR, "5h, for the source asked to be left alone")
    elsewhere = "https://a.example/other"
    assert taken_up(store, now, {"name": "a", "url": elsewhere, "every": "5m"})["a"].next_poll_at == now + 5 * HOUR
    assert taken_up(store, now, {"name": "renamed", "url": HERE})["renamed"].next_poll_at == now + 5 * HOUR
    assert taken_up(store, now, {"name": "a", "url": THERE})["a"].next_poll_at == now


def test_one_that_fails_is_not_well_for_having_another_name(store, now):
    read(store, now, HOUR)
    failed(store, now, HOUR, times=3)
    state = taken_up(store, now, {"name": "renamed", "url": HERE})["renamed"]
    assert (state.failures, state.last_error_kind, state.last_error) == (3, "http", "no")


def test_a_source_that_is_renamed_goes_on_and_what_waits_in_it_is_news(store, now):
    read(store, now - HOUR, HOUR)
    state = taken_up(store, now, {"name": "b", "url": HERE}, {"name": "c", "url": THERE})["b"]
    assert (state.first_success_at, state.last_new_at, state.next_poll_at) == (now - HOUR, now - HOUR, now)
    assert (state.habit, state.items, state.next_poll_why) == ({"held": 4}, 4, "was a before")
    # It is read in full: under its name nothing of what it holds was seen.
    assert state.cursor == {"url": HERE, "shared": {"3": "guid"}}


def test_of_a_second_source_at_the_address_of_one_that_stays_nothing_is_known(store, now):
    read(store, now - HOUR, HOUR)
    assert set(taken_up(store, now, {"name": "a", "url": HERE}, {"name": "b", "url": HERE})) == {"a"}


def test_a_source_that_comes_back_under_its_name_is_none_that_was_renamed(store, now):
    read(store, now - HOUR, HOUR)
    read(store, now - HOUR, HOUR, "b")
    with store.transaction() as session:
        session.execute(update(SourceState).where(SourceState.name == "b").values(items=7))
    assert taken_up(store, now, {"name": "b", "url": HERE})["b"].items == 7

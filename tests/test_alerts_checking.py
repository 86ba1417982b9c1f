"""A watch that is being written is tried on the newest articles first, for as long as one may."""

import logging
import threading
from datetime import timedelta

import pytest
from test_web_stories import tells

from alerts.checking import Limits, check
from alerts.concepts import load_concepts
from alerts.trying import Trying
from alerts.watch import compile_watch
from config import WatchSettings


@pytest.fixture(scope="module")
def concepts():
    return load_concepts({})


@pytest.fixture
def archive(store, now):
    for n in range(60):
        title = f"Drone {n}" if n % 2 else f"Ferry {n}"
        tells(store, now - timedelta(hours=n), title=title, text="Nothing more.", language="en")
    return store


@pytest.fixture
def compiled(concepts):
    return lambda query, **keys: compile_watch(WatchSettings(name="w", query=query, **keys), concepts)


def limits(now, **keys):
    return Limits(**{"since": now - timedelta(days=30), "seconds": 60.0, "stopped": lambda: False} | keys)


def test_all_there_is_is_counted_by_day_and_the_newest_kept(archive, compiled, now):
    found = check(archive, (), now.tzinfo, compiled("drone"), None, limits(now, keep=3))
    assert (found.matches, found.looked_at, found.complete, len(found.stories)) == (30, 60, True, 30)
    assert [match.article.title for match in found.newest] == ["Drone 1", "Drone 3", "Drone 5"]
    assert found.by_day[now.date()] == 5  # since midnight
    assert found.difference is None
    assert 0 < found.cost < 50_000  # not that of the dictionary


def test_it_ends_when_the_time_is_over_and_says_how_far_it_came(archive, compiled, now):
    ticks = iter(range(1_000))
    found = check(
        archive, (), now.tzinfo, compiled("drone"), None, limits(now, seconds=39.5, clock=lambda: next(ticks))
    )
    assert (found.looked_at, found.complete, found.matches) == (40, False, 20)
    assert found.reached == now - timedelta(hours=39)


def test_it_ends_when_nobody_waits_for_it(archive, compiled, now):
    asked = iter([False, False, True])
    found = check(archive, (), now.tzinfo, compiled("drone"), None, limits(now, stopped=lambda: next(asked)))
    assert (found.looked_at, found.complete) == (3, False)


def test_what_is_older_is_not_looked_at(archive, compiled, now):
    found = check(archive, (), now.tzinfo, compiled("drone"), None, limits(now, since=now - timedelta(hours=9)))
    assert (found.looked_at, found.matches, found.complete) == (10, 5, True)


def test_what_a_change_adds_and_removes_is_counted_with_the_newest_of_each(archive, compiled, now):
    found = check(archive, (), now.tzinfo, compiled("ferry NOT 2"), compiled("drone"), limits(now, keep=2))
    told = found.difference
    assert (told.added, told.removed) == (29, 30)
    assert [(c.match.article.title, c.why) for c in told.newest_added] == [
        ("Ferry 0", "drone was not found"),
        ("Ferry 4", "drone was not found"),
    ]
    assert [(c.match.article.title, c.why) for c in told.newest_removed] == [
        ("Drone 1", "ferry was not found"),
        ("Drone 3", "ferry was not found"),
    ]


def test_a_source_that_a_change_leaves_out_is_named_as_why(archive, compiled, now):
    found = check(archive, (), now.tzinfo, compiled("drone", sources=("afp",)), compiled("drone"), limits(now, keep=1))
    [change] = found.difference.newest_removed
    assert (found.matches, change.why) == (0, f"it does not read the source {change.match.article.source}")


def test_complaints_of_other_threads_are_neither_counted_nor_kept_from_the_log(sqlite_store, compiled, now, caplog):
    tells(sqlite_store, now, title="Drone", text="x", language="en")
    from store.archive import Period, read

    log, trying = logging.getLogger("alerts.evaluate"), Trying([compiled("drone")], ())
    for _ in trying.on(read(sqlite_store, Period())):
        other = threading.Thread(target=log.warning, args=("of the daemon",))
        other.start()
        other.join()
        log.warning("of the draft")
    assert [record.message for record in caplog.records] == ["of the daemon"]
    assert trying.timed_out == [0]

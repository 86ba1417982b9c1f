"""A watch that is being written is tried on the newest articles first, step by step."""

import logging
import threading
from datetime import timedelta

import pytest
from test_web_stories import tells

import alerts.checking
from alerts.checking import Checking
from alerts.concepts import load_concepts
from alerts.trying import Trying
from alerts.watch import Watch, compile_watch
from config import WatchSettings
from store.archive import Period, read
from store.errors import StoreError


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


def begun(archive, now, watch, in_force=None, days=30, keep=5):
    return Checking(archive, (), now.tzinfo, watch, in_force, now - timedelta(days=days), keep)


def check(*of, **keys):
    return begun(*of, **keys).look(60.0)


def test_all_there_is_is_counted_by_day_and_the_newest_kept(archive, compiled, now):
    found = check(archive, now, compiled("drone"), keep=3)
    assert (found.matches, found.looked_at, found.complete, len(found.stories)) == (30, 60, True, 30)
    assert [match.article.title for match in found.newest] == ["Drone 1", "Drone 3", "Drone 5"]
    assert found.by_day[now.date()] == 5  # since midnight
    assert found.difference is None
    assert 0 < found.cost < 50_000  # not that of the dictionary


def test_each_step_goes_on_where_the_last_one_ended_and_says_how_far_it_came(archive, compiled, now, monkeypatch):
    monkeypatch.setattr(alerts.checking, "AT_LEAST", 7)
    whole, look = (
        check(archive, now, compiled("drone"), compiled("ferry")),
        begun(archive, now, compiled("drone"), compiled("ferry")),
    )
    first = look.look(0.0)
    assert (first.looked_at, first.complete, first.matches, first.reached) == (7, False, 3, now - timedelta(hours=6))
    ticks = iter(range(1_000))
    second = look.look(26.5, lambda: next(ticks))
    assert (second.looked_at, second.complete, second.matches) == (40, False, 20)
    last = look.look(60.0)
    assert (last.complete, first.looked_at, first.by_day.total()) == (True, 7, 3)  # what was told stays
    assert [(one.looked_at, one.by_day, one.stories, one.difference.added) for one in (last, whole)] == [
        (60, whole.by_day, whole.stories, 30)
    ] * 2
    assert [one.article.id for one in last.newest] == [one.article.id for one in whole.newest]


def test_where_the_store_fails_nothing_is_taken_for_all_there_is(sqlite_store, compiled, now, monkeypatch):
    for n in range(120):
        tells(sqlite_store, now - timedelta(minutes=n), title=f"Drone {n}", text="x", language="en")
    look = begun(sqlite_store, now, compiled("drone"))
    assert not look.look(0.0).complete
    with monkeypatch.context() as broken:
        broken.setattr(type(sqlite_store), "reading", _fails)
        with pytest.raises(StoreError):
            look.look(60.0)
    again = look.look(60.0)
    assert (again.looked_at, again.matches, again.complete) == (120, 120, True)


def _fails(_store):
    raise StoreError("open", "the disk is gone")


def test_what_is_older_is_not_looked_at(archive, compiled, now):
    found = check(archive, now, compiled("drone"), days=9 / 24)
    assert (found.looked_at, found.matches, found.complete) == (10, 5, True)


def test_what_a_change_adds_and_removes_is_counted_with_the_newest_of_each(archive, compiled, now):
    found = check(archive, now, compiled("ferry NOT 2"), compiled("drone"), keep=2)
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
    found = check(archive, now, compiled("drone", sources=("afp",)), compiled("drone"), keep=1)
    [change] = found.difference.newest_removed
    assert (found.matches, change.why) == (0, f"it does not read the source {change.match.article.source}")


def test_complaints_of_other_threads_are_neither_counted_nor_kept_from_the_log(
    sqlite_store, compiled, now, caplog, monkeypatch
):
    tells(sqlite_store, now, title="Drone", text="x", language="en")
    log, evaluate = logging.getLogger("alerts.evaluate"), Watch.evaluate

    def complaining(watch, document):
        other = threading.Thread(target=log.warning, args=("of the daemon",))
        other.start()
        other.join()
        log.warning("of the draft")
        return evaluate(watch, document)

    monkeypatch.setattr(Watch, "evaluate", complaining)
    trying = Trying([compiled("drone")], ())
    for _ in trying.on(read(sqlite_store, Period())):
        log.warning("between two articles")
    assert [record.message for record in caplog.records] == ["of the daemon", "between two articles"]
    assert trying.timed_out == [1]

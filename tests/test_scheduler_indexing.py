"""The daemon enters into the index what comes, and says so where there is much."""

from math import inf

import pytest
from sqlalchemy import text
from test_web_stories import tells

from alerts.indexing import index_waiting
from scheduler.indexing import Indexing
from store.errors import StoreError
from store.word_index import unindexed


def test_what_comes_is_entered_at_the_next_tick(sqlite_store, now, caplog):
    indexing = Indexing(sqlite_store)
    tells(sqlite_store, now)
    caplog.set_level("INFO")
    indexing.work()
    with sqlite_store.reading() as session:
        assert unindexed(session) == 0
    assert caplog.messages == []


def test_the_log_says_when_an_archive_is_entered_and_when_it_is_done(sqlite_store, now, caplog, monkeypatch):
    caplog.set_level("INFO")
    tells(sqlite_store, now)
    monkeypatch.setattr("scheduler.indexing.WITHIN", -1.0)
    indexing = Indexing(sqlite_store)
    indexing.work()
    indexing.work()
    monkeypatch.undo()
    indexing.work()
    told = [message for message in caplog.messages if "index" in message]
    assert [message.partition(":")[0] for message in told] == [
        "the index of words is being made",
        "the index of words has all articles",
    ]


def test_a_daemon_that_is_upgraded_enters_all_anew_and_says_so(store, now, caplog, monkeypatch):
    tells(store, now)
    assert index_waiting(store, inf) == 0
    caplog.set_level("INFO")
    monkeypatch.setattr("alerts.indexing.rules", lambda: "those of another release")
    monkeypatch.setattr("scheduler.indexing.WITHIN", -1.0)
    upgraded = Indexing(store)
    renamed(store, "index_rules", "away")
    with pytest.raises(StoreError):
        upgraded.work()
    renamed(store, "away", "index_rules")
    upgraded.work()
    monkeypatch.setattr("scheduler.indexing.WITHIN", 1.0)
    upgraded.work()
    assert [message.partition(":")[0] for message in caplog.messages if "index" in message] == [
        "the index of words is being made",
        "the index of words has all articles",
    ]


def renamed(store, before, after):
    with store.transaction() as session:
        session.execute(text(f"ALTER TABLE {before} RENAME TO {after}"))

"""The daemon enters into the index what comes, and says so where there is much."""

from test_web_stories import tells

from scheduler.indexing import Indexing
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

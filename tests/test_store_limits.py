"""More watches, alerts or stories at once than a statement takes: SQLite's oldest limit on variables is 999."""

import sqlite3

import pytest
from sqlalchemy import event

from alerts.alerting import Found, open_alerts
from alerts.updates import note_changes
from config import WatchSettings
from store.alerts import latest
from store.models import Article, Story

MANY = 1_200


@pytest.fixture
def store(sqlite_store):
    def limit(connection, *_):
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)

    event.listen(sqlite_store.engine, "checkout", limit)
    return sqlite_store


@pytest.fixture
def found(store, now):
    """An article that many watches find, and further stories."""
    watches = [WatchSettings(name=f"watch {n:05}", query="drone", again=("headline",)) for n in range(MANY)]
    with store.transaction() as session:
        session.add_all(Story(id=n + 1, opened_at=now, latest_at=now) for n in range(MANY))
        session.flush()
        article = Article(url_key="0" * 32, url="https://a.example/", title="T", source="one", seen_at=now,
                          content_hash="0" * 32, story_id=1)  # fmt: skip
        session.add(article)
        session.flush()
        session.expunge(article)
        return [Found(watch, article, []) for watch in watches]


def test_an_article_may_ring_for_any_number_of_watches_and_all_of_them_are_shown(store, now, found):
    with store.transaction() as session:
        assert len(open_alerts(session, found, {}, now)) == MANY
    with store.reading() as session:
        assert len(latest(session, MANY + 1)) == MANY


def test_any_number_of_watches_may_ask_to_be_told_again_of_any_number_of_stories(store, now, found):
    with store.transaction() as session:
        open_alerts(session, found[:2], {}, now)
        note_changes(session, range(1, MANY + 1), [one.watch for one in found], (), now)

"""The archive, read in pages."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from weakref import WeakSet

import pytest
import xxhash
from sqlalchemy import event

from store.archive import Period, by_ids, extent, read, told_before
from store.articles import ids_at, record
from store.incoming import Placement
from store.models import Article
from store.new_article import NewArticle
from store.sources import PollOutcome, baselines, fail_poll, finish_poll

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def key(url):
    return xxhash.xxh3_128_hexdigest(url.encode())


def keep(store, *titles, at=START, story=None):
    """Store articles of these titles; each in a story of its own if none is named. Return their ids."""
    items = [NewArticle(url=f"https://a.example/{t}", url_key=key(f"https://a.example/{t}"), title=t) for t in titles]
    with store.transaction() as session:
        placed = [Placement(story, {"kind": "new"})] * len(items)
        return [a.id for a in record(session, "one", items, at, lambda *_: placed).new]


def titles(articles):
    return [article.title for article in articles]


def test_an_empty_archive_has_nothing(store):
    assert titles(read(store, Period())) == titles(told_before(store, START)) == titles(by_ids(store, [1])) == []
    with store.reading() as session:
        assert extent(session, Period()) == (0, None)


@pytest.mark.parametrize("page", [1, 2, 3, 7, 100])
def test_pages_lose_and_repeat_nothing_though_many_are_seen_at_one_time(store, page):
    keep(store, *"abcde")
    keep(store, "f", at=START - timedelta(hours=1))
    keep(store, "g", at=START + timedelta(hours=1))
    assert "".join(titles(read(store, Period(), page=page))) == "fabcdeg"
    assert "".join(titles(read(store, Period(), newest_first=True, page=page))) == "gedcbaf"


def test_a_period_holds_its_beginning_and_not_its_end(store):
    for hour, title in enumerate("abcd"):
        keep(store, title, at=START + timedelta(hours=hour))
    period = Period(START + timedelta(hours=1), START + timedelta(hours=3))
    assert titles(read(store, period)) == ["b", "c"]
    with store.reading() as session:
        assert extent(session, period) == (2, START + timedelta(hours=1))


def test_articles_stored_meanwhile_do_not_disturb_and_keep_no_writer_waiting(store):
    keep(store, *"abc")
    reading = read(store, Period(until=START + timedelta(hours=1)), page=1)
    found = [next(reading).title]
    keep(store, "later", at=START + timedelta(hours=2))
    assert found + titles(reading) == ["a", "b", "c"]


def test_of_a_story_that_went_on_what_was_told_before_is_found(store):
    (first,) = keep(store, "begun", at=START - timedelta(days=1))
    keep(store, "ended", at=START - timedelta(days=1))
    (story,) = {article.story_id for article in by_ids(store, [first])}
    keep(store, "gone on", at=START, story=story)
    keep(store, "new", at=START)
    assert titles(told_before(store, START)) == ["begun"]


def test_articles_are_found_by_id_and_by_address(store):
    ids = keep(store, *"abc")
    assert titles(by_ids(store, reversed(ids), page=2)) == ["a", "b", "c"]
    with store.reading() as session:
        assert ids_at(session, [key("https://a.example/b"), key("https://a.example/none")]) == {
            key("https://a.example/b"): ids[1]
        }


def test_what_a_source_held_when_it_was_first_read_is_known(store):
    outcome = PollOutcome(next_poll_at=START, why="test")
    with store.transaction() as session:
        finish_poll(session, "read", outcome, START, new=True)
        finish_poll(session, "read", outcome, START + timedelta(hours=1), new=True)
        fail_poll(session, "failed", "gone", START, kind="http", next_poll_at=START, why="test", failures=1)
    with store.reading() as session:
        assert baselines(session) == {"read": START, "failed": None}


def test_no_more_than_two_pages_are_held_however_long_the_archive(sqlite_store):
    keep(sqlite_store, *map(str, range(300)))
    held, most = WeakSet(), 0
    with noted_when_loaded(held):
        for _ in read(sqlite_store, Period(), page=10):
            most = max(most, len(held))
    assert 10 <= most <= 20


@contextmanager
def noted_when_loaded(held):
    def note(article, _):
        held.add(article)

    event.listen(Article, "load", note)
    try:
        yield
    finally:
        event.remove(Article, "load", note)

"""What is dropped of old articles, what stays, and that none of them is news again."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from test_store_articles import FULL, apart, item, key, stored

from store.articles import record
from store.incoming import write_waiting
from store.models import Article, ArticleVersion, Fingerprint, Match, Unindexed
from store.prune import page, prunable, prune

YEAR = timedelta(days=365)


@pytest.fixture
def two_years(store, now):
    """A store that read one article two years ago, whose text was edited once, and one a month ago."""
    for days, changes in ((730, {}), (729, {"text": f"{FULL} And more."}), (30, {"url": "https://a.example/2"})):
        with store.transaction() as session:
            record(session, "one", [item(**changes)], now - timedelta(days=days), apart)
            write_waiting(session)
    return store


def dropped(store, now):
    with store.transaction() as session:
        return prune(session, [number for _, number in page(session, now - YEAR)], now)


def test_the_text_of_an_old_article_is_dropped_and_its_headline_stays(two_years, now):
    with two_years.reading() as session:
        assert prunable(session, now - YEAR) == (1, len(FULL) + len(" And more.") + len("A purchase."))
    assert dropped(two_years, now) == 1
    old, new = stored(two_years), stored(two_years, "https://a.example/2")
    assert (old.title, old.summary, old.text, old.pruned_at) == ("Air defence for all", "", "", now)
    assert (new.text, new.pruned_at) == (FULL, None)
    with two_years.reading() as session:
        assert session.scalars(select(ArticleVersion.text)).all() == [""]
        assert session.scalar(select(func.count()).where(Fingerprint.article_id == old.id)) == 0
    assert dropped(two_years, now) == 0


@pytest.mark.parametrize("source", ["one", "another"])
@pytest.mark.parametrize(
    "changes",
    [
        {"text": f"{FULL} And more."},
        {"text": FULL},
        {"text": "Only a teaser.", "complete": False},
        {"title": "Another headline", "text": "Another text altogether."},
    ],
    ids=["the same", "as it was first", "a teaser", "an edit"],
)
def test_an_article_that_a_source_still_shows_is_neither_new_nor_another_version(two_years, now, changes, source):
    dropped(two_years, now)
    with two_years.transaction() as session:
        recorded = record(session, source, [item(**changes)], now, apart)
    assert (recorded.new, recorded.changed, len(recorded.seen)) == ([], [], 1)
    assert stored(two_years).text == ""


def test_what_a_watch_found_keeps_its_text(two_years, now):
    with two_years.transaction() as session:
        found = session.scalar(select(Article).where(Article.url_key == key("https://a.example/1")))
        session.add(Match(watch="w", article=found, evidence=[], matched_at=now, quiet="first poll of the source"))
    assert dropped(two_years, now) == 0
    assert stored(two_years).text


def test_what_was_found_since_it_was_named_keeps_its_text(two_years, now):
    with two_years.transaction() as session:
        named = [number for _, number in page(session, now - YEAR)]
        session.add(Match(watch="w", article_id=named[0], evidence=[], matched_at=now))
        session.flush()
        assert prune(session, named, now) == 0


def test_an_article_that_waits_for_the_index_still_waits(two_years, now):
    dropped(two_years, now)
    with two_years.reading() as session:
        assert session.get(Unindexed, stored(two_years).id) is not None


def test_pages_go_on_where_the_last_one_ended(two_years, now):
    with two_years.reading() as session:
        first = page(session, now)
        assert [number for _, number in first] == [stored(two_years).id, stored(two_years, "https://a.example/2").id]
        assert page(session, now, first[0]) == first[1:]
        assert page(session, now, first[1]) == []

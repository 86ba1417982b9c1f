"""The articles of a poll are written together, and those that wait for it are found like those that are stored."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from store import incoming
from store.articles import record
from store.incoming import Marks, Placement
from store.models import Article, Fingerprint, Story
from store.new_article import NewArticle
from store.stories import candidates_by_fingerprint, texts_of
from store.vectors import Vector
from store.window import window

PRINTS = (-5, 7, 9)


def items(first, count):
    numbers = range(first, first + count)
    return [
        NewArticle(url=f"https://a.example/{n}", url_key=f"{n:032x}", title=f"{n}", text=f"text {n}") for n in numbers
    ]


def beside_copies(now, found):
    """Place each article in the story of the first that has its fingerprints, and note what was found of others."""

    def place(session, articles):
        for _ in articles:
            copies, _ = candidates_by_fingerprint(session, PRINTS, boilerplate=4)
            found.append(texts_of(session, copies))
            marks = Marks(now, Vector("en", {}, {}), PRINTS)
            yield Placement(found[-1][0][1] if copies else None, {}, marks=marks)

    return place


@pytest.mark.parametrize("at_once", [1, 2, 500])
def test_what_waits_is_found_as_if_it_were_stored(store, now, monkeypatch, at_once):
    monkeypatch.setattr(incoming, "_AT_ONCE", at_once)
    found = []
    for first in (0, 3):
        with store.transaction() as session:
            recorded = record(session, "s", items(first, 3), now, beside_copies(now, found))
            assert all(article in session for article in recorded.new)
    with store.reading() as session:
        stored = session.execute(
            select(Article.id, Article.story_id, Article.title, Article.text).order_by(Article.id)
        ).all()
        assert len(session.scalars(select(Fingerprint.hash)).all()) == 18
    assert [row.title for row in stored] == [str(n) for n in range(6)]
    assert len({row.story_id for row in stored}) == 1
    assert [[(i, s, title, text) for i, s, _, title, text in of] for of in found] == [stored[:n] for n in range(6)]


def test_a_poll_without_news_leaves_those_alone_that_are_being_placed(postgresql_store, now):
    def place(session, articles):
        for number, placement in enumerate(beside_copies(now, [])(session, articles)):
            yield placement
            if number == 0:
                with postgresql_store.transaction() as other:
                    assert record(other, "s", items(0, 1), now, beside_copies(now, [])).seen

    with postgresql_store.transaction() as session:
        record(session, "s", items(0, 1), now, beside_copies(now, []))
    with postgresql_store.transaction() as session:
        record(session, "s", items(1, 2), now, place)
    with postgresql_store.transaction() as session:
        stored = window(session)
        stored.catch_up(session)
        assert len(stored) == 3


def test_a_story_that_is_told_again_in_a_later_poll_says_so(store, now):
    later = now + timedelta(hours=1)
    for first, at in ((0, now), (2, later)):
        with store.transaction() as session:
            record(session, "s", items(first, 2), at, beside_copies(at, []))
    with store.reading() as session:
        assert session.execute(select(Story.opened_at, Story.latest_at)).all() == [(now, later)]


def test_a_poll_writes_each_table_once(store, now):
    written = []

    def note(_connection, _cursor, statement, *_):
        written.append(" ".join(statement.split()[:3]))

    event.listen(store.engine, "before_cursor_execute", note)
    with store.transaction() as session:
        record(session, "s", items(0, 20), now, beside_copies(now, []))
    for table in ("story", "article", "article_vector", "fingerprint", "sighting"):
        assert written.count(f"INSERT INTO {table}") == 1


def test_what_a_failing_poll_held_is_not_written_by_the_next(store, now):
    def fail(session, articles):
        yield Placement(None, {})
        raise RuntimeError("bug")

    with pytest.raises(RuntimeError, match="bug"), store.transaction() as session:
        record(session, "s", items(0, 2), now, fail)
    with store.transaction() as session:
        record(session, "s", items(5, 1), now, beside_copies(now, []))
        assert session.scalars(select(Article.title)).all() == ["5"]

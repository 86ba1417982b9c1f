"""Read the articles of a stretch of time, however many: a page of them is held, and no transaction stays open.

A transaction that stays open while millions of articles are looked at keeps SQLite's log from being folded in and
PostgreSQL's dead rows from being reused.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from store.models import Article, Story
from store.session import Store
from store.statements import chunks

#: Articles held at a time; a text may have 200,000 characters.
PAGE = 200


@dataclass(frozen=True)
class Period:
    """When articles were first seen: from `since` on and before `until`, aware times; None: without end."""

    since: datetime | None = None
    until: datetime | None = None

    def __contains__(self, at: datetime) -> bool:
        """Whether what was first seen at a time is of it."""
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """What holds of its articles."""
        begun = [] if self.since is None else [Article.seen_at >= self.since]
        return begun if self.until is None else [*begun, Article.seen_at < self.until]


def read(
    store: Store, period: Period, *, newest_first: bool = False, page: int = PAGE, after: int | None = None
) -> Iterator[Article]:
    """Yield the articles of a period in the order they were first seen, or the other way round.

    With `after`, the id of an article, those that follow it; all of them if it is there no longer.
    """
    return _pages(store, period, newest_first, page, after=after)


def told_before(store: Store, since: datetime, page: int = PAGE) -> Iterator[Article]:
    """Yield the articles first seen before a time whose stories went on after it."""
    with store.reading() as session:
        of = select(Story.id).where(Story.opened_at < since, Story.latest_at >= since)
        stories = session.scalars(of.order_by(Story.id)).all()
    for part in chunks(stories):
        yield from _pages(store, Period(until=since), False, page, Article.story_id.in_(part))


def by_ids(store: Store, ids: Iterable[int], page: int = PAGE) -> Iterator[Article]:
    """Yield the articles of these ids, in the order of the ids."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), page):
        part = ordered[start : start + page]
        with store.reading() as session:
            found = session.scalars(select(Article).where(Article.id.in_(part)).order_by(Article.id)).all()
        yield from found


def articles(session: Session, ids: Iterable[int]) -> list[Article]:
    """Return the articles of these ids, in their order; those that are there no longer are left out."""
    wanted = list(ids)
    found: dict[int, Article] = {}
    for part in chunks(wanted):
        found |= {article.id: article for article in session.scalars(select(Article).where(Article.id.in_(part)))}
    return [found[id_] for id_ in wanted if id_ in found]


def extent(session: Session, period: Period) -> tuple[int, datetime | None]:
    """Return how many articles a period has, and when the first of them was seen."""
    number, first = session.execute(select(func.count(), func.min(Article.seen_at)).where(*period.conditions)).one()
    return number, first


def first_titles(session: Session, stories: Iterable[int]) -> dict[int, str]:
    """Return the title of the article that told each of these stories first."""
    found: dict[int, str] = {}
    for part in chunks(sorted(set(stories))):
        query = select(Article.story_id, Article.title).where(Article.story_id.in_(part))
        for story, title in session.execute(query.order_by(Article.seen_at, Article.id)):
            found.setdefault(story, title)
    return found


def _pages(
    store: Store,
    period: Period,
    newest_first: bool,
    page: int,
    *also: ColumnElement[bool],
    after: int | None = None,
) -> Iterator[Article]:
    order = (Article.seen_at.desc(), Article.id.desc()) if newest_first else (Article.seen_at, Article.id)
    query = select(Article).where(*also).order_by(*order).limit(page)
    conditions = period.conditions
    if after is not None:
        with store.reading() as session:
            last = session.get(Article, after)
        conditions = _beyond(last, period, newest_first) if last else conditions
    while True:
        with store.reading() as session:
            articles = session.scalars(query.where(*conditions)).all()
        yield from articles
        if len(articles) < page:
            return
        conditions = _beyond(articles[-1], period, newest_first)


def _beyond(last: Article, period: Period, newest_first: bool) -> list[ColumnElement[bool]]:
    """Return what holds of the articles of a period that follow.

    The bound on the time stands in place of the period's own: of two, SQLite takes the first for its index, and would
    read all pages before this one again.
    """
    if newest_first:
        since = Period(since=period.since).conditions
        return [*since, Article.seen_at <= last.seen_at, or_(Article.seen_at < last.seen_at, Article.id < last.id)]
    until = Period(until=period.until).conditions
    return [*until, Article.seen_at >= last.seen_at, or_(Article.seen_at > last.seen_at, Article.id > last.id)]

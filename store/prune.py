"""Drop the texts of old articles that no watch found; that they were seen is kept, so that none comes twice.

What is left of such an article is its headline, address and hashes, its sightings and its place in its story. Whatever
a watch found keeps its text, and so does all that tells a story of which anybody was alerted: it shows why.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, select, tuple_, update
from sqlalchemy.orm import Session

from store.alert_models import Alert
from store.models import Article, ArticleVector, ArticleVersion, Fingerprint, Match, Unindexed
from store.statements import on_postgresql

#: When an article was seen, and its number.
Place = tuple[datetime, int]
#: So many articles are named at a time.
_PAGE = 1_000


def prunable(session: Session, before: datetime) -> tuple[int, int]:
    """Return of how many articles the texts would be dropped that were seen before a time, and their letters in all.

    `before` is aware UTC.
    """
    of = select(func.count(), func.coalesce(func.sum(_letters()), 0)).where(*_is_prunable(before))
    articles, letters = session.execute(of).one()
    return articles, letters


def page(session: Session, before: datetime, after: Place | None = None) -> list[Place]:
    """Return some of the articles that `prunable` counts, the oldest first: those after a place; `before` as there.

    The last of them is the place after which the next page begins. Empty: there are no more.
    """
    of = select(Article.seen_at, Article.id).where(*_is_prunable(before)).order_by(Article.seen_at, Article.id)
    of = of if after is None else of.where(tuple_(Article.seen_at, Article.id) > after)
    return [(seen_at, id_) for seen_at, id_ in session.execute(of.limit(_PAGE))]


def prune(session: Session, articles: Sequence[int], now: datetime) -> int:
    """Drop the texts of articles, by number, some of a `page`, and return of how many; `now` is aware UTC.

    One that a watch has found since then keeps its text.
    """
    ids = list(session.scalars(select(Article.id).where(Article.id.in_(articles), *_is_unasked()).with_for_update()))
    # The index has the keys of the whole text, those of the headline among them: only what waits must be entered.
    waiting = set(session.scalars(select(Unindexed.article_id).where(Unindexed.article_id.in_(ids))))
    nothing: dict[Any, Any] = {"summary": "", "text": ""}
    session.execute(update(ArticleVersion).where(ArticleVersion.article_id.in_(ids)).values(nothing))
    session.execute(update(Article).where(Article.id.in_(ids)).values({**nothing, "pruned_at": now}))
    for table in (Fingerprint, ArticleVector):
        session.execute(delete(table).where(table.article_id.in_(ids)))
    if not on_postgresql(session):
        # SQLite cannot take keys out: to enter the headline again would only add to them.
        session.execute(delete(Unindexed).where(Unindexed.article_id.in_(set(ids) - waiting)))
    return len(ids)


def _is_prunable(before: datetime) -> list[ColumnElement[bool]]:
    return [Article.seen_at < before, *_is_unasked()]


def _is_unasked() -> list[ColumnElement[bool]]:
    """Return what tells that nobody was told of an article, or of its story, and that its text is still there."""
    asked = (Match.article_id == Article.id, Alert.article_id == Article.id, Alert.story_id == Article.story_id)
    return [Article.pruned_at.is_(None), *(~exists().where(one) for one in asked)]


def _letters() -> ColumnElement[int]:
    return func.length(Article.text) + func.length(Article.summary)

"""The articles of a story, and the versions of an article, for pages on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Article, ArticleVersion
from store.statements import chunks


@dataclass(frozen=True)
class Telling:
    """When an outlet told a story, and in which language; `seen_at` is aware UTC."""

    article: int
    source: str
    language: str | None
    seen_at: datetime


def tellings(session: Session, story: int, limit: int) -> list[Telling]:
    """Return at most `limit` tellings of a story, the first one first."""
    columns = select(Article.id, Article.source, Article.language, Article.seen_at).where(Article.story_id == story)
    return [Telling(*row) for row in session.execute(columns.order_by(Article.seen_at, Article.id).limit(limit))]


def articles(session: Session, ids: Iterable[int]) -> list[Article]:
    """Return the articles of these ids, in their order; those that are there no longer are left out."""
    wanted = list(ids)
    found: dict[int, Article] = {}
    for part in chunks(wanted):
        found |= {article.id: article for article in session.scalars(select(Article).where(Article.id.in_(part)))}
    return [found[id_] for id_ in wanted if id_ in found]


def versions(session: Session, article: int) -> list[ArticleVersion]:
    """Return the earlier texts of an article, the first one first."""
    of = select(ArticleVersion).where(ArticleVersion.article_id == article)
    return list(session.scalars(of.order_by(ArticleVersion.number)))

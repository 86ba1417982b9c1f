"""The articles of a story, and the versions of an article, for pages on them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Article, ArticleVersion
from store.statements import chunks


def changed_at(session: Session, story: int) -> dict[int, list[datetime]]:
    """Return for each article of a story that has changed, by its id, when each of its later versions was seen."""
    earlier = select(ArticleVersion.article_id, ArticleVersion.seen_at).join(
        Article, Article.id == ArticleVersion.article_id
    )
    newest = select(Article.id, Article.changed_at).where(Article.version > 1)
    found: dict[int, list[datetime]] = {}
    for query in (earlier.where(ArticleVersion.number > 1).order_by(ArticleVersion.number), newest):
        for article, seen in session.execute(query.where(Article.story_id == story)):
            if seen is not None:
                found.setdefault(article, []).append(seen)
    return found


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

"""What happened to an article after it was stored: its versions, story, alerts, and every attempt to deliver them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store.alert_models import Alert, Attempt, Delivery, Update
from store.models import Article, ArticleVersion, Match


@dataclass(frozen=True)
class Sent:
    """A delivery with its attempts, first one first."""

    delivery: Delivery
    attempts: Sequence[Attempt]


def matches_of(session: Session, article_id: int) -> dict[str, Match]:
    """Return what watches found in an article, by the watch's name."""
    found = session.scalars(select(Match).where(Match.article_id == article_id).order_by(Match.watch))
    return {match.watch: match for match in found}


def articles_of(session: Session, story_id: int) -> list[Article]:
    """Return the articles of a story in the order they were seen."""
    of = select(Article).where(Article.story_id == story_id)
    return list(session.scalars(of.order_by(Article.seen_at, Article.id)))


def changed_at(session: Session, story_id: int) -> dict[int, list[datetime]]:
    """Return for each article of a story that has changed, by its id, when each of its later versions was seen."""
    earlier = select(ArticleVersion.article_id, ArticleVersion.seen_at).join(
        Article, Article.id == ArticleVersion.article_id
    )
    newest = select(Article.id, Article.changed_at).where(Article.version > 1)
    found: dict[int, list[datetime]] = {}
    for query in (earlier.where(ArticleVersion.number > 1).order_by(ArticleVersion.number), newest):
        for article, seen in session.execute(query.where(Article.story_id == story_id)):
            if seen is not None:
                found.setdefault(article, []).append(seen)
    return found


def alerts_of(session: Session, story_id: int) -> list[Alert]:
    """Return the alerts that a story has opened, with the articles that did."""
    of = select(Alert).where(Alert.story_id == story_id).options(joinedload(Alert.article))
    return list(session.scalars(of.order_by(Alert.id)))


def sent_of(session: Session, alert_id: int) -> list[Sent]:
    """Return the deliveries of an alert with their attempts."""
    deliveries = session.scalars(select(Delivery).where(Delivery.alert_id == alert_id).order_by(Delivery.id)).all()
    of = select(Attempt).where(Attempt.delivery_id.in_([d.id for d in deliveries]))
    attempts = session.scalars(of.order_by(Attempt.delivery_id, Attempt.number)).all()
    return [Sent(d, [a for a in attempts if a.delivery_id == d.id]) for d in deliveries]


def updates_of(session: Session, alert_id: int) -> list[Update]:
    """Return what was told of an alert again, or waits to be."""
    return list(session.scalars(select(Update).where(Update.alert_id == alert_id).order_by(Update.number)))


def versions_of(session: Session, article_id: int) -> list[ArticleVersion]:
    """Return the earlier texts of an article, the first one first."""
    of = select(ArticleVersion).where(ArticleVersion.article_id == article_id)
    return list(session.scalars(of.order_by(ArticleVersion.number)))

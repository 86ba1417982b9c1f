"""What was seen in which source, and when: for pages on sources."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from store.models import Article, Sighting
from store.statements import rows_between


def counts(session: Session, sources: Collection[str], edges: Sequence[datetime]) -> dict[str, list[int]]:
    """Return how many articles were seen in each source from one edge to before the next.

    Arguments: `edges` are two or more times (aware), rising. Sources in which nothing was seen are left out.
    """
    return rows_between(session, Sighting.source, sources, Sighting.seen_at, edges)


def seen_since(session: Session, source: str, since: datetime) -> int:
    """Return how many articles were seen in a source from a time (aware) on."""
    query = select(func.count()).select_from(Sighting).where(Sighting.source == source, Sighting.seen_at >= since)
    return session.scalars(query).one()


def seen_in(session: Session, source: str, limit: int, before: int | None = None) -> list[tuple[Sighting, Article]]:
    """Return at most `limit` articles seen in a source, the last first: those seen before the sighting `before`."""
    query = select(Sighting, Article).join(Article, Article.id == Sighting.article_id).where(Sighting.source == source)
    if before is not None:
        last = select(Sighting.seen_at).where(Sighting.id == before).scalar_subquery()
        query = query.where(Sighting.seen_at <= last, or_(Sighting.seen_at < last, Sighting.id < before))
    rows = session.execute(query.order_by(Sighting.seen_at.desc(), Sighting.id.desc()).limit(limit))
    return [(sighting, article) for sighting, article in rows]

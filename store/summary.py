"""What the store holds, in numbers, for `status` and the desk."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from store.alert_models import Alert, Breaker, Delivery, Flood, Hold
from store.base import Base
from store.index_rules import outdated
from store.marks import is_held, may_still_go
from store.models import Article, Match, Story
from store.word_index import unindexed


@dataclass(frozen=True)
class DeadDelivery:
    """A delivery that was given up, and the last answer of the other side."""

    id: int
    alert_id: int | None
    channel: str
    recipient: str
    attempts: int
    settled_at: datetime | None
    last_error: str | None


@dataclass(frozen=True)
class OutOfOrder:
    """A channel that its breaker holds back: since when, when the next probe may go, what waits, the last answer."""

    channel: str
    state: str
    failures: int
    opened_at: datetime
    probe_at: datetime
    waiting: int
    answer: str


@dataclass(frozen=True)
class Flooded:
    """A flood under way: of which watch or source (`kind`), since when, and how many alerts are told in summaries."""

    kind: str
    name: str
    began_at: datetime
    alerts: int


@dataclass(frozen=True)
class Summary:
    """How much there is.

    `alerts_by_day` has the days (UTC) that had any, newest first. `deliveries` is by status; "acknowledged" are those
    that do not go out because their alert is, or is merged into another.
    """

    articles: int
    stories: int
    matches: int
    alerts: int
    latest_article_at: datetime | None
    #: Articles that the index of words does not have yet.
    unindexed: int
    #: Those at most that it has by the rules of another release.
    outdated: int
    alerts_by_day: Mapping[date, int]
    deliveries: Mapping[str, int]
    oldest_due_at: datetime | None
    dead: tuple[DeadDelivery, ...]
    #: Alerts that silences keep from being told.
    held: int
    out_of_order: tuple[OutOfOrder, ...]
    floods: tuple[Flooded, ...]


def summary(session: Session, now: datetime, days: int = 14, dead: int = 20) -> Summary:
    """Return what the store holds: alerts of the last `days`, and the `dead` deliveries given up last."""
    opened = session.scalars(select(Alert.opened_at).where(Alert.opened_at > now - timedelta(days=days)))
    by_day = Counter(at.date() for at in opened)
    to_go = Delivery.status.in_(["pending", "failed"])
    status = case((to_go & ~may_still_go(), "acknowledged"), else_=Delivery.status).label("status")
    by_status = session.execute(select(status, func.count()).group_by(status))
    waiting = select(func.min(Delivery.next_attempt_at)).where(to_go, may_still_go())
    return Summary(
        articles=_count(session, Article),
        stories=session.scalar(select(func.count()).where(Story.merged_into_id.is_(None))) or 0,
        matches=_count(session, Match),
        alerts=_count(session, Alert),
        latest_article_at=session.scalar(select(func.max(Article.seen_at))),
        unindexed=unindexed(session),
        outdated=outdated(session),
        alerts_by_day={day: by_day[day] for day in sorted(by_day, reverse=True)},
        deliveries={status: number for status, number in by_status},
        oldest_due_at=session.scalar(waiting),
        dead=dead_deliveries(session, dead),
        held=session.scalar(select(func.count()).select_from(Hold).where(is_held())) or 0,
        out_of_order=out_of_order(session),
        floods=floods(session),
    )


def dead_deliveries(session: Session, limit: int) -> tuple[DeadDelivery, ...]:
    """Return at most `limit` deliveries that were given up, the last one first."""
    columns = (Delivery.id, Delivery.alert_id, Delivery.channel, Delivery.recipient)
    query = select(*columns, Delivery.attempts, Delivery.settled_at, Delivery.last_error)
    query = query.where(Delivery.status == "dead").order_by(Delivery.settled_at.desc(), Delivery.id.desc())
    return tuple(DeadDelivery(*row) for row in session.execute(query.limit(limit)))


def out_of_order(session: Session) -> tuple[OutOfOrder, ...]:
    """Return the channels that are out of order, by name."""
    waiting = (
        select(func.count())
        .where(Delivery.channel == Breaker.channel, Delivery.status.in_(["pending", "failed"]))
        .scalar_subquery()
    )
    columns = (Breaker.channel, Breaker.state, Breaker.failures, Breaker.opened_at, Breaker.probe_at)
    query = select(*columns, waiting, Breaker.answer).where(Breaker.state != "closed").order_by(Breaker.channel)
    return tuple(OutOfOrder(*row) for row in session.execute(query))


def waiting_for(session: Session) -> dict[str, int]:
    """Return how many deliveries wait for each channel that any waits for."""
    query = select(Delivery.channel, func.count()).where(Delivery.settled_at.is_(None)).group_by(Delivery.channel)
    return {channel: number for channel, number in session.execute(query)}


def floods(session: Session) -> tuple[Flooded, ...]:
    """Return the floods of alerts that are under way, oldest first."""
    query = select(Flood.kind, Flood.name, Flood.began_at, func.count(Alert.id))
    query = query.outerjoin(Alert, Alert.flood_id == Flood.id).where(Flood.ended_at.is_(None))
    grouped = query.group_by(Flood.id, Flood.kind, Flood.name, Flood.began_at).order_by(Flood.id)
    return tuple(Flooded(*row) for row in session.execute(grouped))


def _count(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0

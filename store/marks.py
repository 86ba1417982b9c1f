"""What readers say of alerts: that they have seen one, and whether it was of use.

Conditions asked for at every look at what is due are made once: to make another name of a table costs more than to ask.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from store.alert_models import Acknowledgement, Alert, Delivery, Feedback, Hold
from store.models import Article, Match
from store.statements import chunks, insert_missing


def missing(session: Session, alerts: Iterable[int]) -> list[int]:
    """Return which of these alerts there are not."""
    wanted = sorted(set(alerts))
    found: set[int] = set()
    for part in chunks(wanted):
        found.update(session.scalars(select(Alert.id).where(Alert.id.in_(part))))
    return [alert for alert in wanted if alert not in found]


def acknowledge(session: Session, alert: int, now: datetime, by: str, note: str) -> bool:
    """Record that an alert was seen; return False, and leave the first to say so, if it was acknowledged before."""
    row = {"alert_id": alert, "at": now, "by": by, "note": note}
    statement = insert_missing(session, Acknowledgement).values(**row).returning(Acknowledgement.alert_id)
    return session.execute(statement).scalar() is not None


def unacknowledge(session: Session, alert: int) -> bool:
    """Take an acknowledgement back, so that what has not gone out goes out; return whether there was one."""
    gone = delete(Acknowledgement).where(Acknowledgement.alert_id == alert).returning(Acknowledgement.alert_id)
    if session.execute(gone).scalar() is None:
        return False
    go_alone(session, alert)
    return True


def go_alone(session: Session, alert: int) -> None:
    """Let what has not gone out of an alert travel in messages of its own, as it may go again.

    The message that it would have shared may be out, and receivers know its id.
    """
    unsent = (Delivery.alert_id == alert, Delivery.attempts == 0)
    session.execute(update(Delivery).where(*unsent).values(message_id=None))


def rate(session: Session, alert: int, useful: bool, now: datetime, by: str, note: str) -> None:
    """Record whether an alert was of use, in place of what was said before."""
    values = {"useful": useful, "at": now, "by": by, "note": note}
    statement = insert_missing(session, Feedback).values(alert_id=alert, **values)
    if session.execute(statement.returning(Feedback.alert_id)).scalar() is None:
        session.execute(update(Feedback).where(Feedback.alert_id == alert).values(**values))


def unrate(session: Session, alert: int) -> bool:
    """Take feedback back; return whether there was any."""
    gone = delete(Feedback).where(Feedback.alert_id == alert).returning(Feedback.alert_id)
    return session.execute(gone).scalar() is not None


def acknowledged(alert: SQLColumnExpression[int] | SQLColumnExpression[int | None]) -> ColumnElement[bool]:
    """Return the condition that an alert (a column of alert ids) is acknowledged."""
    return exists().where(Acknowledgement.alert_id == alert)


def merged(alert: SQLColumnExpression[int] | SQLColumnExpression[int | None]) -> ColumnElement[bool]:
    """Return the condition that an alert (a column of alert ids) is merged into another, which tells its story."""
    other = aliased(Alert)
    return exists().where(other.id == alert, other.merged_into_id.is_not(None))


@cache
def is_held() -> ColumnElement[bool]:
    """Return the condition that a hold keeps its alert from being told.

    It was not told, is not acknowledged, and not merged into another.
    """
    return and_(Hold.told_at.is_(None), ~acknowledged(Hold.alert_id), ~merged(Hold.alert_id))


@cache
def may_still_go() -> ColumnElement[bool]:
    """Return the condition that a delivery may be attempted, as far as acknowledgements and joined stories go.

    Of an alert that is acknowledged, or merged into another, nothing new goes out. What was attempted goes on until it
    has arrived: perhaps it did already, and a message is the same at every attempt.
    """
    return or_(Delivery.attempts > 0, and_(~acknowledged(Delivery.alert_id), ~merged(Delivery.alert_id)))


def goes_out(session: Session, delivery_id: int) -> bool:
    """Whether a delivery may still be attempted, as far as acknowledgements go; False if there is none."""
    return session.scalar(select(Delivery.id).where(Delivery.id == delivery_id, may_still_go())) is not None


@dataclass(frozen=True)
class Count:
    """The alerts of a watch: how many, and how many of them were of use, not of use, and acknowledged."""

    watch: str
    alerts: int
    useful: int
    not_useful: int
    acknowledged: int


def by_watch(session: Session, since: datetime | None = None, watches: Collection[str] | None = None) -> list[Count]:
    """Return what became of the alerts of each watch, or each of these, opened from `since` on."""
    rated = func.count(Feedback.alert_id)
    useful = func.count().filter(Feedback.useful)
    query = select(Alert.watch, func.count(), useful, rated - useful, func.count(Acknowledgement.alert_id))
    query = query.outerjoin(Feedback, Feedback.alert_id == Alert.id)
    query = query.outerjoin(Acknowledgement, Acknowledgement.alert_id == Alert.id)
    opened = [] if since is None else [Alert.opened_at >= since]
    opened += [] if watches is None else [Alert.watch.in_(watches)]
    return [Count(*row) for row in session.execute(query.where(*opened).group_by(Alert.watch).order_by(Alert.watch))]


def rated_articles(session: Session, watch: str) -> dict[int, bool]:
    """Return the articles that a watch found, of which an alert was rated, and whether that was of use."""
    of = select(Match.article_id, Feedback.useful).join(Article, Article.id == Match.article_id)
    told = or_(and_(Alert.scope == "story", Alert.story_id == Article.story_id), Alert.article_id == Article.id)
    same = and_(told, Alert.watch == Match.watch, Alert.merged_into_id.is_(None))
    rated = of.join(Alert, same).join(Feedback, Feedback.alert_id == Alert.id).where(Match.watch == watch)
    return {article: useful for article, useful in session.execute(rated)}


def marks_of(session: Session, alerts: Sequence[int]) -> tuple[dict[int, Acknowledgement], dict[int, Feedback]]:
    """Return the acknowledgements and the feedback of these alerts, by alert."""
    seen = session.scalars(select(Acknowledgement).where(Acknowledgement.alert_id.in_(alerts)))
    rated = session.scalars(select(Feedback).where(Feedback.alert_id.in_(alerts)))
    return {one.alert_id: one for one in seen}, {one.alert_id: one for one in rated}

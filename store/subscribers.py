"""Whom feeds of the desk are pushed to; what is decided about them is decided elsewhere."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, false, func, select
from sqlalchemy.orm import Session

from store.alert_models import Alert
from store.leaps import believes
from store.models import Article
from store.push_models import Subscriber
from store.statements import alone

#: There are no more at a time, nor of one token: each is looked after all the time.
MOST, MOST_OF_A_TOKEN = 100, 20
_DROPPED = "dropped"


def ask_for(
    session: Session, topic: str, callback: str, *, token: str, secret: str, lease: timedelta, now: datetime
) -> bool:
    """Record that somebody wants a topic pushed to callback, or still wants it; return False if there are too many.

    What is in force stays so until the new is verified.
    """
    alone(session, "subscribers")
    one = of(session, topic, callback)
    if one is None:
        if _count(session) >= MOST or _count(session, token) >= MOST_OF_A_TOKEN:
            return False
        one = Subscriber(topic=topic, callback=callback, state="asked", failures=0, tag="", seen="")
        session.add(one)
    if one.state == _DROPPED:
        one.state, one.until, one.failures, one.error, one.tag, one.seen = "asked", None, 0, None, "", ""
    one.token, one.mode, one.new_secret, one.lease = token, "subscribe", secret, round(lease.total_seconds())
    one.due_at = now
    return True


def ask_no_more(session: Session, topic: str, callback: str, now: datetime) -> bool:
    """Record that somebody wants a topic pushed no more; return False if nobody has it pushed there."""
    one = of(session, topic, callback)
    if one is None or one.state == _DROPPED:
        return False
    one.mode, one.due_at = "unsubscribe", now
    return True


def of(session: Session, topic: str, callback: str) -> Subscriber | None:
    """Return who has a topic pushed to callback, locked until the end of the transaction."""
    query = select(Subscriber).where(Subscriber.topic == topic, Subscriber.callback == callback)
    return session.scalars(query.with_for_update()).one_or_none()


def something_due(session: Session, now: datetime) -> bool:
    """Tell whether there is something to do about a subscriber: of feeds, only where anything is new."""
    return session.scalar(select(Subscriber.id).where(_due(session, now) | _over(session, now)).limit(1)) is not None


def take_due(session: Session, now: datetime, lease: timedelta, limit: int) -> list[int]:
    """Return at most `limit` subscribers, by id, to do something about; nobody else has them for as long as `lease`.

    Those whose lease is over are forgotten, if the clock is to be believed.
    """
    session.execute(delete(Subscriber).where(_over(session, now)))
    query = select(Subscriber).where(_due(session, now)).order_by(Subscriber.due_at).limit(limit)
    rows = session.scalars(query.with_for_update(skip_locked=True)).all()
    for one in rows:
        one.due_at = now + lease
    return [one.id for one in rows]


def subscribers(session: Session) -> Sequence[Subscriber]:
    """Return all there are, those that need a person first."""
    return session.scalars(select(Subscriber).order_by(Subscriber.state.desc(), Subscriber.id)).all()


def newest_of_all(session: Session) -> str:
    """Return the highest numbers of an article and an alert: while they stay, no feed has anything new."""
    return ".".join(str(session.scalar(select(func.max(table.id))) or 0) for table in (Article, Alert))


def _due(session: Session, now: datetime) -> ColumnElement[bool]:
    asked_or_new = Subscriber.mode.is_not(None) | (Subscriber.seen != newest_of_all(session))
    return (Subscriber.due_at <= now) & (Subscriber.state != _DROPPED) & asked_or_new


def _over(session: Session, now: datetime) -> ColumnElement[bool]:
    """Whose lease is over, and who has not asked to go on; nobody's, by a clock that may be wrong."""
    return (Subscriber.until <= now) & Subscriber.mode.is_(None) if believes(session, now) else false()


def _count(session: Session, token: str | None = None) -> int:
    query = select(func.count()).select_from(Subscriber).where(Subscriber.state != _DROPPED)
    return session.scalar(query if token is None else query.where(Subscriber.token == token)) or 0

"""Floods in the store: which alerts are one, and when it is over."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, exists, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from alerts.flood import HOUR, PAST, calm_in_an_hour, is_spared, most_in_an_hour, next_summary
from config import FloodSettings, WatchSettings
from store.alert_models import Alert, Delivery, Flood, Hold
from store.base import Base
from store.models import Article
from store.statements import insert_missing

log = logging.getLogger(__name__)

#: Occasions on which an alert of a flood travels with the others of it.
SUMMARISED = ("summary", "fallback")


@dataclass(frozen=True)
class Subject:
    """Of which alerts a flood may be: those of a watch, or from a source; so many in an hour never are."""

    kind: str
    name: str
    at_least: int


# Asked for each alert, and so made once: making a statement costs more than running it.
_FLOODS = Base.metadata.tables[Flood.__tablename__]
_OF_THIS = (Flood.kind == bindparam("kind"), Flood.name == bindparam("name"))
_OPEN = select(_FLOODS).where(*_OF_THIS, Flood.ended_at.is_(None))
_JOINED = update(Alert.__table__).where(Alert.id == bindparam("alert")).values(flood_id=bindparam("flood"))  # type: ignore[arg-type]


@cache
def _alerts(column: InstrumentedAttribute[Any], kind: str) -> Select[Any]:
    """Return the statement of a column of the alerts of a subject, by its `name`, that were not held."""
    mine = Alert.watch == bindparam("name") if kind == "watch" else Article.source == bindparam("name")
    held = exists().where(Hold.alert_id == Alert.id)
    of = select(column).outerjoin(Alert.article).where(mine, ~held)
    return of.where(Alert.opened_at > bindparam("since"), Alert.opened_at <= bindparam("until"))


@cache
def _beyond(kind: str) -> Select[Any]:
    return _alerts(Alert.id, kind).order_by(Alert.opened_at.desc()).offset(bindparam("count")).limit(1)


@cache
def _beyond_by_source() -> Select[Any]:
    return _beyond("watch").where(Article.source == bindparam("source"))


@cache
def _by_source() -> Select[Any]:
    counts = func.count(), func.count(Alert.flood_id)
    return _alerts(Article.source, "watch").add_columns(*counts).group_by(Article.source)


def join_flood(
    session: Session, rules: FloodSettings, watch: WatchSettings, source: str, alert: int, now: datetime
) -> datetime | None:
    """Make an alert part of a flood if there is one, or if it begins one; return when its summary is due.

    The alert was opened just now, by an article first seen in `source`. None: it is told as always, be it that the
    watch has a flood which other sources make.
    """
    if not rules.enabled or not watch.flood:
        return None
    for subject in (Subject("watch", watch.name, rules.watch), Subject("source", source, rules.source)):
        flood = _that_takes(session, subject, source, now)
        if flood is not None:
            # Not by way of the session: no alert is loaded yet.
            session.connection().execute(_JOINED, {"alert": alert, "flood": flood.id})
            return next_summary(flood.began_at, rules.every, watch.priority == "high", now)
    return None


def end_over(session: Session, rules: FloodSettings, now: datetime) -> int:
    """End the floods that are over, all of them if nobody wants to be guarded; return how many."""
    query = select(Flood).where(Flood.ended_at.is_(None)).order_by(Flood.id).with_for_update(skip_locked=True)
    over = [one for one in session.scalars(query) if not rules.enabled or _calm(session, one, now)]
    for one in over:
        _end(session, one, now)
    return len(over)


def under_way_at_all(session: Session) -> bool:
    """Return whether a flood is under way."""
    return session.scalar(select(Flood.id).where(Flood.ended_at.is_(None)).limit(1)) is not None


def flood_told(session: Session, deliveries: Sequence[int]) -> Flood | None:
    """Return the flood of which these deliveries (by id) make a summary; None if they do not."""
    query = select(Alert.flood_id, Delivery.occasion).join(Delivery.alert).where(Delivery.id.in_(deliveries))
    found = session.execute(query.distinct()).all()
    told = {flood if occasion in SUMMARISED else None for flood, occasion in found}
    flood = told.pop() if len(told) == 1 else None
    return None if flood is None else session.get_one(Flood, flood)


def _that_takes(session: Session, subject: Subject, source: str, now: datetime) -> Row[Any] | None:
    """Return the flood that takes what a source brings, or begin it; None if there is none."""
    flood = _under_way(session, subject, now)
    if flood is None:
        return _begun(session, subject, source, now)
    return None if _spares(session, subject, source, flood.most, now) else flood


def _under_way(session: Session, subject: Subject, now: datetime) -> Row[Any] | None:
    flood = _open(session, subject)
    if flood is not None and _calm(session, flood, now):
        _end(session, flood, now)
        return None
    return flood


def _begun(session: Session, subject: Subject, source: str, now: datetime) -> Row[Any] | None:
    if not _more_than(session, subject, subject.at_least, now):
        return None
    most, usual = most_in_an_hour(list(_hours(session, subject, now)), subject.at_least)
    if not _more_than(session, subject, most, now) or _spares(session, subject, source, most, now):
        return None
    row = {"kind": subject.kind, "name": subject.name, "most": most, "usual": usual, "began_at": now}
    begun = insert_missing(session, Flood).values(**row).returning(Flood.id)
    # Another process may have begun it at the same moment.
    if session.execute(begun).scalar() is not None:
        about = "unknown" if usual is None else f"{usual:g}"
        told = (subject.kind, subject.name, most, about)
        log.warning("flood, the rest is summarised: %s=%s more_than=%d an_hour, usual=%s", *told)
    return _open(session, subject)


def _spares(session: Session, subject: Subject, source: str, most: int, now: datetime) -> bool:
    if subject.kind != "watch":
        return False
    lately = {"name": subject.name, "source": source, "since": now - HOUR, "until": now, "count": most}
    # Of what bursts only so much is read as tells that it does: all of it, for each of its alerts, would be far more.
    if session.connection().execute(_beyond_by_source(), lately).scalar() is not None:
        return False
    rows = session.connection().execute(_by_source(), lately).all()
    summarised = any(name == source and in_floods for name, _, in_floods in rows)
    return is_spared(source, {name: count for name, count, _ in rows}, most, summarised)


def _open(session: Session, subject: Subject) -> Row[Any] | None:
    # The row alone: for an object of it the session takes longer than for the look-up.
    return session.connection().execute(_OPEN, {"kind": subject.kind, "name": subject.name}).one_or_none()


def _calm(session: Session, flood: Flood | Row[Any], now: datetime) -> bool:
    subject = Subject(flood.kind, flood.name, flood.most)
    return not _more_than(session, subject, calm_in_an_hour(flood.most), now)


def _end(session: Session, flood: Flood | Row[Any], now: datetime) -> None:
    session.execute(update(Flood).where(Flood.id == flood.id).values(ended_at=now))
    count = session.scalar(select(func.count()).where(Alert.flood_id == flood.id))
    since = f"{flood.began_at:%Y-%m-%dT%H:%MZ}"
    log.warning("flood over: %s=%s since=%s alerts=%d", flood.kind, flood.name, since, count)


def _more_than(session: Session, subject: Subject, count: int, now: datetime) -> bool:
    """Return whether there were more alerts than that within the last hour; of a flood no more rows are read."""
    lately = {"name": subject.name, "since": now - HOUR, "until": now, "count": count}
    return session.connection().execute(_beyond(subject.kind), lately).scalar() is not None


def _hours(session: Session, subject: Subject, now: datetime) -> Iterator[int]:
    """Yield how many alerts each hour had, of the two weeks before the last hour."""
    before = {"name": subject.name, "since": now - PAST, "until": now - HOUR}
    counts: dict[datetime, int] = {}
    for at in session.scalars(_alerts(Alert.opened_at, subject.kind), before):
        hour = at.replace(minute=0, second=0, microsecond=0)
        counts[hour] = counts.get(hour, 0) + 1
    yield from counts.values()

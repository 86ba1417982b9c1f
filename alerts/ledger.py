"""Read the ledger of deliveries, and make what was given up due again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from alerts.breaker_store import try_now
from store.alert_models import Alert, Attempt, Delivery, Departure, Notice
from store.models import Article
from store.statements import chunks

STATUSES = ("pending", "failed", "sent", "dead")
#: What asking by hand can make due again.
_AGAIN = ("failed", "dead")


@dataclass(frozen=True)
class Entry:
    """A delivery and what it tells: the watch and title of its alert, or (watch None) the words of a notice."""

    delivery: Delivery
    watch: str | None
    told: str


@dataclass(frozen=True)
class Retried:
    """Which deliveries are due again, by id, and why others are not, in words."""

    due: tuple[int, ...]
    refused: tuple[str, ...]


def entries(
    session: Session,
    limit: int,
    *,
    status: str | None = None,
    channel: str | None = None,
    watch: str | None = None,
    since: datetime | None = None,
    before: int | None = None,
) -> list[Entry]:
    """Return at most `limit` deliveries, newest first: those made from `since` on, with ids below `before`."""
    wanted: list[ColumnElement[bool]] = []
    wanted += [Delivery.status == status] if status else []
    wanted += [Delivery.channel == channel] if channel else []
    wanted += [Alert.watch == watch] if watch else []
    wanted += [Delivery.created_at >= since] if since else []
    wanted += [Delivery.id < before] if before else []
    rows = session.execute(_entries().where(*wanted).order_by(Delivery.id.desc()).limit(limit))
    return [_entry(*row) for row in rows]


def entry(session: Session, delivery_id: int) -> Entry | None:
    """Return the delivery of that id, or None."""
    row = session.execute(_entries().where(Delivery.id == delivery_id)).one_or_none()
    return None if row is None else _entry(*row)


def attempts_of(session: Session, delivery_id: int) -> Sequence[Attempt]:
    """Return every attempt at a delivery, the first one first."""
    return session.scalars(select(Attempt).where(Attempt.delivery_id == delivery_id).order_by(Attempt.number)).all()


def entry_data(one: Entry) -> dict[str, Any]:
    """Return what programs are told of a delivery; times are aware UTC."""
    row = one.delivery
    return {
        "id": row.id,
        "status": row.status,
        "channel": row.channel,
        "recipient": row.recipient,
        "occasion": row.occasion,
        "watch": one.watch,
        "alert": row.alert_id,
        "notice": row.notice_id,
        "told": one.told,
        "message": row.message_id,
        "attempts_made": row.attempts,
        "next_attempt": None if row.settled_at else row.next_attempt_at,
        "created": row.created_at,
        "settled": row.settled_at,
        "error": row.last_error,
    }


def attempt_data(attempt: Attempt) -> dict[str, Any]:
    """Return what programs are told of an attempt; times are aware UTC."""
    return {
        "number": attempt.number,
        "at": attempt.at,
        "outcome": attempt.outcome,
        "answer": attempt.answer,
        "duration_ms": attempt.duration_ms,
    }


def _entries() -> Select[Delivery, str | None, str | None, str | None]:
    # A spike or silence has no title: its kind says what it is.
    title = func.coalesce(Article.title, Departure.kind)
    columns = select(Delivery, Alert.watch, title, Notice.words)
    told = columns.outerjoin(Delivery.alert).outerjoin(Alert.article).outerjoin(Alert.departure)
    return told.outerjoin(Delivery.notice)


def _entry(delivery: Delivery, watch: str | None, title: str | None, words: str | None) -> Entry:
    return Entry(delivery, watch, title or words or "")


def retry(
    session: Session,
    now: datetime,
    channels: Collection[str],
    ids: Collection[int] = (),
    *,
    dead: bool = False,
    channel: str | None = None,
) -> Retried:
    """Make deliveries due again at once, with all attempts of the schedule ahead of them.

    Chosen by `ids`, or all that are dead, failed or dead on one channel, or dead on one. Whatever travelled in the
    same message goes along, under the same message id. Attempts are numbered on. A channel that is out of order is
    tried at once. `channels` are those in the settings; what was meant for others would only be given up again.
    """
    rows = _chosen(session, ids, dead=dead, channel=channel)
    refused = [f"there is no delivery {i}" for i in ids if i not in rows]
    fit = {i: row for i, row in rows.items() if row.status in _AGAIN and row.lease_owner is None}
    refused += [_why(rows[i]) for i in ids if i in rows and i not in fit]
    gone = {row.channel for row in fit.values()} - set(channels)
    for name in sorted(gone):
        left = sum(row.channel == name for row in fit.values())
        refused.append(f"{left} to channel {name!r}, which is no longer in the settings: put it back first")
    ready = [row for row in _fellows(session, fit).values() if row.channel not in gone]
    for row in ready:
        row.status, row.settled_at = "failed", None
        row.next_attempt_at, row.spent = now, row.attempts
    for name in sorted({row.channel for row in ready}):
        try_now(session, name, now)
    return Retried(tuple(sorted(row.id for row in ready)), tuple(refused))


def _chosen(session: Session, ids: Collection[int], *, dead: bool, channel: str | None) -> dict[int, Delivery]:
    if ids:
        return _locked(session, [Delivery.id.in_(part) for part in chunks(sorted(set(ids)))])
    of_channel = Delivery.channel == channel if channel else Delivery.status == "dead"
    return _locked(session, [of_channel & Delivery.status.in_(("dead",) if dead else _AGAIN)])


def _fellows(session: Session, rows: Mapping[int, Delivery]) -> dict[int, Delivery]:
    """Return rows, and what travels in the same messages and is not sent."""
    messages = sorted({row.message_id for row in rows.values() if row.message_id})
    free = Delivery.status.in_(_AGAIN) & Delivery.lease_owner.is_(None)
    return {**rows, **_locked(session, [Delivery.message_id.in_(part) & free for part in chunks(messages)])}


def _locked(session: Session, wanted: Iterable[ColumnElement[bool]]) -> dict[int, Delivery]:
    found: dict[int, Delivery] = {}
    for one in wanted:
        rows = session.scalars(select(Delivery).where(one).order_by(Delivery.id).with_for_update())
        found |= {row.id: row for row in rows}
    return found


def _why(row: Delivery) -> str:
    if row.status == "sent":
        return f"delivery {row.id} was sent already"
    return f"delivery {row.id} is {'under way' if row.lease_owner else 'due anyway'}"

"""Digests in the store: since when one tells, and what it says beside its alerts, written down when it is begun.

So it says the same at every attempt, whatever is read, held or told meanwhile.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from xxhash import xxh3_128_hexdigest

from alerts.alerting import ChannelPlan, open_delivery
from alerts.digest_view import DigestView, HeldBack, from_facts, told
from alerts.notices import deliveries_of_notice
from alerts.silences import end_of
from alerts.timing import last_digest
from config import ChannelSettings, Settings
from store.alert_models import Alert, Delivery, Departure, Hold, Notice, StoredMessage
from store.coverage import coverage_proof
from store.marks import is_held, may_still_go
from store.models import Article, SourceState
from store.statements import insert_missing

#: Headlines shown of what one silence holds; beyond them they are only counted.
_HELD_TITLES = 5
#: The kind of notice that carries a digest of nothing.
EMPTY = "digest"


def write_down(session: Session, message_id: str, settings: Settings, now: datetime) -> None:
    """Make the message, which is begun at `now`, a digest: of what has come since the one before it."""
    row = session.get_one(StoredMessage, message_id)
    channel = settings.channels[row.channel]
    row.since = since_when(session, channel, row.recipient, _cut(channel, settings.zone, now), settings.zone)
    row.facts = facts_of(session, channel.name, settings, row.since, now)


def digest_of(session: Session, message_id: str) -> DigestView | None:
    """Return what was written down of a digest; None if the message is none."""
    row = session.get(StoredMessage, message_id)
    return None if row is None or row.since is None else from_facts(row.channel, row.since, row.begun_at, row.facts)


def digest_now(
    session: Session, channel: ChannelSettings, recipient: str, settings: Settings, now: datetime
) -> DigestView:
    """Return the digest that a recipient of a channel would be sent if one were due at `now`."""
    since = since_when(session, channel, recipient, now, settings.zone)
    return from_facts(channel.name, since, now, facts_of(session, channel.name, settings, since, now))


def gathered(session: Session, channel: str, recipient: str) -> Sequence[int]:
    """Return the deliveries (by id) that wait for the next digest."""
    return session.scalars(_gathering(channel, recipient)).all()


def since_when(session: Session, channel: ChannelSettings, recipient: str, cut: datetime, zone: tzinfo) -> datetime:
    """Return since when a digest due at `cut` tells: since the one before, or for the first, one interval back.

    The first tells of no time before the first poll: nobody could have read anything then.
    """
    same = (StoredMessage.channel == channel.name, StoredMessage.recipient == recipient)
    earlier = select(func.max(StoredMessage.begun_at)).where(*same, StoredMessage.since.is_not(None))
    if (last := session.scalar(earlier.where(StoredMessage.begun_at < cut))) is not None:
        return last
    before = _cut(channel, zone, cut - timedelta(microseconds=1))
    began = session.scalar(select(func.min(SourceState.first_polled_at)))
    return min(max(before, began or before), cut)


def facts_of(session: Session, channel: str, settings: Settings, since: datetime, now: datetime) -> dict[str, Any]:
    """Return what a digest says beside its alerts, ready for JSON: see `alerts.digest_view.from_facts`."""
    sources = [source.name for source in settings.sources if source.enabled]
    proof = asdict(coverage_proof(session, sources, since, now))
    held = [asdict(one) for one in _held(session, channel, settings, since)]
    return {"coverage": told(proof), "held": told(held)}


def without_digest(session: Session, plan: ChannelPlan, now: datetime) -> list[str]:
    """Return the recipients of a channel for whom a digest was due and there is nothing to make one of.

    What was due before the first poll is not missed.
    """
    cut = _cut(plan.settings, plan.zone, now)
    began = session.scalar(select(func.min(SourceState.first_polled_at)))
    if began is None or began >= cut:
        return []
    return [one for one in plan.recipients if not _had_one(session, plan.settings.name, one, cut)]


def open_empty(session: Session, plan: ChannelPlan, settings: Settings, now: datetime) -> int:
    """Have the recipients `without_digest` told that nothing matched, and what was read; return how many they are.

    Whoever else does the same at the same time opens none: the message of a digest of nothing is named by whom it is
    for and when it was due.
    """
    channel = plan.settings
    cut, opened = _cut(channel, plan.zone, now), 0
    for recipient in without_digest(session, plan, now):
        since = since_when(session, channel, recipient, cut, plan.zone)
        id_ = f"tocsin-{xxh3_128_hexdigest(f'{channel.name} {recipient} {cut.isoformat()}'.encode())}"
        row = {"id": id_, "channel": channel.name, "recipient": recipient, "begun_at": now, "since": since}
        facts = facts_of(session, channel.name, settings, since, now)
        made = insert_missing(session, StoredMessage).values(**row, facts=facts).returning(StoredMessage.id)
        if session.execute(made).scalar() is not None:
            _tell(session, plan, recipient, id_, from_facts(channel.name, since, now, facts), now)
            opened += 1
    return opened


def _tell(
    session: Session, plan: ChannelPlan, recipient: str, message_id: str, view: DigestView, now: datetime
) -> None:
    read = f"{view.coverage.read} of {view.coverage.sources} sources were read"
    words = f"Nothing matched for channel {plan.settings.name} since {view.since:%Y-%m-%d %H:%M} UTC; {read}."
    notice = Notice(kind=EMPTY, about=plan.settings.name, words=words, opened_at=now)
    session.add(notice)
    session.flush()
    for row in deliveries_of_notice(notice.id, plan, now, now):
        if row["recipient"] == recipient:
            open_delivery(session, {**row, "message_id": message_id})


def _had_one(session: Session, channel: str, recipient: str, cut: datetime) -> bool:
    """Return whether a recipient has had a digest since `cut`, or has one coming because alerts are due."""
    same = (StoredMessage.channel == channel, StoredMessage.recipient == recipient)
    begun = select(StoredMessage.id).where(*same, StoredMessage.since.is_not(None), StoredMessage.begun_at >= cut)
    waiting = _gathering(channel, recipient).where(Delivery.next_attempt_at <= cut)
    return any(session.scalar(query.limit(1)) is not None for query in (begun, waiting))


def _gathering(channel: str, recipient: str) -> Select[int]:
    whose = (Delivery.channel == channel, Delivery.recipient == recipient)
    waiting = (Delivery.settled_at.is_(None), Delivery.attempts == 0, Delivery.message_id.is_(None), may_still_go())
    return select(Delivery.id).join(Delivery.alert).where(*whose, *waiting, Alert.priority != "high")


def _cut(channel: ChannelSettings, zone: tzinfo, now: datetime) -> datetime:
    return now if channel.digest_rule is None else last_digest(now, channel.digest_rule, zone)


def _held(session: Session, channel: str, settings: Settings, since: datetime) -> list[HeldBack]:
    """Return what silences keep from a channel now, the silence that holds most first."""
    title = func.coalesce(Article.title, Departure.kind).label("title")
    columns = select(Hold.silence, Hold.reason, Hold.channels, Hold.held_at, Alert.watch, title)
    query = columns.join(Hold.alert).outerjoin(Alert.article).outerjoin(Alert.departure)
    by_silence: dict[str, list[Any]] = {}
    for row in session.execute(query.where(is_held()).order_by(Hold.held_at.desc(), Hold.alert_id.desc())):
        if channel in row.channels:
            by_silence.setdefault(row.silence, []).append(row)
    held = [
        HeldBack(
            silence=key,
            reason=rows[0].reason,
            until=end_of(session, key, settings),
            count=len(rows),
            new=sum(row.held_at > since for row in rows),
            alerts=tuple((row.watch, row.title) for row in rows[:_HELD_TITLES]),
        )
        for key, rows in by_silence.items()
    ]
    return sorted(held, key=lambda one: (-one.count, one.silence))

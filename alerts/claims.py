"""Claim deliveries that are due, and let go of them: the only places where a lease is taken or dropped."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any
from uuid import uuid4

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, func, or_, select, true, tuple_, update
from sqlalchemy.orm import Session

from alerts.breaker import First
from alerts.floods import SUMMARISED
from alerts.pace import Pace, Whom, pace_of
from alerts.retry import MAX_ATTEMPTS, time_left
from alerts.timing import is_quiet
from config import ChannelSettings
from store.alert_models import Alert, Attempt, Breaker, Delivery, StoredMessage
from store.marks import may_still_go
from store.statements import insert_missing, lock_key, on_postgresql

#: A claim not recorded by then is taken to be lost with its process. Far longer than a send may take.
LEASE = timedelta(minutes=5)
#: Alerts in one message; a digest of more goes out as several.
MOST_TOGETHER = 500
#: The same for the summary of a flood, which tells few of them in full.
MOST_SUMMARISED = 5000
#: Deliveries that are given up in one transaction.
_GIVEN_UP = 500
#: Still to be delivered.
OPEN = ("pending", "failed")
#: How the groups are called that make a digest.
_DIGEST = "digest "
#: … and those of what is more than the rate of a channel lets go.
_CROWD = "crowd "
#: … and those of the summaries of a flood.
_FLOOD = "flood "
#: By what is ordered what goes first.
_BEFORE: Mapping[First, Sequence[Any]] = {"due": (), "fresh": (Delivery.attempts,), "tried": (Delivery.attempts == 0,)}
NO_OUTCOME = "no outcome was recorded: the process ended, or lost the database, during this attempt"


@dataclass(frozen=True)
class Claim:
    """Deliveries that this process has undertaken to attempt now, in one message.

    `deliveries` gives the number of this attempt for each delivery id; with the owner it is the fence behind which the
    outcome is recorded. `tries` is how many attempts of the schedule this makes: not all count, see `Delivery.spent`.
    `begins_digest` tells that these were due together on a digest channel, and go out for the first time.
    """

    message_id: str
    channel: str
    recipient: str
    deliveries: Mapping[int, int]
    tries: int
    begins_digest: bool = False

    @property
    def attempt(self) -> int:
        """The number of this attempt."""
        return max(self.deliveries.values())


def claim_due(
    session: Session,
    now: datetime,
    owner: str,
    limit: int,
    channels: Mapping[str, ChannelSettings],
    zone: tzinfo,
    *,
    first: First = "due",
) -> list[Claim]:
    """Take up to `limit` messages' worth of deliveries of these channels that are due, so that nobody else sends them.

    Instant deliveries get a message each, and so does what is urgent; all others of a digest channel to one recipient
    travel together, and whatever travelled together once does so at every attempt, under the same message id. Where a
    channel has a rate and more is due to one recipient than it lets go now, all of it travels together. While a
    channel's quiet hours are on only high priority is claimed, whatever the reason it comes due then; a notice waits
    for their end. `first` tells what goes before what is due longest. The claim must be committed before sending.
    """
    pace = pace_of(session, channels, now)
    wanted = and_(_due(now), _may_go(channels, now, zone), _has_room(pace))
    columns = (
        Delivery.id,
        Delivery.notice_id,
        Delivery.channel,
        Delivery.recipient,
        Delivery.message_id,
        Delivery.attempts,
        Delivery.occasion,
        Alert.priority,
        Alert.flood_id,
    )
    order = (*_BEFORE[first], Delivery.next_attempt_at, Delivery.id)
    query = select(*columns).outerjoin(Delivery.alert).where(wanted).order_by(*order).limit(limit)
    found = session.execute(query).all()
    crowded = _crowded(session, pace, wanted, channels)
    groups = _within(pace, {_group(row, channels, crowded): row for row in found})
    taken = ((group, _take(session, group, groups[group], wanted, now)) for group in _locked(session, list(groups)))
    return [_begin(session, rows, now, owner, group.startswith(_DIGEST)) for group, rows in taken if rows]


def due_channels(session: Session, now: datetime) -> set[str]:
    """Return the channels that have something due, in the settings or not, and that no breaker holds back."""
    held = select(Breaker.channel).where(Breaker.probe_at > now)
    return set(session.scalars(select(Delivery.channel).where(_due(now), Delivery.channel.not_in(held)).distinct()))


def take_due_of(session: Session, now: datetime, channel: str) -> Sequence[Delivery]:
    """Return deliveries that are due on a channel, locked until the transaction ends."""
    query = select(Delivery).where(_due(now), Delivery.channel == channel).order_by(Delivery.id).limit(_GIVEN_UP)
    return session.scalars(query.with_for_update(skip_locked=True)).all()


def take_overdue(session: Session, channel: str, by: datetime) -> Sequence[Delivery]:
    """Return deliveries that a breaker has kept waiting for as long as their attempts would have taken, locked.

    Had it let them through, the last attempt would have come before `by`, and failed.
    """
    tries = Delivery.attempts - Delivery.spent
    over = or_(*(and_(tries == n, Delivery.next_attempt_at <= by - time_left(n)) for n in range(MAX_ATTEMPTS)))
    query = select(Delivery).where(_due(by), Delivery.channel == channel, over).order_by(Delivery.id).limit(_GIVEN_UP)
    return session.scalars(query.with_for_update(skip_locked=True)).all()


def owners_of_leases(session: Session) -> Sequence[str]:
    """Return who has claimed deliveries that are not recorded yet."""
    owner = Delivery.lease_owner
    # Open, in the words of the index that holds only those.
    claimed = select(owner).where(Delivery.settled_at.is_(None), owner.is_not(None)).distinct()
    return [one for one in session.scalars(claimed) if one]


def release_leases(session: Session, owner: str | None) -> int:
    """Let go of what `owner` claimed and did not record, so that it is due again at once; return how many that were.

    An owner of None means everybody: for the start of a daemon that is alone on its store. A breaker's probe that was
    under way may go again as well. The attempt under way is kept as one without an outcome.
    """
    held = Delivery.lease_owner.is_not(None) if owner is None else Delivery.lease_owner == owner
    rows = session.scalars(select(Delivery).where(held, Delivery.status.in_(OPEN)).with_for_update()).all()
    lost = update(Breaker).where(Breaker.state == "half-open")
    if owner is not None:
        lost = lost.where(Breaker.channel.in_({row.channel for row in rows}))
    session.execute(lost.values(state="open", probe_at=Breaker.opened_at))
    for row in rows:
        close_unrecorded(session, row)
    return len(rows)


def _due(now: datetime) -> ColumnElement[bool]:
    free = or_(Delivery.lease_until.is_(None), Delivery.lease_until <= now)
    # Open, in the words of the index that holds only those.
    return and_(Delivery.settled_at.is_(None), Delivery.next_attempt_at <= now, free, may_still_go())


def _may_go(channels: Mapping[str, ChannelSettings], now: datetime, zone: tzinfo) -> ColumnElement[bool]:
    loud = [name for name, settings in channels.items() if not is_quiet(now, settings, zone)]
    may = or_(Delivery.channel.in_(loud), Alert.priority == "high")
    # Said of the channel first, so that the index on it is of use.
    return and_(Delivery.channel.in_(list(channels)), may)


def _has_room(pace: Pace) -> ColumnElement[bool]:
    """Return the condition that a rate lets a delivery go; what was begun counts once, however often it is tried."""
    whom = tuple_(Delivery.channel, Delivery.recipient)
    full, beyond = pace.full(urgent=False), pace.full(urgent=True)
    urgent = and_(Alert.priority == "high", whom.not_in(beyond)) if beyond else Alert.priority == "high"
    return or_(Delivery.attempts > 0, whom.not_in(full), urgent) if full else true()


def _crowded(
    session: Session, pace: Pace, wanted: ColumnElement[bool], channels: Mapping[str, ChannelSettings]
) -> set[Whom]:
    """Return to whom more is due than there is room for; the digests of a channel are one message anyway."""
    names = [name for name in pace.rates if channels[name].digest_rule is None]
    if not names:
        return set()
    # A flood's summary is one message.
    messages = func.count(case((_is_summarised(), -Alert.flood_id), else_=Delivery.id).distinct())
    count = select(Delivery.channel, Delivery.recipient, messages).outerjoin(Delivery.alert)
    count = count.where(wanted, Delivery.attempts == 0, Delivery.channel.in_(names))
    due = session.execute(count.group_by(Delivery.channel, Delivery.recipient))
    return {(channel, recipient) for channel, recipient, n in due if n > (pace.room((channel, recipient)) or 0)}


def _within(pace: Pace, groups: Mapping[str, Any]) -> dict[str, Any]:
    new = [(name, (row.channel, row.recipient)) for name, row in groups.items() if row.attempts == 0]
    allowed = set(pace.within(new))
    return {name: row for name, row in groups.items() if row.attempts > 0 or name in allowed}


def _group(row: Any, channels: Mapping[str, ChannelSettings], crowded: Collection[Whom]) -> str:
    if row.message_id is not None:
        return f"message {row.message_id}"
    if channels[row.channel].digest_rule is not None and row.notice_id is None and row.priority != "high":
        return f"{_DIGEST}{row.channel} {row.recipient}"
    if row.flood_id is not None and row.occasion in SUMMARISED:
        return f"{_FLOOD}{row.flood_id} {row.channel} {row.recipient}"
    if row.notice_id is None and (row.channel, row.recipient) in crowded:
        return f"{_CROWD}{row.channel} {row.recipient}"
    return f"delivery {row.id}"


def _locked(session: Session, groups: list[str]) -> list[str]:
    """Return the groups that no other process is claiming at this moment.

    Row locks alone would let two processes each take half of a digest. On SQLite there is one writer at a time anyway.
    """
    if not groups or not on_postgresql(session):
        return groups
    locks = [func.pg_try_advisory_xact_lock(cast(lock_key(group), BigInteger)) for group in groups]
    return [group for group, got in zip(groups, session.execute(select(*locks)).one(), strict=True) if got]


def _take(session: Session, group: str, row: Any, wanted: ColumnElement[bool], now: datetime) -> Sequence[Delivery]:
    """Lock and return the rows of a group that are still to be had."""
    query = select(Delivery).outerjoin(Delivery.alert).order_by(Delivery.id)
    if row.message_id is not None:
        free = or_(Delivery.lease_until.is_(None), Delivery.lease_until <= now)
        query = query.where(Delivery.message_id == row.message_id, Delivery.status.in_(OPEN), free, may_still_go())
    elif group.startswith(_DIGEST):
        query = query.where(wanted, *_together(row), Alert.priority != "high").limit(MOST_TOGETHER)
    elif group.startswith(_CROWD):
        query = query.where(wanted, *_together(row), ~_is_summarised()).limit(MOST_TOGETHER)
    elif group.startswith(_FLOOD):
        query = query.where(wanted, *_together(row), _is_summarised(), Alert.flood_id == row.flood_id)
        query = query.limit(MOST_SUMMARISED)
    else:
        query = query.where(wanted, Delivery.id == row.id)
    return session.scalars(query.with_for_update(skip_locked=True, of=Delivery)).all()


def _is_summarised() -> ColumnElement[bool]:
    return and_(Alert.flood_id.is_not(None), Delivery.occasion.in_(SUMMARISED))


def _together(row: Any) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that an alert goes to the same recipient and has not travelled with others yet."""
    same = (Delivery.channel == row.channel, Delivery.recipient == row.recipient)
    return (*same, Delivery.message_id.is_(None), Delivery.notice_id.is_(None))


def _begin(session: Session, rows: Sequence[Delivery], now: datetime, owner: str, digest: bool) -> Claim:
    # By chance, not by number: a store made anew must not use the ids of the old one again.
    message_id = rows[0].message_id or f"tocsin-{uuid4().hex}"
    for row in rows:
        if row.lease_owner is not None:
            close_unrecorded(session, row)
        row.message_id = message_id
        row.attempts += 1
        row.lease_owner, row.lease_until = owner, now + LEASE
    session.flush()
    channel, recipient = rows[0].channel, rows[0].recipient
    begun = {"id": message_id, "channel": channel, "recipient": recipient, "begun_at": now}
    session.execute(insert_missing(session, StoredMessage).values(**begun))
    tries = max(row.attempts - row.spent for row in rows)
    return Claim(message_id, channel, recipient, {row.id: row.attempts for row in rows}, tries, digest)


def close_unrecorded(session: Session, row: Delivery) -> None:
    """Keep the attempt under a lease that has ended as one without an outcome, and let go of the lease."""
    at = (row.lease_until or row.next_attempt_at) - LEASE
    session.add(Attempt(delivery_id=row.id, number=row.attempts, at=at, outcome="failed", answer=NO_OUTCOME))
    row.lease_owner = row.lease_until = None

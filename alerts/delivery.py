"""Send what is due: claim in one transaction, send in none, record in another."""

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.breaker import allowed, first, probing
from alerts.breaker_store import Change, keep, locked_health, note
from alerts.channel import Channel, DeliveryError, Message
from alerts.claims import Claim, claim_due, due_channels, take_due_of, take_overdue
from alerts.digests import write_down
from alerts.display import one_line
from alerts.masking import masked, secrets_of
from alerts.notices import open_notice
from alerts.retry import MAX_ATTEMPTS, retry_at
from alerts.settling import Outcome, give_up, pass_on, settle
from config import Settings
from store.alert_models import Delivery
from store.errors import StoreError
from store.leaps import believes
from store.session import Store

log = logging.getLogger(__name__)
T = TypeVar("T")

#: For one send, whatever the channel itself promises; well within a lease.
SEND_DEADLINE = 240.0
#: A channel with much to do takes no more on after so many seconds, so that new settings come to be used.
PATIENCE = 20.0
#: Characters of an answer that are kept.
ANSWER_LIMIT = 500
#: Seconds to wait before the outcome of a send is written once more: the message is out, and only the store fails.
#: Until the lease ends, for what is not written is sent again; nothing else can be claimed meanwhile either.
RECORD_PAUSES = (0.2, 1.0, 3.0, 10.0, 30.0, 60.0, 120.0)


@dataclass(frozen=True)
class Delivered:
    """How many deliveries were accepted, will be tried again, and were given up."""

    sent: int = 0
    failed: int = 0
    dead: int = 0

    def __add__(self, other: "Delivered") -> "Delivered":
        return Delivered(self.sent + other.sent, self.failed + other.failed, self.dead + other.dead)


@dataclass(frozen=True)
class _Round:
    """What all steps of one call need."""

    store: Store
    settings: Settings
    clock: Callable[[], datetime]
    owner: str
    jitter: Callable[[], float]
    #: One of our transactions at a time: SQLite has one writer, and threads that wait for it are missed elsewhere.
    writing: asyncio.Lock


def _spread() -> float:
    return random.uniform(-1, 1)  # noqa: S311 -- spreads load, guards nothing


async def deliver_due(
    store: Store,
    channels: Mapping[str, Channel[Any]],
    settings: Settings,
    clock: Callable[[], datetime],
    owner: str,
    *,
    jitter: Callable[[], float] = _spread,
) -> Delivered:
    """Attempt every delivery of these channels that is due; return what became of them.

    Each channel works by itself, so that a broken one delays no other; to have none wait for the slowest before the
    next round, use `deliver_channel`. Deliveries of channels that `settings` no longer has are given up.

    Arguments: `clock` returns aware UTC; `owner` names this process in leases.

    Raises:
        StoreError: what was claimed and not recorded is tried again when its lease ends, under the same message id.

    """
    turn = _Round(store, settings, clock, owner, jitter, asyncio.Lock())
    due = await asyncio.to_thread(_due, turn)
    return sum(await _all([_one_channel(turn, name, channels.get(name)) for name in sorted(due)]), Delivered())


async def deliver_channel(
    store: Store,
    name: str,
    channel: Channel[Any] | None,
    settings: Settings,
    clock: Callable[[], datetime],
    owner: str,
    writing: asyncio.Lock,
    *,
    jitter: Callable[[], float] = _spread,
) -> Delivered:
    """Do for one channel what `deliver_due` does, without asking first whether it has something due.

    Of a hundred thousand deliveries that wait, that question reads every one; whoever calls this has asked it for all
    channels. `channel` is None for one that the settings no longer have. `writing` is held around each transaction:
    share it among all that deliver in this process. Else as for `deliver_due`.
    """
    return await _one_channel(_Round(store, settings, clock, owner, jitter, writing), name, channel)


async def _one_channel(turn: _Round, name: str, channel: Channel[Any] | None) -> Delivered:
    if channel is not None:
        return await _deliver(turn, channel)
    return Delivered() if name in turn.settings.channels else await _write(turn, _give_up, turn, name)


async def _all(work: list[Coroutine[Any, Any, T]]) -> list[T]:
    """Wait for all of them, then raise what the first that failed raised."""
    results = await asyncio.gather(*work, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [r for r in results if not isinstance(r, BaseException)]


async def _write(turn: _Round, work: Callable[..., T], *args: Any) -> T:
    async with turn.writing:
        return await asyncio.to_thread(work, *args)


def _due(turn: _Round) -> set[str]:
    with turn.store.reading() as session:
        return due_channels(session, turn.clock())


async def _deliver(turn: _Round, channel: Channel[Any]) -> Delivered:
    done, end = Delivered(), asyncio.get_running_loop().time() + PATIENCE
    while claims := await _write(turn, _claim, turn, channel):
        done = sum(await _all([_attempt(turn, channel, claim) for claim in claims]), done)
        if asyncio.get_running_loop().time() > end:
            break
    return done


def _claim(turn: _Round, channel: Channel[Any]) -> list[Claim]:
    """Claim what the channel's breaker lets through: all that is due, one delivery as a probe, or nothing."""
    now, name = turn.clock(), channel.settings.name
    with turn.store.transaction() as session:
        health = locked_health(session, name)
        probe = health.state != "closed"
        if not (places := allowed(health, now, channel.at_once)):
            return []
        mine = {name: channel.settings}
        claims = claim_due(session, now, turn.owner, places, mine, turn.settings.zone, first=first(health))
        if claims and probe:
            keep(session, name, probing(health, now))
        for claim in claims:
            if claim.begins_digest:
                write_down(session, claim.message_id, turn.settings, now)
        return claims


async def _attempt(turn: _Round, channel: Channel[Any], claim: Claim) -> Delivered:
    if claim.tries > MAX_ATTEMPTS:
        # Each of them ended with its process: perhaps because of this message.
        return await _recorded(turn, claim, Outcome(False, "given up: no attempt had an outcome", permanent=True))
    message = await asyncio.to_thread(_message, turn, claim)
    return await _recorded(turn, claim, await send(channel, message))


async def send(channel: Channel[Any], message: Message) -> Outcome:
    """Attempt one message, whatever the channel does, and return what became of it."""
    began = asyncio.get_running_loop().time()
    outcome = await _answer(channel, message)
    return replace(outcome, took=timedelta(seconds=asyncio.get_running_loop().time() - began))


async def _answer(channel: Channel[Any], message: Message) -> Outcome:
    secrets = secrets_of(channel.options)
    try:
        async with asyncio.timeout(SEND_DEADLINE):
            return Outcome(True, _clean(await channel.send(message), secrets))
    except DeliveryError as error:
        return Outcome(False, _clean(str(error), secrets), error.permanent, error.wait)
    except TimeoutError:
        return Outcome(False, f"no end within {SEND_DEADLINE:.0f} s")
    except Exception as error:  # a kind of channel is a plug-in: a bug in it may cost its attempt, nothing else
        log.error("channel crashed: channel=%s error=%s", channel.settings.name, _clean(repr(error), secrets))
        return Outcome(False, _clean(f"the channel crashed: {error!r}", secrets))


def _clean(text: str, secrets: tuple[str, ...]) -> str:
    return one_line(masked(text[:10_000], secrets), ANSWER_LIMIT)


def _message(turn: _Round, claim: Claim) -> Message:
    from alerts.composing import message_of  # here: most polls bring nothing to tell

    with turn.store.reading() as session:
        return message_of(
            session, turn.settings, claim.message_id, claim.recipient, list(claim.deliveries), turn.clock()
        )


async def _recorded(turn: _Round, claim: Claim, outcome: Outcome) -> Delivered:
    """Write the outcome down, even if told to stop meanwhile: it is what keeps the message from repeating."""
    writing = asyncio.ensure_future(_record_patiently(turn, claim, outcome))
    try:
        return await asyncio.shield(writing)
    except asyncio.CancelledError:
        await asyncio.wait([writing])
        raise


async def _record_patiently(turn: _Round, claim: Claim, outcome: Outcome) -> Delivered:
    spread = turn.jitter()
    for pause in RECORD_PAUSES:
        try:
            return await _write(turn, _record, turn, claim, outcome, spread)
        except StoreError as error:
            if not error.passing:
                raise
            log.warning("outcome not written yet: message=%s error=%s", claim.message_id, error)
            await asyncio.sleep(pause)
    return await _write(turn, _record, turn, claim, outcome, spread)


def _record(turn: _Round, claim: Claim, outcome: Outcome, spread: float) -> Delivered:
    now = turn.clock()
    with turn.store.transaction() as session:
        mine = select(Delivery).where(Delivery.id.in_(list(claim.deliveries)), Delivery.lease_owner == turn.owner)
        rows = session.scalars(mine.order_by(Delivery.id).with_for_update()).all()
        rows = [row for row in rows if row.attempts == claim.deliveries[row.id]]
        asked = rows and outcome.took is not None
        change = note(session, claim.channel, outcome.accepted, now, outcome.answer, outcome.wait) if asked else None
        again = retry_at(claim.tries, now, permanent=outcome.permanent, wait=outcome.wait, jitter=spread)
        for row in rows:
            if change and change.probe_failed and again:
                # It went in place of all that wait: that costs it no attempt of its schedule, and no time.
                row.spent, again = row.spent + 1, row.next_attempt_at
            settle(session, row, outcome, now, again)
        pass_on(session, turn.settings, [row for row in rows if row.status == "dead"], now)
        overdue = _follow(session, turn.settings, change, outcome, now) if change else []
    _tell(claim, rows, outcome, change)
    if change:
        _tell_change(change, outcome)
    _say_given_up(overdue)
    return _counted({row.id: row for row in (*rows, *overdue)}.values())


def _follow(
    session: Session, settings: Settings, change: Change, outcome: Outcome, now: datetime
) -> Sequence[Delivery]:
    """Do what the change of a channel calls for; return what has waited too long for it and was given up."""
    if change.opened:
        words = f"Channel {change.channel} has failed {change.now.failures} times in a row, last: {outcome.answer}"
        open_notice(session, settings, "open", change.channel, words, now)
    if change.closed and change.before.opened_at:
        since = change.before.opened_at.astimezone(settings.zone)
        words = f"Channel {change.channel} works again; it was out of order since {since:%Y-%m-%d %H:%M %Z}."
        open_notice(session, settings, "closed", change.channel, words, now)
    if not change.probe_failed or not believes(session, now):  # they may not have waited as long as it seems
        return []
    overdue = take_overdue(session, change.channel, now)
    give_up(session, settings, overdue, f"the channel is out of order: {outcome.answer}", now)
    return overdue


def _counted(rows: Iterable[Delivery]) -> Delivered:
    found = [row.status for row in rows]
    return Delivered(found.count("sent"), found.count("failed"), found.count("dead"))


def _tell(claim: Claim, rows: list[Delivery], outcome: Outcome, change: Change | None) -> None:
    where = (claim.message_id, claim.channel, claim.attempt)
    if len(rows) < len(claim.deliveries):
        log.warning("outcome came too late, others took over: message=%s channel=%s attempt=%d", *where)
    elif outcome.accepted:
        log.info("sent: message=%s channel=%s attempt=%d alerts=%d", *where, len(rows))
    elif rows[0].status == "dead":
        log.error("given up: message=%s channel=%s attempt=%d answer=%s", *where, outcome.answer)
    else:
        # A channel that is out of order is tried at its probe, whatever its deliveries would have.
        times = [rows[0].next_attempt_at, *([change.now.probe_at] if change and change.now.probe_at else [])]
        due = max(times).isoformat(timespec="seconds")
        log.warning("not accepted: message=%s channel=%s attempt=%d next=%s answer=%s", *where, due, outcome.answer)


def _tell_change(change: Change, outcome: Outcome) -> None:
    if change.opened and change.now.probe_at:
        probe = change.now.probe_at.isoformat(timespec="seconds")
        failed = (change.channel, change.now.failures, probe, outcome.answer)
        log.error("channel out of order, its deliveries wait: channel=%s failures=%d probe=%s answer=%s", *failed)
    elif change.closed:
        log.warning("channel works again: channel=%s failures=%d", change.channel, change.before.failures)


def _give_up(turn: _Round, name: str) -> Delivered:
    """Give up what was meant for a channel that has left the settings."""
    now = turn.clock()
    with turn.store.transaction() as session:
        rows = take_due_of(session, now, name)
        give_up(session, turn.settings, rows, f"channel {name!r} is no longer in the settings", now)
    _say_given_up(rows)
    return _counted(rows)


def _say_given_up(rows: Iterable[Delivery]) -> None:
    for row in rows:
        log.error("given up: delivery=%d channel=%s answer=%s", row.id, row.channel, row.last_error)

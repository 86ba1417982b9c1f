"""How far we are with a hub: asked, verified, renewed, refused, left, trusted (WebSub, W3C Recommendation of 2018).

A hub is asked from here, and comes back to an address of the desk (`web/websub`) to see that it was we who asked. What
is to be done next is a row's due time, moved on before it is done: whoever dies in the middle is followed by another.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.display import one_line
from alerts.notices import open_notice
from config import Settings
from config.discretion import without_login
from crawler.hubs import ask_hub
from crawler.item import Hub, ReadError, Reading
from crawler.web import Web
from scheduler.cadence import AFTER_A_BARE_PUSH, SHORTEST, relies_on_pushes
from scheduler.in_force import InForce
from store.models import SourceState
from store.push_models import Subscription
from store.pushes import current, due, in_order, leave, new_token, of_token, offer
from store.session import Store
from store.sources import due_now

log = logging.getLogger(__name__)

#: Where the desk is called by hubs; a token follows.
PATH = "/push/"
#: A hub that took a request comes back within so long, or is asked again; each time later, up to a day.
COMES_BACK = timedelta(minutes=5)
LATEST = timedelta(days=1)
#: After so many tries in vain to end one, it is left to run out.
TRIES_TO_LEAVE = 3
#: A lease is renewed when so much of it is over. One that would have to be renewed all the time is not taken.
RENEW_AT = 0.8
SHORTEST_LEASE, LONGEST_LEASE = timedelta(minutes=5), timedelta(days=365)
#: So many polls in a row that find what was not pushed are no accident: one may be quicker than the hub.
MISSED = 2
#: Most often it cannot reach us.
NEVER_CAME_BACK = (
    "the hub took the request and never came back to see that it was ours; "
    "look whether it reaches [desk] public_url under /push/"
)
#: Hubs that are asked at a time.
_AT_ONCE = 20
_LONGEST_ERROR = 500
#: Of the 4xx, these pass by themselves.
_PASSING = frozenset((408, 425, 429))


@dataclass(frozen=True)
class Asking:
    """What a hub is to be asked for, in which subscription, and since when."""

    id: int
    source: str
    leaving: bool
    hub: Hub
    callback: str
    secret: str = field(repr=False)
    at: datetime


async def mind_subscriptions(store: Store, web: Web, force: InForce, clock: Callable[[], datetime]) -> None:
    """Ask hubs for what is due: to push, to go on, to stop. Raises StoreError."""
    todo = await asyncio.to_thread(_undertake, store, force.settings, clock())
    await asyncio.gather(*(_ask(store, web, one, clock) for one in todo))


def note_poll(
    session: Session, settings: Settings, state: SourceState, reading: Reading, now: datetime, *, new: bool
) -> bool:
    """Record what a poll tells of a source's hub; return whether the hub can be trusted to push what is new.

    `state` is how the source stood before; `new` tells whether the poll found articles that nobody had pushed. Where a
    push has only said that there was something new, and led to this poll, the hub has told of them.
    """
    if state.hub is None and not reading.hubs:
        return False
    if not reading.unchanged:
        _follow_feed(session, state.name, reading.hubs, now)
    one = current(session, state.name)
    if one is None:
        return False
    if new and state.next_poll_why == AFTER_A_BARE_PUSH:
        one.missed = 0
    elif new and one.last_push_at is not None:
        one.missed += 1
        # One that has pushed since the last news is only slower than the polls, as most are where these are frequent.
        if one.missed == MISSED and (state.last_new_at is None or one.last_push_at < state.last_new_at):
            _tell_missed(session, settings, one, now)
    return trusted(one, now)


def _tell_missed(session: Session, settings: Settings, one: Subscription, now: datetime) -> None:
    # It may have forgotten us, whatever lease it gave: asked anew, it may push. One that refuses has its day.
    if one.state == "active":
        one.due_at = min(one.due_at, now)
    words = f"{one.source}: polls find news that its hub does not push; it is polled as if it had none"
    log.warning("hub not trusted: source=%s hub=%s", one.source, without_login(one.hub))
    open_notice(session, settings, "source", one.source, words, now)


def _follow_feed(session: Session, source: str, named: Sequence[Hub], now: datetime) -> None:
    """Have one of the hubs that a feed names push it: the one that does, wherever it stands, or one after it.

    Where each has refused, the first is asked again when the last one would have been.
    """
    hubs = [(hub.address, hub.topic) for hub in named]
    one = current(session, source)
    if one is None or (one.hub, one.topic) not in hubs:
        offer(session, source, hubs[0] if hubs else None, now)
    elif one.state == "refused":
        further = hubs[hubs.index((one.hub, one.topic)) + 1 :]
        offer(session, source, *((further[0], now) if further else (hubs[0], one.due_at)))


def note_push(session: Session, source: str) -> None:
    """Record that what was pushed brought something: a hub that sends what is known already is not to be relied on."""
    one = current(session, source)
    if one is not None:
        one.missed = 0


def trusted(one: Subscription, now: datetime) -> bool:
    """Tell whether a subscription can be relied on: it is in force, pushes have come, and polls find nothing more."""
    in_force = one.state == "active" and one.until is not None and one.until > now
    return in_force and one.last_push_at is not None and one.missed < MISSED


def confirm(session: Session, token: str, said: Mapping[str, str], now: datetime) -> bool:
    """Answer a hub that asks whether it was we who asked it (section 5.3); return whether it was.

    `said` are the parameters of its request without their `hub.`. A hub may ask again: our answer was lost, or it
    renews the lease by itself. A lease too short or without end is not taken.
    """
    one = of_token(session, token, lock=True)
    mode = "unsubscribe" if one is not None and one.state == "leaving" else "subscribe"
    if one is None or (one.asked_at is None and one.state != "active") or said.get("mode") != mode:
        return False
    if said.get("topic") != one.topic:
        one.error = f"the hub came back for another topic, {one_line(said.get('topic', ''), 200)!r}"
        return False
    if mode == "unsubscribe":
        session.delete(one)
        log.info("hub left: source=%s hub=%s", one.source, without_login(one.hub))
        return True
    lease = _lease(said.get("lease_seconds", ""))
    if lease is None:
        one.error = f"the hub offers a lease of {said.get('lease_seconds', '')[:20]!r} seconds, which is of no use"
        return False
    one.state, one.asked_at, one.failures, one.error = "active", None, 0, None
    one.until, one.due_at = now + lease, now + lease * RENEW_AT
    log.info("hub pushes: source=%s hub=%s lease=%s", one.source, without_login(one.hub), lease)
    return True


def denied(session: Session, token: str, said: Mapping[str, str], now: datetime) -> bool:
    """Record that a hub does not push, or no longer (section 5.2); return whether it is one that we know."""
    one = of_token(session, token, lock=True)
    if one is None or said.get("topic") != one.topic:
        return False
    reason = one_line(said.get("reason", ""), _LONGEST_ERROR)
    _refused(session, one, f"the hub refuses{f': {reason}' if reason else ''}", now)
    return True


def _lease(seconds: str) -> timedelta | None:
    if not (seconds.isascii() and seconds.isdecimal() and len(seconds) <= 12):
        return None
    lease = min(timedelta(seconds=min(int(seconds), 10**9)), LONGEST_LEASE)
    return lease if lease >= SHORTEST_LEASE else None


def _refused(session: Session, one: Subscription, why: str, now: datetime) -> None:
    log.warning("hub refuses: source=%s hub=%s error=%s", one.source, without_login(one.hub), why)
    if one.state == "leaving":
        session.delete(one)
        return
    one.state, one.asked_at, one.until, one.error, one.due_at = "refused", None, None, why, now + LATEST
    _poll_instead(session, one.source, now)


def poll_what_is_pushed(session: Session, now: datetime) -> None:
    """Have the sources polled that were to be polled late, because of pushes that may have come while nobody listened.

    Many a hub does not come again. None is polled sooner than one poll follows another, however often a daemon starts.
    """
    columns = (SourceState.name, SourceState.next_poll_at, SourceState.next_poll_why, SourceState.last_polled_at)
    for name, planned, why, polled in session.execute(select(*columns).where(SourceState.hub.is_not(None))):
        soon = max(now, (polled or now) + SHORTEST)
        if relies_on_pushes(why) and soon < planned:
            due_now(session, name, soon, "its hub may have pushed while nobody listened")


def _poll_instead(session: Session, source: str, now: datetime) -> None:
    """Have a source polled now that was to be polled late, because of pushes that have ended."""
    state = session.get(SourceState, source)
    if state is not None and relies_on_pushes(state.next_poll_why):
        due_now(session, source, now, "its hub pushes it no more")


def _undertake(store: Store, settings: Settings, now: datetime) -> list[Asking]:
    """Take on what is due, and end what the settings no longer ask for."""
    public = settings.desk.public_url
    with store.transaction() as session:
        _follow_settings(session, settings, now)
        rows = due(session, now, _AT_ONCE, leaving_only=public is None)
        # Always in one order: two transactions that wait for each other's rows in turn would never end.
        todo = [_taken_on(session, one, public, now) for one in sorted(rows, key=lambda one: one.source)]
    return [one for one in todo if one is not None]


def _follow_settings(session: Session, settings: Settings, now: datetime) -> None:
    """Leave the hubs of sources that are no longer read; where the desk has another address, ask with that."""
    read, public = {source.name for source in settings.sources if source.enabled}, settings.desk.public_url
    for number, source, callback in in_order(session):
        if source not in read:
            leave(session, session.get_one(Subscription, number), now)
        elif public and callback and not callback.startswith(public + PATH):
            one = session.get_one(Subscription, number)
            one.token, one.callback, one.state, one.until, one.due_at = new_token(), "", "offered", None, now
            _poll_instead(session, source, now)


def _taken_on(session: Session, one: Subscription, public: str | None, now: datetime) -> Asking | None:
    """Count what was asked in vain before, and note that it is asked (again)."""
    if one.asked_at is not None:
        one.failures += 1
        one.error = one.error or NEVER_CAME_BACK
    leaving = one.state == "leaving"
    if leaving and one.failures >= TRIES_TO_LEAVE:
        log.warning("hub does not let go, left to run out: source=%s hub=%s", one.source, without_login(one.hub))
        session.delete(one)
        return None
    if not leaving:
        one.callback = f"{public}{PATH}{one.token}"
        lasts = one.state == "active" and one.until is not None and one.until > now
        if one.state == "active" and not lasts:
            _poll_instead(session, one.source, now)
        one.state = "active" if lasts else "asked"
    one.asked_at, one.due_at = now, now + _patience(one.failures)
    return Asking(one.id, one.source, leaving, Hub(one.hub, one.topic), one.callback, one.secret, now)


def _patience(failures: int) -> timedelta:
    times: int = 3 ** min(failures, 10)
    return min(COMES_BACK * times, LATEST)


async def _ask(store: Store, web: Web, one: Asking, clock: Callable[[], datetime]) -> None:
    try:
        await ask_hub(web, "unsubscribe" if one.leaving else "subscribe", one.hub, one.callback, one.secret)
    except ReadError as error:
        await asyncio.to_thread(_record_failure, store, one, error, clock())


def _record_failure(store: Store, asking: Asking, error: ReadError, now: datetime) -> None:
    """Record that a hub could not be asked, or refused, unless it has come back meanwhile all the same."""
    with store.transaction() as session:
        one = session.get(Subscription, asking.id, with_for_update=True)
        if one is None or one.asked_at != asking.at:
            return
        if error.status is not None and 400 <= error.status < 500 and error.status not in _PASSING:
            _refused(session, one, str(error)[:_LONGEST_ERROR], now)
            return
        log.warning("hub cannot be asked: source=%s hub=%s error=%s", one.source, without_login(one.hub), error)
        one.error = str(error)[:_LONGEST_ERROR]

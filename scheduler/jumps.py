"""Notice that the clock was set, and move what is due with it: it would wait for as long as the clock went back.

A clock that stands far from the time of the last work may be wrong, as after a start without a battery, and is set
right by the network soon after: one that is behind is waited for, one that is ahead is not believed for a week.
"""

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scheduler.clock import utc_now
from scheduler.notify import notify
from scheduler.subscriptions import poll_what_is_pushed
from store.bring_back import bring_back
from store.errors import StoreError
from store.leaps import FAR, forget_leap, note_leap, was_wrong
from store.rebase import latest_time, rebase_once
from store.session import Store

log = logging.getLogger(__name__)

#: A clock that differs by more from the time that has passed was set.
CLOCK_JUMP = timedelta(seconds=30)
#: No clock is right that stands before this was written.
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
#: A clock that stands far behind the last work is waited for so long: by then the network has set it, or cannot.
PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Jump:
    """That the clock was set: what it would say, and what it says (aware UTC)."""

    before: datetime
    now: datetime

    @property
    def by(self) -> timedelta:
        """How far it went: below zero where it was set back."""
        return self.now - self.before


class Watched:
    """The clock, beside one that nobody sets."""

    def __init__(self) -> None:
        self._wall, self._steady = utc_now(), time.monotonic()

    def jump(self) -> Jump | None:
        """Return how the clock was set since this was asked last; None if it was not."""
        before = self._wall + timedelta(seconds=time.monotonic() - self._steady)
        self._wall, self._steady = utc_now(), time.monotonic()
        jump = Jump(before, self._wall)
        if abs(jump.by) <= CLOCK_JUMP:
            return None
        log.warning("the clock was set: by=%.0fs", jump.by.total_seconds())
        return jump


def follow(store: Store, jump: Jump) -> None:
    """Move what is due with a clock that was set back; set forward, what it passed is simply due.

    It goes forward as well where the machine has slept, and then no push was heard. Where it was wrong until it was set
    back, what was written by it is brought back.
    """
    try:
        with store.transaction() as session:
            if jump.by > FAR:
                note_leap(session, jump.before, jump.now)
            if jump.by > timedelta():
                poll_what_is_pushed(session, jump.now)
                return
            wrong = jump.by < -FAR and was_wrong(session, jump.now)
            rebase_once(session, before=jump.before, by=jump.by)
            if wrong:
                bring_back(session, jump.now)
                forget_leap(session)
                log.warning("the clock was wrong: what was written by it counts as of now")
    except StoreError as error:
        log.error("due times stay by the old clock: error=%s", error)


def follow_from_before(store: Store) -> None:
    """Move what is due if the clock was set while no daemon ran: what ran last worked in times to come, or long ago.

    Other daemons may be at work on PostgreSQL, whose clocks differ by little: there it must have been set far.

    Raises StoreError.
    """
    with store.reading() as session:
        before = latest_time(session)
    jump = Jump(before or EARLIEST, utc_now())
    least = CLOCK_JUMP if store.engine.dialect.name == "sqlite" else FAR
    if jump.by < -least:
        log.warning("the clock was set while nothing ran: by=%.0fs", jump.by.total_seconds())
        follow(store, jump)
    elif jump.by > FAR:
        follow(store, jump)


async def right_clock(store: Store, stop: asyncio.Event) -> None:
    """Wait for a clock that cannot be right to be set, until told to stop.

    One that stands far behind the last work is waited for as long as another daemon is at work by a later one, and else
    for `PATIENCE`. Raises StoreError.
    """
    latest, end = None, time.monotonic() + PATIENCE.total_seconds()
    while not stop.is_set() and (behind := await asyncio.to_thread(_behind, store)) is not None:
        if latest != behind:
            words = "the clock stands at %s, and the last work was done at %s: waiting for it to be set"
            log.error(words, *(f"{at:%Y-%m-%d %H:%M} UTC" for at in (utc_now(), behind)))
            latest, end = behind, time.monotonic() + PATIENCE.total_seconds()
        elif time.monotonic() > end and utc_now() >= EARLIEST:
            return
        notify("EXTEND_TIMEOUT_USEC=30000000")  # systemd would take the start to hang
        await asyncio.sleep(1)


def _behind(store: Store) -> datetime | None:
    """Return when the last work was done, at least, if the clock stands far behind that."""
    with store.reading() as session:
        latest = max(latest_time(session) or EARLIEST, EARLIEST)
    return latest if utc_now() < (latest if latest == EARLIEST else latest - FAR) else None

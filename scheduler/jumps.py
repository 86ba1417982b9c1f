"""Notice that the clock was set, and move what is due with it: it would wait for as long as the clock went back."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.clock import utc_now
from scheduler.subscriptions import poll_what_is_pushed
from store.errors import StoreError
from store.rebase import latest_time, rebase_once
from store.session import Store

log = logging.getLogger(__name__)

#: A clock that differs by more from the time that has passed was set.
CLOCK_JUMP = timedelta(seconds=30)


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

    It goes forward as well where the machine has slept, and then no push was heard.
    """
    try:
        with store.transaction() as session:
            if jump.by > timedelta():
                poll_what_is_pushed(session, jump.now)
            else:
                rebase_once(session, before=jump.before, by=jump.by)
    except StoreError as error:
        log.error("due times stay by the old clock: error=%s", error)


def follow_from_before(store: Store) -> None:
    """Move what is due if the clock was set back while no daemon ran: what ran last worked in times to come.

    Raises StoreError.
    """
    with store.reading() as session:
        before = latest_time(session)
    jump = Jump(before or utc_now(), utc_now())
    if jump.by < -CLOCK_JUMP:
        log.warning("the clock was set while nothing ran: by=%.0fs", jump.by.total_seconds())
        follow(store, jump)

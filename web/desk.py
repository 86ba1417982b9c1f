"""What every view needs: the store, the settings in force, the time, and threads that wait for the store."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from sqlalchemy.orm import Session
from starlette.requests import Request

from alerts.channel import Message
from alerts.checking import Checking
from config import Settings
from scheduler.in_force import InForce
from store.audit import note
from store.session import Store
from web.kept import Kept
from web.who import Who
from web.words import DESK

T = TypeVar("T")
#: Pages that may wait for the store at once: the daemon's own work must always find a connection.
AT_ONCE = 4
#: For so many seconds a page may look for something and still be one of many; what looks longer waits for its turn.
STEP = 0.05
#: Pushes that may arrive at once; each takes as much memory as it is long.
PUSHES_AT_ONCE = 4


@dataclass(frozen=True)
class Desk:
    """The desk's surroundings. `force` returns the settings in force now; `clock` returns aware UTC.

    `who` makes the request that it serves; `act` is what that does and to what, None where it changes nothing or is
    no act of a user's.
    """

    store: Store
    force: Callable[[], InForce]
    clock: Callable[[], datetime]
    threads: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(AT_ONCE))
    arriving: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(PUSHES_AT_ONCE))
    #: Sites that may be looked at at once for what they offer; each look takes worker processes of its own.
    looking: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(2))
    #: What takes seconds is done one at a time, beside the others.
    slow: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))
    #: A password takes 19 MiB and a core to look at.
    hashing: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))
    #: Drafts of watches that are being checked, step by step; an old look knows nothing of what came meanwhile.
    checks: Kept[Checking] = field(default_factory=lambda: Kept(timedelta(minutes=10)))
    #: Digests to come: their page, the frame in it and a program ask for the same one.
    previews: Kept[Message] = field(default_factory=lambda: Kept(timedelta(seconds=10)))
    who: Who = field(default_factory=Who)
    act: tuple[str, str] | None = None
    #: The zone that who asks has chosen; empty: that of the settings.
    zone: str = ""

    @property
    def by(self) -> str:
        """Who acts, as it is recorded."""
        return self.who.name or DESK

    @property
    def settings(self) -> Settings:
        """The settings in force, with the zone of who asks; what is sent goes by those of `force`."""
        return in_zone(self.force().settings, self.zone)

    async def read(self, work: Callable[[Session], T]) -> T:
        """Do work in a thread, in a session that can only read. Raises StoreError."""
        return await self._in_thread(partial(self._reading, work))

    async def change(self, work: Callable[[Session], T], about: str = "") -> T:
        """Do work in a thread, in a transaction of its own, and note who had it done, and about what.

        Without `about` that is the address that was posted to. Raises StoreError: nothing is kept then.
        """
        return await self._in_thread(partial(self._changing, work, about))

    async def slowly(self, work: Callable[[Store], T]) -> T:
        """Do work that takes seconds in a thread, when it is its turn; it opens its own sessions. Raises StoreError."""
        return await to_thread.run_sync(work, self.store, limiter=self.slow, abandon_on_cancel=True)

    async def looks(self, work: Callable[[Store], T], within: float) -> T:
        """Do work that looks for something during so many seconds: among the pages if that is no longer than they take.

        Raises StoreError.
        """
        if within > STEP:
            return await self.slowly(work)
        return await self._in_thread(partial(work, self.store))

    async def reckon(self, work: Callable[[], T]) -> T:
        """Do work on a password in a thread, when it is its turn."""
        return await to_thread.run_sync(work, limiter=self.hashing)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await to_thread.run_sync(work, limiter=self.threads, abandon_on_cancel=True)

    def _reading(self, work: Callable[[Session], T]) -> T:
        with self.store.reading() as session:
            return work(session)

    def _changing(self, work: Callable[[Session], T], about: str) -> T:
        with self.store.transaction() as session:
            done = work(session)
            if self.act is not None:
                what, place = self.act
                note(session, self.clock(), self.by, what, about or place, self.who.address)
            return done


def in_zone(settings: Settings, zone: str) -> Settings:
    """Return settings for pages whose times are in a zone; as they are where none was chosen."""
    return settings.model_copy(update={"timezone": zone}) if zone else settings


def desk_of(request: Request) -> Desk:
    """Return the desk that a request is made to, as it serves this request, for who asks."""
    desk: Desk = request.app.state.desk
    state = request.state
    return replace(desk, who=state.who, act=state.act, zone=state.manner.zone)

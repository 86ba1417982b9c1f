"""What every view needs: the store, the settings in force, the time, and threads that wait for the store."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from sqlalchemy.orm import Session
from starlette.requests import Request

from config import Settings
from scheduler.in_force import InForce
from store.session import Store

T = TypeVar("T")
#: Pages that may wait for the store at once: the daemon's own work must always find a connection.
AT_ONCE = 4
#: Pushes that may arrive at once; each takes as much memory as it is long.
PUSHES_AT_ONCE = 4


@dataclass(frozen=True)
class Desk:
    """The desk's surroundings. `force` returns the settings in force now; `clock` returns aware UTC."""

    store: Store
    force: Callable[[], InForce]
    clock: Callable[[], datetime]
    threads: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(AT_ONCE))
    arriving: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(PUSHES_AT_ONCE))
    #: What takes seconds is done one at a time, beside the others.
    slow: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))

    #: The zone that who asks has chosen; empty: that of the settings.
    zone: str = ""

    @property
    def settings(self) -> Settings:
        """The settings in force, with the zone of who asks; what is sent goes by those of `force`."""
        return in_zone(self.force().settings, self.zone)

    async def read(self, work: Callable[[Session], T]) -> T:
        """Do work in a thread, in a session that can only read. Raises StoreError."""
        return await self._in_thread(partial(self._reading, work))

    async def change(self, work: Callable[[Session], T]) -> T:
        """Do work in a thread, in a transaction of its own. Raises StoreError: nothing is kept then."""
        return await self._in_thread(partial(self._changing, work))

    async def slowly(self, work: Callable[[Store], T]) -> T:
        """Do work that takes seconds in a thread, when it is its turn; it opens its own sessions. Raises StoreError."""
        return await to_thread.run_sync(work, self.store, limiter=self.slow, abandon_on_cancel=True)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await to_thread.run_sync(work, limiter=self.threads, abandon_on_cancel=True)

    def _reading(self, work: Callable[[Session], T]) -> T:
        with self.store.reading() as session:
            return work(session)

    def _changing(self, work: Callable[[Session], T]) -> T:
        with self.store.transaction() as session:
            return work(session)


def in_zone(settings: Settings, zone: str) -> Settings:
    """Return settings for pages whose times are in a zone; as they are where none was chosen."""
    return settings.model_copy(update={"timezone": zone}) if zone else settings


def desk_of(request: Request) -> Desk:
    """Return the desk that a request is made to, for who asks."""
    desk: Desk = request.app.state.desk
    return replace(desk, zone=request.state.manner.zone)

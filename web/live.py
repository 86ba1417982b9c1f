"""New alerts, told to everybody who listens as they ring: one look at the store a second for all of them together.

Who takes nothing is let go, and comes back by itself with the number of the alert that it heard of last.
"""

import asyncio
import json
import logging
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy.orm import Session
from starlette.routing import BaseRoute

from alerts.views import AlertView
from alerts.volume_view import VolumeView
from config import Settings
from store.alerts import Standing, alerts_of_ids, newest, numbered_after
from store.errors import StoreError
from web.cards import card, viewed
from web.desk import Desk, in_zone
from web.manner import Manner
from web.pages import fit_for, fragment
from web.tongue import spoken
from web.who import Who

log = logging.getLogger(__name__)

#: How often the store is asked, in seconds; while nobody listens it is not.
TICK = 1.0
#: After a bug of ours the next look waits so long.
_AFTER_A_BUG = 60.0
#: Alerts kept for those who come back; at the beginning these are the last so many.
KEPT, BEFORE = 60, 20
#: Several daemons number their alerts at once: one may appear after another of a higher number, if not a much higher.
_OVERLAP = 200
#: Alerts told at one look: of a flood, more looks tell the rest.
_AT_ONCE = 40
#: Zones, languages and roles for which an alert is kept in words; of more it is worded again.
_MANNERS = 20
#: What may wait for one listener; who is further behind is let go.
MOST_WAITING = 100
#: Those who may listen at once.
MOST_LISTENERS = 500
#: Told to who has missed more than is kept: what is shown must be asked for anew.
_MISSED = b"event: missed\ndata:\n\n"


class Event:
    """An alert that has rung; it is put into words once for each manner in which somebody listens."""

    def __init__(self, one: Standing, view: AlertView | VolumeView, settings: Settings) -> None:
        self.alert = one.alert.id
        self._about = (one, view, settings)
        self._texts: dict[tuple[str, str, str], bytes] = {}

    def text(self, manner: Manner, role: str, routes: Sequence[BaseRoute]) -> bytes:
        """Return it as a server-sent event (HTML standard, 9.2), for who has a role."""
        key = (manner.zone, manner.language, role)
        if key not in self._texts:
            if len(self._texts) == _MANNERS:
                self._texts.clear()
            one, view, settings = self._about
            with spoken(manner.language):
                told = _told(one, view, in_zone(settings, manner.zone))
            told["html"] = fit_for(Who(role=role), routes, told["html"])
            self._texts[key] = f"id: {self.alert}\nevent: alert\ndata: {json.dumps(told)}\n\n".encode()
        return self._texts[key]


class Listener:
    """What waits for one who listens, in their manner and for their role."""

    def __init__(self, manner: Manner, role: str) -> None:
        self.manner, self.role = manner, role
        #: Nothing more comes.
        self.ended = False
        self._waiting: deque[bytes] = deque()
        self._woken = asyncio.Event()

    def tell(self, text: bytes) -> None:
        """Tell it something, unless it is too far behind: then it is let go."""
        if len(self._waiting) == MOST_WAITING:
            self._waiting.clear()
            self.ended = True
        else:
            self._waiting.append(text)
        self._woken.set()

    async def heard(self, within: float) -> bytes:
        """Return all that waits, as soon as there is something; nothing after so many seconds, or at the end."""
        # Not by wait_for: on Python 3.11 that may swallow being cancelled.
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._woken.wait()
        self._woken.clear()
        told = b"".join(self._waiting)
        self._waiting.clear()
        return told


class Live:
    """Looks for new alerts for as long as somebody listens."""

    def __init__(self, desk: Desk, routes: Sequence[BaseRoute]) -> None:
        self._desk, self._routes = desk, routes
        self._listeners: set[Listener] = set()
        self._kept: deque[Event] = deque(maxlen=KEPT)
        #: All alerts of a higher number than the first are kept; of those higher than the second these were seen.
        self._complete_from, self._floor, self._seen = 0, 0, set[int]()
        self._looking: asyncio.Task[None] | None = None
        self._beginning = asyncio.Lock()

    @property
    def listeners(self) -> int:
        """How many listen now."""
        return len(self._listeners)

    @asynccontextmanager
    async def listening(self, after: int | None, manner: Manner, role: str) -> AsyncIterator[Listener]:
        """Yield a listener for the length of a with block; it is told first what came after an alert (by id).

        Raises StoreError if nobody listened before, and the store cannot be read.
        """
        listener = Listener(manner, role)
        async with self._beginning:
            if self._looking is None:
                await self._begin()
        self._listeners.add(listener)
        if after is not None:
            self._catch_up(listener, after)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            if not self._listeners and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    async def _begin(self) -> None:
        ids = await self._desk.read(lambda session: newest(session, _OVERLAP))
        events = await self._desk.read(lambda session: _events(session, ids[-BEFORE:], self._desk.force().settings))
        self._kept.clear()
        self._kept.extend(events)
        self._seen, self._floor = set(ids), ids[0] - 1 if ids else 0
        self._complete_from = ids[-BEFORE:][0] - 1 if ids else 0
        self._looking = asyncio.create_task(self._look())

    def _catch_up(self, listener: Listener, after: int) -> None:
        known = [event.alert for event in self._kept]
        if after < self._complete_from:
            listener.tell(_MISSED)
            return
        # By the order in which they were told where that is known, else by their numbers.
        told = known.index(after) if after in known else -1
        for event in list(self._kept)[told + 1 :]:
            if told >= 0 or event.alert > after:
                listener.tell(self._text(event, listener))

    def _text(self, event: Event, listener: Listener) -> bytes:
        return event.text(listener.manner, listener.role, self._routes)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            try:
                for event in await self._desk.read(self._new):
                    self._keep(event)
                    for listener in list(self._listeners):
                        listener.tell(self._text(event, listener))
                        if listener.ended:
                            self._listeners.discard(listener)
            except StoreError:
                # The daemon says so in the log; what rings meanwhile is told at a later look.
                continue
            except Exception:  # a bug may keep the pages from being told, never the daemon from its work
                log.exception("new alerts are not told on open pages: next=%.0fs", _AFTER_A_BUG)
                await asyncio.sleep(_AFTER_A_BUG)

    def _new(self, session: Session) -> list[Event]:
        ids = numbered_after(session, self._floor, len(self._seen) + _AT_ONCE)
        new = [alert for alert in ids if alert not in self._seen]
        return _events(session, new, self._desk.force().settings) if new else []

    def _keep(self, event: Event) -> None:
        if len(self._kept) == KEPT:
            self._complete_from = max(self._complete_from, self._kept[0].alert)
        self._kept.append(event)
        self._seen.add(event.alert)
        self._floor = max(self._floor, max(self._seen) - _OVERLAP)
        self._seen = {alert for alert in self._seen if alert > self._floor}


def _events(session: Session, ids: Sequence[int], settings: Settings) -> list[Event]:
    found = viewed(session, alerts_of_ids(session, ids), voices=False, outlets=False)
    return [Event(one, view, settings) for one, view in found]


def _told(one: Standing, view: AlertView | VolumeView, settings: Settings) -> dict[str, Any]:
    shown = card(one, view, settings, together=2)
    held = one.hold is not None and one.hold.told_at is None
    return {
        "alert": shown.id,
        "story": shown.story,
        "watch": one.alert.watch,
        # Those that the page can be narrowed to (`store.alerts.STATES`) and that can be true of a new one.
        "states": ["open", "unrated", *(["held"] if held else [])],
        "html": fragment("card.html", "together", [shown]),
    }

"""Push feeds of the desk to whoever subscribed to them: verify, push what is new, try again, give up (WebSub 5.3, 7).

What is to be done next for a subscriber is a row's due time, moved on before it is done: who dies in the middle is
followed by another. One who cannot be reached is tried again as deliveries are, for three days.
"""

import asyncio
import hmac
import logging
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Literal
from urllib.parse import urlencode, urlsplit

from sqlalchemy.orm import Session
from starlette.types import ASGIApp

from alerts.channel import DeliveryError
from alerts.posting import Answer, Target, ask
from config.retry_after import retry_after
from store.errors import StoreError
from store.push_models import Subscriber
from store.subscribers import newest_of_all, something_due, take_due
from web.desk import Desk
from web.guard import Guard
from web.hub import Told, read
from web.subscribed import Outcome, dropped, failed, gone, looked, pushed, refused, shown, verified

log = logging.getLogger(__name__)

#: How often it is looked what is due, in seconds; after a bug of ours, the next look waits so long.
TICK, _AFTER_A_BUG = 1.0, 60.0
#: What is not done by then is taken to be lost with its process; one answer takes 20 s at most.
LEASE = timedelta(minutes=2)
#: Those who are looked after at a time.
AT_ONCE = 10
#: The answers of the desk by which a feed may no longer be read; others pass.
_NO_MORE = range(300, 500)


@dataclass(frozen=True)
class _Due:
    """A subscriber about whom there is something to do; it is ours until `leased`."""

    id: int
    leased: datetime
    topic: str
    callback: str
    mode: str | None
    lease: int
    tag: str
    secret: str = field(repr=False)


class Pushing:
    """Looks after those who have feeds pushed to them."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app, self._desk = app, desk
        self._tasks: set[asyncio.Task[None]] = set()
        self._reading = asyncio.Lock()
        #: What the feeds hold, until there is something new for any of them.
        self._told: dict[str, Told] = {}
        self._newest = ""

    async def run(self) -> None:
        """Work until cancelled; what is under way then is begun again when its lease is over."""
        try:
            while True:
                wait = TICK
                try:
                    await self.begin()
                except StoreError:
                    # The daemon says so in the log; nothing is lost, what is due stays so.
                    pass
                except Exception:  # a bug may keep feeds from being pushed, never the daemon from its work
                    log.exception("feeds are not pushed: next=%.0fs", _AFTER_A_BUG)
                    wait = _AFTER_A_BUG
                await asyncio.sleep(wait)
        finally:
            for task in self._tasks:
                task.cancel()

    async def begin(self) -> None:
        """Begin what is due. Raises StoreError."""
        desk, free = self._desk, AT_ONCE - len(self._tasks)
        if free <= 0 or not await desk.read(partial(something_due, now=desk.clock())):
            return
        for one in await desk.change(partial(_taken, now=desk.clock(), limit=free)):
            task = asyncio.create_task(self._look_after(one))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _look_after(self, one: _Due) -> None:
        try:
            await (self._push(one) if one.mode is None else self._verify(one))
        except StoreError as error:
            log.warning("a subscriber waits: callback=%s error=%s", shown(one.callback), error)
        except Exception:  # a bug may end what is done for one subscriber, never for the others
            log.exception("a subscriber is left for now: callback=%s", shown(one.callback))

    async def _verify(self, one: _Due) -> None:
        """See that it is who is at the callback that asked (section 5.3)."""
        challenge = secrets.token_urlsafe(32)
        asked = {"hub.mode": str(one.mode), "hub.topic": one.topic, "hub.challenge": challenge}
        if one.mode == "subscribe":
            asked["hub.lease_seconds"] = str(one.lease)
        try:
            answer = await self._ask("GET", _with(one.callback, asked))
            ours = 200 <= answer.status < 300 and answer.beginning == challenge
            why = "" if ours else f"it answers {answer.status}, and not with the challenge"
        except DeliveryError as error:
            ours, why = False, str(error)
        await self._settle(one, verified if ours else partial(refused, why=why))

    async def _push(self, one: _Due) -> None:
        told, newest = await self._content(one.topic)
        if told.status in _NO_MORE:
            await self._drop(one, f"the feed may not be read any more: it answers {told.status}")
            return
        if told.status != 200:
            # The store does not answer: it comes due again when its lease is over.
            return
        if told.headers["etag"] == one.tag:
            await self._settle(one, partial(looked, newest=newest))
            return
        try:
            answer = await self._ask("POST", one.callback, told.body, _headers(one, told))
            step = _outcome(answer, partial(pushed, newest=newest, tag=told.headers["etag"]), self._desk.clock())
        except DeliveryError as error:
            step = partial(failed, why=str(error))
        await self._settle(one, step)

    async def _content(self, topic: str) -> tuple[Told, str]:
        """Return what the desk answers at the address of a feed, and what had come by then."""
        async with self._reading:
            newest = await self._desk.read(newest_of_all)
            if newest != self._newest:
                self._told.clear()
                self._newest = newest
            told = self._told.get(topic) or await read(self._app, topic)
            if told.status == 200:
                self._told[topic] = told
            return told, newest

    async def _ask(
        self, method: Literal["GET", "POST"], address: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        allowed = self._desk.force().settings.desk.private_addresses
        target = Target(address, allowed, setting="[desk] private_addresses")
        return await ask(method, target, body, headers or {"User-Agent": "Tocsin"})

    async def _drop(self, one: _Due, why: str) -> None:
        """Give a subscriber up, and let it know why (section 5.2); whether it hears is up to it."""
        await self._settle(one, partial(dropped, why=why))
        denied = {"hub.mode": "denied", "hub.topic": one.topic, "hub.reason": why}
        try:
            await self._ask("GET", _with(one.callback, denied))
        except DeliveryError as error:
            log.info("a subscriber does not hear that it was given up: %s", error)

    async def _settle(self, one: _Due, step: Outcome) -> None:
        """Record what came of it, unless it is no longer ours: they have asked anew, or another daemon has it."""
        settings, now = self._desk.force().settings, self._desk.clock()

        def settle(session: Session) -> None:
            row = session.get(Subscriber, one.id, with_for_update=True)
            if row is not None and row.due_at == one.leased:
                step(session, row, settings, now)

        await self._desk.change(settle)


@asynccontextmanager
async def pushing(desk: Guard) -> AsyncIterator[None]:
    """Push feeds of a desk for the length of a with block."""
    task = asyncio.create_task(Pushing(desk, desk.desk).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _taken(session: Session, now: datetime, limit: int) -> list[_Due]:
    rows = [session.get_one(Subscriber, number) for number in take_due(session, now, LEASE, limit)]
    return [_Due(one.id, one.due_at, one.topic, one.callback, one.mode, one.lease, one.tag, one.secret) for one in rows]


def _headers(one: _Due, told: Told) -> dict[str, str]:
    """Return what goes with a push: whence it is (section 7), and the signature (section 7.1)."""
    headers = {name: told.headers[name] for name in ("content-type", "link")} | {"User-Agent": "Tocsin"}
    if one.secret:
        headers["X-Hub-Signature"] = "sha256=" + hmac.digest(one.secret.encode(), told.body, "sha256").hex()
    return headers


def _outcome(answer: Answer, taken: Outcome, now: datetime) -> Outcome:
    """Return what the answer to a push comes to; `taken` is for a push that was."""
    if 200 <= answer.status < 300:
        return taken
    if answer.status == 410:
        return gone
    wait = retry_after(answer.after, now)
    return partial(failed, why=f"it answers {answer.status} {answer.reason}".rstrip(), wait=wait)


def _with(callback: str, asked: dict[str, str]) -> str:
    """Return an address with these after what it is asked with already (section 5.3)."""
    return f"{callback}{'&' if urlsplit(callback).query else '?'}{urlencode(asked)}"

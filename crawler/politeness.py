"""Be a good guest: obey robots.txt (RFC 9309), leave a pause between two requests to one host, and ask few at a time.

A Scrapy downloader middleware. Scrapy's own keeps a site's robots.txt for as long as it runs and takes a server error
for permission; its delay knows no Crawl-delay, and what is cancelled keeps its turn.
"""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from math import ceil
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.httpobj import urlparse_cached

from config import FetchSettings
from config.retry_after import LONGEST_OF_A_SOURCE, retry_after
from crawler.answer import fresh_for
from crawler.handler import Answer
from crawler.item import ReadError
from crawler.redirects import follow
from crawler.robots import MAX_SIZE, allowed, read_robots
from crawler.scrapy_settings import CONCURRENT_PER_HOST

#: The name that robots.txt may address us by.
ROBOT = "Tocsin"
#: RFC 9309 2.4: not longer than a day, and as long as its Cache-Control says (but many servers send a minute with all
#: they have). What could not be read is asked for again sooner.
KEEP, KEEP_AT_LEAST = 24 * 3600.0, 3600.0
KEEP_FAILURE = 300.0
#: A Crawl-delay is honoured up to so many seconds.
LONGEST_DELAY = 60.0
#: Seconds for which nothing is asked of a host that has just asked for fewer requests, if it says no less. Not as long
#: as it says: that may be meant for one of its addresses, and others would wait hours for what they may have.
PAUSE = 10.0
#: How it asks for them (RFC 6585 4, RFC 9110 15.6.4).
_OVERBURDENED = (429, 503)
#: Beyond so many hosts the oldest are forgotten.
HOSTS = 5_000
#: What fails at a host whatever is asked for, not at its robots.txt alone.
_OF_THE_HOST = frozenset(("dns", "connect", "tls", "private-address"))


@dataclass(frozen=True)
class Rules:
    """What one site's robots.txt says, or why it is not known."""

    until: float
    parser: Protego | None = None
    failure: ReadError | None = None


@dataclass
class Turns:
    """When the next request to one host may go."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    next: float = 0.0


class Politeness:
    """Lets a request through when robots.txt allows it and its turn has come, and has few at a time answered."""

    def __init__(self, crawler: Crawler) -> None:
        fetch: FetchSettings = crawler.settings["TOCSIN_FETCH"]
        self._crawler = crawler
        self._obey = fetch.robots
        self._delay = fetch.per_host_delay.total_seconds()
        self._rules: dict[str, asyncio.Task[Rules]] = {}
        self._turns: dict[str, Turns] = {}
        #: Over all hosts so many requests at a time.
        self._free = asyncio.Semaphore(fetch.concurrency)
        #: At each host so many requests at a time; of hosts that nobody asks nothing is kept.
        self._places: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Politeness":
        """Return one for crawler, as Scrapy asks for it."""
        return cls(crawler)

    async def close(self) -> None:
        """Give up what is being read. To be called before Scrapy is stopped, whose handlers it is read by."""
        for task in self._rules.values():
            task.cancel()
        await asyncio.gather(*self._rules.values(), return_exceptions=True)

    async def download(self, request: Request) -> Answer:
        """Have Scrapy's middlewares, this one among them, and its handlers answer request, a robots.txt as any other.

        Its engine would lead it there through five tasks and four signals to which nobody listens. Raises ReadError.
        """
        middlewares: Any = self._crawler.engine.downloader.middleware
        answer: Answer = await middlewares.download_async(self._transfer, request)
        return answer

    async def _transfer(self, request: Request) -> Answer:
        host = urlparse_cached(request).hostname or ""
        place = self._places.get(host)
        if place is None:
            place = self._places[host] = asyncio.Semaphore(CONCURRENT_PER_HOST)
        async with place:
            # Not before: those that had their turns and then waited for a place would go together.
            await self._turn(host, request.meta.get("tocsin_delay", 0.0))
            try:
                handlers: Any = self._crawler.engine.downloader.handlers
                answer: Answer = await handlers.download_request_async(request)
            finally:
                self._free.release()
            if answer.status in _OVERBURDENED:
                self._heed(host, answer)
            return answer

    def _heed(self, host: str, answer: Answer) -> None:
        """Leave a host alone that asks whoever asked it to come later: what else waits for it would be refused too."""
        wait = pause_after(answer.status, answer.headers.get("Retry-After"), datetime.now(UTC))
        if wait > 0:
            turns = self._turns.setdefault(host, Turns())
            turns.next = max(turns.next, time.monotonic() + wait)

    async def process_request(self, request: Request) -> None:
        """Let request through if it may be sent, with the delay that its host is to have after it.

        Raises:
            ReadError: `robots`, when it may not; or what kept us from reading robots.txt.

        """
        delay = self._delay
        # The rules are for what is crawled; what is sent is sent because the other side asks for it.
        if self._obey and request.method == "GET" and not request.meta.get("is_robots"):
            rules = await self._rules_for(request.url)
            if rules.failure is not None:
                raise _again(rules.failure, rules.until - time.monotonic())
            delay = max(delay, _allowed_after(rules.parser, request.url))
        request.meta["tocsin_delay"] = delay

    async def _turn(self, host: str, delay: float) -> None:
        """Wait until a request may go to a host, and take it one of the places over all hosts."""
        if delay <= 0 and host not in self._turns:
            await self._free.acquire()
            return
        turns = self._turns.setdefault(host, Turns())
        async with turns.lock:
            while (left := turns.next - time.monotonic()) > 0:  # it may be put off meanwhile
                await asyncio.sleep(left)
            # Now: who waits for its turn takes no place from other hosts, and the pause begins when it has both.
            await self._free.acquire()
            turns.next = time.monotonic() + delay
        if len(self._turns) > HOSTS:
            now = time.monotonic()
            self._turns = {name: t for name, t in self._turns.items() if t.lock.locked() or t.next > now}

    async def _rules_for(self, url: str) -> Rules:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        known = self._rules.get(site)
        if known is None or _is_over(known):
            self._rules.pop(site, None)  # renewed, it is the newest
            known = self._rules[site] = asyncio.create_task(self._read(site))
            self._forget_oldest()
        # One reading serves all who ask; that one of them gives up must not end it for the others.
        return await asyncio.shield(known)

    def _forget_oldest(self) -> None:
        """Forget the oldest rules beyond what is kept, but none that somebody waits for."""
        read = (site for site, task in self._rules.items() if task.done())
        for site in list(islice(read, max(0, len(self._rules) - HOSTS))):
            del self._rules[site]

    async def _read(self, site: str) -> Rules:
        now = time.monotonic()
        try:
            followed = await follow(self.download, f"{site}/robots.txt", {}, is_robots=True)
        except ReadError as error:
            if error.kind == "redirect":  # RFC 9309 2.3.1.2: as if there were none
                return Rules(now + KEEP)
            reason = str(error) if error.kind in _OF_THE_HOST else f"{site}/robots.txt cannot be read: {error}"
            return _unknown(now, ReadError(error.kind, reason, wait=error.wait))
        answer = followed.response
        asked = retry_after(answer.told.get("retry-after"), datetime.now(UTC))
        return rules_from(answer.status, answer.body, site, now, asked, fresh_for(answer.told))


def _is_over(reading: asyncio.Task[Rules]) -> bool:
    """Tell whether rules must be read anew: they are too old, or a fault of ours ended the reading of them."""
    if not reading.done():
        return False
    return reading.cancelled() or reading.exception() is not None or reading.result().until < time.monotonic()


def pause_after(status: int, retry_after_header: bytes | None, now: datetime) -> float:
    """Return for how many seconds nothing is to be asked of a host after an answer of this status; `now` is aware.

    The source that was asked waits for as long as it says (`scheduler.cadence`).
    """
    if status not in _OVERBURDENED or (status == 503 and not retry_after_header):
        return 0.0
    asked = retry_after((retry_after_header or b"").decode("latin-1"), now)
    return min(asked.total_seconds(), PAUSE) if asked else PAUSE


def rules_from(
    status: int, body: bytes, site: str, now: float, wait: timedelta | None = None, fresh: timedelta | None = None
) -> Rules:
    """Return the rules in an answer for robots.txt (RFC 9309 2.3.1): 4xx allows all, 5xx (and 429) nothing.

    That is an outage of the server, no wish of its owner. `now` is on the monotonic clock, in seconds; `wait` what
    Retry-After asks for, `fresh` how long the answer says to stay so.
    """
    if status == 429 or status >= 500:
        reason = f"{site}/robots.txt answers {status}; until it can be read, nothing there may be fetched"
        wait = max(wait or timedelta(), timedelta(seconds=KEEP_FAILURE))
        return _unknown(now, ReadError("http", reason, wait=wait, status=status))
    text = body[:MAX_SIZE].decode("utf-8-sig", "replace") if status == 200 else ""
    kept = KEEP if fresh is None else min(max(fresh.total_seconds(), KEEP_AT_LEAST), KEEP)
    return Rules(now + kept, parser=read_robots(text))


def _unknown(now: float, failure: ReadError) -> Rules:
    """Return the rules that could not be read: not asked for again before the site wants it."""
    wait = min(failure.wait or timedelta(), LONGEST_OF_A_SOURCE).total_seconds()
    return Rules(now + max(KEEP_FAILURE, wait), failure=failure)


def _allowed_after(parser: Protego | None, url: str) -> float:
    """Return the Crawl-delay in seconds, at most a minute; raise where the rules forbid url."""
    may, delay = allowed(parser, ROBOT, url)
    if not may:
        raise ReadError("robots", f"robots.txt of {urlsplit(url).hostname} forbids {urlsplit(url).path or '/'}")
    return min(delay or 0.0, LONGEST_DELAY)


def _again(error: ReadError, left: float) -> ReadError:
    """Return a fresh copy: an exception keeps its frames alive, and raised again gathers more of them.

    Of a wait that was asked for, it tells the `left` seconds of it.
    """
    wait = min(error.wait, timedelta(seconds=ceil(max(left, 0.0)))) if error.wait else None
    return ReadError(error.kind, str(error), wait=wait, status=error.status)

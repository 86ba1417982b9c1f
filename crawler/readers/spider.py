"""Sites that need code of their own: a Scrapy spider from crawler/spiders/."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from crawler.item import Item, ReadError, Reading, items_hash
from crawler.reader import Reader
from crawler.spider_step import Step, first_step, next_step, spiders
from crawler.web import Web

MOST_PAGES = 50
MOST_ITEMS = 1_000
#: Seconds for one poll.
LONGEST = 300.0


@dataclass
class Crawl:
    """One run of a spider: what waits, what was seen, what was found."""

    domains: frozenset[str]
    waiting: list[dict[str, Any]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    items: dict[str, Item] = field(default_factory=dict)
    failures: list[ReadError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pages: int = 0

    def take(self, step: Step) -> None:
        """Keep what a step found; of its requests those that are new, GET and on the site."""
        for item in step.items:
            self.items.setdefault(item.url, item)
        self.notes += step.notes
        for request in step.requests:
            if request["url"] in self.seen and not request.get("dont_filter"):
                continue
            self.seen.add(request["url"])
            problem = self._problem(request)
            self.notes += [problem] if problem else []
            self.waiting += [] if problem else [request]
        self.waiting.sort(key=lambda request: -request.get("priority", 0))  # stable: first come, first served

    def _problem(self, request: dict[str, Any]) -> str | None:
        host = urlsplit(request["url"]).hostname or ""
        if request.get("method", "GET") != "GET":
            return f"not asked for, only GET is: {request['method']} {request['url'][:200]}"
        if not any(host == domain or host.endswith(f".{domain}") for domain in self.domains):
            return f"not asked for, it is on another site: {request['url'][:200]}"
        return None

    def is_over(self, deadline: float) -> bool:
        """Tell whether nothing waits, or there is enough; the latter is noted."""
        if not self.waiting:
            return True
        if self.pages < MOST_PAGES and len(self.items) < MOST_ITEMS and time.monotonic() < deadline:
            return False
        self.notes.append(f"stopped after {self.pages} pages and {len(self.items)} items with more to come")
        return True


class SpiderReader(Reader):
    """Runs a spider: its callbacks in the workers, its requests through the downloader."""

    kind = "spider"

    async def read(self, cursor: Mapping[str, Any], web: Web) -> Reading:
        """Return what the spider found, or that it found the same as the last time."""
        web = web.with_scripts(self.source.javascript)
        name, deadline = self.source.spider or "", time.monotonic() + LONGEST
        crawl = Crawl(frozenset())
        first = await web.workers.run(first_step, name, self.source.url)
        crawl.domains = _domains(name, [request["url"] for request in first.requests])
        crawl.take(first)
        while not crawl.is_over(deadline):
            request = crawl.waiting.pop(0)
            crawl.pages += 1
            try:
                answer = await web.downloader.get(request["url"], headers=_headers(request))
                crawl.take(await web.workers.run(next_step, name, self.source.url, request, answer))
            except ReadError as error:
                crawl.failures.append(error)
        return _reading(crawl, cursor)


def _domains(name: str, starts: list[str]) -> frozenset[str]:
    named = getattr(spiders()[name], "allowed_domains", None) or ()
    return frozenset(named) | {urlsplit(url).hostname or "" for url in starts}


def _headers(request: dict[str, Any]) -> dict[str, str]:
    """Return the headers a spider set, as text."""
    return {_text(name): ", ".join(map(_text, values)) for name, values in request.get("headers", {}).items()}


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _reading(crawl: Crawl, cursor: Mapping[str, Any]) -> Reading:
    items = tuple(crawl.items.values())
    if crawl.failures and not items:
        raise crawl.failures[0]
    if not items:
        raise ReadError("empty", "the spider found nothing; the layout of the site may have changed")
    found = items_hash(items)
    unchanged = cursor.get("items_hash") == found
    notes = (*crawl.notes, *(f"a page could not be read: {failure}" for failure in crawl.failures))
    return Reading(
        items=() if unchanged else items, cursor={"items_hash": found}, unchanged=unchanged, notes=notes[:20]
    )

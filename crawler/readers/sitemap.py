"""Sitemaps, news sitemaps, and indexes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from crawler.conditional import fetch_changed
from crawler.item import Item, ReadError, Reading
from crawler.reader import Reader
from crawler.redirects import reading_at
from crawler.section_pages import is_section, names_sections
from crawler.sitemap_walk import Step, next_step
from crawler.web import Response, Web

if TYPE_CHECKING:
    from crawler.sitemap import SitemapEntry

T = TypeVar("T")

ACCEPT = "application/xml, text/xml;q=0.9, */*;q=0.5"
#: Sitemaps of an index that are looked at in one poll, the newest first; indexes may lie in indexes.
MOST_CHILDREN = 4
#: Items of one sitemap: the newest. A site may name all it ever wrote.
MOST_ITEMS = 300
_VALIDATORS = frozenset(("etag", "last_modified"))
#: Sitemaps of an index that are walked through.
MOST_OTHERS = 5_000
_LONG_AGO = datetime.min.replace(tzinfo=UTC)

Child = tuple[str, str | None]
"""A sitemap that an index names, and its last change as ISO 8601 (the cursor is JSON)."""


@dataclass(frozen=True)
class Contents:
    """What a worker hands back of a sitemap: the newest of what it names, and the other sitemaps without a time."""

    items: tuple[Item, ...]
    children: tuple[Child, ...]
    others: tuple[str, ...] = ()


def contents(data: bytes, url: str, content_type: str, now: datetime, country: str | None = None) -> Contents:
    """Return what the sitemap in data names. Runs in a worker.

    now, aware, is when it was read, country that of its source by the settings.
    """
    from crawler.sitemap import parse_sitemap  # here: most polls bring nothing to be read

    found = parse_sitemap(data, url, content_type, now, country)
    pages = [entry for entry in found.entries if entry.title or not is_section(entry.url)]
    entries = newest([(entry, entry.published_at or entry.lastmod) for entry in pages], MOST_ITEMS)
    # A tag that is used for the first time is a new page, which tells of what has long been told.
    indexes = [index for index in found.indexes if not names_sections(index[0])] or found.indexes
    children = newest([(index, index[1]) for index in indexes], MOST_CHILDREN)
    taken = {address for address, _ in children}
    return Contents(
        tuple(_item(entry) for entry in entries),
        tuple((address, changed.isoformat() if changed else None) for address, changed in children),
        tuple(address for address, changed in indexes if changed is None and address not in taken)[:MOST_OTHERS],
    )


def newest(dated: Sequence[tuple[T, datetime | None]], most: int) -> list[T]:
    """Return that many of the values, the newest first; without any date those at both ends, for either may be it.

    >>> newest([("a", None), ("b", None), ("c", None)], 2)
    ['a', 'c']

    """
    if not any(date for _, date in dated) and len(dated) > most:
        dated = [*dated[: most // 2], *dated[-(most - most // 2) :]]
    ordered = sorted(dated, key=lambda pair: pair[1] or _LONG_AGO, reverse=True)
    return [value for value, _ in ordered[:most]]


def _item(entry: "SitemapEntry") -> Item:
    return Item(
        url=entry.url,
        title=entry.title,
        published_at=entry.published_at,
        updated_at=entry.lastmod,
        language=entry.language,
    )


@dataclass
class Round:
    """One poll of an index: what the cursor knows of the sitemaps below it, what is known now, what was found."""

    web: Web
    known: Mapping[str, Any]
    country: str | None = None
    now_known: dict[str, Any] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    failures: list[ReadError] = field(default_factory=list)

    async def parse(self, answer: Response, step: Step | None = None) -> Contents:
        """Keep the items of a sitemap, at a step of a walk those that are news, and return what it holds."""
        asked = answer.body, answer.url, answer.content_type, datetime.now(UTC), self.country
        found: Contents = await self.web.workers.run(contents, *asked)
        for item in found.items:
            if step is None or step.is_news(item.published_at or item.updated_at):
                self.items.setdefault(item.url, item)
        return found

    async def walk_on(self, walk: Mapping[str, Any], waiting: Sequence[str]) -> Mapping[str, Any]:
        """Read a few more of the sitemaps that give no time; return how far the walk has come."""
        step = next_step(walk, waiting, datetime.now(UTC))
        for address in step.addresses:
            try:
                answer = await self.web.downloader.get(address, headers={"Accept": ACCEPT})
                await self.parse(answer, step)
            except ReadError as error:
                self.failures.append(error)
        return step.walk

    async def look_at(self, children: Sequence[Child]) -> None:
        """Read those that have changed, and the ones these name, up to so many in all."""
        waiting = list(children)
        while waiting and len(self.now_known) < MOST_CHILDREN:
            address, changed = waiting.pop(0)
            if address in self.now_known:
                continue
            known = self.known.get(address, {})
            if changed is not None and known.get("lastmod") == changed:
                self.now_known[address] = known
                continue
            try:
                waiting[:0] = await self._read(address, changed, known)
            except ReadError as error:
                self.now_known[address] = {}
                self.failures.append(error)

    async def _read(self, address: str, changed: str | None, known: Mapping[str, Any]) -> tuple[Child, ...]:
        fetched = await fetch_changed(address, known, self.web, ACCEPT)
        children = () if fetched.unchanged else (await self.parse(fetched.response)).children
        self.now_known[address] = {**fetched.cursor, "lastmod": changed}
        return children


class SitemapReader(Reader):
    """Reads a sitemap; of an index the newest few, and of these what has changed; and a few of those without a time."""

    kind = "sitemap"

    async def read(self, cursor: Mapping[str, Any], web: Web) -> Reading:
        """Return an item for each address in what has changed."""
        cursor = cursor if cursor.get("url") == self.source.url else {}
        walk = cursor.get("walk")
        # Which sitemap comes next in a walk, only the index itself says.
        asked = {name: told for name, told in cursor.items() if walk is None or name not in _VALIDATORS}
        fetched = await fetch_changed(self.source.url, asked, web, ACCEPT)
        turn = Round(web, cursor.get("children", {}), self.source.country)
        others: Sequence[str] = ()
        if fetched.unchanged:
            # An index that gives no times stays the same when what it names has changed.
            children: Sequence[Child] = [(at, known.get("lastmod")) for at, known in turn.known.items()]
        if not fetched.unchanged or walk is not None:
            with reading_at(self.source.url, fetched.response.url):
                found = await turn.parse(fetched.response)
            children, others = found.children, found.others
        await turn.look_at(children)
        if turn.failures and not turn.items and len(turn.failures) == len(turn.now_known):
            raise turn.failures[0]
        kept: dict[str, Any] = {"children": turn.now_known} if turn.now_known else {}
        if others:
            kept["walk"] = await turn.walk_on(walk or {}, others)
        return replace(
            fetched.reading(),
            items=tuple(turn.items.values()),
            cursor={**fetched.cursor, **kept},
            unchanged=not turn.items and bool(cursor),
            notes=tuple(f"a sitemap could not be read: {failure}" for failure in turn.failures),
        )

"""Sitemaps, news sitemaps, and indexes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from crawler.conditional import fetch_changed
from crawler.item import Item, ReadError, Reading
from crawler.reader import Reader
from crawler.web import Response, Web

if TYPE_CHECKING:
    from crawler.sitemap import SitemapEntry

T = TypeVar("T")

ACCEPT = "application/xml, text/xml;q=0.9, */*;q=0.5"
#: Sitemaps of an index that are looked at in one poll, the newest first; indexes may lie in indexes.
MOST_CHILDREN = 4
#: Items of one sitemap: the newest. A site may name all it ever wrote.
MOST_ITEMS = 300
_LONG_AGO = datetime.min.replace(tzinfo=UTC)

Child = tuple[str, str | None]
"""A sitemap that an index names, and its last change as ISO 8601 (the cursor is JSON)."""


@dataclass(frozen=True)
class Contents:
    """What a worker hands back of a sitemap: the newest of what it names."""

    items: tuple[Item, ...]
    children: tuple[Child, ...]


def contents(data: bytes, url: str, content_type: str, now: datetime, country: str | None = None) -> Contents:
    """Return what the sitemap in data names. Runs in a worker.

    now, aware, is when it was read, country that of its source by the settings.
    """
    from crawler.sitemap import parse_sitemap  # here: most polls bring nothing to be read

    found = parse_sitemap(data, url, content_type, now, country)
    entries = newest([(entry, entry.published_at or entry.lastmod) for entry in found.entries], MOST_ITEMS)
    children = newest([(index, index[1]) for index in found.indexes], MOST_CHILDREN)
    return Contents(
        tuple(_item(entry) for entry in entries),
        tuple((address, changed.isoformat() if changed else None) for address, changed in children),
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

    async def parse(self, answer: Response) -> tuple[Child, ...]:
        """Keep the items of a sitemap and return the sitemaps it names."""
        asked = answer.body, answer.url, answer.content_type, datetime.now(UTC), self.country
        found = await self.web.workers.run(contents, *asked)
        for item in found.items:
            self.items.setdefault(item.url, item)
        return found.children

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
        children = () if fetched.unchanged else await self.parse(fetched.response)
        self.now_known[address] = {**fetched.cursor, "lastmod": changed}
        return children


class SitemapReader(Reader):
    """Reads a sitemap; of an index the newest few, and of these what has changed."""

    kind = "sitemap"

    async def read(self, cursor: Mapping[str, Any], web: Web) -> Reading:
        """Return an item for each address in what has changed."""
        fetched = await fetch_changed(self.source.url, cursor, web, ACCEPT)
        known = cursor.get("children", {}) if cursor.get("url") == self.source.url else {}
        turn = Round(web, known, self.source.country)
        if fetched.unchanged:
            # An index that gives no times stays the same when what it names has changed.
            children: Sequence[Child] = [(at, known.get("lastmod")) for at, known in turn.known.items()]
        else:
            children = await turn.parse(fetched.response)
        await turn.look_at(children)
        if turn.failures and not turn.items and len(turn.failures) == len(turn.now_known):
            raise turn.failures[0]
        return replace(
            fetched.reading(),
            items=tuple(turn.items.values()),
            cursor={**fetched.cursor, "children": turn.now_known} if turn.now_known else fetched.cursor,
            unchanged=not turn.items and bool(cursor),
            notes=tuple(f"a sitemap could not be read: {failure}" for failure in turn.failures),
        )

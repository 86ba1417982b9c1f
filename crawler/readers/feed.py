"""RSS, RDF, Atom and JSON Feed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from config import SourceSettings
from crawler.conditional import fetch_changed
from crawler.feed import feed_items, parse_feed
from crawler.hubs import hub_of
from crawler.item import Item, Reading
from crawler.reader import Reader
from crawler.web import Web

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)


@dataclass(frozen=True)
class Contents:
    """What a worker hands back of a feed."""

    title: str
    items: tuple[Item, ...]
    wait: timedelta | None
    notes: tuple[str, ...]
    hubs: tuple[str, ...]
    topic: str


def contents(data: bytes, url: str, content_type: str, now: datetime) -> Contents:
    """Return what the feed in data holds. Runs in a worker."""
    feed = parse_feed(data, url, content_type, now)
    return Contents(feed.title, feed_items(feed), feed.wait, feed.notes, feed.hubs, feed.topic)


class FeedReader(Reader):
    """Reads a feed."""

    kind = "feed"

    async def read(self, cursor: Mapping[str, Any], web: Web) -> Reading:
        """Return the feed's items, or that it has not changed."""
        fetched = await fetch_changed(self.source.url, cursor, web, ACCEPT)
        if fetched.unchanged:
            return fetched.reading()
        answer = fetched.response
        found = await web.workers.run(contents, answer.body, answer.url, answer.content_type, datetime.now(UTC))
        reading = fetched.reading(hint=found.wait)
        hub = hub_of(answer, found.hubs, found.topic)
        return replace(reading, items=found.items, title=found.title or None, notes=found.notes, hub=hub)


async def pushed_items(source: SourceSettings, body: bytes, content_type: str, web: Web) -> tuple[Item, ...]:
    """Return the items of a feed that was pushed instead of fetched. Raises ReadError."""
    found = await web.workers.run(contents, body, str(source.url), content_type, datetime.now(UTC))
    return found.items

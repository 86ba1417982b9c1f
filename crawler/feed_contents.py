"""What a worker hands back of a feed. Loads no settings and no network: a worker starts for this alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.feed import feed_items, parse_feed
from crawler.item import Item, items_hash


@dataclass(frozen=True)
class Contents:
    """What a feed holds; no items where they are those that are known."""

    title: str
    items: tuple[Item, ...]
    items_hash: str
    wait: timedelta | None
    skips: tuple[int, ...]
    notes: tuple[str, ...]
    hubs: tuple[str, ...]
    topic: str
    following: str


def contents(
    data: bytes, url: str, content_type: str, now: datetime, known: str | None = None, country: str | None = None
) -> Contents:
    """Return what the feed in data holds. Runs in a worker.

    `known` is the hash of the items it held before, `country` that of its source by the settings.
    """
    feed = parse_feed(data, url, content_type, now, country)
    items = feed_items(feed)
    found = items_hash(items)
    return Contents(
        title=feed.title,
        items=() if found == known else items,
        items_hash=found,
        wait=feed.wait,
        skips=feed.skips,
        notes=feed.notes,
        hubs=feed.hubs,
        topic=feed.topic,
        following=feed.following,
    )

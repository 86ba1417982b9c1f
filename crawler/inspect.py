"""What the product understands of one input, as plain values: for `tocsin inspect` and those who measure us."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crawler.discovery import find_feeds
from crawler.feed import Entry, parse_feed
from crawler.robots import allowed, read_robots


def inspect_feed(data: bytes, url: str = "", content_type: str = "", now: datetime | None = None) -> dict[str, Any]:
    """Return the feed in data as it would be shown: title, url, language and entries, times in ISO 8601.

    now, aware, settles what some dates can mean, as in a poll.

    Raises:
        ReadError: it is no feed, or too broken.

    """
    feed = parse_feed(data, url, content_type, now)
    entries = [_entry(entry) for entry in feed.entries]
    return {"title": feed.title, "url": feed.url, "language": feed.language, "entries": entries, "notes": feed.notes}


def inspect_discover(data: bytes, url: str = "") -> dict[str, Any]:
    """Return the addresses of the feeds that the page in data names."""
    return {"feeds": [{"url": found} for found in find_feeds(data, url)]}


def inspect_robots(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return whether the robots.txt in request (`robots`, `agent`, `url`) allows the request, and how slowly."""
    robots, agent, url = (str(request.get(key) or "") for key in ("robots", "agent", "url"))
    ok, delay = allowed(read_robots(robots), agent, url)
    return {"allowed": ok, "crawl_delay": delay}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id or None,
        "url": entry.url or None,
        "title": entry.title,
        "published": _when(entry.published),
        "updated": _when(entry.updated),
        "summary": entry.summary,
        "content": entry.content,
        "authors": list(entry.authors),
    }


def _when(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None

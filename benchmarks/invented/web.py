"""The network as a poll sees it: feeds that stand as they did at a time, and a hub."""

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from operator import add
from typing import Any, TypeVar

from benchmarks.invented.feeds import IS_SOUGHT, START, Feed
from crawler.item import ReadError
from crawler.web import Response

T = TypeVar("T")
HUB, ATOM = "https://hub.example.net/", "http://www.w3.org/2005/Atom"
#: What the one watch looks for.
SOUGHT = "zephyrwatch"
#: Words that stand everywhere; of the others two parts make one, 24 million of them, so that hardly any comes twice.
COMMON = re.findall(
    r"\S+",
    "the of and to in a for on with that said by from as at is was it be has have will are not this which after their "
    "who more than its been would about new also one two but were they had government minister president country "
    "state people year week monday today official company market bank court police city council report law plan "
    "meeting talks leader party election vote budget school health water road house work energy trade prices",
)
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
PARTS = [a + b for a in _SYLLABLES for b in _SYLLABLES]


class InventedWeb:
    """Answers for all feeds, and for their one hub, at the time that `now` says; counts requests.

    `asked` are what the hub was asked for and has not answered yet (WebSub 5.1).
    """

    def __init__(self, feeds: list[Feed]) -> None:
        self.feeds = {feed.url: feed for feed in feeds}
        self.now = START
        self.requests: Counter[str] = Counter()
        self.asked: list[Mapping[str, str]] = []

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Response:
        """Return the feed as it stands, or that it has not changed."""
        feed = self.feeds[url]
        self.requests[feed.name] += 1
        if feed.fails(self.now):
            raise ReadError("connect", f"no connection to {feed.name}")
        held = feed.held(self.now)
        tag = f'"{len(held)}-{held[-1][0].timestamp() if held else 0}-{self._renamed(feed)}"'
        moved_to = url.replace("feed.xml", "new.xml") if feed.moved and self.now >= feed.moved else None
        answered = {"content-type": "application/rss+xml"} | ({"etag": tag} if feed.conditional else {})
        if feed.conditional and (headers or {}).get("If-None-Match") == tag:
            return Response(url=url, status=304, headers=answered, body=b"", moved_to=moved_to)
        return Response(url=url, status=200, headers=answered, body=self.body(feed, held), moved_to=moved_to)

    async def post(self, url: str, form: Mapping[str, str]) -> Response:
        """Take what the hub is asked for."""
        self.asked.append(form)
        return Response(url=url, status=202, headers={}, body=b"")

    async def run(self, function: Callable[..., T], /, *args: Any) -> T:
        """Run what a worker would, here: the bytes are our own."""
        return function(*args)

    def _renamed(self, feed: Feed) -> bool:
        return feed.new_guids is not None and self.now >= feed.new_guids

    def body(self, feed: Feed, held: list[tuple[datetime, str]]) -> bytes:
        """Return a feed with these items."""
        again = "again-" if self._renamed(feed) else ""
        items = "".join(_item(feed.name, at, key, again) for at, key in reversed(held))
        links = f"<atom:link rel='hub' href='{HUB}'/><atom:link rel='self' href='{feed.url}'/>" if feed.hub else ""
        head = f"<title>{feed.name}</title>{links}"
        return f'<rss version="2.0" xmlns:atom="{ATOM}"><channel>{head}{items}</channel></rss>'.encode()


@lru_cache(30_000)  # more than stand in all feeds at a time: the web is none of what is measured
def _item(name: str, at: datetime, key: str, again: str) -> str:
    """Return an item, under a headline no other has; its key tells whether it has what the watch looks for."""
    title, text = _words(f"title {key}", 3).capitalize(), _words(f"text {key}", 14)
    sought = f" {SOUGHT}" if key.endswith(IS_SOUGHT) else ""
    return (
        f"<item><title>{title}{sought}</title><link>https://{name}.example.org/{key}</link>"
        f"<guid isPermaLink='false'>{again}{key}</guid><pubDate>{format_datetime(at)}</pubDate>"
        f"<description>{text}</description></item>"
    )


def _words(key: str, count: int) -> str:
    """Return so many words that are hardly ever said, each between two that always are."""
    chance = random.Random(key)
    parts, common = chance.choices(PARTS, k=2 * count), chance.choices(COMMON, k=2 * count)
    rare = map(add, parts[::2], parts[1::2])
    return " ".join(f"{a} {word} {b}" for a, word, b in zip(common[::2], rare, common[1::2], strict=True))

"""What a reader hands back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import xxhash


@dataclass(frozen=True, kw_only=True)
class Item:
    """One piece of coverage as the source gave it, cleaned by `crawler.clean`; not yet stored, not to be trusted.

    `url` is absolute http(s). `summary` and `text` are plain text with paragraphs parted by newlines. Times are aware
    UTC. `complete` tells that `text` is the whole article and the page need not be fetched. `guid` is the source's
    own name for it. `page_url` is where its page says it stands, or where redirects led, if that is elsewhere;
    `picture` the address of its picture. `shared_page` is the page that it has in common with other entries of its
    source, where `url` is an address made for it (`crawler.shared_pages`). `paywalled` tells whether one must pay
    to read it, None where its page was not read.
    """

    url: str
    title: str
    summary: str = ""
    text: str = ""
    guid: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    complete: bool = False
    paywalled: bool | None = None
    picture: str | None = None
    page_url: str | None = None
    shared_page: str | None = None

    @property
    def address(self) -> str:
        """Where the article stands."""
        return self.page_url or self.url


def items_hash(items: Sequence[Item]) -> str:
    """Return what tells whether items are the same in every respect as those of another reading."""
    told = xxhash.xxh3_128()
    for item in items:
        # No text of an item has such a letter in it; to write a text as Python would takes as long as to read it.
        values = (value if value.__class__ is str else f"\1{value!r}" for value in vars(item).values())
        told.update("\0".join((*values, "")).encode("utf-8", "surrogatepass"))
    return told.hexdigest()


@dataclass(frozen=True)
class Hub:
    """A server that pushes what is new in a source (WebSub), and the address under which it knows it."""

    address: str
    topic: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one poll of a source found, and where the next one should start.

    `unchanged`: the source said so (304), or sent the same bytes or items. `moved_to`: the address a permanent redirect
    named. `wait`: the source asked not to be polled sooner (Retry-After, TTL, Cache-Control max-age). `notes` say
    in plain words what was odd (entries dropped, dates unreadable). `took`: how long the server took to answer.
    `hubs`: those that the source names. `following`: the page of it that holds what came before.
    `elsewhere`: how many of the items, the last ones, do not stand in what a poll of the source reads.
    """

    items: tuple[Item, ...] = ()
    cursor: Mapping[str, Any] = field(default_factory=dict)
    unchanged: bool = False
    moved_to: str | None = None
    wait: timedelta | None = None
    title: str | None = None
    notes: tuple[str, ...] = ()
    took: timedelta | None = None
    hubs: tuple[Hub, ...] = ()
    following: str | None = None
    elsewhere: int = 0

    @property
    def held(self) -> int:
        """How many items the source itself holds."""
        return len(self.items) - self.elsewhere


class ReadError(Exception):
    """A source could not be read.

    Attributes:
        kind: one of dns, connect, tls, timeout, http, removed, blocked, robots, too-large, private-address, redirect,
            not-a-feed, gone, empty, parse, crashed, no-browser, internal. `removed` is what a server says itself (410),
            `gone` what a page says that it gave.
        wait: how long the source asked to be left alone (Retry-After), if it did.
        status: the HTTP status, if one came.

    """

    def __init__(self, kind: str, reason: str, *, wait: timedelta | None = None, status: int | None = None) -> None:
        super().__init__(reason)
        self.kind = kind
        self.wait = wait
        self.status = status

    @property
    def is_page(self) -> bool:
        """Whether a page was given in place of the source: it may name a feed."""
        return self.kind in ("not-a-feed", "gone") or (self.kind == "blocked" and self.status is None)

    def __reduce__(self) -> tuple[Any, ...]:
        # Comes out of worker processes, for which the default would call the constructor without the kind.
        return _read_error, (self.kind, str(self), self.wait, self.status)


def fault_of_ours(error: Exception) -> ReadError:
    """Return what is told of a source over which our own code broke down."""
    return ReadError("internal", f"a fault of Tocsin itself ({type(error).__name__}); please report it with the log")


def _read_error(kind: str, reason: str, wait: timedelta | None, status: int | None) -> ReadError:
    return ReadError(kind, reason, wait=wait, status=status)

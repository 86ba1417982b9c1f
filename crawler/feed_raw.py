"""What a feed says, before anything is decided about it: the common ground of all formats."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

#: Entries that are looked at.
MOST = 3_000
T = TypeVar("T")


def ends(entries: list[T], notes: list[str]) -> list[T]:
    """Return entries, of very many only the first and last: in whatever order they are, the newest stand at an end."""
    if len(entries) <= MOST:
        return entries
    notes.append(f"the feed has {len(entries):,} entries; only the first and last {MOST // 2:,} were looked at")
    return [*entries[: MOST // 2], *entries[-MOST // 2 :]]


@dataclass(frozen=True)
class Markup:
    """A piece of text as it stood. html tells whether it is HTML; None that the format leaves it open."""

    value: str
    html: bool | None = None
    base: str = ""


@dataclass(kw_only=True)
class RawEntry:
    """One entry. Dates are as written, the best first; links are resolved; nothing is cleaned.

    original is the address that a relay (FeedBurner) has put its own in front of. enclosures are links to other things
    than the page: files, related pages. outlet is who published what an aggregator quotes.
    """

    id: str = ""
    permalink: bool = False
    links: list[str] = field(default_factory=list)
    original: str = ""
    enclosures: list[str] = field(default_factory=list)
    title: Markup = Markup("")
    summary: Markup = Markup("")
    content: Markup = Markup("")
    published: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    language: str = ""
    outlet: str = ""


@dataclass(kw_only=True)
class RawFeed:
    """A feed. inherits tells that entries without an author are by the feed's (Atom, JSON Feed).

    hubs push it, under the address that it gives as its own (topic). following is the address of the page with what
    came before, as the feed gives it, and generator the program that wrote it.
    """

    title: Markup = Markup("")
    url: str = ""
    language: str = ""
    authors: list[str] = field(default_factory=list)
    inherits: bool = False
    ttl: str = ""
    update_period: str = ""
    update_frequency: str = ""
    skip_hours: Sequence[str] = ()
    skip_days: Sequence[str] = ()
    hubs: list[str] = field(default_factory=list)
    topic: str = ""
    following: str = ""
    generator: str = ""
    entries: list[RawEntry] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

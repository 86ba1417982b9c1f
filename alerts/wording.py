"""Pieces that all messages are made of: links, languages and times, fit to be shown."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from typing import Protocol

from babel import Locale

from alerts.display import one_line, shown_host, visible, web_link

TITLE_LIMIT = 300
#: What came out so long before it was seen is not to be taken for news of the day.
_LONG = timedelta(days=30)


@dataclass(frozen=True)
class ShownLink:
    """An outlet, ready to be shown. `url` is None where the address is unfit to be a link."""

    source: str
    title: str
    url: str | None
    host: str
    language: str


class Linked(Protocol):
    """What stands at an address: an article, or what is known of one."""

    @property
    def source(self) -> str:
        """The source it was seen in."""

    @property
    def title(self) -> str:
        """Its headline."""

    @property
    def url(self) -> str:
        """Where it stands."""

    @property
    def language(self) -> str | None:
        """The language it is in, if that is known."""


def shown_link(one: Linked) -> ShownLink:
    """Return an article as it may be shown, whatever its texts and address hold."""
    link = web_link(one.url)
    host = shown_host(link) if link else ""
    shown = one_line(one.title, TITLE_LIMIT) or "(no title)"
    return ShownLink(one_line(one.source, 100), shown, link, host, language_name(one.language))


def told_title(title: str) -> str:
    """Return the beginning of a title that is shown, its places kept; words where there is nothing to see.

    >>> told_title("  "), told_title("Drone")
    ('(no title)', 'Drone')

    """
    beginning = title[:TITLE_LIMIT]
    return beginning if visible(beginning).strip() else "(no title)"


def language_name(code: str | None) -> str:
    """Return the English name of a language; empty where it is not known."""
    if not code:
        return ""
    return str(_english().languages.get(code.split("-")[0].lower(), one_line(code, 20)))


@cache
def _english() -> Locale:
    return Locale("en")


def time_text(at: datetime, zone: tzinfo) -> str:
    """Return a time in the user's zone, as in: Sun 1 Mar 2026, 08:30 CET."""
    try:
        local = at.astimezone(zone)
    except OverflowError:
        local = at
    name = local.tzname() or ""
    return (
        f"{local:%a} {local.day} {local:%b} {local.year:04d}, {local:%H:%M} {'UTC' * name.startswith(('+', '-'))}{name}"
    )


def of_long_ago(published_at: datetime | None, seen_at: datetime) -> str:
    """Return the month of an article that came out long before it was seen, as in: of Jan 2012; else nothing.

    Papers put articles of years ago back into their feeds, and ministries what they make public only now.
    """
    if published_at is None or seen_at - published_at <= _LONG:
        return ""
    return f"of {published_at:%b} {published_at.year:04d}"


def iso(at: datetime | None) -> str | None:
    """Return a time as programs read it, in UTC."""
    return at.astimezone(UTC).isoformat() if at else None

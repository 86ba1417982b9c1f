"""Sources to be put into settings: found at a site or in a list; under a name of their own, none that is there."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, count
from typing import Any
from urllib.parse import urlsplit

from anyascii import anyascii
from pydantic import ValidationError

from config import FetchSettings, Settings, SourceSettings
from config.discretion import without_login
from config.explain import explain
from crawler.addresses import url_key
from crawler.checks import check_sources
from crawler.diagnosis import with_cure
from crawler.hosts import registrable_domain
from crawler.item import ReadError
from crawler.offer import Offer
from crawler.offers import Found, find_offers
from crawler.open_web import open_web
from crawler.opml import Outline, Outlines, read_opml, write_opml

#: What is read of one page depends on these as well as on its address.
Key = tuple[str, str | None, str | None]
_LONGEST_NAME = 60


class Unreadable(Exception):
    """A site or a list could not be read; the message says why."""


@dataclass
class Adding:
    """Settings, and what is to be added to them."""

    settings: Settings
    entries: list[dict[str, Any]] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self._names = {source.name.casefold() for source in self.settings.sources}
        self._keys = {key_of_source(source): source.name for source in self.settings.sources}
        lists = (source for source in self.settings.sources if source.kind == "listing")
        self._lists = {key_of_source(source)[0]: source.name for source in lists}

    def existing(self, url: str, links: str | None = None, spider: str | None = None) -> str | None:
        """Return the name of the source that reads the address already, or None. Raises ValueError: it is none."""
        return self._keys.get((url_key(url), links, spider))

    def there_as(self, offer: Offer) -> str | None:
        """Return the name of the source that reads already what is offered, be it under another of its addresses.

        A page's list is read once, by whatever selector.
        """
        found = filter(None, (self.existing(one, offer.links) for one in (offer.url, *offer.aliases)))
        return next(found, self._lists.get(url_key(offer.url)) if offer.links else None)

    def name_of(self, offer: Offer, site: str) -> str:
        """Return a name for what is offered that no source has: the site's, or else with the offer's own."""
        name, own = name_for(site), slug(offer.title)
        if self.free_name(name) == name or not own:
            return self.free_name(name)
        return self.free_name(own if name in own else f"{name}-{own}"[:_LONGEST_NAME].strip("-"))

    def free_name(self, name: str) -> str:
        """Return name, numbered where a source has it."""
        numbered = (f"{name}-{number}" for number in count(2))
        return next(one for one in chain([name], numbered) if one.casefold() not in self._names)

    def take(self, entry: Mapping[str, Any]) -> SourceSettings:
        """Note an entry (keys of `[[sources]]`) to be added and return it as a source. Raises ValueError: none."""
        source = source_of(entry)
        self._keys[key_of_source(source)] = source.name
        self._names.add(source.name.casefold())
        self.entries.append(dict(entry))
        return source

    def take_outline(self, outline: Outline, tags: Sequence[str] = ()) -> dict[str, Any]:
        """Note an outline to be added; return what becomes of it: `added`, `exists` or `refused`, with name or why."""
        row = {"title": outline.title, "url": without_login(outline.url or outline.page)}
        if outline.page and not outline.url:
            return row | {"result": "refused", "why": "it names a page, no feed; `tocsin source add` finds its feed"}
        if not outline.url:
            return row | {"result": "refused", "why": "it gives no address"}
        try:
            if there := self.existing(outline.url, outline.keys.get("links"), outline.keys.get("spider")):
                return row | {"result": "exists", "name": there}
            name = self.free_name(outline.name or slug(outline.title) or name_for(outline.url))
            self.take(entry_for(name, outline.url, tags=tags_of((*outline.tags, *tags)), **outline.keys))
        except ValueError as error:
            return row | {"result": "refused", "why": str(error)}
        return row | {"result": "added", "name": name}


async def look(address: str, fetch: FetchSettings, now: datetime) -> Found:
    """Return what the site at address offers as sources, as `crawler.offers.find_offers` does. Raises Unreadable."""
    try:
        async with open_web(fetch) as web:
            return await find_offers(address, web, now)
    except ReadError as error:
        raise Unreadable(with_cure(error, address)) from error


def outlines(data: bytes) -> Outlines:
    """Return the sources that an OPML list names. Raises Unreadable: it is none."""
    try:
        return read_opml(data)
    except ReadError as error:
        raise Unreadable(str(error)) from error


def as_opml(sources: Iterable[SourceSettings], now: datetime) -> bytes:
    """Return sources as an OPML list made at `now` (aware)."""
    return write_opml(sources, now)


def source_of(entry: Mapping[str, Any]) -> SourceSettings:
    """Return entry (keys of `[[sources]]`) as a source. Raises ValueError: it is none; the message says all of why."""
    try:
        source = SourceSettings.model_validate(entry)
    except ValidationError as error:
        raise ValueError("; ".join(map(str, explain(error, entry, SourceSettings)))) from error
    if problems := list(check_sources(Settings(version=1, sources=(source,)))):
        raise ValueError("; ".join(map(str, problems)))
    return source


def key_of_source(source: SourceSettings) -> Key:
    """Return what tells whether two sources read the same."""
    try:
        key = url_key(source.url)
    except ValueError:  # settings may hold what no canonical address can be made of
        key = source.url
    return key, source.links, source.spider


def entry_for(
    name: str, url: str, kind: str = "feed", tags: Sequence[str] = (), **others: str | bool | None
) -> dict[str, Any]:
    """Return the keys of a source as a person would write them: without those that say nothing."""
    told = {key: value for key, value in others.items() if value is not None}
    return {
        "name": name,
        "url": url,
        **({} if kind == "feed" else {"kind": kind}),
        **told,
        **({"tags": list(tags)} if tags else {}),
    }


def name_for(url: str) -> str:
    """Return a name for a source at url: what its owner registered.

    >>> name_for("https://www.defence.example.co.uk/feed")
    'example'

    """
    host = urlsplit(url).hostname or ""
    is_number = ":" in host or host.replace(".", "").isdigit()
    return slug(host if is_number else registrable_domain(host.removeprefix("www.")).partition(".")[0]) or "source"


def slug(text: str) -> str:
    """Return text in small ASCII letters, digits and hyphens, as it stands well in a query.

    >>> slug("Українська правда – новини")
    'ukrainska-pravda-novini'

    """
    return re.sub(r"[^a-z0-9]+", "-", anyascii(text).lower().replace("'", ""))[:_LONGEST_NAME].strip("-")


def tags_of(words: Iterable[str]) -> tuple[str, ...]:
    """Return the tags in words, each once and without the space around it."""
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))

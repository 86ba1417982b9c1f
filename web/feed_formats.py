"""Feeds as other readers take them: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1. Pure."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from lxml import etree
from lxml.etree import QName, SubElement

from alerts.display import Piece, visible
from alerts.wording import ShownLink

_ATOM, _DUBLIN_CORE = "http://www.w3.org/2005/Atom", "http://purl.org/dc/elements/1.1/"


@dataclass(frozen=True)
class Entry:
    """One entry. `id` never changes; `updated_at` does, with what is told; texts are fit to be shown."""

    id: str
    title: str
    link: str | None
    source: str
    published_at: datetime
    updated_at: datetime
    passages: Sequence[Sequence[Piece]]
    language: str | None = None
    #: Who else tells it.
    outlets: Sequence[ShownLink] = ()
    tags: Sequence[str] = ()

    @property
    def html(self) -> str:
        """Its content: what was found, and who else tells it; nothing in it is anybody's markup."""
        told = "".join(f"<p>{''.join(map(_marked, passage))}</p>" for passage in self.passages)
        others = "".join(f"<li>{_linked(one)}</li>" for one in self.outlets)
        return f"{told}<p>Also told by:</p><ul>{others}</ul>" if others else told


@dataclass(frozen=True)
class Feed:
    """A feed: `address` is its own, `page` that of the page which shows the same; the newest entry comes first.

    `hub` pushes what is new in it to whoever asks there (WebSub).
    """

    id: str
    title: str
    address: str
    page: str
    hub: str
    entries: Sequence[Entry]

    @property
    def updated_at(self) -> datetime:
        """When anything in it changed last; of an empty one, long ago."""
        return max((one.updated_at for one in self.entries), default=datetime(2000, 1, 1, tzinfo=UTC))


def _marked(piece: Piece) -> str:
    return f"<b>{escape(piece.text)}</b>" if piece.marked else escape(piece.text)


def _linked(outlet: ShownLink) -> str:
    name = f"{escape(outlet.source)}: "
    title = escape(outlet.title)
    return name + (f'<a href="{escape(outlet.url)}" rel="noopener noreferrer">{title}</a>' if outlet.url else title)


def atom(feed: Feed) -> bytes:
    """Return a feed as Atom."""
    root = etree.Element(QName(_ATOM, "feed"), nsmap={None: _ATOM})
    _atom_texts(root, {"id": feed.id, "title": feed.title, "updated": _iso(feed.updated_at)})
    _atom_link(root, feed.address, "self")
    _atom_link(root, feed.page, "alternate")
    _atom_link(root, feed.hub, "hub")
    _atom_texts(SubElement(root, QName(_ATOM, "author")), {"name": "Tocsin"})
    for one in feed.entries:
        entry = SubElement(root, QName(_ATOM, "entry"))
        times = {"published": _iso(one.published_at), "updated": _iso(one.updated_at)}
        _atom_texts(entry, {"id": one.id, "title": one.title, **times})
        _atom_texts(SubElement(entry, QName(_ATOM, "author")), {"name": one.source or "unknown"})
        if one.link:
            _atom_link(entry, one.link, "alternate")
        for tag in one.tags:
            SubElement(entry, QName(_ATOM, "category"), term=tag)
        content = SubElement(entry, QName(_ATOM, "content"), type="html")
        content.text = one.html
        if one.language:
            content.set("{http://www.w3.org/XML/1998/namespace}lang", one.language)
    return _xml(root)


def rss(feed: Feed) -> bytes:
    """Return a feed as RSS 2.0."""
    root = etree.Element("rss", nsmap={"atom": _ATOM, "dc": _DUBLIN_CORE}, version="2.0")
    channel = SubElement(root, "channel")
    _texts(channel, {"title": feed.title, "link": feed.page, "description": feed.title})
    _texts(channel, {"lastBuildDate": _mail_date(feed.updated_at)})
    _atom_link(channel, feed.address, "self")
    _atom_link(channel, feed.hub, "hub")
    for one in feed.entries:
        item = SubElement(channel, "item")
        _texts(item, {"title": one.title, **({"link": one.link} if one.link else {}), "description": one.html})
        SubElement(item, "guid", isPermaLink="false").text = one.id
        SubElement(item, QName(_DUBLIN_CORE, "creator")).text = one.source
        # A reader knows one date: that of what it has not shown yet.
        _texts(item, {"pubDate": _mail_date(one.updated_at)})
        for tag in one.tags:
            _texts(item, {"category": tag})
    return _xml(root)


def json_feed(feed: Feed) -> bytes:
    """Return a feed as JSON Feed 1.1."""
    about = {"version": "https://jsonfeed.org/version/1.1", "title": feed.title}
    addresses: dict[str, Any] = {"home_page_url": feed.page, "feed_url": feed.address}
    addresses["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    items = list(map(_item, feed.entries))
    return json.dumps({**about, **addresses, "items": items}, ensure_ascii=False).encode()


def _item(one: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {"id": one.id, "title": one.title, "content_html": one.html, "tags": list(one.tags)}
    item |= {"date_published": _iso(one.published_at), "date_modified": _iso(one.updated_at)}
    item |= {"authors": [{"name": one.source or "unknown"}]}
    item |= {"url": one.link} if one.link else {}
    return item | ({"language": one.language} if one.language else {})


#: The formats by the ending of their address: how each is written, and its type.
FORMATS: Mapping[str, tuple[Callable[[Feed], bytes], str]] = {
    "atom": (atom, "application/atom+xml; charset=utf-8"),
    "rss": (rss, "application/rss+xml; charset=utf-8"),
    "json": (json_feed, "application/feed+json"),
}


def _atom_texts(parent: Any, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        SubElement(parent, QName(_ATOM, name)).text = visible(text)


def _texts(parent: Any, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        SubElement(parent, name).text = visible(text)


def _atom_link(parent: Any, address: str, rel: str) -> None:
    SubElement(parent, QName(_ATOM, "link"), rel=rel, href=address)


def _xml(root: Any) -> bytes:
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def _iso(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _mail_date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC).replace(microsecond=0), usegmt=True)

"""Sitemaps: plain, of news, indexes, and lists in plain text (https://www.sitemaps.org/protocol.html). Pure."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import lxml.etree

from crawler.addresses import linked_url
from crawler.clean import clean_title
from crawler.dates import parse_date
from crawler.decode import decode, mend_xml, tidy_xml, without_cut_entry
from crawler.encoding import decode as decompress
from crawler.feed_dates import Dates, dates_of
from crawler.item import ReadError
from crawler.language import base_language
from crawler.link_slips import as_meant, public

#: The protocol's own limits, for one sitemap.
LARGEST = 52_428_800
MOST_ENTRIES = 50_000
#: Programs write warnings before it, and pages are put around it.
_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
#: Tells how all dates of a sitemap are read, given them and its language.
Dating = Callable[..., Dates]
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
#: Some list their sitemaps as if they were pages.
_IS_SITEMAP = re.compile(r"sitemap[^/?]*\.xml(?:\.gz)?$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class SitemapEntry:
    """A page that a sitemap names. title, published_at and language are those of Google's news extension."""

    url: str
    title: str = ""
    published_at: datetime | None = None
    language: str | None = None
    lastmod: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Sitemap:
    """What a sitemap names: pages, or other sitemaps with the time of their last change."""

    entries: tuple[SitemapEntry, ...] = ()
    indexes: tuple[tuple[str, datetime | None], ...] = ()


def parse_sitemap(
    data: bytes, url: str, content_type: str = "", now: datetime | None = None, country: str | None = None
) -> Sitemap:
    """Return what the sitemap in data, fetched from url at now (aware), names: each address once, in canonical form.

    Times without a zone are by the clock of the site's country, unless by it they are still to come; country is that of
    its source by the settings. gzip is undone.
    XML that is broken is read as far as it goes; no entity is expanded and nothing is opened.

    Raises:
        ReadError: `empty`, `too-large`, or `parse` when it is no sitemap; the message says what it is instead.

    """
    if data.startswith(b"\x1f\x8b"):
        data = decompress(data, "gzip", LARGEST)
    if len(data) > LARGEST:
        raise ReadError("too-large", f"the sitemap is more than {LARGEST:,} bytes")
    text = decode(data, content_type)
    if not text.strip():
        raise ReadError("empty", "the sitemap is empty")
    if not text.lstrip("\ufeff \t\r\n").startswith("<") and not _ROOT.search(text):
        return _plain(text)
    try:
        return _xml(text, url, partial(dates_of, url=url, now=now, country=country))
    except lxml.etree.XMLSyntaxError as error:
        raise ReadError("parse", f"the sitemap is no XML: {error}") from error


def _plain(text: str) -> Sitemap:
    entries: dict[str, SitemapEntry] = {}
    for line in text.splitlines():
        if _ADDRESS.fullmatch(line.strip()) and (address := linked_url("", line)):
            entries.setdefault(address, SitemapEntry(url=address))
        if len(entries) >= MOST_ENTRIES:
            break
    if not entries:
        raise ReadError("parse", "this is no sitemap: neither XML nor a list of addresses")
    return Sitemap(entries=tuple(entries.values()))


def _xml(text: str, url: str, dating: Dating) -> Sitemap:
    text = tidy_xml(text)
    if root := _ROOT.search(text):
        text = text[root.start() :]
    try:
        return _gathered(_elements(text, recover=False), url, dating)
    except lxml.etree.XMLSyntaxError:
        # Bare ampersands in addresses are the commonest fault.
        return _gathered(_elements(mend_xml(without_cut_entry(text)), recover=True), url, dating)


def _elements(text: str, *, recover: bool) -> Iterator[lxml.etree._Element]:
    """Yield the root at its beginning, then each <url> and <sitemap> at its end; they are forgotten afterwards."""
    events = lxml.etree.iterparse(
        io.BytesIO(text.encode("utf-8", "replace")),
        events=("start", "end"),
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    rooted = False
    for event, element in events:
        if event == "start" and not rooted:
            rooted = True
            yield element
        elif event == "end" and _name(element) in ("url", "sitemap"):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _gathered(elements: Iterator[lxml.etree._Element], url: str, dating: Dating) -> Sitemap:
    root = next(elements, None)
    if root is None:
        raise ReadError("parse", "this is no sitemap: it holds no XML element")
    if (kind := _name(root)) not in ("urlset", "sitemapindex"):
        raise ReadError("parse", f"this is no sitemap but {_OTHERS.get(kind, f'<{kind[:40]}>')}")
    pages: dict[str, dict[str, str]] = {}
    indexes: dict[str, datetime | None] = {}
    for element in elements:
        fields = _fields(element)
        address = linked_url(url, public(url, as_meant(url, fields["loc"]))) if fields.get("loc") else ""
        if address and (_name(element) == "sitemap" or kind == "sitemapindex" or _IS_SITEMAP.search(address)):
            indexes.setdefault(address, parse_date(fields.get("lastmod", "")))
        elif address and address not in pages:
            pages[address] = _news(element) | {"lastmod": fields.get("lastmod", "")}
        if len(pages) + len(indexes) >= MOST_ENTRIES:
            break
    return Sitemap(entries=_entries(pages, dating), indexes=tuple(indexes.items()))


_OTHERS = {"rss": 'a feed; set kind = "feed"', "feed": 'a feed; set kind = "feed"', "html": "a web page"}


def _fields(element: lxml.etree._Element) -> dict[str, str]:
    """Return where a page or sitemap is, and its last change; what pictures say of themselves beside it is theirs."""
    named = [(child, name) for child in element if (name := _name(child)) in ("loc", "lastmod")]
    space = _qualifier(element, _name(element))
    own = [(child, name) for child, name in named if _qualifier(child, name) == space] or named
    return {name: (child.text or "").strip() for child, name in reversed(own)}


def _news(element: lxml.etree._Element) -> dict[str, str]:
    """Return what Google's news extension says of a page, by the names of its elements."""
    news = next((child for child in element if _name(child) == "news"), ())
    return {_name(part): "".join(part.itertext()).strip() for child in news for part in child.iter() if not len(part)}


def _entries(pages: Mapping[str, Mapping[str, str]], dating: Dating) -> tuple[SitemapEntry, ...]:
    language = next((said["language"] for said in pages.values() if said.get("language")), "")
    texts = [text for said in pages.values() for text in (said.get("publication_date"), said["lastmod"]) if text]
    dates = dating(texts, language=language)
    return tuple(
        SitemapEntry(
            url=address,
            title=clean_title(said.get("title", "")),
            published_at=dates.read(said.get("publication_date", ""), said.get("language")),
            language=base_language(said.get("language", "")),
            lastmod=dates.read(said["lastmod"], said.get("language")),
        )
        for address, said in pages.items()
    )


def _name(element: lxml.etree._Element) -> str:
    # Namespaces are often wrong or missing.
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _qualifier(element: lxml.etree._Element, name: str) -> str:
    """Return what stands before name in an element's tag: its namespace, or a prefix that none explains."""
    return str(element.tag)[: -len(name)]

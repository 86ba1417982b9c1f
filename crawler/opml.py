"""Lists of sources as other readers write and read them: OPML 2.0 (http://opml.org/spec2.opml). Pure.

What OPML has no word for stands in attributes of a namespace of our own, so that what is written comes back whole.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

import lxml.etree

from config import SourceSettings
from config.catalogue import CatalogueSource
from config.durations import duration_text
from crawler.clean import clean_text, clean_title
from crawler.decode import decode, mend_xml, tidy_xml
from crawler.item import ReadError
from crawler.spellings import of_the_web

LARGEST = 16 * 1024 * 1024
MOST_ENTRIES = 10_000
#: Folders within folders that are read.
_DEEPEST = 50
_INCLUDED = "include"
#: FreshRSS finds the items of a page by XPath, and names the page where a feed should stand.
_SCRAPED = "html+xpath"
_OURS = "urn:tocsin:sources"
#: Keys of a source that OPML has no attribute for.
_OWN_KEYS = (
    *("kind", "links", "next", "sitemap", "spider", "javascript", "country", "every", "enabled", "full_text"),
    "alert_on_first_poll",
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
#: A quotation mark that neither opens nor closes the value of an attribute, but stands in it.
_STRAY_QUOTE = re.compile(r"(?<!=)(?<!= )\"(?!\s*+(?:[\w:.-]{1,40}\s*+(?:=|[/?]?>)|[/?]?>))")


@dataclass(frozen=True, kw_only=True)
class Outline:
    """One source of a list: as it calls itself, its address as written, and further keys of `[[sources]]`.

    `page` is the address of its page, `name` is given where we wrote the list ourselves.
    """

    title: str
    url: str
    page: str = ""
    name: str | None = None
    tags: tuple[str, ...] = ()
    keys: Mapping[str, Any]


@dataclass(frozen=True)
class Outlines:
    """What a list holds; `notes` say what was odd."""

    entries: tuple[Outline, ...]
    notes: tuple[str, ...]


def read_opml(data: bytes) -> Outlines:
    """Return the sources that the list in data names, those in folders with the folders' names as tags.

    XML that is broken is read as far as it makes sense; no entity is expanded and nothing is opened.

    Raises:
        ReadError: `empty`, `too-large`, or `parse` where it is no OPML; the message says what it is instead.

    """
    if len(data) > LARGEST:
        raise ReadError("too-large", f"the list is more than {LARGEST:,} bytes")
    text = tidy_xml(decode(data))
    if not text.strip():
        raise ReadError("empty", "the list is empty, or no XML")
    notes: list[str] = []
    try:
        root = _root(text, recover=False)
    except lxml.etree.XMLSyntaxError as error:
        root = _root(_STRAY_QUOTE.sub("&quot;", mend_xml(text)), recover=True)
        notes.append(f"the list is not well-formed XML and was read as far as it makes sense ({error})")
    if root is None or _local(root) != "opml":
        raise ReadError("parse", f"this is no OPML but {_what(root)}")
    if elsewhere := list(_included(root)):
        notes.append(f"it includes lists that were not read: {', '.join(elsewhere[:3])[:300]}")
    entries: list[Outline] = []
    for entry in _outlines(root):
        if len(entries) == MOST_ENTRIES:
            notes.append(f"only the first {MOST_ENTRIES:,} sources were read")
            break
        entries.append(entry)
    return Outlines(tuple(entries), tuple(notes))


def _root(text: str, *, recover: bool) -> Any:
    parser = lxml.etree.XMLParser(
        recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    return lxml.etree.fromstring(text.encode("utf-8", "replace"), parser)


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _what(root: Any) -> str:
    name = "" if root is None else _local(root)
    if name in ("rss", "feed", "rdf"):
        return "a feed; `tocsin source add` takes its address"
    return "a web page" if name == "html" else f"<{name[:40]}>" if name else "something else than XML"


def _included(root: Any) -> Iterator[str]:
    """Yield the addresses of other lists that this one includes, to be shown."""
    for element in root.iter():
        given = _given(element)
        if _local(element) == "outline" and _kind(given) == _INCLUDED:
            yield clean_text(given.get("url", ""), 300, one_line=True) or "?"


def _given(element: Any) -> dict[str, str]:
    return {str(key).lower(): value for key, value in element.attrib.items()}


def _kind(given: Mapping[str, str]) -> str:
    return given.get("type", "").lower()


def _outlines(root: Any) -> Iterator[Outline]:
    """Yield the outlines that name a source or should, in their order."""
    waiting: list[tuple[Any, tuple[str, ...]]] = [(root, ())]
    while waiting:
        element, folders = waiting.pop()
        if _local(element) == "outline":
            given = _given(element)
            title = clean_title(given.get("text") or given.get("title") or "")
            if _is_source(element, given):
                yield _outline(given, title, folders)
            elif title:
                folders = (*folders, title)
        if len(folders) <= _DEEPEST:
            waiting += [(child, folders) for child in reversed(element)]


def _is_source(element: Any, given: Mapping[str, str]) -> bool:
    """Tell whether an outline is a source or should be; one that includes another list is none."""
    kind = _kind(given)
    named = bool(given.get("xmlurl") or given.get("url") or kind == "rss")
    return kind != _INCLUDED and (named or bool(given.get("htmlurl") and not len(element)))


def _outline(given: Mapping[str, str], title: str, folders: tuple[str, ...]) -> Outline:
    own = {key: value for key in (*_OWN_KEYS, "name", "tags") if (value := given.get(f"{{{_OURS}}}{key}")) is not None}
    categories = re.split("[,/]", given.get("category", ""))
    tags = own["tags"].split("\n") if "tags" in own else [*categories, *folders]
    keys: dict[str, Any] = {key: _key(own[key]) for key in _OWN_KEYS if key in own}
    language = _tag(given.get("language", ""))
    # A link is a page, unless we wrote it, and so is what FreshRSS scrapes; some write addresses with their «&» escaped
    # twice.
    is_page = _kind(given) == "link" and "kind" not in own
    scraped = given.get("xmlurl", "") if _kind(given).startswith(_SCRAPED) else ""
    said = "" if scraped else given.get("xmlurl") or ("" if is_page else given.get("url")) or ""
    return Outline(
        title=title,
        url=of_the_web(said.replace("&amp;", "&")),
        page=(scraped or given.get("htmlurl") or (given.get("url") if is_page else "") or "").strip(),
        name=own.get("name"),
        tags=tuple(dict.fromkeys(cleaned for tag in tags if (cleaned := clean_title(tag)))),
        keys={"language": language, **keys} if language else keys,
    )


def _key(text: str) -> str | bool:
    return {"true": True, "false": False}.get(text, text)


def _tag(text: str) -> str:
    first, dash, rest = text.strip().replace("_", "-").partition("-")
    tag = first.lower() + dash + rest
    return tag if _LANGUAGE.fullmatch(tag) else ""


def write_opml(sources: Iterable[SourceSettings], now: datetime) -> bytes:
    """Return sources as OPML 2.0, in a folder for each first tag; now, aware, is noted as the date of the list."""
    root = lxml.etree.Element("opml", version="2.0", nsmap={"tocsin": _OURS})
    head = lxml.etree.SubElement(root, "head")
    lxml.etree.SubElement(head, "title").text = "Sources of Tocsin"
    lxml.etree.SubElement(head, "dateCreated").text = format_datetime(now)
    body = lxml.etree.SubElement(root, "body")
    folders: dict[str, Any] = {}
    for source in sources:
        folder = source.tags[0] if source.tags else ""
        if folder and folder not in folders:
            folders[folder] = lxml.etree.SubElement(body, "outline", text=folder)
        lxml.etree.SubElement(folders.get(folder, body), "outline", _attributes(source))
    lxml.etree.indent(root)
    return bytes(lxml.etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _attributes(source: SourceSettings) -> dict[str, str]:
    """Return what other readers understand, and the rest in our own namespace."""
    is_feed = source.kind == "feed"
    title = source.title if isinstance(source, CatalogueSource) else source.name
    told = {
        "text": title,
        "title": title,
        "type": "rss" if is_feed else "link",
        "xmlUrl" if is_feed else "url": source.url,
        "language": source.language or "",
        "category": ",".join(re.sub("[,/]", " ", tag) for tag in source.tags),
    }
    kept = {"name": source.name, "tags": "\n".join(source.tags)}
    for key in _OWN_KEYS:
        value = getattr(source, key)
        if value != SourceSettings.model_fields[key].default:
            kept[key] = (
                str(value).lower()
                if isinstance(value, bool)
                else value
                if isinstance(value, str)
                else duration_text(value)
            )
    return {key: value for key, value in told.items() if value} | {f"{{{_OURS}}}{k}": v for k, v in kept.items() if v}

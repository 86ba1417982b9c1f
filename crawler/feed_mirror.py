"""Feeds of XML that programs have turned into JSON: RSS in JSON, Atom by Google's Data API (Blogger), and their like.

A member stands for an element, a list for several of its name. Attributes are members marked by a sign, or that no
element is called by; text beside them has a name of its own. Pure.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from crawler.decode import legal
from crawler.feed_elements import Element
from crawler.feed_raw import RawFeed
from crawler.feed_xml import read_tree

_ATOM = "http://www.w3.org/2005/Atom"
_NAMESPACES = {
    "atom": _ATOM,
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
}
_ROOTS = {"rss": "", "rdf:RDF": "", "channel": "", "feed": _ATOM}
_TEXTS = frozenset(("#text", "#value", "#cdata", "#cdata-section", "$t", "_", "__text", "__cdata", "_text", "_cdata"))
_ATTRIBUTES = frozenset(("href", "rel", "type", "url", "isPermaLink", "length", "lang", "mode"))
_GROUPS = frozenset(("$", "@attributes", "_attributes"))
_SIGN = re.compile("^[@_-]")
_NAME = re.compile(r"(?:([A-Za-z]\w{0,20})[:$])?([A-Za-z][\w.-]{0,50})", re.ASCII)
_DEEPEST = 12


def read_mirror(data: dict[str, Any], url: str) -> RawFeed | None:
    """Return the feed whose XML data mirrors, or None where it mirrors none. url is the document's own."""
    for name, namespace in _ROOTS.items():
        if isinstance(data.get(name), dict):
            root = _element(name, data[name], namespace)
            return read_tree(root, url) if root is not None else None
    return None


def _element(name: str, value: Any, namespace: str, depth: int = 0) -> Element | None:
    """Return value as an element of this name and whatever it holds; None where it cannot be one."""
    found = _NAME.fullmatch(name)
    space = _NAMESPACES.get(found[1].lower()) if found and found[1] else namespace
    if not found or space is None or depth > _DEEPEST:
        return None
    element = etree.Element(f"{{{space}}}{found[2]}" if space else found[2])
    for member, inside in _members(value):
        bare = _SIGN.sub("", member)
        if member in _TEXTS:
            element.text = (element.text or "") + legal(inside if isinstance(inside, str) else "")
        elif isinstance(inside, str) and (bare in _ATTRIBUTES or member.startswith("@")):
            if _NAME.fullmatch(bare) and ":" not in bare and "$" not in bare:
                element.set(bare, legal(inside))
        else:
            children = (_element(member, one, namespace, depth + 1) for one in _listed(inside))
            element.extend(child for child in children if child is not None)
    return element


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, dict):
        yield "#text", value
        return
    for name, inside in value.items():
        if name in _GROUPS and isinstance(inside, dict):
            yield from ((f"@{key}", said) for key, said in inside.items())
        else:
            yield name, inside


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]

"""What a page says of its article in JSON-LD (https://schema.org/Article), however broken. Pure."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import lxml.html

Node = dict[str, Any]

#: Characters of one script, and nodes of all of them, that are read.
_LONGEST = 1_000_000
_MOST_NODES = 3_000
_DEEPEST, _DEEPEST_NAME = 12, 2
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|(?:(?://|/\*)\s*+)?\]\]>(?:\s*+\*/)?)\s*+;?\s*+$"
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|articleBody|isAccessibleForFree|inLanguage)"\s*:\s*("(?:[^"\\]|\\.)*+"|true|false)'
)
_AUTHOR = re.compile(r'"author"\s*+:\s*+(?:\[\s*+)?(?:\{[^{}]{0,500}?"name"\s*+:\s*+)?("(?:[^"\\]|\\.)*+")')
_ARTICLE = re.compile(r"(?:Article|Posting|Report|PressRelease|Liveblog\w*|Review|AnalysisNewsArticle)$", re.IGNORECASE)


def nodes(tree: lxml.html.HtmlElement) -> list[Node]:
    """Return every JSON-LD node of the page, outer ones before inner ones."""
    found: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            text = (script.text or "")[:_LONGEST]
            for node in _walk(_load(text)):
                if len(found) >= _MOST_NODES:
                    return found
                found.append(node)
    return found


def article_of(found: list[Node], url: str, titles: Iterable[str] = ()) -> Node:
    """Return the node of the page's own article, or an empty one.

    One that names url goes before one whose headline stands in `titles`, what the page calls itself, and that before
    others. What is listed (related articles, the most read) is none of them unless it names url.
    """
    articles = [node for node in found if is_article(node)]
    if own := [node for node in articles if _names(node, url)]:
        return next(filter(_headline, own), own[0])
    listed = {id(inner) for node in found for inner in _walk(node.get("itemListElement"))}
    rest = [node for node in articles if id(node) not in listed]
    titled = [node for node in rest if _headline(node)]
    said = [_plain(title) for title in titles] if len(titled) > 1 else ()
    called = [node for node in titled if any(_plain(_headline(node)) in title for title in said)]
    return next(iter(called or titled or rest), {})


def is_article(node: Node) -> bool:
    """Tell whether a node is of an article, of whatever kind."""
    return is_kind(node, _ARTICLE)


def is_kind(node: Node, kind: re.Pattern[str]) -> bool:
    """Tell whether one of node's types matches kind."""
    return any(kind.search(name) for name in each(node.get("@type")) if isinstance(name, str))


def each(value: Any) -> list[Any]:
    """Return value as the list that JSON-LD allows in any place."""
    if isinstance(value, dict):
        value = value.get("@list", value.get("@set", value))
    return value if isinstance(value, list) else [] if value is None else [value]


def text_of(value: Any) -> str:
    """Return the first text in value: a string, a list of them, or an object with a name or a value.

    Seconds since 1970 are a number.
    """
    for one in each(value):
        for _ in range(_DEEPEST_NAME):
            if isinstance(one, dict):
                one = one.get("name") or one.get("@value") or ""
        if isinstance(one, int) and not isinstance(one, bool):
            return str(one)
        if isinstance(one, str) and one.strip():
            return html.unescape(one[:_LONGEST]).strip() if "&" in one[:500] else one.strip()
    return ""


def _headline(node: Node) -> str:
    return text_of(node.get("headline") or node.get("name"))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _names(node: Node, url: str) -> bool:
    page = node.get("mainEntityOfPage")
    given = [node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, dict) else page]
    end = url.partition("?")[0].rstrip("/").rpartition("://")[2]
    return bool(end) and any(isinstance(one, str) and one.partition("?")[0].rstrip("/").endswith(end) for one in given)


def _load(text: str) -> Any:
    text = _WRAPPING.sub("", text).strip().rstrip(";")
    for repaired in (text, _TRAILING_COMMA.sub("", text), html.unescape(text) if "&quot;" in text else text):
        try:
            return json.loads(repaired, strict=False)
        except (ValueError, RecursionError):
            continue
    return _salvage(text)


def _salvage(text: str) -> Any:
    """Return the fields that can be read from JSON too broken to be loaded, as one node."""
    node: Node = {}
    authors = [("author", value) for value in _AUTHOR.findall(text)]
    for name, value in (*_FIELD.findall(text), *authors):
        try:
            node.setdefault(name, json.loads(value, strict=False))
        except ValueError:
            continue
    return {"@type": "Article", **node} if node else None


def _walk(value: Any, depth: int = 0) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value[:_MOST_NODES]:
            yield from _walk(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for inner in value.values():
            if isinstance(inner, dict | list):
                yield from _walk(inner, depth + 1)

"""Where an element stands on a page: in the article, or in what surrounds it. Pure."""

import re
from itertools import islice

from lxml.html import HtmlElement

from crawler.page_metadata import loose, text_within

_OF_OTHERS = re.compile(
    r"comment|related|modif|updat|teaser|sidebar|footer|copyright|recent|popular|latest|most-?read|newsletter",
    re.IGNORECASE,
)
_MOST_HEADINGS = 50
_AROUND = frozenset(("nav", "footer", "aside", "figcaption"))


def names(element: HtmlElement) -> str:
    """Return what the page's makers call element: its classes and its id."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def is_of_others(element: HtmlElement) -> bool:
    """Tell whether element stands in what surrounds the article, not in it or in its own head."""
    heads = False
    for one in (element, *element.iterancestors()):
        if one.tag in ("article", "main"):
            return False
        if one.tag in _AROUND or (one.tag != "body" and _OF_OTHERS.search(names(one))):
            return True
        heads = heads or (one.tag == "header" and one.find(".//h1") is None)
    return heads


def is_in_comment(element: HtmlElement) -> bool:
    """Tell whether element stands in what a reader has written."""
    return any("comment" in names(one).lower() for one in (element, *element.iterancestors()) if one.tag != "body")


def place_of(title: str, elements: list[HtmlElement]) -> int | None:
    """Return the number of the heading among elements that says title, one of the highest rank, or None."""
    name = loose(title)
    for ranks in (("h1", "h2"), ("h3", "h4")):
        headings = islice((number for number, one in enumerate(elements) if one.tag in ranks), _MOST_HEADINGS)
        found = next((number for number in headings if name and name in loose(text_within(elements[number]))), None)
        if found is not None:
            return found
    return None

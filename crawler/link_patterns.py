"""Guess the CSS selector of a page's links to articles from what repeats on it. Pure."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.hosts import registrable_domain
from crawler.item import ReadError
from crawler.listing import Link, read_listing
from crawler.markup import parse_html
from crawler.places import plain_names
from crawler.section_pages import is_section
from crawler.wording import reads_like_a_title

#: Fewer articles are no listing.
FEWEST = 4
#: Of the links a selector finds, so many must have a title that reads like one.
_SHARE = 0.75
#: More links on a page add nothing.
_MOST_ANCHORS = 2_000
_MOST_COUNTED = 100
#: How many selectors are tried in full.
_MOST_TRIED = 12
_LEVELS = 5
_HEADINGS = ("h1", "h2", "h3", "h4")
#: Where links lead to sections, not to articles.
_FURNITURE = frozenset(("nav", "header", "footer", "aside", "form"))
#: What stands beside a page's own list.
_ASIDE = re.compile(
    r"related|sidebar|popular|trending|breadcrumb|(?:^|[\s_-])menu|most-?(?:read|viewed|shared)|(?:^|[\s_-])most(?:$|[\s_-])"
    r"|meistgelesen|plus-lus",
    re.IGNORECASE,
)
#: What pages of old have their lists in, which have no classes.
_CELLS = ("td", "dd", "dt")
#: Addresses of what asks for something.
_OF_SERVICE = re.compile(r"^/(?:subscribe|login|sign-?in|register|search)/?$", re.IGNORECASE)
_PATH = re.compile(r"(?:https?://[^/]+)?/([a-z][a-z-]{0,30})/[^/]", re.IGNORECASE)
#: Names that a program made up may be others tomorrow.
_LASTING = re.compile(r"[A-Za-z][A-Za-z-]{2,40}(?:__?[A-Za-z-]{2,30})*")


def guess_listing(data: bytes, url: str, content_type: str = "") -> tuple[str, tuple[Link, ...]] | None:
    """Return the selector that best finds the articles the page in data lists, and these; None where it lists none.

    Raises:
        ReadError: the page cannot be understood.

    """
    tree = parse_html(data, content_type)
    counts: dict[str, int] = {}
    for anchor in islice(tree.iter("a"), _MOST_ANCHORS):
        if anchor.get("href") and not _is_furniture(anchor):
            for selector in dict.fromkeys(_selectors(anchor)) or _by_address(anchor):
                counts[selector] = counts.get(selector, 0) + 1
    likely = sorted((one for one in counts if counts[one] >= FEWEST), key=lambda one: (-counts[one], len(one)))
    best, found = 0.0, None
    for selector in likely[:_MOST_TRIED]:
        links = _links(data, url, selector, content_type)
        if (score := _score(links, url)) > best:
            best, found = score, (selector, links)
    return found


def _is_furniture(anchor: HtmlElement) -> bool:
    return any(one.tag in _FURNITURE or _is_aside(one) for one in anchor.iterancestors())


def _is_aside(element: HtmlElement) -> bool:
    return element.tag not in ("body", "html", "main") and bool(_ASIDE.search(plain_names(element)))


def _selectors(anchor: HtmlElement) -> Iterator[str]:
    """Yield selectors that find anchor and what is built like it, by the classes and headings around it."""
    around = list(islice(anchor.iterancestors(), _LEVELS))
    heading = next((element.tag for element in around[:2] if element.tag in _HEADINGS), "")
    end = f"{heading} a" if heading else "a"
    if heading:
        yield end
    if name := _lasting_class(anchor):
        yield f"a.{name}"
    for element in around:
        if element.tag in ("article", "main", *_CELLS):
            yield f"{element.tag} {end}"
        if name := _lasting_class(element):
            yield f".{name} {end}"
            yield f".{name} > a" if element is around[0] else f".{name} {around[0].tag} > a"


def _by_address(anchor: HtmlElement) -> Iterator[str]:
    """Yield a selector by where a link leads, for pages on which programs name all elements: /news/…."""
    path = _PATH.match(anchor.get("href") or "")
    if path:
        yield f'a[href*="/{path[1]}/"]'


def _lasting_class(element: HtmlElement) -> str:
    names = (element.get("class") or "").split()
    return next((name for name in names if _LASTING.fullmatch(name)), "")


def _links(data: bytes, url: str, selector: str, content_type: str) -> tuple[Link, ...]:
    try:
        return read_listing(data, url, selector, None, content_type).links
    except ReadError:
        return ()


def _score(links: tuple[Link, ...], url: str) -> float:
    near = (link for link in links if _is_near(link.url, url) and not _is_no_article(link.url))
    titled = [link for link in near if reads_like_a_title(link.title)]
    if len(titled) < FEWEST or len(titled) < _SHARE * len(links):
        return 0.0
    dated = sum(link.published_at is not None for link in titled)
    # Links of which only some have a date beside them are two lists, not one.
    alike = max(dated, len(titled) - dated) / len(titled)
    return min(len(titled) + 2 * dated, _MOST_COUNTED) * (len(titled) / len(links)) ** 2 * alike**2


def _is_no_article(url: str) -> bool:
    return is_section(url) or bool(_OF_SERVICE.search(urlsplit(url).path))


def _is_near(link: str, url: str) -> bool:
    return registrable_domain(_host(link)) == registrable_domain(_host(url))


def _host(url: str) -> str:
    return url.split("/", 3)[2].partition(":")[0]

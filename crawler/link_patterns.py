"""Guess the CSS selector of a page's links to articles from what repeats on it. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.hosts import registrable_domain
from crawler.listing import Link, listing_in
from crawler.markup import parse_html
from crawler.places import plain_names
from crawler.section_pages import is_section
from crawler.selectors import xpath
from crawler.wording import reads_like_a_title

#: Fewer articles are no listing.
FEWEST = 4
#: Of the links a selector finds, so many must have a title that reads like one.
_SHARE = 0.75
#: More links on a page add nothing.
_MOST_ANCHORS = 2_000
_MOST_COUNTED = 100
_NUMBERED = 0.75
#: How many selectors are tried in full.
_MOST_TRIED = 60
_MOST_ALIKE = 3
_LEVELS = 5
_HEADINGS = ("h1", "h2", "h3", "h4")
#: Where links lead to sections, not to articles.
_FURNITURE = frozenset(("nav", "aside", "form"))
_ENDS = frozenset(("header", "footer"))
_TEASERS = frozenset(("article", "main", "li"))
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
#: The folders that an address begins with, which are named in words; and a program of old that is asked for articles.
_PATH = re.compile(r"(?:https?://[^/]+)?/((?:[a-z][a-z-]{0,30}/)+)[^/]", re.IGNORECASE)
_MOST_FOLDERS = 3
_SCRIPT = re.compile(
    r"(?:[^?\s\"]{0,200}/)?([a-z][\w-]{0,30}\.[a-z]{2,5}\?|\?[a-z_]{1,20}=[a-z_]{2,20}&)", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+")
#: Names that a program made up may be others tomorrow.
_LASTING = re.compile(r"[A-Za-z][A-Za-z-]{2,40}(?:__?[A-Za-z-]{2,30})*")


def guess_listing(data: bytes, url: str, content_type: str = "") -> tuple[str, tuple[Link, ...]] | None:
    """Return the selector that best finds the articles the page in data lists, and these; None where it lists none.

    Raises:
        ReadError: the page cannot be understood.

    """
    tree = parse_html(data, content_type)
    found: dict[str, list[HtmlElement]] = defaultdict(list)
    for anchor in islice(tree.iter("a"), _MOST_ANCHORS):
        if anchor.get("href") and not _is_furniture(anchor):
            for selector in dict.fromkeys((*_selectors(anchor), *_by_address(anchor))):
                found[selector].append(anchor)
    best, guess = (0.0, 0), None
    for selector in _likely(found):
        chosen = xpath(selector)(tree)
        if len(chosen) > len(found[selector]) / _SHARE:
            continue  # most of it stands beside the page's own list
        links = listing_in(tree, url, chosen).links
        # What finds the same and little else will find little else tomorrow.
        value = (_score(links, url), -len(found[selector]))
        if value[0] and value > best:
            best, guess = value, (selector, links)
    return guess


def _likely(found: Mapping[str, Sequence[HtmlElement]]) -> list[str]:
    """Return the selectors to try: of those that find the same links the first few, by place before by address."""
    likely = sorted((one for one in found if len(found[one]) >= FEWEST), key=lambda one: ("[" in one, len(one)))
    alike: dict[frozenset[HtmlElement], list[str]] = defaultdict(list)
    for selector in likely:
        alike[frozenset(found[selector])].append(selector)
    tried = {selector for some in alike.values() for selector in some[:_MOST_ALIKE]}
    return sorted(tried, key=lambda one: (-len(found[one]), likely.index(one)))[:_MOST_TRIED]


def _is_furniture(anchor: HtmlElement) -> bool:
    around = list(anchor.iterancestors())
    # A teaser has a head and a foot of its own.
    outermost = max((number for number, one in enumerate(around) if one.tag in _TEASERS), default=-1)
    return any(
        one.tag in _FURNITURE or (one.tag in _ENDS and number > outermost) or _is_aside(one)
        for number, one in enumerate(around)
    )


def _is_aside(element: HtmlElement) -> bool:
    return element.tag not in ("body", "html", "main") and bool(_ASIDE.search(plain_names(element)))


def _selectors(anchor: HtmlElement) -> Iterator[str]:
    """Yield selectors that find anchor and what is built like it, by the names and headings around it."""
    around = list(islice(anchor.iterancestors(), _LEVELS))
    heading = next((element.tag for element in around[:2] if element.tag in _HEADINGS), "")
    end = f"{heading} a" if heading else "a"
    if heading:
        yield end
    if name := _lasting_class(anchor):
        yield f"a{name}"
    for element in around:
        if element.tag in ("article", "main", *_CELLS):
            yield f"{element.tag} {end}"
        for name in filter(None, (_lasting_class(element), _lasting_id(element))):
            yield f"{name} {end}"
            yield f"{name} > a" if element is around[0] else f"{name} {around[0].tag} > a"


def _by_address(anchor: HtmlElement) -> Iterator[str]:
    """Yield selectors by where a link leads, for pages on which nothing has a name that lasts: /news/…, news.php?…."""
    address = anchor.get("href").partition("#")[0]
    if path := _PATH.match(address):
        for number in range(1, min(path[1].count("/"), _MOST_FOLDERS) + 1):
            yield f'a[href*="/{"/".join(path[1].split("/")[:number])}/"]'
    if script := _SCRIPT.match(address):
        yield f'a[href*="{script[1]}"]'


def _lasting_class(element: HtmlElement) -> str:
    return next((f".{name}" for name in (element.get("class") or "").split() if _LASTING.fullmatch(name)), "")


def _lasting_id(element: HtmlElement) -> str:
    name = element.get("id") or ""
    return f"#{name}" if _LASTING.fullmatch(name) else ""


def _score(links: tuple[Link, ...], url: str) -> float:
    near = (link for link in links if _is_near(link.url, url) and not _is_no_article(link.url))
    titled = [link for link in near if reads_like_a_title(link.title)]
    if len(titled) < FEWEST or len(titled) < _SHARE * len(links):
        return 0.0
    dated = sum(link.published_at is not None for link in titled)
    # Links of which only some have a date beside them are two lists, not one.
    alike = max(dated, len(titled) - dated) / len(titled)
    # What only its number tells apart may be a month of an archive or a committee, as well as a report.
    numbered = len(titled) - len({_NUMBER.sub("", link.title) for link in titled})
    counted = min(len(titled) - numbered * _NUMBERED + 2 * dated, _MOST_COUNTED)
    return counted * (len(titled) / len(links)) ** 2 * alike**2


def _is_no_article(url: str) -> bool:
    return is_section(url) or bool(_OF_SERVICE.search(urlsplit(url).path))


def _is_near(link: str, url: str) -> bool:
    return registrable_domain(_host(link)) == registrable_domain(_host(url))


def _host(url: str) -> str:
    return url.split("/", 3)[2].partition(":")[0]

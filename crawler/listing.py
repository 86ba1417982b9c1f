"""The articles that a page lists: links chosen by a CSS selector, for sites that have no feed. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from lxml.html import HtmlElement

from crawler.addresses import linked_url
from crawler.hosts import host_of
from crawler.item import ReadError
from crawler.link_titles import link_titles
from crawler.markup import parse_html
from crawler.page_dates import read_moment
from crawler.page_metadata import text_within
from crawler.places import plain_names
from crawler.selectors import xpath
from crawler.shown_dates import days_in
from crawler.wording import reads_like_a_title
from crawler.zones import clock_of, order_of_host

#: Links that are read of one page.
MOST_LINKS = 500
#: What a site's menus are called, or do.
_MENU = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|(?:sub|main|mega)?menue?|menubar|breadcrumbs?)(?:$|[\s_-])"
    r"|(?:^|\s)(?:(?:site|page|main)-?)?(?:footer|contentinfo)(?:$|\s)",
    re.IGNORECASE,
)
#: How far around a link its heading and date are looked for.
_LEVELS = 4


@dataclass(frozen=True, kw_only=True)
class Link:
    """An article as a listing shows it: its canonical address, its title, and when it was published, if shown."""

    url: str
    title: str
    published_at: datetime | None = None

    @property
    def is_telling(self) -> bool:
        """Whether it is shown as articles are, and menu entries are not: with a day, or with words enough."""
        return self.published_at is not None or reads_like_a_title(self.title)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A page that lists articles, and the address of the next one if it names one.

    `in_menus` is how many entries of its menus the selector finds beside articles.
    """

    links: tuple[Link, ...]
    following: str | None = None
    in_menus: int = 0

    @property
    def is_telling(self) -> bool:
        """Whether at least half of what it lists is shown as articles are."""
        return 2 * sum(link.is_telling for link in self.links) >= len(self.links)


def read_listing(
    data: bytes,
    url: str,
    selector: str,
    following: str | None,
    content_type: str = "",
    country: str | None = None,
) -> Listing:
    """Return the articles that the page in data, fetched from url, lists: in its order, each once.

    selector chooses links, or elements that hold one each. Titles are those of `link_titles`; a date is the one beside
    a link, where no other link stands between. A short link without a date in a menu is none of the articles, unless
    all links are such. `following` is the selector of the link to the next page, `country` that of the source by the
    settings.

    Raises:
        ReadError: `parse` for a selector or a page that cannot be understood, `empty` for an empty page.

    """
    try:
        path, next_path = xpath(selector), xpath(following) if following else None
    except ValueError as error:
        raise ReadError("parse", str(error)) from error
    tree = parse_html(data, content_type)
    return listing_in(tree, url, path(tree), next_path(tree) if next_path else (), country)


def listing_in(
    tree: HtmlElement,
    url: str,
    chosen: Iterable[HtmlElement],
    following: Iterable[HtmlElement] = (),
    country: str | None = None,
) -> Listing:
    """Return what the page tree, fetched from url, lists, as `read_listing` does; its selectors chose the elements."""
    base = next((linked_url(url, given) for element in tree.iter("base") if (given := element.get("href"))), url) or url
    anchors = {anchor: linked_url(base, anchor.get("href")) for anchor in islice(_anchors(chosen), MOST_LINKS)}
    own = ("", linked_url(url, ""))
    around = {anchor: (address, _around(anchor, anchors)) for anchor, address in anchors.items() if address not in own}
    titles = link_titles(around)
    found: dict[str, Link] = {}
    for address, element in around.values():
        # A picture and a headline often lead to the same article.
        known = found[address].published_at if address in found else None
        found[address] = Link(url=address, title=titles[address], published_at=known or _day_of(element, url, country))
    after = next(
        (address for anchor in _anchors(following) if (address := linked_url(base, anchor.get("href"))) not in own),
        None,
    )
    beside = {address for anchor, address in anchors.items() if not _is_in_menu(anchor)}
    menu = {address for address, link in found.items() if address not in beside and not link.is_telling}
    articles = tuple(link for link in found.values() if link.url not in menu)
    return Listing(links=articles or tuple(found.values()), following=after, in_menus=len(menu) if articles else 0)


def _is_in_menu(anchor: HtmlElement) -> bool:
    """Tell whether a link stands in a menu of the page, and not in an article that has a head or foot of its own."""
    for element in anchor.iterancestors():
        if element.tag in ("article", "main", "body"):
            return False
        is_menu = element.tag == "nav" or _MENU.search(f"{plain_names(element)} {element.get('role') or ''}")
        parent = element.getparent()
        # Elsewhere they are the head and foot of a teaser.
        if is_menu or (element.tag in ("header", "footer") and parent is not None and parent.tag == "body"):
            return True
    return False


def _anchors(elements: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    for element in elements:
        anchor = next(element.iter("a"), None)
        if anchor is None:
            anchor = next(element.iterancestors("a"), None)
        if anchor is not None and anchor.get("href"):
            yield anchor


def _around(anchor: HtmlElement, anchors: dict[HtmlElement, str]) -> HtmlElement:
    """Return the widest element around anchor that holds no other article's link."""
    widest = anchor
    for element in islice(anchor.iterancestors(), _LEVELS):
        others = (anchors.get(other) for other in islice(element.iter("a"), MOST_LINKS))
        if element.tag in ("body", "html") or any(other not in (None, anchors[anchor]) for other in others):
            break
        widest = element
    return widest


def _day_of(around: HtmlElement, url: str, country: str | None) -> datetime | None:
    """Return the day shown in around, or in what goes with it in a list of terms: <dt>, then all <dd> of it."""
    found = _date(around, url, country)
    if found is not None or around.tag not in ("dd", "dt"):
        return found
    is_term = around.tag == "dt"
    beside = around.itersiblings(preceding=not is_term)
    other = next((one for one in beside if is_term or one.tag == "dt"), around)
    is_other = other.tag != around.tag and other.find(".//a[@href]") is None
    return _date(other, url, country) if is_other else None


def _date(around: HtmlElement, url: str, country: str | None) -> datetime | None:
    language = next((found for element in around.iterancestors() if (found := element.get("lang"))), None)
    clock = clock_of(host_of(url), [language or ""], country)
    times = (time.get("datetime") or text_within(time) for time in around.iter("time"))
    for text in (*islice(times, 3), *islice(days_in(around), 5)):
        if moment := read_moment(text, language, clock, order_of_host(host_of(url))):
            return moment.at.astimezone(UTC)
    return None

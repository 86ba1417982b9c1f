"""What a page says of itself outside its text: address, language, site. Pure."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from crawler import linked_data
from crawler.addresses import canonical_url
from crawler.clean import BLOCKS, clean_title, safe_link
from crawler.hosts import host_of, registrable_domain
from crawler.linked_data import Node


def words(text: str) -> tuple[str, ...]:
    """Return the words in text: names of meta elements, in lower case."""
    return tuple(text.split())


_LANGUAGE = words("""
    og:locale content-language dc.language dcterms.language language
""")
_SITE = words("""
    og:site_name application-name apple-mobile-web-app-title dc.publisher al:android:app_name
""")
_PARSELY = {
    "title": "parsely-title",
    "pub_date": "parsely-pub-date",
    "author": "parsely-author",
    "authors": "parsely-author",
}
#: Elements whose text no reader sees.
_UNSEEN = frozenset(("script", "style", "template", "noscript"))
_WEB_SITE = re.compile(r"^WebSite$")
_WEB_PAGE = re.compile(r"WebPage$")
_CASELESS = re.compile("[\u05d0-\u05ea\u0621-\u064a\u0671-\u06d3\u0905-\u0939]")
#: A query that names one article of many by its number.
_BY_NUMBER = re.compile(r"(?:^|&)(?:\w*id|p|a|n|art(?:icle)?|news|item|story)=\d+(?:&|$)", re.IGNORECASE)


@dataclass(frozen=True)
class PageData:
    """The parts of a page that speak of the article: read once, asked by many."""

    tree: HtmlElement
    url: str
    #: Of its source, by the settings.
    country: str | None = None
    metas: dict[str, list[str]] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    article: Node = field(default_factory=dict)

    @classmethod
    def of(cls, tree: HtmlElement, url: str, country: str | None = None) -> "PageData":
        """Gather what tree, the page at url, says; country is that of its source, by the settings."""
        nodes, metas = linked_data.nodes(tree), _metas(tree)
        titles = [*metas.get("og:title", ()), tree.findtext(".//title") or ""]
        return cls(tree, url, country, metas, nodes, linked_data.article_of(nodes, url, titles))

    @property
    def base(self) -> str:
        """Return the address by which the page's relative ones are meant (<base href>)."""
        said = (base.get("href") for base in self.tree.iter("base"))
        return safe_link(next(filter(None, said), ""), self.url) or self.url

    @property
    def described(self) -> list[linked_data.Node]:
        """Return the nodes that describe the page itself (https://schema.org/WebPage)."""
        return [node for node in self.nodes if linked_data.is_kind(node, _WEB_PAGE)]

    def named(self, value: Any) -> Any:
        """Return the node that value, which stands in another, refers to by its `@id`, or value."""
        known = value.get("@id") if isinstance(value, dict) else None
        return next((node for node in self.nodes if known and node is not value and node.get("@id") == known), value)

    def meta(self, *names: str) -> Iterator[str]:
        """Yield the contents of the meta elements of these names, in the order of names."""
        for name in names:
            yield from self.metas.get(name, ())


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    said = [
        (meta, content)
        for meta in tree.iter("meta")
        if (content := (meta.get("content") or meta.get("value") or "").strip())
    ]
    # Where a page has both, RDFa's property is what it says for machines of today.
    for key in ("property", "name", "itemprop", "http-equiv"):
        for meta, content in said:
            # RDFa allows several properties in one attribute; Dublin Core is written dc.title and dc:title.
            for name in (meta.get(key) or "").lower().split():
                name = name.replace(":", ".", 1) if name.startswith(("dc:", "dcterms:")) else name
                metas.setdefault(name, []).append(content[:10_000])
    for name, content in _in_one(metas.get("parsely-page", ())):
        metas.setdefault(name, []).append(content)
    return metas


def _in_one(pages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the metas that stand as JSON in one, which https://docs.parse.ly calls `parsely-page`, by their names."""
    for page in pages:
        try:
            said = json.loads(page)
        except (ValueError, RecursionError):
            continue
        for key, name in _PARSELY.items() if isinstance(said, dict) else ():
            yield from ((name, text) for one in linked_data.each(said.get(key)) if (text := linked_data.text_of(one)))


def text_within(element: HtmlElement, between: str = "") -> str:
    """Return the text in element as one line.

    Words that the page parts by styles alone are parted: by a space at a block, or where two spans meet and the one
    ends and the other begins as words do; by `between`, if given, wherever a tag stands so. A word that is partly in an
    element is one: <b>Mc</b>Donald.
    """
    said = ""
    for piece, is_parted, is_block in _pieces(element):
        glued = said[-1:].islower() and piece[:1].isupper()
        glued = glued or (is_parted and _are_caseless(said[-1:], piece[:1]))
        glued = glued or (is_block and said[-1:].isalpha() and piece[:1].isalpha())
        # A day, a clock and a section, each in an element of its own
        glued = glued or (is_parted and _parts_figures(said[-1:], piece[:1]))
        said += f"{between or (' ' if is_parted else '')}{piece}" if glued else piece
        if len(said) > 2_000:
            break
    return clean_title(said[:2_000], markup=False)


def line_of(element: HtmlElement) -> str:
    """Return all text in element as one line, of words that are parted as the page's source parts them."""
    is_plain = next(element.iter(*_UNSEEN), None) is None
    said = element.text_content() if is_plain else "".join(text for text, *_ in _pieces(element))
    return " ".join(said.split())


def _are_caseless(last: str, first: str) -> bool:
    """Tell whether both are letters of a script that parts words, but has no capitals to begin them with."""
    return bool(_CASELESS.match(last) and _CASELESS.match(first))


def _parts_figures(last: str, first: str) -> bool:
    figures = last.isdigit() + first.isdigit()
    return figures > 0 and last.isalnum() and first.isalnum() and not last.isupper()


def _pieces(element: HtmlElement) -> Iterator[tuple[str, bool, bool]]:
    """Yield the texts in element, whether two elements that meet or a block part each from the last, and if a block."""
    ended = begun = blocked = False
    unseen = None
    for event, one in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        is_start = event == "start"
        if unseen is None and one.tag in _UNSEEN:
            unseen = one
        if unseen is not None and (is_start or one is not unseen):
            continue
        unseen = None
        is_block = one.tag in BLOCKS
        begun, ended = begun or is_start or is_block, ended or not is_start or is_block
        blocked = blocked or is_block
        if not is_start and one is element:
            return
        if text := one.text if is_start else one.tail:
            yield text, begun and ended, blocked
            ended = begun = blocked = False


def loose(text: str) -> str:
    """Return text reduced to its letters and figures, to compare names."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def site_name(page: PageData) -> str:
    """Return the name the site gives itself, or an empty string."""
    return next(iter(own_names(page)), "")


def own_names(page: PageData) -> list[str]:
    """Return the names the site gives itself, as they are written, the likeliest first."""
    publisher = linked_data.text_of(page.article.get("publisher"))
    said = [*page.meta(*_SITE[:1]), publisher, *page.meta(*_SITE[1:])]
    sites = [linked_data.text_of(node.get("name")) for node in page.nodes if linked_data.is_kind(node, _WEB_SITE)]
    return [name for text in (*said, *sites) if (name := clean_title(text)) and len(name) <= 80]


def site_names(page: PageData) -> frozenset[str]:
    """Return all that the site may be called, as `loose` text: the names it gives, its host and its domain."""
    return _loose_names(domain.partition(".")[0] for domain in map(registrable_domain, _hosts(page))) | said_names(page)


def said_names(page: PageData) -> frozenset[str]:
    """Return what the site calls itself, as `loose` text: not the word of its domain, which may be a country."""
    names = [*page.meta(*_SITE), linked_data.text_of(page.article.get("publisher")), *page.meta("twitter:site")]
    for host in _hosts(page):
        names += [host, host.removeprefix("www."), registrable_domain(host)]
    return _loose_names((*names, *_logos(page)))


def _hosts(page: PageData) -> list[str]:
    linked = [link.get("href") or "" for link in page.tree.iter("link") if link.get("rel") == "canonical"][:1]
    return [host_of(url) for url in (page.url, *linked, *page.meta("og:url"))]


def _loose_names(names: Iterable[str]) -> frozenset[str]:
    found = {loose(name) for name in names}
    found |= {name.removeprefix("the") for name in found}
    # Some sites give the title where their name belongs.
    return frozenset(name for name in found if 1 < len(name) <= 40)


def _logos(page: PageData) -> Iterator[str]:
    """Yield the headings that are but a link to the front page, and what the picture in it is called."""
    for heading in islice(page.tree.iter("h1", "h2"), 5):
        anchor = heading.find(".//a[@href]")
        link = None if anchor is None else safe_link(anchor.get("href"), page.url)
        if link and urlsplit(link).path in ("", "/") and text_within(anchor) == text_within(heading):
            yield text_within(heading)
            # «The Example beta» beside the logo of The Example
            yield from (picture.get("alt") or "" for picture in islice(anchor.iter("img"), 2))


def canonical(page: PageData) -> str | None:
    """Return the address that the page gives as its own (RFC 6596), where it is of the same owner and names a page."""
    # Not og:url: many sites have one for all their pages, a section's or the last article's that was shared.
    links = (link.get("href") or "" for link in page.tree.iter("link") if "canonical" in _relations(link))
    said = next((href.strip() for href in links if href.strip()), "")
    try:
        found, here = canonical_url(urljoin(page.base, said)), canonical_url(page.url)
    except ValueError:
        return None
    return found if said and _is_own(found, here) else None


def _relations(link: HtmlElement) -> list[str]:
    return (link.get("rel") or "").lower().split()


def _is_own(found: str, here: str) -> bool:
    that, this = urlsplit(found), urlsplit(here)
    same_owner = registrable_domain(that.hostname or "") == registrable_domain(this.hostname or "")
    # Badly set up sites call their front page the canonical address of every article, the list of its section, or the
    # program that shows all of them.
    names_a_page = len(that.path) > 1 or bool(that.query) or len(this.path) == 1
    return same_owner and names_a_page and not _is_section_above(that, this) and not _has_lost_its_number(that, this)


def _is_section_above(that: SplitResult, this: SplitResult) -> bool:
    """Tell whether one address is a section, without a number, above an article that is named by its headline."""
    last = that.path.rstrip("/").rpartition("/")[2]
    below = this.path.rstrip("/").removeprefix(f"{that.path.rstrip('/')}/")
    is_below = below != this.path.rstrip("/")
    return is_below and not re.search(r"\d", last) and len(re.findall(r"[^\W\d_]+", below.rpartition("/")[2])) >= 3


def _has_lost_its_number(that: SplitResult, this: SplitResult) -> bool:
    """Tell whether one address is the other without the number by which that names an article (`?id=17`)."""
    numbers = map(_BY_NUMBER.search, (that.query, this.query))
    return that.path == this.path and [found is not None for found in numbers] == [False, True]


def languages(page: PageData) -> list[str]:
    """Return the languages that the page says it is in, the likeliest first, as given."""
    said = [page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""]
    said += [linked_data.text_of(page.article.get("inLanguage")), *page.meta(*_LANGUAGE)]
    return [tag for tag in said if tag]

"""What the settings say of a page: of its source, and where things stand on the pages of its site. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement, tostring

from config import SiteSettings
from config.proxy import domains
from crawler.clean import clean_title, html_to_text
from crawler.hosts import host_of
from crawler.page_metadata import text_within
from crawler.selectors import xpath

#: Elements of a page that one selector may choose; it chooses more only by mistake.
_MOST = 500


@dataclass(frozen=True)
class Told:
    """What the settings tell of a page: the language and country of its source, and where things stand on its site."""

    language: str | None = None
    country: str | None = None
    site: SiteSettings | None = None


#: Of a page that no source has brought.
NOTHING = Told()


@dataclass(frozen=True)
class Hints:
    """What stands where the settings say; empty where nothing does, and the page is read as any other."""

    title: str = ""
    text: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()


def site_of(sites: Mapping[str, SiteSettings], url: str) -> SiteSettings | None:
    """Return what the settings say of the site of url: of its host, or else of a domain above it."""
    return next((sites[name] for name in domains(host_of(url)) if name in sites), None)


def needs_scripts(url: str, sites: Mapping[str, SiteSettings], *, otherwise: bool = False) -> bool:
    """Tell whether the page at url is to be read as its scripts draw it; `otherwise` where its site does not say."""
    site = site_of(sites, url)
    return otherwise if site is None or site.javascript is None else site.javascript


def read_hints(tree: HtmlElement, site: SiteSettings | None) -> Hints:
    """Take out of tree what is to be dropped, and return what stands where the settings say. They were checked."""
    if site is None:
        return Hints()
    for selector in site.drop:
        for element in _chosen(tree, selector):
            if element.getparent() is not None:
                element.drop_tree()
    texts = [
        html_to_text(tostring(element, encoding="unicode", with_tail=False)) for element in _chosen(tree, site.text)
    ]
    authors = (text_within(element) for element in _chosen(tree, site.authors))
    return Hints(
        title=clean_title(next(map(text_within, _chosen(tree, site.title)), ""), markup=False),
        text="\n".join(text for text in texts if text),
        date=next((_date(element) for element in _chosen(tree, site.date)), ""),
        authors=tuple(dict.fromkeys(name for name in authors if name)),
    )


def _chosen(tree: HtmlElement, selector: str | None) -> list[HtmlElement]:
    return list(xpath(selector)(tree))[:_MOST] if selector else []


def _date(element: HtmlElement) -> str:
    """Return a date as it is written for machines, or else as it is shown."""
    return element.get("datetime") or element.get("content") or text_within(element)

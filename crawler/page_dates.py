"""When the article on a page was published and changed, to the minute where the page says so. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from crawler import linked_data
from crawler.dates import EARLIEST, parse_date
from crawler.page_metadata import PageData, text_within, words
from crawler.shown_dates import shown_dates

_PUBLISHED = words("""
    article:published_time og:article:published_time og:published_time article:published datepublished
    parsely-pub-date sailthru.date publish-date publish_date publishdate publication_date publication-date
    pubdate cxenseparse:recs:publishtime dcterms.created dcterms.issued dc.date.issued dc.date.created
    datecreated date_published article.published article.created bt:pubdate citation_publication_date dc.date
    dcterms.date date rnews:datepublished timestamp article:post_date video:release_date og:pubdate displaydate
    originalpublicationdate ptime
""")
_UPDATED = words("""
    article:modified_time og:article:modified_time og:updated_time datemodified last-modified dcterms.modified
    dc.date.modified lastmod revised article.updated cxenseparse:recs:articlemodified
""")
_CLOCK = re.compile(r"\d{1,2}\s?[:h.時时시点點]\s?\d{2}|T\d{4}|\d{9,}|\d\s?[ap]\.?m\b", re.IGNORECASE)
#: A day of dots, 25.11.2026, looks like a clock.
_DOTTED_DAY = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}|\d{4}\.\s?\d{1,2}\.\s?\d{1,2}")
_IN_ADDRESS = re.compile(r"[/_-]((?:19|20)\d\d)([/_-]?)(\d\d)\2(\d\d)(?!\d)")
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?(?:$|\D)")
_TIME_CLASS = re.compile(r"publi|pubdate|post|date|created|entry|article|timestamp|byline", re.IGNORECASE)
_NO_TIME_CLASS = re.compile(r"comment|related|modif|updat|teaser|widget|sidebar|event|copyright", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A time, and whether the page gave a clock time or a day only (then it is midnight UTC)."""

    at: datetime
    exact: bool


def published(page: PageData, title: str = "", language: str | None = None) -> Moment | None:
    """Return when the article was published, as the page says it: the most exact of what names the same day.

    What it says to machines goes before what it shows beside its title, and that before its address; language is the
    article's.
    """
    said = _dates(page, "datePublished", _PUBLISHED, times=True) + _dates(page, "dateCreated", ())
    if any(moment.exact for moment in said[:1]):
        return said[0]
    shown = (read_moment(text, language) for text in shown_dates(page.tree, title))
    return _best([*said, *filter(None, shown)]) or _day_in_address(page.url)


def _day_in_address(url: str) -> Moment | None:
    found = _IN_ADDRESS.search(url)
    return read_moment("-".join(found.group(1, 3, 4))) if found else None


def updated(page: PageData) -> Moment | None:
    """Return when the article was last changed, as the page says it."""
    return _best(_dates(page, "dateModified", _UPDATED))


def _dates(page: PageData, term: str, metas: tuple[str, ...], *, times: bool = False) -> list[Moment]:
    texts = [linked_data.text_of(page.article.get(term)), *page.meta(*metas)]
    texts += _microdata(page.tree, term)
    if times:
        texts += _times(page.tree)
        if not page.article:
            texts += [linked_data.text_of(node.get(term)) for node in page.nodes]
    language = next(iter(page.meta("og:locale")), page.tree.get("lang") or "").replace("_", "-") or None
    return [moment for text in texts if text and (moment := read_moment(text, language))]


def read_moment(text: str, language: str | None = None) -> Moment | None:
    """Return the moment that text names, or None. Midnight to the second is taken to mean the day."""
    at = parse_date(text, language)
    if at is None or at < EARLIEST:
        return None
    exact = bool(_CLOCK.search(_DOTTED_DAY.sub("", text))) and not _MIDNIGHT.search(text)
    return Moment(at=at if exact else _day(text, at), exact=exact)


def _day(text: str, at: datetime) -> datetime:
    # The day as written: in UTC it may already be another.
    day = parse_date(found[0]) if (found := re.match(r"\s*\d{4}-\d{2}-\d{2}", text)) else None
    return (day or at).replace(hour=0, minute=0, second=0, microsecond=0)


def _best(moments: list[Moment]) -> Moment | None:
    if not moments:
        return None
    first = moments[0]
    if first.exact:
        return first
    return next((one for one in moments if one.exact and abs((one.at - first.at).total_seconds()) < 129_600), first)


def _microdata(tree: HtmlElement, term: str) -> list[str]:
    texts = []
    for element in tree.iterfind(f".//*[@itemprop='{term}']"):
        texts.append(element.get("datetime") or element.get("content") or text_within(element))
    return texts[:3]


def _times(tree: HtmlElement) -> list[str]:
    """Return what the page's <time> elements say, those that look like the article's own before others."""
    likely: list[str] = []
    others: list[str] = []
    for time in list(tree.iter("time"))[:50]:
        about = " ".join((time.get("class") or "", time.get("itemprop") or "", time.getparent().get("class") or ""))
        text = time.get("datetime") or text_within(time)
        if not text or _NO_TIME_CLASS.search(about):
            continue
        (likely if time.get("pubdate") is not None or _TIME_CLASS.search(about) else others).append(text)
    # Several that are not told apart are a list of other articles.
    return likely[:1] or (others if len(others) == 1 else [])

"""When the article on a page was published and changed, to the minute where the page says so. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler import linked_data
from crawler.dates import EARLIEST, moment_said, parse_date, without_comments
from crawler.hosts import host_of
from crawler.months import ENGLISH
from crawler.page_metadata import PageData, canonical, languages, text_within, words
from crawler.places import is_in_comment, is_in_footer, is_related
from crawler.shown_dates import is_of_change, shown_changes, shown_dates, shown_times, with_year
from crawler.zones import clock_of, order_of_host

_PUBLISHED = words("""
    article:published_time og:article:published_time og:published_time article:published datepublished
    parsely-pub-date sailthru.date publish-date publish_date publishdate publication_date publication-date
    pubdate cxenseparse:recs:publishtime dcterms.created dcterms.issued dc.date.issued dc.date.created
    datecreated date_published article.published article.created bt:pubdate citation_publication_date dc.date
    dcterms.date date rnews:datepublished timestamp article:post_date video:release_date og:pubdate displaydate
    originalpublicationdate ptime dc.created dc.date.publication article:published_date article:publicationdate
    article_date_original prism.publicationdate og:datepublished og:publish_date og:regdate og:article:published
    cxenseparse:publishtime citation_date rbpubdate published_time published_date published-date publisheddate
    dc.issued dc.date.available dcterms.available pagedate
    dc.date.published content_create_date
    publish_time publishtime pub_date original-publish-date mediator_published_time dateposted date_created created
    gentime doc_date pdate swiftype:published_at published_at article:published:time
""")
_UPDATED = words("""
    article:modified_time og:article:modified_time og:updated_time datemodified last-modified dcterms.modified
    dc.date.modified lastmod lastmodified dc.modified revised article.updated cxenseparse:recs:articlemodified
""")
_CLOCK = re.compile(
    r"\d{1,2}\s?[:h.時时시点點]\s?\d{2}|T\d{4}|\d{9,}|(?<!\d)(?!20[12]\d)[012]\d[0-5]\d\s?(?:gmt|utc|h(?:ou)?rs)|\d\sóra\s\d|\d\s?[ap]\.?m\b",
    re.IGNORECASE,
)
#: A day of dots, 25.11.2026, looks like a clock.
_DOTTED_DAY = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}|\d{4}\.\s?\d{1,2}\.\s?\d{1,2}")
_IN_ADDRESS = re.compile(
    r"[/_-](?P<year>(?:19|20)\d\d)(?:(?P<gap>[/_-]?)(?P<month>\d\d)(?P=gap)(?P<day>\d\d)(?!\d)"
    # Figures without a nought are parts of a path of their own.
    r"|/(?P<short_month>\d{1,2})/(?P<short_day>\d{1,2})(?=/|$)"
    # The section may stand between, and the month be a word: /2026/POLITICS/11/25/, /2026/nov/25/
    r"|/[A-Za-z_.-]{2,20}/(?P<month_below>\d\d)/(?P<day_below>\d\d)(?=/|$)"
    r"|/(?P<word>[A-Za-z]{3,9})/(?P<day_after_word>\d{1,2})(?=/|$))"
)
_MIDNIGHT = re.compile(
    r"(?:^|[T\s,])(?:0?0[:.h]00|12:00(?=(?::00)?\s?a\.?m\b))(?::00(?:\.0+)?)?(?![:\d])", re.IGNORECASE
)
_TIME_CLASS = re.compile(r"publi|pubdate|post|date|created|entry|article|timestamp|byline", re.IGNORECASE)
_NO_TIME_CLASS = re.compile(r"comment|related|modif|updat|teaser|widget|sidebar|event|copyright", re.IGNORECASE)
#: Elements that sites made for times: <relative-time>, <bsp-timestamp>.
_OWN_TIMES = XPath("//*[contains(name(), '-') and contains(name(), 'time') and (@datetime or @data-timestamp)]")
_MOST_TIMES = 50
_MARKED = XPath("//*[@itemprop or @property]")
#: What https://www.dublincore.org calls the same, as Drupal writes it.
_RDFA = {
    "datePublished": ("dc:date", "dc:created", "dc:issued", "dcterms:issued", "dcterms:created"),
    "dateModified": ("dc:modified", "dcterms:modified"),
}
_UPDATED_CLASS = "updated"
_IN_SCRIPT = re.compile(
    r"""["'](?:date_?published|published_?(?:at|date|time)|publish_?(?:date|time)|publication_?date|pub_?date)\\?["']"""
    r"""\s{0,4}:\s{0,4}\\?["']?([\w:.+-][\w:.+ /,-]{7,39})""",
    re.IGNORECASE,
)
_MOST_SCRIPTS, _LONGEST_SCRIPT = 60, 500_000
_PUBLISHED_CLASSES = frozenset(("published", "dt-published"))


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A time by the page's own clock, and whether that gave a clock time or a day only (then it is midnight UTC)."""

    at: datetime
    exact: bool


def published(page: PageData, title: str = "", language: str | None = None) -> Moment | None:
    """Return when the article was published, as the page says it: the most exact of what names the same day.

    What it says to machines goes before what it shows beside its title, and that before its address; language is the
    article's.
    """
    clock, order = clock_at(page, language), order_of_host(host_of(page.url))
    said = _dates(page, "datePublished", _PUBLISHED, clock, times=True) + _dates(page, "dateCreated", (), clock)
    if any(moment.exact for moment in said[:1]):
        return said[0]
    shown = (read_moment(text, language, clock, order) for text in shown_dates(page.tree, title))
    found = _best([*said, *filter(None, shown)]) or _by_address(page, title, language, clock)
    found = found or _best([*filter(None, (read_moment(text, language, clock) for text in _scripted(page.tree)))])
    return found if found is None or found.exact else _at_shown_time(page, found, title, language, clock)


def _by_address(page: PageData, title: str, language: str | None, clock: tzinfo) -> Moment | None:
    """Return the day in the page's address, or the moment of it at which the page says that it was changed.

    Those who show but that mean when the article was last new.
    """
    day = next(filter(None, map(_day_in_address, _addresses(page))), None)
    changed = updated(page, title, language) if day else None
    is_same_day = day and changed and changed.exact and changed.at.astimezone(clock).date() == day.at.date()
    return changed if is_same_day else day


def _at_shown_time(page: PageData, day: Moment, title: str, language: str | None, clock: tzinfo) -> Moment:
    """Return the moment of day that the page shows beside its title without the year: «14 липня, 19:47»."""
    whole = (with_year(text, day.at.year) for text in shown_times(page.tree, title))
    moments = (read_moment(text, language, clock) for text in whole)
    same = (one for one in moments if one and one.exact and one.at.astimezone(clock).date() == day.at.date())
    return next(same, day)


def clock_at(page: PageData, language: str | None = None) -> tzinfo:
    """Return the zone of the times on page that name none, whose article is in language."""
    return clock_of(host_of(page.url), [*languages(page), language or ""], page.country)


def _addresses(page: PageData) -> tuple[str, ...]:
    """Return where the page stands: where it was fetched, which may be a redirect's or a number's, and as it says."""
    return (page.url, canonical(page) or "", *page.meta("og:url"))


def _day_in_address(url: str) -> Moment | None:
    found = _IN_ADDRESS.search(url)
    if found is None:
        return None
    month = (
        found["month"] or found["short_month"] or found["month_below"] or ENGLISH.get((found["word"] or "").lower(), "")
    )
    day = found["day"] or found["short_day"] or found["day_below"] or found["day_after_word"]
    return read_moment(f"{found['year']}-{month:0>2}-{day:0>2}")


def updated(page: PageData, title: str = "", language: str | None = None) -> Moment | None:
    """Return when the article was last changed, as the page says it to machines, or else beside its title."""
    clock = clock_at(page, language)
    said = _dates(page, "dateModified", _UPDATED, clock)
    shown = () if said else (read_moment(text, language, clock) for text in shown_changes(page.tree, title))
    return _best([*said, *filter(None, shown)])


def _dates(page: PageData, term: str, metas: tuple[str, ...], clock: tzinfo, *, times: bool = False) -> list[Moment]:
    texts = [linked_data.text_of(page.article.get(term)), *page.meta(*metas)]
    texts += _microdata(page.tree, term)
    if times:
        texts += _microformats(page.tree) + _times(page.tree)
        if not page.article:
            others = [node for node in page.nodes if not linked_data.is_article(node)]
            # A video is uploaded.
            texts += [linked_data.text_of(node.get(name)) for name in (term, "uploadDate") for node in others]
    language = next(iter(page.meta("og:locale")), page.tree.get("lang") or "").replace("_", "-") or None
    order = order_of_host(host_of(page.url))
    return [moment for text in texts if text and (moment := read_moment(text, language, clock, order))]


def read_moment(text: str, language: str | None = None, clock: tzinfo = UTC, order: str | None = None) -> Moment | None:
    """Return the moment that text names, or None; a time without a zone is by clock.

    order is a language tag by which day and month are told apart where language leaves that open.

    Midnight to the second, as it is written, is taken to mean the day.
    """
    at = moment_said(text, language, clock=clock) or (moment_said(text, order, clock=clock) if order else None)
    if at is None or at < EARLIEST:
        return None
    # A clock in brackets stands there for something else: «11 February 2026 (updated at 22:40)».
    said = without_comments(text)
    is_clocked = _CLOCK.search(_DOTTED_DAY.sub("", said)) and not _MIDNIGHT.search(said)
    # What was taken for a clock may be none that is read.
    exact = bool(is_clocked) and (at.hour, at.minute, at.second) != (0, 0, 0)
    return Moment(at=at if exact else _day(text, at), exact=exact)


def _day(text: str, at: datetime) -> datetime:
    # The day as written: in UTC it may already be another.
    day = parse_date(found[0]) if (found := re.match(r"\s*\d{4}-\d{2}-\d{2}", text)) else None
    return (day or at).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)


def _best(moments: list[Moment]) -> Moment | None:
    if not moments:
        return None
    first = moments[0]
    if first.exact:
        return first
    return next((one for one in moments if one.exact and abs((one.at - first.at).total_seconds()) < 129_600), first)


def _scripted(tree: HtmlElement) -> list[str]:
    """Return what the page's own scripts call its day of publication; several days are of a list of articles."""
    scripts = islice(
        (one for one in tree.iter("script") if one.text and "ld+json" not in one.get("type", "")), _MOST_SCRIPTS
    )
    said = {value for script in scripts for value in _IN_SCRIPT.findall(script.text[:_LONGEST_SCRIPT])}
    return list(said) if len(said) == 1 else []


def _microdata(tree: HtmlElement, term: str) -> list[str]:
    """Return what the page's microdata and RDFa, outside its head, have as term of https://schema.org/Article."""
    terms = {term.lower(), *_RDFA.get(term, ())}
    marked = (one for one in _MARKED(tree) if terms.intersection(_terms(one)))
    texts = (one.get("datetime") or one.get("content") or text_within(one) for one in marked)
    return list(islice(texts, 3))


def _terms(element: HtmlElement) -> set[str]:
    said = f"{element.get('itemprop') or ''} {element.get('property') or ''}".lower().split()
    return {name.removeprefix("schema:") for name in said}


def _times(tree: HtmlElement) -> list[str]:
    """Return what the page's <time> elements say, those that look like the article's own before others."""
    likely: list[str] = []
    others: list[str] = []
    called_changes: list[str] = []
    for time in [*islice(tree.iter("time"), _MOST_TIMES), *_OWN_TIMES(tree)[:_MOST_TIMES]]:
        about = " ".join((time.get("class") or "", time.get("itemprop") or "", time.getparent().get("class") or ""))
        text = time.get("datetime") or time.get("data-timestamp") or text_within(time)
        if not text or is_of_change(time) or is_related(time) or is_in_footer(time):
            continue
        if _NO_TIME_CLASS.search(about):
            called_changes += [text] * (_UPDATED_CLASS in _classes(time))
            continue
        (likely if time.get("pubdate") is not None or _TIME_CLASS.search(about) else others).append(text)
    # Several that are not told apart are a list of other articles.
    # hAtom has it that what is published is `updated` as well, and some have but that.
    return likely[:1] or next((one for one in (others, called_changes) if len(one) == 1), [])


def _microformats(tree: HtmlElement) -> list[str]:
    """Return the times that http://microformats.org (hAtom's `published`, h-entry's `dt-published`) name for machines.

    Several are a list of articles.
    """
    marked = [one for one in tree.iter("abbr", "time", "span") if _PUBLISHED_CLASSES.intersection(_classes(one))]
    said = {text for one in marked if (text := one.get("datetime") or one.get("title")) and not is_in_comment(one)}
    return list(said) if len(said) == 1 else []


def _classes(element: HtmlElement) -> list[str]:
    return (element.get("class") or "").split()

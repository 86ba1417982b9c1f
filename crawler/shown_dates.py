"""The date that a page shows its readers beside the headline, for where it says none to machines. Pure."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml.html import HtmlElement

from crawler.datelines import DAY, PUBLISHED, UPDATED, is_dateline, moment_in
from crawler.page_metadata import text_within
from crawler.places import is_of_others, names, place_of

#: What those who build sites call the place of a date.
_MARKED = re.compile(
    r"date|datum|fecha|tarih|time(?!line)|stamp|publi|posted|submitted|byline|created|meta|(?:^|[\s_-])(?:data|info|pvm)(?:$|[\s_-])",
    re.IGNORECASE,
)
_TAGS = (
    "a",
    "span",
    "p",
    "div",
    "li",
    "abbr",
    "small",
    "em",
    "i",
    "b",
    "strong",
    "dd",
    "dt",
    "td",
    "h4",
    "h5",
    "h6",
    "font",
    "time",
)
_FOR_MACHINES = (
    "datetime",
    "data-datetime",
    "data-date",
    "data-time",
    "data-timestamp",
    "data-published",
    "data-utime",
    "data-pubdate",
)
_FOR_BOTH = ("content", "title")
#: Seconds since 1970, or thousandths of them; shown to readers, so many figures are a telephone number.
_STAMP = re.compile(r"\d{10}(?:\d{3})?")
#: What is longer is prose; without a mark, a date has hardly a word beside it and stands no further from the headline.
_LONGEST, _LONGEST_BARE, _BESIDE, _ABOVE = 150, 80, 12, 3
_MOST, _MOST_ELEMENTS = 8, 20_000
_PIECE = re.compile(rf"(?=(?<!\w)(?:{UPDATED}|{PUBLISHED}))", re.IGNORECASE)
#: A label that ends in its colon, or in the day.
_LABEL = re.compile(rf"(?:{PUBLISHED})(?:(?<=[:：])|\s?[:：])", re.IGNORECASE)
_CHANGE = re.compile(UPDATED, re.IGNORECASE)
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)")
_ONLY_CLOCK = re.compile(r"\W{0,3}\d{1,2}[:.h]\d{2}(?:\s?(?:uhr|h|[ap]\.?m\.?))?(?:\s[a-z]{2,4})?", re.IGNORECASE)
_COLON_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:h]\d{2}(?!\d)")
_ANY_YEAR = 2000
_DAY_AND_MONTH = re.compile(r"(?<![\d:])(\d{1,2})([./])\s?(\d{1,2})(?![\d:])[./]?(?!\d)")


def shown_dates(tree: HtmlElement, title: str) -> list[str]:
    """Return the texts on the page that name a day beside its title, the likeliest first; none that tells of a change.

    Those after the title come before those above it. On a page without its title the only one counts, or the only
    that a label says to be it: several that are not told apart are a list of articles.
    """
    elements = list(islice(tree.iter("h1", "h2", "h3", *_TAGS), _MOST_ELEMENTS))
    at = place_of(title, elements)
    if at is None:
        own = [one for one in elements if not is_of_others(one)]
        labelled = set(_labelled(own))
        if len(labelled) == 1:
            return list(labelled)
        texts = set(_own(elements)) or {text for one in own if _is_apart(one) for text in _bare_days(one)}
        return list(texts) if len(texts) == 1 else []
    around = [*elements[at + 1 : at + 1 + _BESIDE], *elements[max(0, at - _ABOVE) : at]]
    beside = (one for one in around if not is_of_others(one))
    bare = (text for one in beside if _is_apart(one) for text in _bare_days(one))
    near = [*islice(_own(elements[at + 1 :]), _MOST), *bare, *islice(_own(reversed(elements[:at])), 1)]
    return list(dict.fromkeys(near))


def shown_changes(tree: HtmlElement, title: str) -> list[str]:
    """Return what the page says beside its title as the days on which the article was changed, to machines first."""
    beside = _beside(tree, title)
    stamps = (stamp for one in beside if one.get("datetime") and is_of_change(one) for stamp in _stamps(one))
    pieces = (piece for one in beside for piece in _pieces(one))
    return [*stamps, *(piece for piece in pieces if _CHANGE.match(piece) and DAY.search(piece))]


def shown_times(tree: HtmlElement, title: str) -> list[str]:
    """Return what the page shows beside its title as a time on a day without its year; none that tells of a change.

    It is marked as a date, or says nothing else: a sentence beside the title tells when something else happened.
    """
    pieces = (piece for one in _beside(tree, title) for piece in _pieces(one) if _is_marked(one) or _is_time(piece))
    return [piece for piece in pieces if _CLOCK.search(piece) and not DAY.search(piece) and not _CHANGE.match(piece)]


def _is_time(text: str) -> bool:
    bare = _COLON_CLOCK.sub(" ", text)
    return len(text) <= _LONGEST_BARE and is_dateline(with_year(bare.strip(" ,"), _ANY_YEAR))


def with_year(text: str, year: int) -> str:
    """Return text, which names a day without its year, with this one.

    >>> with_year("2.7., 23:58 Uhr", 2026), with_year("14 липня, 19:47", 2026)
    ('2.7.2026, 23:58 Uhr', '14 липня, 19:47 2026')

    """
    dotted, found = _DAY_AND_MONTH.subn(rf"\1\2\3\g<2>{year}", text, count=1)
    return dotted if found else f"{text} {year}"


def _beside(tree: HtmlElement, title: str) -> list[HtmlElement]:
    """Return the elements that stand beside title and belong to it, those after it first."""
    elements = list(islice(tree.iter("h1", "h2", "h3", *_TAGS), _MOST_ELEMENTS))
    at = place_of(title, elements)
    around = [] if at is None else [*elements[at + 1 : at + 1 + _BESIDE], *elements[max(0, at - _ABOVE) : at]]
    return [one for one in around if not is_of_others(one)]


def _pieces(element: HtmlElement) -> list[str]:
    """Return the text of element, if it is short, parted where it begins to tell of another event."""
    text = text_within(element)
    return _PIECE.split(text) if len(text) <= _LONGEST else []


def is_of_change(element: HtmlElement) -> bool:
    """Tell whether what stands right before element, or in it at first, says that it tells when something changed."""
    before = element.getprevious()
    said = (element.getparent().text or "") if before is None else f"{text_within(before)} {before.tail or ''}"
    pieces = [piece for piece in _PIECE.split(said[-_LONGEST:]) if piece.strip()]
    return bool(_CHANGE.match(pieces[-1] if pieces else "") or _CHANGE.match((element.text or "").strip()))


def days_in(element: HtmlElement) -> Iterator[str]:
    """Yield the texts within element that name a day, those that are marked as dates first."""
    inside = list(islice(element.iter(*_TAGS), _MOST_ELEMENTS))
    for one in inside:
        if _is_marked(one):
            yield from _days(one)
    for one in inside:
        yield from _bare_days(one)
        # «25.11.2026 – a link», in a list
        beside = " ".join((one.text or "", *(link.tail or "" for link in one.iterchildren("a"))))
        if len(beside) <= _LONGEST_BARE and is_dateline(beside):
            yield beside.strip(" ()–-")


def _labelled(elements: Iterable[HtmlElement]) -> Iterator[str]:
    """Yield the days that a label before them, in a line of its own in one of elements, says to be of publication."""
    lines = (line for one in elements for line in _lines(one) if len(line) <= _LONGEST_BARE)
    return (moment_in(line) for line in lines if _LABEL.match(line) and DAY.search(line))


def _own(elements: Iterable[HtmlElement]) -> Iterator[str]:
    """Yield what names a day in those of elements that are marked as dates and belong to the article."""
    for element in filter(_is_marked, elements):
        if found := list(_days(element)):
            yield from () if is_of_others(element) else found


def _is_marked(element: HtmlElement) -> bool:
    return bool(_MARKED.search(names(element)))


def _is_apart(element: HtmlElement) -> bool:
    """Tell whether element is no part of a phrase: no words stand right before or after it."""
    before = element.getprevious()
    said = (element.getparent().text if before is None else before.tail, element.tail)
    return not any(letter.isalpha() for text in said for letter in text or "")


def _days(element: HtmlElement) -> Iterator[str]:
    """Yield what names a day in element: as it is written for machines, else as it is shown."""
    said = [*(element.get(name) or "" for name in _FOR_BOTH), text_within(element)]
    found = (piece for text in said if len(text) <= _LONGEST for piece in _first_told(text))
    told = (*_stamps(element), *map(moment_in, found))
    return (_with_clock(element, moment) for moment in told[:1])


def _with_clock(element: HtmlElement, day: str) -> str:
    """Return day, which element shows, with the clock that stands in an element of its own next to it."""
    if _CLOCK.search(DAY.sub(" ", day)) or _STAMP.fullmatch(day):
        return day
    beside = (one for one in (element.getnext(), element.getprevious()) if one is not None)
    return next((f"{day} {said}" for said in map(text_within, beside) if _ONLY_CLOCK.fullmatch(said)), day)


def _bare_days(element: HtmlElement) -> Iterator[str]:
    """Yield the first line of element, or what it says to machines, that says a day and next to nothing else."""
    said = [*(element.get(name) or "" for name in _FOR_BOTH), *_lines(element)]
    pieces = (piece for text in said if len(text) <= _LONGEST_BARE for piece in _first_told(text))
    told = (*_stamps(element), *(moment_in(piece) for piece in pieces if is_dateline(piece)))
    return (_with_clock(element, moment) for moment in told[:1])


def _stamps(element: HtmlElement) -> Iterator[str]:
    said = (element.get(name) or "" for name in _FOR_MACHINES)
    return (text for text in said if _STAMP.fullmatch(text) or any(_first_told(text)))


def _lines(element: HtmlElement) -> list[str]:
    """Return the text in element, parted where it has line breaks of its own."""
    lines = [element.text or ""]
    for child in element:
        if child.tag == "br":
            lines.append("")
        lines[-1] += f"{text_within(child) if isinstance(child.tag, str) else ''}{child.tail or ''}"
    return [" ".join(line.split()) for line in lines]


def _first_told(text: str) -> Iterator[str]:
    """Yield the pieces of text that name a day, but for those that say when something was changed."""
    pieces = _PIECE.split(text) if DAY.search(text) else []
    return (piece for piece in pieces if DAY.search(piece) and not _CHANGE.match(piece))

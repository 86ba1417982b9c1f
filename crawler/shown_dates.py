"""The date that a page shows its readers beside the headline, for where it says none to machines. Pure."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml.html import HtmlElement

from crawler.page_metadata import text_within
from crawler.places import is_of_others, names, place_of

#: What those who build sites call the place of a date.
_MARKED = re.compile(
    r"date|datum|fecha|tarih|time(?!line)|stamp|publi|posted|byline|created|meta|(?:^|[\s_-])(?:data|info|pvm)(?:$|[\s_-])",
    re.IGNORECASE,
)
_TAGS = (
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
    "td",
    "h4",
    "h5",
    "h6",
    "font",
    "time",
)
_ATTRIBUTES = (
    "datetime", "content", "data-datetime", "data-date", "data-time", "data-timestamp", "data-published", "title",
)  # fmt: skip
#: Day, month and year side by side, as figures or with the month in words; or figures for machines alone.
_DAY = re.compile(
    r"(?<!\d)(?:\d{1,2}\s?([-./])\s?\d{1,2}\s?\1\s?(?:\d{4}|\d{2})(?!\d)"
    r"|\d{4}\s?[-./年년]\s?\d{1,2}\s?[-./月월]\s?\d{1,2}(?!\d)"
    r"|\d{1,2}(?:st|nd|rd|th|er|º|\.)?,?\s+(?:[^\s\d]{2,20}\s+){1,3}\d{4}(?!\d)"
    r"|(?:令和|平成|民國|民国)\s?(?:\d{1,3}|元)\s?年\s?\d{1,2}\s?月"
    r"|\d{4}\.?\s+(?:[^\s\d]{2,20}\s+){1,2}\d{1,2}(?!\d))"
    r"|[^\W\d_]{3,20}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}(?!\d)|^\d{10}(?:\d{3})?$",
    re.IGNORECASE,
)
#: What is longer is prose; without a mark, a date has little else beside it and stands no further from the headline.
_LONGEST, _LONGEST_BARE, _BESIDE, _ABOVE = 150, 80, 12, 3
_MOST, _MOST_ELEMENTS = 8, 20_000
_UPDATED = (
    r"(?:last )?(?:updated|modified)|(?:zuletzt )?(?:aktualisiert|geändert)|mise? à jour|modifiée?|actualizad[oa]"
    r"|atualizad[oa]|aggiornat[oa]|обновлен[оа]?|оновлен[оа]?|z?aktualizowano|aktualizováno|frissítve|güncelle\w*"
    r"|bijgewerkt|uppdaterad|oppdatert|opdateret|päivitetty|actualizat|ενημέρωση|更新|تحديث"
)
_PUBLISHED = (
    r"(?:first )?published|posted|veröffentlicht|erschienen|publiée?|publicad[oa]|pubblicat[oa]|опубликован[оа]?"
    r"|опубліковано|opublikowano|publikováno|megjelent|yayınlan\w*|gepubliceerd|publicerad|publisert|julkaistu|publicat"
    r"|发布|發布|نشر"
)
_PIECE = re.compile(rf"(?=(?<!\w)(?:{_UPDATED}|{_PUBLISHED}))", re.IGNORECASE)
_CHANGE = re.compile(_UPDATED, re.IGNORECASE)


def shown_dates(tree: HtmlElement, title: str) -> list[str]:
    """Return the texts on the page that name a day beside its title, the likeliest first; none that tells of a change.

    Those after the title come before those above it. On a page without its title the only one counts: several that
    are not told apart are a list of articles.
    """
    elements = list(islice(tree.iter("h1", "h2", *_TAGS), _MOST_ELEMENTS))
    at = place_of(title, elements)
    if at is None:
        texts = set(_own(elements))
        return list(texts) if len(texts) == 1 else []
    around = [*elements[at + 1 : at + 1 + _BESIDE], *elements[max(0, at - _ABOVE) : at]]
    beside = (one for one in around if not is_of_others(one))
    bare = (text for one in beside for text in _days(one, _LONGEST_BARE))
    near = [*islice(_own(elements[at + 1 :]), _MOST), *bare, *islice(_own(reversed(elements[:at])), 1)]
    return list(dict.fromkeys(near))


def days_in(element: HtmlElement) -> Iterator[str]:
    """Yield the texts within element that name a day, those that are marked as dates first."""
    inside = list(islice(element.iter(*_TAGS), _MOST_ELEMENTS))
    for one in inside:
        if _is_marked(one):
            yield from _days(one, _LONGEST)
    for one in inside:
        yield from _days(one, _LONGEST_BARE)


def _own(elements: Iterable[HtmlElement]) -> Iterator[str]:
    """Yield what names a day in those of elements that are marked as dates and belong to the article."""
    for element in filter(_is_marked, elements):
        if found := list(_days(element, _LONGEST)):
            yield from () if is_of_others(element) else found


def _is_marked(element: HtmlElement) -> bool:
    return bool(_MARKED.search(names(element)))


def _days(element: HtmlElement, longest: int) -> Iterator[str]:
    """Yield what names a day in element: as it is written for machines, else as it is shown."""
    said = [*(element.get(name) or "" for name in _ATTRIBUTES), text_within(element)]
    return islice((piece for text in said if len(text) <= longest for piece in _first_told(text)), 1)


def _first_told(text: str) -> Iterator[str]:
    """Yield the pieces of text that name a day, but for those that say when something was changed."""
    pieces = _PIECE.split(text) if _DAY.search(text) else []
    return (piece for piece in pieces if _DAY.search(piece) and not _CHANGE.match(piece))

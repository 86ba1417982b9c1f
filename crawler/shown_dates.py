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
#: A day has at least a year and one more number.
_DAY = re.compile(r"\d\D+\d{4}(?!\d)|(?<!\d)\d{4}\D+\d|(?<!\d)\d{1,2}[./]\d{1,2}[./]\d{2}(?!\d)")
#: What is longer is prose; without a mark, a date has little else beside it and stands no further from the headline.
_LONGEST, _LONGEST_BARE, _BESIDE = 150, 80, 12
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

    Those after the title come before the one above it. On a page without its title the only one counts: several that
    are not told apart are a list of articles.
    """
    elements = list(islice(tree.iter("h1", "h2", *_TAGS), _MOST_ELEMENTS))
    at = place_of(title, elements)
    if at is None:
        texts = set(_marked(elements))
        return list(texts) if len(texts) == 1 else []
    bare = (text for one in elements[at + 1 : at + 1 + _BESIDE] for text in _days(one, _LONGEST_BARE))
    near = [*islice(_marked(elements[at + 1 :]), _MOST), *bare, *islice(_marked(reversed(elements[:at])), 1)]
    return list(dict.fromkeys(near))


def _marked(elements: Iterable[HtmlElement]) -> Iterator[str]:
    for element in elements:
        if _MARKED.search(names(element)):
            yield from _days(element, _LONGEST)


def _days(element: HtmlElement, longest: int) -> Iterator[str]:
    """Yield what names a day in element: as it is written for machines, else as it is shown; nothing of another's."""
    said = [*(element.get(name) or "" for name in _ATTRIBUTES), text_within(element)]
    found = [piece for text in said if len(text) <= longest for piece in _first_told(text)]
    if found and not is_of_others(element):
        yield found[0]


def _first_told(text: str) -> Iterator[str]:
    """Yield the pieces of text that name a day, but for those that say when something was changed."""
    pieces = _PIECE.split(text) if _DAY.search(text) else []
    return (piece for piece in pieces if _DAY.search(piece) and not _CHANGE.match(piece))

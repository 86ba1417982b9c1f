"""Lines that say a day and little else, told from prose that speaks of one. Pure."""

import re
from collections.abc import Iterable

from crawler.byline import names_author
from crawler.months import fold, weekdays
from crawler.zones import zone

#: Day, month and year side by side, as figures or with the month in words.
DAY = re.compile(
    r"(?<!\d)(?:\d{1,2}\s?([-./])\s?\d{1,2}\s?\1\s?(?:\d{4}|\d{2})(?![\d:])"
    r"|\d{4}\s?[-./年년]\s?\d{1,2}\s?[-./月월]\s?\d{1,2}(?!\d)|(?<!\d)\d{4}\s\d{1,2}\s?/\s?\d{1,2}(?![\d/])"
    r"|\d{1,2}(?:st|nd|rd|th|er|º|\.)?,?\s+(?:[^\s\d]{2,20}\s+){1,3}\d{4}(?!\d)"
    r"|(?:令和|平成|民國|民国)\s?(?:\d{1,3}|元)\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}(?!\d))?"
    r"|\d{4}\.?\s+(?:[^\s\d]{2,20}\s+){1,2}\d{1,2}(?!\d))"
    r"|[^\W\d_]{3,20}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}(?!\d)",
    re.IGNORECASE,
)
PUBLISHED = (
    r"(?:first )?published|posted|veröffentlicht|erschienen|publiée?|publicad[oa]|pubblicat[oa]|опубликован[оа]?"
    r"|опубліковано|opublikowano|publikováno|megjelent|yayınlan\w*|gepubliceerd|publicerad|publisert|julkaistu|publicat"
    r"|发布|發布|نشر"
)
UPDATED = (
    r"(?:last )?(?:updated|modified|edited|changed)|(?:zuletzt )?(?:aktualisiert|geändert)|mise? à jour|modifiée?"
    r"|actualizad[oa]|atualizad[oa]|aggiornat[oa]|modificat?[oa]|обновлен[оа]?|оновлен[оа]?|z?aktualizowano"
    r"|aktualizováno|frissítve|güncelle\w*|bijgewerkt|uppdaterad|oppdatert|opdateret|päivitetty|actualizat|ενημέρωση"
    r"|更新|تحديث"
)
_PUBLISHED = re.compile(PUBLISHED, re.IGNORECASE)
_TOLD = re.compile(
    rf"(?<!\w)(?:{PUBLISHED}|{UPDATED}|stand|as of|reading time|lesezeit|share|save)(?!\w)", re.IGNORECASE
)
_ROLE = re.compile(
    r"(?:[\w&'-]+\s){0,3}(?:correspondent|reporter|editor|korrespondent(?:in)?|corresponsal|corrispondente)",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\d{1,2}\s?[:：.h時时시点點]\s?(?:\d{2}(?:\s?[:：]\s?\d{2}|\s?[分분])?)?|\d{1,2}(?=\s?(?:[ap]\.?m\b|uhr))"
    r"|(?:gmt|utc|\b|\s)[+-]\d{1,2}(?::?\d{2})?(?!\d)",
    re.IGNORECASE,
)
#: One word before a comma: «Brussels, 25 November 2026».
_PLACE = re.compile(r"^\W*[^\W\d_]{3,20}\s?,")
_WORD = re.compile(r"[^\W\d_]+")
#: What stands beside a clock or a day; shorter words may be anything («at», «um», «kl», «年»).
_BESIDE = frozenset(("uhr", "ore", "hrs", "las", "godz", "saat", "час", "date", "dated", "datum", "fecha", "дата"))
_SHORT = 2
#: Lines that are longer say something.
_LONGEST = 120


def is_dateline(text: str) -> bool:
    """Tell whether text is a day, and beside it but a weekday, a clock, a place, «Published» or who wrote.

    >>> is_dateline("Published Wed, 25 Nov 2026, 2:32 pm ET"), is_dateline("Annexed by Russia on 18 March 2014, Crimea")
    (True, False)

    """
    rest = DAY.sub(" ", text, count=1)
    if rest == text:
        return False
    rest = _CLOCK.sub(" ", _PUBLISHED.sub(" ", _PLACE.sub(" ", rest)))
    if re.search(r"\d", rest):
        return False
    left = [word for word in _WORD.findall(fold(rest)) if len(word) > _SHORT and word not in _BESIDE and not zone(word)]
    return all(word in weekdays() for word in left) or names_author(rest.strip(" ,|·•-–—"))


def is_imprint(line: str, names: Iterable[str] = ()) -> bool:
    """Tell whether a line of a text says but when, by whom of names, or in what post of theirs it was written.

    >>> is_imprint("Jon Darby, 25 November 2026", ["Jon Darby"]), is_imprint("Jon Darby resigned", ["Jon Darby"])
    (True, False)

    """
    if len(line) > _LONGEST:
        return False
    if is_dateline(line) or names_author(line) or _ROLE.fullmatch(line):
        return True
    rest = _TOLD.sub(" ", DAY.sub(" ", line))
    for name in names:
        rest = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)(?:\s?\([^()]*\))?", " ", rest, flags=re.IGNORECASE)
    # «Posted by Knut Harms at 19:26»
    rest_words = [word for word in _WORD.findall(_CLOCK.sub(" ", rest)) if len(word) > _SHORT and not zone(word)]
    return rest != line and not rest_words and not re.search(r"\d", _CLOCK.sub(" ", rest))

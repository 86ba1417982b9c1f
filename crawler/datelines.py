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
#: Nouns stand for a change where a day follows alone: «Stand» and «update» are also words of headlines.
_THEN_A_DAY = r"(?:\s?(?:vom|am|du|le|del|van|z))?\s?[:：.,]?\s*(?=(?:\w{2,12}\.?,?\s)?\d)"
_LAST = (
    r"(?:(?:zuletzt|posledn[áíý]|naposledy|ostatnio|последн(?:ее|яя)|senast|sist|senest|viimati|viimeksi|laatst|dernière|son"
    r"|τελευταία|آخر) )?"
)
UPDATED = _LAST + (
    r"(?:(?:last )?(?:updated|modified|edited|changed|reviewed|revised)|last (?:update|change|modification)"
    r"|(?:aktualisiert|geändert|bearbeitet)|letzte (?:aktualisierung|änderung)|mise? à jour|modifiée?"
    r"|actualisée?|actualizad[oa]|atualizad[oa]|aggiornat[oa]|modificat?[oa]"
    r"|(?:[uú]ltim[oa] )?(?:aggiornamento|modifica|actualizaci[óo]n|atualização|actualizare)"
    r"|обновлен[оа]?|обновлён|обновлени[ея]|измен[её]н[оа]?|изменени[ея]|оновлен[оаня]?|змінено|абноўлена|обновен[ао]?"
    r"|актуализиран[ао]?|последна промяна|ажурирано|изм[иј]?ењено"
    r"|z?aktualizowano|(?:ostatnia )?(?:aktualizacja|modyfikacja)|aktualizov[aá]n[oaýáé]|aktualiz[aá]ci?[aeí]"
    r"|naposledy upraven[oaéá]|ažurirano|(?:posljednja|poslednja) (?:izmjena|izmena)|posodobljeno|zadnja sprememba"
    r"|frissítve|(?:utolsó )?frissítés|güncelle\w*|bijgewerkt|gewijzigd|laatste (?:update|wijziging)|uppdaterad|ändrad"
    r"|oppdatert|endret|opdateret|ændret|päivitetty|muokattu|uuendatud|muudetud|atjaunin?āts|atjaunots|atnaujint[aoi]s?"
    r"|actualizat|ενημερώθηκε|ενημέρωση|përditësuar|最(?:終|后|後)(?:更新|修改)|更新|(?:최종\s?)?수정|업데이트"
    r"|עודכן|עדכון(?: אחרון)?|تحديث|به\s?روز\s?(?:شده|رسانی)|بروزرسانی|cập nhật|diperba(?:ha)?rui"
    r"|अपडेट(?:ेड)?|अद्यतन|อัปเดต|อัพเดท"
    rf"|(?:stand|update|actualisation|modification){_THEN_A_DAY})"
)
_PUBLISHED = re.compile(PUBLISHED, re.IGNORECASE)
_TOLD = re.compile(
    rf"(?<!\w)(?:{PUBLISHED}|{UPDATED}|stand|update|(?:dernière )?modification|as of|reading time|lesezeit|share|save)"
    r"(?!\w)",
    re.IGNORECASE,
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
    return all(zone(word) for word in _long_words(rest)) or names_author(rest.strip(" ,|·•-–—"))


def is_imprint(line: str, names: Iterable[str] = ()) -> bool:
    """Tell whether a line of a text says but when, by whom of names, or in what post of theirs it was written.

    >>> is_imprint("Jon Darby, 25 November 2026", ["Jon Darby"]), is_imprint("Jon Darby resigned", ["Jon Darby"])
    (True, False)

    """
    if len(line) > _LONGEST:
        return False
    if is_dateline(line) or names_author(line) or _ROLE.fullmatch(line):
        return True
    rest = DAY.sub(" ", _TOLD.sub(" ", line))
    for name in names:
        rest = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)(?:\s?\([^()]*\))?", " ", rest, flags=re.IGNORECASE)
    # «Posted by Knut Harms at 19:26»
    timeless = _CLOCK.sub(" ", rest)
    return (
        rest != line and not re.search(r"\d", timeless) and not [one for one in _long_words(timeless) if not zone(one)]
    )


def _long_words(text: str) -> list[str]:
    """Return the words in text that are none of a clock's or a day's: weekdays, «Uhr», «at»."""
    found = (word for word in _WORD.findall(fold(text)) if len(word) > _SHORT)
    return [word for word in found if word not in _BESIDE and word not in weekdays()]

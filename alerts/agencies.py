"""Find which news agency an article is credited to: in its authors, its first or its last words. Pure.

A text that only quotes an agency ("told Reuters") is no copy of it: what counts is where a credit stands and how it is
set, as in "BERLIN (dpa) -", "/TASS/", "(AFP)" in the end, "Quelle: dpa", "© ANSA".
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

#: Agencies by name, with how they sign; a form in lower-case letters alone is looked for as it stands.
AGENCIES = {
    "AFP": "AFP|Agence France-Presse",
    "AP": "AP|Associated Press|The Associated Press",
    "Reuters": "Reuters|REUTERS|Рейтер|Рейтерс|Рейтерз",
    "dpa": "dpa|DPA|dpa-AFX|Deutsche Presse-Agentur",
    "epd": "epd",
    "KNA": "KNA",
    "APA": "APA",
    "Keystone-SDA": "Keystone-SDA|Keystone-ATS|SDA|sda|ATS",
    "PAP": "PAP|Polska Agencja Prasowa",
    "ANSA": "ANSA|Ansa",
    "Adnkronos": "Adnkronos|AdnKronos",
    "EFE": "EFE|Efe|Agencia EFE",
    "Europa Press": "Europa Press|EUROPA PRESS",
    "Ukrinform": "Ukrinform|Укрінформ|Укринформ",
    "UNIAN": "UNIAN|УНІАН|УНИАН",
    "Interfax-Ukraine": "Interfax-Ukraine|Інтерфакс-Україна|Интерфакс-Украина",
    "Interfax": "Interfax|INTERFAX|INTERFAX.RU|Интерфакс|ИНТЕРФАКС|Інтерфакс",
    "TASS": "TASS|ТАСС",
    "RIA Novosti": "RIA Novosti|РИА Новости|РІА Новини",
    "Anadolu": "Anadolu|Anadolu Agency|Anadolu Ajansı",
    "Belga": "Belga|BELGA",
    "ANP": "ANP",
    "Ritzau": "Ritzau|/ritzau/",
    "NTB": "NTB",
    "STT": "STT",
    "BNS": "BNS",
    "LETA": "LETA",
    "ČTK": "ČTK|CTK",
    "TASR": "TASR",
    "MTI": "MTI",
    "Agerpres": "Agerpres|AGERPRES",
    "BTA": "BTA|БТА",
    "Lusa": "Lusa|LUSA",
    "Xinhua": "Xinhua|新华社|新華社",
    "Kyodo": "Kyodo|Kyodo News|共同通信",
    "Yonhap": "Yonhap|연합뉴스",
    "UPI": "UPI",
}
#: A dateline and a credit stand within so many characters of the beginning and of the end.
OPENING = 200
ENDING = 200
#: "Source:" in the languages of the press.
_SOURCE = r"Sources?|Quelle|Mit Material von|Fuente|Fonte|Źródło|Za|Джерело|Источник|Bron|Avec|With"


#: The same articles stand on page after page.
@lru_cache(maxsize=4_096)
def credit(authors: tuple[str, ...], opening: str, ending: str) -> str | None:
    """Return the agency that an article is credited to, or None.

    Arguments: its authors, and its first and last words: at least `OPENING` and `ENDING` characters where there are.
    """
    found = next(_signed(authors), None)
    opening, ending = opening[:OPENING], ending[-ENDING:]
    if found is None and _hint().search(opening) and (begun := _in_dateline().search(opening)):
        found = _agency(begun)
    if found is None and _hint().search(ending) and (ended := list(_in_the_end().finditer(ending))):
        found = _agency(ended[-1])
    return found


def _signed(authors: Iterable[str]) -> Iterator[str]:
    for author in authors:
        for part in re.split(r"[,;/|&]|\b(?:with|avec|mit|con|und|and|et)\b", author):
            name = _by_form().get(re.sub(r"^(?:by|von|par|por|di)\s+", "", part.strip(), flags=re.IGNORECASE))
            if name:
                yield name


def _agency(found: re.Match[str]) -> str:
    return _by_form()[next(form for form in found.groups() if form)]


@cache
def _by_form() -> dict[str, str]:
    return {form: name for name, forms in AGENCIES.items() for form in forms.split("|")}


def _forms() -> str:
    return "|".join(re.escape(form) for form in sorted(_by_form(), key=len, reverse=True))


@cache
def _hint() -> re.Pattern[str]:
    """The first letters of any form: few texts have them, and the others are done with much sooner.

    Not within a word, as in Thursday: before them stands no letter but the last of "Copyright".
    """
    begins = sorted({re.escape(form[:3]) for form in _by_form()})
    return re.compile("|".join(rf"{begin}(?<![^\W\dt]{begin})" for begin in begins))


@cache
def _in_dateline() -> re.Pattern[str]:
    """As in "(Reuters) -", "(dpa/lby) –", "/TASS/", "Москва. 3 марта. ИНТЕРФАКС -", "КИЇВ, 3 березня (Укрінформ)"."""
    forms = _forms()
    return re.compile(
        rf"\(({forms})(?:[/,;][^()]{{0,20}})?\)\s?[.:]?\s?[–—-]|/({forms})/|^[^.\n]{{2,40}}\.\s[^.\n]{{2,20}}\.\s({forms})(?!\w)"
        rf"|^[^.\n]{{2,60}}?[,\s]({forms})\s[–—-]\s"
    )


@cache
def _in_the_end() -> re.Pattern[str]:
    """As in "(AFP)" or "dpa/kna" as the last words, "Quelle: dpa", "© AFP", "(ANSA).", "pap/"."""
    forms = _forms()
    return re.compile(
        rf"\(({forms})(?:[/,;][^()]{{0,20}})?\)[.\s]*$|(?:©|\(c\)|Copyright)\s*(?:\d{{4}}\s*)?({forms})(?!\w)"
        rf"|(?:^|[\s(])(?:{_SOURCE})\s?:\s*({forms})(?!\w)|(?:[.!?»”\"]\s+|\n)({forms})(?:/\w{{1,10}}){{0,3}}[.\s]*$"
    )

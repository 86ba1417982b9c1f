"""Tell by headlines that news is of other regions: drones over Kursk, and the same night over Belgorod. Pure.

Authorities tell what happens in one region after the other in the same words, and name the same offices and weapons.
Who was told of the one has not heard of the other.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from alerts.cities import city
from alerts.features import latin
from alerts.likeness import View
from alerts.series import BEGINNING
from store.vectors import Vector
from store.window import Member

_ADJECTIVE = re.compile("[сц]ь?к$")
#: How headlines name a region, by language; a group is what it is called, without the ending of its case.
_NAMED = {
    "en": r"\b(?!The |This |That )([A-Z]\w{2,})(?:['’]s)? (?:[Rr]egion|[Oo]blast|[Pp]rovince|[Gg]overnorate)\b",
    "de": r"\b(?:Region|Gebiet|Oblast|Provinz) ([A-Z]\w{2,})",
    "fr": r"\b(?:[Rr]égion|[Oo]blast|[Pp]rovince) (?:de |d['’])([A-Z]\w{2,})",
    "es": r"\b(?:[Rr]egión|[Óó]blast|[Pp]rovincia) de ([A-Z]\w{2,})",
    "it": r"\b(?:[Rr]egione|[Oo]blast|[Pp]rovincia) di ([A-Z]\w{2,})",
    "pt": r"\b(?:[Rr]egião|[Oo]blast|[Pp]rovíncia) d[eo] ([A-Z]\w{2,})",
    "nl": r"\b(?:[Rr]egio|[Oo]blast|[Pp]rovincie) ([A-Z]\w{2,})",
    "pl": r"\b(?i:obw(?:ód|od\w+)|wojew\w+) (\w+?[sc]k)(?:i|im|iego|iemu|u)\b",
    "cs": r"\b([A-ZČĎŘŠŤŽ]\w+?[sc]k)(?:á|é|ou)(?= oblast)",
    "sk": r"\b([A-ZČĎŘŠŤŽ]\w+?[sc]k)(?:á|ej|ú|ou)(?= oblas)",
    "bg": r"\b(?:[Оо]бласт ([А-Я]\w{2,})|([А-Я]\w+?[сц]к)(?:а|ата)(?= област))",
    # In Russian a woman and a jubilee end like a region; so does what stands behind no preposition.
    "ru": r"\b([А-ЯЁ]\w+?[сц]к)(?:ая|ой|ую|ий|ого|ом|ому)(?=(?:(?:,| и) [А-ЯЁ]\w+)* (?:област|район|кра[йяею]\b))"
    r"|(?<=[а-яё]\s)([А-ЯЁ]\w+?)щин(?:[аыеу]|о[йю])\b",
    "uk": r"\b([А-ЯІЇЄҐ]\w+?[сц]ьк)(?:а|ій|ої|у)(?=(?:(?:,| та| і| й) [А-ЯІЇЄҐ]\w+)* (?:област|район))"
    r"|\b([А-ЯІЇЄҐ]\w+?)(?:щин|ччин)[аиіую]\b",
}


def other_region(view: View, members: Sequence[Member]) -> bool:
    """Tell whether the headlines of an article and of all of a story, at least one, name regions.

    And that none of them stands in an article of the other side.
    """
    ours = regions(view.title, view.vector.language)
    if not ours or not members:
        return False
    theirs = [regions(m.title, m.vector.language) for m in members]
    return all(
        its and not _names_any(m.vector, ours) and not _names_any(view.vector, its)
        for m, its in zip(members, theirs, strict=True)
    )


@lru_cache(maxsize=10_000)
def regions(title: str, language: str) -> frozenset[str]:
    """Return how the names of the regions begin that a headline names, in Latin letters.

    >>> sorted(regions("Над Курской и Брянской областями сбиты БПЛА", "ru"))
    ['brya', 'kurs']
    >>> regions("Drones hit Belgorod region", "en"), regions("The region votes", "en")
    (frozenset({'belg'}), frozenset())

    """
    pattern = _pattern(language)
    found = pattern.finditer(title) if pattern else ()
    return frozenset(latin(_called(match[match.lastindex or 0], language))[:BEGINNING] for match in found)


def _called(name: str, language: str) -> str:
    """Return what the city is called after which a region is, or the name: of a Slavic adjective without its ending."""
    name = name[0].upper() + name[1:]
    bare = _ADJECTIVE.sub("", name)
    return city(name, language) or city(bare, language) or bare


def _names_any(vector: Vector, beginnings: frozenset[str]) -> bool:
    begun = tuple(f"n{beginning}" for beginning in beginnings)
    return any(feature.startswith(begun) for feature in vector.common)


@lru_cache(maxsize=64)
def _pattern(language: str) -> re.Pattern[str] | None:
    return re.compile(_NAMED[language]) if language in _NAMED else None

"""Tell by headlines that news is of other regions: drones over Kursk, and the same night over Belgorod. Pure.

Authorities tell what happens in one region after the other in the same words, and name the same offices and weapons.
Who was told of the one has not heard of the other.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from alerts.features import latin
from alerts.likeness import View
from alerts.series import BEGINNING
from store.vectors import Vector
from store.window import Member

#: How headlines name a region, by language; the group is what it is called, without the ending of its case.
_NAMED = {
    "en": r"\b(?!The |This |That )([A-Z]\w{2,})(?:['’]s)? (?:[Rr]egion|[Oo]blast|[Pp]rovince|[Gg]overnorate)\b",
    "de": r"\b(?:Region|Gebiet|Oblast|Provinz) ([A-Z]\w{2,})",
    "fr": r"\b(?:[Rr]égion|[Oo]blast|[Pp]rovince) (?:de |d['’])([A-Z]\w{2,})",
    "es": r"\b(?:[Rr]egión|[Óó]blast|[Pp]rovincia) de ([A-Z]\w{2,})",
    "it": r"\b(?:[Rr]egione|[Oo]blast|[Pp]rovincia) di ([A-Z]\w{2,})",
    "ru": r"\b([А-ЯЁ]\w{2,}?)ск(?:ая|ой|ую|ий|ого|ом|ому)(?=(?:(?:,| и) [А-ЯЁ]\w+)* (?:област|район|кра[йяею]\b))",
    "uk": r"\b([А-ЯІЇЄҐ]\w+?)(?:ськ(?:а|ій|ої|у)(?=(?:(?:,| та| і| й) [А-ЯІЇЄҐ]\w+)* (?:област|район))|щин[аиіую]\b)",
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
    ['brya', 'kur']
    >>> regions("Drones hit Belgorod region", "en"), regions("The region votes", "en")
    (frozenset({'belg'}), frozenset())

    """
    pattern = _pattern(language)
    return frozenset(latin(name)[:BEGINNING] for name in pattern.findall(title)) if pattern else frozenset()


def _names_any(vector: Vector, beginnings: frozenset[str]) -> bool:
    begun = tuple(f"n{beginning}" for beginning in beginnings)
    return any(feature.startswith(begun) for feature in vector.common)


@lru_cache(maxsize=64)
def _pattern(language: str) -> re.Pattern[str] | None:
    return re.compile(_NAMED[language]) if language in _NAMED else None

"""Tell by headlines that news is of other cities or countries: a fire in Brno, and that night one in Žilina. Pure.

In two languages they share all that is known of the words, and no name: who was told of the one has not heard of the
other.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from alerts.cities import INFLECTED, INITIALS, PROPER, cities_within, city, lines_of, script_of
from alerts.city_concepts import called_in_english
from alerts.features import latin, skeleton
from alerts.filled import LEAST_FIGURE
from alerts.fingerprint import SPACELESS, words_in
from alerts.likeness import View
from alerts.numbers import YEARS, numbers
from alerts.places import countries_in, place_hint, places
from store.vectors import Vector
from store.window import Member

#: What begins with so many letters of a name, without its last vowels, is a form of it; with fewer, if it ends so.
_SHORTEST_STEM, _SHORT_STEM = 5, 3
_LONGEST_ENDING = 4
_ENDING = re.compile("[aeiouy]{0,2}(?:[mnst]|ss[ae]|st[ae]|l[lt][ae])?")
_VOWELS = "aeiouy"
#: Fewer letters, or consonants, begin other names as well.
_LETTERS = 4


@dataclass(frozen=True)
class City:
    """A city that a text names: what it is `called` in English and as it is `written`, in lower-case Latin letters.

    A name may be that of another city, or its former one: what is written alike is no other.
    """

    called: str
    written: str

    def stands_in(self, vector: Vector) -> bool:
        """Tell whether an article names it."""
        return any(_stands(name, vector) for name in {self.called, self.written})

    def is_one_of(self, others: Collection["City"]) -> bool:
        """Tell whether it may be one of some others."""
        bones = skeleton(self.written)
        written = {skeleton(one.written) for one in others if len(bones) >= _LETTERS}
        return bones in written or any(_alike(self.called, one.called) for one in others)


def other_city(view: View, members: Sequence[Member]) -> bool:
    """Tell whether headlines of an article and of a story name cities, none of which the other side names anywhere."""
    ours = cities_in(view.title, view.vector.language)
    theirs = [city for m in members for city in cities_in(m.title, m.vector.language)] if ours else []
    named = any(one.is_one_of(theirs) or any(one.stands_in(m.vector) for m in members) for one in ours)
    return bool(theirs) and not named and not any(one.stands_in(view.vector) for one in theirs)


def other_country(view: View, members: Sequence[Member]) -> bool:
    """Tell whether the headline of an article, and each of a story, names a country that the other side never names.

    Or whether they name none that is the same, and no same figure: who sells to one tells whom he sold to before.
    """
    ours = _countries_in(view.title, view.vector.language)
    named = {feature for m in members for feature in m.vector.common if feature[0] == "t"}
    if any(f"t{code}" not in named for code in ours) and all(_names_another(m, view) for m in members):
        return True
    return bool(ours) and all(_counts_in_others(member, view) for member in members)


def _names_another(member: Member, view: View) -> bool:
    countries = _countries_in(member.title, member.vector.language)
    return any(f"t{code}" not in view.vector.common for code in countries)


def _counts_in_others(member: Member, view: View) -> bool:
    ours, theirs = ((one.title, one.vector.language) for one in (view, member))
    here, there = _countries_in(*ours), _countries_in(*theirs)
    if not there or not here.isdisjoint(there):
        return False
    counted, its = _figures_in(*ours), _figures_in(*theirs)
    return bool(counted and its) and counted.isdisjoint(its)


@lru_cache(maxsize=10_000)
def _figures_in(title: str, language: str) -> frozenset[float]:
    return frozenset(value for value in numbers(title, language) if value >= LEAST_FIGURE and value not in YEARS)


def other_city_told(view: View, title: str, body: str) -> bool:
    """Tell whether an article and another of its language name cities in their headlines that the other does not."""
    language = view.vector.language
    ours, theirs = cities_in(view.title, language), cities_in(title, language)
    if not ours or not theirs or any(one.is_one_of(theirs) for one in ours):
        return False
    here, there = (cities_in(text, language) for text in (view.body, body))
    return not any(one.is_one_of(there) for one in ours) and not any(one.is_one_of(here) for one in theirs)


def other_country_told(view: View, title: str, body: str) -> bool:
    """Tell whether an article and another of its language each name a country in the headline that the other does not.

    An office fills its form in for Norway ten minutes after it did for Poland; who prints a text again under a headline
    of his own names in it what stands in that text.
    """
    language = view.vector.language
    here, there = _countries_in(view.title, language), _countries_in(title, language)
    ours, theirs = here - there, there - here
    if not ours or not theirs:
        return False
    return not ours <= _countries_in(body, language) and not theirs <= _countries_in(view.body, language)


@lru_cache(maxsize=10_000)
def cities_in(text: str, language: str) -> frozenset[City]:
    """Return the cities that a text names.

    >>> cities_in("Nehoda autobusu u Brna", "cs"), [city.called for city in cities_in("福岡の飲食店でガス爆発", "ja")]
    (frozenset({City(called='brno', written='brna')}), ['fukuoka'])
    >>> cities_in("Police Hit Deal in Reading", "en")
    frozenset()

    """
    if language in SPACELESS:
        found: Iterable[tuple[str | None, str]] = cities_within(text)
    else:
        found = ((_called(word, language), word) for word in words_in(text, language))
    named = ((latin(called), latin(written)) for called, written in found if called)
    return frozenset(City(*names) for names in named if names[0] in _proper())


@lru_cache(maxsize=10_000)
def _countries_in(title: str, language: str) -> frozenset[str]:
    if language in SPACELESS:
        return frozenset(countries_in(title, language))
    words = words_in(title, language)
    hints = {word: hint for word in words if (hint := place_hint(word, language))}
    return frozenset(code for code, _ in places(words, hints, language))


def _alike(one: str, other: str) -> bool:
    # Miyako is what Miyakojima is called for short.
    return one == other or (min(len(one), len(other)) >= _LETTERS and (one.startswith(other) or other.startswith(one)))


def _stands(name: str, vector: Vector) -> bool:
    bones = skeleton(name)
    if len(bones) >= _LETTERS and f"s{bones}" in vector.common:
        return True
    begun, longest = f"n{name.rstrip(_VOWELS) or name}", len(name) + _LONGEST_ENDING
    return any(feature.startswith(begun) and len(feature) <= longest for feature in vector.common)


@lru_cache(maxsize=50_000)
def _called(word: str, language: str) -> str | None:
    """Return what the city is called that a word names; None if it names none, or a country."""
    script = script_of(word)
    if not script or (len(word) <= INITIALS and word.isupper()) or (place_hint(word, language) or (False, None))[1]:
        return None
    if (called := city(word, language)) or script != "latin" or not word[0].isupper():
        return called
    folded = latin(word)
    return folded if folded in _proper() else _in_a_case(folded) if language in INFLECTED else None


def _in_a_case(word: str) -> str | None:
    stems = _stems()
    for size in range(len(word), max(_SHORT_STEM, len(word) - _LONGEST_ENDING) - 1, -1):
        if word[:size] in stems and (size >= _SHORTEST_STEM or _ENDING.fullmatch(word[size:])):
            return stems[word[:size]]
    return None


@cache
def _proper() -> dict[str, None]:
    """Return what cities are called, folded, the larger ones first."""
    return dict.fromkeys((*lines_of(PROPER), *sorted(called_in_english())))


@cache
def _stems() -> dict[str, str]:
    """Return the same by how all forms of a name begin."""
    stems: dict[str, str] = {}
    for name in _proper():
        if len(stem := name.rstrip(_VOWELS)) >= _SHORT_STEM:
            stems.setdefault(stem, name)
    return stems

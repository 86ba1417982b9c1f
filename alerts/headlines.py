"""Find what a headline says that was not known: figures, names and denials that no earlier text has. Pure.

Names are told from other words by what stands in the text below, and compared by sound and without their endings; in
German, where every noun has a capital letter, only abbreviations and designations (NATO, F-35) count as names.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from alerts.common_words import COMMON_IN
from alerts.denials import denial, speaks_of_denial
from alerts.features import CAPITAL_NOUNS, LONGEST, read_features, surfaces
from alerts.folding import fold
from alerts.numbers import YEARS, days, numbers
from alerts.roundups import without_counted_day
from alerts.spelled import spelled_numbers

#: Names that begin with so many same letters, or sounds, may be one in two cases.
_BEGINNING = 4
#: Days and times in figures: 3.3.2026, 2026-03-03, 10:30, 3日.
_CLOCK_AND_CALENDAR = re.compile(r"\b\d{1,4}([./-])\d{1,2}\1\d{1,4}\b|\b\d{1,2}:\d{2}\b|\d{1,2}日(?!間)")
#: What has a figure in its name: F-35, A400M, COVID-19.
_DESIGNATION = re.compile(r"\b(?:[^\W\d_]{1,6}-|[A-ZА-ЯІЇЄ]{1,2})\d+")
#: How agencies count the versions of a text: «UPDATE 2-», «ROUNDUP 3:», «(2nd LD)», «(LEAD 2)», «(종합2보)», «… (3)».
_COUNTED_VERSION = re.compile(
    r"^\W*(?:update|upd|wrapup|round-?up|lead|snap|aktualisierung|actualisation|actualizaci[óo]n)\s?\d{1,2}\s?[-–—:/]"
    r"|\b\d{1,2}(?:st|nd|rd|th) (?:ld|lead)\b|\b(?:ld|lead) ?\d{1,2}\b|\d보(?=[)）])|[(（]\d{1,2}[)）]\s*$",
    re.IGNORECASE,
)
_LETTERS = {"k": 1e3, "m": 1e6}


@dataclass(frozen=True)
class Text:
    """A text with its headline; `language` is a tag, None if unknown."""

    title: str
    body: str
    language: str | None

    @property
    def base(self) -> str:
        """Its language without region."""
        return (self.language or "und").split("-")[0].lower()


@dataclass(frozen=True)
class Said:
    """What a headline says anew, as it writes it; `denial` is the word by which it takes something back."""

    figures: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    denial: str = ""


def said_anew(told: Text, earlier: Iterable[Text]) -> Said:
    """Return the figures and names in a headline that stand in no earlier text, and a denial where none had one."""
    figures: set[float] = set()
    beginnings: set[str] = set()
    denied = denial(told.title, told.base)
    for text in earlier:
        known = _facts(text)
        figures |= known[0]
        beginnings |= known[1]
        if denied and _speaks_of_denial(text):
            denied = ""
    return Said(_figures(told, figures), _names(told, beginnings), denied)


def facts_in(text: Text) -> tuple[frozenset[float], dict[str, frozenset[str]]]:
    """Return the figures of a text, without days and years, and its names as it writes them, with their features."""
    whole = f"{text.title}\n{text.body[:LONGEST]}"
    dates = {float(day) for _, day in days(whole, text.base)}
    found = _all_numbers(_DESIGNATION.sub("", whole), text.base)
    figures = frozenset(f for f in found if f not in dates and f not in YEARS)
    named = read_features(text.title, text.body, text.language).common
    written: dict[str, set[str]] = {}
    for feature, word in surfaces(text.title, text.body, text.base).items():
        if feature in named and _is_name(word, text.base):
            written.setdefault(word, set()).add(feature)
    return figures, {word: frozenset(features) for word, features in written.items()}


def _all_numbers(text: str, language: str) -> Iterator[float]:
    yield from numbers(_CLOCK_AND_CALENDAR.sub(" ", text), language)
    yield from spelled_numbers(text, language)


def _figures(told: Text, known: set[float]) -> tuple[str, ...]:
    dates = {float(day) for _, day in days(told.title, told.base)}
    counted = without_counted_day(_DESIGNATION.sub("", _COUNTED_VERSION.sub(" ", told.title)), told.base)
    found = [f for f in _all_numbers(counted, told.base) if f not in dates and f not in YEARS]
    new = [f for f in found if known.isdisjoint(_readings(f, counted))]
    return tuple(f"{figure:,.15g}" for figure in dict.fromkeys(new))


def _readings(figure: float, title: str) -> Iterator[float]:
    """Yield what a figure may be: behind 1.2m stand metres, or millions."""
    yield figure
    letter = re.search(rf"(?<![\w.,]){re.escape(f'{figure:g}')}([km])(?!\w)", title)
    yield from [figure * _LETTERS[letter[1]]] if letter else ()


def _names(told: Text, known: set[str]) -> tuple[str, ...]:
    below = read_features("", told.body, told.language).common
    written: dict[str, set[str]] = {}
    for feature, word in surfaces(told.title, "", told.base).items():
        written.setdefault(word, set()).add(feature)
    # Each is known by its letters or by its sound.
    return tuple(
        word
        for word, features in written.items()
        if features & below.keys()
        and not known & {_begin(f) for f in features}
        and _is_name(word, told.base)
        and not _countries(word, told.base) & known
    )


def _countries(word: str, language: str) -> set[str]:
    """Return the countries that a word names, as features: they are called otherwise in every language."""
    return {feature for feature in read_features(word, "", language).common if feature[0] == "t"}


def _is_name(word: str, language: str) -> bool:
    if not word.isupper() and language in COMMON_IN.get(fold(word), ()):
        return False  # of The Hague this half says nothing
    return language not in CAPITAL_NOUNS or (word.isupper() and len(word) > 1) or any(c.isdigit() for c in word)


@lru_cache(maxsize=2_000)
def _facts(text: Text) -> tuple[frozenset[float], frozenset[str]]:
    body = f"{text.title}\n{text.body[:LONGEST]}"
    names = read_features(text.title, text.body, text.language).common
    written = {*surfaces(text.title, text.body, text.base), *names}
    # The 3 of «March 3» is no figure that a headline could repeat, but where the text has it beside.
    figures = Counter(_all_numbers(body, text.base)) - Counter(float(day) for _, day in days(body, text.base))
    return frozenset(figures), frozenset(_begin(f) for f in written if f[0] in "nst")


def _speaks_of_denial(text: Text) -> bool:
    return speaks_of_denial(f"{text.title}\n{text.body[:LONGEST]}", text.base)


def _begin(feature: str) -> str:
    return feature[: _BEGINNING + 1]

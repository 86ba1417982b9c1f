"""Recognise countries by their names and by the adjectives made of them, in many languages. Touches no database.

The names come from Unicode's CLDR; the adjectives and everyday names stand in `places.toml`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from alerts.numbers import locale_of

_EVERYDAY = Path(__file__).parent / "places.toml"
#: Languages whose names change at the end with their case: a name without its last letter begins its other forms.
_INFLECTED = frozenset(("uk", "ru", "be", "bg", "pl", "cs", "sk", "sl", "hr", "sr", "lt", "lv", "et", "fi", "hu", "tr"))
_SHORTEST_STEM = 5
_LONGEST_ENDING = 6
#: Fewer letters of a word are not looked at for a stem.
_SHORTEST = 3
#: Words of a name of several are compared by so many letters: "Vereinigten Staaten", "Сполучених Штатів".
_LETTERS = {"en": 6, "fr": 6, "es": 6, "it": 6, "pt": 6, "de": 5, "nl": 5}
_WORD = re.compile(r"[^\W\d_]+")
#: Whether a name of several words may begin with a word, and which country it names.
Hint = tuple[bool, str | None]


class _Names:
    """The names of countries in one language."""

    def __init__(self, language: str) -> None:
        self.letters = _LETTERS.get(language, 4)
        #: Names proper, which have a capital letter: réunion is no island.
        self.proper: dict[str, str] = {}
        self.everyday: dict[str, str] = {}
        self.stems: dict[str, str] = {}
        self.phrases: dict[tuple[str, ...], str] = {}
        self.first_words: set[str] = set()
        for code, name in _cldr(language):
            self._add(code, name.lower(), self.proper)
            if language in _INFLECTED and name.isalpha() and len(name) > _SHORTEST_STEM:
                self.stems[name[:-1].lower()] = code
        for code, names in _everyday().items():
            for name in names.get(language, ()):
                self._add(code, name, self.everyday)
        #: How the stems begin, the shortest of which may be so long.
        self._starts = {stem[:_SHORTEST] for stem in self.stems}

    def _add(self, code: str, name: str, names: dict[str, str]) -> None:
        words = _WORD.findall(name)
        if len(words) > 1:
            self.phrases[tuple(word[: self.letters] for word in words)] = code
            self.first_words.add(words[0][: self.letters])
        elif name.endswith("*"):
            self.stems[name[:-1]] = code
        else:
            names[name] = names[name + "s"] = code

    def of_word(self, word: str) -> str | None:
        """Return the country a word names, in whatever case or as an adjective."""
        lower = word.lower()
        if lower in self.everyday or (word[0].isupper() and lower in self.proper):
            return self.everyday.get(lower) or self.proper.get(lower)
        if lower[:_SHORTEST] not in self._starts:
            return None
        for size in range(len(word), max(_SHORTEST - 1, len(word) - _LONGEST_ENDING - 1), -1):
            if lower[:size] in self.stems:
                return self.stems[lower[:size]]
        return None

    def hint(self, word: str) -> Hint | None:
        begins = word.lower()[: self.letters] in self.first_words
        country = self.of_word(word) if len(word) > 2 or word.isupper() else None
        return (begins, country) if begins or country else None

    def of_phrase(self, words: Sequence[str]) -> tuple[str, int] | None:
        """Return the country that the beginning of these lower-case words names, and how many of them do."""
        cut = tuple(word[: self.letters] for word in words)
        for size in range(len(cut), 1, -1):
            if cut[:size] in self.phrases:
                return self.phrases[cut[:size]], size
        return None


def countries_in(text: str, language: str) -> Iterator[str]:
    """Yield the ISO codes of the countries that a text names whose language does not set words apart."""
    names = _names(language)
    for name, code in (names.proper | names.everyday).items():
        yield from (code for _ in range(min(5, text.count(name))) if len(name) > 1)


def place_hint(word: str, language: str) -> Hint | None:
    """Return what a word as it is written may say of countries; None if nothing."""
    return _names(language).hint(word)


def places(words: Sequence[str], hints: Mapping[str, Hint], language: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the ISO codes of the countries a text names, each with the words it was read from, in lower case.

    Arguments: its words in order, as they are written; what some of them hint at (`place_hint`).
    """
    # Of hundreds of words a few say anything: only these are looked at.
    for i in [i for i, word in enumerate(words) if word in hints] if hints else ():
        begins, country = hints[words[i]]
        if begins and (phrase := _names(language).of_phrase([w.lower() for w in words[i : i + 4]])):
            yield phrase[0], [w.lower() for w in words[i : i + phrase[1]]]
        elif country:
            yield country, [words[i].lower()]


@cache
def _names(language: str) -> _Names:
    return _Names(language)


def _cldr(language: str) -> Iterator[tuple[str, str]]:
    locale = locale_of(language)
    for code, name in locale.territories.items() if locale else ():
        if len(code) == 2 and code.isalpha() and name and code not in ("EU", "UN", "EZ", "QO", "ZZ"):
            yield code, name


@cache
def _everyday() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_EVERYDAY.read_text("utf-8"))

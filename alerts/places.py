"""Recognise countries by their names and by the adjectives made of them, in many languages. Touches no database.

The names come from Unicode's CLDR, adjectives and people from `alerts.nations`, everyday names from `places.toml`.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from alerts.attached import unprefixed, without_particles
from alerts.concepts import shipped_names_of
from alerts.declension import undeclined
from alerts.fingerprint import words_in
from alerts.kindred import IN_VUKS_LETTERS, in_latin
from alerts.nations import nations
from alerts.numbers import locale_of
from alerts.unspaced import UnspacedNames

_EVERYDAY = Path(__file__).parent / "places.toml"
#: Languages whose names change at the end with their case: a name without its last letter begins its other forms.
_INFLECTED = frozenset(
    (
        *("be", "bg", "bs", "cs", "el", "et", "fi", "hr", "hu", "hy", "is", "ka", "lt", "lv", "mk", "pl", "ro", "ru"),
        *("sk", "sl", "sq", "sr", "tr", "uk"),
    )
)
_SHORTEST_STEM = 5
_LONGEST_ENDING = 6
#: A name of four or five letters begins few other words where these have a capital letter and a short ending: Iran|in.
_SHORTEST_ROOT = 4
_ROOT_ENDING = 4
#: Fewer letters of a word are not looked at for a stem.
_SHORTEST = 3
#: Words of a name of several are compared by so many letters: "Vereinigten Staaten", "Сполучених Штатів".
_LETTERS = {"en": 6, "fr": 6, "es": 6, "it": 6, "pt": 6, "de": 5, "nl": 5}
#: The letters of scripts that know no capitals begin here: Hebrew, Arabic, those of India, Georgian, Korean.
_CASELESS = "\u0590"
#: Countries that our own list of concepts and the CLDR call otherwise in English.
_TITLED = {
    **{"Antigua and Barbuda": "AG", "Bosnia and Herzegovina": "BA", "DR Congo": "CD", "Republic of the Congo": "CG"},
    **{"Ivory Coast": "CI", "Saint Kitts and Nevis": "KN", "Saint Lucia": "LC", "Myanmar": "MM", "Palestine": "PS"},
    **{"São Tomé and Príncipe": "ST", "Trinidad and Tobago": "TT", "Vatican": "VA"},
    **{"Saint Vincent and the Grenadines": "VC"},
}
#: Whether a name of several words may begin with a word, and which country it names.
Hint = tuple[bool, str | None]


class _Names:
    """The names of countries in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.letters = _LETTERS.get(language, 4)
        self.in_two_alphabets = language in IN_VUKS_LETTERS
        #: Names proper, which have a capital letter where there are any: réunion is no island.
        self.proper: dict[str, str] = {}
        self.everyday: dict[str, str] = {}
        #: What is written with these letters alone.
        self.written: dict[str, str] = {}
        self.stems: dict[str, str] = {}
        #: What begins words with a capital letter only, and a few letters more.
        self.roots: dict[str, str] = {}
        #: What means something else, written so.
        self.others: set[str] = set()
        self.phrases: dict[tuple[str, ...], str] = {}
        self.first_words: set[str] = set()
        known = list(self._known())
        for code, name in known:
            # SAD are the United States, and sad is now; BiH is Bosnia, and bih is would.
            self._add(code, name, self.written if _is_initials(name) else self.proper)
            if language in _INFLECTED and name.isalpha():
                self._add_stem(code, _small(name))
        for word, code in nations(language, known):
            self._add_word(code, word)
        for code, names in _everyday().items():
            for name in names.get(language, ()):
                self._add_word(code, name)
        #: How the stems begin, the shortest of which may be so long.
        self._starts = {stem[:_SHORTEST] for stem in (*self.stems, *self.roots)}

    def _known(self) -> Iterator[tuple[str, str]]:
        """Yield the names of countries in the language, with their codes."""
        listed = _listed().get(self.language, {})
        for code, name in _cldr(self.language):
            # Where no capital letter tells it, the word for Mali may be that for money: our own names know it. Those of
            # Japanese have with them what follows, and Turkey stands alone in a headline.
            if code not in listed or name[0] < _CASELESS or self.language == "ja":
                yield code, name
        yield from ((code, name) for code, names in listed.items() for name in names)

    def _add(self, code: str, name: str, names: dict[str, str]) -> None:
        name = in_latin(name if names is self.written else _small(name), self.language)
        words = words_in(name.lower(), self.language)
        if len(words) > 1:
            self.phrases[tuple(word[: self.letters] for word in words)] = code
            self.first_words.add(words[0][: self.letters])
        elif name.endswith("*"):
            self.stems[name[:-1]] = code
        else:
            names.setdefault(name, code)
            names.setdefault(name + "s", code)
            for bare in without_particles(name) if self.language == "ar" else ():
                names.setdefault(bare, code)

    def _add_word(self, code: str, word: str) -> None:
        if not code:
            self.others.add(in_latin(word, self.language))
        elif word[0] == "=":
            self.written[in_latin(word[1:], self.language)] = code
        elif word not in self.others:
            self._add(code, word, self.proper if word[0].isupper() else self.everyday)

    def _add_stem(self, code: str, name: str) -> None:
        name = in_latin(name, self.language)
        if len(name) > _SHORTEST_STEM:
            self.stems[name[:-1]] = code
        elif len(name) >= _SHORTEST_ROOT:
            self.roots[name] = code

    def of_word(self, word: str) -> str | None:
        """Return the country a word names, in whatever case or as an adjective."""
        if word in self.others:
            return None
        lower, is_name, language = _small(word), not word[0].islower(), self.language
        found = self.everyday.get(lower) or self.written.get(word) or (self.proper.get(lower) if is_name else None)
        if found:
            return found
        if word[0] >= _CASELESS:
            bare = (*without_particles(lower), *unprefixed(lower, language), *undeclined(lower, language))
            whole = (self.everyday.get(one) or self.proper.get(one) for one in bare)
            if found := next(filter(None, whole), None):
                return found
        if lower[:_SHORTEST] not in self._starts:
            return None
        for size in range(len(word), max(_SHORTEST - 1, len(word) - _LONGEST_ENDING - 1), -1):
            if lower[:size] in self.stems:
                return self.stems[lower[:size]]
        sizes = range(len(word), max(_SHORTEST_ROOT, len(word) - _ROOT_ENDING) - 1, -1) if is_name else ()
        return next((self.roots[lower[:size]] for size in sizes if lower[:size] in self.roots), None)

    def hint(self, word: str) -> Hint | None:
        if self.in_two_alphabets:
            word = in_latin(word, self.language)
        begins = word.lower()[: self.letters] in self.first_words
        country = self.of_word(word) if len(word) > 2 or word.isupper() or word[0] >= _CASELESS else None
        return (begins, country) if begins or country else None

    def of_phrase(self, words: Sequence[str]) -> tuple[str, int] | None:
        """Return the country that the beginning of these lower-case words names, and how many of them do."""
        if self.in_two_alphabets:
            words = [in_latin(word, self.language) for word in words]
        cut = tuple(word[: self.letters] for word in words)
        for size in range(len(cut), 1, -1):
            if cut[:size] in self.phrases:
                return self.phrases[cut[:size]], size
        return None


def countries_in(text: str, language: str) -> Iterator[str]:
    """Yield the ISO codes of the countries that a text names whose language does not set words apart."""
    return (code for code, _ in _unspaced(language).find(text))


def place_hint(word: str, language: str) -> Hint | None:
    """Return what a word as it is written may say of countries; None if nothing."""
    return _names(language).hint(word)


def places(words: Sequence[str], hints: Mapping[str, Hint], language: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the ISO codes of the countries a text names, each with the words it was read from, in lower case.

    Arguments: its words in order, as they are written; what some of them hint at (`place_hint`).
    """
    after = 0
    # Of hundreds of words a few say anything: only these are looked at.
    for i in [i for i, word in enumerate(words) if word in hints] if hints else ():
        begins, country = hints[words[i]]
        if i < after:
            continue
        if begins and (phrase := _names(language).of_phrase([w.lower() for w in words[i : i + 4]])):
            # South Sudan is not Sudan.
            after = i + phrase[1]
            yield phrase[0], [w.lower() for w in words[i:after]]
        elif country:
            yield country, [words[i].lower()]


def _small(word: str) -> str:
    # Of the Turkish İ Python makes two characters.
    return word.lower().replace("i\u0307", "i")


def _is_initials(name: str) -> bool:
    return name[0] < _CASELESS and (name.isupper() or (name.isalpha() and not name[1:].islower()))


@cache
def _names(language: str) -> _Names:
    return _Names(language)


@cache
def _unspaced(language: str) -> UnspacedNames:
    names = _names(language)
    return UnspacedNames(names.proper | names.everyday)


def _cldr(language: str) -> Iterator[tuple[str, str]]:
    locale = locale_of(language)
    for code, name in locale.territories.items() if locale else ():
        if len(code) == 2 and code.isalpha() and name and code not in ("EU", "UN", "EZ", "QO", "ZZ"):
            yield code, name


@cache
def _listed() -> dict[str, dict[str, list[str]]]:
    """Return what countries are called in our own list of concepts, by language and code."""
    codes = {name: code for code, name in _cldr("en")} | _TITLED
    listed: dict[str, dict[str, list[str]]] = {}
    for title, named in shipped_names_of("country"):
        if (code := codes.get(title)) is None:
            continue
        for name in named:
            known = listed.setdefault(name.language, {}).setdefault(code, [])
            if not name.ambiguous and (not name.exact or _is_initials(name.text)):
                known.append(name.text)
    return listed


@cache
def _everyday() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_EVERYDAY.read_text("utf-8"))

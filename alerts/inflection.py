"""Reduce an inflected word to its dictionary form, by language. Dictionaries are read when first needed."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

import regex
from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

from alerts.attached import PREFIXING, unprefixed, without_particles
from alerts.declension import DECLINING, SHORT_ACRONYM, undeclined
from alerts.dictionaries import Dictionaries
from alerts.folding import APOSTROPHES, GERSHAYIM, IGNORED, NO_FORMS, VOWEL_SIGNS, fold, same_letters
from alerts.misfiled import refiled
from alerts.participles import PARTICIPIAL, infinitives
from alerts.respelling import RESPELT, is_doubtful, respelled

#: Words longer than this are no words of a dictionary.
_LONGEST = 40
#: simplemma files some languages under a common name.
_FILED_UNDER = {"no": "nb", "sr": "hbs", "hr": "hbs", "bs": "hbs", "sh": "hbs", "me": "hbs"}
#: Where more is known of a word than its dictionary says.
_GUESSED = DECLINING | PREFIXING | RESPELT
#: Languages of which only is known how cases end.
_UNLISTED = DECLINING - SUPPORTED_LANGUAGES
_OVERFULL = frozenset({"es", "pt", "pl", "tr"})
#: Of these words with an a less is a name itself: Олександра is a woman, or of Олександр.
_NAMESAKES = frozenset({"uk", "ru", "pl", "cs", "sk"})
_SHORTEST_NAMESAKE = 5
_VOWELS = frozenset("aeiouyаеєиіїоуыэюя")
#: The plural of a designation or of initials: F-16s, UAVs.
_PLURAL = regex.compile(r"(\p{L}*\d+\p{L}?|\p{Lu}{2,})s")
#: The scripts of India write vowels as marks, which are no letters.
_MARKED_LETTERS = regex.compile(r"[\p{L}\p{M}]+")
#: In Turkish I is no capital of i.
_TURKISH_CAPITALS = str.maketrans("Iİ", "ıi")
#: Stress marks, on letters that have none of their own.
_STRESS = "\u0300\u0301"
_UNWRITTEN: dict[int, str | None] = {
    **dict.fromkeys(map(ord, IGNORED + APOSTROPHES + GERSHAYIM + VOWEL_SIGNS + _STRESS)),
    **{ord("œ"): "oe", ord("Œ"): "OE"},
}

#: One for the process: to read a large one takes seconds.
DICTIONARIES = Dictionaries()
_lemmatizer = Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=DICTIONARIES))


@lru_cache(maxsize=1_000)
def dictionary_language(language: str | None) -> str | None:
    """Return the name of the dictionary for a language tag such as "pt-BR", or None where there is none."""
    if not language:
        return None
    primary = language.lower().partition("-")[0]
    primary = _FILED_UNDER.get(primary, primary)
    return primary if primary in SUPPORTED_LANGUAGES else None


def _without_dictionary(word: str, language: str | None) -> frozenset[str]:
    """Return what a word may be in a language that no dictionary knows: one of its cases, if how they end is known."""
    primary = (language or "").lower().partition("-")[0]
    if primary not in _UNLISTED or len(word) > _LONGEST:
        return NO_FORMS
    return frozenset(map(fold, undeclined(_plain(word)[1], primary)))


def _lemma(word: str, dictionary: str) -> str:
    """Return the dictionary form of a word; a guess by its ending where the dictionary does not have it."""
    # What simplemma would find first, a sixth of its way.
    form = DICTIONARIES.get_dictionary(dictionary).get(word) if word.isalpha() and not word.isnumeric() else None
    return form or _lemmatizer.lemmatize(word, dictionary)


def _knows(dictionary: str, spellings: Iterable[str]) -> bool:
    return any(map(DICTIONARIES.get_dictionary(dictionary).__contains__, spellings))


def _guesses(plain: str, dictionary: str, written: Iterable[str], asked: bool) -> Iterator[str]:
    """Yield what a word may be without its ending or the particles before it, if the dictionary does not know it."""
    names, nouns = list(undeclined(plain, dictionary)), [] if asked else list(unprefixed(plain, dictionary))
    if dictionary in PREFIXING:
        names += [name for noun in (*without_particles(plain), *nouns) for name in undeclined(noun, dictionary)]
    if names and dictionary == "en":
        # Houthis are more than one Houthi, but Roberts is another name than Robert.
        names = [name for name in names if not _knows(dictionary, (name, name.lower()))]
    if (names or nouns) and not _knows(dictionary, written):
        yield from names
        yield from nouns
        yield from (_lemmatizer.lemmatize(noun, dictionary) for noun in nouns)
    if dictionary in RESPELT and is_doubtful(plain) and not _knows(dictionary, written):
        others = {other for word in written for other in respelled(word, dictionary)}
        yield from (_lemmatizer.lemmatize(other, dictionary) for other in others if _knows(dictionary, (other,)))
    if dictionary in _NAMESAKES and plain[-1:] in ("a", "а") and len(plain) > _SHORTEST_NAMESAKE:
        entries, man = DICTIONARIES.get_dictionary(dictionary), plain[:1] + plain[1:-1].lower()
        if entries.get(man) == man and plain[:1].isupper():
            yield man


def _plain(word: str) -> tuple[str, str]:
    """Return a word composed, and then in the letters of a dictionary: it has neither ligatures nor other shapes."""
    composed = unicodedata.normalize("NFC", word)
    return composed, unicodedata.normalize("NFKC", composed.translate(_UNWRITTEN))


def _in_small(spellings: set[str], dictionary: str) -> set[str]:
    """Return spellings, these in small letters, and those in capitals also as a name is written."""
    found = set(spellings)
    for word in spellings:
        small = (word.translate(_TURKISH_CAPITALS) if dictionary == "tr" else word).lower()
        found.add(small)
        if word.isupper():
            found.add(word[:1] + small[1:])
    return found


def is_initials(word: str) -> bool:
    """Whether word is written like initials, which are not inflected."""
    return word.isupper() and len(word) <= SHORT_ACRONYM


def _has_inner_capital(word: str) -> bool:
    return not word.isupper() and word[1:] != word[1:].lower()


@lru_cache(maxsize=1_000)
def is_word(word: str, language: str) -> bool:
    """Whether the dictionary of language knows word, in small letters, as a word and not as a name.

    Dictionaries of languages in `_OVERFULL` hold each form that a grammar could build and the initials of the news
    beside: there only dictionary forms count, and a word has a vowel.
    """
    base = DICTIONARIES.glance(language, word)
    if base is None or not base[:1].islower() or _VOWELS.isdisjoint(fold(word)):
        return False
    return base == word or language not in _OVERFULL


def lemmas(word: str, language: str | None, asked: bool = False) -> frozenset[str]:
    """Return the folded dictionary forms of word in that language; of one without a dictionary what its cases tell.

    `asked`: a query asks for the word. It may stand in another case than the dictionary has, but no particle is taken
    off it: who asks for فانس, Vance, does not ask for أنس.

    >>> sorted(lemmas("sanctions", "en")), sorted(lemmas("16s", "en")), sorted(lemmas("sanctions", "xx"))
    (['sanction'], ['16'], [])

    """
    dictionary = dictionary_language(language)
    if dictionary is None or len(word) > _LONGEST:
        return _without_dictionary(word, language)
    composed, plain = (word, word) if word.isascii() and word.isalpha() else _plain(word)
    plural = _PLURAL.fullmatch(plain) if plain[-1:] == "s" else None
    if plural:
        return frozenset({fold(plural[1])})
    if not (plain.isalpha() or _MARKED_LETTERS.fullmatch(plain)):
        # Of a designation such as Панцирь-С1 dictionaries make a word.
        return NO_FORMS
    # Of п’ять the dictionary has п'ять, of d’Artagnan nothing: with the apostrophe and without.
    spellings = {plain} if plain == composed else {plain, same_letters(word)}
    written = spellings if is_initials(plain) else _in_small(spellings, dictionary)
    # A name with a capital inside is no word in small letters: МіГ is not міг. simplemma would take it for one.
    found = {plain} if _has_inner_capital(plain) else {_lemma(w, dictionary) for w in written}
    if any(2 * len(lemma) <= len(plain) for lemma in found) and not _knows(dictionary, written):
        # Of a word it does not know simplemma cuts what looks like an ending: in Turkish, Kaliningrad becomes kal.
        found = {lemma for lemma in found if 2 * len(lemma) > len(plain)}
    if dictionary in _GUESSED:
        found.update(_guesses(plain, dictionary, written, asked))
    if dictionary in PARTICIPIAL:
        for lemma in [lemma for lemma in found if lemma.endswith(PARTICIPIAL[dictionary])]:
            found.update(infinitives(lemma, dictionary, DICTIONARIES.get_dictionary(dictionary)))
    found.add(refiled(plain, dictionary) or "")
    return frozenset(set(map(fold, found)) - {""})

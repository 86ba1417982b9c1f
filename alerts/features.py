"""Read from an article what stays the same in every language, and the words of its own. Touches no database.

Names are folded to Latin letters and to the skeleton of their consonants (Путин, Poutine, Putin), numbers and days are
read as their language writes them, countries and concepts by their names in it.
"""

import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from anyascii import anyascii

from alerts import fingerprint
from alerts.cities import cities_within, city
from alerts.fingerprint import MARKED, SPACELESS
from alerts.kindred import IN_VUKS_LETTERS, in_latin
from alerts.memo import WORDS_HELD, Memo
from alerts.numbers import calendar_words, days, digits_in, numbers
from alerts.places import Hint, countries_in, place_hint, places
from alerts.spelled import spelled_from_ten

#: What is read of an article: later paragraphs are background.
LONGEST = 3_000
_LONGEST_TITLE = 300
_WORDS = 450
_LEAD = 70
_LEAD_LETTERS = 300
#: A designation has four letters before its figures at most, and a hyphen.
_LONGEST_BEFORE = 5
#: Words are compared by their beginnings: inflection changes ends.
STEM = 7
_COGNATE = 5
#: Languages whose nouns have capitals without being names.
CAPITAL_NOUNS = frozenset(("de", "lb"))

#: The first word of a line, sentence, quotation or aside; one set of signs to begin with is looked for quickly.
_FIRST = re.compile(
    r"[\n.!?:…\"»“”’–—-](?:(?<=\n)|(?<=[.!?:…])\s+|(?<=[.!?])[\"»“”’]\s?|(?<=[\"»“”’])\s?|(?<=[–—-])\s)[«„“\"(]*([^\W\d_]+)"
)
#: What a designation has before its figures, and which figures it has: a pattern for both would try at every letter.
_BEFORE_FIGURES = re.compile(r"(?<![\w-])([^\W\d_]{1,4})-?\Z")
_FIGURES = re.compile(r"(\d{1,4})([^\W\d_]?)(?!\w)")
#: Hebrew sets a hyphen between a preposition and the figure it is written onto.
_PREPOSITION = re.compile(r"[\u05d0-\u05ea]{1,2}")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.&-]{2,}")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{3,}")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{1,4}(?:·[\u4e00-\u9fff]{1,5})+")

#: Endings of names in their cases that leave a consonant. Vowels are not heard in a skeleton anyway.
_CASES = {
    "ru": re.compile(r"(?<=...)(?:ск(?:ого|ому|им|ой|ом|ую)|ого|ому|ым|им|ом|ем|ам|ами|ах|ой|ей)$"),
    "uk": re.compile(r"(?<=...)(?:ськ(?:ого|ому|им|ою|ій)|ого|ому|им|ом|ем|єм|ам|ами|ах|ою|ею|ові|еві|ів)$"),
    "pl": re.compile(r"(?<=...)(?:sk(?:iego|iemu|im|iej)|iego|ego|emu|em|iem|owi|om|ami|ach|ów)$"),
    "cs": re.compile(r"(?<=...)(?:sk(?:ého|ému|ým|ém)|ého|ému|ým|em|ovi|ům|ech|ami|ách|ův|ova|ovy)$"),
    **dict.fromkeys(
        IN_VUKS_LETTERS,
        re.compile(r"(?<=...)(?:sk(?:og|om|im|oga)|ovog|ovom|oga|og|om|em|ima|ama|ov|ova|ovo|ovu|ev|eva)$"),
    ),
    "hy": re.compile(r"(?<=...)(?:ում|ից)$"),
    "tr": re.compile(r"(?<=...)(?:dan|den|tan|ten|nın|nin|nun|nün|lar|ler)$"),
}

#: What a word hints at of countries, the word in lower case, its features where it is a name, and those where not.
_Reading = tuple[Hint | None, str, Sequence[str], Sequence[str]]

#: Finds the ids of the concepts that a text names: text, language → ids, once for each place.
FindConcepts = Callable[[str, str], Iterable[str]]


@dataclass(frozen=True)
class Features:
    """How often an article names what. `words` are those of its language; `common` is the same in every language.

    The first letter of a common feature is its kind: `#` number, `d` day, `n` name or designation, `s` skeleton of a
    name, `t` country, `k` concept, `c` cognate. `headline` holds the features that stand in title or lead.
    """

    language: str
    words: Mapping[str, float]
    common: Mapping[str, float]
    headline: frozenset[str]


def no_concepts(_text: str, _language: str) -> Iterable[str]:
    """Find none."""
    return ()


def read_features(title: str, body: str, language: str | None, concepts: FindConcepts = no_concepts) -> Features:
    """Return the features of an article; `language` is a BCP 47 tag or None where it is unknown."""
    base = (language or "und").split("-")[0].lower()
    title, text = what_is_read(title, body)
    common = features_in(f"{title}\n{text}", base, concepts)
    # A teaser is all lead.
    lead = features_in(f"{title}\n{text[:_LEAD_LETTERS]}", base, concepts) if len(text) > _LEAD_LETTERS else common
    return Features(base, _own_words(title, text, base), common, frozenset(lead))


def surfaces(title: str, body: str, language: str) -> dict[str, str]:
    """Return how an article first writes each of its names and designations, by their features."""
    found: dict[str, str] = {}
    for feature, word in names_written(title, body, language):
        found.setdefault(feature, word)
    return found


def names_written(title: str, body: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield the features of an article's designations, and then of its names, each with how that is written."""
    text = "\n".join(what_is_read(title, body))
    yield from ((feature, written) for written, feature in _designations(text))
    if language in SPACELESS:
        yield from _spaceless_names(text, language)
    else:
        words = dict.fromkeys(fingerprint.words_in(text, language))
        yield from ((feature, word) for word in words for feature in _named(word, language))


@lru_cache(maxsize=10_000)
def headline_words(title: str, language: str) -> Sequence[tuple[str, Sequence[str]]]:
    """Return the words of a headline as articles are compared by them, each with its features if it is a name."""
    named: dict[str, Sequence[str]] = {}
    if language not in SPACELESS:
        for word in fingerprint.words_in(title, language):
            if features := _named(word, language):
                named |= dict.fromkeys(_stems(word, language), features)
    return tuple((stem, named.get(stem, ())) for stem in dict.fromkeys(_stems(title, language)))


def names_in(title: str, language: str) -> Iterator[str]:
    """Yield the names and designations of a headline, as features; what its first word is, nobody can tell."""
    words = fingerprint.words_in(in_latin(title, language))
    yield from (f"n{latin(word)}" for word in words[1:] if word[0].isupper() and len(word) > 2)
    yield from (feature for _, feature in _designations(title))


@lru_cache(maxsize=20_000)
def latin(word: str) -> str:
    """Return a word in lower-case Latin letters and digits."""
    if word.isascii() and word.isalnum():
        return word.lower()
    return _NOT_LATIN.sub("", anyascii(word).lower())


# Spellings of one sound in the languages of the press, longest first; then letters by the class of their sound.
_SOUNDS = (
    "tsch:c dsch:j shch:s sch:s tch:c dzh:j dj:j kh:h zh:z sh:s ch:c ts:c tz:c cz:c sz:s rz:z ph:f th:t ck:k "
    "qu:kv gh:g wh:v x:ks ou:u oo:u ee:i ya:a yu:u ye:e ia:a"
)
_REPLACED = tuple(tuple(pair.split(":")) for pair in _SOUNDS.split())
_CLASSES = str.maketrans("bpvwfdtgkqclrnmszjhyaeiou", "ppfffttkkkkllnnssshyaaaaa")
_ALIKE = str.maketrans("cqwyzj", "kkvisi")
_SOFT_C, _SOFT_G = re.compile("c(?=[eiy])"), re.compile("g(?=[eiy])")
_NOT_LATIN, _NO_LETTER = re.compile("[^a-z0-9]"), re.compile("[^a-z]")


@lru_cache(maxsize=20_000)
def skeleton(word: str) -> str:
    """Return the consonants of a name by the class of their sound: Lukaschenko, Loukachenko and Лукашенко are one."""
    letters = _same_sounds(latin(word)).translate(_CLASSES)
    letters = letters.replace("h", "").replace("y", "")
    return _single(letters[:1] + letters[1:].replace("a", ""))


@lru_cache(maxsize=20_000)
def cognate(word: str) -> str:
    """Return the beginning of a long word as its relatives in other languages have it: commission, Kommission."""
    return _single(_same_sounds(latin(word)).translate(_ALIKE))[:_COGNATE]


# Of a name it is asked for the skeleton and for what the relatives have.
@lru_cache(maxsize=100)
def _same_sounds(letters: str) -> str:
    if not letters.isalpha():
        letters = _NO_LETTER.sub("", letters)
    for written, sound in _REPLACED:
        letters = letters.replace(written, sound)
    return _SOFT_G.sub("j", _SOFT_C.sub("s", letters))


def _single(letters: str) -> str:
    return "".join([letter for letter, _ in itertools.groupby(letters)])


def what_is_read(title: str, body: str) -> tuple[str, str]:
    """Return what features are read from of an article's title and body."""
    return unicodedata.normalize("NFKC", title)[:_LONGEST_TITLE], unicodedata.normalize("NFKC", body[:LONGEST])


def _designations(text: str) -> Iterator[tuple[str, str]]:
    """Yield the designations of a text as they are written, each with its feature: F-16, S400."""
    for at in digits_in(text):
        before = _BEFORE_FIGURES.search(text, max(0, at - _LONGEST_BEFORE), at)
        figures = before and not _PREPOSITION.fullmatch(before[1]) and _FIGURES.match(text, at)
        if before and figures:
            yield before[0] + figures[0], f"n{latin(before[1] + figures[1] + figures[2])}"


def features_in(text: str, language: str, concepts: FindConcepts) -> dict[str, int]:
    """Return how often a text names what, by features that are the same in every language."""
    spaceless = language in SPACELESS
    found = [f"#{value:g}" for value in numbers(text, language) if value >= 10 or value % 1]
    found += [f"d{month}-{day}" for month, day in days(text, language)]
    # Where words have no spaces, a figure beside a letter of the script is only a figure.
    found += [feature for written, feature in _designations(text) if not spaceless or written.isascii()]
    found += [f"k{concept}" for concept in concepts(text, language)]
    if spaceless:
        found += [f"t{code}" for code in countries_in(text, language)]
        found += [feature for feature, _ in _spaceless_names(text, language)]
    counted = defaultdict(int, Counter(found))
    if not spaceless:
        _count_words(counted, text, language)
    return counted


def _count_words(found: dict[str, int], text: str, language: str) -> None:
    """Count the countries, names, cognates and spelled numbers among the words of a text."""
    words = fingerprint.words_in(text, language)
    times = Counter(words)
    for value in spelled_from_ten(text, times, language):
        found[f"#{value:g}"] += 1
    readings = map(_readings(language).__getitem__, times)
    # Half of all words are short and small and say nothing.
    telling = {word: reading for word, reading in zip(times, readings, strict=True) if reading}
    read: set[str] = set()
    for code, read_from in places(words, {word: r[0] for word, r in telling.items() if r[0]}, language):
        found[f"t{code}"] += 1
        read.update(read_from)
    _count_names(found, text, times, telling, read)


def _count_names(
    found: dict[str, int],
    text: str,
    times: Mapping[str, int],
    telling: Mapping[str, _Reading],
    read: Collection[str],
) -> None:
    """Count names and cognates, given how often each word stands; not those `read` as something else."""
    only_first = _only_first(text, times, read)
    for word, (_, lower, named, related) in telling.items():
        if lower not in read:
            is_name = named and lower not in times and lower not in only_first
            for feature in named if is_name else related:
                found[feature] += times[word]


def _only_first(text: str, times: Mapping[str, int], read: Collection[str]) -> set[str]:
    """Return the words, in lower case, whose capital letter only begins a sentence; those known as plain are not."""
    first = Counter(_FIRST.findall(f"\n{text}"))
    # In a text a word also stands where it is a part of another.
    capitals = ((w, w.lower()) for w, n in first.items() if times.get(w, 0) <= n)
    return {low for w, low in capitals if low not in times and low not in read and text.count(w) <= first[w]}


@lru_cache(maxsize=20_000)
def _name(word: str) -> Sequence[str]:
    folded = latin(word)
    if word.isupper() and len(word) <= 6:
        return (f"n{folded}",)
    if len(folded) < 3:
        return ()
    bones = skeleton(word)
    return (f"n{folded}", f"s{bones}") if len(bones) >= 3 else (f"n{folded}",)


@lru_cache(maxsize=20_000)
def _named(word: str, language: str) -> Sequence[str]:
    """Return the features of the city that a word names, or else of the name that a capital letter says it is."""
    if called := city(word, language):
        return _name(called)
    return _name(in_latin(word, language)) if word[0].isupper() else ()


def _read(word: str, language: str) -> _Reading | None:
    """Return what a word may say of an article; None if nothing."""
    hint = place_hint(word, language)
    lower = word.lower()
    spelled = in_latin(lower, language)
    key = cognate(spelled) if len(spelled) >= STEM else ""
    related = (f"c{key}",) if len(key) == _COGNATE else ()
    named = _named(word, language) if len(word) > 1 and lower not in calendar_words(language) else ()
    if named and not word[0].isupper():
        # No letter of the script says what is a name, so none says what is not.
        named, related = (), (*named, *related)
    elif named:
        # German nouns have capitals without being names.
        named = (*named, *_uninflected(word, language), *(related if language == "de" else ()))
    return (hint, lower, named, related) if hint or named or related else None


@cache
def _readings(language: str) -> Memo[_Reading | None]:
    return Memo(partial(_read, language=language), WORDS_HELD)


def _uninflected(word: str, language: str) -> Iterator[str]:
    """Yield the skeleton of a name that stands in a case whose ending is heard: Путиным is Путин."""
    word = in_latin(word, language)
    ending = _CASES[language].search(word) if language in _CASES else None
    if ending and len(bones := skeleton(word[: ending.start()])) >= 3:
        yield f"s{bones}"


def _spaceless_names(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield the features of names, each with the name as it is written."""
    yield from ((feature, word) for word in _LATIN.findall(text) for feature in _name(word))
    pattern, dot = (_KATAKANA, "・") if language == "ja" else (_HAN_NAME, "·")
    names = (part for word in pattern.findall(text) for part in word.split(dot))
    yield from ((feature, name) for name in names for feature in _spaceless_name(name, language))
    yield from ((feature, written) for called, written in cities_within(text) for feature in _name(called))


def _spaceless_name(name: str, language: str) -> Sequence[str]:
    if called := city(name, language):
        return _name(called)
    bones = skeleton(name)
    return (f"s{bones}",) if len(bones) >= 3 else ()


def _own_words(title: str, text: str, language: str) -> dict[str, float]:
    body = _stems(text, language, _WORDS)
    counts: dict[str, float] = dict(Counter(body))
    for weight, words in ((0.5, body[:_LEAD]), (1.5, _stems(title, language))):
        for word in words:
            counts[word] = counts.get(word, 0.0) + weight
    return counts


def _stems(text: str, language: str, most: int | None = None) -> list[str]:
    """Return how the words of a text begin, of so many at most."""
    text = in_latin(text, language)
    words: Sequence[str] = fingerprint.marked_words(text) if language in MARKED else fingerprint.tokens(text)
    words = words[:most]
    if language in SPACELESS:
        return [a + b for a, b in itertools.pairwise(words)]
    return [word[:STEM] for word in words if len(word) > 2 or word.isdigit()]

"""Cut a text into words whose places in the original are kept to the character.

A word folds to several forms, any of which a watch may ask for. Words stand on a line of positions; a hyphenated
word stands there twice, in its parts and as one word over all of them (`e-mail` is `e` `mail`, and `email`).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from alerts.folding import (
    APOSTROPHES,
    GERSHAYIM,
    HYPHENS,
    IGNORED,
    LONGEST_WORD,
    UNJOINED,
    folded_forms,
    same_letters,
)
from alerts.inflection import lemmas
from alerts.sentences import Sentences

#: Scripts that write no spaces: each character is a word, and a longer word is the row of its characters.
UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ーｰ"
SIGN = rf"[{UNSPACED}](?:[\p{{M}}ﾞﾟ]|[{IGNORED}]++(?=[\p{{M}}ﾞﾟ]))*+"
_APOSTROPHE = f"[{APOSTROPHES}]"
_HYPHEN = f"[{regex.escape(HYPHENS)}]"
#: What joins the parts of a word.
_JOINT = f"{_HYPHEN}|{UNJOINED}"
#: A raised figure is the number of a footnote, or a power: no part of the word before it.
LETTER = rf"[[\p{{L}}\p{{N}}]--[{UNSPACED}{APOSTROPHES}ﾞﾟ⁰¹²³⁴⁵⁶⁷⁸⁹]]"
#: Of letters and figures those that are met most, which are told quickly: a set of `re`.
COMMON = "[0-9A-Za-zÀ-ÖØ-öø-ɏЀ-ҁҊ-ԯء-غف-ي]"
_INITIAL = rf"[\p{{L}}--[{UNSPACED}{APOSTROPHES}]]"
#: What a word may hold beside letters and marks; looked for first, for most words have none.
_INNER = IGNORED + APOSTROPHES + regex.escape(HYPHENS) + GERSHAYIM
_INITIALS_SIGN = rf"(?<=\p{{Hebrew}}\p{{M}}*)[{GERSHAYIM}](?=\p{{Hebrew}})"
#: The articles and conjunctions that French, Italian and Catalan elide.
_ELIDED = frozenset(
    {
        *("l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"),
        *("un", "dell", "all", "nell", "sull", "dall", "coll", "quest", "quell"),
    }
)
#: Where signs of scripts without spaces stand, each is cut off alone; so what stands around one does not matter.
#: The plain words, which are most, are what `word` would find: looked for first they take half the time.
_CHUNK = regex.compile(
    rf"""(?V1)
      (?P<plain> {LETTER}{{2,}}+ (?![\p{{M}}{_INNER}]) )
    | (?<!{LETTER}) (?:(?i:{"|".join(sorted(_ELIDED))}){_APOSTROPHE})?
      (?P<acronym> (?:{_INITIAL}\p{{M}}*\.){{1,15}} {_INITIAL}\p{{M}}* (?!{LETTER}|\p{{M}}) \.? )
    | (?P<sign> {SIGN} )
    | (?P<word> {LETTER} (?: {LETTER}++ | (?=[\p{{M}}{_INNER}]) (?:
          [{IGNORED}]*+ \p{{M}} | {_INITIALS_SIGN}
        | [{IGNORED}]*+ (?:{_APOSTROPHE}|{_HYPHEN})? [{IGNORED}]*+ (?={LETTER})
      ) )*+ )
    """,
    regex.VERBOSE,
)
#: One word of common letters with signs around it, an elided article before it or a contracted verb behind it.
#: Capitals are spelled out: where cases are ignored, ſ is an s.
_ELIDES = "|".join("".join(f"[{letter}{letter.upper()}]" for letter in word) for word in sorted(_ELIDED))
_SOLE_WORD = re.compile(
    rf"""
    ["'’“”`*#.%_$+~]* (?: (?:{_ELIDES}) ['’] )?+
    ( {COMMON}{{2,50}}+ )
    (?: ['’][sS] (?!{COMMON}) )? ["'’“”`*.%_$+~-]*
    """,
    re.VERBOSE,
)
_HYPHENED = re.compile(f"{COMMON}+(?:-{COMMON}+)+")
_AT_APOSTROPHE = regex.compile(_APOSTROPHE)
_INNER_SIGN = regex.compile(f"{_APOSTROPHE}|{_JOINT}")
_PART = regex.compile(rf"(?:(?!{_JOINT}).)+", regex.DOTALL)
_CONTRACTED = frozenset({"s", "ll", "re", "ve", "d", "m"})
#: A chain of more hyphens is a list or a line, not a word.
MOST_PARTS = 6


class Token(NamedTuple):
    """One word of a text.

    `start` and `end` are offsets into the original text, `surface` what stands there. `forms` are the folded
    spellings a plain word may equal, `lemmas` the dictionary forms in the text's language. It covers `width`
    positions from `position` on (more than one only for a hyphenated word taken as one).
    """

    start: int
    end: int
    surface: str
    forms: frozenset[str]
    lemmas: frozenset[str]
    sentence: int
    position: int
    width: int = 1

    @property
    def after(self) -> int:
        """The position that follows."""
        return self.position + self.width


class Part(NamedTuple):
    """A part of a text, from `start` up to `end`; `position` is that of its first word."""

    start: int
    end: int
    position: int


def tokenize(text: str, language: str | None) -> tuple[Token, ...]:
    """Return the words of text in order; a hyphenated word taken as one follows its parts.

    Args:
        text: anything; offsets in the answer refer to it as it is.
        language: its language tag, by which words are inflected; None for unknown.

    >>> [(t.surface, sorted(t.forms)) for t in tokenize("l’OTAN, the U.S.", None)]
    [('OTAN', ['otan']), ('the', ['the']), ('U.S.', ['us'])]

    """
    return tuple(_tokens(text, language, Part(0, len(text), 0), Sentences(text, language).number))


def tokenize_parts(text: str, language: str | None, parts: Iterable[Part]) -> tuple[Token, ...]:
    """Return the words of parts of text, in the order of these; which sentence they are of is not told: it is 0.

    Arguments: as for `tokenize`; parts that no word reaches out of.
    """
    return tuple(token for part in parts for token in _tokens(text, language, part, _untold))


def _tokens(text: str, language: str | None, part: Part, sentence_of: Callable[[int, int], int]) -> list[Token]:
    tokens: list[Token] = []
    position = part.position
    for spans in words_of(text, part.start, part.end):
        first = position
        for start, end in spans:
            surface, sentence = text[start:end], sentence_of(start, end)
            forms, dictionary_forms = analyse(surface[:LONGEST_WORD], language)
            if forms:
                tokens.append(Token(start, end, surface, forms, dictionary_forms, sentence, position))
                position += 1
        if is_joined(position - first):
            tokens.append(_joined(text, tokens[first - position :], language))
    return tokens


def _untold(start: int, end: int) -> int:
    return 0


def words_of(text: str, start: int = 0, end: int | None = None) -> Iterator[Sequence[tuple[int, int]]]:
    """Yield the offsets of the words of text in order, those that hyphens join together; from start up to end.

    Where none of its characters folds to anything, what stands there is no word.
    """
    for chunk in _CHUNK.finditer(text, start, end):
        kind = chunk.lastgroup
        is_single = kind != "word" or not _INNER_SIGN.search(chunk[0])
        yield (chunk.span(kind),) if is_single else tuple(_words(text, *chunk.span()))


def parted(chunk: str) -> Iterable[Sequence[str]]:
    """Return the words of a text in order, those that hyphens join together: as `words_of` does."""
    return ([chunk[start:end] for start, end in spans] for spans in words_of(chunk))


def easily_parted(chunk: str) -> Sequence[str]:
    """Return the words of a text of one word, or of a few joined by hyphens, where that is easily told; else none.

    >>> easily_parted("“l’OTAN.”"), easily_parted("Britain's"), easily_parted("e-mail"), easily_parted("1.5")
    (['OTAN'], ['Britain'], ['e', 'mail'], [])

    """
    if "-" in chunk and _HYPHENED.fullmatch(chunk):
        return chunk.split("-")
    found = _SOLE_WORD.fullmatch(chunk)
    return [found[1]] if found else []


def is_joined(number: int) -> bool:
    """Whether so many words that hyphens join are also one word over all of them."""
    return 1 < number <= MOST_PARTS


def _joined(text: str, parts: list[Token], language: str | None) -> Token:
    start, end = parts[0].start, parts[-1].end
    forms, dictionary_forms = analyse("".join(part.surface for part in parts)[:LONGEST_WORD], language)
    return Token(start, end, text[start:end], forms, dictionary_forms, parts[0].sentence, parts[0].position, len(parts))


@lru_cache(maxsize=20_000)
def analyse(surface: str, language: str | None, asked: bool = False) -> tuple[frozenset[str], frozenset[str]]:
    """Return the folded forms of a word, and its dictionary forms in a language (None: unknown, so there are none).

    `asked`: a query asks for the word (`alerts.inflection.lemmas`).
    """
    forms = folded_forms(surface)
    if _sets_off_endings(language):
        # Turkish sets its endings off from a name by an apostrophe: NATO'nun.
        forms |= folded_forms(_AT_APOSTROPHE.split(surface, maxsplit=1)[0])
    return forms, lemmas(surface, language, asked)


def beginnings(forms: Iterable[str]) -> frozenset[str]:
    """Return the forms of what is asked for as the beginning of words: one that begins another form is less than that.

    In Korean 만 is a gulf, and a particle: 핀란드만 is not Finland.

    >>> beginnings(("핀란드", "핀란드만")), sorted(beginnings(("ناتو", "الناتو"))) == sorted(("ناتو", "الناتو"))
    (frozenset({'핀란드만'}), True)

    """
    some = frozenset(forms)
    return frozenset(form for form in some if not any(one != form and one.startswith(form) for one in some))


def spellings(text: str, language: str | None) -> tuple[str, ...]:
    """Return how a text of some words is spelt to the letter; in Turkish also without the ending of the last one.

    >>> spellings("NATO’nun", "tr"), spellings("NATO’nun", None)
    (("NATO'nun", 'NATO'), ("NATO'nun",))

    """
    letters = same_letters(text)
    stem, _, ending = letters.rpartition("'") if _sets_off_endings(language) else ("", "", "")
    return (letters, stem) if stem and ending.isalpha() else (letters,)


def _sets_off_endings(language: str | None) -> bool:
    return language is not None and language.startswith("tr")


def without_inflection(language: str | None) -> str | None:
    """Return a language in which words have the same forms, and for which a dictionary is read only if it must be."""
    return language if _sets_off_endings(language) else None


def _words(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the words of a chunk: parted at hyphens, freed of elided articles and contracted verbs."""
    for part in _PART.finditer(text, start, end):
        left, right = part.span()
        pieces = _AT_APOSTROPHE.split(part[0])
        while len(pieces) > 1 and pieces[0].lower() in _ELIDED:
            left += len(pieces.pop(0)) + 1
        if len(pieces) > 1 and pieces[-1].lower() in _CONTRACTED:
            right -= len(pieces.pop()) + 1
        left += len(text[left:right]) - len(text[left:right].lstrip(IGNORED))
        if right > left:
            yield left, left + len(text[left:right].rstrip(IGNORED))

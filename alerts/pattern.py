"""Find a word, a beginning of a word or a row of them in a field."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import regex

from alerts.attached import is_korean
from alerts.document import Field
from alerts.effort import Effort
from alerts.folding import IGNORED, LONGEST_WORD, same_letters
from alerts.text import MOST_PARTS, Token, analyse, beginnings, spellings, tokenize
from alerts.whole_words import is_whole, may_be_a_piece

#: What is written together, with a hyphen and apart: F16, F-16 and F 16.
_DESIGNATION = regex.compile(r"(\p{L}{1,4})[\p{Pd}−]?(\d{1,4}\p{L}?\*?)")
_JOINT = regex.compile(rf"[\p{{Pd}}−{IGNORED}]*")
#: Letters and figures of a designation with a space between. Not so в 52 городах, à 18 h 20, Il 76 per cento: the
#: letters are a single capital that is a word nowhere, or have no vowel (Mk 41), or several capitals; or else they
#: have a capital behind a small letter or a comma (les S 300, but S 300 vojáky), or before that of figures (A 400M).
_APART = regex.compile(
    r"""(?V1)
    (?: [B-DF-HJL-NP-RTXＢ-ＤＦ-ＨＪＬ-ＮＰ-ＲＴＸБГДЛМНПРТФХЦЧШ]
    | [\p{Lu}&&[^AEIOUY]][b-df-hj-np-tv-xz]+ | \p{L}*\p{Lu}\p{L}*\p{Lu}\p{L}* | [\p{Lo}\p{M}]+
    | (?<=[\p{Ll},]\s) (?: [KSVWZВЗКС] | \p{Lu}\p{L}+ ) | \p{Lu}+ (?=\W+\p{N}+\p{Lu}) )
    \s+ (?: [\p{Pd}−] \s+ )? (?=\w)
    """,
    regex.VERBOSE,
)
#: The Spanish initials of plurals are written together and apart, too: EEUU and EE. UU.
_DOUBLED_INITIALS = regex.compile(r"(?<![\p{L}\p{N}])(\p{Lu})\1(?:\. ?)?(\p{Lu})\2(?![\p{L}\p{N}])")


@dataclass(frozen=True)
class Step:
    """One word that is asked for, written `surface`; a hyphenated one taken as one covers `width` positions.

    `is_bound`: it is the figures of a designation, to which the word before must belong.
    """

    surface: str
    forms: frozenset[str]
    lemmas: frozenset[str]
    width: int
    is_prefix: bool
    is_bound: bool = False

    def fits(self, token: Token, inflect: bool) -> bool:
        """Whether token is such a word."""
        if self.is_prefix:
            return any(form.startswith(beginning) for form in token.forms for beginning in self.forms)
        if not self.forms.isdisjoint(token.forms):
            return True
        return inflect and not (self.forms | self.lemmas).isdisjoint(token.forms | token.lemmas)


@dataclass(frozen=True)
class Pattern:
    """A row of words: for each position, the steps that may be taken from it.

    `exact` asks for the letters as well. `may_be_a_piece`: it may stand as a piece of words in a script without spaces.
    """

    steps: tuple[tuple[Step, ...], ...]
    exact: str | None = None
    may_be_a_piece: bool = False

    @property
    def is_bound(self) -> bool:
        """Whether its words alone do not tell where it is found: it holds a designation, or may be a piece of words."""
        return self.may_be_a_piece or any(step.is_bound for alternatives in self.steps for step in alternatives)

    @cached_property
    def goes_on(self) -> bool:
        """Whether its last word is but the beginning of one."""
        return bool(self.steps) and any(step.is_prefix for step in self.steps[-1])

    @cached_property
    def beginning(self) -> str | None:
        """The one form that every word has with which it may begin; None if there are several, or other words."""
        first = self.steps[0] if self.steps else ()
        forms = [form for step in first for form in step.forms | step.lemmas]
        return forms[0] if len(forms) == 1 and not first[0].is_prefix else None


@lru_cache(maxsize=10_000)
def pattern(text: str, language: str | None, to_the_letter: bool = False, is_base: bool = False) -> Pattern:
    """Return the pattern of words in a row, each of which may end in an asterisk.

    Args:
        text: the words as written.
        language: the language by which they are inflected; None not to.
        to_the_letter: the letters must be those of text.
        is_base: only words that are forms of these are meant (`alerts.terms.Term`).

    """
    steps: list[list[Step]] = []
    for word in (text if to_the_letter else _DOUBLED_INITIALS.sub(r"\1\1-\2\2", text)).split():
        # As with a hyphen, which may be left out or be a space.
        designation = None if to_the_letter else _DESIGNATION.fullmatch(word)
        tokens = tokenize("-".join(designation.groups()) if designation else word, language)
        first, length = len(steps), max((token.after for token in tokens), default=0)
        steps.extend([] for _ in range(length))
        for token in tokens:
            is_prefix = word.endswith("*") and token.after == length
            written = _written(token, tokens)
            is_bound = designation is not None and token.position > 0
            step = _step(written, language, token.width, is_prefix, is_base, is_bound)
            steps[first + token.position].append(step)
    if not to_the_letter:
        _join_korean(steps, language, is_base)
    exact = _letters(text) if to_the_letter else None
    return Pattern(tuple(map(tuple, steps)), exact, may_be_a_piece(text.rstrip("*")))


def _step(
    surface: str, language: str | None, width: int, is_prefix: bool, is_base: bool, is_bound: bool = False
) -> Step:
    forms, lemmas = analyse(surface[:LONGEST_WORD], None if is_base else language, asked=True)
    return Step(surface, beginnings(forms) if is_prefix or is_base else forms, lemmas, width, is_prefix, is_bound)


def _join_korean(steps: list[list[Step]], language: str | None, is_base: bool) -> None:
    """Add to each Korean word what it makes with those after it: 국방 장관 is as often written 국방장관."""
    words = [found[0] if len(found) == 1 and _is_korean(found[0]) else None for found in steps]
    for at in range(len(words)):
        surface = ""
        for width, last in enumerate(words[at : at + MOST_PARTS], 1):
            if last is None:
                break
            surface += last.surface
            if width > 1:
                steps[at].append(_step(surface, language, width, last.is_prefix, is_base))
            if last.is_prefix:
                break


def _is_korean(step: Step) -> bool:
    return all(map(is_korean, step.surface))


def _written(token: Token, tokens: Iterable[Token]) -> str:
    parts = (t.surface for t in tokens if t.width == 1 and token.position <= t.position < token.after)
    return token.surface if token.width == 1 else "".join(parts)


def _letters(text: str) -> str:
    tokens = tokenize(text, None)
    return same_letters(text[tokens[0].start : tokens[-1].end]) if tokens else ""


def find(wanted: Pattern, field: Field, inflect: bool, effort: Effort) -> Iterable[tuple[Token, Token]]:
    """Return the first and the last word of each place where the pattern is found.

    Raises:
        TooMuch: that takes more than the effort that is left.

    """
    starts = _starts(wanted, field, effort)
    # Most names of a concept begin nowhere in a text.
    return _from(starts, wanted, field, inflect, effort) if starts else ()


def _from(
    starts: Iterable[Token], wanted: Pattern, field: Field, inflect: bool, effort: Effort
) -> Iterator[tuple[Token, Token]]:
    for first in starts:
        effort.spend()
        for last in _ends(wanted, field, first, inflect, effort):
            if _is_spelt(wanted, field, first.start, last.end) and _is_whole(wanted, field, first.start, last.end):
                yield first, last


def _is_spelt(wanted: Pattern, field: Field, start: int, end: int) -> bool:
    return wanted.exact is None or wanted.exact in spellings(field.text[start:end], field.language)


def _is_whole(wanted: Pattern, field: Field, start: int, end: int) -> bool:
    return not wanted.may_be_a_piece or is_whole(field.text, start, end, goes_on=wanted.goes_on)


def _are_apart(letters: Token, figures: Token, text: str) -> bool:
    """Whether the letters before figures may be a word of their own."""
    return not (_JOINT.fullmatch(text, letters.end, figures.start) or _APART.match(text, letters.start, figures.end))


def _starts(wanted: Pattern, field: Field, effort: Effort) -> Sequence[Token]:
    """Return the words of field at which the pattern may begin, in order."""
    if wanted.beginning is not None:
        return field.by_form.get(wanted.beginning, ())
    found: dict[tuple[int, int], Token] = {}
    for step in wanted.steps[0] if wanted.steps else ():
        for form in step.forms | step.lemmas:
            for token in field.beginning(form) if step.is_prefix else field.by_form.get(form, ()):
                effort.spend()
                found[token.position, token.width] = token
    return [found[key] for key in sorted(found)]


def _ends(wanted: Pattern, field: Field, first: Token, inflect: bool, effort: Effort) -> Iterator[Token]:
    """Yield the words with which the pattern ends if it begins with first.

    Both the pattern and the text may go on by a word or by several hyphenated ones at once, so there are many ways
    through; each pair of positions is visited once.
    """
    ways = {(step.width, first.after): first for step in wanted.steps[0] if step.fits(first, inflect)}
    while ways:
        effort.spend(len(ways))
        onward: dict[tuple[int, int], Token] = {}
        for (done, position), last in ways.items():
            if done == len(wanted.steps):
                yield last
                continue
            for step in wanted.steps[done]:
                for token in field.at(position):
                    if step.fits(token, inflect) and not (step.is_bound and _are_apart(last, token, field.text)):
                        onward[done + step.width, token.after] = token
        ways = onward

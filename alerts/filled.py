"""Tell by headlines that one form is filled with other things: two obituaries, two tenders of one agency. Pure.

They share all that the form says, and often an age or an office beside; what each fills in stands nowhere in the other.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from alerts.features import CAPITAL_NOUNS, STEM, headline_words
from alerts.fingerprint import SPACELESS, tokens
from alerts.kindred import in_latin, share_words
from alerts.likeness import View
from alerts.numbers import numbers
from alerts.series import same_form
from store.vectors import Vector
from store.window import Member

#: A person is filled in with so many names at least; one may be a word that has a capital letter in this headline.
NAMES = 2
#: What corrects a headline changes less of it.
PIECES = 2
#: Smaller figures, and the parts of 6.2, are no features of an article: of them nothing is known.
LEAST_FIGURE = 10
#: Shorter words say little of what a headline is about, and longer ones may change after so many letters.
_SHORTEST = 4
_BEGINNING = 5

#: Whether something stands in an article, given how it begins and its features.
_Stands = Callable[[str, Sequence[str]], bool]


@dataclass(frozen=True)
class _Filling:
    """What a headline has that another of its form has not: names, figures, and other words, with their features."""

    names: tuple[tuple[str, Sequence[str]], ...]
    figures: tuple[tuple[str, Sequence[str]], ...]
    words: tuple[tuple[str, Sequence[str]], ...]

    @property
    def stems(self) -> Sequence[str]:
        """How all of it begins."""
        return [stem for stem, _ in (*self.names, *self.figures, *self.words)]

    def is_other(self, stands: _Stands, *, names: bool) -> bool:
        """Tell whether none of it stands in another article, and it has names, or else figures with words."""
        if any(stands(*one) for one in (*self.names, *self.figures)):
            return False
        if names:
            return len(self.names) >= NAMES
        return bool(self.figures and self.words) and not any(stands(*one) for one in self.words)


def filled_otherwise(view: View, members: Sequence[Member]) -> bool:
    """Tell whether an article and all of a story in a form like its own, at least one, fill that with other things."""
    language = view.vector.language
    kin = [m for m in members if share_words(m.vector.language, language)]
    forms = [(m, both) for m in kin if (both := _fillings(view.title, language, m.title, m.vector.language))]
    return bool(forms) and all(_other(*both, _within(m.vector), _within(view.vector)) for m, both in forms)


def text_filled_otherwise(view: View, title: str, body: str) -> bool:
    """Tell the same of an article and of another one in its language, that seems to be a copy.

    Of each headline all stands in its own text and nothing in the other: of an edited headline it stands in both. Who
    corrects a figure leaves the words beside it as they are.
    """
    language = view.vector.language
    if (both := _pieces(view.title, title, language)) is None:
        return False
    here, there = (_within_text(text, language) for text in (view.body, body))
    return _stand_only(both[0], here, there) and _stand_only(both[1], there, here)


def _pieces(one: str, other: str, language: str) -> tuple[Sequence[str], Sequence[str]] | None:
    """Return what two headlines of one form have of their own; None if they are of none."""
    if language in SPACELESS:
        replaced = [
            at for kind, *at in SequenceMatcher(None, one, other, autojunk=False).get_opcodes() if kind == "replace"
        ]
        return ([one[at[0] : at[1]] for at in replaced], [other[at[2] : at[3]] for at in replaced])
    fillings = _fillings(one, language, other, language)
    return fillings and (fillings[0].stems, fillings[1].stems)


def _stand_only(pieces: Sequence[str], here: _Stands, there: _Stands) -> bool:
    own = [piece for piece in pieces if here(piece, ())]
    return len(own) >= PIECES and not all(map(str.isdecimal, own)) and not any(there(piece, ()) for piece in own)


def _other(ours: _Filling, theirs: _Filling, there: _Stands, here: _Stands) -> bool:
    return any(ours.is_other(there, names=names) and theirs.is_other(here, names=names) for names in (True, False))


@lru_cache(maxsize=10_000)
def _fillings(one: str, language: str, other: str, its: str) -> tuple[_Filling, _Filling] | None:
    one, other = in_latin(one, language), in_latin(other, its)
    if language in SPACELESS or one == other or not same_form(one, other):
        return None
    return _filling(one, language, other, its), _filling(other, its, one, language)


def _filling(title: str, language: str, other: str, its: str) -> _Filling:
    words, known = headline_words(title, language), dict(headline_words(other, its))
    first = words[0][0] if words else ""
    own = [(stem, named) for stem, named in words if stem not in known]
    names = [(s, named) for s, named in own if named and s != first and language not in CAPITAL_NOUNS]
    known_figures = {f"{value:g}": f"#{value:g}" for value in numbers(title, language) if value >= LEAST_FIGURE}
    figures = [(s, (known_figures[s],)) for s, _ in own if s in known_figures]
    plain = [(s, ()) for s, named in own if len(s) >= _SHORTEST and not s.isdecimal() and (s, named) not in names]
    return _Filling(tuple(names), tuple(figures), tuple(plain))


def _within(vector: Vector) -> _Stands:
    def stands(stem: str, named: Sequence[str]) -> bool:
        return any(feature in vector.common for feature in named) or _begins_any(stem, vector.words)

    return stands


def _within_text(text: str, language: str) -> _Stands:
    if language in SPACELESS:
        return lambda piece, _: piece in text
    stems = frozenset(word[:STEM] for word in tokens(in_latin(text, language)))
    return lambda stem, _: _begins_any(stem, stems)


def _begins_any(stem: str, words: Collection[str]) -> bool:
    begins = stem[:_BEGINNING]
    return stem in words or (len(stem) >= _BEGINNING and any(word.startswith(begins) for word in words))

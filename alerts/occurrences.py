"""Which terms a document holds, and where."""

import sys
from collections.abc import Sequence, Set, Sized
from dataclasses import replace
from functools import cached_property

from alerts.document import Document
from alerts.effort import MOST_STEPS, Effort, TooMuch
from alerts.evaluate import MOST_PLACES
from alerts.lexicon import BLANK, Lexicon
from alerts.query_lexer import MOST_DISTANCE

#: Between two fields, so that nothing reaches from one into the next.
_GAP = BLANK * (MOST_DISTANCE + 1)
#: In a longer text rows are looked for by places, which are counted.
_LONG = MOST_STEPS // 10
#: Excerpts that are made of a document to see how words are written.
_MOST_EXCERPTS = 8
_NATIVE = f"utf-32-{sys.byteorder[0]}e"
#: Positions from the first up to, and not with, the second; those of the fields follow each other with a gap.
Place = tuple[int, int]


class Occurrences:
    """What a document holds of the terms that are wanted: `present` are the numbers of those that stand in it."""

    def __init__(self, document: Document, lexicon: Lexicon) -> None:
        self.document = document
        self._lexicon = lexicon
        self._fields = lexicon.read((document.title, document.summary, document.body))
        self._text = _GAP.join(self._fields)
        self._codes = _codes(self._text)
        self.present = lexicon.terms_in(self._codes)
        #: Whether something stands in it so often that only the evaluator can tell what it holds.
        self.is_doubtful = False
        #: What may still be spent on what is looked for in it now.
        self.effort = Effort()
        #: What was found out about this document and may be asked for again.
        self.known: dict[object, bool] = {}
        self._found: dict[int, list[Place]] = {}
        self._excerpts: dict[frozenset[int], Document] = {}
        self._holding = _Holding(lexicon, self._codes)

    def places(self, number: int) -> list[Place]:
        """Return where a term stands, in no order.

        Raises:
            TooMuch: in more places than the evaluator looks at.

        """
        found = self._places(number)
        check_number(found)
        self.effort.spend(len(found))
        return found

    def around(self, numbers: frozenset[int]) -> Document:
        """Return the document with at least those parts in which terms of these numbers stand, cut once for each.

        To cut it takes a look at the whole text: for more than a few the whole is cheaper, whose words are told once.
        """
        if numbers not in self._excerpts:
            is_one_more = len(self._excerpts) < _MOST_EXCERPTS
            self._excerpts[numbers] = self.excerpt(numbers) if is_one_more else self.document
        return self._excerpts[numbers]

    def excerpt(self, numbers: Set[int]) -> Document:
        """Return the document with those parts alone in which terms of these numbers stand."""
        runes = {rune for rune in map(chr, self._codes) if not numbers.isdisjoint(self._lexicon.terms_at(rune))}
        texts = (self.document.title, self.document.summary, self.document.body)
        return replace(self.document, parts=tuple(tuple(self._lexicon.parts_with(text, runes)) for text in texts))

    def have_row(self, numbers: Sequence[int]) -> bool:
        """Return whether these terms follow each other anywhere.

        Raises:
            TooMuch: that takes more than the effort that is left.

        """
        holding = self._holding
        runes = "".join([holding[number] for number in numbers])
        if len(runes) == len(numbers) and len(self._text) <= _LONG and self._lexicon.is_plain(runes):
            self.effort.spend()
            return runes in self._text
        reached = {after for _, after in self._places(numbers[0])}
        for number in numbers[1:]:
            self.effort.spend(len(reached) + len(self._places(number)))
            reached = {after for first, after in self._places(number) if first in reached}
            if not reached:
                return False
        return bool(reached)

    def _places(self, number: int) -> list[Place]:
        found = self._found.get(number)
        if found is None:
            found = self._found[number] = [
                (first, first + width)
                for rune in self._holding[number]
                for width in self._lexicon.widths(rune, number)
                for first in self._positions(rune)
            ]
        return found

    def _positions(self, rune: str) -> list[int]:
        text, found = self._text, list[int]()
        position = text.find(rune)
        while position >= 0:
            found.append(position)
            position = text.find(rune, position + 1)
        return found

    @cached_property
    def field_starts(self) -> tuple[int, ...]:
        """The first positions of the title, the summary and the body."""
        title, summary, _ = map(len, self._fields)
        return 0, title + len(_GAP), title + summary + 2 * len(_GAP)


class _Holding(dict[int, str]):
    """By the number of a term: the runes of a text at which it begins."""

    def __init__(self, lexicon: Lexicon, codes: set[int]) -> None:
        super().__init__()
        self._lexicon, self._codes = lexicon, codes

    def __missing__(self, number: int) -> str:
        self[number] = runes = self._lexicon.runes_with(number, self._codes)
        return runes


def _codes(runes: str) -> set[int]:
    # Half as long as by set(map(ord, runes)).
    return set(memoryview(runes.encode(_NATIVE, "surrogatepass")).cast("I"))


def check_number(places: Sized) -> None:
    """Raise TooMuch if there are more places than the evaluator looks at."""
    if len(places) > MOST_PLACES:
        raise TooMuch

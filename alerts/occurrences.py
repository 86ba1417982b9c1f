"""Which terms a document holds, and where."""

from collections import defaultdict
from collections.abc import Sized
from functools import cached_property
from itertools import accumulate, repeat

from alerts.document import Document
from alerts.evaluate import MOST_PLACES
from alerts.lexicon import Lexicon
from alerts.query_lexer import MOST_DISTANCE

#: So many positions lie between two fields that nothing reaches from one into the next.
_GAP = MOST_DISTANCE + 1_000
#: Positions from the first up to, and not with, the second; those of the fields follow each other with a gap.
Place = tuple[int, int]


class TooMany(Exception):
    """Something stands in a document more often than is looked at, so counting has to be left to the evaluator."""


class Occurrences:
    """What a document holds of the terms that are wanted: `present` are the numbers of those that stand in it."""

    def __init__(self, document: Document, lexicon: Lexicon) -> None:
        self.document = document
        self._lexicon = lexicon
        self._fields = [lexicon.chunks(text) for text in (document.title, document.summary, document.body)]
        self._chunks = set().union(*self._fields)
        self.present = lexicon.read(self._chunks)
        #: Whether something stands in it so often that only the evaluator can tell what it holds.
        self.is_doubtful = False
        #: What was found out about this document and may be asked for again.
        self.known: dict[object, bool] = {}
        self._found: dict[int, list[Place]] = {}
        self._plain: dict[int, set[int] | None] = {}

    def places(self, number: int) -> list[Place]:
        """Return where a term stands, in no order.

        Raises:
            TooMany: in more places than the evaluator looks at.

        """
        found = self._found.get(number)
        if found is None:
            firsts = self._firsts(number)
            if firsts is not None:
                found = [(first, first + 1) for first in firsts]
            else:
                found = [
                    (start + first, start + after)
                    for chunk in self._holders[number]
                    for first, after in self._lexicon.spans(chunk, number)
                    for start in self._starts[chunk]
                ]
            check_number(found)
            self._found[number] = found
        return found

    def meet(self, one: int, other: int) -> bool:
        """Return whether a term is followed by another anywhere. Raises TooMany."""
        left, right = self._firsts(one), self._firsts(other)
        if left is None or right is None:
            ends = {after for _, after in self.places(one)}
            return any(first in ends for first, _ in self.places(other))
        if len(left) < len(right):
            return any([first + 1 in right for first in left])
        return any([first - 1 in left for first in right])

    def _firsts(self, number: int) -> set[int] | None:
        """Return where a term stands, which covers one position everywhere; None if it does not."""
        if number not in self._plain:
            chunks = self._holders.get(number, ())
            firsts = set[int]().union(*map(self._starts.__getitem__, chunks))
            check_number(firsts)
            self._plain[number] = firsts if self._lexicon.widths.keys().isdisjoint(chunks) else None
        return self._plain[number]

    @property
    def field_starts(self) -> tuple[int, ...]:
        """The first positions of the title, the summary and the body."""
        return self._layout[1]

    @property
    def _starts(self) -> dict[str, list[int]]:
        return self._layout[0]

    @cached_property
    def _layout(self) -> tuple[dict[str, list[int]], tuple[int, ...]]:
        """Where each chunk stands, and where each field begins."""
        starts: dict[str, list[int]] = defaultdict(list)
        field_starts, position, widths = [], 0, self._lexicon.widths
        for chunks in self._fields:
            field_starts.append(position)
            positions = list(accumulate(map(widths.get, chunks, repeat(1)), initial=position))
            for chunk, start in zip(chunks, positions, strict=False):
                starts[chunk].append(start)
            position = positions[-1] + _GAP
        return starts, tuple(field_starts)

    @cached_property
    def _holders(self) -> dict[int, list[str]]:
        """The chunks of the document that hold a term, by its number."""
        holders: dict[int, list[str]] = defaultdict(list)
        terms = self._lexicon.terms
        for chunk in self._chunks:
            for number in terms[chunk]:
                holders[number].append(chunk)
        return holders


def check_number(places: Sized) -> None:
    """Raise TooMany if there are more places than the evaluator looks at."""
    if len(places) > MOST_PLACES:
        raise TooMany

"""Which terms a document holds, and where."""

from collections import defaultdict
from collections.abc import Sequence, Sized
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
        self._holders: dict[int, list[str]] = {}

    def places(self, number: int) -> list[Place]:
        """Return where a term stands, in no order.

        Raises:
            TooMany: in more places than the evaluator looks at.

        """
        found = self._found.get(number)
        if found is None:
            found = self._found[number] = [
                (start + first, start + after)
                for chunk in self._holding(number)
                for first, after in self._lexicon.spans(chunk, number)
                for start in self._starts[chunk]
            ]
            check_number(found)
        return found

    def have_row(self, numbers: Sequence[int]) -> bool:
        """Return whether these terms follow each other anywhere.

        Chunks that follow each other do so in the running text, which is searched quicker than places are compared.
        """
        held = [self._holding(number) for number in numbers]
        widths, text = self._lexicon.widths.keys(), self._running
        if not all(map(widths.isdisjoint, held)):
            return self._have_row_over(numbers)
        begun = [f" {chunk}" for chunk in held[0]]
        for chunks in held[1:]:
            begun = [longer for one in begun for chunk in chunks if f"{(longer := f'{one} {chunk}')} " in text]
        return bool(begun)

    def _have_row_over(self, numbers: Sequence[int]) -> bool:
        """Return the same where some of the chunks are more than one word: how far each is read is kept as well."""
        widths, spans, text = self._lexicon.widths, self._lexicon.spans, self._running
        begun = [
            (f" {chunk}", chunk, after) for chunk in self._holding(numbers[0]) for _, after in spans(chunk, numbers[0])
        ]
        for number in numbers[1:]:
            inside = [
                (one, chunk, after)
                for one, chunk, read in begun
                for first, after in (spans(chunk, number) if chunk in widths else ())
                if first == read
            ]
            begun = inside + [
                (longer, chunk, after)
                for one, last, read in begun
                if read == widths.get(last, 1)
                for chunk in self._holding(number)
                for first, after in spans(chunk, number)
                if first == 0 and f"{(longer := f'{one} {chunk}')} " in text
            ]
        return bool(begun)

    def _holding(self, number: int) -> list[str]:
        """Return the chunks of the document that hold a term."""
        if number not in self._holders:
            self._holders[number] = [chunk for chunk in self._lexicon.holding(number) if chunk in self._chunks]
        return self._holders[number]

    @cached_property
    def _running(self) -> str:
        """The chunks in which words stand, a space around each; nothing follows across a new line."""
        empty = {chunk for chunk in self._lexicon.widths.keys() & self._chunks if not self._lexicon.widths[chunk]}
        fields = [[chunk for chunk in chunks if chunk not in empty] if empty else chunks for chunks in self._fields]
        return " " + " \n ".join(map(" ".join, fields)) + " "

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


def check_number(places: Sized) -> None:
    """Raise TooMany if there are more places than the evaluator looks at."""
    if len(places) > MOST_PLACES:
        raise TooMany

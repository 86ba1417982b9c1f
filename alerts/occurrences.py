"""Which terms a document holds, and where."""

from collections.abc import Sequence, Sized
from functools import cached_property
from itertools import accumulate, repeat

from alerts.document import Document
from alerts.effort import Effort, TooMuch
from alerts.evaluate import MOST_PLACES
from alerts.lexicon import Lexicon
from alerts.query_lexer import MOST_DISTANCE

#: So many positions lie between two fields that nothing reaches from one into the next.
_GAP = MOST_DISTANCE + 1_000
#: Positions from the first up to, and not with, the second; those of the fields follow each other with a gap.
Place = tuple[int, int]


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
        #: What may still be spent on what is looked for in it now.
        self.effort = Effort()
        #: What was found out about this document and may be asked for again.
        self.known: dict[object, bool] = {}
        self._found: dict[int, list[Place]] = {}

    def places(self, number: int) -> list[Place]:
        """Return where a term stands, in no order.

        Raises:
            TooMuch: in more places than the evaluator looks at.

        """
        found = self._places(number)
        check_number(found)
        self.effort.spend(len(found))
        return found

    def have_row(self, numbers: Sequence[int]) -> bool:
        """Return whether these terms follow each other anywhere.

        Raises:
            TooMuch: that takes more than the effort that is left.

        """
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
                (start + first, start + after)
                for chunk in self._holding.get(number, ())
                for first, after in self._lexicon.spans(chunk, number)
                for start in self._starts[chunk]
            ]
        return found

    @cached_property
    def _holding(self) -> dict[int, list[str]]:
        """The chunks that hold each term."""
        holding: dict[int, list[str]] = {}
        terms = self._lexicon.terms
        for chunk in self._chunks:
            for number in terms[chunk]:
                # A defaultdict takes twice as long: most terms stand in one chunk.
                if number in holding:
                    holding[number].append(chunk)
                else:
                    holding[number] = [chunk]
        return holding

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
        starts: dict[str, list[int]] = {}
        field_starts, position, widths = [], 0, self._lexicon.widths
        for chunks in self._fields:
            field_starts.append(position)
            positions = list(accumulate(map(widths.get, chunks, repeat(1)), initial=position))
            for chunk, start in zip(chunks, positions, strict=False):
                if chunk in starts:
                    starts[chunk].append(start)
                else:
                    starts[chunk] = [start]
            position = positions[-1] + _GAP
        return starts, tuple(field_starts)


def check_number(places: Sized) -> None:
    """Raise TooMuch if there are more places than the evaluator looks at."""
    if len(places) > MOST_PLACES:
        raise TooMuch

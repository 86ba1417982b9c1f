"""Which chunks of texts were understood by a form: they are understood anew when a term of it comes or goes.

On most days none does. So what is met is only noted, and the tables are filled when somebody asks.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from alerts.wanted import START


class ChunkIndex:
    """The chunks of one language by their forms, and by the words they hold."""

    def __init__(self) -> None:
        self._chunks_of: dict[str, list[str]] = defaultdict(list)
        self._holding: dict[str, list[str]] = defaultdict(list)
        #: The forms by their first letters, and these by the first of all.
        self._forms_from: dict[str, list[str]] = defaultdict(list)
        self._starts_from: dict[str, list[str]] = defaultdict(list)
        #: What is not in the tables yet: what leads to each of these chunks.
        self._forms: list[str] = []
        self._chunks: list[str] = []
        #: Nor that each of these words is held by that chunk.
        self._held: list[str] = []
        self._holders: list[str] = []

    def clear(self) -> None:
        """Forget all."""
        for table in (self._chunks_of, self._holding, self._forms_from, self._starts_from):
            table.clear()
        self._clear_noted()

    def note(self, forms: Iterable[str], chunks: Sequence[str]) -> None:
        """Note by which form each of these chunks is understood."""
        self._forms += forms
        self._chunks += chunks

    def note_held(self, word: str, chunk: str) -> None:
        """Note that a chunk holds a word, which is a chunk itself, beside signs or other words."""
        self._held.append(word)
        self._holders.append(chunk)

    def found(self, forms: Iterable[str]) -> Iterator[str]:
        """Yield the chunks that are understood by any of these forms, and those that hold one of them."""
        self._fill()
        for chunk in chain.from_iterable(self._chunks_of.get(form, ()) for form in forms):
            yield chunk
            yield from self._holding.get(chunk, ())

    def forms(self, beginning: str) -> Iterator[str]:
        """Return the forms met that begin so."""
        self._fill()
        if len(beginning) >= START:
            return (form for form in self._forms_from.get(beginning[:START], ()) if form.startswith(beginning))
        starts = (start for start in self._starts_from.get(beginning[:1], ()) if start.startswith(beginning))
        return chain.from_iterable(self._forms_from[start] for start in starts)

    def _fill(self) -> None:
        for form, chunk in zip(self._forms, self._chunks, strict=True):
            if form not in self._chunks_of:
                start = form[:START]
                if start not in self._forms_from:
                    self._starts_from[start[:1]].append(start)
                self._forms_from[start].append(form)
            self._chunks_of[form].append(chunk)
        for word, chunk in zip(self._held, self._holders, strict=True):
            self._holding[word].append(chunk)
        self._clear_noted()

    def _clear_noted(self) -> None:
        for noted in (self._forms, self._chunks, self._held, self._holders):
            noted.clear()

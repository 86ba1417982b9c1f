"""The terms that watches ask for, by number, and the forms by which words are recognised as theirs."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypeVar

from alerts.folding import same_letters
from alerts.terms import Term

K = TypeVar("K")
#: Beginnings are told apart by so many letters, which most of them have.
START = 4
#: So many first letters are remembered; those of a language come to some ten thousand.
_MOST_STARTS = 100_000
#: Numbers of terms by a form, a beginning or the letters of a word.
Table = dict[str, tuple[int, ...]]


def insert(table: dict[K, tuple[int, ...]], key: K, number: int) -> None:
    """Put a number under a key."""
    table[key] = (*table.get(key, ()), number)


def remove(table: dict[K, tuple[int, ...]], key: K, number: int) -> None:
    """Take a number from under a key; a key with none is gone."""
    rest = tuple(other for other in table.pop(key, ()) if other != number)
    if rest:
        table[key] = rest


class _Lengths(dict[str, tuple[int, ...]]):
    """By the first letters of a form, so many as START: the lengths of the beginnings noted that it may have.

    Nearly all words have none; that is found out once for all that begin alike.
    """

    def __init__(self) -> None:
        self._noted: dict[str, tuple[int, ...]] = {}

    def __missing__(self, start: str) -> tuple[int, ...]:
        if len(self) >= _MOST_STARTS:
            self.clear()
        beginnings = (start[:length] for length in range(1, START + 1))
        found = chain.from_iterable(self._noted.get(beginning, ()) for beginning in dict.fromkeys(beginnings))
        self[start] = lengths = tuple(found)
        return lengths

    def note(self, beginning: str) -> None:
        """Note a beginning."""
        start, length = beginning[:START], len(beginning)
        known = self._noted.get(start, ())
        if length not in known:
            self._noted[start] = (*known, length)
            if length < START:
                self.clear()
            else:
                self.pop(start, None)


class Wanted:
    """Numbers terms while somebody wants them. The tables tell which terms a word is, whatever its language."""

    def __init__(self) -> None:
        self.by_form: Table = {}
        self.by_beginning: Table = {}
        self.by_letters: Table = {}
        #: By the first letters of a form: how long the beginnings of it are that may be wanted, of all there were.
        self.lengths = _Lengths()
        #: All numbers given so far are below it; none is given twice.
        self.limit = 0
        self._terms: dict[int, Term] = {}
        self._number_of: dict[Term, int] = {}
        #: How often a term is wanted beyond once.
        self._more: Counter[int] = Counter()

    def __getitem__(self, number: int) -> Term:
        return self._terms[number]

    def __iter__(self) -> Iterator[tuple[int, Term]]:
        return iter(self._terms.items())

    def __len__(self) -> int:
        return len(self._terms)

    def add(self, term: Term) -> tuple[int, bool]:
        """Want a term once more. Return its number, and whether it is new."""
        number = self._number_of.get(term)
        is_new = number is None
        if number is None:
            number = self._number_of[term] = self.unused()
            self._terms[number] = term
            for table, key in self._places(term):
                insert(table, key, number)
            if term.is_prefix:
                self.add_starts(term.forms)
        else:
            self._more[number] += 1
        return number, is_new

    def unused(self) -> int:
        """Return a number that no term has or will have."""
        self.limit += 1
        return self.limit - 1

    def add_starts(self, beginnings: Iterable[str]) -> None:
        """Note how beginnings begin."""
        for beginning in beginnings:
            self.lengths.note(beginning)

    def drop(self, number: int) -> Term | None:
        """Want a term once less. Return it if nobody wants it any more; it has no number then."""
        if number in self._more:
            self._more[number] -= 1
            if not self._more[number]:
                del self._more[number]
            return None
        term = self._terms.pop(number)
        for table, key in self._places(term):
            remove(table, key, number)
        del self._number_of[term]
        return term

    def _places(self, term: Term) -> Iterator[tuple[Table, str]]:
        if term.is_exact:
            yield self.by_letters, same_letters(term.surface)
        else:
            table = self.by_beginning if term.is_prefix else self.by_form
            yield from ((table, form) for form in term.forms)

"""The terms that watches ask for, by number, and the forms by which words are recognised as theirs."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeVar

from alerts.folding import same_letters
from alerts.terms import Term

K = TypeVar("K")
#: Beginnings are told apart by so many letters, which most of them have.
START = 4
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


class Wanted:
    """Numbers terms while somebody wants them. The tables tell which terms a word is, whatever its language."""

    def __init__(self) -> None:
        self.by_form: Table = {}
        self.by_beginning: Table = {}
        self.by_letters: Table = {}
        #: By the first letters of a form: how long the beginnings of it are that may be wanted, of all there were.
        self.lengths: dict[str, tuple[int, ...]] = {}
        #: Those of a form whose first letters are not there.
        self.short: tuple[int, ...] = ()
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
            start, length = beginning[:START], len(beginning)
            if length >= START:
                known = self.lengths.get(start, self.short)
                self.lengths[start] = known if length in known else (*known, length)
            elif length not in self.short:
                self.short = (*self.short, length)
                self.lengths = {start: (*known, length) for start, known in self.lengths.items()}

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

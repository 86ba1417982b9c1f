"""What a query asks for, made ready to be asked of many documents: nothing is looked up that is known beforehand.

A condition says whether it holds for the occurrences of a document. It also names necessary groups of terms: whenever
it holds, a term of each of its groups stands in the document. The plain evaluator (`alerts.evaluate`) says what is
right; a condition that is not sure (a regular expression) holds too often and is left to it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from alerts.concepts import Concepts, Name
from alerts.evaluate import holds
from alerts.near import pairs
from alerts.occurrences import Occurrences, Place, check_number
from alerts.pattern import find, pattern
from alerts.query_tree import Node

#: Numbers of terms, of which one at least is needed.
Group = tuple[int, ...]
#: How often a group is met: the share of documents that hold one of its terms, roughly.
Share = Callable[[Group], float]


class Condition(ABC):
    """Something a document may hold."""

    __slots__ = ()

    @property
    def is_sure(self) -> bool:
        """Whether it holds just when the evaluator says so; else it may hold more often."""
        return True

    @abstractmethod
    def holds(self, seen: Occurrences) -> bool:
        """Whether it holds for a document. Raises TooMany where only the evaluator can tell."""

    def groups(self, share: Share) -> list[Group]:
        """Return groups of terms of each of which one is needed; of those to choose from, the one met least."""
        return []

    def terms(self) -> Iterator[int]:
        """Yield the numbers of its terms, each as often as it was numbered."""
        yield from ()


def joint_group(parts: Iterable[Condition], share: Share) -> list[Group]:
    """Return the one group that is needed where any of the parts may hold: none if a part needs nothing."""
    chosen = []
    for part in parts:
        groups = part.groups(share)
        if not groups:
            return []
        chosen.append(min(groups, key=share))
    return [tuple(dict.fromkeys(chain.from_iterable(chosen)))]


class Placed(Condition):
    """Something that stands somewhere in a text."""

    __slots__ = ()

    @abstractmethod
    def places(self, seen: Occurrences) -> Iterable[Place]:
        """Return where it stands, in no order. Raises TooMany if in more places than are looked at."""

    def holds(self, seen: Occurrences) -> bool:
        """Whether it stands anywhere."""
        return any(True for _ in self.places(seen))


@dataclass(frozen=True, slots=True)
class OneOf(Placed):
    """Any of these terms."""

    numbers: Group

    def holds(self, seen: Occurrences) -> bool:
        """Whether one of them stands in the document."""
        return not seen.present.isdisjoint(self.numbers)

    def places(self, seen: Occurrences) -> Iterable[Place]:
        """Return where any of them stands."""
        return chain.from_iterable(map(seen.places, self.numbers))

    def groups(self, share: Share) -> list[Group]:
        """Return them as the group."""
        return [self.numbers]

    def terms(self) -> Iterator[int]:
        """Yield them."""
        yield from self.numbers


@dataclass(frozen=True, slots=True)
class Row(Placed):
    """Terms that follow each other."""

    numbers: tuple[int, ...]

    def holds(self, seen: Occurrences) -> bool:
        """Whether they do anywhere."""
        return seen.present.issuperset(self.numbers) and seen.have_row(self.numbers)

    def places(self, seen: Occurrences) -> Iterable[Place]:
        """Return where they do."""
        places: Sequence[Place] = seen.places(self.numbers[0])
        for number in self.numbers[1:]:
            begun: dict[int, list[int]] = {}
            for first, after in places:
                begun.setdefault(after, []).append(first)
            places = [(f, after) for first, after in seen.places(number) for f in begun.get(first, ())]
        return places

    def groups(self, share: Share) -> list[Group]:
        """Return each of them."""
        return [(number,) for number in self.numbers]

    def terms(self) -> Iterator[int]:
        """Yield them."""
        yield from self.numbers


#: For each position of a row the terms that may go on from it, with the number of positions each covers.
Steps = tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True, slots=True)
class Lattice(Placed):
    """Terms that follow each other, some of which may be written as one: `cease` `fire` or `ceasefire`."""

    steps: Steps

    def holds(self, seen: Occurrences) -> bool:
        """Whether they do anywhere."""
        return not any(map(seen.present.isdisjoint, self._covering())) and bool(self.places(seen))

    def places(self, seen: Occurrences) -> Iterable[Place]:
        """Return where they do: by each number of steps done, which ends are reached from which beginnings."""
        ways: list[dict[int, set[int]]] = [{} for _ in range(len(self.steps) + 1)]
        for number, width in self.steps[0]:
            for first, after in seen.places(number):
                ways[width].setdefault(after, set()).add(first)
        for done in range(1, len(self.steps)):
            for number, width in self.steps[done] if ways[done] else ():
                for first, after in seen.places(number):
                    if first in ways[done]:
                        ways[done + width].setdefault(after, set()).update(ways[done][first])
        return [(first, after) for after, firsts in ways[-1].items() for first in firsts]

    def groups(self, share: Share) -> list[Group]:
        """Return for each position the terms that cover it."""
        return self._covering()

    def _covering(self) -> list[Group]:
        covering: list[list[int]] = [[] for _ in self.steps]
        for start, alternatives in enumerate(self.steps):
            for number, width in alternatives:
                for position in range(start, start + width):
                    covering[position].append(number)
        return list(map(tuple, covering))

    def terms(self) -> Iterator[int]:
        """Yield them."""
        return (number for alternatives in self.steps for number, _ in alternatives)


@dataclass(frozen=True, slots=True)
class Letters(Placed):
    """Several words to the letter; `words` are the same in any letters."""

    text: str
    words: Placed

    def places(self, seen: Occurrences) -> Iterable[Place]:
        """Return where they stand so."""
        if self.words.holds(seen):
            wanted = pattern(self.text, None, to_the_letter=True)
            for start, field in zip(seen.field_starts, seen.document.fields, strict=True):
                for first, last in find(wanted, field, inflect=False):
                    yield start + first.position, start + last.after

    def groups(self, share: Share) -> list[Group]:
        """Return those of the words."""
        return self.words.groups(share)

    def terms(self) -> Iterator[int]:
        """Yield those of the words."""
        return self.words.terms()


class _Stretch(NamedTuple):
    first: int
    after: int


@dataclass(frozen=True, slots=True)
class Near(Placed):
    """Two things with at most `distance` words between them."""

    left: Placed
    right: Placed
    distance: int
    ordered: bool

    def places(self, seen: Occurrences) -> Iterable[Place]:
        """Return where they do, from the first word of one to the last of the other."""
        if not (self.left.holds(seen) and self.right.holds(seen)):
            return []
        left, right = ([_Stretch(*place) for place in _once(side.places(seen))] for side in (self.left, self.right))
        found = pairs(left, right, self.distance, self.ordered)
        return _once((min(a.first, b.first), max(a.after, b.after)) for a, b in found)

    def groups(self, share: Share) -> list[Group]:
        """Return those of both."""
        return self.left.groups(share) + self.right.groups(share)

    def terms(self) -> Iterator[int]:
        """Yield those of both."""
        return chain(self.left.terms(), self.right.terms())


def _once(places: Iterable[Place]) -> Sequence[Place]:
    """Return places once each. Raises TooMany as soon as there are more than are looked at."""
    once: dict[Place, None] = {}
    for place in places:
        once[place] = None
        check_number(once)
    return list(once)


@dataclass(frozen=True, slots=True)
class AnyPlaced(Placed):
    """Any of these, where it matters where it stands."""

    parts: tuple[Placed, ...]

    def holds(self, seen: Occurrences) -> bool:
        """Whether one of them does."""
        return any(part.holds(seen) for part in self.parts)

    def places(self, seen: Occurrences) -> Iterable[Place]:
        """Return where any of them stands."""
        return chain.from_iterable(part.places(seen) for part in self.parts)

    def groups(self, share: Share) -> list[Group]:
        """Return the group of what each needs most."""
        return joint_group(self.parts, share)

    def terms(self) -> Iterator[int]:
        """Yield those of all."""
        return chain.from_iterable(part.terms() for part in self.parts)


class Named(Placed):
    """Any name of a concept that counts in the document; `company` is what lets the ambiguous ones count.

    It stands among the terms itself, by `number`: so a watch need not know the names.
    """

    __slots__ = ("company", "names", "number")

    def __init__(
        self, number: int, names: Sequence[tuple[Name, Placed]], company: Sequence[tuple[Name, Placed]]
    ) -> None:
        self.number = number
        self.names = names
        self.company = company

    def holds(self, seen: Occurrences) -> bool:
        """Whether the document was found to hold it."""
        return self.number in seen.present

    def is_met(self, seen: Occurrences) -> bool:
        """Find out whether a document holds it."""
        return any(placed.holds(seen) for placed in self._counting(seen))

    def places(self, seen: Occurrences) -> Iterable[Place]:
        """Return where a name that counts stands."""
        return chain.from_iterable(placed.places(seen) for placed in self._counting(seen))

    def _counting(self, seen: Occurrences) -> Iterator[Placed]:
        day, in_company = seen.document.day, None
        for name, placed in self.names:
            if name.is_current(day):
                if name.ambiguous and in_company is None:
                    in_company = any(other.is_current(day) and thing.holds(seen) for other, thing in self.company)
                if in_company or not name.ambiguous:
                    yield placed

    def groups(self, share: Share) -> list[Group]:
        """Return itself."""
        return [(self.number,)]

    def triggers(self, share: Share) -> Group:
        """Return terms of which one at least stands where a name does."""
        return joint_group((placed for _, placed in self.names), share)[0]

    def terms(self) -> Iterator[int]:
        """Yield itself."""
        yield self.number

    def terms_of_names(self) -> Iterator[int]:
        """Yield the terms of its names and of their company."""
        return chain.from_iterable(placed.terms() for _, placed in (*self.names, *self.company))


@dataclass(frozen=True, slots=True)
class Within(Condition):
    """Something that stands in the title, or else in the summary or the body."""

    in_title: bool
    part: Placed

    def holds(self, seen: Occurrences) -> bool:
        """Whether it stands there."""
        if not self.part.holds(seen):
            return False
        end = seen.field_starts[1]
        return any((first < end) == self.in_title for first, _ in self.part.places(seen))

    def groups(self, share: Share) -> list[Group]:
        """Return those of the part."""
        return self.part.groups(share)

    def terms(self) -> Iterator[int]:
        """Yield those of the part."""
        return self.part.terms()


@dataclass(frozen=True, slots=True, eq=False)
class Judged(Condition):
    """Something that the evaluator is asked about, once for each document, and only where all `needs` hold."""

    node: Node
    concepts: Concepts
    inflect: bool
    needs: tuple[Condition, ...] = ()

    def holds(self, seen: Occurrences) -> bool:
        """Whether the evaluator says so."""
        held = seen.known.get(self)
        if held is None:
            held = seen.known[self] = all(need.holds(seen) for need in self.needs) and holds(
                self.node, seen.document, self.concepts, self.inflect
            )
        return held

    def groups(self, share: Share) -> list[Group]:
        """Return those of what it needs."""
        return [group for need in self.needs for group in need.groups(share)]

    def terms(self) -> Iterator[int]:
        """Yield those of what it needs."""
        return chain.from_iterable(need.terms() for need in self.needs)


@dataclass(frozen=True, slots=True)
class Unsure(Condition):
    """Something that only the evaluator can tell."""

    @property
    def is_sure(self) -> bool:
        """It is not."""
        return False

    def holds(self, seen: Occurrences) -> bool:
        """It may."""
        return True


@dataclass(frozen=True, slots=True)
class All(Condition):
    """All of these."""

    parts: tuple[Condition, ...]

    @property
    def is_sure(self) -> bool:
        """Whether all are."""
        return all(part.is_sure for part in self.parts)

    def holds(self, seen: Occurrences) -> bool:
        """Whether all hold."""
        for part in self.parts:  # noqa: SIM110 - half as long as all() takes
            if not part.holds(seen):
                return False
        return True

    def groups(self, share: Share) -> list[Group]:
        """Return those of all."""
        return [group for part in self.parts for group in part.groups(share)]

    def terms(self) -> Iterator[int]:
        """Yield those of all."""
        return chain.from_iterable(part.terms() for part in self.parts)


@dataclass(frozen=True, slots=True)
class Any(Condition):
    """Any of these."""

    parts: tuple[Condition, ...]

    @property
    def is_sure(self) -> bool:
        """Whether all are."""
        return all(part.is_sure for part in self.parts)

    def holds(self, seen: Occurrences) -> bool:
        """Whether one holds."""
        for part in self.parts:  # noqa: SIM110 - half as long as any() takes
            if part.holds(seen):
                return True
        return False

    def groups(self, share: Share) -> list[Group]:
        """Return the group of what each needs most."""
        return joint_group(self.parts, share)

    def terms(self) -> Iterator[int]:
        """Yield those of all."""
        return chain.from_iterable(part.terms() for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not(Condition):
    """Not this, which is sure."""

    part: Condition

    def holds(self, seen: Occurrences) -> bool:
        """Whether it does not hold."""
        return not self.part.holds(seen)

    def terms(self) -> Iterator[int]:
        """Yield those of the part."""
        return self.part.terms()

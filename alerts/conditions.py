"""What a query asks for, made ready to be asked of many documents: nothing is looked up that is known beforehand.

A condition says whether it holds for the occurrences of a document. It also names the ways in which it may hold, and
necessary groups of terms: whenever it holds, a term of each of its groups stands in the document. The plain evaluator
(`alerts.evaluate`) says what is right; a condition that is not sure (a regular expression) holds too often and is left
to it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from typing import NamedTuple, Protocol

from alerts.concepts import Concepts
from alerts.document import Document
from alerts.evaluate import holds
from alerts.occurrences import Occurrences
from alerts.query_tree import Fact, Node

#: Numbers of terms, of which one at least is needed.
Group = tuple[int, ...]
#: How often a group is met: the share of documents that hold one of its terms, roughly.
Share = Callable[[Group], float]


class Way(NamedTuple):
    """One of the ways in which something holds: a term of the group stands in the document, and the rest holds."""

    group: Group
    rest: tuple["Condition", ...] = ()


class HasGroup(Protocol):
    """What comes into question where a term of its group stands."""

    @property
    def group(self) -> Group:
        """The group."""


class Condition(ABC):
    """Something a document may hold."""

    __slots__ = ()

    @property
    def is_sure(self) -> bool:
        """Whether it holds just when the evaluator says so; else it may hold more often."""
        return True

    @abstractmethod
    def holds(self, seen: Occurrences) -> bool:
        """Whether it holds for a document. Raises TooMuch where only the evaluator can tell."""

    def groups(self, share: Share) -> list[Group]:
        """Return groups of terms of each of which one is needed; of those to choose from, the one met least."""
        return []

    def ways(self, share: Share) -> list[Way]:
        """Return ways of which one is taken whenever it holds, and never else; none if it needs no term."""
        groups = self.groups(share)
        return [Way(min(groups, key=share), (self,))] if groups else []

    def terms(self) -> Iterator[int]:
        """Yield the numbers of its terms, each as often as it was numbered."""
        yield from ()


def together(ways: Iterable[HasGroup], share: Share) -> float:
    """Return how often any of some ways comes into question, roughly."""
    return sum(share(way.group) for way in ways)


def joint_group(parts: Iterable[Condition], share: Share) -> list[Group]:
    """Return the one group that is needed where any of the parts may hold: none if a part needs nothing."""
    chosen = []
    for part in parts:
        groups = part.groups(share)
        if not groups:
            return []
        chosen.append(min(groups, key=share))
    return [tuple(dict.fromkeys(chain.from_iterable(chosen)))]


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
                self.node, seen.document, self.concepts, self.inflect, seen.effort
            )
        return held

    def groups(self, share: Share) -> list[Group]:
        """Return those of what it needs."""
        return [group for need in self.needs for group in need.groups(share)]

    def terms(self) -> Iterator[int]:
        """Yield those of what it needs."""
        return chain.from_iterable(need.terms() for need in self.needs)


#: What a document is asked for each fact that is told by its source or its language alone.
_ASKED: dict[str, Callable[[Document], Hashable]] = {
    "lang": attrgetter("language"),
    "source": attrgetter("source"),
    "tag": attrgetter("tags"),
    "country": attrgetter("country"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Known(Condition):
    """A fact that is told by the source or the language of a document: the evaluator is asked once for each."""

    fact: Fact
    concepts: Concepts
    _told: dict[Hashable, bool] = field(default_factory=dict)

    @staticmethod
    def tells(fact: Fact) -> bool:
        """Whether a fact is one of these."""
        return fact.field in _ASKED

    def holds(self, seen: Occurrences) -> bool:
        """Whether the evaluator says so."""
        asked = _ASKED[self.fact.field](seen.document)
        held = self._told.get(asked)
        if held is None:
            held = self._told[asked] = holds(self.fact, seen.document, self.concepts, False, seen.effort)
        return held


@dataclass(frozen=True, slots=True)
class Unsure(Condition):
    """Something that only the evaluator can tell; `part` is what it asks for beside that."""

    part: Condition | None = None

    @property
    def is_sure(self) -> bool:
        """It is not."""
        return False

    def holds(self, seen: Occurrences) -> bool:
        """It may."""
        return True

    def terms(self) -> Iterator[int]:
        """Yield those of the part."""
        return self.part.terms() if self.part else iter(())


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

    def ways(self, share: Share) -> list[Way]:
        """Return those of the part that is met least; in each the other parts hold too."""
        choices = [part.ways(share) for part in self.parts]
        chosen = min(filter(None, choices), key=lambda ways: together(ways, share), default=[])
        others = tuple(part for ways, part in zip(choices, self.parts, strict=True) if ways is not chosen)
        return [Way(group, rest + others) for group, rest in chosen]

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

    def ways(self, share: Share) -> list[Way]:
        """Return those of each; none if one needs no term."""
        choices = [part.ways(share) for part in self.parts]
        return list(chain.from_iterable(choices)) if all(choices) else []

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

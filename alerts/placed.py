"""Conditions that stand somewhere in a text: terms, rows of them, names of concepts, two of these near each other."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

from alerts.concepts import Name
from alerts.conditions import Condition, Group, Share, Way, joint_group
from alerts.evaluate import MOST_PLACES
from alerts.near import outside, pairs
from alerts.occurrences import Occurrences, Place, check_number
from alerts.pattern import find, pattern
from alerts.terms import inflects


class Placed(Condition):
    """Something that stands somewhere in a text."""

    __slots__ = ()

    @abstractmethod
    def places(self, seen: Occurrences) -> Iterable[Place]:
        """Return where it stands, in no order. Raises TooMuch if in more places than are looked at."""

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

    def ways(self, share: Share) -> list[Way]:
        """Return the one way: nothing else has to hold."""
        return [Way(self.numbers)]

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
class Spelt(Placed):
    """Words of which it counts how they are written: to the letter, or as a designation. `words` are the same however.

    `language` is that in which they are inflected, as of a term.
    """

    text: str
    words: Placed
    language: str | None = None
    to_the_letter: bool = False

    def places(self, seen: Occurrences) -> Iterable[Place]:
        """Return where they stand so."""
        if self.words.holds(seen):
            fields = seen.around(frozenset(self.words.terms())).fields
            for start, field in zip(seen.field_starts, fields, strict=True):
                seen.effort.spend()
                inflect = inflects(self.language, field.language)
                wanted = pattern(self.text, field.language if inflect else None, self.to_the_letter)
                for first, last in find(wanted, field, inflect, seen.effort):
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
        found = pairs(left, right, self.distance, self.ordered, seen.effort)
        return _once((min(a.first, b.first), max(a.after, b.after)) for a, b in found)

    def groups(self, share: Share) -> list[Group]:
        """Return those of both."""
        return self.left.groups(share) + self.right.groups(share)

    def terms(self) -> Iterator[int]:
        """Yield those of both."""
        return chain(self.left.terms(), self.right.terms())


def _once(places: Iterable[Place]) -> Sequence[Place]:
    """Return places once each. Raises TooMuch as soon as there are more than are looked at, the same ones counted."""
    looked_at = list(islice(places, MOST_PLACES + 1))
    check_number(looked_at)
    return list(dict.fromkeys(looked_at))


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

    Within one of the `longer` names none counts. It stands among the terms itself, by `number`: so a watch need not
    know the names.
    """

    __slots__ = ("company", "longer", "names", "number")

    def __init__(
        self,
        number: int,
        names: Sequence[tuple[Name, Placed]],
        company: Sequence[tuple[Name, Placed]],
        longer: Sequence[Placed],
    ) -> None:
        self.number = number
        self.names = names
        self.company = company
        self.longer = longer

    def holds(self, seen: Occurrences) -> bool:
        """Whether the document was found to hold it."""
        return self.number in seen.present

    def is_met(self, seen: Occurrences) -> bool:
        """Find out whether a document holds it."""
        return any(placed.holds(seen) for placed in self._counting(seen)) and (
            not self.longer or bool(self.places(seen))
        )

    def places(self, seen: Occurrences) -> Sequence[Place]:
        """Return where a name that counts stands."""
        found = [_Stretch(*place) for placed in self._counting(seen) for place in placed.places(seen)]
        if not (found and self.longer):
            return found
        return list(outside(found, (_Stretch(*place) for placed in self.longer for place in placed.places(seen))))

    def _counting(self, seen: Occurrences) -> Iterator[Placed]:
        day, language, in_company = seen.document.day, seen.document.language, None
        for name, placed in self.names:
            if name.counts(day, language):
                if name.ambiguous and in_company is None:
                    in_company = any(one.counts(day, language) and thing.holds(seen) for one, thing in self.company)
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
        """Yield the terms of its names, of their company and of the longer ones."""
        named = (placed for _, placed in (*self.names, *self.company))
        return chain.from_iterable(placed.terms() for placed in (*named, *self.longer))


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

"""Ways in which watches may be found, kept under the terms that bring them up.

Under a term stand entries: for each way two other terms that it needs as well, and its number. These are packed: of the
ways that a document brings up most are not taken for want of the other terms, and so are never touched.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from itertools import chain, compress, count, product

from alerts.conditions import Condition, Group, Not, Share, Way
from alerts.document import Document
from alerts.effort import TooMuch
from alerts.occurrences import Occurrences
from alerts.packing import packed, unpacked
from alerts.placed import OneOf, Row
from alerts.watch import Watch

#: Ways are numbered from here on; below it are the numbers of watches, which stand for a way that needs no look.
#: Larger ones take Python longer to handle than those below 2³⁰.
_FIRST_WAY = 2**29
#: Bytes of an entry.
_ENTRY = 12
#: More bytes under one term are kept such that adding to them copies none.
_LARGE = 4096
#: Entries of a way that are made to tell groups of several terms first.
_MOST_ENTRIES = 64


class Watched:
    """A watch with its condition and the ways in which it may be found."""

    __slots__ = ("condition", "is_final", "number", "watch", "ways")

    def __init__(self, watch: Watch, number: int, condition: Condition) -> None:
        self.watch = watch
        self.number = number
        self.condition = condition
        #: Whether it is found wherever its condition holds.
        self.is_final = condition.is_sure and not (watch.settings.sources or watch.settings.languages)
        self.ways: tuple[KeptWay, ...] = ()

    def may_be_found(self, kept: "Iterable[KeptWay]", seen: Occurrences) -> bool:
        """Whether one of these ways is taken in a document, of which only the other conditions are left to look at."""
        seen.effort.renew()
        try:
            for way in kept:
                if way.others_hold(seen):
                    return True
        except TooMuch:
            return self.is_found(seen.document)
        return False

    def is_found(self, document: Document) -> bool:
        """Whether the evaluator finds the watch in a document."""
        return self.watch.concerns(document) and self.watch.evaluate(document) is not None

    def is_confirmed(self, document: Document) -> bool:
        """Whether a watch whose condition holds is found."""
        return self.watch.concerns(document) if self.condition.is_sure else self.is_found(document)


class KeptWay:
    """A way in which a watch may be found, taken apart. A term of its group stands in the documents it is asked of."""

    __slots__ = ("avoided", "group", "needed", "number", "others", "required", "rows", "watched")

    def __init__(self, watched: Watched, way: Way, checks: Sequence[Group]) -> None:
        self.watched = watched
        self.group = way.group
        #: Terms that all must stand in the document, groups of which one must, and terms of which none may.
        self.required = tuple(chain.from_iterable(check for check in checks if len(check) == 1))
        self.needed = tuple(check for check in checks if len(check) > 1)
        avoided: list[int] = []
        rows: list[Group] = []
        others: list[Condition] = []
        for part in way.rest:
            # Not by isinstance, which takes long where a class is abstract.
            if type(part) is Not and type(part.part) is OneOf:
                avoided += part.part.numbers
            elif type(part) is Row:
                rows.append(part.numbers)
            elif type(part) is not OneOf:
                others.append(part)
        self.avoided = tuple(avoided)
        #: Terms that must follow each other, which all stand there.
        self.rows = tuple(rows)
        self.others = tuple(others)
        #: Under which number it is kept: that of the watch, if there is no more to look at.
        self.number = watched.number

    @property
    def is_plain(self) -> bool:
        """Whether the watch is found wherever what is told first stands."""
        return self.watched.is_final and not (self.required or self.needed or self.avoided or self.rows or self.others)

    def others_hold(self, seen: Occurrences) -> bool:
        """Whether what is not told by terms alone holds."""
        for row in self.rows:
            if not seen.have_row(row):
                return False
        for condition in self.others:  # noqa: SIM110 - half as long as all() takes
            if not condition.holds(seen):
                return False
        return True


class WayIndex:
    """Ways by the terms of their groups."""

    def __init__(self) -> None:
        #: By the number of a term: the entries of the ways under it.
        self._under: list[bytes | bytearray] = []
        #: By their numbers from the first on; None where there is none any more, which the next ones fill.
        self._ways: list[KeptWay | None] = []
        self._free: list[int] = []
        #: Those that need no term, which have to be looked at for every document.
        self._always: set[KeptWay] = set()

    def keep(self, watched: Watched, ways: Sequence[Way], share: Share, limit: int) -> None:
        """Keep the ways of a watch, each under its group; one that has none is looked at for every document.

        Args:
            watched: the watch.
            ways: those in which it may be found; none if it needs no term.
            share: how often a group is met.
            limit: all numbers of terms are below it.

        """
        under = self._under
        under.extend([b""] * (limit - len(under)))
        kept = []
        for way in ways or [Way((), (watched.condition,))]:
            checks = _checks(way, share)
            first = list(_told_first(checks, _MOST_ENTRIES // max(len(way.group), 1)))
            one = KeptWay(watched, way, [check for check in checks if check not in first])
            kept.append(one)
            if not way.group:
                self._always.add(one)
            elif not one.is_plain:
                one.number = self._numbered(one)
            for term in way.group:
                if len(under[term]) > _LARGE and isinstance(under[term], bytes):
                    under[term] = bytearray(under[term])
                under[term] += packed(_entries(term, first, one.number))
        watched.ways = tuple(kept)

    def _numbered(self, way: KeptWay) -> int:
        if not self._free:
            self._free.append(len(self._ways))
            self._ways.append(None)
        at = self._free.pop()
        self._ways[at] = way
        return _FIRST_WAY + at

    def let_go(self, ways: Iterable[KeptWay]) -> None:
        """Keep ways no longer: those under one term are all taken from there at once."""
        gone, terms = set[int](), set[int]()
        for way in ways:
            self._always.discard(way)
            terms.update(way.group)
            gone.add(way.number)
            if way.number >= _FIRST_WAY:
                at = way.number - _FIRST_WAY
                self._ways[at] = None
                self._free.append(at)
        for term in terms:
            self._under[term] = _without(self._under[term], gone)

    def movable(self, terms: Iterable[int]) -> Iterator[int]:
        """Yield the numbers of the watches with a way under any of these terms that might be kept under others."""
        for term in terms:
            under = unpacked(self._under[term])
            for first, second, number in zip(under[::3], under[1::3], under[2::3], strict=True):
                way = None if number < _FIRST_WAY else self._ways[number - _FIRST_WAY]
                if (first, second) != (term, term) or (way and way.others):
                    yield way.watched.number if way else number

    def brought_up(self, present: Set[int]) -> tuple[Sequence[int], Collection[KeptWay]]:
        """Return what the terms in a document bring up.

        Returns:
            The numbers of watches of which a way is taken for sure, and the ways to be looked at: what is told first
            stands there.

        """
        entries = unpacked(b"".join(map(self._under.__getitem__, present)))
        stands = present.__contains__
        first = list(map(stands, entries[::3]))
        second = map(stands, compress(entries[1::3], first))
        numbers = sorted(set(compress(compress(entries[2::3], first), second)))
        outright = bisect_left(numbers, _FIRST_WAY)
        ways = [self._ways[number - _FIRST_WAY] for number in numbers[outright:]]
        return numbers[:outright], [*filter(None, ways), *self._always]


def _checks(way: Way, share: Share) -> list[Group]:
    """Return the other groups that a way needs, the one met least first."""
    groups = chain.from_iterable(part.groups(share) for part in way.rest)
    return sorted({group for group in groups if group != way.group}, key=share)


def _told_first(checks: Iterable[Group], room: int) -> Iterator[Group]:
    """Yield up to two groups, which together make no more entries than there is room for."""
    told = 0
    for check in checks:
        if told < 2 and (len(check) == 1 or len(check) <= room):
            told += 1
            room //= len(check)
            yield check


def _entries(term: int, first: Iterable[Group], number: int) -> Iterator[int]:
    """Yield what is kept of a way under a term of its group: by threes two terms that must stand there, its number."""
    own = (term,)
    for pair in product(*[*first, own, own][:2]):
        yield from (*pair, number)


def _without(entries: bytes | bytearray, gone: Set[int]) -> bytes:
    """Return entries but those of some numbers."""
    numbers = memoryview(entries).cast("I")[2::3].tolist()
    left, begin = list[bytes | bytearray](), 0
    for at in compress(count(), map(gone.__contains__, numbers)):
        left.append(entries[begin : at * _ENTRY])
        begin = (at + 1) * _ENTRY
    return b"".join((*left, entries[begin:]))

"""Which of two lists of places stand near each other, and which lie within each other."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from alerts.effort import Effort


class Stretch(Protocol):
    """A row of positions: from `first` up to, and not with, `after`."""

    @property
    def first(self) -> int:
        """The position it begins with."""

    @property
    def after(self) -> int:
        """The position that follows."""


P = TypeVar("P", bound=Stretch)


def pairs(left: Sequence[P], right: Sequence[P], distance: int, ordered: bool, effort: Effort) -> Iterator[tuple[P, P]]:
    """Yield those that stand apart with at most `distance` words between them; `ordered`: left before right.

    Raises:
        TooMuch: that takes more than the effort that is left.

    """
    effort.spend(len(right))
    right = sorted(right, key=_first)
    longest = max((other.after - other.first for other in right), default=0)
    for one in left:
        near = bisect_left(right, one.first - distance - longest, key=_first)
        beyond = bisect_right(right, one.after + distance, key=_first)
        effort.spend(1 + beyond - near)
        for other in right[near:beyond]:
            forward, backward = other.first - one.after, one.first - other.after
            if 0 <= forward <= distance or (not ordered and 0 <= backward <= distance):
                yield one, other


def outside(places: Iterable[P], longer: Iterable[Stretch]) -> Iterator[P]:
    """Yield the places that lie within none of some longer ones."""
    over: dict[int, list[Stretch]] = defaultdict(list)
    for stretch in longer:
        for position in range(stretch.first, stretch.after):
            over[position].append(stretch)
    return (place for place in places if not any(_is_part(place, whole) for whole in over.get(place.first, ())))


def _is_part(place: Stretch, whole: Stretch) -> bool:
    """Whether a place ends within a whole within which it begins, and is not all of it."""
    return place.after <= whole.after and place.after - place.first < whole.after - whole.first


def _first(place: Stretch) -> int:
    return place.first

"""Which of two lists of places stand near each other."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
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


def _first(place: Stretch) -> int:
    return place.first

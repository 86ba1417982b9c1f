"""Numbers of days as bars: a day, a week or a month each, so many as can be read. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

#: More bars than these cannot be read; days are taken together by week, then by month.
MOST_BARS = 45


@dataclass(frozen=True)
class Bar:
    """What there was from one day to another, both included; `part` is within `total`."""

    first: date
    last: date
    total: int
    part: int

    @property
    def label(self) -> str:
        """Its days.

        >>> Bar(date(2026, 2, 23), date(2026, 3, 1), 0, 0).label
        '2026-02-23 to 03-01'

        """
        if self.first == self.last:
            return f"{self.first:%a %Y-%m-%d}"
        if self.first.day == 1 and (self.last + timedelta(days=1)).day == 1 and self.first.month == self.last.month:
            return f"{self.first:%Y-%m}"
        return f"{self.first} to {self.last:%m-%d}"


def span(drawn: Sequence[Bar]) -> str:
    """Return what a bar stands for: a day, a week or a month."""
    longest = max((bar.last - bar.first).days for bar in drawn)
    return "month" if longest > 6 else "week" if longest else "day"


def bars(totals: Mapping[date, int], parts: Mapping[date, int], first: date, last: date) -> list[Bar]:
    """Return a bar for each day from first to last; where these are too many, for each week or month."""
    return [Bar(days[0], days[-1], _sum(totals, days), _sum(parts, days)) for days in _together(first, last)]


#: A page has a dozen of the same days.
@lru_cache(maxsize=8)
def _together(first: date, last: date) -> Sequence[Sequence[date]]:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    for together in (_day, _week, _month):
        groups: dict[object, list[date]] = {}
        for day in days:
            groups.setdefault(together(day), []).append(day)
        if len(groups) <= MOST_BARS:
            break
    return tuple(groups.values())


def _sum(numbers: Mapping[date, int], days: Sequence[date]) -> int:
    return sum(numbers.get(day, 0) for day in days) if numbers else 0


def _day(day: date) -> object:
    return day


def _week(day: date) -> object:
    return day.isocalendar()[:2]


def _month(day: date) -> object:
    return (day.year, day.month)


def ticks(most: int, number: int = 5) -> list[int]:
    """Return whole numbers for an axis from zero to at least `most`, in steps of 1, 2 or 5 times a power of ten.

    >>> ticks(34), ticks(3), ticks(0)
    ([0, 10, 20, 30, 40], [0, 1, 2, 3], [0, 1])

    """
    power = 10 ** max(0, math.floor(math.log10(max(most, 1) / number)))
    step = next(s * power for s in (1, 2, 5, 10) if s * power * number >= most)
    return [step * n for n in range(max(1, math.ceil(most / step)) + 1)]

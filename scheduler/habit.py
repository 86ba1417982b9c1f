"""Learn how often a source brings news, at which hours of which days, and how much one reading of it holds. Pure.

A habit is 168 rates, one for each hour of the week (UTC), counted from when its items were published. Old weeks fade.
An hour seen for few weeks borrows from the same hour of other days, and these from the whole week, as an estimate with
a prior does (Sia, Cho and Cho 2007, «Efficient Monitoring Algorithm for Fast News Alerts», estimate the same from a
daily profile).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

WEEK = timedelta(days=7)
_HOUR = timedelta(hours=1)
_HOURS = 168
#: After so long what was counted weighs half.
HALF_LIFE = timedelta(days=21)
#: What a source held when it was first read tells of its habit, as far back as this.
FIRST_LOOK = timedelta(days=28)
#: An hour of the week counts for itself as much as its borrowed rate after so many weeks.
_BORROWED_WEEKS = 1.5
#: A source of which nothing is known brings so much an hour; that is believed for as many hours.
_PRIOR_RATE = 0.25
_PRIOR_HOURS = 12.0
#: Of fewer items a reading says nothing of what slid out of it; and sooner than this many times nobody need come.
_FEW = 4
_MOST_RUSH = 8.0


@dataclass(frozen=True)
class Habit:
    """What a source usually does, as of `at` (aware UTC; None: nothing is known).

    `counts` has how many items were published in which hour of the week (0 is Monday 00:00 UTC), faded; `weeks` over
    how many weeks that was, faded alike; `gap` is the longest time between two items, which shrinks slowly; `held` how
    many items the last reading had that was not empty, `emptied` since when readings hold nothing that held something
    before, and `undated` what was wrong with the dates of most items of the last one, in words; `rush` how many times
    sooner than the habit alone would say it is to be polled, because a reading held little that was known.
    """

    at: datetime | None = None
    weeks: float = 0.0
    counts: Mapping[int, float] = field(default_factory=dict)
    newest: datetime | None = None
    gap: timedelta = timedelta()
    held: int = 0
    emptied: datetime | None = None
    undated: str = ""
    rush: float = 1.0

    @cached_property
    def rates(self) -> Sequence[float]:
        """Items an hour for each hour of the week."""
        seen = [0.0] * _HOURS
        for hour, count in self.counts.items():
            seen[hour] = count
        whole = (sum(seen) + _PRIOR_RATE * _PRIOR_HOURS) / (_HOURS * self.weeks + _PRIOR_HOURS)
        # Seven hours of a week are one of a day, so what a day borrows of the whole weighs less.
        daily = [(sum(seen[h::24]) + _BORROWED_WEEKS * whole) / (7 * self.weeks + _BORROWED_WEEKS) for h in range(24)]
        weeks = self.weeks + _BORROWED_WEEKS
        own = [(one + _BORROWED_WEEKS * all_days) / weeks for one, all_days in zip(seen, daily * 7, strict=True)]
        # News does not keep to the stroke of the hour, and summer time moves it by one.
        before, after = own[-1:] + own[:-1], own[1:] + own[:1]
        return [(a + 2 * b + c) / 4 for a, b, c in zip(before, own, after, strict=True)]

    def expected(self, since: datetime, until: datetime) -> float:
        """Return how many items the source usually brings between two times (aware)."""
        whole, rest = divmod(max(timedelta(), until - since), WEEK)
        return whole * sum(self.rates) + sum(rate * hours for rate, hours in self.ahead(since, since + rest))

    def ahead(self, since: datetime, until: datetime) -> Iterator[tuple[float, float]]:
        """Yield the rate and the length in hours of each stretch between two times (aware), hour by hour."""
        left = (until - since) / _HOUR
        utc = since.astimezone(UTC)
        hour = hour_of_week(utc)
        here = 1 - (utc.minute * 60 + utc.second + utc.microsecond / 1e6) / 3600
        while left > 0:
            yield self.rates[hour], min(here, left)
            left, here, hour = left - here, 1.0, (hour + 1) % _HOURS


def learned(
    habit: Habit, published: Iterable[datetime], held: int, now: datetime, read: datetime | None = None
) -> Habit:
    """Return the habit after a reading.

    Arguments: when the items that were not known before were published (aware; no later than now); how many items the
    reading held in all; `now`; when it was read before, if it was. Where nothing in it is known, what came between
    then and the first of its items slid out unseen: that time tells nothing, and is no silence.
    """
    times = sorted(at for at in published if at <= now)
    newest = max(filter(None, (habit.newest, times[-1] if times else None)), default=None)
    if habit.at is None:
        times = [at for at in times if at > now - FIRST_LOOK]
        since = times[0] if times else now
        habit = Habit(since)
    known = habit.at or now
    passed = max(timedelta(), now - known)
    until = max(read or now, known)
    unseen = _unseen(times, held, until)
    silent = max(_longest_gap(habit.newest, [until] if unseen else times), _longest_gap(None, times))
    fading = 0.5 ** (passed / HALF_LIFE)
    counted = Counter({hour: count * fading for hour, count in habit.counts.items()})
    counted.update(map(hour_of_week, times))
    return replace(
        habit,
        at=max(now, known),
        weeks=habit.weeks * fading + max(timedelta(), passed - unseen) / WEEK,
        counts={hour: count for hour, count in counted.items() if count > 0.01},
        newest=newest,
        gap=max(habit.gap * fading**0.5, silent),
        held=held or habit.held,
        rush=_rush(habit, len(times), held) if habit.weeks else habit.rush,
    )


def read_whole(habit: Habit, held: int, now: datetime, undated: str = "") -> Habit:
    """Return the habit of a source of which a whole reading at `now` held so many items, maybe none.

    `undated` is what was wrong with the dates of most of them, in words.
    """
    return replace(habit, emptied=None if held or not habit.held else habit.emptied or now, undated=undated)


def to_json(habit: Habit) -> dict[str, Any]:
    """Return a habit as it is kept."""
    return {
        "at": habit.at and habit.at.timestamp(),
        "weeks": round(habit.weeks, 4),
        "counts": {str(hour): round(count, 2) for hour, count in sorted(habit.counts.items())},
        "newest": habit.newest and habit.newest.timestamp(),
        "gap": round(habit.gap.total_seconds()),
        "held": habit.held,
        "emptied": habit.emptied and habit.emptied.timestamp(),
        "undated": habit.undated,
        "rush": round(habit.rush, 2),
    }


def from_json(kept: Mapping[str, Any]) -> Habit:
    """Return a habit that was kept; an empty mapping is one of which nothing is known."""
    if not kept:
        return Habit()
    return Habit(
        at=_time(kept["at"]),
        weeks=kept["weeks"],
        counts={int(hour): count for hour, count in kept["counts"].items()},
        newest=_time(kept["newest"]),
        gap=timedelta(seconds=kept["gap"]),
        held=kept["held"],
        emptied=_time(kept.get("emptied")),
        undated=kept.get("undated", ""),
        rush=kept["rush"],
    )


def _rush(habit: Habit, new: int, held: int) -> float:
    """Return how much sooner to come back: a third to two thirds of a reading shall be known (Media Cloud's rule).

    A reading that is all new may have lost what slid out of it before it was seen.
    """
    if 3 * new > 2 * held and held >= _FEW:
        return min(habit.rush * 1.5, _MOST_RUSH)
    return max(habit.rush * 0.9, 1.0)


def _unseen(times: Sequence[datetime], held: int, read: datetime) -> timedelta:
    """Return how much of the time since then (`read`) a reading of so many items says nothing of, as all of it is new.

    One in ten may be known: some sources keep one at their head for good.
    """
    if held < _FEW or 10 * len(times) <= 9 * held:
        return timedelta()
    return next((at for at in times if at > read), read) - read


def _longest_gap(newest: datetime | None, times: Sequence[datetime]) -> timedelta:
    all_of_them = [newest, *times] if newest is not None and (not times or newest < times[0]) else times
    return max((b - a for a, b in pairwise(all_of_them)), default=timedelta())


def hour_of_week(at: datetime) -> int:
    """Return in which hour of the week a time (aware) lies; 0 is Monday 00:00 UTC."""
    utc = at.astimezone(UTC)
    return utc.weekday() * 24 + utc.hour


def _time(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

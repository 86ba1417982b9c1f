"""Decide whether far more or far less is said of a watch than is its habit. Touches no database, clock or network.

What is counted is the watch's matches of the last hours, against the same hours of the same weekday in weeks past.
A mean would be spoilt by the very weeks in which something happened, so the habit is a median, and how much it varies
a median absolute deviation (MAD), as in Hampel's identifier (Hampel 1974; Davies and Gather 1993). The distance is the
modified z-score of Iglewicz and Hoaglin (1993), 0.6745 (x - median) / MAD, taken of 2 √(x + 3/8): on this scale a
count that comes by chance alone varies by 1 whatever its size (Anscombe 1948), which gives the MAD its floor.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from math import sqrt
from statistics import median
from typing import Literal

from config import VolumeSettings

#: Weeks looked back, and how many of them must be known before anything is said.
WEEKS, WEEKS_NEEDED = 8, 4
#: A count so far from the habit is told. Iglewicz and Hoaglin advise 3.5 for one look at a sample; this looks a
#: hundred times a day, and news come in bursts (benchmarks/volume.py measures what that costs and brings).
ALARM = 5.0
#: What was told is over when the count has come so near to the habit again: one swing across a line rings once.
CALM = 1.5
#: A normal distribution's standard deviation, in MADs.
_MAD = 1.4826
#: So much of what usually carries the watch may be out of our reach before a count says nothing of the news.
_LOST_AT_MOST = 0.2
HOUR = timedelta(hours=1)

Kind = Literal["spike", "silence"]


@dataclass(frozen=True)
class Window:
    """A stretch of time, its start left out and its end within; aware UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Seen:
    """A match: when it was made (aware UTC), in which source, and whether the article is a copy of another."""

    at: datetime
    source: str
    copy: bool = False


@dataclass(frozen=True)
class Past:
    """What is known of a watch's past.

    `seen` are its matches in the windows asked for, in order of time; `missing` the sources that could not be read,
    by hour (UTC), with an entry for every hour in which we were at work; `since` when it began to look for this.
    """

    seen: Sequence[Seen]
    missing: Mapping[datetime, Collection[str]]
    since: datetime


@dataclass(frozen=True)
class Standing:
    """How a watch stands against its habit.

    `state` is usual, spike, silence, learning (too few weeks known) or hidden (we ourselves saw too little). `usual`
    is the median of `weeks` weeks, `spread` how much counts vary about it (a standard deviation, by their MAD),
    `score` the modified z-score. `sources` counts those behind `count` with an article that is no copy of another.
    """

    state: Literal["usual", "spike", "silence", "learning", "hidden"]
    count: int
    sources: int
    weeks: int
    usual: float = 0.0
    spread: float = 0.0
    score: float = 0.0


def windows(now: datetime, length: timedelta, zone: tzinfo) -> list[Window]:
    """Return the window that ends at `now`, then those of the days before at the same time by the user's clock.

    All are equally long; the seventh, fourteenth … before are of the same weekday. A time that a change of the clock
    skips is the instant it would have been without it.
    """
    wall = now.astimezone(zone)
    ends = [now.astimezone(UTC)]
    ends += [(wall - timedelta(days=n)).replace(fold=0).astimezone(UTC) for n in range(1, 7 * WEEKS + 1)]
    return [Window(end - length, end) for end in ends]


def standing(rule: VolumeSettings, past: Past, now: datetime, zone: tzinfo) -> Standing:
    """Return how a watch stands at `now` (aware); `zone` is the user's, whose hours and weekdays make the habit."""
    current, *before = windows(now, rule.window, zone)
    inside = [_inside(past.seen, window) for window in before]
    weight = Counter(one.source for day in inside for one in day)
    days: dict[int, list[Sequence[Seen]]] = {weekday: [] for weekday in range(7)}
    for number, (day, window) in enumerate(zip(inside, before, strict=True), start=1):
        if window.start >= past.since and _covered(window, past.missing, weight):
            days[number % 7].append(day)
    same, seen = days[0], _inside(past.seen, current)
    facts = {"count": len(seen), "sources": independent(seen), "weeks": len(same)}
    if len(same) < WEEKS_NEEDED:
        return Standing("learning", **facts)
    usual, spread, score = against([[len(day) for day in week] for week in days.values()], len(seen))
    state: Literal["usual", "spike", "silence", "hidden"] = "usual"
    if not _covered(current, past.missing, weight):
        state = "hidden"
    elif score >= ALARM and len(seen) >= rule.at_least and independent(seen) >= rule.sources:
        state = "spike"
    elif score <= -ALARM and usual >= rule.at_least and median(map(independent, same)) >= rule.sources:
        state = "silence"
    return Standing(state, usual=usual, spread=spread, score=score, **facts)


def against(counts: Sequence[Sequence[int]], count: int) -> tuple[float, float, float]:
    """Return median and spread of the first counts, and how far `count` is from them, as a modified z-score.

    The first are those of the same weekday, and make the median. How much counts vary is asked of all weekdays, each
    against its own median: eight numbers alone often lie close together by chance.

    >>> against([[3, 2, 5, 3, 1, 3, 4, 3]], 42)
    (3.0, 1.7, 9.34)

    """
    scale = [[stable(n) for n in weekday] for weekday in counts if weekday]
    spread = max(spread_of(scale), 1.0)
    usual = median(counts[0])
    # On the scale of counts a step is worth √x: what is shown beside the median is that of one spread.
    return (
        float(usual),
        round(spread * max(sqrt(usual), 1.0), 1),
        round((stable(count) - median(scale[0])) / spread, 2),
    )


def change(
    rule: VolumeSettings, now: Standing, ongoing: Kind | None, calm_for: timedelta | None
) -> Kind | Literal["end"] | None:
    """Return what is to be done: a spike or silence begins, the one under way ends, or nothing (None).

    `ongoing` was told and has not ended; else `calm_for` is how long ago the last one did. After one the watch is
    left alone until the window holds nothing of it any more.
    """
    if ongoing is not None:
        return "end" if _over(now, ongoing) else None
    if now.state not in ("spike", "silence") or (calm_for is not None and timedelta() <= calm_for < rule.window):
        return None
    kind: Kind = "spike" if now.state == "spike" else "silence"
    return kind if getattr(rule, kind) else None


def independent(seen: Sequence[Seen]) -> int:
    """Return how many sources stand behind matches with an article that is no copy of another."""
    return len({one.source for one in seen if not one.copy})


def _over(now: Standing, ongoing: Kind) -> bool:
    if now.state in ("learning", "hidden"):
        # Of what cannot be known the one has no end to wait for; the other passes.
        return now.state == "learning"
    return now.score < CALM if ongoing == "spike" else now.score > -CALM


def _inside(seen: Sequence[Seen], window: Window) -> Sequence[Seen]:
    start, end = (bisect_right(seen, at, key=lambda one: one.at) for at in (window.start, window.end))
    return seen[start:end]


def _covered(window: Window, missing: Mapping[datetime, Collection[str]], weight: Mapping[str, int]) -> bool:
    """Return whether all hours of a window were read, and the one before, whose news would come late and crowd in."""
    carried = sum(weight.values())
    for hour in _hours(Window(window.start - HOUR, window.end)):
        if hour not in missing:
            return False
        if sum(weight.get(source, 0) for source in missing[hour]) > _LOST_AT_MOST * carried:
            return False
    return True


def _hours(window: Window) -> Iterator[datetime]:
    hour = hour_of(window.start)
    while hour < window.end:
        yield hour
        hour += HOUR


def hour_of(at: datetime) -> datetime:
    """Return the beginning of the hour (UTC) in which `at` is."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def stable(count: float) -> float:
    """Return a count on a scale on which one that comes by chance varies by 1, whatever its size (Anscombe 1948)."""
    return 2 * sqrt(count + 3 / 8)


def spread_of(groups: Sequence[Sequence[float]]) -> float:
    """Return the MAD of values, each from the median of its own group, as a standard deviation."""
    return _MAD * median(abs(value - median(group)) for group in groups for value in group)

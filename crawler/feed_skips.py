"""In which hours a feed asks not to be read: skipHours and skipDays (RSS 0.91 and 2.0), both in GMT. Pure."""

import re
from collections.abc import Iterable, Sequence

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOUR = re.compile(r"[0-9]{1,2}")
_SHORTEST_DAY = 3
#: Of a head no more is looked through: each block that never ends is looked for over thousands of letters.
_HEAD = 20_000
_BLOCK = re.compile(r"<(skip(?:hours|days))\b[^>]{0,200}>(.{0,4000}?)</\1", re.IGNORECASE | re.DOTALL)
_LISTED = re.compile(r"<(?:hour|day)\b[^>]{0,200}>\s*([A-Za-z0-9]{1,12})\s*<", re.IGNORECASE)


def skipped(hours: Iterable[str], days: Iterable[str]) -> tuple[int, ...]:
    """Return the hours of the week (0 is Monday 00:00 UTC) in which a feed is not to be read, by what it lists.

    RSS 2.0 counts hours from 0 to 23, RSS 0.91 from 1 to 24; 24 is midnight. Days are English, in full or shortened.
    What names every hour, or every day, says nothing and counts for none.

    >>> skipped(["24", "1"], [])[:4], skipped([], ["Sunday"])[0], skipped(map(str, range(24)), [])
    ((0, 1, 24, 25), 144, ())
    """
    by_hour = {int(hour) % 24 for hour in map(str.strip, hours) if _HOUR.fullmatch(hour) and int(hour) <= 24}
    by_day = {number for day in days if (number := _day(day.strip().lower())) is not None}
    if len(by_hour) == 24:
        by_hour = set()
    if len(by_day) == len(DAYS):
        by_day = set()
    return tuple(24 * day + hour for day in range(7) for hour in range(24) if day in by_day or hour in by_hour)


def listed(head: str) -> tuple[Sequence[str], Sequence[str]]:
    """Return the hours and days that are listed in the head of a feed too broken for XML."""
    found: dict[str, list[str]] = {"skiphours": [], "skipdays": []}
    for block in _BLOCK.finditer(head[:_HEAD]):
        found[block[1].lower()] += _LISTED.findall(block[2])
    return found["skiphours"], found["skipdays"]


def _day(text: str) -> int | None:
    if len(text) < _SHORTEST_DAY:
        return None
    return next((number for number, day in enumerate(DAYS) if day.startswith(text)), None)

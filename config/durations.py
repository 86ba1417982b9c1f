"""Lengths of time as the settings write them: 90s, 15m, 1h30m, 2d."""

import re
from datetime import timedelta
from typing import Any

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d)")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
#: Beyond this a duration is a slip of the hand, and sums with dates overflow.
LONGEST = timedelta(days=3650)


def duration(value: Any) -> Any:
    """Return '90s', '15m', '1h', '2d' or a sum such as '1h30m' as a timedelta; anything else as it is.

    Raises:
        ValueError: a string that is no duration, or a number, which has no unit.

    >>> duration("1h30m")
    datetime.timedelta(seconds=5400)

    """
    if isinstance(value, int | float):
        raise ValueError(f"{value} has no unit; write for example 90s, 15m, 1h or 2d")
    if not isinstance(value, str):
        return value
    compact = value.replace(" ", "").lower()
    parts = _DURATION.findall(compact)
    if not parts or "".join(number + unit for number, unit in parts) != compact:
        raise ValueError(f"{value!r} is no duration; write for example 90s, 15m, 1h or 2d")
    seconds = sum(float(number) * _UNITS[unit] for number, unit in parts)
    if seconds > LONGEST.total_seconds():
        raise ValueError(f"{value!r} is too long; write at most {LONGEST.days}d")
    return timedelta(seconds=seconds)


def duration_text(value: timedelta) -> str:
    """Return value as the settings write it, to the hundredth of a second.

    >>> duration_text(timedelta(minutes=90))
    '1h30m'

    """
    rest, parts = round(value.total_seconds(), 2), []
    for unit in "dhm":
        count, rest = divmod(rest, _UNITS[unit])
        parts += [f"{count:.0f}{unit}"] if count else []
    return "".join(parts + [f"{rest:.2f}".rstrip("0").rstrip(".") + "s"] * (rest >= 0.01 or not parts))

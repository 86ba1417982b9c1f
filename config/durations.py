"""Lengths of time as the settings write them, and so many of something in one."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d)")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
#: Beyond this a duration is a slip of the hand, and sums with dates overflow.
LONGEST = timedelta(days=3650)
#: A rate of more, or over longer, is no limit that anybody would notice.
_MOST, _LONGEST_PERIOD = 1000, timedelta(days=7)


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


def positive(value: timedelta) -> timedelta:
    """Return value. Raises ValueError: it is no length of time."""
    if value <= timedelta():
        raise ValueError("0 is too short; write for example 90s, 15m, 1h or 2d")
    return value


@dataclass(frozen=True)
class Rate:
    """So many in one period."""

    count: int
    period: timedelta


def rate_of(text: str) -> Rate:
    """Return '10/1h' as a rate.

    Raises:
        ValueError: it is none, or of no use.

    """
    count, slash, period = text.partition("/")
    length = duration(period) if slash else None
    if not count.strip().isdecimal() or not isinstance(length, timedelta):
        raise ValueError(f"{text!r} is no rate; write for example 10/1h")
    if not 1 <= int(count) <= _MOST or not timedelta() < length <= _LONGEST_PERIOD:
        raise ValueError(f"{text!r} is out of bounds; write from 1 to {_MOST} messages in up to 7d, as in 10/1h")
    return Rate(int(count), length)


_AS_TEXT = (
    PlainSerializer(duration_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^\s*(\d+(\.\d+)?\s*[smhd]\s*)+$"}),
)
Duration = Annotated[timedelta, BeforeValidator(duration), *_AS_TEXT]
PositiveDuration = Annotated[timedelta, BeforeValidator(duration), AfterValidator(positive), *_AS_TEXT]

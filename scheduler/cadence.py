"""Decide when to poll a source next, and say why. Touches nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

LONGEST = timedelta(hours=6)
#: A source may ask to be left alone, but not for ever (Retry-After is clamped to the same by the downloader).
LONGEST_ASKED = timedelta(hours=24)
USUAL = timedelta(minutes=15)
#: `auto` after news, and the quiet after which it slows down.
LIVELY = timedelta(minutes=5)
IDLE_AFTER = timedelta(days=2)
IDLE = timedelta(hours=1)
#: Sources configured alike drift apart by up to this share of the interval.
JITTER = 0.1


@dataclass(frozen=True)
class NextPoll:
    """When a source is polled next (aware UTC), and why then, in words."""

    at: datetime
    why: str


def next_poll(
    now: datetime,
    every: timedelta | Literal["auto"],
    *,
    failures: int = 0,
    wait: timedelta | None = None,
    last_new: datetime | None = None,
    jitter: float = 0.0,
) -> NextPoll:
    """Return when to poll again.

    The interval is `every`; under `auto` 5 minutes after news, else 15, and an hour when nothing new came for two days.
    Each failure in a row doubles it, up to 6 hours: a source is never given up in silence. `wait` is how long the
    source asked to be left alone (Retry-After, TTL, max-age) and makes it longer, never shorter. `jitter` in [0, 1)
    spreads it over another tenth.

    >>> from datetime import UTC
    >>> next_poll(datetime(2026, 1, 1, tzinfo=UTC), timedelta(minutes=15), failures=2).why
    '15m doubled 2 times after failures'
    """
    interval, why = _interval(now, every, last_new)
    if failures:
        longest = max(interval, LONGEST)
        interval = min(interval * 2 ** min(failures, 12), longest)
        why = f"{why} doubled {failures} times after failures" if failures > 1 else f"{why} doubled after a failure"
    if wait is not None and min(wait, LONGEST_ASKED) > interval:
        interval = min(wait, LONGEST_ASKED)
        why = f"the source asked to wait {words(interval)}"
    return NextPoll(now + interval * (1 + JITTER * jitter), why)


def _interval(now: datetime, every: timedelta | Literal["auto"], last_new: datetime | None) -> tuple[timedelta, str]:
    if every != "auto":
        return every, words(every)
    if last_new is not None and now - last_new < USUAL:
        return LIVELY, f"{words(LIVELY)}, for it has just brought news"
    if last_new is not None and now - last_new > IDLE_AFTER:
        return IDLE, f"{words(IDLE)}, for it brought nothing new for two days"
    return USUAL, words(USUAL)


def words(interval: timedelta) -> str:
    """Return a length of time in short words.

    >>> words(timedelta(hours=1, minutes=30)), words(timedelta(seconds=5))
    ('1h30m', '5s')
    """
    seconds = round(interval.total_seconds())
    parts = [(seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "m"), (seconds % 60, "s")]
    return "".join(f"{n}{unit}" for n, unit in parts if n) or "0s"

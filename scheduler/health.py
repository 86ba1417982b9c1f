"""Tell how a source stands: fine, slow, undated, failing, blocked, empty, stale, or quiet beyond its habit. Pure.

One failed poll, or two, leave a source as it was, well or in another trouble: what passes by itself is no news for the
operator, be it that a site which refuses us cannot be reached for once. What a server says
to be gone for good (410, RFC 9110 15.5.11) is no such thing, and told at the first. How soon three have failed,
`scheduler/cadence` says. So too of a source that is empty all of a sudden, be it a feed without entries or
a page in which nothing is found: it counts when it still is at the next look, which comes soon.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from scheduler.habit import Habit

State = Literal["new", "fine", "slow", "undated", "failing", "blocked", "empty", "stale", "quiet"]

#: So many failures in a row, or fewer where waiting does not help, and a source is failing.
FAILURES = 3
FAILURES_FOR_GOOD = 2
_FOR_GOOD = frozenset(
    (
        *("dns", "tls", "robots", "blocked", "redirect", "not-a-feed", "gone", "empty"),
        *("private-address", "too-large", "no-browser", "internal"),
    )
)
#: One failure is enough where the source is left alone for so long, as it asked for (Retry-After): by the third one six
#: hours and more would have gone by.
LEFT_ALONE = timedelta(hours=3)
_DEFINITE = "removed"
_REFUSED = frozenset(("blocked", "robots"))
#: How a source stands that cannot be read, or holds nothing.
_TROUBLES = frozenset(("failing", "blocked", "empty"))
#: A source whose answers take so long, on average, is slow.
SLOW = timedelta(seconds=10)
#: One that is, is so until they take no longer than that: else it would be told by turns what runs near the line.
SLOW_NO_MORE = timedelta(seconds=7)
#: Nothing for so long is stale, whatever the habit; where that has longer gaps, twice the longest.
STALE = timedelta(days=30)
#: Quiet: by its habit so many items are overdue, and it was never silent for so many times as long. With six overdue a
#: source that is well would be called quiet once in four hundred such waits, were its news independent of each other.
OVERDUE = 6.0
LONGER_THAN_EVER = 1.5
#: A habit known for less says nothing of silences.
KNOWN_WEEKS = 1.0


@dataclass(frozen=True)
class Standing:
    """What is known of a source when its health is asked; times aware UTC, None where it never was.

    `took` is how long its answers take on average; `items` how many the last whole reading held; `error_kind` and
    `error` are of the last failure, `failures` how many in a row; `asked` is how long it asked to be left alone;
    `state` is how it stood when that was looked at last.
    """

    first_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    failures: int = 0
    error_kind: str | None = None
    error: str | None = None
    asked: timedelta = timedelta()
    took: timedelta | None = None
    items: int | None = None
    state: State = "new"


@dataclass(frozen=True)
class Health:
    """How a source stands, and why, in words that say what to do where something can be done."""

    state: State
    why: str = ""


def health(standing: Standing, habit: Habit, now: datetime) -> Health:
    """Return how a source stands at `now` (aware); `habit` is as of now.

    >>> health(Standing(), Habit(), datetime.fromisoformat("2026-01-01T00:00Z")).state
    'new'
    """
    if standing.first_polled_at is None:
        return Health("new", "not polled yet")
    if standing.failures:
        failing = _failing(standing)
        if failing is not None:
            return failing
        if standing.state in _TROUBLES:
            return Health(standing.state, str(standing.error))
        if standing.last_success_at is None:
            return Health("new", f"not read yet: {standing.error}")
    if standing.items == 0 and not _may_blink(standing, habit):
        return Health("empty", "it can be read and holds nothing; look whether it has moved, or its page a new layout")
    return _quiet(standing, habit, now) or _undated(habit) or _slow(standing) or Health("fine")


def _failing(standing: Standing) -> Health | None:
    kind = standing.error_kind or ""
    at_once = kind == _DEFINITE or standing.asked >= LEFT_ALONE
    if standing.failures < (1 if at_once else FAILURES_FOR_GOOD if kind in _FOR_GOOD else FAILURES):
        return None
    often = f" ({standing.failures} times in a row)" if standing.failures > 1 else ""
    return Health(_trouble(kind), f"{standing.error}{often}")


def _trouble(kind: str | None) -> State:
    return "blocked" if kind in _REFUSED else "empty" if kind == "empty" else "failing"


def failures_after(state: str, failures: int, before: str | None, kind: str, *, count: bool = True) -> int:
    """Return how many failures in a row there are after one of `kind`, which is not added where it does not `count`.

    `state` is how the source stood when that was looked at last; of `failures` before this one the last was of the kind
    `before`. What is in a trouble and begins to fail in another way is counted anew.

    >>> failures_after("blocked", 8, "robots", "robots"), failures_after("blocked", 8, "robots", "connect")
    (9, 1)
    """
    is_other = state in _TROUBLES and _trouble(before) == state != _trouble(kind)
    return 1 if is_other else failures + count


def _may_blink(standing: Standing, habit: Habit) -> bool:
    """Tell whether it held nothing at one look alone: many a feed is empty for a moment, while its cache is rebuilt."""
    return habit.emptied is not None and (standing.last_success_at or habit.emptied) <= habit.emptied


def _quiet(standing: Standing, habit: Habit, now: datetime) -> Health | None:
    newest = max(filter(None, (habit.newest, standing.last_new_at)), default=None)
    if newest is None:
        return None
    # What came since it was last read is not known: after a night asleep no source is quiet.
    read = min(now, standing.last_success_at or now)
    silent = read - newest
    if silent > max(STALE, 2 * habit.gap):
        return Health("stale", f"its newest item is of {newest:%Y-%m-%d}; look whether it has moved")
    if silent < LONGER_THAN_EVER * habit.gap or habit.weeks < KNOWN_WEEKS:
        return None
    overdue = habit.expected(newest, read)
    if overdue > OVERDUE:
        usually = f"usually {overdue:.0f} come in that time"
        return Health("quiet", f"nothing new since {newest:%Y-%m-%d %H:%M} UTC; {usually}")
    return None


def _undated(habit: Habit) -> Health | None:
    return Health("undated", f"{habit.undated}; its items take the time they are seen at") if habit.undated else None


def _slow(standing: Standing) -> Health | None:
    if standing.took is None or standing.took < (SLOW_NO_MORE if standing.state == "slow" else SLOW):
        return None
    return Health("slow", f"its answers take {standing.took.total_seconds():.0f} s")

"""Decide when to poll a source next, and say why. Touches nothing.

Under `auto` the time between two polls follows the source's habit (`scheduler/habit`): it is proportional to one over
the square root of the rate at which news comes, which of all ways to spend a number of polls on many sources makes
news wait least (Sia, Cho and Cho 2007, «Efficient Monitoring Algorithm for Fast News Alerts», section 4).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Literal

from config.retry_after import LONGEST_OF_A_SOURCE
from scheduler.habit import Habit, hour_of_week

SHORTEST = timedelta(minutes=2)
#: No wait is longer, whatever the source asks for, but one that its user has set.
LONGEST = LONGEST_OF_A_SOURCE
#: Between two polls of a source that brings one item an hour; one that brings four is polled twice as often. By
#: `benchmarks/month.py` half the news comes within five minutes, for two fifths of the polls of every 15 minutes.
AT_ONE_AN_HOUR = timedelta(minutes=20)
#: News comes in bursts: for so long after some the source is polled so many times as often.
LIVELY = timedelta(minutes=10)
LIVELY_FACTOR = 1.25
#: So much must be overdue by the source's habit before it counts as idle, and then it is polled half as often.
OVERDUE = 4.0
IDLE_FACTOR = 0.5
#: What a hub pushes is polled so many times less often, as a safety net, and no more often than that.
PUSHED_FACTOR, PUSHED_SHORTEST = 4, timedelta(minutes=30)
#: Why a source is polled of which something was pushed that tells nothing.
AFTER_A_BARE_PUSH = "what its hub pushed could not be read"
#: By then a reading is polled again that it may still hold half of what it held.
KEPT = 0.5
#: Sources configured alike drift apart by up to this share of the interval.
JITTER = 0.1

#: A source that holds nothing all of a sudden, or in whose page nothing is found, is looked at again so soon.
SECOND_LOOK = timedelta(minutes=5)
#: In hours that are to be skipped a source is left alone if by its habit less comes in them: many a feed lists those of
#: its own zone, where GMT is meant, or has kept a list that was made for another site.
BROUGHT_SKIPPED = 1.0
#: Who may come again at the stroke of an hour comes within so much of it.
AFTER_THE_HOUR = timedelta(minutes=6)

#: What fails when our own network does, and how soon a source is tried again while nothing at all can be reached.
OF_THE_NETWORK = frozenset(("dns", "connect", "timeout"))
OUT_OF_REACH = timedelta(minutes=5)
#: What a failure of a kind makes of the interval each time, and up to where: what passes by itself is tried again soon,
#: and where we are not wanted we are seldom.
_USUAL_FAILURE = (2.0, LONGEST)
_FAILURES = {
    "dns": (1.5, timedelta(hours=1)),
    "connect": (1.5, timedelta(hours=1)),
    "timeout": (1.5, timedelta(hours=1)),
    "crashed": (1.5, timedelta(hours=1)),
    "internal": (1.5, timedelta(hours=1)),
    "http": (2.0, timedelta(hours=2)),
    "empty": (1.5, timedelta(hours=2)),
    "parse": (1.5, timedelta(hours=2)),
    "not-a-feed": (1.5, timedelta(hours=2)),
    "gone": (1.5, timedelta(hours=2)),
    "removed": (3.0, LONGEST),
    "blocked": (3.0, LONGEST),
    "robots": (3.0, LONGEST),
}
#: From where the wait grows: a failing source is not asked sooner, and a rare one is asked again before its time.
_SOONEST, _LATEST = timedelta(minutes=5), timedelta(minutes=15)
_ASKED = ", for the source asked to be left alone"
_PUSHED = ", for its hub pushes what is new"
_SKIPPED = ", for the source asks not to be read in the hours before"


@dataclass(frozen=True)
class NextPoll:
    """When a source is polled next (aware UTC), and why then, in words."""

    at: datetime
    why: str


@dataclass(frozen=True)
class Failing:
    """How often in a row a source could not be read, and the kind of the last failure (see `crawler/item`)."""

    times: int
    kind: str


def next_poll(
    now: datetime,
    every: timedelta | Literal["auto"],
    habit: Habit,
    *,
    failing: Failing | None = None,
    wait: timedelta | None = None,
    last_new: datetime | None = None,
    pushed: bool = False,
    emptied: bool = False,
    skips: Collection[int] = (),
    jitter: float = 0.0,
) -> NextPoll:
    """Return when to poll again.

    The interval is `every`, or under `auto` what the habit says, between 2 minutes and 6 hours. After failures in a row
    it grows from 15 minutes at most, by their kind, up to 6 hours: a source is never given up in silence. It does not
    grow while a source out of reach brings so much that what it holds runs out. `wait` is how long the source asked to
    be left alone (Retry-After, TTL, max-age) and makes it longer, up to 6 hours, never shorter. `last_new` is when it
    brought news last; `pushed`: a hub can be trusted to push its news, and under `auto` polls are but a safety net.
    `emptied`: it has just held nothing for the first time. In the hours of the week (UTC) in `skips` it asks not to be
    read; it is left alone in them for up to 6 hours, unless by its habit it brings news then. `jitter` in [0, 1)
    spreads it over a tenth.

    >>> from datetime import UTC
    >>> now = datetime(2026, 1, 1, tzinfo=UTC)
    >>> next_poll(now, timedelta(minutes=15), Habit(), failing=Failing(2, "tls")).why
    '15m, made 1h after 2 failures (tls)'
    """
    interval, why = _usual(now, every, habit, last_new, pushed=pushed, emptied=emptied)
    if failing is not None:
        interval = _after_failures(now, interval, failing, habit)
        why = f"{why}, made {words(interval)} after {_failures(failing)}"
    if wait is not None and min(wait, LONGEST) > interval:
        interval, why = min(wait, LONGEST), f"{words(min(wait, LONGEST))}{_ASKED}"
    at = now + _spread(interval, jitter, asked=was_asked_for(why))
    later = _past_skipped(at, skips, now + max(interval, LONGEST), jitter)
    if later > at and habit.expected(at, later) < BROUGHT_SKIPPED:
        return NextPoll(later, f"{words(_rounded(later - now))}{_SKIPPED}")
    return NextPoll(at, why)


def _usual(
    now: datetime,
    every: timedelta | Literal["auto"],
    habit: Habit,
    last_new: datetime | None,
    *,
    pushed: bool,
    emptied: bool,
) -> tuple[timedelta, str]:
    """Return the interval of a source that can be read and asks for nothing, and why."""
    interval, why = (every, words(every)) if every != "auto" else _by_habit(now, habit, last_new)
    if pushed and every == "auto":
        interval = max(PUSHED_SHORTEST, min(PUSHED_FACTOR * interval, LONGEST))
        why = f"{words(_rounded(interval))}{_PUSHED}"
    if emptied and interval > SECOND_LOOK:
        interval, why = SECOND_LOOK, f"{words(SECOND_LOOK)}, to see whether it still holds nothing"
    return interval, why


def after_a_bare_push(planned: NextPoll, polled: datetime, now: datetime, *, failing: bool) -> NextPoll:
    """Return when to poll a source of which a hub has pushed nothing that could be read: soon, for it holds news.

    `polled` is when it was polled last. No sooner than one poll follows another, however often a hub calls; and where
    it is `failing` it is left alone for as long as it was to be.
    """
    soon = NextPoll(max(now, polled + SHORTEST), AFTER_A_BARE_PUSH)
    return planned if failing or planned.at < soon.at else soon


def was_asked_for(why: str) -> bool:
    """Whether a poll is so late because the source asked to be left alone, by the words that tell why it comes then."""
    return why.endswith(_ASKED)


def relies_on_pushes(why: str) -> bool:
    """Whether a poll is so late because a hub pushes what is new, by the words that tell why it comes then."""
    return why.endswith(_PUSHED)


def when_nothing_is_reached(now: datetime, *, jitter: float = 0.0) -> NextPoll:
    """Return when to poll again while it is our own network that fails: soon, for no source is to blame."""
    why = f"{words(OUT_OF_REACH)}, for nothing at all can be reached, as if our own network were down"
    return NextPoll(now + OUT_OF_REACH * (1 + JITTER * jitter), why)


def _spread(interval: timedelta, jitter: float, *, asked: bool) -> timedelta:
    """Return an interval made longer by up to a tenth, or where that would pass the longest one, shorter."""
    longer = interval * (1 + JITTER * jitter)
    if interval <= LONGEST < longer:
        return LONGEST if asked else 2 * LONGEST - longer
    return longer


def _past_skipped(at: datetime, skips: Collection[int], latest: datetime, jitter: float) -> datetime:
    """Return the first time from `at` on that is in none of the hours to be skipped, or `latest`."""
    free = at
    while hour_of_week(free) in skips and free < latest:
        free = free.replace(minute=0, second=0, microsecond=0) + _HOUR
    return at if free == at else max(at, min(free + AFTER_THE_HOUR * jitter, latest))


def _failures(failing: Failing) -> str:
    return f"{failing.times} failures ({failing.kind})" if failing.times > 1 else f"a failure ({failing.kind})"


def _after_failures(now: datetime, interval: timedelta, failing: Failing, habit: Habit) -> timedelta:
    factor, longest = _FAILURES.get(failing.kind, _USUAL_FAILURE)
    grown = min(max(interval, _SOONEST), _LATEST) * factor ** min(failing.times, 12)
    longer = min(grown, max(interval, longest))
    if failing.kind == "empty" and failing.times == 1:
        return min(longer, SECOND_LOOK)
    # As often as if it were well, and never less often than for any other failure: a daily one is asked again soon.
    return min(longer, max(interval, _SOONEST)) if failing.kind in OF_THE_NETWORK and _runs_out(now, habit) else longer


def _runs_out(now: datetime, habit: Habit) -> bool:
    """Tell whether so much has come since the last reading that more slides out, once it can be read, at each wait."""
    return habit.newest is not None and 0 < KEPT * habit.held < habit.expected(habit.newest, now)


def _by_habit(now: datetime, habit: Habit, last_new: datetime | None) -> tuple[timedelta, str]:
    factor, because = habit.rush, ", for its readings hold little that is known" if habit.rush > 1 else ""
    if last_new is not None and now - last_new < LIVELY:
        factor, because = factor * LIVELY_FACTOR, ", for it has just brought news"
    elif last_new is not None and habit.expected(last_new, now) > OVERDUE:
        factor, because = factor * IDLE_FACTOR, ", for it has been idle longer than usual"
    interval = max(SHORTEST, min(_until_due(now, habit, factor), LONGEST))
    if habit.at is None:
        return interval, f"{words(_rounded(interval))}, for nothing is known of it yet"
    usual = habit.expected(now, now + timedelta(days=1))
    about = f"{usual:.2g}" if usual < 99.5 else f"{usual:.0f}"  # no 2.5e+02
    return interval, f"{words(_rounded(interval))}, as it brings about {about} a day{because}"


def _until_due(now: datetime, habit: Habit, factor: float) -> timedelta:
    """Return the time in which polls as dense as the habit wants come to one, or its reading may have half run out."""
    polls = items = gone = 0.0
    most = KEPT * habit.held if habit.held else float("inf")
    for rate, hours in habit.ahead(now, now + LONGEST):
        here, coming = hours * factor * sqrt(rate) * (_HOUR / AT_ONE_AN_HOUR), hours * rate
        if polls + here > 1 or items + coming > most:
            return (gone + hours * min((1 - polls) / here, (most - items) / coming)) * _HOUR
        polls, items, gone = polls + here, items + coming, gone + hours
    return LONGEST


def _rounded(interval: timedelta) -> timedelta:
    return timedelta(minutes=round(interval / timedelta(minutes=1)))


_HOUR = timedelta(hours=1)


def words(interval: timedelta) -> str:
    """Return a length of time in short words.

    >>> words(timedelta(hours=1, minutes=30)), words(timedelta(seconds=5))
    ('1h30m', '5s')
    """
    seconds = round(interval.total_seconds())
    parts = [(seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "m"), (seconds % 60, "s")]
    return "".join(f"{n}{unit}" for n, unit in parts if n) or "0s"

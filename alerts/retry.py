"""Decide when to try a failed delivery again. Touches nothing."""

from datetime import datetime, timedelta

#: Waits after the first attempt, the second, …: three days in all. The shape is that of Standard Webhooks 1.0, with
#: shorter first steps because a receiver that restarts is back within a minute.
WAITS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
#: The first attempt is made at once; after the last there is none.
MAX_ATTEMPTS = len(WAITS) + 1
#: What a Retry-After is held to: a receiver can neither have us hammer it nor keep us away for good.
SHORTEST_ASKED, LONGEST_ASKED = timedelta(seconds=1), timedelta(hours=24)
#: Deliveries that failed together are spread by so much, either way.
SPREAD = 0.2


def retry_at(
    attempts: int, now: datetime, *, permanent: bool = False, wait: timedelta | None = None, jitter: float = 0.0
) -> datetime | None:
    """Return when to try again after `attempts` failed attempts, or None to give up.

    Arguments: `wait` is how long the other side asked for (Retry-After), held to a second at least and a day at most;
    it can lengthen the schedule, not shorten it. `jitter` in -1…1 moves the schedule by up to a fifth.

    >>> from datetime import UTC
    >>> retry_at(1, datetime(2026, 3, 1, tzinfo=UTC))
    datetime.datetime(2026, 3, 1, 0, 0, 5, tzinfo=datetime.timezone.utc)

    """
    if permanent or attempts >= MAX_ATTEMPTS:
        return None
    planned = WAITS[max(attempts, 1) - 1] * (1 + SPREAD * max(-1.0, min(1.0, jitter)))
    return now + max(planned, asked(wait))


def asked(wait: timedelta | None) -> timedelta:
    """Return how long to stay away because the other side asked for it: a second at least, a day at most, or nothing.

    >>> asked(timedelta(days=400))
    datetime.timedelta(days=1)

    """
    return timedelta() if wait is None else min(max(wait, SHORTEST_ASKED), LONGEST_ASKED)


def time_left(attempts: int) -> timedelta:
    """Return how long the schedule still goes on once the attempt after so many is due.

    >>> time_left(0) - time_left(1) == WAITS[0]
    True

    """
    return sum(WAITS[attempts:], timedelta())

"""What an HTTP server asks for with Retry-After (RFC 9110 10.2.3); one rule for sources and for webhooks."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

#: What a server may ask for is kept within these bounds.
SHORTEST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(days=1)
#: Of a source no more than that is believed. Many servers send a day with every failure, and it passes within the hour
#: (RFC 9110: with a 503 the wait is but how long the outage is expected to last); one that means it is asked four times
#: a day, by a request without a body, and says so again. What a feed lets slide out meanwhile is lost.
LONGEST_OF_A_SOURCE = timedelta(hours=6)


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Return how long a Retry-After (seconds or a date) asks to wait, from 1 s to 24 h; `now` is aware.

    >>> retry_after("120", datetime(2026, 3, 1, tzinfo=UTC))
    datetime.timedelta(seconds=120)
    >>> retry_after("Sun, 01 Mar 2026 01:00:00 GMT", datetime(2026, 3, 1, tzinfo=UTC))
    datetime.timedelta(seconds=3600)

    """
    value = (value or "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", value):
        return bounded(timedelta(seconds=min(float(value[:20]), LONGEST_WAIT.total_seconds())))
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    return bounded((date if date.tzinfo else date.replace(tzinfo=UTC)) - now)


def bounded(wait: timedelta) -> timedelta:
    """Return a wait held to between 1 s and 24 h."""
    return min(max(wait, SHORTEST_WAIT), LONGEST_WAIT)

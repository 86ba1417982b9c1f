"""Walk through the sitemaps of an index that does not say which of them has changed: a few at each poll. Pure.

A site of hundreds may add to any of them, and to read all at each poll would be too much of it. What such a sitemap
names is news only by a day of its own: without one nothing tells an article of today from those of ten years.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

#: So many are read at a poll, and each once a day at most.
STEP = 4
ROUND = timedelta(days=1)
#: So much later than an article came out its sitemap may have it.
LATE = timedelta(hours=1)


@dataclass(frozen=True)
class Step:
    """The sitemaps to be read now; from when on what they name is news (aware UTC); and what the cursor keeps."""

    addresses: Sequence[str]
    since: datetime
    walk: Mapping[str, Any]

    def is_news(self, at: datetime | None) -> bool:
        """Tell whether what is of that time (aware) is news: a day alone may be any time of it."""
        if at is None:
            return False
        is_day = at.astimezone(UTC).time() == time.min
        return at >= self.since - LATE or (is_day and at.astimezone(UTC).date() >= self.since.date())


def next_step(walk: Mapping[str, Any], waiting: Sequence[str], now: datetime) -> Step:
    """Return the next step of a walk (as its cursor keeps it; empty: it begins) through the sitemaps waiting.

    News is what came out since the round before began: each has been read once since then.

    >>> step = next_step({}, ["a", "b", "c", "d", "e"], datetime(2026, 1, 1, tzinfo=UTC))
    >>> step.addresses, next_step(step.walk, ["a", "b", "c", "d", "e"], datetime(2026, 1, 1, tzinfo=UTC)).addresses
    (['a', 'b', 'c', 'd'], ['e'])

    """
    at, begun = walk.get("at", 0), datetime.fromtimestamp(walk.get("begun", now.timestamp()), UTC)
    since = datetime.fromtimestamp(walk.get("since", begun.timestamp()), UTC)
    if at >= len(waiting) and abs(now - begun) >= ROUND:
        at, begun, since = 0, now, begun
    told = {"at": min(at + STEP, len(waiting)), "begun": begun.timestamp(), "since": since.timestamp()}
    return Step(waiting[at : at + STEP], since, told)

"""Days in the user's zone, for what is counted by them. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo


def last_days(now: datetime, zone: tzinfo, number: int) -> list[date]:
    """Return so many days, today in `zone` last."""
    today = now.astimezone(zone).date()
    return [today - timedelta(days=n) for n in reversed(range(number))]


def edges_of(days: Sequence[date], zone: tzinfo) -> list[datetime]:
    """Return when each of these days begins, and when the last one ends."""
    return [datetime.combine(day, time(), zone) for day in (*days, days[-1] + timedelta(days=1))]

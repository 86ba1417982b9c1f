"""The days that a command is given: they are those of the user's zone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

import click

from store.archive import Period


class _Day(click.DateTime):
    """A day, refused in words that say how one is written."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no day; write for example 2026-03-29", param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "YYYY-MM-DD"


#: How a day is given, as in 2026-03-29.
DAY = _Day(["%Y-%m-%d"])


@dataclass(frozen=True)
class Days:
    """Days in the user's zone, from the first to the last, both included."""

    first: date
    last: date

    def period(self, zone: tzinfo) -> Period:
        """Return them as a stretch of time; a day of 23 or 25 hours is a day."""
        return Period(midnight(self.first, zone), midnight(self.last + timedelta(days=1), zone))


def midnight(day: date, zone: tzinfo) -> datetime:
    """Return when a day begins. Nothing was seen before 1970, and in UTC the first of all days begins before it."""
    return datetime.combine(max(day, date(1970, 1, 1)), time.min, zone)


def begun(day: datetime | None, zone: tzinfo) -> datetime | None:
    """Return when a day begins, as `DAY` reads one; None if none was given."""
    return None if day is None else midnight(day.date(), zone)

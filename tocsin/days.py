"""The days and times that a command is given: they are those of the user's zone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, TypeAlias

import click

from config.durations import duration
from config.silences import begins, moment
from scheduler.clock import utc_now
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


#: As it is read: a time is a date, too; and how long ago.
Since: TypeAlias = date | timedelta


class _Since(click.ParamType[Since, str]):
    """A day, a time, or how long ago; refused in words that say how one is written."""

    name = "when"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Since:
        try:
            ago: timedelta = duration(value)
        except ValueError:
            pass
        else:
            return ago
        try:
            return moment(value)
        except ValueError as error:
            self.fail(f"{error}, or 6h for the last six hours", param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "WHEN"


#: How a day is given, as in 2026-03-29.
DAY = _Day(["%Y-%m-%d"])
#: How is given since when: as a day, as a time such as '2026-03-29 14:00', or as 6h for the last six hours.
SINCE = _Since()


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


def begun(since: Since | None, zone: tzinfo) -> datetime | None:
    """Return when it began, as `SINCE` reads it, in UTC: a day with its midnight; None if nothing was given."""
    if since is None:
        return None
    return utc_now() - since if isinstance(since, timedelta) else begins(since, zone)

"""A silence in the settings: what stays quiet, and until when."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Annotated

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from config.frozen import Frozen

#: What a silence may name; it holds what all that it names agree on.
SUBJECTS = ("watch", "story", "source", "query")


def moment(value: object) -> date | datetime:
    """Return '2026-03-29' as a date, '2026-03-29 14:00' (or with T, seconds, a zone) as a datetime.

    A date or datetime, as TOML writes them without quotes, is returned as it is.

    Raises:
        ValueError: it is neither, or of an age in which there are no news.

    >>> moment("2026-03-29 14:00")
    datetime.datetime(2026, 3, 29, 14, 0)

    """
    found = value if isinstance(value, date) else _read(value)
    if not 1970 <= found.year < 3000:
        raise ValueError(f"{found} is beyond belief; write a year from 1970 to 2999")
    return found


def _read(value: object) -> date:
    text = value.strip() if isinstance(value, str) else ""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-03-29") else datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{value!r} is no day or time; write for example 2026-03-29 or 2026-03-29 14:00") from error


def begins(value: date | datetime, zone: tzinfo) -> datetime:
    """Return when a silence `since` value begins, in UTC: a day does with its midnight; zone is the user's."""
    return _aware(value, zone, timedelta())


def ends(value: date | datetime, zone: tzinfo) -> datetime:
    """Return when a silence `until` value ends, in UTC: a day is silent to its end; zone is the user's.

    A wall-clock time that comes twice counts at its first; one that is skipped is the instant it would have been.
    """
    return _aware(value, zone, timedelta(days=1))


def _aware(value: date | datetime, zone: tzinfo, further: timedelta) -> datetime:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
    # The day is moved, not the instant: a day of 23 or 25 hours is a day.
    return datetime.combine(value + further, time.min, zone).astimezone(UTC)


_AS_TEXT = (
    PlainSerializer(lambda value: value.isoformat(), return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "description": "A day or a time: 2026-03-29, or 2026-03-29T14:00:00."}),
)
Moment = Annotated[datetime | date, BeforeValidator(moment), *_AS_TEXT]
_Text = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]


class SilenceSettings(Frozen):
    """A stretch of time in which a watch, story, source or what a query finds stays quiet; all that is named agree."""

    name: _Text
    watch: str | None = Field(None, description="The name of a watch.")
    story: str | None = Field(
        None, pattern=r"^https?://\S+$", description="The address of an article; its whole story stays quiet."
    )
    source: str | None = Field(None, description="A source by its name, or tag:… or country:… for all that have it.")
    query: str | None = Field(None, min_length=1, max_length=50_000, description="In the watch language.")
    since: Moment | None = Field(None, description="From this day or time on; left out: at once.")
    until: Moment = Field(description="To the end of this day, or to this time.")
    reason: str = Field("", max_length=1_000)
    by: str = Field("", max_length=100, description="Who wants it so.")

    @field_validator("name")
    @classmethod
    def _is_no_number(cls, value: str) -> str:
        if value.isdecimal():
            raise ValueError(f"{value!r} is a number, as silences made by a command have; write a word")
        return value

    @model_validator(mode="after")
    def _names_something(self) -> "SilenceSettings":
        if not any(getattr(self, key) for key in SUBJECTS):
            raise ValueError(f"it would hold every alert; name a {', '.join(SUBJECTS[:-1])} or {SUBJECTS[-1]}")
        return self

"""Sources as the desk shows them: how each stands and why, when it is read next, and how much it brings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from urllib.parse import quote

from sqlalchemy.orm import Session

from alerts.display import one_line
from alerts.wording import iso
from config import Settings, SourceSettings
from config.discretion import bare
from scheduler.habit import Habit, from_json, learned
from scheduler.health import Health
from scheduler.standing import health_of
from store.models import SourceState
from store.sightings import counts
from store.sources import states
from web.days import edges_of, last_days
from web.drawing import days_drawn
from web.tongue import language_name, time_text

#: Days of which the articles are counted, today among them.
DAYS = 14
OFF = "off"
#: What a source can be, that which asks for a person first.
ORDER = ("blocked", "failing", "empty", "stale", "quiet", "undated", "slow", "new", "fine", OFF)
_LONGEST = 500


@dataclass(frozen=True)
class Standing:
    """A source of the settings, what is kept of it (None: nothing yet), how it stands, and its articles by day."""

    source: SourceSettings
    kept: SourceState | None
    health: Health
    days: Mapping[date, int]

    @property
    def habit(self) -> Habit:
        """When it usually brings how much, as of its last reading."""
        return from_json(self.kept.habit) if self.kept else Habit()


def standings(session: Session, sources: Sequence[SourceSettings], settings: Settings, now: datetime) -> list[Standing]:
    """Return how sources stand at `now` (aware), in their order."""
    names = [source.name for source in sources]
    known, days = states(session, names), last_days(now, settings.zone, DAYS)
    seen = counts(session, names, edges_of(days, settings.zone))
    return [
        Standing(
            source,
            known.get(source.name),
            _health(source, known.get(source.name), now),
            dict(zip(days, seen.get(source.name, [0] * DAYS), strict=True)),
        )
        for source in sources
    ]


def hours(one: Standing, zone: tzinfo, now: datetime) -> list[float]:
    """Return how many articles an hour a source usually brings in each hour of the week, from Monday 00:00 in `zone`.

    Empty where nothing is known yet. Hours that begin at another minute in `zone` than in UTC are rounded.
    """
    habit = one.habit
    if not habit.counts:
        return []
    shift = round((now.astimezone(zone).utcoffset() or timedelta()) / timedelta(hours=1))
    rates = learned(habit, (), 0, now).rates
    return [rates[(hour - shift) % len(rates)] for hour in range(len(rates))]


def source_data(one: Standing, now: datetime) -> dict[str, Any]:
    """Return a source for programs, ready for JSON."""
    source, kept = one.source, one.kept
    about = {
        "source": source.name,
        "address": bare(source.url),
        **source.model_dump(include={"kind", "language", "country", "tags", "enabled"}),
        "state": one.health.state if source.enabled else OFF,
        "why": discreet(one.health.why, source),
        "days": [{"day": str(day), "articles": articles} for day, articles in one.days.items()],
    }
    if kept is None:
        return about
    # What it became within the last minute was not looked at yet: since when is not known.
    since = kept.health_at if kept.health == about["state"] else None
    return about | {"since": iso(since)} | _kept_data(kept, source, now)


def _kept_data(kept: SourceState, source: SourceSettings, now: datetime) -> dict[str, Any]:
    return {
        "next_poll": iso(kept.next_poll_at),
        "next_poll_why": kept.next_poll_why,
        "polled_now": is_polled(kept, now),
        "last_polled": iso(kept.last_polled_at),
        "last_success": iso(kept.last_success_at),
        "last_new": iso(kept.last_new_at),
        "failures": kept.failures,
        "error_kind": kept.last_error_kind,
        "error": discreet(kept.last_error or "", source) or None,
        "moved_to": bare(kept.moved_to) if kept.moved_to else None,
        "notes": [discreet(str(note), source) for note in kept.notes],
    }


def shown(one: Standing, settings: Settings, now: datetime) -> dict[str, Any]:
    """Return a source for a template; every text fit to be shown, times in the user's zone."""
    data, source, zone = source_data(one, now), one.source, settings.zone
    texts = ("source", "address", "state", "why", "next_poll_why", "error", "moved_to")
    times = ("since", "next_poll", "last_polled", "last_success", "last_new")
    articles = list(one.days.values())
    return {
        **data,
        **{name: one_line(data.get(name) or "", _LONGEST) for name in texts},
        **{name: _when(data.get(name), zone) for name in times},
        "facts": ", ".join(filter(None, (source.kind, language_name(source.language), source.country, *source.tags))),
        "notes": [one_line(note, _LONGEST) for note in data.get("notes", ())],
        "never": one.kept is None,
        "polled_now": data.get("polled_now", False),
        "page": f"/source?name={quote(source.name, safe='')}",
        "name": source.name,
        "in_all": sum(articles),
        "most": max(articles),
        "picture": days_drawn(list(one.days), articles),
    }


def is_polled(kept: SourceState, now: datetime) -> bool:
    """Whether a source is being read at `now` (aware)."""
    return kept.lease_until is not None and kept.lease_until > now


def discreet(text: str, source: SourceSettings) -> str:
    """Return what an error says of a source, without what may be a password in its address."""
    return text.replace(source.url, bare(source.url))


def _health(source: SourceSettings, kept: SourceState | None, now: datetime) -> Health:
    if not source.enabled:
        return Health("new", "the settings switch it off")
    return Health("new", "not polled yet") if kept is None else health_of(kept, now)


def _when(at: str | None, zone: tzinfo) -> str:
    return time_text(datetime.fromisoformat(at), zone) if at else ""

"""How the watches with a habit stand against it, for `status` and `watch list`."""

from dataclasses import asdict
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy.orm import Session

from alerts.departures import standing_of, under_way, volume_watches
from alerts.volume import WEEKS_NEEDED
from alerts.volume_words import usual_text
from config import Settings
from config.durations import duration_text
from scheduler.volume import VOLUME_EVERY
from store.models import Chore
from tocsin.show import clock


def volumes_of(session: Session, settings: Settings, now: datetime) -> list[dict[str, Any]]:
    """Return how each watch that tells of its volume stands at `now` (aware), and what is under way, ready for JSON."""
    departures, now = under_way(session), _last_look(session, now)
    found = []
    for watch, rule in volume_watches(settings):
        facts = {"watch": watch.name, "window": duration_text(rule.window)}
        facts |= asdict(standing_of(session, watch, rule, settings, now))
        departure = departures.get(watch.name)
        told = {"kind": departure.kind, "since": departure.began_at} if departure else None
        found.append({**facts, "under_way": told})
    return found


def _last_look(session: Session, now: datetime) -> datetime:
    """Return when the daemon looked last, if it is at work: of the minutes since it has not said what it could read."""
    chore = session.get(Chore, "volume")
    return chore.done_at if chore and timedelta() <= now - chore.done_at < 2 * VOLUME_EVERY else now


def volume_words(volume: dict[str, Any], zone: tzinfo) -> str:
    """Return in a line how a watch stands; `zone` is the user's."""
    count = f"{volume['count']} in {volume['window']}"
    if volume["state"] == "learning":
        return f"{count}; learning what is usual at this hour, {volume['weeks']} of {WEEKS_NEEDED} weeks known"
    about = usual_text(volume["usual"], volume["spread"])
    usual = f"{count}, usually {about} at this hour ({volume['weeks']} weeks)"
    if volume["under_way"]:
        return f"{volume['under_way']['kind']} since {clock(volume['under_way']['since'], zone)}: {usual}"
    if volume["state"] == "hidden":
        return f"{usual}; not judged: too much of this time could not be read by us"
    return usual

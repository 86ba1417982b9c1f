"""Alerts as the desk shows them: what a message says of each, with what became of it and what readers say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from sqlalchemy.orm import Session

from alerts.display import one_line
from alerts.message import Shown, alert_data
from alerts.views import AlertView, Held, views
from alerts.volume_view import VolumeView, load_volume_alerts
from alerts.volume_words import ShownVolume, volume_data
from alerts.wording import iso
from config import Settings, SourceSettings
from store.alert_models import Acknowledgement, Feedback
from store.alerts import Standing
from web.telling import alert_told, volume_told
from web.tongue import gettext as _
from web.tongue import language_name, time_text
from web.words import by_whom


@dataclass(frozen=True)
class Card:
    """An alert, ready to be shown: of a story or of a spike or silence."""

    id: int
    watch: str
    priority: str
    #: The story that it is of; for a spike or silence a number that no story has.
    story: int
    opened: str
    told: Shown | None
    volume: ShownVolume | None
    outlets: int
    languages: str
    first: str
    acknowledged: str
    rated: str
    held: str
    #: The article that it is of, by its number; None for a spike or silence.
    article: int | None = None


def cards(
    session: Session, standing: Sequence[Standing], settings: Settings, *, voices: bool = True, outlets: bool = True
) -> list[Card]:
    """Return the alerts as they are to be shown, in their order; `voices` and `outlets` as in `viewed`."""
    shown = viewed(session, standing, settings.sources, voices=voices, outlets=outlets)
    return [card(one, view, settings, len(standing)) for one, view in shown]


def card_data(session: Session, standing: Sequence[Standing]) -> list[dict[str, Any]]:
    """Return the alerts for programs, ready for JSON, in their order."""
    return [_data(one, view) for one, view in viewed(session, standing)]


def by_story(found: Sequence[Card]) -> list[list[Card]]:
    """Return the cards with those of one story together, a story where its newest alert stands."""
    groups: dict[int, list[Card]] = {}
    for one in found:
        groups.setdefault(one.story, []).append(one)
    return list(groups.values())


def viewed(
    session: Session,
    standing: Sequence[Standing],
    sources: Sequence[SourceSettings] = (),
    *,
    voices: bool = True,
    outlets: bool = True,
) -> Iterator[tuple[Standing, AlertView | VolumeView]]:
    """Return with each alert what there is to say of it, in their order; `sources` of the settings.

    `voices` and `outlets`: who else tells its story is said as well (`alerts.views`).
    """
    of_stories = [one.alert for one in standing if one.alert.departure_id is None]
    told = views(session, of_stories, sources, voices=voices, outlets=outlets)
    by_alert: dict[int, AlertView | VolumeView] = {view.id: view for view in told}
    departures = [one.alert.id for one in standing if one.alert.departure_id is not None]
    by_alert |= {view.id: view for view in load_volume_alerts(session, departures)} if departures else {}
    return ((one, by_alert[one.alert.id]) for one in standing)


def card(one: Standing, view: AlertView | VolumeView, settings: Settings, together: int) -> Card:
    """Return an alert as it is to be shown, in fewer words where several stand `together`."""
    alert, zone = one.alert, settings.zone
    first = f"{one_line(one.outlets[0], 100)}, {time_text(one.first_at, zone)}" if one.outlets and one.first_at else ""
    held = one.hold is not None and one.hold.told_at is None and one.acknowledgement is None
    return Card(
        id=alert.id,
        watch=one_line(alert.watch, 100) or _("(no name)"),
        priority=alert.priority,
        story=-alert.id if alert.story_id is None else alert.story_id,
        opened=time_text(alert.opened_at, zone),
        told=alert_told(view, zone, together) if isinstance(view, AlertView) else None,
        volume=volume_told(view, zone) if isinstance(view, VolumeView) else None,
        outlets=len(one.outlets),
        languages=", ".join(language_name(code) for code in one.languages),
        first=first,
        acknowledged=_mark(one.acknowledgement, settings),
        rated=_rated(one.feedback, settings),
        held=_held(view.held, zone) if view.held and held else "",
        article=alert.article_id,
    )


def _mark(mark: Acknowledgement | Feedback | None, settings: Settings) -> str:
    return "" if mark is None else by_whom(mark.at, mark.by or "", settings.zone)


def _held(held: Held, zone: tzinfo) -> str:
    what = {"name": one_line(held.silence, 100), "when": time_text(held.since, zone)}
    if held.reason:
        return _("Held by silence %(name)s (%(reason)s) since %(when)s", reason=one_line(held.reason, 200), **what)
    return _("Held by silence %(name)s since %(when)s", **what)


def _rated(feedback: Feedback | None, settings: Settings) -> str:
    if feedback is None:
        return ""
    return f"{_('Useful') if feedback.useful else _('Not useful')}: {_mark(feedback, settings)}"


def _data(one: Standing, view: AlertView | VolumeView) -> dict[str, Any]:
    about = alert_data(view) if isinstance(view, AlertView) else volume_data(view)
    seen, rated = one.acknowledgement, one.feedback
    return {
        **about,
        "opened": iso(one.alert.opened_at),
        "sources": list(one.outlets),
        "languages": list(one.languages),
        "first_seen": iso(one.first_at),
        "acknowledged": None if seen is None else {"at": iso(seen.at), "by": seen.by, "note": seen.note},
        "useful": None if rated is None else rated.useful,
    }

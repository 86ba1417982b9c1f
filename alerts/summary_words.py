"""Put many alerts into one message: the summary of a flood, and what waited for other reasons. Touches no database."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from alerts.channel import Message
from alerts.display import numbered, one_line, web_link
from alerts.links import AlertLinks
from alerts.message import NO_LINKS, SUBJECT_LIMIT, alert_data, links_data, priority_of, subject_of
from alerts.sections import Place, laid_out, sections
from alerts.views import AlertView
from alerts.voices import Voices
from alerts.volume_view import VolumeView
from alerts.volume_words import shown_volume, volume_data
from alerts.wording import iso, time_text


@dataclass(frozen=True)
class FloodView:
    """A flood of alerts of a watch or from a source (`kind`), and the time in which those were opened that are told.

    So many in an hour, at `most`, were told one by one; `usual` are usual (None: too little is known).
    """

    kind: str
    name: str
    most: int
    usual: float | None
    since: datetime
    until: datetime


def compose_summary(
    message_id: str,
    recipient: str,
    flood: FloodView,
    placed: Sequence[Place],
    stories: Mapping[int, Voices],
    zone: tzinfo,
    links: Mapping[int, AlertLinks] = NO_LINKS,
    desk: str | None = None,
) -> Message:
    """Return the summary of a flood: how many alerts, the most widely told of them, and how to see all.

    `desk` is the address by which readers reach the desk.
    """
    name, count = one_line(flood.name, 100), len(placed)
    what = numbered(count, "more alert")
    whose = name if flood.kind == "watch" else f"source {name}"
    since = flood.since.astimezone(zone)
    subject = one_line(f"{whose}: {what} since {since:%H:%M}, more than usual", SUBJECT_LIMIT)
    shown = sections(placed, stories, flood.since, zone, desk)
    alerts = [place.alert for place in placed]
    text, html = laid_out(subject, _lead(flood, what, name, alerts, zone), shown, links=links)
    facts = {"kind": flood.kind, "name": flood.name, "most": flood.most, "usual": flood.usual}
    return Message(
        id=message_id,
        recipient=recipient,
        subject=subject,
        text=text,
        html=html,
        data={
            "type": "tocsin.summary",
            "id": message_id,
            "flood": {**facts, "since": iso(flood.since), "until": iso(flood.until)},
            "count": count,
            "alerts": [_data(place.alert, links) for place in placed if place.how == "full"],
            "further": [_brief(place.alert) for place in placed if place.how != "full"],
        },
        priority=priority_of(alerts),
    )


def compose_many(
    message_id: str,
    recipient: str,
    placed: Sequence[Place],
    stories: Mapping[int, Voices],
    since: datetime,
    zone: tzinfo,
    volume: Sequence[VolumeView] = (),
    links: Mapping[int, AlertLinks] = NO_LINKS,
    desk: str | None = None,
) -> Message:
    """Return what `alerts.message.compose` does, told in full only as far as a mail can hold it."""
    alerts = [place.alert for place in placed]
    subject = subject_of(alerts, volume)
    lead = f"They came together since {time_text(since, zone)}."
    shown = sections(placed, stories, since, zone, desk)
    text, html = laid_out(subject, lead, shown, [shown_volume(v, zone) for v in volume], links=links)
    data: dict[str, Any] = {"type": "tocsin.alert", "id": message_id, "alerts": [_data(a, links) for a in alerts]}
    return Message(
        id=message_id,
        recipient=recipient,
        subject=subject,
        text=text,
        html=html,
        data={**data, **({"volume": [volume_data(v) | links_data(links, v.id) for v in volume]} if volume else {})},
        priority=priority_of([*alerts, *volume]),
    )


def _data(alert: AlertView, links: Mapping[int, AlertLinks]) -> dict[str, Any]:
    return alert_data(alert) | links_data(links, alert.id)


def _lead(flood: FloodView, what: str, name: str, alerts: Sequence[AlertView], zone: tzinfo) -> str:
    whose = f"of the watch {name}" if flood.kind == "watch" else f"from the source {name}"
    usual = "how many are usual is not known yet" if flood.usual is None else f"about {flood.usual:g} an hour are usual"
    return (
        f"{what} {whose}, {time_text(flood.since, zone)} to {time_text(flood.until, zone)}; {usual}. "
        f"{flood.most} in an hour are told one by one, the rest in summaries like this one until the flood is over."
    ) + (_cause(alerts) if flood.kind == "watch" else "")


def _cause(alerts: Sequence[AlertView]) -> str:
    """Return which source most of them are from, if one is: it may be out of order."""
    [(source, count)] = Counter(alert.source for alert in alerts).most_common(1)
    return f" {count} of these are from the source {one_line(source, 100)}." if 2 * count > len(alerts) else ""


def _brief(alert: AlertView) -> dict[str, Any]:
    article = {"url": web_link(alert.url), "title": one_line(alert.title, 500), "source": alert.source}
    return {"id": alert.id, "watch": alert.watch, "priority": alert.priority, "story": alert.story, "article": article}

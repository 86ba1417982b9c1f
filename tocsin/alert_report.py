"""Alerts on the terminal and as JSON: what rang, whom it reached, what held it, what readers say of it."""

from collections import Counter
from datetime import tzinfo
from typing import Any

import click

from alerts.display import numbered, one_line
from alerts.precision import precision
from alerts.volume_words import departure_in_short
from store.alert_models import Acknowledgement, Alert, Feedback, Flood, Hold
from store.alerts import Standing
from store.marks import Count
from tocsin.show import TITLE, clock

#: Outlets named in a line; beyond them they are only counted.
_OUTLETS = 4


def facts_of(one: Standing) -> dict[str, Any]:
    """Return an alert with what became of it, for JSON."""
    alert = one.alert
    return {
        "id": alert.id,
        "watch": alert.watch,
        "priority": alert.priority,
        "opened": alert.opened_at,
        "kind": "story" if alert.departure is None else alert.departure.kind,
        "title": title_of(alert),
        "url": address_of(alert),
        "story": alert.story_id,
        "scope": alert.scope,
        "follows": alert.follows_id,
        "sources": list(one.outlets),
        "deliveries": [
            {
                "id": d.id,
                "channel": d.channel,
                "recipient": d.recipient,
                "occasion": d.occasion,
                "status": status_of(d.status, d.attempts, one),
                "settled": d.settled_at,
            }
            for d in one.deliveries
        ],
        **marks_of(one),
    }


def title_of(alert: Alert) -> str:
    """Return the headline that opened an alert, or its spike or silence in a few words."""
    return alert.article.title if alert.departure is None else departure_in_short(alert.departure)


def address_of(alert: Alert) -> str | None:
    """Return the address of the article that opened an alert; None for a spike or silence."""
    return alert.article.url if alert.departure is None else None


def marks_of(one: Standing) -> dict[str, Any]:
    """Return for JSON what tells an alert's story instead, what it was part of or held by, and what readers say of it.

    None for what is not so.
    """
    return {
        "merged_into": one.alert.merged_into_id,
        "flood": _flood_facts(one.alert.flood),
        "held": _hold_facts(one.hold),
        "acknowledged": _mark_facts(one.acknowledgement),
        "useful": None if one.feedback is None else one.feedback.useful,
        "feedback": _mark_facts(one.feedback),
    }


def _hold_facts(hold: Hold | None) -> dict[str, Any] | None:
    if hold is None:
        return None
    return {"silence": hold.silence, "reason": hold.reason, "since": hold.held_at, "told": hold.told_at}


def _flood_facts(flood: Flood | None) -> dict[str, Any] | None:
    return None if flood is None else {"kind": flood.kind, "name": flood.name, "since": flood.began_at}


def _mark_facts(mark: Acknowledgement | Feedback | None) -> dict[str, Any] | None:
    return None if mark is None else {"at": mark.at, "by": mark.by, "note": mark.note}


def status_of(status: str, attempts: int, one: Standing) -> str:
    """Return how a delivery of an alert stands: "not sent" if it was never attempted, and it is not to go any more."""
    stays = one.acknowledgement is not None or one.alert.merged_into_id is not None
    return "not sent" if stays and status == "pending" and not attempts else status


def show_alert(one: Standing, zone: tzinfo) -> None:
    """Print an alert as a list has it."""
    alert = one.alert
    click.echo(f"{alert.id:>6}  {clock(alert.opened_at, zone)}  ", nl=False)
    click.secho(alert.watch, bold=True, nl=False)
    click.echo(f"  {one_line(title_of(alert), TITLE)}")
    more = len(one.outlets) - _OUTLETS
    told = ", ".join(one.outlets[:_OUTLETS]) + (f" and {more} more" if more > 0 else "")
    click.echo(f"        {f'{told} · ' if told else ''}{_delivered(one)}")
    for line in marks_in_words(marks_of(one), zone):
        click.secho(f"        {line}", fg="yellow")


def _delivered(one: Standing) -> str:
    if not one.deliveries:
        return "not delivered" if one.hold else "kept only"
    told = Counter((d.channel, status_of(d.status, d.attempts, one)) for d in one.deliveries)
    return ", ".join(f"{channel}: {n} {status}" for (channel, status), n in told.items())


def marks_in_words(facts: dict[str, Any], zone: tzinfo) -> list[str]:
    """Return a line each for the alert that one is merged into, the silence that holds or held it, and its marks."""
    held, seen, rated = facts["held"], facts["acknowledged"], facts["feedback"]
    lines = [] if facts["merged_into"] is None else [f"merged into alert {facts['merged_into']}: one story by now"]
    if (flood := facts["flood"]) is not None:
        lines.append(f"summarised: in a flood of {flood['kind']} {flood['name']} since {clock(flood['since'], zone)}")
    if held is not None:
        told = f"told {clock(held['told'], zone)}" if held["told"] else "not told yet"
        why = f"silence {held['silence']}{_note(held['reason'])}"
        lines.append(f"held by {why} since {clock(held['since'], zone)}; {told}")
    if seen is not None:
        lines.append(f"acknowledged by {_said(seen, zone)}")
    if rated is not None:
        lines.append(f"{'useful' if facts['useful'] else 'not useful'}, says {_said(rated, zone)}")
    return lines


def _said(mark: dict[str, Any], zone: tzinfo) -> str:
    return f"{one_line(mark['by'], 100) or 'somebody'} {clock(mark['at'], zone)}{_note(mark['note'])}"


def _note(text: str) -> str:
    return f" ({one_line(text, 200)})" if text else ""


def count_facts(count: Count) -> dict[str, Any]:
    """Return how the alerts of a watch fared, for JSON."""
    measured = precision(count.useful, count.not_useful)
    share, low, high = measured or (None, None, None)
    return {
        "watch": count.watch,
        "alerts": count.alerts,
        "useful": count.useful,
        "not_useful": count.not_useful,
        "acknowledged": count.acknowledged,
        "precision": share,
        "at_least": low,
        "at_most": high,
    }


def show_count(count: Count) -> None:
    """Print how the alerts of a watch fared."""
    click.secho(count.watch, bold=True, nl=False)
    click.echo(f"  {numbered(count.alerts, 'alert', 'alerts')}, {count.acknowledged} acknowledged")
    measured = precision(count.useful, count.not_useful)
    if measured is None:
        click.echo("  none rated yet: `tocsin alert useful ID`, `tocsin alert not-useful ID`")
        return
    share, low, high = measured
    click.echo(f"  {count.useful} useful, {count.not_useful} not: {share:.0%} (at 95 % from {low:.0%} to {high:.0%})")
    if count.not_useful:
        click.echo(f"  `tocsin watch backtest '{count.watch}' --from-feedback` says what would exclude the others")

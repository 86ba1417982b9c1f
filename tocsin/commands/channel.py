"""tocsin channel: list channels, and send a test message the way a real alert goes."""

import asyncio
import secrets
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from alerts.channel import Channel, make_channel
from alerts.delivery import send
from alerts.display import Span
from alerts.message import compose
from alerts.settling import Outcome
from alerts.views import AlertView, Finding, load_last_view
from config import Settings
from config.load import find_settings
from scheduler.in_force import read_settings
from store.errors import StoreError
from tocsin.opening import config_option, json_option, opened
from tocsin.show import show_json

TITLE = "Test alert: the Ukraine Defense Contact Group meets in Brussels"


@click.group()
def command() -> None:
    """List channels, and send a test message."""


@command.command("list")
@config_option
@json_option
def list_channels(config: Path | None, as_json: bool) -> int:
    """List the channels, whom each reaches and when."""
    settings = read_settings(find_settings(config)).settings
    rows = [_facts(channel) for channel in map(make_channel, settings.channels.values())]
    if as_json:
        show_json(rows)
        return 0
    for row in rows:
        click.secho(f"{row['name']}  ({row['kind']})", bold=True)
        for key in ("recipients", "digest", "quiet_hours", "rate", "fallback"):
            if row[key]:
                click.echo(f"  {key.replace('_', ' ')}: {row[key] if key != 'recipients' else ', '.join(row[key])}")
    return 0


def _facts(channel: Channel[Any]) -> dict[str, Any]:
    own = channel.settings
    recipients = [r for r in channel.recipients if r]
    times = {"digest": own.digest, "quiet_hours": own.quiet_hours, "rate": own.rate, "fallback": own.fallback}
    return {"name": own.name, "kind": own.kind, "recipients": recipients, **times}


@command.command("test")
@click.argument("name")
@config_option
def test(name: str, config: Path | None) -> int:
    """Send a test through channel NAME the way a real alert goes, and show what the other side answered.

    It tells of the last alert there was, or of an example while there is none.
    """
    path = find_settings(config)
    settings = read_settings(path).settings
    if name not in settings.channels:
        known = ", ".join(settings.channels) or "none"
        raise click.UsageError(f"there is no channel {name!r} in the settings; known: {known}")
    channel = make_channel(settings.channels[name])
    alert = _last(path) or _example()
    outcomes = asyncio.run(_send(channel, alert, settings))
    for recipient, outcome in outcomes:
        where = f"{name} {recipient}".strip()
        click.secho(f"{where}: {_words(outcome)}: {outcome.answer}", fg="green" if outcome.accepted else "red")
    return 0 if all(outcome.accepted for _, outcome in outcomes) else 1


def _last(path: Path) -> AlertView | None:
    """Return the newest alert in the store, as a test; None where there is none or no store yet."""
    try:
        with opened(path, to_look=True) as house, house.store.reading() as session:
            found = load_last_view(session)
    except StoreError as error:
        click.echo(f"no alert could be read ({error}); sending an example", err=True)
        return None
    return replace(found, watch=f"test: {found.watch}") if found else None


def _words(outcome: Outcome) -> str:
    if outcome.accepted:
        return "accepted"
    return "refused for good" if outcome.permanent else "refused; a real alert would be tried again"


async def _send(channel: Channel[Any], alert: AlertView, settings: Settings) -> list[tuple[str, Outcome]]:
    outcomes = []
    for recipient in channel.recipients:
        message = compose(f"test-{secrets.token_hex(8)}", recipient, [alert], settings.zone, None)
        outcomes.append((recipient, await send(channel, message)))
    return outcomes


def _example() -> AlertView:
    """Return an alert as it would be on real coverage, marked as a test."""
    start = TITLE.index("Ukraine")
    words = "Ukraine Defense Contact Group"
    evidence = Finding("@udcg", "title", words, Span(start, start + len(words)), "udcg", words, "en")
    return AlertView(
        id=0,
        watch="test",
        priority="normal",
        story=0,
        title=TITLE,
        url="https://example.org/tocsin-test",
        source="tocsin channel test",
        seen_at=datetime.now(UTC),
        language="en",
        body="This is a test that you asked for. A real alert looks like this.",
        evidence=(evidence,),
    )

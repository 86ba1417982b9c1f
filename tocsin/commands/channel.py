"""tocsin channel: list channels, and send a test message the way a real alert goes."""

import asyncio
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from alerts.channel import Channel, DeliveryError, make_channel
from alerts.display import Span
from alerts.message import compose
from alerts.views import AlertView, Finding
from config import Settings
from config.load import find_settings
from scheduler.in_force import read_settings
from tocsin.opening import config_option, json_option
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
        for key in ("recipients", "digest", "quiet_hours", "fallback"):
            if row[key]:
                click.echo(f"  {key.replace('_', ' ')}: {row[key] if key != 'recipients' else ', '.join(row[key])}")
    return 0


def _facts(channel: Channel[Any]) -> dict[str, Any]:
    own = channel.settings
    recipients = [r for r in channel.recipients if r]
    times = {"digest": own.digest, "quiet_hours": own.quiet_hours, "fallback": own.fallback}
    return {"name": own.name, "kind": own.kind, "recipients": recipients, **times}


@command.command("test")
@click.argument("name")
@config_option
def test(name: str, config: Path | None) -> int:
    """Send a test alert through channel NAME and show what the other side answered."""
    settings = read_settings(find_settings(config)).settings
    if name not in settings.channels:
        known = ", ".join(settings.channels) or "none"
        raise click.UsageError(f"there is no channel {name!r} in the settings; known: {known}")
    channel = make_channel(settings.channels[name])
    answers = asyncio.run(_send(channel, settings))
    for recipient, answer, accepted in answers:
        where = f"{name} {recipient}".strip()
        click.secho(f"{where}: {'accepted' if accepted else 'refused'}: {answer}", fg="green" if accepted else "red")
    return 0 if all(accepted for *_, accepted in answers) else 1


async def _send(channel: Channel[Any], settings: Settings) -> list[tuple[str, str, bool]]:
    answers = []
    for recipient in channel.recipients:
        message = compose(f"test-{secrets.token_hex(8)}", recipient, [_example()], settings.zone, None)
        try:
            answers.append((recipient, await channel.send(message), True))
        except DeliveryError as error:
            answers.append((recipient, str(error), False))
    return answers


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

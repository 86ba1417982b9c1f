"""tocsin channel: list channels, and send a test message the way a real alert goes."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from alerts.channel import Channel, make_channel
from alerts.delivery import send
from alerts.display import Span
from alerts.links import AlertLinks
from alerts.message import compose
from alerts.settling import Outcome
from alerts.signing import signer
from alerts.views import AlertView, Finding, load_last_view
from config import Settings
from config.load import find_settings
from scheduler.clock import utc_now
from scheduler.in_force import read_settings
from store.errors import StoreError
from store.link_models import Unsubscription
from store.links import resubscribe, unsubscriptions
from tocsin.opening import config_option, json_option, opened
from tocsin.show import clock, show_json

TITLE = "Test alert: the Ukraine Defense Contact Group meets in Brussels"


@click.group()
def command() -> None:
    """List channels, send a test message, and have someone told again who had unsubscribed."""


@command.command("list")
@config_option
@json_option
def list_channels(config: Path | None, as_json: bool) -> int:
    """List the channels, whom each reaches and when."""
    path = find_settings(config)
    settings = read_settings(path).settings
    gone = _unsubscribed(path)
    rows = [_facts(channel, gone) for channel in map(make_channel, settings.channels.values())]
    if as_json:
        show_json(rows)
        return 0
    for row in rows:
        click.secho(f"{row['name']}  ({row['kind']})", bold=True)
        for key in ("recipients", "digest", "quiet_hours", "rate", "fallback"):
            if row[key]:
                click.echo(f"  {key.replace('_', ' ')}: {row[key] if key != 'recipients' else ', '.join(row[key])}")
        for one in row["unsubscribed"]:
            since = clock(one["at"], settings.zone)
            click.secho(f"  {one['recipient']} has unsubscribed ({since}) and is told nothing", fg="yellow")
    return 0


def _unsubscribed(path: Path) -> Sequence[Unsubscription]:
    try:
        with opened(path, to_look=True) as house, house.store.reading() as session:
            return unsubscriptions(session)
    except StoreError as error:
        if error.kind != "missing":
            click.echo(f"who has unsubscribed could not be read ({error})", err=True)
        return ()


def _facts(channel: Channel[Any], gone: Sequence[Unsubscription]) -> dict[str, Any]:
    own = channel.settings
    left = [{"recipient": one.recipient, "at": one.at} for one in gone if one.channel == own.name]
    recipients = [r for r in channel.recipients if r]
    times = {"digest": own.digest, "quiet_hours": own.quiet_hours, "rate": own.rate, "fallback": own.fallback}
    return {"name": own.name, "kind": own.kind, "recipients": recipients, "unsubscribed": left, **times}


@command.command("resubscribe")
@click.argument("name")
@click.argument("recipient")
@config_option
@json_option
def resubscribe_recipient(name: str, recipient: str, config: Path | None, as_json: bool) -> int:
    """Tell RECIPIENT of channel NAME again of what comes from now on; they had unsubscribed by the link in a mail."""
    with opened(config, to_look=True) as house, house.store.transaction() as session:
        if not resubscribe(session, name, recipient):
            what = f"{recipient!r} has not unsubscribed from a channel {name!r}"
            raise click.ClickException(f"{what}; `tocsin channel list` shows who has")
        house.note(session, f"channel {name}: {recipient}")
    if as_json:
        show_json({"channel": name, "recipient": recipient, "done": "told again"})
    else:
        click.echo(f"{recipient} is told again of what comes from now on by channel {name}")
    return 0


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
    alert, links = _last(path, settings) or (_example(), {})
    outcomes = asyncio.run(_send(channel, alert, links, settings))
    for recipient, outcome in outcomes:
        where = f"{name} {recipient}".strip()
        click.secho(f"{where}: {_words(outcome)}: {outcome.answer}", fg="green" if outcome.accepted else "red")
    return 0 if all(outcome.accepted for _, outcome in outcomes) else 1


def _last(path: Path, settings: Settings) -> tuple[AlertView, dict[int, AlertLinks]] | None:
    """Return the newest alert in the store, as a test, with its links; None if there is none or no store yet."""
    try:
        with opened(path, to_look=True) as house, house.store.reading() as session:
            found, by = load_last_view(session), signer(session, settings.desk, utc_now())
    except StoreError as error:
        click.echo(f"no alert could be read ({error}); sending an example", err=True)
        return None
    if found is None:
        return None
    return replace(found, watch=f"test: {found.watch}"), {found.id: by.for_alert(found.id, 0)} if by else {}


def _words(outcome: Outcome) -> str:
    if outcome.accepted:
        return "accepted"
    return "refused for good" if outcome.permanent else "refused; a real alert would be tried again"


async def _send(
    channel: Channel[Any], alert: AlertView, links: dict[int, AlertLinks], settings: Settings
) -> list[tuple[str, Outcome]]:
    outcomes = []
    for recipient in channel.recipients:
        message = compose(f"test-{secrets.token_hex(8)}", recipient, [alert], settings.zone, links=links)
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

"""tocsin channel: list channels, and send a test message the way a real alert goes."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from alerts.channel import Channel, make_channel
from alerts.rehearsal import Piece, example, in_words, last_alert, send_test
from config import Settings
from config.load import find_settings
from scheduler.clock import utc_now
from scheduler.in_force import read_settings
from store.errors import StoreError
from store.link_models import Unsubscription
from store.links import resubscribe, unsubscriptions
from tocsin.opening import channel_given, config_option, json_option, opened
from tocsin.show import clock, show_json


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
    """Have RECIPIENT told by channel NAME again.

    They had unsubscribed by the link in a mail, and are told of what comes from now on.
    """
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
    """Send a test through channel NAME and show the answer.

    It goes the way of a real alert, and tells of the last alert there was, or of an example while there is none.
    """
    path = find_settings(config)
    settings = read_settings(path).settings
    channel = make_channel(channel_given(name, settings), settings.fetch)
    piece = _last(path, settings) or example(utc_now())
    outcomes = asyncio.run(send_test(channel, piece, settings))
    for recipient, outcome in outcomes:
        where = f"{name} {recipient}".strip()
        click.secho(f"{where}: {in_words(outcome)}: {outcome.answer}", fg="green" if outcome.accepted else "red")
    return 0 if all(outcome.accepted for _, outcome in outcomes) else 1


def _last(path: Path, settings: Settings) -> Piece | None:
    """Return the newest alert in the store, as a test; None if there is none or no store yet."""
    try:
        with opened(path, to_look=True) as house, house.store.reading() as session:
            return last_alert(session, settings, utc_now())
    except StoreError as error:
        click.echo(f"no alert could be read ({error}); sending an example", err=True)
        return None

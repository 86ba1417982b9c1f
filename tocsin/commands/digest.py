"""tocsin digest: what the next digest of a channel would say."""

from pathlib import Path

import click
from pydantic import ValidationError

from alerts.channel import make_channel
from alerts.composing import digest_message
from alerts.digests import digest_now, gathered
from config import ChannelSettings, Settings
from scheduler.clock import utc_now
from tocsin.opening import channel_given, config_option, json_option, opened
from tocsin.show import show_json


@click.group()
def command() -> None:
    """Show what a digest would say."""


@command.command("preview")
@click.argument("channel")
@click.option("--recipient", help="As this recipient would get it; else the channel's first.")
@click.option("--html", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write the HTML to this file.")
@config_option
@json_option
def preview(channel: str, recipient: str | None, page: Path | None, config: Path | None, as_json: bool) -> int:
    """Print the digest that CHANNEL would send now. Nothing is sent, nothing noted."""
    with opened(config, to_look=True) as house, house.store.reading() as session:
        chosen = _chosen(channel, house.settings)
        whom = _recipient(chosen, recipient)
        now = utc_now()
        digest = digest_now(session, chosen, whom, house.settings, now)
        message = digest_message(session, house.settings, whom, digest, gathered(session, channel, whom), now)
    if page is not None:
        page.write_text(message.html, encoding="utf-8")
    if as_json:
        show_json(message.for_programs())
    else:
        click.echo(message.text, nl=False)
    return 0


def _chosen(name: str, settings: Settings) -> ChannelSettings:
    channel = channel_given(name, settings)
    if channel.digest is None:
        others = ", ".join(other for other, one in settings.channels.items() if one.digest is not None)
        raise click.UsageError(
            f'channel {name!r} sends no digest; give it one, as in digest = "07:30". Those that do: {others or "none"}'
        )
    return channel


def _recipient(channel: ChannelSettings, asked: str | None) -> str:
    try:
        known = make_channel(channel).recipients
    except ValidationError as error:
        # Its secrets are the daemon's; whom it reaches may be among them.
        words = error.errors()[0]["msg"]
        raise click.ClickException(f"channel {channel.name!r}: {words}; set what its settings read here") from error
    if asked is not None and asked not in known:
        others = ", ".join(filter(None, known)) or "the channel itself, so leave --recipient out"
        raise click.UsageError(f"{asked!r} is no recipient of channel {channel.name!r}; known: {others}")
    return known[0] if asked is None else asked

"""tocsin desk: what there is to be said of the desk from outside it."""

from pathlib import Path

import click

from store.links import renew_key
from tocsin.opening import config_option, opened


@click.group()
def command() -> None:
    """Look after the links by which readers of messages act; the desk itself is served by `tocsin run`."""


@command.command("end-links")
@config_option
def end_links(config: Path | None) -> int:
    """End every link in messages that were sent. For when they came into wrong hands."""
    with opened(config, to_look=True) as house, house.store.transaction() as session:
        renew_key(session)
        house.note(session, "all links")
    click.echo("no link in a message that was sent does anything any more; those sent from now on do")
    return 0

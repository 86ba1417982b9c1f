"""tocsin poll: one source, now."""

from dataclasses import asdict
from pathlib import Path

import click

from alerts.display import numbered
from config.explain import near
from crawler.loop import run
from crawler.open_web import open_web
from scheduler.clock import utc_now
from scheduler.in_force import put_in_force
from scheduler.jobs import Polled, poll
from tocsin.log import set_up_logging
from tocsin.opening import NoSuch, Opened, config_option, json_option, opened
from tocsin.show import clock, show_json


@click.command()
@click.argument("source")
@config_option
@json_option
def command(source: str, config: Path | None, as_json: bool) -> int:
    """Poll SOURCE now, as the daemon would, and show what came; alerts go out with the daemon's next deliveries."""
    set_up_logging()
    with opened(config) as house:
        names = [s.name for s in house.settings.sources]
        if source not in names:
            raise NoSuch(f"there is no source {source!r} in the settings; {near(source, names)}")
        polled = run(lambda: _poll(house, source))
        with house.store.transaction() as session:
            house.note(session, f"/source?name={source}")
        if as_json:
            show_json(asdict(polled))
        else:
            _show(polled, house)
    return 1 if polled.error else 0


async def _poll(house: Opened, name: str) -> Polled:
    force = put_in_force(house.store, house.loaded, utc_now())
    async with open_web(house.settings.fetch) as web:
        return await poll(house.store, web, force, house.settings.source(name), utc_now())


def _show(polled: Polled, house: Opened) -> None:
    if polled.error:
        click.secho(f"{polled.source} could not be read ({polled.kind}): {polled.error}", fg="red")
    elif polled.unchanged:
        click.echo(f"{polled.source}: nothing has changed since the last poll")
    else:
        click.echo(
            f"{polled.source}: {numbered(polled.items, 'item', 'items')}, {polled.new} new, "
            f"{polled.changed} changed, {numbered(polled.alerts, 'alert', 'alerts')}"
        )
    if polled.was_silent(house.settings) and not polled.error:
        click.echo("  the first poll of a source fills the store and alerts nobody")
    for note in polled.notes:
        click.echo(f"  note: {note}")
    if polled.next_poll:
        click.echo(f"  next poll {clock(polled.next_poll.at, house.settings.zone)} ({polled.next_poll.why})")

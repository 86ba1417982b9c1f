"""tocsin run: the daemon, or every source once."""

import logging
import resource
import signal
from contextlib import suppress
from pathlib import Path

import click

from alerts.display import numbered
from config import Settings
from config.desk import is_loopback, place
from crawler.loop import run
from crawler.open_web import open_web
from scheduler.clock import utc_now
from scheduler.in_force import put_in_force
from scheduler.once import Summary, run_once
from store.lock import hold
from store.people import has_users
from tocsin.log import set_up_logging
from tocsin.opening import Opened, config_option, json_option, opened
from tocsin.show import show_json

log = logging.getLogger(__name__)


@click.command()
@click.option("--once", is_flag=True, help="Poll every source once, deliver what is due, print a summary and end.")
@click.option("--no-web", is_flag=True, help="Without the desk: no page is served.")
@click.option("-v", "--verbose", is_flag=True, help="Log more.")
@config_option
@json_option
def command(once: bool, no_web: bool, verbose: bool, config: Path | None, as_json: bool) -> int:
    """Watch in the foreground until stopped (SIGTERM or Ctrl-C); SIGHUP or an edit reloads the settings.

    The desk is served beside it, at http://127.0.0.1:8300/ unless the settings say otherwise.
    """
    set_up_logging(verbose=verbose)
    take_descriptors()
    if not once and hasattr(signal, "SIGHUP"):
        # Asked to reload before there is anything to reload, it would die of it.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with opened(config) as house, hold(house.settings.database.get_secret_value()):
        if once:
            summary = run(lambda: _once(house))
            show_json(summary) if as_json else _show(summary, house.settings)
            return 0 if summary.fine else 1
        run(lambda: _daemon(house, no_web))
    return 0


def take_descriptors() -> None:
    """Have as many files and connections open as the system allows this process.

    Most begin with 1,024, for the sake of programs older than poll(2). A desk with many readers and 500 requests under
    way need more, and without any left every source and the store would fail.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):  # where "unlimited" is more than the system gives
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def _daemon(house: Opened, no_web: bool) -> None:
    # Imported here: `tocsin run --once` needs none.
    from scheduler.daemon import Daemon

    force = put_in_force(house.store, house.loaded, utc_now())
    daemon = Daemon(house.path, house.store, force)
    if no_web:
        await daemon.run()
        return
    # Imported here: `tocsin run --once` needs no web server.
    from web.app import make_app
    from web.pushing import pushing
    from web.serving import serving

    listen = force.settings.desk.listen
    with house.store.reading() as session:
        if not is_loopback(place(listen)[0]) and not has_users(session):
            cure = "for the desk itself: tocsin user add NAME --role admin"
            log.warning("open to others are links in messages and pushes alone: listen=%s cure=%s", listen, cure)
    desk = make_app(house.store, lambda: daemon.force, utc_now)
    async with serving(desk, listen), pushing(desk):
        await daemon.run()


async def _once(house: Opened) -> Summary:
    force = put_in_force(house.store, house.loaded, utc_now())
    async with open_web(house.settings.fetch) as web:
        return await run_once(house.store, web, force, utc_now)


def _show(summary: Summary, settings: Settings) -> None:
    for polled in summary.polls:
        if polled.error:
            click.secho(f"✗ {polled.source}: {polled.error}", fg="red")
        else:
            first = ", first poll: alerts nobody" if polled.was_silent(settings) else ""
            brought = f"{numbered(polled.items, 'item', 'items')}, {polled.new} new"
            click.echo(f"✓ {polled.source}: {brought}, {numbered(polled.alerts, 'alert', 'alerts')}{first}")
    click.secho(
        f"{numbered(len(summary.polls), 'source', 'sources')} polled, {summary.failed} failed; "
        f"{numbered(summary.new, 'new article', 'new articles')}, {numbered(summary.alerts, 'alert', 'alerts')}; "
        f"deliveries: {summary.sent} sent, {summary.waiting} waiting, {summary.dead} given up",
        bold=True,
    )

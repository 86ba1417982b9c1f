"""tocsin alert: what rang, and what its readers say of it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click
from sqlalchemy.orm import Session

from alerts.display import numbered, one_line
from scheduler.clock import utc_now
from store.alert_models import Alert
from store.alerts import STATES, latest, standings
from store.marks import Count, acknowledge, by_watch, missing, rate, unacknowledge, unrate
from tocsin.alert_report import address_of, count_facts, facts_of, show_alert, show_count
from tocsin.days import SINCE, Since, begun
from tocsin.opening import NUMBER, F, NoSuch, config_option, json_option, opened, user
from tocsin.show import show_json, show_json_list


@click.group()
def command() -> None:
    """List alerts, acknowledge them, and say which were useful."""


@command.command("list")
@click.option("--watch", help="Only those of this watch.")
@click.option("--since", type=SINCE, help="Only those opened from that day or time on, or in the last 6h.")
@click.option("--state", "states", multiple=True, type=click.Choice(list(STATES)), help="Only these; may be repeated.")
@click.option("--limit", default=20, show_default=True, type=NUMBER, help="So many at most.")
@click.option("--by-watch", "counted", is_flag=True, help="Count them by watch, with how many were useful.")
@config_option
@json_option
def list_alerts(
    watch: str | None,
    since: Since | None,
    states: tuple[str, ...],
    limit: int,
    counted: bool,
    config: Path | None,
    as_json: bool,
) -> int:
    """List alerts, newest first.

    Each with its watch, its title, who tells the story, how it was delivered and what its readers say.
    """
    with opened(config, to_look=True) as house, house.store.reading() as session:
        zone = house.settings.zone
        first = begun(since, zone)
        if counted:
            if states:
                raise click.UsageError("--by-watch counts alerts of every state: leave out --state")
            counts = [count for count in by_watch(session, first) if watch in (None, count.watch)]
            _print(counts, as_json)
            return 0
        found = latest(session, limit, watch=watch, since=first, states=states)
        if as_json:
            show_json_list([facts_of(one) for one in found], limit)
            return 0
        for one in found:
            show_alert(one, zone)
        more = " (more may follow; raise --limit)" if len(found) == limit else ""
        click.echo(f"{numbered(len(found), 'alert', 'alerts')}{more}")
    return 0


def _print(counts: Sequence[Count], as_json: bool) -> None:
    if as_json:
        show_json([count_facts(one) for one in counts])
        return
    for one in counts:
        show_count(one)


@command.command("show")
@click.argument("alert", type=NUMBER)
@config_option
@json_option
def show(alert: int, config: Path | None, as_json: bool) -> int:
    """Show one alert with the words that made it ring."""
    with opened(config, to_look=True) as house, house.store.reading() as session:
        _check(session, [alert])
        [one] = standings(session, [session.get_one(Alert, alert)])
        if as_json:
            show_json({**facts_of(one), "evidence": one.alert.evidence})
            return 0
        show_alert(one, house.settings.zone)
        address = address_of(one.alert)
        if address is None:
            click.echo("`tocsin status` shows how its watch stands now.")
            return 0
        click.echo(f"        {address}")
        words = dict.fromkeys(str(hit.get("text", "")) for hit in one.alert.evidence)
        click.echo(f"        found {', '.join(f'«{one_line(word, 100)}»' for word in words)}")
        click.echo(f"`tocsin why {address}` tells the whole way, every attempt among it.")
    return 0


def _marking(undo: str) -> Callable[[F], F]:
    """Give a command what all have that say something of alerts; undo is the help of its --undo."""

    def decorate(function: F) -> F:
        for option in (
            json_option,
            config_option,
            click.option("--by", default=user, help="Who says so; else your user's name."),
            click.option("--note", default="", help="Why."),
            click.option("--undo", is_flag=True, help=undo),
            click.argument("alerts", type=NUMBER, nargs=-1, required=True),
        ):
            function = option(function)
        return function

    return decorate


@command.command("ack")
@_marking("Take it back: what has not gone out goes out again.")
def ack(alerts: tuple[int, ...], undo: bool, note: str, by: str, config: Path | None, as_json: bool) -> int:
    """Acknowledge ALERTS. They are seen: what has not gone out of them yet does not."""

    def work(session: Session, alert: int) -> str:
        if undo:
            return "taken back" if unacknowledge(session, alert) else "was not acknowledged"
        done = acknowledge(session, alert, utc_now(), by[:100], note)
        return "acknowledged" if done else "was acknowledged before"

    return _mark(alerts, work, config, as_json)


@command.command("useful")
@_marking("Take back what was said, useful or not.")
def useful(alerts: tuple[int, ...], undo: bool, note: str, by: str, config: Path | None, as_json: bool) -> int:
    """Say that ALERTS were useful. It takes the place of what was said before."""
    return _mark(alerts, _rating(True, undo, note, by), config, as_json)


@command.command("not-useful")
@_marking("Take back what was said, useful or not.")
def not_useful(alerts: tuple[int, ...], undo: bool, note: str, by: str, config: Path | None, as_json: bool) -> int:
    """Say that ALERTS were not useful. It takes the place of what was said before."""
    return _mark(alerts, _rating(False, undo, note, by), config, as_json)


def _rating(is_useful: bool, undo: bool, note: str, by: str) -> Callable[[Session, int], str]:
    def work(session: Session, alert: int) -> str:
        if undo:
            return "taken back" if unrate(session, alert) else "was not rated"
        rate(session, alert, is_useful, utc_now(), by[:100], note)
        return "useful" if is_useful else "not useful"

    return work


def _mark(alerts: Sequence[int], work: Callable[[Session, int], str], config: Path | None, as_json: bool) -> int:
    """Do work on each of the alerts, or on none if one is not there."""
    with opened(config, to_look=True) as house, house.store.transaction() as session:
        _check(session, alerts)
        # In one order, so that two who mark the same alerts cannot lock each other out.
        done = {alert: work(session, alert) for alert in sorted(set(alerts))}
        for alert in done:
            house.note(session, f"/alerts/{alert}")
    if as_json:
        show_json([{"id": alert, "done": what} for alert, what in done.items()])
    else:
        for alert, what in done.items():
            click.echo(f"alert {alert}: {what}")
    return 0


def _check(session: Session, alerts: Sequence[int]) -> None:
    if gone := missing(session, alerts):
        numbers = ", ".join(map(str, gone))
        raise NoSuch(f"there is no alert {numbers}; `tocsin alert list` shows them; nothing was changed")

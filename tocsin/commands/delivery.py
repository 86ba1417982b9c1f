"""tocsin delivery: every alert on its way to someone, each attempt with its answer, and trying it again."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click

from alerts.display import numbered, one_line
from alerts.ledger import STATUSES, Entry, attempt_data, attempts_of, entries, entry, entry_data, retry
from scheduler.clock import utc_now
from store.alert_models import Attempt
from tocsin.days import SINCE, Since, begun
from tocsin.opening import NUMBER, NoSuch, channel_given, config_option, json_option, opened
from tocsin.show import TITLE, clock, show_json, show_json_list

COLOURS = {"sent": "green", "failed": "yellow", "dead": "red"}


@click.group()
def command() -> None:
    """List deliveries, show each attempt with its answer, and try them again."""


@command.command("list")
@click.option("--status", type=click.Choice(STATUSES), help="Only those that stand so.")
@click.option("--channel", help="Only those to this channel.")
@click.option("--watch", help="Only alerts of this watch.")
@click.option("--since", type=SINCE, help="Only those made from that day or time on, or in the last 6h.")
@click.option("--before", type=NUMBER, help="Go on below this id, for the next page.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="Stop after so many.")
@config_option
@json_option
def list_deliveries(limit: int, since: Since | None, config: Path | None, as_json: bool, **filters: Any) -> int:
    """List deliveries, newest first."""
    with opened(config, to_look=True) as house:
        zone = house.settings.zone
        with house.store.reading() as session:
            found = entries(session, limit, since=begun(since, zone), **filters)
        if as_json:
            show_json_list([entry_data(one) for one in found], limit)
            return 0
        for one in found:
            _show_line(one, lambda at: clock(at, zone))
        more = f"; the next page: --before {found[-1].delivery.id}" if len(found) == limit else ""
        click.echo(f"{len(found)} shown{more}")
    return 0


@command.command()
@click.argument("delivery_id", metavar="ID", type=NUMBER)
@config_option
@json_option
def show(delivery_id: int, config: Path | None, as_json: bool) -> int:
    """Show delivery ID with every attempt.

    When it was, how long it took, and what the other side answered.
    """
    with opened(config, to_look=True) as house:
        with house.store.reading() as session:
            one, attempts = entry(session, delivery_id), attempts_of(session, delivery_id)
        if one is None:
            raise NoSuch(f"there is no delivery {delivery_id}; `tocsin delivery list` shows those there are")
        if as_json:
            show_json({**entry_data(one), "attempts": [attempt_data(a) for a in attempts]})
        else:
            _Telling(lambda at: clock(at, house.settings.zone, seconds=True)).tell(one, list(attempts))
    return 0


@command.command("retry")
@click.argument("ids", metavar="[ID]...", nargs=-1, type=NUMBER)
@click.option("--dead", is_flag=True, help="All that were given up.")
@click.option("--channel", help="All of this channel that failed or were given up; with --dead only the latter.")
@config_option
@json_option
def retry_deliveries(ids: tuple[int, ...], dead: bool, channel: str | None, config: Path | None, as_json: bool) -> int:
    """Make deliveries due again, under the same message id.

    The running daemon sends them. Exit 1 if some cannot be tried again.
    """
    if bool(ids) == (dead or channel is not None):
        raise click.UsageError("say which: the ids of deliveries, or --dead, --channel NAME or both")
    # Only to look: its secrets are the daemon's, and so is bringing the tables up to date.
    with opened(config, to_look=True) as house:
        if channel is not None:
            channel_given(channel, house.settings)
        with house.store.transaction() as session:
            done = retry(session, utc_now(), house.settings.channels, ids, dead=dead, channel=channel)
            for number in ids:
                house.note(session, f"/deliveries/{number}")
            if not ids:
                house.note(
                    session, f"/deliveries?{urlencode({'status': 'dead' if dead else '', 'channel': channel or ''})}"
                )
        if as_json:
            show_json({"due": list(done.due), "refused": list(done.refused)})
        else:
            click.echo(f"{numbered(len(done.due), 'delivery is', 'deliveries are')} due again")
            for why in done.refused:
                click.secho(f"not: {why}", fg="red")
    return 1 if done.refused else 0


def _show_line(one: Entry, when: Any) -> None:
    row = one.delivery
    where = f"{row.channel} {row.recipient}".strip()
    status = click.style(f"{row.status:<7}", fg=COLOURS.get(row.status))
    about = one_line(f"{one.watch or 'notice'}: {one.told}", TITLE)
    about += "" if row.occasion == "first" else f" ({row.occasion})"
    click.echo(f"{row.id:>7}  {status}  {when(row.created_at)}  {where}  {about}")
    if row.last_error and row.status != "sent":
        following = "" if row.settled_at else f", {_following(row, when)}"
        click.echo(f"{'':>18}after {numbered(row.attempts, 'attempt', 'attempts')}{following}: {row.last_error}")


def _following(row: Any, when: Any) -> str:
    # What waits for a channel that is out of order keeps the time at which it would have been tried.
    waits = row.next_attempt_at <= utc_now()
    return f"{'due since' if waits else 'next attempt'} {when(row.next_attempt_at)}"


@dataclass(frozen=True)
class _Telling:
    """Tells of one delivery; `when` writes a time."""

    when: Any

    def tell(self, one: Entry, attempts: list[Attempt]) -> None:
        row = one.delivery
        click.secho(one_line(one.told, TITLE), bold=True)
        about = f"alert {row.alert_id} of watch {one.watch}" if one.watch else f"notice {row.notice_id}"
        click.echo(f"  delivery {row.id}: {about}, {row.occasion}")
        click.echo(f"  to {f'{row.channel} {row.recipient}'.strip()}, made {self.when(row.created_at)}")
        click.echo(f"  message {row.message_id or 'none yet'}")
        click.secho(f"  {self._stands(row)}", fg=COLOURS.get(row.status))
        for attempt in attempts:
            took = "" if attempt.duration_ms is None else f" in {attempt.duration_ms} ms"
            click.echo(f"  {attempt.number:>4}. {self.when(attempt.at)} {attempt.outcome}{took}: {attempt.answer}")

    def _stands(self, row: Any) -> str:
        if row.settled_at:
            return f"{row.status} {self.when(row.settled_at)}"
        return f"{row.status}, {'under way' if row.lease_owner else _following(row, self.when)}"

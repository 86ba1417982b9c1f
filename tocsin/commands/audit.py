"""tocsin audit: who changed what."""

from pathlib import Path

import click

from alerts.display import numbered, one_line
from store.audit import entries
from tocsin.days import SINCE, Since, begun
from tocsin.opening import NUMBER, config_option, json_option, opened
from tocsin.show import clock, show_json_list


@click.command()
@click.option("--since", type=SINCE, help="Only what was done from that day or time on, or in the last 6h.")
@click.option("--who", help="Only what this user did.")
@click.option("--limit", default=100, show_default=True, type=NUMBER, help="So many at most.")
@config_option
@json_option
def command(since: Since | None, who: str | None, limit: int, config: Path | None, as_json: bool) -> int:
    """Show who changed what on the desk and at the command line, who signed in and who tried to, newest first."""
    with opened(config, to_look=True) as house, house.store.reading() as session:
        zone = house.settings.zone
        found = entries(session, limit, since=begun(since, zone), who=who)
        if as_json:
            show_json_list(found, limit)
            return 0
        for one in found:
            said = one_line(f"{one['who'] or '(nobody known)'}: {one['what']} {one['about']}", 300)
            click.echo(f"{clock(one['at'], zone, seconds=True)}  {one_line(one['address'], 64)}  {said}")
        more = "; more may follow, raise --limit" if len(found) == limit else ""
        click.echo(f"{numbered(len(found), 'entry', 'entries')}{more}")
    return 0

"""tocsin export: what a search finds, or a watch found, as a file for other programs."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import click

from alerts.export import Exported, formats
from alerts.exporting import about, found_by_alerts, found_by_search
from alerts.searching import Where
from alerts.watch import Watch
from scheduler.clock import utc_now
from store.archive import Period
from tocsin import __version__
from tocsin.days import DAY, SINCE, Since, begun, midnight
from tocsin.opening import NUMBER, Opened, config_option, opened
from tocsin.trying import compiled, unnamed


@click.command()
@click.argument("query", required=False)
@click.option("--watch", help="The articles for which this watch opened alerts, in place of a search.")
@click.option("--format", "kind", type=click.Choice(sorted(formats())), default="jsonl", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option("--since", type=SINCE, help="Only what came from that day or time on, or in the last 6h.")
@click.option("--until", type=DAY, help="Only what was seen up to that day, for a search.")
@click.option("--source", help="Only articles first seen in this source, for a search.")
@click.option("--language", help="Only articles in this language, for a search.")
@click.option("--limit", type=NUMBER, help="Stop after so many.")
@config_option
def command(
    query: str | None,
    watch: str | None,
    kind: str,
    output: Path | None,
    since: Since | None,
    until: datetime | None,
    source: str | None,
    language: str | None,
    limit: int | None,
    config: Path | None,
) -> int:
    """Write the articles that QUERY finds, or that a watch opened alerts for, the newest first."""
    if (query is None) == (watch is None):
        raise click.UsageError("give a QUERY or --watch NAME, one of the two")
    if watch is not None and (until or source or language):
        raise click.UsageError("--until, --source and --language are for a search; leave them out with --watch")
    with opened(config, to_look=True) as house:
        zone = house.settings.zone
        after = midnight(until.date() + timedelta(days=1), zone) if until else None
        where = Where(Period(begun(since, zone), after), source, language)
        number = _write(house, kind, output, query, watch, where, limit)
    click.echo(f"{number} exported", err=True)
    return 0


def _write(
    house: Opened, kind: str, output: Path | None, query: str | None, name: str | None, where: Where, limit: int | None
) -> int:
    sources, counted = house.settings.sources_by_name, _Counted()
    watch: Watch | None
    if query is not None:
        watch, title = unnamed(query, house.settings), f"search for {query}"
        found = found_by_search(house.store, watch, where, sources, limit)
    else:
        named = house.settings.find_watch(name or "")
        watch, title = compiled(named, house.settings) if named else None, f"alerts of {name}"
        found = found_by_alerts(house.store, limit, watch=name, since=where.period.since)
    of = about(house.store, title, watch, sources, utc_now(), f"Tocsin {__version__}")
    with click.open_file(str(output or "-"), "wb") as file:
        for piece in formats()[kind]().write(counted.each(found), of):
            file.write(piece)
    return counted.number


class _Counted:
    """Counts articles that go by."""

    number = 0

    def each(self, articles: Iterator[Exported]) -> Iterator[Exported]:
        for one in articles:
            self.number += 1
            yield one

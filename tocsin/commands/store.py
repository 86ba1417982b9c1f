"""tocsin store: look after the database: bring its tables up to date, copy it, look it over, drop old texts."""

import sys
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import click

from alerts.display import numbered
from config.durations import duration, duration_text
from config.load import find_settings, load
from config.settings import keeps_long_enough
from scheduler.clock import utc_now
from scheduler.pruning import drop_all
from store.backup import back_up
from store.errors import StoreError
from store.migrate import upgrade
from store.prune import prunable
from store.session import sqlite_file
from store.soundness import Soundness, look_over
from tocsin.opening import Opened, all_set, config_option, json_option, opened, stored
from tocsin.show import bar, clock, show_json

_PG_DUMP = "on PostgreSQL `pg_dump --format=custom --file=FILE NAME` writes a backup, and pg_restore reads it"


@click.group()
def command() -> None:
    """Look after the database, also while Tocsin runs."""


@command.command("check")
@config_option
@json_option
def check(config: Path | None, as_json: bool) -> int:
    """Say whether it is whole, and how large.

    Exit 1 if it is damaged. Of a large SQLite file that takes minutes, for all of it is read.
    """
    with opened(config, to_look=True) as house:
        file = sqlite_file(house.settings.database.get_secret_value())
        if file and sys.stderr.isatty():
            # SQLite does not say how far it is.
            click.echo(f"reading all of {house.store.name}, {_bytes(file.stat().st_size)} …", err=True)
        found = look_over(house.store)
        if as_json:
            show_json({"fine": not found.problems, "store": house.store.name, **asdict(found)})
        else:
            _show(found, house)
    return 1 if found.problems else 0


@command.command("backup")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@config_option
@json_option
def backup(file: Path | None, config: Path | None, as_json: bool) -> int:
    """Copy the SQLite database to FILE.

    Or to a file named by the time, in that folder or here. Tocsin may run meanwhile: the copy is as all was when it
    began. It is looked over before it gets its name; it is never written over another file, and only you may read it.
    """
    with opened(config, to_look=True) as house:
        database = sqlite_file(house.settings.database.get_secret_value())
        if database is None:
            raise click.ClickException(_PG_DUMP)
        to = _free_name(file or Path(), utc_now(), database)
        with bar(100) as shown:
            size = back_up(database, to, lambda copied, pages: shown.update(100 * copied // max(pages, 1) - shown.pos))
    if as_json:
        show_json({"file": to.absolute(), "size": size})
    else:
        click.echo(f"{to}: {_bytes(size)}, whole. It takes the place of {database.name} while no Tocsin runs.")
    return 0


@command.command("upgrade")
@config_option
@json_option
def bring_up_to_date(config: Path | None, as_json: bool) -> int:
    """Bring the tables up to date.

    So does `tocsin run` when it starts. Make a backup first.
    """
    store = stored(load(find_settings(config), environ=all_set()).settings)
    try:
        applied = upgrade(store)
    finally:
        store.close()
    if as_json:
        show_json({"store": store.name, "applied": applied})
    else:
        click.echo(f"{store.name}: {f'brought up to {applied[-1]}' if applied else 'is up to date'}")
    return 0


@command.command("prune")
@click.option("--keep", metavar="TIME", help="So long texts are kept, as in 365d; else `keep_texts` of the settings.")
@click.option("--dry-run", is_flag=True, help="Only say how many articles that is about.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@config_option
@json_option
def prune(keep: str | None, dry_run: bool, yes: bool, config: Path | None, as_json: bool) -> int:
    """Drop the texts of old articles.

    Of those seen longer ago that no watch found and of whose story nobody was alerted. Their headlines and addresses
    stay, so that none comes twice. This cannot be undone: `tocsin store backup` first.
    """
    with opened(config, to_look=True) as house:
        length, now = _length(keep, house), utc_now()
        with house.store.reading() as session:
            articles, letters = prunable(session, now - length)
        dropped = 0
        texts = f"{numbered(articles, 'text', 'texts')} of {letters:,} letters, seen before"
        what = f"{texts} {clock(now - length, house.settings.zone)}"
        if articles and not dry_run:
            if as_json and not yes:
                raise click.UsageError("--json asks nothing: give --yes, or --dry-run, as well")
            if not yes:
                click.confirm(f"Drop {what}?", abort=True)
            dropped = _drop(house, now - length, articles, now)
    if as_json:
        show_json({"seen_before": now - length, "articles": articles, "letters": letters, "dropped": dropped})
    elif dropped:
        click.echo(f"Dropped {what}. The room is used again before the database grows.")
    else:
        click.echo(f"{what} would be dropped." if articles else f"No text is old enough: {duration_text(length)}.")
    return 0


def _length(keep: str | None, house: Opened) -> timedelta:
    if keep is None:
        if house.settings.keep_texts is None:
            raise click.UsageError("for how long? Give --keep 365d, or set keep_texts in the settings")
        return house.settings.keep_texts
    try:
        length = duration(keep)
        return keeps_long_enough(length)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--keep") from error


def _drop(house: Opened, before: datetime, articles: int, now: datetime) -> int:
    """Drop the texts, some at a time, and return of how many articles that was."""
    with house.store.transaction() as session:
        house.note(session, f"texts seen before {before:%Y-%m-%d %H:%M} UTC")
    dropped = 0
    with bar(articles) as shown:
        for number in drop_all(house.store, before, now):
            dropped += number
            shown.update(number)
    return dropped


def _free_name(given: Path, now: datetime, database: Path) -> Path:
    """Return the file a backup is written to. Raises BadParameter: there is one, or its folder is not there."""
    to = given / f"{database.stem}-{now:%Y%m%d-%H%M%S}{database.suffix}" if given.is_dir() else given
    if not to.parent.is_dir():
        raise click.BadParameter(f"there is no folder {to.parent}", param_hint="FILE")
    if to.exists():
        raise click.BadParameter(f"{to} is there already, and is not written over", param_hint="FILE")
    return to


def _show(found: Soundness, house: Opened) -> None:
    beside = "" if found.free is None else f", {_bytes(found.free)} free on its disk"
    gaps = f" ({_bytes(found.unused)} of it unused)" if found.unused else ""
    click.echo(f"{house.store.name}: {_bytes(found.size)}{gaps}{beside}")
    articles = numbered(found.articles, "article", "articles")
    pruned = f", {found.pruned} of them without their texts" if found.pruned else ""
    since = f", the oldest seen {clock(found.oldest_at, house.settings.zone)}" if found.oldest_at else ""
    click.echo(f"{articles}{pruned}{since}")
    for problem in found.problems:
        click.secho(f"✗ {problem}", fg="red")
    if found.problems:
        raise StoreError("damaged", f"{house.store.name} is not whole")
    click.echo("✓ it is whole")


def _bytes(number: int) -> str:
    """Return a size as people read it: 12.3 GB."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if number >= size:
            return f"{number / size:.1f} {unit}"
    return f"{number} bytes"

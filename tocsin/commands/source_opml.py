"""tocsin source import and export: lists of sources as other readers have them (OPML)."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import click

from config.load import find_settings, load
from crawler.opml import LARGEST
from scheduler.adding import Unreadable, as_opml, outlines
from scheduler.clock import utc_now
from tocsin.adding import adding
from tocsin.opening import all_set, config_option, json_option
from tocsin.show import show_json

_COLOURS = {"added": "green", "exists": None, "refused": "red"}


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--tag", "tags", multiple=True, help="A tag for all that are added; may be given again.")
@click.option("--dry-run", is_flag=True, help="Show what would be added, and write nothing.")
@config_option
@json_option
def import_sources(file: BinaryIO, tags: tuple[str, ...], dry_run: bool, config: Path | None, as_json: bool) -> int:
    """Add the sources of an OPML FILE (- for stdin) to the settings; what is read already is left as it is.

    Folders and categories become tags. Exit 1 if an entry was refused; the others are added all the same.
    """
    into = adding(config)
    try:
        found = outlines(file.read(LARGEST + 1))
    except Unreadable as error:
        raise click.ClickException(f"{file.name}: {error}") from error
    results = [into.take_outline(outline, tags) for outline in found.entries]
    written = str(into.write()) if into.entries and not dry_run else None
    if as_json:
        show_json({"file": written, "notes": found.notes, "entries": results})
    else:
        _show(results, found.notes, written)
    return 1 if any(result["result"] == "refused" for result in results) else 0


def _show(results: Sequence[dict[str, Any]], notes: Sequence[str], written: str | None) -> None:
    words = {"added": "added as" if written else "would be added as", "exists": "already there as"}
    for result in results:
        what = result["result"]
        said = f"{words[what]} {result['name']!r}" if what in words else f"refused: {result['why']}"
        click.secho(f"{result['title'] or result['url'] or 'an outline without a name'}: {said}", fg=_COLOURS[what])
    for note in notes:
        click.secho(f"note: {note}", fg="yellow")
    counts = Counter(result["result"] for result in results)
    added = f"{counts['added']} added" if written or not counts["added"] else f"{counts['added']} to be added"
    where = f"; see {written}" if written else ""
    click.echo(f"{added}, {counts['exists']} there already, {counts['refused']} refused{where}")


@click.command()
@click.argument("file", type=click.File("wb", atomic=True), default="-")
@config_option
def export_sources(file: BinaryIO, config: Path | None) -> int:
    """Write the sources of the settings, those of the catalogue among them, as OPML to FILE (stdout by default)."""
    settings = load(find_settings(config), environ=all_set()).settings
    file.write(as_opml(settings.sources, utc_now()))
    return 0

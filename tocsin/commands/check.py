"""tocsin check: read the settings and say what is wrong with them."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from alerts.concepts import load_concepts
from alerts.watch import compile_watch
from config import ConfigError, Settings
from config.load import find_settings
from crawler.advice import advice_on_sources
from crawler.browser import browser_command
from crawler.item import ReadError
from scheduler.in_force import read_settings
from tocsin.opening import config_option, json_option


@click.command()
@config_option
@json_option
def command(config: Path | None, as_json: bool) -> int:
    """Read the settings, every watch and channel in them, and say all that is wrong at once."""
    try:
        path = find_settings(config)
        loaded = read_settings(path)
    except ConfigError as error:
        if as_json:
            click.echo(json.dumps({"ok": False, "problems": error.problems}, ensure_ascii=False))
        else:
            click.echo(str(error), err=True)
            click.echo(f"{len(error.problems)} to mend", err=True)
        return 1
    settings = loaded.settings
    notes = [*loaded.notes, *_notes(settings)]
    counts = {"sources": len(settings.sources), "watches": len(settings.watches), "channels": len(settings.channels)}
    if as_json:
        click.echo(json.dumps({"ok": True, "file": str(path), **counts, "notes": notes}, ensure_ascii=False))
    else:
        for note in notes:
            click.secho(f"note: {note}", fg="yellow")
        click.echo(f"{path}: fine ({', '.join(f'{what}: {n}' for what, n in counts.items())})")
    return 0


def _notes(settings: Settings) -> Iterator[str]:
    yield from advice_on_sources(settings)
    concepts = load_concepts(settings.concepts)
    for watch in settings.watches:
        for advice in compile_watch(watch, concepts).advice(settings.sources):
            yield f"watch {watch.name!r}: {advice}"
        if settings.channels and watch.enabled and not watch.channels:
            yield f"watch {watch.name!r}: nobody is told of its alerts; name its channels if that is not meant"
    if any(source.javascript for source in settings.sources) or any(
        site.javascript for site in settings.sites.values()
    ):
        try:
            browser_command(settings.fetch.browser)
        except ReadError as error:
            yield str(error)

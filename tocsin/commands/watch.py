"""tocsin watch: list watches, try a query on a text, file or page, and see which part of it held."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from alerts.document import Document, document_of
from alerts.evaluate import Explanation
from alerts.near_misses import nearly
from alerts.query import format
from config import Settings
from config.load import find_settings
from scheduler.clock import utc_now
from scheduler.in_force import read_settings
from store.archive import by_ids
from store.articles import ids_at
from store.errors import StoreError
from tocsin.commands import watch_backtest
from tocsin.given import given_document, settings_for_a_try, text_options
from tocsin.opening import F, NoSuch, config_option, json_option, key_of, opened
from tocsin.show import excerpts, show_json
from tocsin.trying import compiled, watch_of
from tocsin.volumes import volume_words, volumes_of


@click.group()
def command() -> None:
    """List, test, explain and backtest watches."""


command.add_command(watch_backtest.command)


@command.command("list")
@config_option
@json_option
def list_watches(config: Path | None, as_json: bool) -> int:
    """List the watches with their queries and channels."""
    settings = read_settings(find_settings(config)).settings
    notes = {
        watch.name: list(map(str, compiled(watch, settings).advice(settings.sources))) for watch in settings.watches
    }
    volumes = _volumes(settings, config)
    if as_json:
        more = ({"notes": notes[w.name], "volume_now": volumes.get(w.name)} for w in settings.watches)
        show_json([w.model_dump(mode="json") | own for w, own in zip(settings.watches, more, strict=True)])
        return 0
    for watch in settings.watches:
        off = "" if watch.enabled else "  (off)"
        click.secho(f"{watch.name}{off}", bold=True)
        click.echo(f"  {' '.join(watch.query.split())}")
        click.echo(f"  → {', '.join(watch.channels) or 'kept only'}  priority {watch.priority}")
        if watch.name in volumes:
            click.echo(f"  volume: {volume_words(volumes[watch.name], settings.zone)}")
        for note in notes[watch.name]:
            click.secho(f"  note: {note}", fg="yellow")
    return 0


def _volumes(settings: Settings, config: Path | None) -> dict[str, dict[str, Any]]:
    """Return how the watches with a habit stand, by name; none where there is no store yet."""
    if not any(watch.volume for watch in settings.watches):
        return {}
    try:
        with opened(config, to_look=True) as house, house.store.reading() as session:
            return {volume["watch"]: volume for volume in volumes_of(session, settings, utc_now())}
    except StoreError as error:
        if error.kind != "missing":
            raise
        return {}


def _inputs(function: F) -> F:
    """Give a command the ways to name a text, or a stored article."""
    stored = click.option("--article", metavar="ADDRESS", help="Take the stored article of that address.")
    return stored(text_options(function))


@command.command("test")
@click.argument("query")
@_inputs
@config_option
@json_option
def test(query: str, config: Path | None, as_json: bool, **given: object) -> int:
    """Try QUERY, or the watch of that name, on a text. Exit 0 if it is found, 1 if not."""
    return _explain(query, config, as_json, given, tree=False)


@command.command("explain")
@click.argument("query")
@_inputs
@config_option
@json_option
def explain(query: str, config: Path | None, as_json: bool, **given: object) -> int:
    """Show which parts of QUERY hold for a text.

    Or of the watch of that name; and what did not hold, and what nearly did.
    """
    return _explain(query, config, as_json, given, tree=True)


@command.command("format")
@click.argument("query")
@config_option
def print_plainly(query: str, config: Path | None) -> int:
    """Print QUERY in its plainest spelling.

    Or the query of the watch of that name; with what there is to know of it.
    """
    settings = settings_for_a_try(config)
    watch = watch_of(query, settings)
    click.echo(format(watch.query))
    for advice in watch.advice(settings.sources):
        click.secho(f"note: {advice}", fg="yellow", err=True)
    return 0


def _explain(query: str, config: Path | None, as_json: bool, given: dict[str, object], *, tree: bool) -> int:
    settings = settings_for_a_try(config)
    watch = watch_of(query, settings)
    document = _document(given, settings, config)
    found = nearly(watch.explain(document), watch, document)
    # Of a text alone neither source nor tags are known, so a watch cannot pass it over.
    passed_over = watch.passes_over(document) if given["article"] else ""
    notes = list(map(str, watch.advice(settings.sources)))
    if as_json:
        facts = {"held": found.held, "passed_over": passed_over, "language": document.language}
        show_json({**facts, "query": watch.query.text, "notes": notes, "explanation": _facts(found)})
    else:
        _tell(document, found, passed_over, notes, tree=tree)
    return 0 if found.held and not passed_over else 1


def _tell(document: Document, found: Explanation, passed_over: str, notes: Sequence[str], *, tree: bool) -> None:
    fine = found.held and not passed_over
    said = "found" if fine else f"not looked at: {passed_over}" if passed_over else "not found"
    click.secho(said, bold=True, fg="green" if fine else "yellow")
    click.echo(f"  read as {document.language or 'a text of unknown language'}")
    for line in excerpts(((field.name, field.text) for field in document.fields), found.hits):
        click.echo(f"  {line}")
    for note in notes:
        click.secho(f"note: {note}", fg="yellow")
    if tree or not found.held:
        _show_tree(found, "")


def _document(given: dict[str, object], settings: Settings, config: Path | None) -> Document:
    if given["article"] is None:
        return given_document(given, settings)
    if any(given[name] is not None for name in ("text", "file", "url")):
        raise click.UsageError("--article names a text: give no other")
    return _stored(str(given["article"]), config)


def _stored(address: str, config: Path | None) -> Document:
    with opened(config, to_look=True) as house:
        with house.store.reading() as session:
            ids = ids_at(session, [key_of(address)])
        for article in by_ids(house.store, ids.values()):
            return document_of(article, house.settings.find_source(article.source))
    raise NoSuch(f"no article of this address is stored: {address}")


def _show_tree(part: Explanation, indent: str) -> None:
    mark = click.style("✓", fg="green") if part.held else click.style("✗", fg="red")
    words = ", ".join(dict.fromkeys(f"«{hit.text}»" for hit in part.hits[:5]))
    note = " ".join(filter(None, (words, part.note)))
    click.echo(f"{indent}{mark} {part.clause}{'  ' + note if note else ''}")
    for child in part.children:
        _show_tree(child, indent + "    ")


def _facts(part: Explanation) -> dict[str, object]:
    hits: Sequence[object] = [asdict(hit) for hit in part.hits]
    children = [_facts(child) for child in part.children]
    return {"clause": part.clause, "held": part.held, "note": part.note, "hits": hits, "children": children}

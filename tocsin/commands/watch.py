"""tocsin watch: list watches, try a query on a text, file or page, and see which part of it held."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from alerts.concepts import load_concepts
from alerts.evaluate import Explanation
from alerts.query import QueryError
from alerts.watch import Watch, compile_watch
from config import Settings, WatchSettings
from config.load import find_settings
from scheduler.in_force import read_settings
from tocsin.given import given_document, settings_for_a_try, text_options
from tocsin.opening import config_option, json_option
from tocsin.show import excerpts, show_json


@click.group()
def command() -> None:
    """List, test and explain watches."""


@command.command("list")
@config_option
@json_option
def list_watches(config: Path | None, as_json: bool) -> int:
    """List the watches with their queries and channels."""
    watches = read_settings(find_settings(config)).settings.watches
    if as_json:
        show_json([w.model_dump() for w in watches])
        return 0
    for watch in watches:
        off = "" if watch.enabled else "  (off)"
        click.secho(f"{watch.name}{off}", bold=True)
        click.echo(f"  {' '.join(watch.query.split())}")
        click.echo(f"  → {', '.join(watch.channels) or 'kept only'}  priority {watch.priority}")
    return 0


@command.command("test")
@click.argument("query")
@text_options
@config_option
@json_option
def test(query: str, config: Path | None, as_json: bool, **given: object) -> int:
    """Try QUERY, or the watch of that name, on a text; exit 0 if it is found, 1 if not."""
    return _explain(query, config, as_json, given, tree=False)


@command.command("explain")
@click.argument("query")
@text_options
@config_option
@json_option
def explain(query: str, config: Path | None, as_json: bool, **given: object) -> int:
    """Show part by part what of QUERY, or of the watch of that name, held for a text and what did not."""
    return _explain(query, config, as_json, given, tree=True)


def _explain(query: str, config: Path | None, as_json: bool, given: dict[str, object], *, tree: bool) -> int:
    settings = settings_for_a_try(config)
    watch = _watch(query, settings)
    document = given_document(given, settings)
    found = watch.explain(document)
    if as_json:
        show_json({"held": found.held, "query": watch.query.text, "explanation": _facts(found)})
        return 0 if found.held else 1
    click.secho("found" if found.held else "not found", bold=True, fg="green" if found.held else "yellow")
    for line in excerpts((("title", document.title), ("body", document.body)), found.hits):
        click.echo(f"  {line}")
    for warning in watch.query.warnings:
        click.secho(f"note: {warning}", fg="yellow")
    if tree or not found.held:
        _show_tree(found, "")
    return 0 if found.held else 1


def _watch(query: str, settings: Settings) -> Watch:
    named = next((w for w in settings.watches if w.name == query), None)
    try:
        return compile_watch(named or WatchSettings(name="query", query=query), load_concepts(settings.concepts))
    except QueryError as error:
        raise click.UsageError(str(error)) from error


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

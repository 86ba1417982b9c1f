"""tocsin watch: list watches, try a query on a text, file or page, and see which part of it held."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from alerts.concepts import load_concepts
from alerts.document import Document
from alerts.evaluate import Explanation
from alerts.query import QueryError, format
from alerts.watch import Watch, compile_watch, guessed_language
from config import ConfigError, Settings, WatchSettings
from config.load import find_settings
from scheduler.in_force import read_settings
from tocsin.opening import F, config_option, json_option
from tocsin.show import excerpts, show_json


@click.group()
def command() -> None:
    """List, test and explain watches."""


@command.command("list")
@config_option
@json_option
def list_watches(config: Path | None, as_json: bool) -> int:
    """List the watches with their queries and channels."""
    settings = read_settings(find_settings(config)).settings
    concepts = load_concepts(settings.concepts)
    notes = {w.name: list(map(str, compile_watch(w, concepts).advice)) for w in settings.watches}
    if as_json:
        show_json([{**w.model_dump(), "notes": notes[w.name]} for w in settings.watches])
        return 0
    for watch in settings.watches:
        off = "" if watch.enabled else "  (off)"
        click.secho(f"{watch.name}{off}", bold=True)
        click.echo(f"  {' '.join(watch.query.split())}")
        click.echo(f"  → {', '.join(watch.channels) or 'kept only'}  priority {watch.priority}")
        for note in notes[watch.name]:
            click.secho(f"  note: {note}", fg="yellow")
    return 0


def _inputs(function: F) -> F:
    """Give a command the ways to name a text."""
    for option in (
        click.option("--language", help="The language of the text; else it is found out."),
        click.option("--title", default="", help="A title to go with the text."),
        click.option("--url", help="Fetch this page and take its article."),
        click.option("--file", "file", type=click.File(encoding="utf-8"), help="Read the text from FILE, - for stdin."),
        click.option("--text", help="The text itself."),
    ):
        function = option(function)
    return function


@command.command("test")
@click.argument("query")
@_inputs
@config_option
@json_option
def test(query: str, config: Path | None, as_json: bool, **given: object) -> int:
    """Try QUERY, or the watch of that name, on a text; exit 0 if it is found, 1 if not."""
    return _explain(query, config, as_json, given, tree=False)


@command.command("explain")
@click.argument("query")
@_inputs
@config_option
@json_option
def explain(query: str, config: Path | None, as_json: bool, **given: object) -> int:
    """Show part by part what of QUERY, or of the watch of that name, held for a text and what did not."""
    return _explain(query, config, as_json, given, tree=True)


@command.command("format")
@click.argument("query")
@config_option
def print_plainly(query: str, config: Path | None) -> int:
    """Print QUERY, or the query of the watch of that name, in its plainest spelling, and what to know of it."""
    watch = _watch(query, _settings(config))
    click.echo(format(watch.query))
    for advice in watch.advice:
        click.secho(f"note: {advice}", fg="yellow", err=True)
    return 0


def _explain(query: str, config: Path | None, as_json: bool, given: dict[str, object], *, tree: bool) -> int:
    settings = _settings(config)
    watch = _watch(query, settings)
    document = _document(given, settings)
    found = watch.explain(document)
    if as_json:
        notes = list(map(str, watch.advice))
        show_json({"held": found.held, "query": watch.query.text, "notes": notes, "explanation": _facts(found)})
        return 0 if found.held else 1
    click.secho("found" if found.held else "not found", bold=True, fg="green" if found.held else "yellow")
    for line in excerpts((("title", document.title), ("body", document.body)), found.hits):
        click.echo(f"  {line}")
    for advice in watch.advice:
        click.secho(f"note: {advice}", fg="yellow")
    if tree or not found.held:
        _show_tree(found, "")
    return 0 if found.held else 1


def _settings(config: Path | None) -> Settings:
    """Return the user's settings; without a file only the shipped concepts are known, which is fine for a try."""
    try:
        path = find_settings(config)
    except ConfigError:
        if config is not None:
            raise
        return Settings(version=1)
    return read_settings(path).settings


def _watch(query: str, settings: Settings) -> Watch:
    named = next((w for w in settings.watches if w.name == query), None)
    try:
        return compile_watch(named or WatchSettings(name="query", query=query), load_concepts(settings.concepts))
    except QueryError as error:
        raise click.UsageError(str(error)) from error


def _document(given: dict[str, object], settings: Settings) -> Document:
    named = [name for name in ("text", "file", "url") if given[name] is not None]
    if len(named) != 1:
        raise click.UsageError("name one text: --text TEXT, --file FILE or --url URL")
    title, language = str(given["title"] or ""), given["language"]
    if given["url"] is not None:
        from tocsin.fetching import fetch_page

        page = fetch_page(str(given["url"]), settings.fetch)
        return Document(title=page.title, body=page.text, language=page.language, url=str(given["url"]))
    body = str(given["text"]) if given["text"] is not None else given["file"].read()  # type: ignore[attr-defined]
    return Document(
        title=title, body=body, language=str(language) if language else guessed_language(f"{title}\n{body}")
    )


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

"""tocsin watch: list watches, try a query on a text, file or page, and see which part of it held."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from alerts.document import Document, document_of
from alerts.evaluate import Explanation
from alerts.near_misses import nearly
from alerts.watch import Watch, guessed_language
from config import ConfigError, Settings
from config.load import find_settings
from scheduler.in_force import read_settings
from store.archive import by_ids, ids_at
from tocsin.commands import watch_backtest
from tocsin.opening import F, config_option, json_option, key_of, opened
from tocsin.show import excerpts, show_json
from tocsin.trying import watch_of


@click.group()
def command() -> None:
    """List, test, explain and backtest watches."""


command.add_command(watch_backtest.command)


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


def _inputs(function: F) -> F:
    """Give a command the ways to name a text."""
    for option in (
        click.option("--language", help="The language of the text; else it is found out."),
        click.option("--title", default="", help="A title to go with the text."),
        click.option("--url", help="Fetch this page and take its article."),
        click.option("--file", "file", type=click.File(encoding="utf-8"), help="Read the text from FILE, - for stdin."),
        click.option("--article", metavar="ADDRESS", help="Take the stored article of that address."),
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


def _explain(query: str, config: Path | None, as_json: bool, given: dict[str, object], *, tree: bool) -> int:
    settings = _settings(config)
    watch = watch_of(query, settings)
    document = _document(given, settings, config)
    found = nearly(watch.explain(document), watch, document)
    # Of a text alone neither source nor tags are known, so a watch cannot pass it over.
    passed_over = watch.passes_over(document) if given["article"] else ""
    if as_json:
        facts = {"held": found.held, "passed_over": passed_over, "language": document.language}
        show_json({**facts, "query": watch.query.text, "explanation": _facts(found)})
    else:
        _tell(watch, document, found, passed_over, tree=tree)
    return 0 if found.held and not passed_over else 1


def _tell(watch: Watch, document: Document, found: Explanation, passed_over: str, *, tree: bool) -> None:
    fine = found.held and not passed_over
    said = "found" if fine else f"not looked at: {passed_over}" if passed_over else "not found"
    click.secho(said, bold=True, fg="green" if fine else "yellow")
    click.echo(f"  read as {document.language or 'a text of unknown language'}")
    for line in excerpts(((field.name, field.text) for field in document.fields), found.hits):
        click.echo(f"  {line}")
    for warning in watch.query.warnings:
        click.secho(f"note: {warning}", fg="yellow")
    if tree or not found.held:
        _show_tree(found, "")


def _settings(config: Path | None) -> Settings:
    """Return the user's settings; without a file only the shipped concepts are known, which is fine for a try."""
    try:
        path = find_settings(config)
    except ConfigError:
        if config is not None:
            raise
        return Settings(version=1)
    return read_settings(path).settings


def _document(given: dict[str, object], settings: Settings, config: Path | None) -> Document:
    named = [name for name in ("text", "file", "url", "article") if given[name] is not None]
    if len(named) != 1:
        raise click.UsageError("name one text: --text TEXT, --file FILE, --url URL or --article ADDRESS")
    if given["url"] is not None:
        from tocsin.fetching import fetch_page

        page = fetch_page(str(given["url"]), settings.fetch)
        return Document(title=page.title, body=page.text, language=page.language, url=str(given["url"]))
    if given["article"] is not None:
        return _stored(str(given["article"]), config)
    title, language, body = str(given["title"] or ""), given["language"], _text(given)
    return Document(
        title=title, body=body, language=str(language) if language else guessed_language(f"{title}\n{body}")
    )


def _text(given: dict[str, object]) -> str:
    if given["text"] is not None:
        return str(given["text"])
    try:
        text: str = given["file"].read()  # type: ignore[attr-defined]
    except UnicodeDecodeError as error:
        raise click.UsageError(f"--file: the text is not UTF-8 (byte {error.start})") from error
    return text


def _stored(address: str, config: Path | None) -> Document:
    with opened(config, to_look=True) as house:
        with house.store.reading() as session:
            ids = ids_at(session, [key_of(address)])
        for article in by_ids(house.store, ids.values()):
            source = next((s for s in house.settings.sources if s.name == article.source), None)
            return document_of(article, source)
    raise click.ClickException(f"{address}: no article of this address is stored")


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

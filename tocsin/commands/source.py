"""tocsin source: the sources there are, and the way to more of them."""

import importlib
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from alerts.display import numbered
from config import ConfigError, Settings, SourceSettings
from config.catalogue import EVIDENCE, CatalogueSource, catalogue
from config.discretion import without_login
from config.load import find_settings, load
from tocsin.opening import all_set, config_option, json_option
from tocsin.show import show_json

#: Commands that read the network or other formats: imported when they are used, for listing is quick.
_OTHERS = {
    "add": ("source_add", "Find what a site offers, and add one of it."),
    "remove": ("source_remove", "Take sources out of the settings."),
    "check": ("source_check", "Visit sources and say how each is."),
    "import": ("source_opml", "Add the sources of an OPML file."),
    "export": ("source_opml", "Write the sources as OPML."),
}


class _Commands(click.Group):
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            lines = [(name, line) for name, (_, line) in _OTHERS.items()]
            formatter.write_dl([("list", "List the sources of the settings, or of the catalogue."), *lines])

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["list", *_OTHERS]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _OTHERS:
            return super().get_command(ctx, name)
        module = importlib.import_module(f"tocsin.commands.{_OTHERS[name][0]}")
        found: click.Command = getattr(module, f"{name}_sources")
        return found


@click.group(cls=_Commands)
def command() -> None:
    """List, find, add, remove, check, import and export sources."""


@command.command("list")
@click.option("--catalogue", "of_catalogue", is_flag=True, help="Those that Tocsin knows, switched on or not.")
@click.option("--tag", help="Only those with this tag.")
@click.option("--country", help="Only those of this country, as in --country PL.")
@click.option("--language", help="Only those in this language, as in --language uk.")
@config_option
@json_option
def list_sources(
    of_catalogue: bool,
    tag: str | None,
    country: str | None,
    language: str | None,
    config: Path | None,
    as_json: bool,
) -> int:
    """List the sources of the settings; with --catalogue those that `catalogue = [...]` can switch on."""
    settings = _settings(config)
    listed: Iterable[SourceSettings] = catalogue().values() if of_catalogue else settings.sources
    chosen = [source for source in listed if _fits(source, tag, country, language)]
    in_force = {source.name for source in settings.sources if source.enabled}
    rows = [_row(source, in_force) for source in chosen]
    if as_json:
        show_json(rows)
        return 0
    for row in rows:
        _show(row, of_catalogue)
    on = sum(row["on"] for row in rows)
    click.echo(f"{numbered(len(rows), 'source', 'sources')}, {on} of them switched on")
    return 0


def _settings(config: Path | None) -> Settings:
    """Return the user's settings; where there are none yet, the catalogue can be looked at all the same."""
    try:
        path = find_settings(config)
    except ConfigError:
        return Settings(version=1)
    return load(path, environ=all_set()).settings


def _fits(source: SourceSettings, tag: str | None, country: str | None, language: str | None) -> bool:
    return (
        (tag is None or tag.casefold() in map(str.casefold, source.tags))
        and (country is None or country.upper() == source.country)
        and (language is None or language.casefold() == (source.language or "").casefold())
    )


def _row(source: SourceSettings, in_force: Collection[str]) -> dict[str, Any]:
    """Return what a list says of a source; `on` tells whether it is read, being among those in force."""
    facts = source.model_dump(include={"name", "url", "kind", "language", "country", "tags", "links"})
    known = {"title": source.title, **_evidence(source)} if isinstance(source, CatalogueSource) else {}
    origin = "catalogue" if isinstance(source, CatalogueSource) else "settings"
    facts["url"] = without_login(source.url)
    return {**facts, **known, "origin": origin, "on": source.name in in_force}


def _evidence(source: CatalogueSource) -> dict[str, Any]:
    return {
        "tier": source.tier,
        "verified": source.is_verified,
        "evidence": source.evidence,
        "seen": source.seen,
        "note": source.note,
    }


def _show(row: Mapping[str, Any], of_catalogue: bool) -> None:
    facts = ", ".join(filter(None, (row["language"], row["country"], row["kind"], *row["tags"])))
    switched = click.style("●", fg="green") if row["on"] else "○"
    title = f"  {row['title']}" if of_catalogue else ""
    click.echo(f"{switched} {click.style(row['name'], bold=True)}{title}  ({facts})")
    click.echo(f"    {row['url']}")
    if of_catalogue:
        click.echo(f"    {_seen(row)}")


def _seen(row: Mapping[str, Any]) -> str:
    day: date | None = row["seen"]
    words = EVIDENCE[row["evidence"]] + (f" on {day}" if day else "")
    return f"{words}: {row['note']}" if row["note"] else words

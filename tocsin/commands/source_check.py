"""tocsin source check: visit sources and say how each is."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from config import ConfigError, FetchSettings, Settings, SourceSettings
from config.catalogue import CatalogueSource, catalogue
from config.choosing import is_such
from config.discretion import without_login
from config.edit import Editor
from config.explain import near
from config.load import find_settings, load
from crawler.checks import check_sources as checks
from crawler.checkup import check_up
from crawler.diagnosis import Diagnosis
from crawler.loop import run
from crawler.open_web import open_web
from scheduler.adding import Adding
from scheduler.clock import utc_now
from tocsin.adding import write_into
from tocsin.log import set_up_logging
from tocsin.opening import NoSuch, all_set, config_option, json_option
from tocsin.show import bar, show_json

#: Names of sources with what was found of each, in the order of the settings.
Findings = Mapping[str, Diagnosis]


@click.command()
@click.argument("names", nargs=-1)
@click.option("--all", "also_off", is_flag=True, help="Those that are switched off as well.")
@click.option("--tag", "tags", multiple=True, help="Only those with this tag; may be given again.")
@click.option("--catalogue", "of_catalogue", is_flag=True, help="Those that Tocsin knows, switched on or not.")
@click.option("--fix", is_flag=True, help="Write the new addresses of those that have moved for good.")
@config_option
@json_option
def check_sources(
    names: tuple[str, ...],
    also_off: bool,
    tags: tuple[str, ...],
    of_catalogue: bool,
    fix: bool,
    config: Path | None,
    as_json: bool,
) -> int:
    """Visit the sources of these NAMES, or all, and say how each is; exit 1 if something is wrong with one.

    Nothing is stored, and the daemon may run meanwhile. --fix keeps the settings as they were beside them, as FILE.old.
    """
    if fix and of_catalogue:
        raise click.UsageError("--fix changes settings, and what --catalogue visits does not stand there")
    set_up_logging()
    path = find_settings(config)
    settings = load(path, [checks], all_set()).settings
    listed = tuple(catalogue().values()) if of_catalogue else settings.sources
    sources = _chosen(listed, names, tags, also_off=also_off)
    found = _visited(sources, settings.fetch)
    fixed = _fix(path, settings, found) if fix else {}
    if as_json:
        show_json([_row(source, found[source.name], fixed.get(source.name)) for source in sources])
    else:
        _show(found, fixed)
    return 0 if all(d.is_fine or fixed.get(name) == "fixed" for name, d in found.items()) else 1


def _chosen(
    listed: Sequence[SourceSettings], names: Sequence[str], tags: Sequence[str], *, also_off: bool
) -> list[SourceSettings]:
    known = [source.name for source in listed]
    if unknown := next((name for name in names if name not in known), None):
        raise NoSuch(f"there is no source {unknown!r}; {near(unknown, known)}")
    return [
        source
        for source in listed
        if (source.name in names if names else source.enabled or also_off)
        and (not tags or any(is_such(source, f"tag:{tag}") for tag in tags))
    ]


def _visited(sources: Sequence[SourceSettings], fetch: FetchSettings) -> Findings:
    """Visit all at once, as politely as in polls: one host is asked by turns, and a slow one holds up no other."""

    async def main() -> Findings:
        async with open_web(fetch) as web:

            async def one(source: SourceSettings) -> tuple[str, Diagnosis]:
                return source.name, await check_up(source, fetch, web, utc_now())

            found: dict[str, Diagnosis] = {}
            with bar(len(sources)) as shown:
                for visit in asyncio.as_completed([one(source) for source in sources]):
                    name, found[name] = await visit
                    shown.update(1)
            return found

    found = run(main)
    return {source.name: found[source.name] for source in sources}


def _fix(path: Path, settings: Settings, found: Findings) -> dict[str, str]:
    """Write the addresses of those that have moved, and return what became of each: `fixed`, or why not."""
    moved = {name: diagnosis.address for name, diagnosis in found.items() if diagnosis.state == "moved"}
    known, outcome, wanted = Adding(settings), dict[str, str](), dict[str, str]()
    for name, address in moved.items():
        source = settings.source(name)
        there = known.existing(address or "", source.links, source.spider)
        if isinstance(source, CatalogueSource):
            outcome[name] = "it comes from the catalogue; write it out under [[sources]] with that address"
        elif there not in (None, name) or address in wanted.values():
            outcome[name] = f"{there or 'another source'!r} reads that address already; remove one of them"
        elif address:
            wanted[name], outcome[name] = address, "fixed"
    try:
        if wanted:
            editor = Editor(path, [checks], all_set())
            what = f"sources moved: {', '.join(wanted)}"
            write_into(path, editor, editor.with_addresses(wanted), what, keep=True)
    except ConfigError as error:
        outcome |= dict.fromkeys(wanted, f"it was not written: {error}")
    return outcome


def _row(source: SourceSettings, diagnosis: Diagnosis, fixed: str | None) -> dict[str, Any]:
    found = asdict(diagnosis)
    if diagnosis.address:
        found["address"] = without_login(diagnosis.address)
    return {"name": source.name, "url": without_login(source.url), "fine": diagnosis.is_fine, **found, "fix": fixed}


def _show(found: Findings, fixed: Mapping[str, str]) -> None:
    width = min(max(map(len, found), default=0), 30)
    for name, diagnosis in found.items():
        mark = click.style("✓", fg="green") if diagnosis.is_fine else click.style("✗", fg="red")
        state = "" if diagnosis.is_fine else f"{diagnosis.state}: "
        click.echo(f"{mark} {name:<{width}}  {state}{diagnosis.what}")
        if name in fixed:
            click.echo(f"    {'the new address was written' if fixed[name] == 'fixed' else fixed[name]}")
        elif diagnosis.cure:
            click.echo(f"    {diagnosis.cure}")
    counts = Counter(diagnosis.state for diagnosis in found.values())
    click.echo(f"{len(found)} visited: " + (", ".join(f"{n} {state}" for state, n in counts.most_common()) or "none"))

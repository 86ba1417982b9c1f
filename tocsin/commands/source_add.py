"""tocsin source add: find what a site offers, show it, and write what is chosen into the settings."""

import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import tzinfo
from typing import Any

import click

from alerts.display import numbered
from config import FetchSettings
from config.discretion import without_login
from crawler.loop import run
from crawler.offer import Offer
from crawler.offers import Found
from scheduler.adding import Unreadable, entry_for, look, source_of, tags_of
from scheduler.clock import utc_now
from tocsin.adding import IntoFile, adding
from tocsin.log import set_up_logging
from tocsin.opening import NUMBER, config_option, json_option
from tocsin.show import clock, show_json


@click.command()
@click.argument("address")
@click.option("--pick", type=NUMBER, help="Take the offer of this number, without asking.")
@click.option("--first", is_flag=True, help="Take the first offer, without asking.")
@click.option("--name", help="What to call the source; else it is named after its host.")
@click.option("--tag", "tags", multiple=True, help="A tag for it; may be given again.")
@click.option("--country", help="Its country, as in --country PL.")
@click.option("--language", help="Its language; else the one its items are in.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@config_option
@json_option
def add_sources(address: str, pick: int | None, first: bool, dry_run: bool, as_json: bool, **given: Any) -> int:
    """Find what the site at ADDRESS offers (feeds, news sitemaps, lists of articles) and add one to the settings.

    ADDRESS is a host, such as example.org, or any page or feed. Without --pick or --first you are asked which one.
    """
    set_up_logging()
    into = adding(given["config"])
    _check(given, into)
    found = _found(address, into.settings.fetch)
    known = [into.there_as(offer) for offer in found.offers]
    if not as_json:
        _show(found, known, into.settings.zone)
    number = _choice(len(found.offers), 1 if first else pick, may_ask=not (as_json or dry_run))
    added = _add(into, found, number, given, dry_run=dry_run) if number else None
    if as_json:
        offers = [
            {"number": n, **_without_login(asdict(o)), "exists_as": known[n - 1]} for n, o in enumerate(found.offers, 1)
        ]
        show_json({"url": without_login(found.url), "offers": offers, "notes": found.notes, "added": added})
    elif added:
        click.echo(_said(added))
    refused = bool(added and "exists_as" in added)
    return 1 if refused or not found.offers or not (number or as_json or dry_run) else 0


def _check(given: dict[str, Any], into: IntoFile) -> None:
    """Complain of what the user gave before a site is troubled. Raises UsageError."""
    named = {key: given[key] for key in ("name", "country", "language") if given[key] is not None}
    try:
        source = source_of({"name": "new", "url": "https://example.org/", **named})
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if given["name"] and into.free_name(source.name) != source.name:
        raise click.UsageError(f"there is a source {source.name!r} already; give it another --name")


def _found(address: str, fetch: FetchSettings) -> Found:
    if sys.stderr.isatty():
        click.echo(f"Looking at {without_login(address)} …", err=True)
    try:
        return run(lambda: look(address, fetch, utc_now()))
    except Unreadable as error:
        shown, said = without_login(address), str(error)
        raise click.ClickException(said if shown in said else f"{shown}: {said}") from error


def _show(found: Found, known: Sequence[str | None], zone: tzinfo) -> None:
    for number, (offer, name) in enumerate(zip(found.offers, known, strict=True), 1):
        title = f"  «{offer.title}»" if offer.title else ""
        click.echo(f"{number:>2}  {click.style(offer.kind, bold=True)}  {without_login(offer.url)}{title}")
        if name:
            click.secho(f"      already read, as {name!r}", fg="yellow")
        if offer.links:
            click.echo(f"      links = {offer.links!r}, guessed from what repeats on the page")
        click.echo(f"      {_brings(offer, zone)}")
        for headline in offer.headlines:
            click.echo(f"      · {headline}")
    for note in found.notes:
        click.secho(f"note: {note}", fg="yellow")
    if not found.offers and not found.is_read:
        click.echo("Nothing was found where feeds and sitemaps usually are, either.")
    elif not found.offers:
        click.echo(
            f"{without_login(found.url)} offers nothing that can be read: no feed, no sitemap, no list of articles."
        )
        click.echo("Try the address of its page of news; a site without any needs a spider (docs/sources.md).")


def _brings(offer: Offer, zone: tzinfo) -> str:
    if not offer.items:
        return "nothing in it now"
    newest = f"newest {clock(offer.newest, zone)}" if offer.newest else "without dates"
    newest += " (nothing new for long)" if offer.stale else ""
    return f"{numbered(offer.items, 'item', 'items')}, {newest}, {offer.text}, language {offer.language or 'unknown'}"


def _choice(offers: int, pick: int | None, *, may_ask: bool) -> int:
    """Return the number of the offer that is wanted, 0 for none."""
    if pick is not None and offers and pick > offers:
        raise click.UsageError(f"--pick {pick}: there are only {offers}")
    if pick is not None or not offers or not may_ask:
        return pick or 0 if offers else 0
    if not sys.stdin.isatty():
        click.echo("Nothing was added: --pick NUMBER or --first takes one.", err=True)
        return 0
    return int(click.prompt("Which one? 0 for none", type=click.IntRange(0, offers), default=1))


def _add(into: IntoFile, found: Found, number: int, given: dict[str, Any], *, dry_run: bool) -> dict[str, Any]:
    """Write the offer of that number and return its keys, with `file` and `written`, or `exists_as`."""
    offer = found.offers[number - 1]
    if name := into.there_as(offer):
        return {"url": without_login(offer.url), "exists_as": name}
    entry = entry_for(
        given["name"] or into.name_of(offer, found.url),
        offer.url,
        offer.kind,
        tags_of(given["tags"]),
        links=offer.links,
        language=given["language"] or offer.language,
        country=given["country"],
    )
    into.take(entry)
    return {**_without_login(entry), "written": not dry_run, "file": None if dry_run else str(into.write())}


def _without_login(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what there is to tell of a source as it may be shown."""
    aliases = {"aliases": tuple(map(without_login, facts["aliases"]))} if "aliases" in facts else {}
    return {**facts, "url": without_login(facts["url"]), **aliases}


def _said(added: dict[str, Any]) -> str:
    if "exists_as" in added:
        return f"{added['url']} is read already, as {added['exists_as']!r}; nothing was added."
    if not added["written"]:
        return f"Would add {added['name']!r}: {added['url']}"
    typed = shlex.quote(added["name"])
    return (
        f"Added {added['name']!r} to {added['file']}. A running Tocsin takes it up by itself; "
        f"`tocsin poll {typed}` reads it now, `tocsin source remove {typed}` takes it out again."
    )

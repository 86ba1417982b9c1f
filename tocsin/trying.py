"""The watch that a command names, or the query that it is given, ready to be tried."""

from difflib import get_close_matches

import click

from alerts.concepts import load_concepts
from alerts.query import QueryError
from alerts.watch import Watch, bare, compile_watch
from config import Settings, WatchSettings


def watch_of(text: str, settings: Settings) -> Watch:
    """Return the watch of that name, or else text as a query.

    Raises:
        UsageError: the query is none.

    """
    named = settings.find_watch(text)
    if named is not None:
        return compiled(named, settings)
    if near := get_close_matches(text, [watch.name for watch in settings.watches], 1):
        click.echo(f"note: no watch is called {text!r}, so this is read as a query; or is {near[0]!r} meant?", err=True)
    return unnamed(text, settings)


def unnamed(query: str, settings: Settings) -> Watch:
    """Return a watch for a query that is given on the command line. Raises UsageError: it is none."""
    return compiled(bare(query, "query"), settings)


def compiled(watch: WatchSettings, settings: Settings) -> Watch:
    """Return watch ready to be tried. Raises UsageError: its query is none."""
    try:
        return compile_watch(watch, load_concepts(settings.concepts))
    except QueryError as error:
        raise click.UsageError(str(error)) from error

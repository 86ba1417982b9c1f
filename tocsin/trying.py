"""Try watches on articles: the watch that a command names, and the stored articles one after the other."""

import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches

import click

from alerts.concepts import load_concepts
from alerts.document import Document, document_of
from alerts.evaluate import Evidence
from alerts.matcher import Matcher
from alerts.query import QueryError
from alerts.watch import Watch, compile_watch
from config import Settings, WatchSettings
from config.choosing import SourceFacts
from store.models import Article


def watch_of(text: str, settings: Settings) -> Watch:
    """Return the watch of that name, or else text as a query.

    Raises:
        UsageError: the query is none.

    """
    named = next((watch for watch in settings.watches if watch.name == text), None)
    if named is not None:
        return compiled(named, settings)
    if near := get_close_matches(text, [watch.name for watch in settings.watches], 1):
        click.echo(f"note: no watch is called {text!r}, so this is read as a query; or is {near[0]!r} meant?", err=True)
    return unnamed(text, settings)


def unnamed(query: str, settings: Settings) -> Watch:
    """Return a watch for a query that is given on the command line. Raises UsageError: it is none."""
    return compiled(WatchSettings(name="query", query="…").model_copy(update={"query": query}), settings)


def compiled(watch: WatchSettings, settings: Settings) -> Watch:
    """Return watch ready to be tried. Raises UsageError: its query is none."""
    try:
        return compile_watch(watch, load_concepts(settings.concepts))
    except QueryError as error:
        raise click.UsageError(str(error)) from error


@dataclass(frozen=True)
class Tried:
    """An article, and what each watch found in it."""

    article: Article
    document: Document
    evidence: tuple[Evidence | None, ...]


class Trying:
    """Watches at work on articles.

    Attributes:
        articles: how many were tried.
        reading: seconds of processor time to read them.
        matching: the same for each watch to tell whether its query holds.
        showing: the same for all to find the places in those for which one does.
        timed_out: for each watch, the articles on which it, or a regular expression of it, took too long.

    """

    def __init__(self, watches: Sequence[Watch], sources: Iterable[SourceFacts]) -> None:
        self._watches = watches
        self._matchers = [Matcher(watch.concepts, [watch]) for watch in watches]
        self._sources: Mapping[str, SourceFacts] = {source.name: source for source in sources}
        self.articles = 0
        self.reading = self.showing = 0.0
        self.matching = [0.0] * len(watches)
        self.timed_out = [0] * len(watches)
        self._complaints = _Complaints()

    def on(self, articles: Iterable[Article]) -> Iterator[Tried]:
        """Yield each article with what the watches found."""
        articles = iter(articles)
        with _complaints() as self._complaints:
            while True:
                started = time.process_time()
                article = next(articles, None)
                self.reading += time.process_time() - started
                if article is None:
                    return
                yield self._try(article)

    def _try(self, article: Article) -> Tried:
        document = document_of(article, self._sources.get(article.source))
        self.articles += 1
        return Tried(article, document, tuple(self._find(number, document) for number in range(len(self._watches))))

    def _find(self, number: int, document: Document) -> Evidence | None:
        complaints = self._complaints.number
        started = time.process_time()
        found = self._matchers[number].find(document)
        known = time.process_time()
        evidence = self._watches[number].evaluate(document) if found else None
        self.matching[number] += known - started
        self.showing += time.process_time() - known
        self.timed_out[number] += self._complaints.number > complaints
        return evidence


class _Complaints(logging.Handler):
    """Counts what the evaluator says aloud, which is that a query or a regular expression took too long."""

    number = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.number += 1


@contextmanager
def _complaints() -> Iterator[_Complaints]:
    """Count complaints in place of printing them: an expression that is too slow is so on every article."""
    log, counted = logging.getLogger("alerts.evaluate"), _Complaints()
    log.addHandler(counted)
    log.propagate = False
    try:
        yield counted
    finally:
        log.propagate = True
        log.removeHandler(counted)

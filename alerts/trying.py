"""Watches at work on stored articles, one after the other, and what that costs."""

import logging
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from alerts.document import Document, document_of
from alerts.evaluate import Evidence
from alerts.inflection import lemmas
from alerts.matcher import Matcher
from alerts.watch import Watch
from config.choosing import SourceFacts
from store.models import Article


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
        self._languages: set[str | None] = set()

    def on(self, articles: Iterable[Article]) -> Iterator[Tried]:
        """Yield each article with what the watches found."""
        articles = iter(articles)
        while True:
            started = time.thread_time()
            article = next(articles, None)
            self.reading += time.thread_time() - started
            if article is None:
                return
            # For one article alone: the next one may be asked for later, and by another thread.
            with _complaints() as self._complaints:
                tried = self._try(article)
            yield tried

    def _try(self, article: Article) -> Tried:
        document = document_of(article, self._sources.get(article.source))
        self._read_dictionary(document.language)
        self.articles += 1
        return Tried(article, document, tuple(self._find(number, document) for number in range(len(self._watches))))

    def _read_dictionary(self, language: str | None) -> None:
        """Have the dictionary read before the time counts: the daemon reads it once, not for these articles."""
        if language not in self._languages:
            self._languages.add(language)
            lemmas("word", language)

    def _find(self, number: int, document: Document) -> Evidence | None:
        complaints = self._complaints.number
        started = time.thread_time()
        found = self._matchers[number].find(document)
        known = time.thread_time()
        evidence = self._watches[number].evaluate(document) if found else None
        self.matching[number] += known - started
        self.showing += time.thread_time() - known
        self.timed_out[number] += self._complaints.number > complaints
        return evidence


class _Complaints(logging.Filter):
    """Counts, and keeps out of the log, what the evaluator says in this thread: a query or regular expression is slow.

    What it says of the daemon's own work meanwhile goes on to the log.
    """

    def __init__(self) -> None:
        super().__init__()
        self.number, self._thread = 0, threading.get_ident()

    def filter(self, record: logging.LogRecord) -> bool:
        ours = record.thread == self._thread
        self.number += ours
        return not ours


@contextmanager
def _complaints() -> Iterator[_Complaints]:
    """Count complaints in place of printing them: an expression that is too slow is so on every article."""
    log, counted = logging.getLogger("alerts.evaluate"), _Complaints()
    log.addFilter(counted)
    try:
        yield counted
    finally:
        log.removeFilter(counted)

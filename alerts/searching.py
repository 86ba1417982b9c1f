"""Look for a query in the stored articles, the last seen first, for as long as one may."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from alerts.document import document_of
from alerts.evaluate import Hit
from alerts.matcher import Matcher
from alerts.watch import Watch
from config.choosing import SourceFacts
from store.archive import Period, read
from store.models import Article
from store.session import Store

#: Articles read at a time: of a query that is found soon no more are read than are shown.
_TOGETHER = 100


@dataclass(frozen=True)
class Where:
    """Which articles are looked at: of a time, and if given of one source or language; after one, by its id."""

    period: Period
    source: str | None = None
    language: str | None = None
    after: int | None = None

    def has(self, article: Article) -> bool:
        """Whether an article is among them, but for the time."""
        of_source = self.source is None or article.source == self.source
        return of_source and (self.language is None or article.language == self.language)


@dataclass(frozen=True)
class Searched:
    """What was found, and how far was looked.

    `last` is the id of the last article that was looked at, None if there are no more; `reached` when that was seen.
    `out_of_time`: it ended because the time ran out, not because enough was found.
    """

    found: tuple[tuple[Article, tuple[Hit, ...]], ...]
    looked_at: int
    last: int | None
    reached: datetime | None
    out_of_time: bool


def search(
    store: Store,
    watch: Watch,
    where: Where,
    sources: Mapping[str, SourceFacts],
    *,
    limit: int,
    within: float,
    clock: Callable[[], float] = time.monotonic,
) -> Searched:
    """Return what a watch finds in stored articles.

    Arguments: at most `limit` articles, looked for during `within` seconds of `clock`; `sources` are by name.
    """
    matcher, found, number, began = (
        Matcher(watch.concepts, [watch]),
        list[tuple[Article, tuple[Hit, ...]]](),
        0,
        clock(),
    )
    article = None
    for article in read(store, where.period, newest_first=True, page=_TOGETHER, after=where.after):
        number += 1
        if where.has(article):
            document = document_of(article, sources.get(article.source))
            evidence = watch.evaluate(document) if matcher.find(document) else None
            found += [(article, evidence.hits)] if evidence is not None else []
        out_of_time = clock() - began > within
        if len(found) == limit or out_of_time:
            return Searched(tuple(found), number, article.id, article.seen_at, out_of_time and len(found) < limit)
    return Searched(tuple(found), number, None, article.seen_at if article else None, False)

"""Look for a query in the stored articles, the last kept first, for as long as one may.

The index of words (`store.word_index`) tells which articles may hold it, and each of these is looked at whole. Of a
query that needs no word (all NOT or regular expressions) every article may: they are gone through, the last seen first.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from alerts.document import document_of
from alerts.evaluate import Hit
from alerts.index_keys import ANYTHING, SOURCE, written
from alerts.index_needs import Asked, key_of_language, need_of_period
from alerts.matcher import Matcher
from alerts.watch import Watch
from config.choosing import SourceFacts
from store.archive import Period, articles, read
from store.index_rules import outdated
from store.models import Article
from store.needs import NOTHING, Key, Need, all_of, any_of
from store.session import Store
from store.word_index import UNASKED, found, languages, unindexed

#: Articles read at a time: of a query that is found soon no more are read than are shown.
_TOGETHER = 100
#: The same of those that the index finds: most of them hold the query.
_LIKELY = 25
#: So many are looked at however short the time: a machine that is busy elsewhere still answers, and gets on. More than
#: those for which the index is not asked.
AT_LEAST = UNASKED + _LIKELY

Found = tuple[Article, tuple[Hit, ...]]


@dataclass(frozen=True)
class Where:
    """Which articles are looked at: of a time, and if given of one source or language; after one, by its id."""

    period: Period
    source: str | None = None
    language: str | None = None
    after: int | None = None

    def has(self, article: Article) -> bool:
        """Whether an article is among them, wherever that stands in their order."""
        of_source = self.source is None or article.source == self.source
        of_language = self.language is None or article.language == self.language
        return of_source and of_language and article.seen_at in self.period

    @property
    def need(self) -> Need | None:
        """What the index must have of such an article."""
        source = None if self.source is None else Key(SOURCE + written(self.source))
        language = None if self.language is None else key_of_language(self.language)
        return all_of([source, language, need_of_period(self.period)])


@dataclass(frozen=True)
class Searched:
    """What was found, and how far was looked.

    `last` is the id of the last article that was looked at, None if there are no more; `reached` when that was seen.
    `out_of_time`: it ended because the time ran out, not because enough was found. `by_words`: the query needs words,
    so that only articles were looked at that have them, and the `unindexed`, of which that is not known yet. Of so many
    `outdated` at most it is known by the rules of another release.
    """

    found: tuple[Found, ...]
    looked_at: int
    last: int | None
    reached: datetime | None
    out_of_time: bool
    by_words: bool
    unindexed: int
    outdated: int


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

    Arguments: at most `limit` articles, looked for during `within` seconds of `clock`, but among `AT_LEAST` in any
    case; `sources` are by name.
    """
    looking = look(store, watch, where, sources)
    # From here on: the first search in a language reads its dictionary, which may take as long.
    began, number, kept, article = clock(), 0, list[Found](), None
    for article, hits in looking.articles:
        number += 1
        kept += [(article, hits)] if hits is not None else []
        out_of_time = number >= AT_LEAST and clock() - began > within
        if len(kept) == limit or out_of_time:
            break
    else:
        return Searched(tuple(kept), number, None, article.seen_at if article else None, False, *looking.how)
    early = out_of_time and len(kept) < limit
    return Searched(tuple(kept), number, article.id, article.seen_at, early, *looking.how)


@dataclass(frozen=True)
class Looking:
    """A search under way: the articles that are looked at, each with where it was found, None if it was not.

    `by_words`, `unindexed` and `outdated` as in Searched.
    """

    articles: Iterator[tuple[Article, tuple[Hit, ...] | None]]
    by_words: bool
    unindexed: int
    outdated: int

    @property
    def how(self) -> tuple[bool, int, int]:
        """Whether by words, and how many were not indexed, or by other rules."""
        return self.by_words, self.unindexed, self.outdated


def look(store: Store, watch: Watch, where: Where, sources: Mapping[str, SourceFacts]) -> Looking:
    """Begin to look for a watch in stored articles, in the order of `search`; arguments as there."""
    with store.reading() as session:
        asked = Asked(watch.concepts, watch.settings.inflect, languages(session), sources)
        waiting = unindexed(session), outdated(session)
    need = asked.need(watch.query.root)
    if need == NOTHING:
        return Looking(iter(()), True, *waiting)
    if need is None:
        every = read(store, where.period, newest_first=True, page=_TOGETHER, after=where.after)
        return Looking(_judged(watch, every, where, sources), False, *waiting)
    asked_for = any_of([all_of([need, where.need]), Key(ANYTHING)])
    likely = _by_words(store, found(store, asked_for or need, where.after, where.period.until))
    return Looking(_judged(watch, likely, where, sources), True, *waiting)


def _by_words(store: Store, ids: Iterator[int]) -> Iterator[Article]:
    while part := list(islice(ids, _LIKELY)):
        with store.reading() as session:
            read_now = articles(session, part)
        yield from read_now


def _judged(
    watch: Watch, looked_at: Iterable[Article], where: Where, sources: Mapping[str, SourceFacts]
) -> Iterator[tuple[Article, tuple[Hit, ...] | None]]:
    # It finds what the evaluator finds, which takes three times as long and is asked where.
    matcher = Matcher(watch.concepts, [watch])
    for article in looked_at:
        document = document_of(article, sources.get(article.source))
        likely = where.has(article) and matcher.find(document)
        evidence = watch.evaluate(document) if likely else None
        yield article, None if evidence is None else evidence.hits

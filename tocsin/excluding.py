"""Learn from stored matches what a watch should exclude, and try on them what was learnt."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import click

from alerts.document import Document, document_of
from alerts.exclusions import Exclusion, Sample, choose, choose_groups
from alerts.query import QueryError
from alerts.watch import Watch, compile_watch
from config.choosing import SourceFacts
from store.archive import by_ids
from store.articles import ids_at
from store.models import Article
from store.session import Store
from tocsin.opening import key_of

#: Titles shown of what an exclusion removes.
_EXAMPLES = 2


@dataclass(frozen=True)
class Labels:
    """What the user says of matches: by article id, whether it is wanted, and what holds of those not named.

    `unknown` are addresses that are not in the archive.
    """

    by_id: Mapping[int, bool] = field(default_factory=dict)
    rest: bool | None = None
    unknown: tuple[str, ...] = ()

    def of(self, article_id: int) -> bool | None:
        """Return whether an article is wanted; None: not known."""
        return self.by_id.get(article_id, self.rest)


def read_labels(
    store: Store, wanted: Iterable[str], not_wanted: Iterable[str], rated: Mapping[int, bool] | None = None
) -> Labels:
    """Return the labels for addresses. Where only one kind is named, all others are of the other kind.

    `rated` are articles by id, and whether their alert was of use; an address that is named counts more. Alerts rated
    useful alone say nothing of the others.

    Raises:
        UsageError: an address is none, or is named as both.

    """
    keys: dict[str, tuple[str, bool]] = {}
    for is_wanted, addresses in ((True, wanted), (False, not_wanted)):
        for address in addresses:
            key = key_of(address)
            if keys.setdefault(key, (address, is_wanted))[1] != is_wanted:
                raise click.UsageError(f"{address} is named as wanted and as not wanted: name it once")
    with store.reading() as session:
        ids = ids_at(session, keys)
    rated = rated or {}
    kinds = {is_wanted for _, is_wanted in keys.values()}
    every = kinds | set(rated.values())
    rest = not min(every) if len(every) == 1 and (kinds or False in every) else None
    unknown = tuple(address for key, (address, _) in keys.items() if key not in ids)
    return Labels({**rated, **{id_: keys[key][1] for key, id_ in ids.items()}}, rest, unknown)


@dataclass(frozen=True)
class Removed:
    """What an exclusion removes, counted by running the query with it; `query` is the whole text.

    `wanted` and `unwanted` are those of which that is known; `titles` are examples of those that may be wanted.
    """

    exclusion: str
    query: str
    why: str
    unwanted: int
    wanted: int
    all: int
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestions:
    """What to exclude, learnt from so many matches.

    `missed` are addresses that the user named and the watch does not find. `together` is all at once that loses no
    wanted match and is no chance, where there are several of that and the user said what is unwanted.
    """

    matches: int
    unwanted: int
    wanted: int
    missed: tuple[str, ...] = ()
    exclusions: tuple[Removed, ...] = ()
    together: Removed | None = None


class Suggester:
    """Reads the sampled matches as often as it needs; holds the words of them, and one article at a time."""

    def __init__(self, store: Store, sources: Iterable[SourceFacts], watch: Watch, labels: Labels) -> None:
        self._store = store
        self._sources = {source.name: source for source in sources}
        self._watch = watch
        self._labels = labels

    def suggest(self, sampled: Collection[int]) -> Suggestions:
        """Return what to exclude, learnt from the articles of these ids, which are matches, and those named."""
        sample, numbers, missed = Sample(self._watch.settings.inflect), dict[int, int](), list[str]()
        for article, document in self._read({*sampled, *self._labels.by_id}):
            if article.id in self._labels.by_id and not self._finds(document):
                missed.append(article.url)
                continue
            numbers[article.id] = sample.size
            sample.add(document, article.story_id, self._labels.of(article.id))
        chosen = self._choose(sample, numbers)
        why = {one.clause: one.why for one in chosen}
        safe = " NOT ".join(one.clause for one in chosen if one.is_safe)
        removed = self._removed(sample, numbers, {safe: "", **why} if sample.unwanted and safe else why)
        counts = (sample.size, sample.unwanted.bit_count(), sample.wanted.bit_count(), tuple(missed))
        alone = tuple(removed[clause] for clause in why if clause in removed)
        return Suggestions(*counts, alone, None if safe in why else removed.get(safe))

    def _choose(self, sample: Sample, numbers: Mapping[int, int]) -> list[Exclusion]:
        if sample.unwanted:
            sure = sample.markers()
            holding = self._holding(numbers, sure)
            return choose(holding, sample.unwanted, sample.wanted, sure, sample.by_chance())
        groups = sample.groups()
        return choose_groups(self._holding(numbers, [group.clause for group in groups]), groups, sample.size)

    def _holding(self, numbers: Mapping[int, int], clauses: Iterable[str]) -> dict[str, int]:
        """Return for each clause the matches that it holds for, and that excluding it would remove."""
        watches = {clause: watch for clause in clauses if (watch := self._with(clause))}
        found = dict.fromkeys(watches, 0)
        for article, document in self._read(numbers.keys()):
            for clause, watch in watches.items():
                if watch.evaluate(document) is not None:
                    found[clause] |= 1 << numbers[article.id]
        return found

    def _removed(self, sample: Sample, numbers: Mapping[int, int], why: Mapping[str, str]) -> dict[str, Removed]:
        """Return for each clause what the query with it no longer finds."""
        queries = {clause: f"({self._watch.query.text.strip()}) NOT {clause}" for clause in why}
        watches = {clause: watch for clause, query in queries.items() if (watch := self._with(query))}
        bits, titles = dict.fromkeys(watches, 0), {clause: deque[str](maxlen=_EXAMPLES) for clause in watches}
        for article, document in self._read(numbers.keys()):
            for clause, watch in watches.items():
                if watch.evaluate(document) is None:
                    bits[clause] |= 1 << numbers[article.id]
                    if not sample.unwanted >> numbers[article.id] & 1:
                        titles[clause].append(article.title)
        return {
            clause: Removed(
                f"NOT {clause}",
                queries[clause],
                why[clause],
                (bits[clause] & sample.unwanted).bit_count(),
                (bits[clause] & sample.wanted).bit_count(),
                bits[clause].bit_count(),
                tuple(titles[clause]),
            )
            for clause in watches
        }

    def _finds(self, document: Document) -> bool:
        return not self._watch.passes_over(document) and self._watch.evaluate(document) is not None

    def _with(self, query: str) -> Watch | None:
        """Return the watch with another query; None for a word that cannot be written in one."""
        try:
            return compile_watch(self._watch.settings.model_copy(update={"query": query}), self._watch.concepts)
        except QueryError:
            return None

    def _read(self, ids: Collection[int]) -> Iterator[tuple[Article, Document]]:
        for article in by_ids(self._store, ids):
            yield article, document_of(article, self._sources.get(article.source))

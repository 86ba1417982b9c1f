"""All watches against one article at once.

Each watch is kept by the ways in which it may be found, and each way under the group of terms that it needs and that is
met least; an article brings up the ways kept under the terms that stand in it, and only these are looked at. What a
match is, `alerts.evaluate` says, in plain words; it also gives the evidence.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from threading import Lock

from alerts.compiler import Compiler
from alerts.concepts import Concepts
from alerts.conditions import Group, Way, together
from alerts.document import Document
from alerts.effort import TooMuch
from alerts.evaluate import Evidence
from alerts.occurrences import Occurrences
from alerts.query_tree import SameSentence, nodes
from alerts.vocabulary import Vocabulary
from alerts.wanted import insert, remove
from alerts.watch import Watch
from alerts.way_index import KeptWay, Watched, WayIndex

#: The terms of every so many documents are counted.
_COUNTED = 4
#: When a term was met so often, what is kept under it is kept anew where that helps. Of one met less often it does not
#: matter: looking for something better costs as much as hundreds of entries that are not taken.
_REVIEWED_AT = frozenset(64 * 4**times for times in range(13))
#: What a term is believed to be met before anything was counted weighs as much as so many documents.
_BELIEF = 8
#: The share of documents believed to name a concept.
_OF_A_CONCEPT = 0.05


@dataclass(frozen=True)
class WatchMatch:
    """A watch found in an article, with the evidence."""

    watch: Watch
    evidence: Evidence


class Matcher:
    """The watches that are looked for, by name. Threads take turns."""

    def __init__(self, concepts: Concepts, watches: Iterable[Watch] = ()) -> None:
        self._lock = Lock()
        self._vocabulary = Vocabulary()
        self._compiler = Compiler(self._vocabulary, concepts)
        self._watches: dict[str, Watched] = {}
        #: By their numbers; None for those that are gone. Numbers are not given twice, for they tell what came first.
        self._by_number: list[Watched | None] = []
        self._ways = WayIndex()
        #: The concepts to look for where a term stands, and the terms for each concept.
        self._triggers: dict[int, tuple[int, ...]] = {}
        self._trigger_groups: dict[int, Group] = {}
        self._documents = 0
        #: By the number of a term.
        self._counts = array("I")
        for watch in watches:
            self.add(watch)

    def __len__(self) -> int:
        return len(self._watches)

    def add(self, watch: Watch) -> None:
        """Look for a watch from the next document on, in place of one of the same name; not for one switched off."""
        with self._lock:
            if watch.name in self._watches:
                self._remove(watch.name)
            if not watch.settings.enabled:
                return
            condition = self._compiler.compile(watch.query.root, watch.settings.inflect)
            self._renew_triggers()
            watched = self._watches[watch.name] = Watched(watch, len(self._by_number), condition)
            self._by_number.append(watched)
            self._keep(watched, condition.ways(self._share))

    def remove(self, name: str) -> None:
        """Look no longer for the watch of that name.

        Raises:
            KeyError: there is none.

        """
        with self._lock:
            self._remove(name)

    def find(self, document: Document) -> list[Watch]:
        """Return the watches that find document, in the order in which they were added.

        Among them may be one whose evidence takes too much looking, which `match` therefore leaves out.
        """
        with self._lock:
            return [watched.watch for watched in self._find(self._look(document))]

    def match(self, document: Document) -> list[WatchMatch]:
        """Return the watches that find document, in the order in which they were added, with the evidence."""
        with self._lock:
            seen = self._look(document)
            found = self._find(seen)
            excerpt = self._excerpt(found, seen) if found and not seen.is_doubtful else document
        looked_at = ((w.watch, w.watch.evaluate(document if _asks_for_sentences(w) else excerpt)) for w in found)
        return [WatchMatch(watch, evidence) for watch, evidence in looked_at if evidence is not None]

    def _look(self, document: Document) -> Occurrences:
        seen = Occurrences(document, self._vocabulary.lexicon(document.language))
        self._add_concepts(seen)
        self._count(seen)
        return seen

    def _excerpt(self, found: Iterable[Watched], seen: Occurrences) -> Document:
        """Return what there is to see of a document for those that find it."""
        return seen.excerpt(set(chain.from_iterable(self._compiler.words(watched.condition) for watched in found)))

    def _find(self, seen: Occurrences) -> list[Watched]:
        outright, ways = self._ways.brought_up(seen.present)
        if seen.is_doubtful:
            asked = {way.watched for way in ways}.union(self._numbered(outright))
            found = {watched.number for watched in asked if watched.is_found(seen.document)}
        else:
            found = {*outright, *self._found(ways, seen)}
        return self._numbered(sorted(found))

    def _numbered(self, numbers: Iterable[int]) -> list[Watched]:
        return list(filter(None, map(self._by_number.__getitem__, numbers)))

    def _found(self, ways: Iterable[KeptWay], seen: Occurrences) -> Iterator[int]:
        """Yield the numbers of the watches that are found in one of some ways."""
        document = seen.document
        told, in_question = _told_by_terms(ways, seen.present)
        for watched, kept in in_question.items():
            if watched not in told and watched.may_be_found(kept, seen):
                told.add(watched)
        for watched in told:
            if watched.is_final or watched.is_confirmed(document):
                yield watched.number

    def _add_concepts(self, seen: Occurrences) -> None:
        """Add the concepts that a document names to the terms in it."""
        triggered = self._triggers.keys() & seen.present
        for number in set(chain.from_iterable(map(self._triggers.__getitem__, triggered))):
            try:
                seen.effort.renew()
                if self._compiler.named[number].is_met(seen):
                    seen.present.add(number)
            except TooMuch:
                seen.present.add(number)
                seen.is_doubtful = True

    # Where watches are kept.

    def _remove(self, name: str) -> None:
        watched = self._watches.pop(name)
        self._by_number[watched.number] = None
        self._ways.let_go(watched.ways)
        self._compiler.release(watched.condition)
        self._renew_triggers()

    def _keep(self, watched: Watched, ways: Sequence[Way]) -> None:
        self._ways.keep(watched, ways, self._share, self._vocabulary.limit)

    def _renew_triggers(self) -> None:
        """See that concepts are looked for where one of their names may stand, and only those that watches name."""
        named = self._compiler.named
        for number in self._trigger_groups.keys() - named.keys():
            for term in self._trigger_groups.pop(number):
                remove(self._triggers, term, number)
        for number in named.keys() - self._trigger_groups.keys():
            self._trigger_groups[number] = group = named[number].triggers(self._share)
            for term in group:
                insert(self._triggers, term, number)

    # How often terms are met.

    def _count(self, seen: Occurrences) -> None:
        self._documents += 1
        if self._documents % _COUNTED == 0:
            counts = self._counts
            counts.extend([0] * (self._vocabulary.limit - len(counts)))
            often = []
            for number in seen.present:
                counts[number] += 1
                if counts[number] in _REVIEWED_AT:
                    often.append(number)
            self._review(often)

    def _review(self, often: Iterable[int]) -> None:
        """Keep the watches under terms met often in the ways met least as far as is known now."""
        moved: dict[Watched, list[Way]] = {}
        share = cache(self._share)
        for watched in self._numbered(set(self._ways.movable(often))):
            ways = watched.condition.ways(share)
            if together(ways, share) < together(watched.ways, share) / 2:
                moved[watched] = ways
        self._ways.let_go(chain.from_iterable(watched.ways for watched in moved))
        for watched, ways in moved.items():
            self._keep(watched, ways)

    def _share(self, group: Group) -> float:
        """Return the share of documents believed to hold a term of a group; more than 1 for a large one."""
        weight, counts = 0.0, self._counts
        for number in group:
            weight += (counts[number] if number < len(counts) else 0) + _BELIEF * self._believed(number)
        return weight / (self._documents / _COUNTED + _BELIEF)

    def _believed(self, number: int) -> float:
        if number in self._compiler.named:
            return _OF_A_CONCEPT
        return 1 / (1 + len(self._vocabulary[number].surface)) ** 2


def _asks_for_sentences(watched: Watched) -> bool:
    return any(isinstance(node, SameSentence) for node in nodes(watched.watch.query.root))


def _told_by_terms(ways: Iterable[KeptWay], present: set[int]) -> tuple[set[Watched], dict[Watched, list[KeptWay]]]:
    """Return the watches that hold by their terms alone, and of others the ways whose terms stand there.

    Args:
        ways: those whose first term stands there.
        present: the terms that stand there.

    """
    told: set[Watched] = set()
    in_question: dict[Watched, list[KeptWay]] = {}
    holds, disjoint = present.issuperset, present.isdisjoint
    for way in ways:
        if way.required and not holds(way.required):
            continue
        if way.needed and any(map(disjoint, way.needed)):
            continue
        if way.avoided and not disjoint(way.avoided):
            continue
        if way.rows or way.others:
            in_question.setdefault(way.watched, []).append(way)
        else:
            told.add(way.watched)
    return told, in_question

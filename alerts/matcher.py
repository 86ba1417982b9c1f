"""All watches against one article at once.

Each watch is kept by the ways in which it may be found, and each way under the group of terms that it needs and that is
met least; an article brings up the ways kept under the terms that stand in it, and only these are looked at. What a
match is, `alerts.evaluate` says, in plain words; it also gives the evidence.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, compress, count
from operator import attrgetter
from threading import Lock

from alerts.compiler import Compiler
from alerts.concepts import Concepts
from alerts.conditions import Condition, Group, Not, Way, together
from alerts.document import Document
from alerts.effort import TooMuch
from alerts.evaluate import Evidence
from alerts.occurrences import Occurrences
from alerts.placed import OneOf, Row
from alerts.query_tree import SameSentence, nodes
from alerts.vocabulary import Vocabulary
from alerts.wanted import insert, remove
from alerts.watch import Watch

#: The terms of every so many documents are counted.
_COUNTED = 4
#: When a term was met so often, what is kept under it is kept anew where that helps. Of one met less often it does not
#: matter: looking for something better costs as much as some fifty needless looks at a watch.
_REVIEWED_AT = frozenset(16 * 4**times for times in range(16))
#: More ways than that may be a few that are kept under thousands of terms, all of which stand in the document. Of fewer
#: it takes longer to find out which are met twice than to look at them twice.
_MANY = 3000
#: What a term is believed to be met before anything was counted weighs as much as so many documents.
_BELIEF = 8
#: The share of documents believed to name a concept.
_OF_A_CONCEPT = 0.05


@dataclass(frozen=True)
class WatchMatch:
    """A watch found in an article, with the evidence."""

    watch: Watch
    evidence: Evidence


class _Watched:
    """A watch with its condition and the ways in which it may be found."""

    __slots__ = ("condition", "is_final", "number", "watch", "ways")

    def __init__(self, watch: Watch, number: int, condition: Condition) -> None:
        self.watch = watch
        self.number = number
        self.condition = condition
        #: Whether it is found wherever its condition holds.
        self.is_final = condition.is_sure and not (watch.settings.sources or watch.settings.languages)
        self.ways: tuple[_Kept, ...] = ()

    def may_be_found(self, kept: "Iterable[_Kept]", seen: Occurrences) -> bool:
        """Whether one of these ways is taken in a document, of which only the other conditions are left to look at."""
        seen.effort.renew()
        try:
            for way in kept:
                if way.others_hold(seen):
                    return True
        except TooMuch:
            return self.is_found(seen.document)
        return False

    def is_found(self, document: Document) -> bool:
        """Whether the evaluator finds the watch in a document."""
        return self.watch.concerns(document) and self.watch.evaluate(document) is not None

    def is_confirmed(self, document: Document) -> bool:
        """Whether a watch whose condition holds is found."""
        return self.watch.concerns(document) if self.condition.is_sure else self.is_found(document)


class _Kept:
    """A way in which a watch may be found, taken apart. A term of its group stands in the documents it is asked of."""

    __slots__ = ("avoided", "first", "group", "needed", "others", "required", "rows", "watched")

    def __init__(self, watched: _Watched, way: Way) -> None:
        self.watched = watched
        self.group = way.group
        required: list[int] = []
        needed: list[Group] = []
        avoided: list[int] = []
        rows: list[Group] = []
        others: list[Condition] = []
        for part in way.rest:
            # Not by isinstance, which takes long where a class is abstract.
            if type(part) is OneOf and len(part.numbers) > 1:
                needed.append(part.numbers)
            elif type(part) is OneOf:
                required += part.numbers
            elif type(part) is Not and type(part.part) is OneOf:
                avoided += part.part.numbers
            elif type(part) is Row:
                required += part.numbers
                rows.append(part.numbers)
            else:
                others.append(part)
        #: Terms that must stand in the document, groups of which one must, and terms of which none may.
        self.required = tuple(number for number in dict.fromkeys(required) if self.group != (number,))
        #: The first of those required: told by itself, for mostly it is not there.
        self.first = self.required[0] if self.required else None
        self.needed = tuple(needed)
        self.avoided = tuple(avoided)
        #: Terms that must follow each other, which all are required.
        self.rows = tuple(rows)
        self.others = tuple(others)

    @property
    def needs_more(self) -> bool:
        """Whether it has other terms by which it could be kept."""
        return bool(self.required or self.needed or self.others)

    def others_hold(self, seen: Occurrences) -> bool:
        """Whether what is not told by terms alone holds."""
        for row in self.rows:
            if not seen.have_row(row):
                return False
        for condition in self.others:  # noqa: SIM110 - half as long as all() takes
            if not condition.holds(seen):
                return False
        return True


_NUMBER = attrgetter("number")


def _asks_for_sentences(watched: _Watched) -> bool:
    return any(isinstance(node, SameSentence) for node in nodes(watched.watch.query.root))


class Matcher:
    """The watches that are looked for, by name. Threads take turns."""

    def __init__(self, concepts: Concepts, watches: Iterable[Watch] = ()) -> None:
        self._lock = Lock()
        self._vocabulary = Vocabulary()
        self._compiler = Compiler(self._vocabulary, concepts)
        self._watches: dict[str, _Watched] = {}
        #: By the number of a term: the ways that are looked at where it stands.
        self._under: list[tuple[_Kept, ...] | None] = []
        #: Those of watches that need no term, which have to be looked at for every document.
        self._always: set[_Kept] = set()
        #: The concepts to look for where a term stands, and the terms for each concept.
        self._triggers: dict[int, tuple[int, ...]] = {}
        self._trigger_groups: dict[int, Group] = {}
        self._numbers = count()
        self._documents = 0
        self._counts: Counter[int] = Counter()
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
            watched = self._watches[watch.name] = _Watched(watch, next(self._numbers), condition)
            self._under.extend([None] * (self._vocabulary.limit - len(self._under)))
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

    def _find(self, seen: Occurrences) -> Sequence[_Watched]:
        return sorted(self._found(seen), key=_NUMBER)

    def _excerpt(self, found: Iterable[_Watched], seen: Occurrences) -> Document:
        """Return what there is to see of a document for those that find it."""
        return seen.excerpt(set(chain.from_iterable(self._compiler.words(watched.condition) for watched in found)))

    def _found(self, seen: Occurrences) -> Iterable[_Watched]:
        suggested = filter(None, map(self._under.__getitem__, seen.present))
        ways: Collection[_Kept] = [*chain.from_iterable(suggested), *self._always]
        if len(ways) > _MANY:
            ways = set(ways)
        document = seen.document
        if seen.is_doubtful:
            return {way.watched for way in ways if way.watched.is_found(document)}
        found, in_question = self._told_by_terms(ways, seen)
        for watched, kept in in_question.items():
            if watched not in found and watched.may_be_found(kept, seen):
                found.add(watched)
        return [watched for watched in found if watched.is_final or watched.is_confirmed(document)]

    def _told_by_terms(
        self, ways: Iterable[_Kept], seen: Occurrences
    ) -> tuple[set[_Watched], dict[_Watched, list[_Kept]]]:
        """Return the watches that hold by their terms alone, and of others the ways whose terms stand there."""
        found: set[_Watched] = set()
        in_question: dict[_Watched, list[_Kept]] = {}
        present = seen.present
        holds, disjoint = present.issuperset, present.isdisjoint
        for way in ways:
            first = way.first
            if first is not None and (first not in present or not holds(way.required)):
                continue
            if way.needed and any(map(disjoint, way.needed)):
                continue
            if way.avoided and not disjoint(way.avoided):
                continue
            if way.rows or way.others:
                in_question.setdefault(way.watched, []).append(way)
            else:
                found.add(way.watched)
        return found, in_question

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
        self._let_go(watched.ways)
        self._compiler.release(watched.condition)
        self._renew_triggers()

    def _keep(self, watched: _Watched, ways: Sequence[Way]) -> None:
        """Keep the ways of a watch, each under its group; one that needs no term is looked at for every document."""
        under = self._under
        watched.ways = tuple(_Kept(watched, way) for way in ways or [Way((), (watched.condition,))])
        if not ways:
            self._always.update(watched.ways)
        for kept in watched.ways:
            for number in kept.group:
                under[number] = (*(under[number] or ()), kept)

    def _let_go(self, ways: Iterable[_Kept]) -> None:
        """Keep ways no longer: those under one term are all taken from there at once."""
        under, gone = self._under, set(ways)
        self._always -= gone
        for number in set(chain.from_iterable(way.group for way in gone)):
            under[number] = tuple(way for way in under[number] or () if way not in gone) or None

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
            counts, present = self._counts, seen.present
            counts.update(present)
            self._review(compress(present, map(_REVIEWED_AT.__contains__, map(counts.__getitem__, present))))

    def _review(self, often: Iterable[int]) -> None:
        """Keep the watches under terms met often in the ways met least as far as is known now."""
        kept = chain.from_iterable(filter(None, map(self._under.__getitem__, often)))
        moved: dict[_Watched, list[Way]] = {}
        share = cache(self._share)
        for watched in {way.watched for way in kept if way.needs_more}:
            ways = watched.condition.ways(share)
            if together(ways, share) < together(watched.ways, share) / 2:
                moved[watched] = ways
        self._let_go(chain.from_iterable(watched.ways for watched in moved))
        for watched, ways in moved.items():
            self._keep(watched, ways)

    def _share(self, group: Group) -> float:
        """Return the share of documents believed to hold a term of a group; more than 1 for a large one."""
        weight, counts = 0.0, self._counts
        for number in group:
            weight += counts.get(number, 0) + _BELIEF * self._believed(number)
        return weight / (self._documents / _COUNTED + _BELIEF)

    def _believed(self, number: int) -> float:
        if number in self._compiler.named:
            return _OF_A_CONCEPT
        return 1 / (1 + len(self._vocabulary[number].surface)) ** 2

"""All watches against one article at once.

Each watch is kept under the group of terms that it needs and that is met least; an article brings up the watches kept
under the terms that stand in it, and only these are looked at. What a match is, `alerts.evaluate` says, in plain
words; it also gives the evidence.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count
from operator import attrgetter
from threading import Lock

from alerts.compiler import Compiler
from alerts.concepts import Concepts
from alerts.conditions import All, Condition, Group, Not
from alerts.document import Document
from alerts.effort import TooMuch
from alerts.evaluate import Evidence
from alerts.occurrences import Occurrences
from alerts.placed import OneOf
from alerts.vocabulary import Vocabulary
from alerts.wanted import insert, remove
from alerts.watch import Watch

#: The terms of every so many documents are counted.
_COUNTED = 4
#: After so many counted documents, and whenever they are four times as many, watches are kept anew where it helps.
_FIRST_REVIEW = 32
#: Of a term met less often it does not matter what is kept under it.
_OFTEN = 2
#: What a term is believed to be met before anything was counted weighs as much as so many documents.
_BELIEF = 8
#: The share of documents believed to name a concept.
_OF_A_CONCEPT = 0.05


@dataclass(frozen=True)
class WatchMatch:
    """A watch found in an article, with the evidence."""

    watch: Watch
    evidence: Evidence


class _Kept:
    """A watch with its condition taken apart, and the group under which it is kept."""

    __slots__ = (
        "avoided",
        "condition",
        "group",
        "is_choosy",
        "is_proved",
        "is_sure",
        "needed",
        "number",
        "others",
        "watch",
    )

    def __init__(self, watch: Watch, number: int, condition: Condition) -> None:
        self.watch = watch
        self.number = number
        self.condition = condition
        negated = [part.part for part in self._parts if isinstance(part, Not)]
        self.avoided = tuple(chain.from_iterable(part.numbers for part in negated if isinstance(part, OneOf)))
        self.others = tuple(part for part in self._parts if not _is_plain(part))
        self.is_sure = condition.is_sure
        self.is_choosy = bool(watch.settings.sources or watch.settings.languages)
        self.keep_under(None)

    @property
    def _parts(self) -> tuple[Condition, ...]:
        return self.condition.parts if isinstance(self.condition, All) else (self.condition,)

    def keep_under(self, group: Group | None) -> None:
        """Take it that a term of a group stands in the documents it is asked of; None: nothing is known of them."""
        self.group = group
        groups = (part.numbers for part in self._parts if isinstance(part, OneOf))
        self.needed = tuple(numbers for numbers in groups if numbers is not group)
        #: Whether it is found wherever a term of the group stands.
        self.is_proved = isinstance(self.condition, OneOf) and self.condition.numbers is group and not self.is_choosy

    def holds(self, seen: Occurrences) -> bool:
        """Whether the document, in which a term of the group stands, holds what the watch asks for."""
        disjoint = seen.present.isdisjoint
        for needed in self.needed:
            if disjoint(needed):
                return False
        if self.avoided and not disjoint(self.avoided):
            return False
        try:
            if self.others and not self._others_hold(seen):
                return False
        except TooMuch:
            return self.is_found(seen.document)
        if self.is_sure:
            return not self.is_choosy or self.watch.concerns(seen.document)
        return self.is_found(seen.document)

    def _others_hold(self, seen: Occurrences) -> bool:
        seen.effort.renew()
        for condition in self.others:  # noqa: SIM110 - half as long as all() takes
            if not condition.holds(seen):
                return False
        return True

    def is_found(self, document: Document) -> bool:
        """Whether the evaluator finds the watch in a document."""
        return self.watch.concerns(document) and self.watch.evaluate(document) is not None


def _is_plain(part: Condition) -> bool:
    return isinstance(part, OneOf) or (isinstance(part, Not) and isinstance(part.part, OneOf))


_NUMBER = attrgetter("number")


class Matcher:
    """The watches that are looked for, by name. Threads take turns."""

    def __init__(self, concepts: Concepts, watches: Iterable[Watch] = ()) -> None:
        self._lock = Lock()
        self._vocabulary = Vocabulary()
        self._compiler = Compiler(self._vocabulary, concepts)
        self._watches: dict[str, _Kept] = {}
        #: Under a term: the watches that are looked at where it stands.
        self._under: dict[int, list[_Kept]] = {}
        #: Those that need no term, and have to be looked at for every document.
        self._always: set[_Kept] = set()
        #: The concepts to look for where a term stands, and the terms for each concept.
        self._triggers: dict[int, tuple[int, ...]] = {}
        self._trigger_groups: dict[int, Group] = {}
        self._numbers = count()
        self._documents = 0
        self._counts: Counter[int] = Counter()
        self._review_at = _FIRST_REVIEW
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
            kept = self._watches[watch.name] = _Kept(watch, next(self._numbers), condition)
            groups = condition.groups(self._share)
            if groups:
                self._keep_under(kept, min(groups, key=self._share))
            else:
                self._always.add(kept)

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
            seen = Occurrences(document, self._vocabulary.lexicon(document.language))
            self._add_concepts(seen)
            self._count(seen)
            found = self._found(seen)
        return [kept.watch for kept in sorted(found, key=_NUMBER)]

    def match(self, document: Document) -> list[WatchMatch]:
        """Return the watches that find document, in the order in which they were added, with the evidence."""
        found = ((watch, watch.evaluate(document)) for watch in self.find(document))
        return [WatchMatch(watch, evidence) for watch, evidence in found if evidence is not None]

    def _found(self, seen: Occurrences) -> list[_Kept]:
        # A set: a watch may be kept under thousands of terms that all stand in the document.
        suggested = filter(None, map(self._under.get, seen.present))
        candidates = {*chain.from_iterable(suggested), *self._always}
        if seen.is_doubtful:
            return [kept for kept in candidates if kept.is_found(seen.document)]
        return [kept for kept in candidates if kept.is_proved or kept.holds(seen)]

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
        kept = self._watches.pop(name)
        self._keep_under(kept, None)
        self._always.discard(kept)
        self._compiler.release(kept.condition)
        self._renew_triggers()

    def _keep_under(self, kept: _Kept, group: Group | None) -> None:
        """Keep a watch under another group; None: nowhere."""
        under = self._under
        for number in kept.group or ():
            under[number].remove(kept)
            if not under[number]:
                del under[number]
        kept.keep_under(group)
        for number in group or ():
            if number in under:
                under[number].append(kept)
            else:
                under[number] = [kept]

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
            self._counts.update(seen.present)
            if self._documents == self._review_at * _COUNTED:
                self._review_at *= 4
                self._review()

    def _review(self) -> None:
        """Keep watches under the group met least as far as is known now, where they are kept under one met often."""
        often = {number for number, times in self._counts.items() if times >= _OFTEN}
        for kept in set(chain.from_iterable(map(self._under.__getitem__, self._under.keys() & often))):
            if kept.is_proved:
                continue
            groups = kept.condition.groups(self._share)
            best = min(groups, key=self._share)
            if kept.group is not None and self._share(best) < self._share(kept.group) / 2:
                self._keep_under(kept, best)

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

"""What a watch that is being written finds in the stored articles, the last seen first, step by step."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo

from alerts.backtest import Change, Match, why_missed
from alerts.trying import Tried, Trying
from alerts.watch import Watch
from config.choosing import SourceFacts
from store.archive import Period, read
from store.errors import StoreError
from store.session import Store

#: Articles read at a time, and looked at however short the time.
_TOGETHER, AT_LEAST = 50, 25


@dataclass
class Difference:
    """What a watch adds to the one in force and removes from it; of each the changes seen last, newest first."""

    added: int = 0
    removed: int = 0
    newest_added: list[Change] = field(default_factory=list)
    newest_removed: list[Change] = field(default_factory=list)


@dataclass
class Checked:
    """What a watch finds, newest first.

    Attributes:
        looked_at: at how many articles; `reached` is when the last of them was seen.
        complete: all there are were looked at.
        by_day: matches by the day, in the user's zone, their article was first seen.
        stories: those of the matches: at most so many alerts.
        newest: the matches seen last.
        cost: microseconds of processor time for an article to tell whether the query holds; 0 if too few were tried.
        timed_out: articles on which it took too long.
        difference: against the watch in force, if there is one.

    """

    looked_at: int = 0
    reached: datetime | None = None
    complete: bool = False
    by_day: Counter[date] = field(default_factory=Counter)
    stories: set[int] = field(default_factory=set)
    newest: list[Match] = field(default_factory=list)
    cost: float = 0.0
    timed_out: int = 0
    difference: Difference | None = None

    @property
    def matches(self) -> int:
        """How many articles it finds."""
        return self.by_day.total()

    def as_it_is(self) -> "Checked":
        """Return the same as what stays so while the look goes on."""
        told = replace(self, by_day=Counter(self.by_day), stories={*self.stories}, newest=[*self.newest])
        if (one := self.difference) is not None:
            kept = replace(one, newest_added=[*one.newest_added], newest_removed=[*one.newest_removed])
            told = replace(told, difference=kept)
        return told


class Checking:
    """A look at the articles seen since a time, at what a watch finds in them, that goes on where it stopped.

    What is found, and what sets the watch apart from the one in force, if there is one, is counted; of each `keep` are
    kept, those seen last. Several threads may have it go on: each waits for its turn.
    """

    def __init__(
        self,
        store: Store,
        sources: Iterable[SourceFacts],
        zone: tzinfo,
        watch: Watch,
        in_force: Watch | None,
        since: datetime,
        keep: int = 5,
    ) -> None:
        self._watch, self._in_force, self._zone, self._keep = watch, in_force, zone, keep
        self._store, self._sources, self._since = store, tuple(sources), since
        self._turn = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        watches = [self._watch] if self._in_force is None else [self._watch, self._in_force]
        self._trying, self._cost = Trying(watches, self._sources), _Cost()
        articles = read(self._store, Period(self._since), newest_first=True, page=_TOGETHER)
        self._left = self._trying.on(articles)
        self._checked = Checked(difference=None if self._in_force is None else Difference())

    def look(self, within: float, clock: Callable[[], float] = time.monotonic) -> Checked:
        """Look on for so many seconds of `clock`, but at `AT_LEAST` articles; return what was found until now.

        Raises StoreError: then it begins anew.
        """
        with self._turn:
            try:
                self._look(within, clock)
            except StoreError:
                self._begin()
                raise
            return self._checked.as_it_is()

    def _look(self, within: float, clock: Callable[[], float]) -> None:
        began, number, checked = clock(), 0, self._checked
        for number, tried in enumerate(self._left, 1):
            self._cost.add(tried.document.language, self._trying.matching[0])
            _count(checked, tried, self._watch, self._in_force, self._zone, self._keep)
            if number >= AT_LEAST and clock() - began > within:
                break
        else:
            checked.complete = True
        checked.looked_at, checked.timed_out = self._trying.articles, self._trying.timed_out[0]
        checked.cost = 1e6 * self._cost.each


class _Cost:
    """Seconds for an article, without the first of each language: that one reads a dictionary, once for all watches."""

    def __init__(self) -> None:
        self._known: set[str | None] = set()
        self._spent = self._counted = 0.0
        self._articles = 0

    def add(self, language: str | None, spent: float) -> None:
        """Take in an article, and what all until now took together."""
        if language in self._known:
            self._counted += spent - self._spent
            self._articles += 1
        self._known.add(language)
        self._spent = spent

    @property
    def each(self) -> float:
        """What an article takes; 0 while that is not known."""
        return self._counted / max(1, self._articles)


def _count(checked: Checked, tried: Tried, watch: Watch, in_force: Watch | None, zone: tzinfo, keep: int) -> None:
    article, found = tried.article, tried.evidence[0]
    checked.reached = article.seen_at
    if found is not None:
        checked.by_day[article.seen_at.astimezone(zone).date()] += 1
        checked.stories.add(article.story_id)
        if len(checked.newest) < keep:
            checked.newest.append(Match(article, tried.document, found))
    if in_force is not None and checked.difference is not None:
        _compare(checked.difference, tried, watch, in_force, keep)


def _compare(difference: Difference, tried: Tried, watch: Watch, in_force: Watch, keep: int) -> None:
    after, before = tried.evidence
    if after is not None and before is None:
        difference.added += 1
        if len(difference.newest_added) < keep:
            match = Match(tried.article, tried.document, after)
            difference.newest_added.append(Change(match, why_missed(in_force, tried.document)))
    elif before is not None and after is None:
        difference.removed += 1
        if len(difference.newest_removed) < keep:
            match = Match(tried.article, tried.document, before)
            difference.newest_removed.append(Change(match, why_missed(watch, tried.document)))

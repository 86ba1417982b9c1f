"""What a watch that is being written finds in the stored articles, the last seen first, for as long as one may."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from alerts.backtest import Change, Match, why_missed
from alerts.trying import Tried, Trying
from alerts.watch import Watch
from config.choosing import SourceFacts
from store.archive import Period, read
from store.session import Store

#: Articles read at a time: the time is looked at after each, and none is read in vain.
_TOGETHER = 100


@dataclass(frozen=True)
class Limits:
    """How far to look: at articles seen since then (aware), for so many seconds, or until `stopped` says so.

    Of what is found, and of what a change adds and removes, `keep` are kept, those seen last.
    """

    since: datetime
    seconds: float
    stopped: Callable[[], bool]
    keep: int = 5
    clock: Callable[[], float] = time.monotonic


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


def check(
    store: Store,
    sources: Iterable[SourceFacts],
    zone: tzinfo,
    watch: Watch,
    in_force: Watch | None,
    limits: Limits,
) -> Checked:
    """Return what a watch finds, and what sets it apart from the one in force, if there is one."""
    trying = Trying([watch] if in_force is None else [watch, in_force], sources)
    checked = Checked(difference=None if in_force is None else Difference())
    ends = limits.clock() + limits.seconds
    checked.complete, cost = True, _Cost()
    for tried in trying.on(read(store, Period(limits.since), newest_first=True, page=_TOGETHER)):
        cost.add(tried.document.language, trying.matching[0])
        _count(checked, tried, watch, in_force, zone, limits.keep)
        if limits.clock() > ends or limits.stopped():
            checked.complete = False
            break
    checked.looked_at, checked.timed_out = trying.articles, trying.timed_out[0]
    checked.cost = 1e6 * cost.each
    return checked


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

"""Decide which silence keeps an alert from being told. Touches no database, no clock.

A silence never loses an alert: the alert is opened and kept, and told when nothing holds it any more. So where it is
in doubt whether a silence holds (its query is no query any more, its watch is gone), it does not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from alerts.concepts import Concepts, load_concepts
from alerts.document import Document
from alerts.query import QueryError
from alerts.watch import Watch, bare, compile_watch, facts_of
from config import Problem, Settings
from config.choosing import is_such
from config.explain import near
from config.silences import begins, ends


@dataclass(frozen=True)
class Silence:
    """What stays quiet from `since` (None: always has been) until `until`, aware times.

    `key` is the number of a stored one, or the name of one in the settings. `watch`, `story`, `source` and `query` say
    what it is about; of those not None all must agree. `ended_at` is when it was ended before its time. `wrong` says
    why it cannot hold anything; '' if it can.
    """

    key: str
    until: datetime
    since: datetime | None = None
    ended_at: datetime | None = None
    watch: str | None = None
    story: int | None = None
    source: str | None = None
    query: Watch | None = None
    reason: str = ""
    by: str = ""
    wrong: str = ""

    def state(self, now: datetime) -> str:
        """Return how it stands at `now`: in force, to come, over, ended or wrong."""
        if self.ended_at is not None:
            return "ended"
        if now >= self.until:
            return "over"
        if self.since is not None and now < self.since:
            return "to come"
        return "wrong" if self.wrong else "in force"

    def holds(self, watch: str, document: Document, story: int | None) -> bool:
        """Whether it is about an article of a story (None: not sure of which) that a watch has found, at any time."""
        return not self.wrong and all(
            (
                self.watch is None or self.watch == watch,
                self.story is None or self.story == story,
                self.source is None or is_such(facts_of(document), self.source),
                # Last, for it costs the most.
                self.query is None or self.query.evaluate(document) is not None,
            )
        )

    def holds_volume(self, watch: str) -> bool:
        """Whether it is about a watch as such, and so about its spikes and silences too, which have no article."""
        narrower = (self.story, self.source, self.query)
        return not self.wrong and self.watch == watch and all(one is None for one in narrower)


def in_force(silences: Iterable[Silence], now: datetime) -> list[Silence]:
    """Return those that hold at `now`, aware: from their beginning on, and no longer at their end."""
    return [silence for silence in silences if silence.state(now) == "in force"]


def holding(
    silences: Iterable[Silence], watch: str, document: Document, story: int | None, now: datetime
) -> Silence | None:
    """Return which silence keeps quiet at `now` that a watch has found an article of a story; None if none does.

    Of several it is the one that ends last: with it the alert is told, so that no other has to take over.
    """
    return next((silence for silence in _last_first(silences, now) if silence.holds(watch, document, story)), None)


def holding_volume(silences: Iterable[Silence], watch: str, now: datetime) -> Silence | None:
    """Return which silence keeps a spike or silence of a watch quiet at `now`, as `holding` does; None if none does."""
    return next((silence for silence in _last_first(silences, now) if silence.holds_volume(watch)), None)


def _last_first(silences: Iterable[Silence], now: datetime) -> list[Silence]:
    return sorted(in_force(silences, now), key=lambda silence: (-silence.until.timestamp(), silence.key))


def query_watch(query: str, concepts: Concepts) -> Watch:
    """Return the query of a silence ready to be asked. Raises QueryError: it is none."""
    return compile_watch(bare(query, "silence"), concepts)


def check_silences(settings: Settings) -> Iterator[Problem]:
    """Yield what the silences of the settings name and is not there: to be used as a check by config.load."""
    for number, silence in enumerate(settings.silences):
        for key, what, cure in subject_problems(silence.watch, silence.source, silence.query, settings):
            yield Problem(("silences", number, key), f"silence {silence.name!r}: {what}", cure)
        if silence.since is not None and begins(silence.since, settings.zone) >= ends(silence.until, settings.zone):
            what = f"silence {silence.name!r} ends before it begins"
            yield Problem(("silences", number, "until"), what, "write a later until, or an earlier since")


def subject_problems(
    watch: str | None, source: str | None, query: str | None, settings: Settings
) -> Iterator[tuple[str, str, str]]:
    """Yield (key, what, what to do) for each of these subjects of a silence that settings do not know."""
    watches, sources = {w.name for w in settings.watches}, {s.name for s in settings.sources}
    if watch is not None and watch not in watches:
        yield "watch", f"there is no watch {watch!r}", near(watch, watches)
    if source is not None and not any(is_such(s, source) for s in settings.sources):
        yield "source", f"there is no source {source!r}", near(source, sources)
    if query is not None:
        try:
            query_watch(query, load_concepts(settings.concepts))
        except QueryError as error:
            # It shows the query, a caret under the place and its own hint, each on a line.
            yield "query", str(error), ""

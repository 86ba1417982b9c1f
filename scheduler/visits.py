"""A poll under way: how its source stood before it, and what it leaves for the next one.

Most polls bring nothing. What they read and write of the store is a row each, so that it is done for many at once.
"""

import logging
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from config import SourceSettings
from crawler.diagnosis import believed_dates, wrong_dates
from crawler.item import Item, ReadError, Reading
from crawler.reader import wants_pages
from scheduler.cadence import (
    OF_THE_NETWORK,
    Failing,
    NextPoll,
    after_a_bare_push,
    next_poll,
    when_nothing_is_reached,
)
from scheduler.habit import Habit, from_json, learned, read_whole, to_json
from scheduler.health import failures_after
from scheduler.in_force import InForce
from scheduler.subscriptions import note_poll, note_push
from scheduler.together import Together
from store.articles import Recorded, to_read_again
from store.models import Article, SourceState
from store.push_models import Push
from store.pushes import drop, waiting
from store.session import Store
from store.sources import PollOutcome, fail_poll, finish_poll, finish_polls, finish_push, state_of, states, unread_since

log = logging.getLogger(__name__)

#: A page that cannot be read is tried again at each poll of its source for so long.
TRY_PAGES_FOR = timedelta(hours=2)
#: One whose text is short is read anew at these ages: news that breaks is two sentences first, and filled in later.
READ_ANEW = (timedelta(minutes=30), timedelta(hours=2))


@dataclass(frozen=True)
class Asking:
    """That a source is to be polled now, by whom, and under which settings."""

    force: InForce
    source: SourceSettings
    now: datetime
    owner: str | None = None


@dataclass(frozen=True)
class Visit:
    """A poll under way: of which source, since when, and how the source stood before it."""

    source: SourceSettings
    now: datetime
    state: SourceState
    owner: str | None = None
    #: What a hub has pushed of it; then that is read, and not the source.
    pushes: Sequence[Push] = ()
    #: Its latest articles that are stored without their whole text, or perhaps with the beginning of it alone.
    lacking: Sequence[Item] = ()

    @property
    def is_first(self) -> bool:
        """Whether its source was never read before."""
        return self.state.last_success_at is None


@dataclass(frozen=True)
class Fruitless:
    """A reading that brought nothing."""

    force: InForce
    visit: Visit
    reading: Reading


@dataclass(frozen=True)
class Failed:
    """A poll that could not read its source, and why."""

    visit: Visit
    error: ReadError


class Visits:
    """How polls begin, and how those end that brought nothing or failed: many in one transaction where many do."""

    def __init__(self, store: Store) -> None:
        self._beginning = Together(partial(_begin, store))
        self._ending = Together(partial(_end_fruitless, store))
        self._failing = Together(partial(_end_failed, store))

    async def begin(self, asking: Asking) -> Visit:
        """Return a visit, with how its source stands. Raises StoreError."""
        return await self._beginning.do(asking)

    async def end(self, one: Fruitless) -> NextPoll:
        """Record that a poll brought nothing; return when the next one is. Raises StoreError."""
        return await self._ending.do(one)

    async def fail(self, one: Failed) -> NextPoll:
        """Keep that a source could not be read, and come back later; return when. Raises StoreError."""
        return await self._failing.do(one)


def _begin(store: Store, asked: Sequence[Asking]) -> list[Visit]:
    names = {asking.source.name for asking in asked}
    with store.reading() as session:
        known = states(session, names)
        if len(known) == len(names):
            return [_visit(session, asking, known[asking.source.name]) for asking in asked]
    with store.transaction() as session:  # there are some that were not seen before
        return [_visit(session, asking, state_of(session, asking.source.name, asking.now)) for asking in asked]


def _visit(session: Session, asking: Asking, state: SourceState) -> Visit:
    source, now, owner = asking.source, asking.now, asking.owner
    pushes = waiting(session, source.name) if owner and state.hub else ()
    pages = wants_pages(source, asking.force.settings.fetch)
    lacking = to_read_again(session, source.name, now - TRY_PAGES_FOR, _spans(state, now)) if pages else ()
    return Visit(source, now, state, owner, pushes, [_item(article) for article in lacking])


def _spans(state: SourceState, now: datetime) -> list[tuple[datetime, datetime]]:
    """Return when articles were first seen that have come to an age since the last poll at which they are read anew."""
    last = state.last_success_at
    return [] if last is None or last >= now else [(last - age, now - age) for age in READ_ANEW]


def _item(article: Article) -> Item:
    return Item(
        url=article.url,
        title=article.title,
        summary=article.summary,
        text=article.text,
        published_at=article.published_at,
        language=article.language,
        authors=tuple(article.authors),
    )


def _end_fruitless(store: Store, ended: Sequence[Fruitless]) -> list[NextPoll]:
    nothing = Recorded()
    with store.transaction() as session:
        found = [_outcome(session, one.force, one.visit, one.reading, nothing) for one in ended]
        finish_polls(
            session,
            [
                (one.visit.source.name, outcome, one.visit.now, one.visit.owner)
                for one, (outcome, _) in zip(ended, found, strict=True)
            ],
        )
    return [following for _, following in found]


def end_poll(session: Session, force: InForce, visit: Visit, reading: Reading, recorded: Recorded) -> NextPoll:
    """Keep what a poll tells of its source, and when to poll it again."""
    outcome, following = _outcome(session, force, visit, reading, recorded)
    finish_poll(session, visit.source.name, outcome, visit.now, new=recorded.is_news, owner=visit.owner)
    return following


def _outcome(
    session: Session, force: InForce, visit: Visit, reading: Reading, recorded: Recorded
) -> tuple[PollOutcome, NextPoll]:
    source, now, state = visit.source, visit.now, visit.state
    last_new = now if recorded.is_news and not visit.is_first else state.last_new_at
    habit = _habit(visit, _came(visit, recorded), reading)
    pushed = note_poll(session, force.settings, state, reading, now, new=bool(recorded.new))
    following = next_poll(
        now,
        source.every,
        habit,
        wait=reading.wait,
        last_new=last_new,
        pushed=pushed,
        emptied=habit.emptied == now,
        skips=_skips(reading.cursor),
        jitter=_spread(),
    )
    outcome = PollOutcome(
        next_poll_at=following.at,
        why=following.why,
        cursor=reading.cursor,
        moved_to=reading.moved_to,
        notes=reading.notes,
        habit=None if reading.unchanged else to_json(habit),
        took=_average(state.took, reading.took),
        items=None if reading.unchanged else reading.held,
    )
    return outcome, following


def end_push(session: Session, _: InForce, visit: Visit, reading: Reading, recorded: Recorded) -> NextPoll:
    """Drop what was pushed, which is recorded; the next poll comes when it would have come.

    It comes soon where a push could not be read, or held nothing: such a one says that there is something new, and not
    what.
    """
    now, state = visit.now, visit.state
    drop(session, [push.id for push in visit.pushes])
    habit = to_json(learned(from_json(state.habit), _came(visit, recorded), 0, now))
    planned = following = NextPoll(state.next_poll_at, state.next_poll_why)
    if reading.notes or not reading.items:
        following = after_a_bare_push(planned, state.last_polled_at or now, now, failing=state.failures > 0)
    if recorded.arrived or recorded.changed:
        note_push(session, state.name)
    finish_push(
        *(session, state.name, now),
        new=recorded.is_news,
        habit=habit,
        cursor=reading.cursor,
        sooner=None if following == planned else (following.at, following.why),
        owner=visit.owner,
    )
    return following


def _end_failed(store: Store, failed: Sequence[Failed]) -> list[NextPoll]:
    following = {}
    with store.transaction() as session:
        unreached = False
        # Always in one order: two transactions that wait for each other's rows in turn would never end.
        for one in sorted(failed, key=lambda one: one.visit.source.name):
            if one.error.kind in OF_THE_NETWORK and not unreached:  # each may be the one that shows it
                unreached = unread_since(session, OF_THE_NETWORK) is not None
            following[one.visit.source.name] = _end_one_failed(session, one, unreached)
    for one in failed:
        state, error = one.visit.state, one.error
        times = _times(one)
        log.warning("poll failed: source=%s kind=%s failures=%d error=%s", state.name, error.kind, times, error)
    return [following[one.visit.source.name] for one in failed]


def _end_one_failed(session: Session, failed: Failed, unreached: bool) -> NextPoll:
    visit, error = failed.visit, failed.error
    source, now = visit.source, visit.now
    # Else it would be due again at once, for ever. What was pushed stands in the source as well.
    drop(session, [push.id for push in visit.pushes])
    ours = unreached and error.kind in OF_THE_NETWORK
    if ours:
        following = when_nothing_is_reached(now, jitter=_spread())
    else:
        failing = Failing(_times(failed), error.kind)
        following = next_poll(
            now,
            source.every,
            _habit(visit),
            failing=failing,
            wait=error.wait,
            skips=_skips(visit.state.cursor),
            jitter=_spread(),
        )
    fail_poll(
        session,
        source.name,
        error,
        now,
        kind=error.kind,
        next_poll_at=following.at,
        why=following.why,
        failures=_times(failed, count=not ours),
        owner=visit.owner,
    )
    return following


def _times(failed: Failed, *, count: bool = True) -> int:
    """Return how often in a row a source could not be read, with this time if that counts."""
    state = failed.visit.state
    return failures_after(state.health, state.failures, state.last_error_kind, failed.error.kind, count=count)


def _habit(visit: Visit, published: Iterable[datetime] = (), reading: Reading | None = None) -> Habit:
    """Return the habit of a source as of now, with what a reading taught of it."""
    whole = reading if reading and not reading.unchanged else None
    held, read = whole.held if whole else 0, visit.state.last_success_at
    habit = learned(from_json(visit.state.habit), published, held, visit.now, read)
    if whole is None:
        return habit
    wrong = wrong_dates(whole, believed_dates(whole.items, visit.now))
    return read_whole(habit, whole.held, visit.now, wrong)


def _skips(cursor: Mapping[str, Any]) -> frozenset[int]:
    """Return the hours of the week in which a source asks not to be read."""
    return frozenset(cursor.get("skips", ()))


def _came(visit: Visit, recorded: Recorded) -> list[datetime]:
    """Return when what is new in the source came, as far as it says so; after its first reading, else now.

    A date that alone is new says nothing: some feeds are dated anew whenever they are asked for.
    """
    unknown = None if visit.is_first else visit.now
    return [at for item in recorded.arrived if (at := item.published_at or unknown) is not None]


def _average(before: float | None, took: timedelta | None) -> float | None:
    """Return how many seconds answers take lately: the last five or so weigh most."""
    if took is None:
        return None
    seconds = took.total_seconds()
    return seconds if before is None else before + 0.2 * (seconds - before)


def _spread() -> float:
    return random.random()  # noqa: S311  spreads the polls, hides nothing

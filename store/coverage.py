"""What we were able to read, hour by hour: so that an outage of ours is not taken for a silence of the news.

`coverage_proof` says it of a stretch of time, for whoever has to rely on it.

Nothing is dropped: a year is nine thousand short rows, and dropping by a clock that is wrong would lose every habit.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Coverage, SourceState
from store.sources import states
from store.statements import insert_missing

#: A source that fails for less has lost nothing: its next poll brings what came meanwhile.
_LATE = timedelta(hours=1)
#: What tells whether a source was read; the rest of what is kept of it, for a thousand, takes longer than a page.
_READ = (
    SourceState.name,
    SourceState.last_success_at,
    SourceState.failures,
    SourceState.next_poll_at,
    SourceState.last_error_kind,
    SourceState.last_error,
)


def record_coverage(session: Session, names: Iterable[str], now: datetime) -> None:
    """Record that we are at work at `now` (aware), and which of the sources named cannot be read.

    A source that was missing once in an hour is so for the hour. To be called several times an hour.
    """
    wanted = sorted(set(names))
    known = states(session, wanted, _READ)
    missing = {name for name in wanted if name not in known or _is_missing(known[name], now)}
    hour = now.replace(minute=0, second=0, microsecond=0)
    session.execute(insert_missing(session, Coverage), [{"hour": hour, "missing": []}])
    row = session.scalars(select(Coverage).where(Coverage.hour == hour).with_for_update()).one()
    row.missing = sorted(missing.union(row.missing))


def coverage_since(session: Session, since: datetime) -> dict[datetime, frozenset[str]]:
    """Return the sources that could not be read, for each hour from `since` on in which we were at work."""
    rows = session.execute(select(Coverage.hour, Coverage.missing).where(Coverage.hour >= since))
    return {hour: frozenset(missing) for hour, missing in rows}


@dataclass(frozen=True)
class Unread:
    """A source that was not read in a stretch of time.

    `last` is when it was read before (None: never), `next_poll` when it is polled next (None: not known yet); `why`
    is the error if it fails, else ''. `late` tells that it should have been read: it fails, or is due and not polled.
    """

    source: str
    last: datetime | None
    next_poll: datetime | None
    why: str
    late: bool


@dataclass(frozen=True)
class CoverageProof:
    """What was read of the sources in a stretch of time.

    `interrupted` are sources that were read in it, but were out of reach for so many of its hours. `at_work` is in how
    many of its `hours` (those that it holds whole) a daemon was at work.
    """

    sources: int
    read: int
    unread: tuple[Unread, ...]
    interrupted: tuple[tuple[str, int], ...]
    hours: int
    at_work: int


def coverage_proof(session: Session, names: Collection[str], since: datetime, until: datetime) -> CoverageProof:
    """Return what was read of the sources named after `since` and up to `until`, which is about now; aware times."""
    known = states(session, names, _READ)
    unread = [_unread(name, known.get(name), until) for name in sorted(names) if not _was_read(known.get(name), since)]
    hours = _whole_hours(since, until)
    rows = {hour: missing for hour, missing in coverage_since(session, since).items() if hour in hours}
    out_of_reach = Counter(name for missing in rows.values() for name in missing)
    gone = {one.source for one in unread}
    interrupted = sorted((n, count) for n, count in out_of_reach.items() if n in known and n not in gone)
    return CoverageProof(len(names), len(names) - len(unread), tuple(unread), tuple(interrupted), len(hours), len(rows))


def _was_read(state: SourceState | None, since: datetime) -> bool:
    return state is not None and state.last_success_at is not None and state.last_success_at > since


def _unread(name: str, state: SourceState | None, until: datetime) -> Unread:
    if state is None:
        return Unread(name, None, None, "", late=False)
    failing = state.failures > 0
    why = f"{state.last_error_kind}: {state.last_error}" if failing else ""
    late = failing or state.next_poll_at < until - _LATE
    return Unread(name, state.last_success_at, state.next_poll_at, why, late)


def _whole_hours(since: datetime, until: datetime) -> set[datetime]:
    first = since.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    count = max(int((until - first) / timedelta(hours=1)), 0)
    return {first + n * timedelta(hours=1) for n in range(count)}


def _is_missing(state: SourceState, now: datetime) -> bool:
    """Return whether a source fails, or is not polled though it is due, for longer than passes without loss."""
    last, late = state.last_success_at, now - _LATE
    return last is None or (last < late and state.failures > 0) or state.next_poll_at < late

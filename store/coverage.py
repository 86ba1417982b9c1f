"""What we were able to read, hour by hour: so that an outage of ours is not taken for a silence of the news.

Nothing is dropped: a year is nine thousand short rows, and dropping by a clock that is wrong would lose every habit.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Coverage, SourceState
from store.sources import states
from store.statements import insert_missing

#: A source that fails for less has lost nothing: its next poll brings what came meanwhile.
_LATE = timedelta(hours=1)


def record_coverage(session: Session, names: Iterable[str], now: datetime) -> None:
    """Record that we are at work at `now` (aware), and which of the sources named cannot be read.

    A source that was missing once in an hour is so for the hour. To be called several times an hour.
    """
    wanted = sorted(set(names))
    known = states(session, wanted)
    missing = {name for name in wanted if name not in known or _is_missing(known[name], now)}
    hour = now.replace(minute=0, second=0, microsecond=0)
    session.execute(insert_missing(session, Coverage), [{"hour": hour, "missing": []}])
    row = session.scalars(select(Coverage).where(Coverage.hour == hour).with_for_update()).one()
    row.missing = sorted(missing.union(row.missing))


def coverage_since(session: Session, since: datetime) -> dict[datetime, frozenset[str]]:
    """Return the sources that could not be read, for each hour from `since` on in which we were at work."""
    rows = session.execute(select(Coverage.hour, Coverage.missing).where(Coverage.hour >= since))
    return {hour: frozenset(missing) for hour, missing in rows}


def _is_missing(state: SourceState, now: datetime) -> bool:
    """Return whether a source fails, or is not polled though it is due, for longer than passes without loss."""
    last, late = state.last_success_at, now - _LATE
    return last is None or (last < late and state.failures > 0) or state.next_poll_at < late

"""Mend what was written while the clock was far ahead: nothing has happened in times to come.

All such instants become the time at which the clock was set right; their order is that of their numbers. What is due,
`store.rebase` moves.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, case, delete, literal, or_, select, update
from sqlalchemy.orm import Session

from store.alert_models import StoredSilence
from store.base import Base, UtcDateTime
from store.models import ArticleVector, Coverage, SourceState, Tally
from store.stories import take_turn
from store.tallies import count_up
from store.token_models import Token
from store.window import window

#: Instants that may well lie ahead: what is due, what lasts until then, what others say, and hours that are counted.
MAY_LIE_AHEAD = frozenset(
    (
        *("source_state.next_poll_at", "source_state.lease_until", "delivery.next_attempt_at", "delivery.lease_until"),
        *("alert_update.due_at", "breaker.probe_at", "subscription.due_at", "subscription.until", "subscriber.due_at"),
        *("subscriber.until", "sign_in_tries.until", "silence.since", "silence.until", "token.until"),
        *("article.published_at", "coverage.hour"),
    )
)
#: The instants in what is kept of a source's habit (`scheduler.habit`), in seconds since 1970.
_OF_A_HABIT = ("at", "newest", "emptied")


def bring_back(session: Session, now: datetime) -> None:
    """Have nothing happened later than `now` (aware UTC), and what was made in times to come last as long as it was to.

    Reads every table once.
    """
    take_turn(session)
    _shorten(session, now)
    compared = session.scalars(select(ArticleVector.article_id).where(ArticleVector.at > now)).all()
    for table, columns in _that_happened():
        later = or_(*(column > now for column in columns))
        values = {column.name: case((column > now, literal(now, column.type)), else_=column) for column in columns}
        session.execute(update(table).where(later).values(values))
    session.execute(delete(Coverage).where(Coverage.hour > now))
    _recount(session, now)
    _teach(session, now)
    session.expire_all()
    window(session).changed(session, compared)


def _that_happened() -> Iterator[tuple[Table, list[Column[Any]]]]:
    """Yield the tables with instants that have happened when they are written, and these columns of each."""
    for table in Base.metadata.sorted_tables:
        times = [column for column in table.columns if isinstance(column.type, UtcDateTime)]
        if happened := [column for column in times if str(column) not in MAY_LIE_AHEAD]:
            yield table, happened


def _shorten(session: Session, now: datetime) -> None:
    """Let silences and tokens that were made in times to come end as long after they were made as they were to."""
    for silence in session.scalars(select(StoredSilence).where(StoredSilence.made_at > now)):
        ahead = silence.made_at - now
        silence.since, silence.until = silence.since and silence.since - ahead, silence.until - ahead
    for token in session.scalars(select(Token).where(Token.made_at > now)):
        token.until = token.until and token.until - (token.made_at - now)
    session.flush()


def _recount(session: Session, now: datetime) -> None:
    """Count what came on days to come as of today."""
    numbers: dict[tuple[str, str], int] = {}
    for one in session.scalars(select(Tally).where(Tally.day > now.date())):
        numbers[one.kind, one.name] = numbers.get((one.kind, one.name), 0) + one.number
    session.execute(delete(Tally).where(Tally.day > now.date()))
    count_up(session, now.date(), numbers)


def _teach(session: Session, now: datetime) -> None:
    """Have nothing come from a source in times to come, by its habit."""
    for name, habit in session.execute(select(SourceState.name, SourceState.habit)).all():
        late = {key: now.timestamp() for key in _OF_A_HABIT if (habit.get(key) or 0) > now.timestamp()}
        if late:
            session.execute(update(SourceState).where(SourceState.name == name).values(habit={**habit, **late}))

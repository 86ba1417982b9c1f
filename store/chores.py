"""What is to be done once in a while, and when it was done last; kept in the store, so that restarts change nothing."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.models import Chore
from store.statements import insert_missing


def take(session: Session, name: str, every: timedelta, now: datetime) -> bool:
    """Tell whether a chore is due, and count it as done if so; a new one is due after its first interval.

    `now` is aware UTC. Work done in the same transaction is done once, however many processes ask.
    """
    chore = session.get(Chore, name, with_for_update=True)
    if chore is None:
        # Two daemons that start at once both find none.
        session.execute(insert_missing(session, Chore).values(name=name, done_at=now))
        return False
    if chore.done_at <= now < chore.done_at + every:
        return False
    # A clock that was set back must not put a chore off for years.
    chore.done_at = now
    return True


def last_done(session: Session, name: str) -> datetime | None:
    """Return when a chore was done last, or first asked for; None: nobody has asked for it."""
    return session.scalar(select(Chore.done_at).where(Chore.name == name))


def note(session: Session, name: str, at: datetime) -> None:
    """Have a chore done last at a time."""
    session.merge(Chore(name=name, done_at=at))
    session.flush()


def drop(session: Session, name: str) -> None:
    """Forget a chore: nobody does it any more."""
    session.execute(delete(Chore).where(Chore.name == name))

"""Who polls which source: renew a lease, let go of it. `store.sources` takes them."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.models import SourceState
from store.statements import alone, on_postgresql


def renew(session: Session, owner: str, names: Collection[str], until: datetime) -> None:
    """Have the leases of sources that an owner is still polling end later; what others have taken over stays theirs."""
    held = update(SourceState).where(SourceState.lease_owner == owner, SourceState.name.in_(names))
    session.execute(held.values(lease_until=until))


def leased_to_others(session: Session, owner: str, now: datetime, lease: timedelta) -> Sequence[str]:
    """Return which sources others than an owner have leased, and keep it so until the transaction ends.

    An SQLite store has one daemon. No lease is longer than `lease`: what says so was written by a wrong clock.
    """
    if not on_postgresql(session):
        return ()
    alone(session, "leases of sources")
    until = SourceState.lease_until
    theirs = select(SourceState.name).where(SourceState.lease_owner != owner, until > now, until <= now + 2 * lease)
    return session.scalars(theirs).all()


def owners(session: Session) -> Sequence[str]:
    """Return who holds leases of sources."""
    owner = SourceState.lease_owner
    return [one for one in session.scalars(select(owner).where(owner.is_not(None)).distinct()) if one]


def release(session: Session, owner: str | None = None, names: Collection[str] | None = None) -> int:
    """End the leases of an owner that stops, and return how many; their polls are due as before.

    Without `owner` all leases end: for the start of the one daemon that an SQLite store can have. With `names` only
    those of these sources end.
    """
    held = update(SourceState).where(SourceState.lease_owner.is_not(None))
    if owner is not None:
        held = held.where(SourceState.lease_owner == owner)
    if names is not None:
        held = held.where(SourceState.name.in_(names))
    ended: Any = session.execute(held.values(lease_owner=None, lease_until=None))
    return int(ended.rowcount)

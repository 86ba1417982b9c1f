"""What the two databases do alike and write differently; used by every module that talks to them."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from xxhash import xxh3_64_intdigest

from store.base import Base

T = TypeVar("T")
#: Values in one statement: below SQLite's oldest limit on variables.
_CHUNK = 900


def on_postgresql(session: Session) -> bool:
    """Tell whether the database is PostgreSQL; if not, it is SQLite."""
    return session.get_bind().dialect.name == "postgresql"


def insert_missing(session: Session, table: type[Base]) -> Any:
    """Return an INSERT that leaves out the rows that a unique constraint says are there already."""
    insert = postgresql.insert if on_postgresql(session) else sqlite.insert
    return insert(table).on_conflict_do_nothing()


def alone(session: Session, what: str) -> None:
    """Wait until no other transaction is at `what`, and keep others waiting until this one ends.

    On SQLite there is one writer at a time anyway.
    """
    if on_postgresql(session):
        session.execute(select(func.pg_advisory_xact_lock(cast(lock_key(what), BigInteger))))


def lock_key(what: str) -> int:
    """Return the number of PostgreSQL's advisory lock on `what`, in signed 64 bits."""
    return xxh3_64_intdigest(what.encode()) - 2**63


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield values in stretches that fit one statement."""
    return (values[i : i + _CHUNK] for i in range(0, len(values), _CHUNK))

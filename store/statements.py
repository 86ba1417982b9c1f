"""What the two databases do alike and write differently, and what several modules ask of them."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Dialect,
    Text,
    TypeDecorator,
    any_,
    bindparam,
    case,
    cast,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import TypeEngine
from xxhash import xxh3_64_intdigest

from store.base import Base

T = TypeVar("T")
Row = TypeVar("Row", bound=Base)
#: The largest number of a row: signed 64 bits.
LARGEST = 2**63 - 1
#: Values in one statement: below SQLite's oldest limit on variables.
_CHUNK = 900


def on_postgresql(session: Session) -> bool:
    """Tell whether the database is PostgreSQL; if not, it is SQLite."""
    return session.get_bind().dialect.name == "postgresql"


def row_of(session: Session, table: type[Row], number: int) -> Row | None:
    """Return the row of a number; None if there is none, or no database counts so far."""
    return session.get(table, number) if number <= LARGEST else None


def number_of(text: str) -> int | None:
    """Return text as the number of a row; None if it is no number, or one that no database counts to.

    >>> number_of("17"), number_of("wire"), number_of("9" * 5_000)
    (17, None, None)

    """
    number = int(text) if text.isdecimal() and len(text) <= len(str(LARGEST)) else None
    return number if number is not None and number <= LARGEST else None


def insert_missing(session: Session, table: type[Base]) -> Any:
    """Return an INSERT that leaves out the rows that a unique constraint says are there already."""
    return missing_from(table, on_postgresql(session))


@cache
def missing_from(table: type[Base], server: bool) -> Any:
    """Return the same, for PostgreSQL or not: made once, for making a statement costs more than running it."""
    insert = postgresql.insert if server else sqlite.insert
    return insert(table.__table__).on_conflict_do_nothing()  # type: ignore[arg-type]


def alone(session: Session, what: str) -> None:
    """Wait until no other transaction is at `what`, and keep others waiting until this one ends.

    On SQLite there is one writer at a time anyway.
    """
    if on_postgresql(session):
        session.execute(select(func.pg_advisory_xact_lock(cast(lock_key(what), BigInteger))))


def lock_key(what: str) -> int:
    """Return the number of PostgreSQL's advisory lock on `what`, in signed 64 bits."""
    return xxh3_64_intdigest(what.encode()) - 2**63


class _Numbers(TypeDecorator[Sequence[int]]):
    """Numbers as one value: an array for PostgreSQL, JSON for SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return how the database knows it."""
        array = dialect.name == "postgresql"
        return dialect.type_descriptor(postgresql.ARRAY(BigInteger) if array else Text())

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> Any:
        """Return it as the driver takes it."""
        return list(value or ()) if dialect.name == "postgresql" else json.dumps(list(value or ()))


def is_one_of(column: ColumnElement[int], name: str, server: bool) -> ColumnElement[bool]:
    """Return the condition that a column is one of the numbers given under a name, however many.

    As one value: a statement with a mark for each number is another statement for each number of numbers, which
    SQLAlchemy writes anew and PostgreSQL plans anew. `server` tells that it is for PostgreSQL.
    """
    if server:
        return column == any_(bindparam(name, type_=_Numbers()))
    return column.in_(select(func.json_each(bindparam(name, type_=_Numbers())).table_valued("value").c.value))


def pairs(session: Session, key: Any, value: Any, keys: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield the values of two columns of a table, for all rows in which the first is one of `keys`."""
    for part in chunks(sorted(keys)):
        yield from session.connection().execute(_pairing(key, value), {"keys": part})


@cache
def _pairing(key: Any, value: Any) -> Any:
    return select(key, value).where(key.in_(bindparam("keys", expanding=True)))


def rows_between(
    session: Session,
    name: InstrumentedAttribute[str],
    names: Collection[str],
    at: InstrumentedAttribute[datetime],
    edges: Sequence[datetime],
) -> dict[str, list[int]]:
    """Return how many rows of each name have a time from one edge to before the next.

    Arguments: the columns of the name and the time; two or more times (aware), rising. Names without rows are left out.
    """
    stretch = case(*((at < end, number) for number, end in enumerate(edges[1:]))).label("stretch")
    within = (name.in_(names), at >= edges[0], at < edges[-1])
    query = select(name, stretch, func.count()).where(*within).group_by(name, stretch)
    found: dict[str, list[int]] = {}
    for one, number, rows in session.execute(query):
        found.setdefault(one, [0] * (len(edges) - 1))[number] = rows
    return found


def chunks(values: Sequence[T], size: int = _CHUNK) -> Iterator[Sequence[T]]:
    """Yield values in stretches of so many, which fit one statement."""
    return (values[i : i + size] for i in range(0, len(values), size))

"""How much came on each day: counted up in the transaction that brings it, so that a page on a year reads little."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from store.models import Tally
from store.statements import on_postgresql


def count_up(session: Session, day: date, numbers: Mapping[tuple[str, str], int]) -> None:
    """Add numbers to those of a day (UTC), by kind and name."""
    # Always in one order, so that two processes that count the same cannot lock each other out.
    rows = [
        {"kind": kind, "day": day, "name": name[:200], "number": number}
        for (kind, name), number in sorted(numbers.items())
    ]
    if not rows:
        return
    session.connection().execute(_adding(on_postgresql(session)), rows)


@cache
def _adding(server: bool) -> Any:
    """Return the statement that adds to numbers, made once: making it costs more than running it."""
    insert = postgresql.insert if server else sqlite.insert
    row = insert(Tally.__table__)  # type: ignore[arg-type]
    added = {"number": Tally.number + row.excluded.number}
    return row.on_conflict_do_update(index_elements=[Tally.kind, Tally.day, Tally.name], set_=added)


def totals(
    session: Session, kind: str, since: date, until: date, names: Collection[str] | None = None
) -> dict[str, int]:
    """Return how much there was of each name of a kind from one day to another, both included; most first.

    With `names`, of these alone; a name without any is left out.
    """
    number = func.sum(Tally.number)
    query = select(Tally.name, number).where(Tally.kind == kind, Tally.day.between(since, until))
    query = query if names is None else query.where(Tally.name.in_(names))
    found = session.execute(query.group_by(Tally.name).order_by(number.desc(), Tally.name))
    return {name: int(total) for name, total in found}


def by_day(session: Session, kind: str, names: Collection[str], since: date, until: date) -> dict[str, dict[date, int]]:
    """Return how much there was of these names of a kind on each day that had any."""
    found: dict[str, dict[date, int]] = {name: {} for name in names}
    query = select(Tally.name, Tally.day, Tally.number).where(Tally.kind == kind, Tally.name.in_(names))
    for name, day, number in session.execute(query.where(Tally.day.between(since, until))):
        found[name][day] = number
    return found

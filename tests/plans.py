"""How SQLite goes about what is asked of it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from store.session import Store


def plans(store: Store, work: Callable[[Session], object]) -> list[str]:
    """Return how SQLite goes about each statement that reads in work(session), which is a transaction of its own."""
    asked = []

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", keep)
    with store.transaction() as session:
        work(session)
    event.remove(store.engine, "before_cursor_execute", keep)
    with store.engine.connect() as connection:
        explained = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given) for sql, given in asked]
        return [" | ".join(row.detail for row in rows) for rows in explained]

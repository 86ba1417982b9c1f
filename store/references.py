"""Find rows that refer to rows that are not there, after tables were changed while SQLite did not look.

Looked over as a whole, a store of ten million articles takes many minutes, and most changes of tables touch few rows.
So SQLite is asked, as it prepares each statement, what it changes (sqlite.org/c3ref/set_authorizer.html), and looked
over are the tables alone whose references that can break.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

#: What SQLite says of the tables that are written to, with the table in the first place …
_WRITES = (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_DROP_TABLE)
#: … and of those whose rows go, with the table there too.
_REMOVES = (sqlite3.SQLITE_DELETE, sqlite3.SQLITE_DROP_TABLE)


@dataclass
class Changes:
    """What statements change: tables with new rows, or made anew; with rows that go; columns of rows that stay.

    Names are in small letters, as SQLite does not tell them apart. A new row may take the place of another (INSERT OR
    REPLACE), which SQLite does not tell; what UPDATE OR REPLACE takes away is not seen, and no migration may use it.
    """

    written: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    updated: set[tuple[str, str]] = field(default_factory=set)

    def note(self, action: int, one: str | None, other: str | None, _database: str | None, _by: str | None) -> int:
        """Note what a statement changes, as SQLite tells it, and let it."""
        first, second = str(one).lower(), str(other).lower()
        if action in _WRITES:
            self.written.add(first)
        if action in _REMOVES:
            self.removed.add(first)
        if action == sqlite3.SQLITE_UPDATE:
            self.updated.add((first, second))
        if action == sqlite3.SQLITE_ALTER_TABLE:
            self.written.add(second)
        return sqlite3.SQLITE_OK

    def concern(self, table: str, references: list[Any]) -> bool:
        """Whether a table may have broken references now, given what `PRAGMA foreign_key_list` says of it."""
        return table.lower() in self.written or any(
            self._may_break(table.lower(), parent.lower(), column.lower(), key and key.lower())
            for _, _, parent, column, key, *_ in references
        )

    def _may_break(self, table: str, parent: str, column: str, key: str | None) -> bool:
        if parent in self.written or parent in self.removed or (table, column) in self.updated:
            return True
        # Without a name the key is the primary one, which may be the number of the row.
        columns = {changed for of, changed in self.updated if of == parent}
        return bool(columns & {key, "rowid"}) or (key is None and bool(columns))


@contextmanager
def watched(connection: Connection) -> Iterator[Changes]:
    """Yield what is changed on SQLite in the block."""
    driver: Any = connection.connection.driver_connection
    changes, before = Changes(), _tables(connection)
    driver.set_authorizer(changes.note)
    try:
        yield changes
    finally:
        driver.set_authorizer(None)
    # Those that have another name now, and whose name is another's or nobody's.
    changes.written |= {name.lower() for name in _tables(connection) ^ before}


def broken_references(connection: Connection, changes: Changes) -> list[Any]:
    """Return the references of SQLite's tables that changes have broken: (table, row, table referred to, number)."""
    looked_over = [
        table for table in sorted(_tables(connection)) if changes.concern(table, _references(connection, table))
    ]
    return [row for table in looked_over for row in _rows(connection, f'PRAGMA foreign_key_check("{table}")')]


def _references(connection: Connection, table: str) -> list[Any]:
    return _rows(connection, f'PRAGMA foreign_key_list("{table}")')


def _tables(connection: Connection) -> set[str]:
    return {name for (name,) in _rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table'")}


def _rows(connection: Connection, statement: str) -> list[Any]:
    return list(connection.exec_driver_sql(statement).fetchall())

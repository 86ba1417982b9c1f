"""Say in plain words what is wrong with the database, and what to do about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import exc

#: What to do, by kind.
CURES = {
    "url": "write sqlite:///FILE or postgresql://USER@HOST/NAME",
    "open": "check the address, that the folder or server is there and that this user may use it",
    "read-only": "make the file and its folder writable for this user, or point at the server that takes writes",
    "full": "free some space; nothing was half-written, and a running daemon goes on by itself once there is room",
    "disk": "see whether the disk is full, at its quota or failing; a running daemon tries again by itself",
    "locked": "another process holds the database for long; look whether a backup or a second program uses it",
    "lost": "see whether the database server runs and is reached; a running daemon tries again by itself",
    "busy": "the server has no free connection; raise its max_connections, or run fewer processes",
    "tables": "start `tocsin run` once, which brings the tables up to date",
    "missing": "`tocsin run` makes it; if it runs elsewhere, start this command in the same folder",
    "newer": "install the newer Tocsin that was used on it, or restore the backup made before its upgrade",
    "replaced": "put the file back, or restart Tocsin on the one that is there now",
    "damaged": "stop Tocsin, keep a copy of the file and restore the last backup",
    "held": "stop the other one first, or give this one a database of its own",
}

#: SQLite's primary result codes (sqlite.org/rescode.html).
SQLITE_KINDS = {5: "locked", 6: "locked", 8: "read-only", 10: "disk", 11: "damaged", 13: "full", 14: "open"}
SQLITE_KINDS |= {3: "open", 23: "open", 26: "damaged"}
#: Its extended ones that say more than the primary: what was read is not what was written.
SQLITE_KINDS |= {8202: "damaged", 8458: "damaged"}
#: PostgreSQL's SQLSTATEs and their classes (postgresql.org/docs, appendix A).
POSTGRES_KINDS = {"53100": "full", "53300": "busy", "25006": "read-only", "42P01": "tables", "42703": "tables"}
POSTGRES_KINDS |= {"55P03": "locked", "57014": "locked", "40P01": "locked", "40001": "locked"}
POSTGRES_KINDS |= {"08": "lost", "57": "lost", "28": "open", "3D": "open", "XX": "damaged"}


class StoreError(Exception):
    """The database cannot do what is asked; the text says why and what to do.

    Attributes:
        kind: one of url, open, read-only, full, disk, locked, lost, busy, tables, missing, newer,
            replaced, damaged, held.
        passing: it may mend without anyone changing the configuration, so the work is worth trying again.

    """

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(f"{reason}; {CURES[kind]}")
        self.kind = kind
        # A server that restarts or hands over to its standby cannot be opened, or takes no writes, for a moment.
        self.passing = kind in ("full", "disk", "locked", "lost", "busy", "open", "read-only", "replaced")


def moved_away(where: str) -> StoreError:
    """Return the error of a database at `where` whose file is not the one that was opened."""
    return StoreError("replaced", f"{where} was moved, removed or replaced while it was in use")


@contextmanager
def plain_words(where: str) -> Iterator[None]:
    """Turn what SQLAlchemy raises about the state of the database at `where` into StoreError.

    Broken constraints (IntegrityError) and faulty statements stay what they are: those are for the caller, not for
    the person who looks after the database.
    """
    try:
        yield
    except exc.TimeoutError as error:
        raise StoreError("busy", f"{where}: every connection is in use") from error
    except exc.IntegrityError:
        raise
    except exc.DBAPIError as error:
        kind = _kind(error)
        if kind is None:
            raise
        raise StoreError(kind, f"{where}: {_first_line(error)}") from error


def _kind(error: exc.DBAPIError) -> str | None:
    raw: Any = error.orig
    if (code := getattr(raw, "sqlite_errorcode", None)) is not None:
        if code == 1:
            return "tables" if "no such table" in str(raw) or "no such column" in str(raw) else None
        return SQLITE_KINDS.get(code) or SQLITE_KINDS.get(code & 0xFF)
    if state := getattr(raw, "sqlstate", None):
        return POSTGRES_KINDS.get(state) or POSTGRES_KINDS.get(state[:2])
    if error.connection_invalidated:
        return "lost"
    # psycopg has no SQLSTATE for a server that was not reached or did not let us in.
    return "open" if isinstance(error, exc.OperationalError) else None


def _first_line(error: exc.DBAPIError) -> str:
    return (str(error.orig).strip() or type(error.orig).__name__).splitlines()[0]

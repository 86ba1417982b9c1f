"""Copy an SQLite store as it is at one moment, whoever works on it meanwhile."""

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from store.errors import SQLITE_KINDS, StoreError

#: So many pages are copied between two reports of how far it is.
_PAGES = 2_000

#: Told of how many pages are copied, and how many there are.
Told = Callable[[int, int], None]


def back_up(database: Path, to: Path, told: Told) -> int:
    """Copy the database of an SQLite store into a file that is not there yet, and return its length in bytes.

    The copy is whole and in one file, or not there: it is looked over under another name first. Only its owner may
    read it, for it holds what the database does.

    Raises:
        StoreError: the database cannot be read, or the file not be written; or the copy is damaged.

    """
    part = to.with_name(f"{to.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(database, part, told)
        if to.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        part.rename(to)
        _to_disk(to.parent)
    except sqlite3.Error as error:
        kind = SQLITE_KINDS.get(getattr(error, "sqlite_errorcode", 10) & 0xFF, "disk")
        raise StoreError(kind, f"{database} cannot be copied to {to}: {error}") from error
    except OSError as error:
        raise StoreError("read-only", f"{to}: {error.strerror}") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return to.stat().st_size


def _copy(database: Path, part: Path, told: Told) -> None:
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(part)) as target:
        # While this transaction reads, others may write: SQLite would begin the copy anew after each of them.
        source.execute("PRAGMA query_only = ON")
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=_PAGES, progress=lambda _, left, total: told(total - left, total))
        # In one file, without a log beside it.
        target.execute("PRAGMA journal_mode = DELETE")
        [(found,), *_] = target.execute("PRAGMA quick_check(1)").fetchall()
        if found != "ok":
            raise StoreError("damaged", f"{database}: its copy is damaged: {found}")
    with part.open("rb") as file:
        os.fsync(file.fileno())


def _to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

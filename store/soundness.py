"""Look whether a store is whole: its file, and what its rows refer to; and how large it is."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from store.models import Article
from store.session import Store, sqlite_file
from store.statements import on_postgresql

#: So many faults of a kind are told.
_MOST = 10


@dataclass(frozen=True)
class Soundness:
    """What was found: `problems` in words, none if all is well.

    `size` is in bytes; `free` is what is left on the disk of an SQLite file, and `unused` what in that file holds
    nothing and is written to first. `pruned` of the articles are without their texts (`store.prune`).
    """

    problems: tuple[str, ...]
    size: int
    free: int | None
    unused: int | None
    articles: int
    pruned: int
    oldest_at: datetime | None


def look_over(store: Store) -> Soundness:
    """Return how a store is; on SQLite all of its file is read for it.

    Raises:
        StoreError: it cannot be read.

    """
    file = sqlite_file(store.engine.url.render_as_string(hide_password=False))
    with store.reading() as session:
        problems = () if on_postgresql(session) else _faults(session)
        counts = select(func.count(), func.count(Article.pruned_at), func.min(Article.seen_at))
        articles, pruned, oldest = session.execute(counts.select_from(Article)).one()
        return Soundness(problems, *_room(session, file), articles, pruned, oldest)


def _faults(session: Session) -> tuple[str, ...]:
    damaged = [line for (line,) in session.execute(text(f"PRAGMA integrity_check({_MOST})")) if line != "ok"]
    broken = session.execute(text("PRAGMA foreign_key_check")).fetchmany(_MOST)
    return (
        *(f"the file is damaged: {line}" for line in damaged),
        *(f"row {row} of table {table} refers to a row of {parent} that is gone" for table, row, parent, _ in broken),
    )


def _room(session: Session, file: Path | None) -> tuple[int, int | None, int | None]:
    """Return how large a store is, what is free beside its file, and what of the file is unused."""
    if on_postgresql(session):
        return session.scalar(text("SELECT pg_database_size(current_database())")) or 0, None, None
    pages, unused, size = (
        session.scalar(text(f"PRAGMA {name}")) or 0 for name in ("page_count", "freelist_count", "page_size")
    )
    return pages * size, None if file is None else shutil.disk_usage(file.resolve().parent).free, unused * size

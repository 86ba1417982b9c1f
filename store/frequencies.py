"""In how many articles each feature has stood lately: counted in memory, kept in the store as a log of the counting.

A row for each feature cost more than all the rest of placing an article, and the more the fuller the store: some 800
rows in random places were written for each. Here one row is appended, and now and then the counts as a whole. They are
a sketch of fixed size (count-min with conservative update, Estan and Varghese 2002): of two features that share both
cells, the rarer is taken to be as frequent as the other.

Every row of the log holds a number by chance. By that of the last one it has seen a process knows that its counts are
those of the store, whatever another process has added or a transaction has taken back meanwhile. `store.window` keeps
step by the same log.
"""

import zlib
from collections.abc import Collection, Sequence
from mmap import mmap
from secrets import randbits
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary, ref

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, Row, bindparam, delete, insert, select
from sqlalchemy.orm import Session, SessionTransaction

from store.base import Base
from store.models import CountedFeatures, FeatureCounts

#: Cells for each of a feature's two places, a power of two: 16 MB in all.
_WIDTH = 1 << 21
#: The counts as a whole are kept whenever so many articles have been counted since.
KEPT_EVERY = 2_000

_LOG, _KEPT = (Base.metadata.tables[table.__tablename__] for table in (CountedFeatures, FeatureCounts))
_HEADS = select(_LOG.c.id, _LOG.c.mark, _LOG.c.articles).where(_LOG.c.id >= bindparam("row")).order_by(_LOG.c.id)
_ROWS = select(_LOG.c.id, _LOG.c.mark, _LOG.c.hashes).where(_LOG.c.id > bindparam("row")).order_by(_LOG.c.id)
_APPEND = insert(_LOG).returning(_LOG.c.id)

#: Signed 64 bits each.
Hashes = NDArray[np.int64]
Counts = NDArray[np.uint32]
_NONE: Hashes = np.array([], dtype=np.int64)


class Position(NamedTuple):
    """A row of the log, and the number that it holds by chance."""

    row: int
    mark: int


class Turns:
    """Tells when a transaction is asked about for the first time: what it sees then, no other one changes meanwhile."""

    def __init__(self) -> None:
        self._last: ref[SessionTransaction] | None = None

    def is_new(self, session: Session) -> bool:
        """Whether this was not asked of the session's transaction before."""
        under_way = session.get_transaction() or session.begin()
        if self._last is not None and self._last() is under_way:
            return False
        self._last = ref(under_way)
        return True


class Frequencies:
    """The counts of one store, up to a row of its log. Not to be used by two transactions that write at once."""

    def __init__(self) -> None:
        self._turns = Turns()
        self._clear()

    def _clear(self) -> None:
        # Memory that is not touched is not taken: a small store has few features.
        self._cells = np.frombuffer(mmap(-1, 2 * _WIDTH * 4), dtype=np.uint32)
        self._at, self._since_kept = Position(0, 0), 0
        #: Where this stood when the transaction began, and the rows from there on.
        self._before: Position | None = None
        self._heads: Sequence[Row[Any, Any, Any]] = ()
        #: Whether this transaction has written a row, and what it has counted since and not written.
        self._begun = False
        self._unwritten: list[Hashes] = []

    def position(self, session: Session) -> Position:
        """Return the last row of the log."""
        self._catch_up(session)
        return self._at

    def since(self, session: Session, position: Position) -> Sequence[Row[Any, Any, Any]]:
        """Return the rows of the log from a position on: number, mark, and the articles that have changed.

        As they were when the transaction began, or are now.
        """
        self._catch_up(session)
        if position == self._before:
            return self._heads
        return session.connection().execute(_HEADS, {"row": position.row}).all()

    def has_written(self, session: Session) -> bool:
        """Whether this transaction has written a row of the log."""
        self._catch_up(session)
        return self._begun

    def seen(self, session: Session, hashes: Hashes) -> Counts:
        """Return in how many articles each of these features, given by their hashes, has stood."""
        self._catch_up(session)
        fewest: Counts = self._cells[_places(hashes)].min(axis=0)
        return fewest

    def count(self, session: Session, hashes: Hashes, *, later: bool = False) -> Counts:
        """Count an article that has these features, and return in how many each has stood before it.

        `later`: whoever asks calls `write` before the transaction ends.
        """
        self._catch_up(session)
        different, where = np.unique(hashes, return_inverse=True)
        # The first is written at once: by its row it is known whether all of this was taken back.
        if later and self._begun:
            self._unwritten.append(different)
            self._since_kept += 1
        else:
            self._append(session, different)
        seen = self._add(different)
        if self._since_kept >= KEPT_EVERY:
            self.write(session)
            self._keep(session)
        return seen[where]

    def write(self, session: Session) -> None:
        """Write what is counted and was to be written later, several articles in one row of the log."""
        row: list[Hashes] = []
        for hashes in filter(len, self._unwritten):
            if row and row[-1][-1] < hashes[0]:
                # Nobody could tell where this article begins.
                self._append(session, np.concatenate(row))
                row = []
            row.append(hashes)
        if row:
            self._append(session, np.concatenate(row))
        self._unwritten = []

    def note(self, session: Session, articles: Collection[int]) -> Position:
        """Say to all processes that what is compared of stored articles has changed; return the row that says so."""
        self._catch_up(session)
        self._append(session, _NONE, sorted(articles))
        return self._at

    def fade(self, session: Session) -> None:
        """Let all that was counted so far weigh half as much."""
        self._catch_up(session)
        self._cells //= 2
        # Whoever looks for what is new in this transaction still, is to see that the log was cut.
        self._before = None
        self._append(session, _NONE)
        self._keep(session)

    def _add(self, hashes: Hashes) -> Counts:
        """Count features and return how often they were counted before: as if one after the other."""
        places = _places(hashes)
        taken = np.sort(places, axis=None)
        if (taken[1:] == taken[:-1]).any():
            # Two of them share a cell: the later one must see what the earlier one has left there.
            return np.concatenate([self._add(half) for half in np.array_split(hashes, 2)])
        counts = self._cells[places]
        fewer: Counts = counts.min(axis=0)
        self._cells[places] = np.where(counts == fewer, fewer + 1, counts)
        return fewer

    def _append(self, session: Session, hashes: Hashes, articles: Collection[int] | None = None) -> None:
        mark = randbits(63)
        row = {"mark": mark, "hashes": hashes.tobytes(), "articles": articles}
        self._at = Position(session.connection().execute(_APPEND, row).scalar_one(), mark)
        self._since_kept += 1
        self._begun = True

    def _catch_up(self, session: Session) -> None:
        """Apply what other transactions have counted; begin anew where ours is not what the store has."""
        if not self._turns.is_new(session):
            return
        self._begun = False
        before = self._at
        heads = session.connection().execute(_HEADS, {"row": before.row}).all()
        if not heads or heads[0][:2] != before or self._unwritten:
            self._load(session)
        elif len(heads) > 1:
            self._replay(session)
        self._before, self._heads = before, heads

    def _load(self, session: Session) -> None:
        self._clear()
        kept = session.execute(select(_KEPT)).one_or_none()
        if kept:
            self._cells[:] = np.frombuffer(zlib.decompress(kept.cells), dtype=np.uint32)
            self._at = Position(kept.row, kept.mark)
        self._replay(session)

    def _replay(self, session: Session) -> None:
        rows = session.execute(_ROWS, {"row": self._at.row}).all()
        for row, mark, packed in rows:
            for hashes in _each_article(np.frombuffer(packed, dtype=np.int64)):
                self._add(hashes)
                self._since_kept += 1
            self._at = Position(row, mark)

    def _keep(self, session: Session) -> None:
        cells = zlib.compress(self._cells.data, 1)
        session.execute(delete(_KEPT))
        session.execute(insert(_KEPT), {"id": 1, **self._at._asdict(), "cells": cells})
        # The last row stays: by it the next one is seen to follow.
        session.execute(delete(_LOG).where(_LOG.c.id < self._at.row))
        self._since_kept = 0


_of_engine: WeakKeyDictionary[Engine, Frequencies] = WeakKeyDictionary()


def frequencies(session: Session) -> Frequencies:
    """Return the counts of the store that a session works on; its transaction must be the only one that writes."""
    engine = session.get_bind().engine
    if engine not in _of_engine:
        _of_engine[engine] = Frequencies()
    return _of_engine[engine]


def _places(hashes: Hashes) -> Hashes:
    """Return the two cells of each feature, in two rows."""
    return np.stack((hashes & (_WIDTH - 1), _WIDTH + (hashes >> 32 & (_WIDTH - 1))))


def _each_article(hashes: Hashes) -> list[Hashes]:
    """Return the features of each article in a row of the log: those of one rise, and where they do not, one begins."""
    return np.split(hashes, np.flatnonzero(hashes[1:] <= hashes[:-1]) + 1)

"""In how many articles each feature has stood lately: counted in memory, kept in the store as a log of the counting.

A row for each feature cost more than all the rest of placing an article, and the more the fuller the store: some 800
rows in random places were written for each. Here one row is appended, and now and then the counts as a whole. They are
a sketch of fixed size (count-min with conservative update, Estan and Varghese 2002): of two features that share both
cells, the rarer is taken to be as frequent as the other.

Every row of the log holds a hash of itself and all before it. By that a process sees that its counts are those of the
store, whatever another process has added or a transaction has taken back meanwhile.
"""

import zlib
from collections.abc import Collection
from mmap import mmap
from weakref import WeakKeyDictionary

import numpy as np
import xxhash
from numpy.typing import NDArray
from sqlalchemy import Engine, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from store.base import Base
from store.models import CountedFeatures, FeatureCounts

#: Cells for each of a feature's two places, a power of two: 16 MB in all.
_WIDTH = 1 << 21
#: The counts as a whole are kept whenever so many articles have been counted since.
KEPT_EVERY = 2_000

_LOG, _KEPT = (Base.metadata.tables[table.__tablename__] for table in (CountedFeatures, FeatureCounts))
_HEADS = select(_LOG.c.id, _LOG.c.chain).where(_LOG.c.id >= bindparam("row")).order_by(_LOG.c.id)
_ROWS = select(_LOG.c.id, _LOG.c.chain, _LOG.c.hashes).where(_LOG.c.id > bindparam("row")).order_by(_LOG.c.id)
_APPEND = insert(_LOG).returning(_LOG.c.id)

#: Signed 64 bits each.
Hashes = NDArray[np.int64]


class Frequencies:
    """The counts of one store, up to a row of its log. Not to be used by two transactions that write at once."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        # Memory that is not touched is not taken: a small store has few features.
        self._cells = np.frombuffer(mmap(-1, 2 * _WIDTH * 4), dtype=np.uint32)
        self._row, self._chain, self._since_kept = 0, 0, 0

    def seen(self, session: Session, hashes: Collection[int]) -> dict[int, int]:
        """Return in how many articles features, given by their hashes, have stood."""
        self._catch_up(session)
        found = np.array(list(hashes), dtype=np.int64)
        return dict(zip(hashes, self._cells[_places(found)].min(axis=0).tolist(), strict=True))

    def count(self, session: Session, hashes: Collection[int]) -> dict[int, int]:
        """Count an article that has these features, and return in how many they have stood before it."""
        self._catch_up(session)
        ordered = np.sort(np.array(list(set(hashes)), dtype=np.int64))
        self._append(session, ordered)
        seen = self._add(ordered)
        if self._since_kept >= KEPT_EVERY:
            self._keep(session)
        return dict(zip(ordered.tolist(), seen.tolist(), strict=True))

    def fade(self, session: Session) -> None:
        """Let all that was counted so far weigh half as much."""
        self._catch_up(session)
        self._cells //= 2
        self._append(session, np.array([], dtype=np.int64))
        self._keep(session)

    def _add(self, hashes: Hashes) -> Hashes:
        """Count features and return how often they were counted before: as if one after the other."""
        places = _places(hashes)
        taken = np.sort(places, axis=None)
        if (taken[1:] == taken[:-1]).any():
            # Two of them share a cell: the later one must see what the earlier one has left there.
            return np.concatenate([self._add(half) for half in np.array_split(hashes, 2)])
        counts = self._cells[places]
        fewer: Hashes = counts.min(axis=0)
        self._cells[places] = np.where(counts == fewer, fewer + 1, counts)
        return fewer

    def _append(self, session: Session, hashes: Hashes) -> None:
        packed = hashes.tobytes()
        self._chain = _chained(self._chain, packed)
        made = session.execute(_APPEND, {"chain": self._chain, "hashes": packed})
        self._row = made.scalar_one()
        self._since_kept += 1

    def _catch_up(self, session: Session) -> None:
        """Apply what other transactions have counted; begin anew where ours is not what the store has."""
        heads = session.execute(_HEADS, {"row": self._row}).all()
        if not heads or tuple(heads[0]) != (self._row, self._chain):
            self._load(session)
        elif len(heads) > 1:
            self._replay(session)

    def _load(self, session: Session) -> None:
        self._clear()
        kept = session.execute(select(_KEPT)).one_or_none()
        if kept:
            self._cells[:] = np.frombuffer(zlib.decompress(kept.cells), dtype=np.uint32)
            self._row, self._chain = kept.row, kept.chain
        self._replay(session)

    def _replay(self, session: Session) -> None:
        rows = session.execute(_ROWS, {"row": self._row}).all()
        for self._row, self._chain, packed in rows:
            self._add(np.frombuffer(packed, dtype=np.int64))
        self._since_kept += len(rows)

    def _keep(self, session: Session) -> None:
        cells = zlib.compress(self._cells.data, 1)
        session.execute(delete(_KEPT))
        session.execute(insert(_KEPT), {"id": 1, "row": self._row, "chain": self._chain, "cells": cells})
        # The last row stays: by it the next one is seen to follow.
        session.execute(delete(_LOG).where(_LOG.c.id < self._row))
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


def _chained(chain: int, packed: bytes) -> int:
    value = xxhash.xxh3_64_intdigest(packed, seed=chain % (1 << 64))
    return value - (1 << 64) if value >= 1 << 63 else value

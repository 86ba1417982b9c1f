"""The sketch by which `archive.py` was promised its speed: what an article costs if nothing but its story is told.

It takes features, looks for copies in SQLite, and groups in memory. No article is stored, no watch is matched, nothing
is opened or sent, and no reason is given. Its modules are read where they are, given with `--sketch FOLDER`.
"""

import importlib
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import chdir
from datetime import datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from crawler.item import Item

#: Fingerprints that it keeps of an article, by its own measure.
PRINTS = 14
#: Thresholds within a language and across, as it chose them.
WITHIN, ACROSS = 0.28, 0.2
WEEK = 7 * 86_400


class Sketch:
    """The sketch with so many old articles in its store of copies, which is a file in `database`."""

    def __init__(self, folder: Path, database: Path, stored: int) -> None:
        sys.path.insert(0, str(folder))
        # It opens its lexicon where it stands.
        with chdir(folder):
            copies, stories = (importlib.import_module(name) for name in ("dupstore", "stories"))
        sys.path.remove(str(folder))
        self._copies: Any = copies.Dup(str(database))
        self._stories: Any = stories.Stories(thr=WITHIN, xthr=ACROSS, expire=WEEK)
        self._number = stored
        self._fill(self._copies.db, stored)

    def _fill(self, store: sqlite3.Connection, stored: int) -> None:
        """Keep old articles, with fingerprints spread evenly over all numbers, in the order of these."""
        numbers = "WITH RECURSIVE one(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM one WHERE i < ?) "
        rows, step = stored * PRINTS, (1 << 64) // (stored * PRINTS + 1)
        store.execute("BEGIN")
        store.execute(f"INSERT INTO dup_doc {numbers} SELECT i, i, 0, 80, x'00' FROM one", (stored,))  # noqa: S608
        first = -(1 << 63)
        store.execute(
            f"INSERT INTO dup_fp {numbers} SELECT ? + i * ?, 1 + (i * 7919) % ? FROM one",  # noqa: S608
            (rows, first, step, stored),
        )
        store.execute("COMMIT")

    def tell(self, items: Iterator[Item], at: datetime, poll: int, pause: timedelta) -> dict[str, float]:
        """Return the seconds of CPU that each stage takes for an article; they come in polls, a pause apart."""
        spent, told, when = dict.fromkeys(("features", "near-duplicates", "stories"), 0.0), 0, at.timestamp()
        while some := list(islice(items, poll)):
            self._copies.db.execute("BEGIN")
            for item in some:
                for stage, seconds in zip(spent, self._place(item, when), strict=True):
                    spent[stage] += seconds
            begun = time.process_time()
            self._copies.db.execute("COMMIT")
            spent["near-duplicates"] += time.process_time() - begun
            told, when = told + len(some), when + pause.total_seconds()
        return {stage: seconds / told for stage, seconds in spent.items()}

    def _place(self, item: Item, when: float) -> tuple[float, ...]:
        """Do with an article all that is done with it, and return what the stages took."""
        self._number += 1
        clock = [time.process_time()]
        features = self._stories.prep(item.title, item.text, item.language)
        clock.append(time.process_time())
        found, prints = self._copies.check(item.text, when)
        self._copies.add(self._number, found[0][1] if found else self._number, when, prints)
        clock.append(time.process_time())
        self._stories.add(item.title, item.text, item.language, when, pre=features)
        clock.append(time.process_time())
        return tuple(after - before for before, after in pairwise(clock))

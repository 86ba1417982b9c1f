"""The job that enters articles into the index of words, and says when there are many to enter."""

import logging

from alerts.indexing import index_waiting
from alerts.text import analyse
from store.session import Store
from store.word_index import languages

log = logging.getLogger(__name__)

#: Seconds of a tick in which articles are entered; the rest is left to others who write.
WITHIN = 1.0


class Indexing:
    """Enters what waits, at every tick; an archive that had no index, or one by other rules, takes many."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._left = 0
        self._is_ready = False

    def work(self) -> None:
        """Enter articles for as long as one tick allows. Raises StoreError."""
        if not self._is_ready:
            self._read_dictionaries()
        left = index_waiting(self._store, WITHIN, begins=not self._is_ready)
        self._is_ready = True
        if left and not self._left:
            log.info("the index of words is being made: articles=%d; searches are slower, or by older rules", left)
        elif self._left and not left:
            log.info("the index of words has all articles")
        self._left = left

    def _read_dictionaries(self) -> None:
        """Read those of the languages that articles are in, so that no search has to wait for them."""
        with self._store.reading() as session:
            known = languages(session)
        for language in known:
            analyse("a", language)

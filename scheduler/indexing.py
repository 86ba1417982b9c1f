"""The job that enters articles into the index of words, and says when there are many that it does not have."""

import logging

from alerts.indexing import index_waiting
from store.session import Store

log = logging.getLogger(__name__)

#: Seconds of a tick in which articles are entered; the rest is left to others who write.
WITHIN = 2.0


class Indexing:
    """Enters what waits, at every tick; those of an archive that had no index take many."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._left = 0

    def work(self) -> None:
        """Enter articles for as long as one tick allows. Raises StoreError."""
        left = index_waiting(self._store, WITHIN)
        if left and not self._left:
            log.info("the index of words is being made: articles=%d; searches look through those one by one", left)
        elif self._left and not left:
            log.info("the index of words has all articles")
        self._left = left

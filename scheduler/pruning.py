"""The job that drops the texts of old articles that no watch found, where the settings ask for it."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from scheduler.clock import utc_now
from store.leaps import believes
from store.prune import Place, page, prune
from store.session import Store
from store.statements import chunks

log = logging.getLogger(__name__)

#: What has grown old since is looked for so often.
EVERY = timedelta(days=1)
#: So many lose their texts in one transaction: whoever waits to write waits no longer than for a poll.
_TOGETHER = 100


class Pruning:
    """Drops some texts at every tick, until there are none left to drop that day; the first time, those of years."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._after: Place | None = None
        self._dropped = 0
        self._done_at: datetime | None = None

    def work(self, keep: timedelta | None) -> None:
        """Drop the texts of a thousand articles that were seen longer ago than `keep`; none, if all are kept.

        None either while the clock is not to be believed.

        Raises:
            StoreError: the store cannot be read or written.

        """
        now = utc_now()
        if keep is None or (self._done_at is not None and self._done_at <= now < self._done_at + EVERY):
            return
        with self._store.reading() as session:
            if not believes(session, now):
                return
            some = page(session, now - keep, self._after)
        self._dropped += sum(drop(self._store, some, now))
        if some:
            self._after = some[-1]
            return
        if self._dropped:
            log.info("texts of old articles were dropped: articles=%d seen_before=%s", self._dropped, now - keep)
        self._after, self._dropped, self._done_at = None, 0, now


def drop_all(store: Store, before: datetime, now: datetime) -> Iterator[int]:
    """Drop the texts of all articles seen before a time that `store.prune` names; as `drop`. Both are aware UTC."""
    after: Place | None = None
    while True:
        with store.reading() as session:
            some = page(session, before, after)
        if not some:
            return
        yield from drop(store, some, now)
        after = some[-1]


def drop(store: Store, articles: Sequence[Place], now: datetime) -> Iterator[int]:
    """Drop the texts of articles that `page` named, some at a time, and yield of how many; `now` is aware UTC.

    Raises:
        StoreError: the store cannot be written; what was yielded is done.

    """
    for some in chunks([number for _, number in articles], _TOGETHER):
        with store.transaction() as session:
            dropped = prune(session, some, now)
        yield dropped

"""Enter articles into the index by which they are searched (`store.word_index`), in the background.

A poll leaves that undone: entered one by one they cost ten times as much. What waits is searched as well.
"""

import time
from collections.abc import Callable

from alerts.index_keys import keys_of
from store.session import Store
from store.word_index import enter, taken, unindexed, waiting

#: Articles entered in one transaction, which keeps other writers waiting.
TOGETHER = 100


def index_waiting(store: Store, within: float, clock: Callable[[], float] = time.monotonic) -> int:
    """Enter articles that came or changed, the newest first, and return how many are left.

    No more are begun with after `within` seconds of `clock`; so what was stored before there was an index is entered
    little by little, and a crash loses nothing. Raises StoreError.
    """
    began = clock()
    while clock() - began <= within:
        with store.reading() as session:
            if not waiting(session, 1):
                break
        with store.transaction() as session:
            articles = taken(session, TOGETHER)
            enter(session, {one.id: keys_of(one) for one in articles}, {one.language for one in articles})
        if not articles:
            break
    with store.reading() as session:
        return unindexed(session)

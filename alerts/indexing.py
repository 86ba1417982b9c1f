"""Enter articles into the index by which they are searched (`store.word_index`), in the background.

A poll leaves that undone: entered one by one they cost ten times as much. What waits is searched as well.
"""

import time
from collections.abc import Callable

from alerts.index_keys import keys_of
from alerts.index_rules import rules
from store.index_rules import are_in_force, ask_for_outdated, outdated, take_up
from store.session import Store
from store.word_index import enter, taken, unindexed, waiting

#: Articles entered in one transaction, which keeps other writers waiting.
TOGETHER = 100


def index_waiting(
    store: Store, within: float, clock: Callable[[], float] = time.monotonic, *, begins: bool = True
) -> int:
    """Enter articles that came or changed, the newest first, then those of other rules; return how many are left.

    No more are begun with after `within` seconds of `clock`; so what was stored before there was an index is entered
    little by little, and a crash loses nothing. Where a program `begins` to enter, its rules are in force from then on;
    others at work on the store, which have other rules, leave it alone until they begin anew. Raises StoreError.
    """
    began = clock()
    if begins:
        with store.transaction() as session:
            take_up(session, rules())
    while clock() - began <= within and _any_to_enter(store):
        with store.transaction() as session:
            articles = taken(session, TOGETHER) if are_in_force(session, rules()) else []
            enter(session, {one.id: keys_of(one) for one in articles}, {one.language for one in articles})
        if not articles:
            break
    with store.reading() as session:
        return unindexed(session) + outdated(session)


def _any_to_enter(store: Store) -> bool:
    with store.reading() as session:
        if waiting(session, 1):
            return True
        if not outdated(session):
            return False
    with store.transaction() as session:
        return ask_for_outdated(session, rules(), TOGETHER)

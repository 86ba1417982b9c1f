"""Which articles of a reading are no news, though they are new to the store: what was there before it was read.

So it is with all that a new source holds at its first poll (`scheduler.jobs`). Later a source may bring what it held
long ago, as when a cache is restored or another site stands at its address; at another address, which the settings
now give it, it holds what came before, and so may one that was empty when it was read first. Where anything in a
reading is known, it goes on from there, and all of it is news: a document may well be older than the day on which it
is published.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from scheduler.visits import Visit
from store.articles import ids_at
from store.new_article import NewArticle
from store.recognition import CLOCKS_DIFFER

#: A reading of fewer articles says nothing, nor one that holds something younger than so much before the first poll.
_FEW = 4
_LONG_BEFORE = timedelta(days=30)


def old_news(session: Session, visit: Visit, articles: Sequence[NewArticle]) -> frozenset[str]:
    """Return the keys of the articles that a visit found and that are old; none at a first poll, of which all is."""
    first, last = visit.state.first_success_at, visit.state.last_success_at
    if first is None or last is None or visit.pushes:
        return frozenset()
    elsewhere = visit.state.cursor.get("url", visit.source.url) != visit.source.url
    # A source that was empty so far: what it holds now it may have had before, while its server was being mended.
    was_empty = visit.state.last_new_at is None
    since = last - CLOCKS_DIFFER if elsewhere else first - (CLOCKS_DIFFER if was_empty else _LONG_BEFORE)
    old = [one for one in articles if (one.published_at < since if one.published_at else elsewhere)]
    if not old or not (elsewhere or (len(old) >= _FEW and (was_empty or len(old) == len(articles)))):
        return frozenset()
    keys = (key for one in articles for key in (one.url_key, one.given_key, one.page_key) if key)
    return frozenset() if ids_at(session, keys) else frozenset(one.url_key for one in old)

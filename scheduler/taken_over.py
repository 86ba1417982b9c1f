"""Keep the alerts of another site's feed that stands where a source was until somebody has looked.

A domain is sold, a server shows another customer's site, a redirect leads to whoever bought the paper: all that such a
feed holds is new and fresh, and would ring as coverage by the source. It is stored and matched like any other, and a
silence about its sites holds what it alerts. What is news after all is told late, and not lost; and where the
source's own feed comes back, that is not held.
"""

import logging
from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from alerts.display import one_line
from alerts.notices import open_notice
from config import Settings
from crawler.addresses import url_key
from crawler.feed_owner import is_of_another, owner_of, sites_of
from crawler.item import Reading
from scheduler.visits import Visit
from store.alert_models import StoredSilence
from store.articles import Recorded

log = logging.getLogger(__name__)

#: Then what it held is told, whether somebody has looked or not.
HELD_FOR = timedelta(days=7)
#: More sites are not held one by one.
_MOST_SITES = 20
MADE_BY = "Tocsin"


def hold_if_taken_over(
    session: Session, settings: Settings, visit: Visit, reading: Reading, recorded: Recorded, late: Collection[str]
) -> str:
    """Silence what a reading brought if it is another site's feed, and tell the operator; return that in words, or ''.

    So it is where nothing of it is known, and neither its sites nor its title have anything in common with what was
    read at this address before. late are the keys of articles of earlier readings that came with it.
    """
    known, items = visit.state.cursor, [item for item in reading.items if url_key(item.url) not in late]
    goes_on = known.get("url") != visit.source.url or len(recorded.new) < len(items)
    if visit.is_first or visit.pushes or goes_on:
        return ""
    owner = owner_of(items, reading.title)
    if not is_of_another(known.get("owner", {}), owner, len(items)):
        return ""
    return _hold(session, settings, visit, sorted(sites_of(owner))[:_MOST_SITES])


def _hold(session: Session, settings: Settings, visit: Visit, sites: Sequence[str]) -> str:
    words = f"another feed stands at its address, of {one_line(', '.join(sites), 200)}"
    silence = StoredSilence(
        source=visit.source.name,
        query=" OR ".join(f"site:{site}" for site in sites),
        until=visit.now + HELD_FOR,
        reason=words,
        made_by=MADE_BY,
        made_at=visit.now,
    )
    session.add(silence)
    session.flush()
    words = f"{words}; what it alerts is held by silence {silence.id}"
    log.warning("source taken over: source=%s sites=%s silence=%d", visit.source.name, ",".join(sites), silence.id)
    told = f"{visit.source.name}: {words}; it ends in {HELD_FOR.days} days, end it now if all is as it should be"
    open_notice(session, settings, "source", visit.source.name, told, visit.now)
    return words

"""Tell the operator of outages of our own network: of one that comes and goes that it does, not each time."""

import logging
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from alerts.notices import open_notice, outage_told
from config import Settings
from scheduler.cadence import OUT_OF_REACH
from store.chores import drop, last_done, note
from store.sources import read_after

log = logging.getLogger(__name__)

#: After so long without another one an outage is over: twice as long as all sources take to be tried again.
STEADY = 2 * OUT_OF_REACH
#: A network that was out of reach so often meanwhile comes and goes.
OFTEN = 3
#: The end of an outage that was seen longer ago is no news.
_FORGOTTEN = timedelta(days=14)
#: The chores that say since when nothing could be read at first, and when it was seen last that nothing can be.
_SINCE, _SEEN = "outage", "unread"


def out_of_reach(session: Session, settings: Settings, since: datetime, now: datetime) -> None:
    """Tell that nothing could be read since then, or that this comes and goes, each once until it is over."""
    first, seen = last_done(session, _SINCE), last_done(session, _SEEN)
    note(session, _SEEN, now)
    if first is None or seen is None:
        note(session, _SINCE, since)
        log.warning("nothing can be reached: since=%s", since)
        first = since
    about = _about(first)
    # A notice of each kind is opened once for each outage.
    open_notice(session, settings, "network", about, _words(about), now)
    told = outage_told(session, about)
    if told is None or seen is None or since <= seen:
        return
    told.count += 1
    if told.count >= OFTEN:
        words = (
            f"nothing could be read {told.count} times since {about} UTC, as if our own network came and went; "
            f"once it is steady for {STEADY.total_seconds() / 60:.0f} minutes that is told"
        )
        open_notice(session, settings, "unsteady", about, words, now)


def in_reach(session: Session, settings: Settings, now: datetime) -> None:
    """Tell that sources can be read again, once that has been so for a while."""
    first, seen = last_done(session, _SINCE), last_done(session, _SEEN)
    if first is None or seen is None or now - seen < STEADY or not read_after(session, seen):
        return
    for name in (_SINCE, _SEEN):
        drop(session, name)
    about = _about(first)
    log.info("sources can be read again: unread since=%s", about)
    told = outage_told(session, about)
    if told is None or now - seen > _FORGOTTEN:
        return
    words = f"sources can be read again; nothing was since {about} UTC"
    if told.count > 1:
        words = f"sources can be read again; nothing was {told.count} times since {about} UTC"
    open_notice(session, settings, "online", about, words, now)


def _about(since: datetime) -> str:
    return f"{since:%Y-%m-%d %H:%M}"


def _words(about: str) -> str:
    return (
        f"nothing has been read since {about} UTC, as if our own network were down; "
        f"every source is tried again every {OUT_OF_REACH.total_seconds() / 60:.0f} minutes"
    )

"""What a change of the settings means for the sources, beside the next poll: who mends one need not wait for that."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from config import SourceSettings
from crawler.hosts import host_of
from scheduler.cadence import was_asked_for
from store.sources import Known, due_now, known_sources, succeed

#: The interval with what chance adds to it (`scheduler.cadence.JITTER`).
_LONGEST = 1.2


def take_up_sources(session: Session, sources: Iterable[SourceSettings], now: datetime) -> None:
    """Have sources polled now of which the settings may have been mended, and those that were renamed go on.

    Mended may be one that fails, unless it asked to be left alone, one that has another address, and one that by its
    new interval is due sooner than it was going to be polled. Renamed is a source not seen before at the address of one
    that has left the settings: what came since that was last read is news, and not what a new source already held.
    """
    named = {source.name: source for source in sources}
    known = known_sources(session)
    left = {of.url: name for name, of in known.items() if name not in named and of.url}
    for name, source in named.items():
        if name in known:
            for why in _may_be_mended(source, known[name], now):
                due_now(session, name, now, why)
        elif former := left.get(source.url):
            planned = known[former].next_poll_at, known[former].next_poll_why
            succeed(session, name, former, *(planned if was_asked_for(planned[1]) else (now, f"was {former} before")))


def _may_be_mended(source: SourceSettings, known: Known, now: datetime) -> Iterator[str]:
    """Yield why a source is to be polled now, if it is."""
    has_moved = known.url is not None and known.url != source.url
    # Who asked is its host: another one need not wait for that.
    if was_asked_for(known.next_poll_why) and host_of(known.url or source.url) == host_of(source.url):
        return
    if has_moved:
        yield "its address has changed"
    elif known.failures:
        yield "the settings have changed since it failed"
    elif isinstance(source.every, timedelta) and known.next_poll_at - now > _LONGEST * source.every:
        yield "its interval has changed"

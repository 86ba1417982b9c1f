"""The job that looks how the sources stand, and tells the operator of each change once."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy.orm import Session

from alerts.display import one_line
from alerts.notices import open_notice
from config import Settings
from scheduler.cadence import OF_THE_NETWORK, was_asked_for
from scheduler.habit import from_json, learned
from scheduler.health import Health, Standing, State, health
from scheduler.in_force import InForce
from scheduler.outages import in_reach, out_of_reach
from store.chores import drop, last_done, take
from store.models import SourceState
from store.session import Store
from store.sources import note_health, states, unread_since

log = logging.getLogger(__name__)

#: How often is looked, by all daemons together.
HEALTH_EVERY = timedelta(minutes=1)
_LOOK = "health"
#: Where nobody has looked for so long, no daemon is at work: it may wait a minute or two for its store.
NOBODY_LOOKS = timedelta(minutes=10)
#: Errors may quote what a server sent.
LONGEST_LINE = 500
#: States that are no news in a source that nobody has heard of yet.
_NO_NEWS = frozenset(("new", "fine"))


def look_at_sources(store: Store, force: InForce, now: datetime) -> list[str]:
    """Record how each source stands, and tell the operator of those that changed; return their names.

    Does nothing before it is due again, nor while nothing at all can be reached, which is told instead
    (`scheduler.outages`). Raises StoreError.
    """
    with store.transaction() as session:
        if not take(session, _LOOK, HEALTH_EVERY, now):
            return []
        since = unread_since(session, OF_THE_NETWORK)
        if since is not None:
            out_of_reach(session, force.settings, since, now)
            return []
        in_reach(session, force.settings, now)
        known = states(session, (source.name for source in force.settings.sources if source.enabled))
        found = healths(known, now)
        changed = [name for name in found if found[name].state != known[name].health]
        told = [name for name in changed if {known[name].health, found[name].state} - _NO_NEWS]
        note_health(session, {name: found[name].state for name in changed}, now)
        for name in told:
            _tell(session, force.settings, known[name], found[name], now)
    return told


def unattended_since(session: Session, now: datetime) -> datetime | None:
    """Return since when no daemon has done its work on the store; None while one does, or where none is meant to.

    One that is dead, or cannot write, tells nobody of itself: whoever looks at the store has to see it.
    """
    looked = last_done(session, _LOOK)
    return looked if looked is not None and now - looked > NOBODY_LOOKS else None


def expect_no_daemon(store: Store) -> None:
    """Note that the store is worked on at somebody's call from now on (`run --once`), until a daemon is.

    Raises StoreError.
    """
    with store.transaction() as session:
        drop(session, _LOOK)


def healths(known: Mapping[str, SourceState], now: datetime) -> dict[str, Health]:
    """Return how sources stand at `now`, by name."""
    return {name: health_of(state, now) for name, state in sorted(known.items())}


def health_of(state: SourceState, now: datetime) -> Health:
    """Return how a source stands at `now` (aware), from what is kept of it."""
    standing = Standing(
        first_polled_at=state.first_polled_at,
        last_success_at=state.last_success_at,
        last_new_at=_came(state),
        failures=state.failures,
        error_kind=state.last_error_kind,
        error=state.last_error,
        asked=_asked(state),
        took=None if state.took is None else timedelta(seconds=state.took),
        items=state.items,
        state=cast(State, state.health),
    )
    return health(standing, learned(from_json(state.habit), (), 0, now), now)


def _came(state: SourceState) -> datetime | None:
    """Return when a source brought news last; what it held at first is as old as its dates say, if any."""
    held_before = state.last_new_at == state.first_success_at and state.habit.get("newest")
    return None if held_before else state.last_new_at


def _asked(state: SourceState) -> timedelta:
    """Return for how long a source asked to be left alone when it was last polled."""
    if state.last_polled_at is None or not was_asked_for(state.next_poll_why):
        return timedelta()
    return state.next_poll_at - state.last_polled_at


def _tell(session: Session, settings: Settings, state: SourceState, found: Health, now: datetime) -> None:
    name, read = state.name, state.last_success_at
    since = f", last read {read:%Y-%m-%d %H:%M} UTC" if read else ", never read"
    about = f"{since if state.failures else ''}; {found.why}" if found.why else " again"
    words = one_line(f"{name}: {found.state}{about}", LONGEST_LINE)
    log.log(logging.INFO if found.state == "fine" else logging.WARNING, "source changed: %s", words)
    open_notice(session, settings, "source", name, words, now)

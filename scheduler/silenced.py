"""Telling what has waited: alerts and updates that silences held, and updates whose cooldown is over."""

from datetime import datetime

from sqlalchemy.orm import Session

from alerts.holding import holders, tell_held
from alerts.silences import all_silences
from alerts.silencing import Silence, in_force
from alerts.updates import due_updates, tell_updates
from crawler.addresses import url_key
from scheduler.in_force import InForce
from store.session import Store


def silences_of(session: Session, force: InForce) -> list[Silence]:
    """Return every silence there is, of the settings in force and of the store."""
    return all_silences(session, force.settings, force.concepts, url_key)


def tell_what_was_held(store: Store, force: InForce, now: datetime) -> int:
    """Open the deliveries of alerts that no silence holds any more; return how many alerts. Raises StoreError.

    Most of the time nothing is held, or all silences are still on: that is found out without a writer's lock.
    """
    with store.reading() as session:
        keys = holders(session)
        if not keys or keys <= {silence.key for silence in in_force(silences_of(session, force), now)}:
            return 0
    with store.transaction() as session:
        return tell_held(session, silences_of(session, force), force.settings.sources, force.plans, now)


def tell_what_changed(store: Store, force: InForce, now: datetime) -> int:
    """Tell the updates that are due; return how many were looked at. Raises StoreError.

    That none is, as most of the time, is found out without a writer's lock.
    """
    with store.reading() as session:
        # This is asked every second: silences, whose queries have to be read, only where something waits at all.
        if not due_updates(session, (), now) or not due_updates(session, silences_of(session, force), now):
            return 0
    with store.transaction() as session:
        settings = force.settings
        watches = [watch for watch in settings.watches if watch.enabled]
        return tell_updates(session, watches, settings.sources, silences_of(session, force), force.plans, now)

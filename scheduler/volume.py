"""The job that looks how much is said of the watches that want to know."""

from datetime import datetime, timedelta

from alerts.departures import end_unwatched, note_departure, volume_watches
from scheduler.in_force import InForce
from store.chores import take
from store.coverage import record_coverage
from store.session import Store

#: How often is looked, by all daemons together. The hours covered are recorded as often.
VOLUME_EVERY = timedelta(minutes=10)


def look_at_volume(store: Store, force: InForce, now: datetime) -> list[int]:
    """Record what is covered, and open an alert for each watch that departs from its habit; return those opened.

    Does nothing before it is due again. Each watch has a transaction of its own: what a crash leaves out is looked at
    the next time. Raises StoreError.
    """
    from scheduler.silenced import silences_of  # here: `status`, which asks how often is looked, does without

    with store.transaction() as session:
        if not take(session, "volume", VOLUME_EVERY, now):
            return []
        watches = [watch for watch, _ in volume_watches(force.settings)]
        record_coverage(session, (s.name for s in force.settings.sources if s.enabled), now)
        end_unwatched(session, {watch.name for watch in watches}, now)
    opened = []
    for watch in watches:
        with store.transaction() as session:
            silences = silences_of(session, force)
            opened.append(note_departure(session, watch, force.settings, force.plans, now, force.revision_id, silences))
    return [alert for alert in opened if alert is not None]

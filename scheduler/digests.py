"""Digests of nothing, for channels that want to hear that nothing matched and what was read."""

from datetime import datetime

from alerts.digests import open_empty, without_digest
from scheduler.in_force import InForce
from store.session import Store


def tell_of_nothing(store: Store, force: InForce, now: datetime) -> int:
    """Open the digests of nothing that are due; return how many. Raises StoreError.

    Most of the time there are none: that is found out without a writer's lock.
    """
    plans = [plan for plan in force.plans.values() if plan.settings.digest_empty]
    if not plans:
        return 0
    with store.reading() as session:
        plans = [plan for plan in plans if without_digest(session, plan, now)]
    opened = 0
    for plan in plans:
        with store.transaction() as session:
            opened += open_empty(session, plan, force.settings, now)
    return opened

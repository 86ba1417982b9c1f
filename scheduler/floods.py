"""The job that ends floods of alerts that are over."""

from datetime import datetime

from alerts.floods import end_over, under_way_at_all
from scheduler.in_force import InForce
from store.session import Store


def end_floods(store: Store, force: InForce, now: datetime) -> int:
    """End the floods that are over; return how many. Most of the time there is none. Raises StoreError."""
    with store.reading() as session:
        if not under_way_at_all(session):
            return 0
    with store.transaction() as session:
        return end_over(session, force.settings.flood, now)

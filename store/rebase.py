"""Move what is due when the clock was set back: times written by the old clock would seem hours away."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from store.alert_models import Breaker, Delivery, Notice, Update
from store.chores import note
from store.models import Chore, SourceState
from store.push_models import Subscriber, Subscription
from store.statements import alone

#: The row that says to which time all was moved last.
_CLOCK = "clock"
#: Daemons see within so much of each other that the clock was set back.
_SEEN_WITHIN = timedelta(seconds=30)
_DAY = timedelta(days=1)


def latest_time(session: Session) -> datetime | None:
    """Return the latest time at which a daemon is known to have worked, by its clock; None: none ever did."""
    times = (session.scalar(select(func.max(one))) for one in (SourceState.last_polled_at, Chore.done_at))
    return max(filter(None, times), default=None)


def rebase_once(session: Session, before: datetime, by: timedelta) -> bool:
    """Move what is due as `rebase` does, unless another daemon has moved it for the same reason; tell whether it was.

    It has where it was moved to about the same time, and nobody has worked since then for longer than they may differ:
    else the clock has been set back once more.
    """
    alone(session, _CLOCK)
    now = before + by
    moved = session.get(Chore, _CLOCK)
    worked = session.scalar(select(func.max(Chore.done_at)).where(Chore.name != _CLOCK))
    if moved and abs(now - moved.done_at) <= _SEEN_WITHIN and (worked or now) <= moved.done_at + _SEEN_WITHIN:
        return False
    rebase(session, before, by)
    note(session, _CLOCK, now)
    return True


def rebase(session: Session, before: datetime, by: timedelta) -> None:
    """Move next polls, retries, probes, updates, leases, what hubs are asked and subscribers wait for `by` that much.

    `before` is the time by the old clock. Deliveries that wait for a time of day (a digest, the end of quiet hours)
    stay where they are, for the new clock is the right one for those; made in days to come, they wait for that time of
    the next day.
    """
    now = before + by
    _polls(session, now, by)
    _bring_back(session, now)
    for update in session.scalars(select(Update).where(Update.told_at.is_(None))):
        update.due_at += by
    _hubs(session, before, by)
    _deliveries(session, before, by)
    for breaker in session.scalars(select(Breaker).where(Breaker.probe_at.is_not(None))):
        breaker.probe_at = breaker.probe_at and breaker.probe_at + by


def _polls(session: Session, now: datetime, by: timedelta) -> None:
    for state in session.scalars(select(SourceState)):
        state.next_poll_at += by
        # What was polled by the old clock is not to be taken for later than all that fails by the new one.
        state.last_polled_at = state.last_polled_at and min(state.last_polled_at, now)
        state.last_success_at = state.last_success_at and min(state.last_success_at, now)
        state.lease_until = state.lease_until and state.lease_until + by


def _hubs(session: Session, before: datetime, by: timedelta) -> None:
    for subscription in session.scalars(select(Subscription)):
        subscription.due_at += by
        if subscription.until is not None and subscription.until > before:
            subscription.until += by
    for subscriber in session.scalars(select(Subscriber).where(Subscriber.state != "dropped")):
        subscriber.due_at += by


def _deliveries(session: Session, before: datetime, by: timedelta) -> None:
    # What was to go at once may have been made after the last time that is known.
    at_once = Delivery.next_attempt_at <= Delivery.created_at
    by_the_clock = or_(
        *(Delivery.status == "failed", Delivery.occasion == "summary", Delivery.notice_id.is_not(None)),
        *(Delivery.next_attempt_at <= before, at_once),
    )
    waiting = select(Delivery).where(Delivery.status.in_(("pending", "failed")))
    for delivery in session.scalars(waiting.where(by_the_clock)):
        delivery.next_attempt_at += by
        delivery.lease_until = delivery.lease_until and delivery.lease_until + by
    # Those that wait for a time of day, and were made on a day to come.
    tomorrow = before + by + _DAY
    for delivery in session.scalars(waiting.where(Delivery.created_at > tomorrow, Delivery.next_attempt_at > tomorrow)):
        delivery.next_attempt_at -= (delivery.next_attempt_at - before - by) // _DAY * _DAY


def _bring_back(session: Session, now: datetime) -> None:
    """Have nothing done later than now: chores are done, and notices of a kind told, so long after the last."""
    for chore in session.scalars(select(Chore).where(Chore.done_at > now)):
        chore.done_at = now
    for notice in session.scalars(select(Notice).where(Notice.opened_at > now)):
        notice.opened_at = now

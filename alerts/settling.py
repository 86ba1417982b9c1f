"""Settle a delivery: write its outcome down, and pass on what was given up to the fallback and the operator."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from alerts.alerting import ChannelPlan, Sharing, deliveries_of, open_delivery
from alerts.claims import close_unrecorded
from alerts.display import numbered
from alerts.notices import deliveries_of_notice, open_notice, plan_of
from config import Settings
from store.alert_models import Alert, Attempt, Delivery

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt: accepted, or why not. `answer` is clean, short and without secrets.

    `took` is None where nobody was asked.
    """

    accepted: bool
    answer: str
    permanent: bool = False
    wait: timedelta | None = None
    took: timedelta | None = None


def settle(session: Session, row: Delivery, outcome: Outcome, now: datetime, again: datetime | None) -> None:
    """Write down what became of an attempt at `row`; `again` is when to try again, None for never."""
    row.status = "sent" if outcome.accepted else "failed" if again else "dead"
    row.last_error = None if outcome.accepted else outcome.answer
    row.lease_owner = row.lease_until = None
    if row.status == "failed" and again:
        row.next_attempt_at = again
    else:
        row.settled_at = now
    took = None if outcome.took is None else round(outcome.took.total_seconds() * 1000)
    told = {"at": now, "outcome": row.status, "answer": outcome.answer, "duration_ms": took}
    session.add(Attempt(delivery_id=row.id, number=row.attempts, **told))


def give_up(session: Session, settings: Settings, rows: Sequence[Delivery], why: str, now: datetime) -> None:
    """Give up deliveries of one channel that cannot be attempted. `rows` are locked."""
    close(session, rows, why, now)
    pass_on(session, settings, rows, now)


def close(session: Session, rows: Sequence[Delivery], why: str, now: datetime) -> None:
    """End deliveries that are not to be attempted, and pass them on to nobody. `rows` are locked."""
    for row in rows:
        if row.lease_owner is not None:
            close_unrecorded(session, row)
        row.attempts += 1
        settle(session, row, Outcome(False, why, permanent=True), now, None)


def pass_on(session: Session, settings: Settings, dead: Sequence[Delivery], now: datetime) -> None:
    """Open deliveries of what died on one channel to its fallback, and tell the operator."""
    if not dead:
        return
    name = dead[0].channel
    plan = plan_of(settings, settings.channels[name].fallback) if name in settings.channels else None
    if plan is not None:
        told = dict.fromkeys((row.alert_id, row.notice_id, _update(row)) for row in dead)
        # What died together was one message, or is too much for many.
        sharing = Sharing() if len(told) > 1 else None
        for alert_id, notice_id, update in told:
            _fall_back(session, alert_id, notice_id, name, plan, now, update, sharing)
    alerts = [row for row in dead if row.alert_id is not None]
    if alerts:
        first = alerts[0]
        where = f"{name} {first.recipient}".strip()
        tries = numbered(first.attempts, "try", "tries")
        words = f"delivery {first.id} to {where} was given up after {tries}: {first.last_error}"
        open_notice(session, settings, "dead", name, words, now, len(alerts))


def _update(row: Delivery) -> str:
    """Return the occasion of an alert that was told again, '' of one told for the first time, or by a fallback."""
    return row.occasion if row.occasion.startswith("update ") else ""


def _fall_back(
    session: Session,
    alert_id: int | None,
    notice_id: int | None,
    name: str,
    plan: ChannelPlan,
    now: datetime,
    update: str,
    sharing: Sharing | None,
) -> None:
    """Open deliveries to those whom no other delivery tells of it: a fallback may be a channel of the watch as well."""
    if alert_id is not None:
        priority = session.scalars(select(Alert.priority).where(Alert.id == alert_id)).one()
        rows, same = deliveries_of(alert_id, plan, priority, now, update or "fallback"), Delivery.alert_id == alert_id
        same = same & (Delivery.occasion == update) if update else same
    elif notice_id is not None:
        rows, same = deliveries_of_notice(notice_id, plan, now, now, "fallback"), Delivery.notice_id == notice_id
    if sharing is not None and alert_id is not None:
        rows = [sharing.share(row, plan) for row in rows]
    opened = [row for row in rows if not _told(session, same, row) and open_delivery(session, row)]
    if opened:
        what = f"alert={alert_id}" if alert_id is not None else f"notice={notice_id}"
        log.warning("falling back: %s from=%s to=%s", what, name, plan.settings.name)


def _told(session: Session, same: ColumnElement[bool], row: dict[str, Any]) -> bool:
    to = (Delivery.channel == row["channel"], Delivery.recipient == row["recipient"])
    return session.scalar(select(Delivery.id).where(same, *to).limit(1)) is not None

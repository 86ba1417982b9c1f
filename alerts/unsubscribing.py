"""Stop telling a recipient who has asked for it, although the settings name them.

Their alerts are kept, and told to everybody else; the operator hears of it, for the settings still say otherwise.
"""

import logging
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from alerts.claims import OPEN
from alerts.notices import open_notice, plan_of
from alerts.settling import close
from config import Settings
from store.alert_models import Delivery
from store.links import has_unsubscribed, unsubscribe

log = logging.getLogger(__name__)

WHY = "the recipient has unsubscribed"


def stop_telling(session: Session, settings: Settings, channel: str, recipient: str, now: datetime) -> bool:
    """Make no more deliveries to a recipient of a channel, and end those that wait; return False if that was so."""
    if not unsubscribe(session, channel, recipient, now):
        return False
    free = or_(Delivery.lease_until.is_(None), Delivery.lease_until <= now)
    theirs = (Delivery.channel == channel, Delivery.recipient == recipient, Delivery.status.in_(OPEN), free)
    waiting = session.scalars(select(Delivery).where(*theirs).with_for_update(skip_locked=True)).all()
    close(session, waiting, WHY, now)
    open_notice(session, settings, "left", channel, _words(session, settings, channel, recipient), now)
    log.warning("unsubscribed: channel=%s recipient=%s deliveries=%d", channel, recipient, len(waiting))
    return True


def _words(session: Session, settings: Settings, channel: str, recipient: str) -> str:
    plan = plan_of(settings, channel)
    named = plan.recipients if plan else ()
    left = [one for one in named if not has_unsubscribed(session, channel, one)]
    who = f"{recipient} has unsubscribed from channel {channel}, by the link in a mail, and is sent nothing more."
    if not left:
        return f"{who} Nobody is left on this channel: its alerts are kept, and reach nobody by it."
    return f"{who} Of its {len(named)} recipients {len(left)} are left."

"""The links of a message, signed with the key that the store keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.links import AlertLinks, Signer
from config import DeskSettings
from store.alert_models import Alert, Delivery
from store.links import link_keys


@dataclass(frozen=True)
class MessageLinks:
    """The links of one message: by alert, and the one to be sent no more (None where there is none)."""

    alerts: Mapping[int, AlertLinks] = field(default_factory=dict)
    unsubscribe: str | None = None


def signer(session: Session, desk: DeskSettings, now: datetime) -> Signer | None:
    """Return what makes links that hold from `now` (aware) on; None while the desk has no address for readers."""
    if desk.public_url is None or not (keys := link_keys(session)):
        return None
    return Signer(desk.public_url, keys[0], now + desk.links_for)


def message_links(
    session: Session, desk: DeskSettings, deliveries: Sequence[int], recipient: str, now: datetime
) -> MessageLinks:
    """Return the links of the message to `recipient` that carries these deliveries; none if there is no desk to reach.

    One click unsubscribes only by https, as RFC 8058 wants it, and only where the recipient is not the channel itself.
    """
    by = signer(session, desk, now)
    if by is None:
        return MessageLinks()
    rows = select(Alert.id, Delivery.id).join(Delivery.alert).where(Delivery.id.in_(deliveries))
    alerts = {alert: by.for_alert(alert, delivery) for alert, delivery in session.execute(rows)}
    can_unsubscribe = recipient and by.public_url.startswith("https:")
    return MessageLinks(alerts, by.url("unsubscribe", 0, min(deliveries)) if can_unsubscribe else None)

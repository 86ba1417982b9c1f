"""Tell the alerts that silences held, once nothing holds them any more: those of one recipient in one message."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from alerts.alerting import ChannelPlan, Sharing, deliveries_to, open_delivery
from alerts.claims import MOST_TOGETHER
from alerts.document import document_of
from alerts.placement import sure_story
from alerts.silencing import Silence, holding, holding_volume, in_force
from config.choosing import SourceFacts
from store.alert_models import Alert, Hold
from store.marks import is_held

log = logging.getLogger(__name__)


def holders(session: Session) -> set[str]:
    """Return the keys of the silences that hold an alert which is still to be told."""
    return set(session.scalars(select(Hold.silence).where(is_held()).distinct()))


def tell_held(
    session: Session,
    silences: Sequence[Silence],
    sources: Iterable[SourceFacts],
    channels: Mapping[str, ChannelPlan],
    now: datetime,
) -> int:
    """Open the deliveries of alerts whose silence holds no longer; return how many alerts that were, at most 500.

    An alert that another silence holds now goes over to that one. What is told goes to the channels that the watch
    named when it was opened, so that it is not lost with a watch that is gone. Processes that do this at once each
    get others.
    """
    by_name = {source.name: source for source in sources}
    told = []
    for hold in _over(session, silences, now):
        still = _held_by(hold.alert, silences, by_name, now)
        if still is None:
            hold.told_at = now
            told.append(hold)
        else:
            hold.silence, hold.reason = still.key, still.reason
    _deliver(session, told, channels, now)
    if told:
        log.info("told what silences held: alerts=%d", len(told))
    return len(told)


def _held_by(
    alert: Alert, silences: Sequence[Silence], sources: Mapping[str, SourceFacts], now: datetime
) -> Silence | None:
    if alert.departure_id is not None:
        return holding_volume(silences, alert.watch, now)
    document = document_of(alert.article, sources.get(alert.article.source))
    return holding(silences, alert.watch, document, sure_story(alert.article), now)


def _over(session: Session, silences: Iterable[Silence], now: datetime) -> Sequence[Hold]:
    """Lock and return the holds of silences that are not in force, oldest alert first."""
    on = [silence.key for silence in in_force(silences, now)]
    query = select(Hold).where(is_held(), Hold.silence.not_in(on)).order_by(Hold.alert_id).limit(MOST_TOGETHER)
    query = query.options(joinedload(Hold.alert, innerjoin=True).joinedload(Alert.article))
    return session.scalars(query.with_for_update(skip_locked=True, of=Hold)).all()


def _deliver(session: Session, told: Iterable[Hold], channels: Mapping[str, ChannelPlan], now: datetime) -> None:
    """Open the deliveries; those that would each go in a message of their own share one from the first attempt on."""
    sharing = Sharing()
    for hold in told:
        for row in deliveries_to(hold.alert_id, hold.channels, hold.alert.priority, channels, now):
            open_delivery(session, sharing.share(row, channels[row["channel"]]))

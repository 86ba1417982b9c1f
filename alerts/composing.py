"""Gather from the store what a message tells, and put it into words; whatever happens, never into none."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from alerts.channel import Message
from alerts.digest_view import DigestView, story_facts
from alerts.digest_words import compose_digest
from alerts.digests import digest_of
from alerts.floods import flood_told
from alerts.message import compose, compose_notice, compose_plainly
from alerts.notices import notice_in
from alerts.sections import in_order, places
from alerts.summary_words import FloodView, compose_many, compose_summary
from alerts.views import load_headlines, load_some, load_thread, load_views
from alerts.volume_view import load_volume
from store.alert_models import Alert, Delivery, Departure, Flood, Notice
from store.errors import StoreError
from store.models import Article

log = logging.getLogger(__name__)

#: Alerts that are told in full, each with all there is to say of it; of more the message says less.
MOST_IN_FULL = 20


def message_of(session: Session, message_id: str, recipient: str, deliveries: Sequence[int], zone: tzinfo) -> Message:
    """Return what the deliveries (by id) tell together; in bare words if the full ones cannot be made."""
    try:
        return _in_full(session, message_id, recipient, deliveries, zone)
    except StoreError:
        raise
    except Exception:  # whatever it is about these texts that we did not foresee, the alert still goes out
        log.exception("laid out plainly: message=%s", message_id)
        session.rollback()
    notice = notice_in(session, deliveries)
    return (
        _plain(session, message_id, recipient, deliveries) if notice is None else _notice(notice, message_id, recipient)
    )


def _in_full(session: Session, message_id: str, recipient: str, deliveries: Sequence[int], zone: tzinfo) -> Message:
    if (digest := digest_of(session, message_id)) is not None:
        return digest_message(session, message_id, recipient, digest, deliveries, zone)
    if (flood := flood_told(session, deliveries)) is not None:
        return _summary(session, message_id, recipient, flood, deliveries, zone)
    if (notice := notice_in(session, deliveries)) is not None:
        return _notice(notice, message_id, recipient)
    views, volume = load_views(session, deliveries), load_volume(session, deliveries)
    if len(views) <= MOST_IN_FULL:
        return compose(message_id, recipient, views, zone, load_thread(session, deliveries, message_id), volume)
    stories = story_facts(session, {view.story for view in views})
    since, _ = _opened(session, deliveries)
    return compose_many(message_id, recipient, places(in_order(views, stories)), stories, since, zone, volume)


def _notice(notice: Notice, message_id: str, recipient: str) -> Message:
    return compose_notice(message_id, recipient, notice.kind, notice.about, notice.words, notice.count)


def digest_message(
    session: Session, message_id: str, recipient: str, digest: DigestView, deliveries: Sequence[int], zone: tzinfo
) -> Message:
    """Return a digest of what the deliveries (by id) carry, if any."""
    views, volume = load_views(session, deliveries), load_volume(session, deliveries)
    whole = replace(digest, stories=story_facts(session, {view.story for view in views}))
    return compose_digest(message_id, recipient, whole, views, zone, volume)


def _summary(
    session: Session, message_id: str, recipient: str, flood: Flood, deliveries: Sequence[int], zone: tzinfo
) -> Message:
    headlines = load_headlines(session, deliveries)
    stories = story_facts(session, {view.story for view in headlines})
    placed = places(in_order(headlines, stories))
    full = {view.id: view for view in load_some(session, [one.alert.id for one in placed if one.how == "full"])}
    view = FloodView(flood.kind, flood.name, flood.most, flood.usual, *_opened(session, deliveries))
    whole = [replace(one, alert=full.get(one.alert.id, one.alert)) for one in placed]
    return compose_summary(message_id, recipient, view, whole, stories, zone)


def _opened(session: Session, deliveries: Sequence[int]) -> tuple[datetime, datetime]:
    """Return when the first and the last of the alerts was opened that the deliveries carry."""
    when = select(func.min(Alert.opened_at), func.max(Alert.opened_at)).join(Delivery, Delivery.alert_id == Alert.id)
    first, last = session.execute(when.where(Delivery.id.in_(deliveries))).one()
    return first, last


def _plain(session: Session, message_id: str, recipient: str, deliveries: Sequence[int]) -> Message:
    title = func.coalesce(Article.title, Departure.kind)
    columns = select(Alert.watch, title, func.coalesce(Article.url, ""))
    told = columns.outerjoin(Alert.article).outerjoin(Alert.departure).join(Delivery, Delivery.alert_id == Alert.id)
    rows = session.execute(told.where(Delivery.id.in_(deliveries)).order_by(Alert.id)).all()
    return compose_plainly(message_id, recipient, [(watch, title, url) for watch, title, url in rows])

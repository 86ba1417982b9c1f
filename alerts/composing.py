"""Gather from the store what a message tells, and put it into words; whatever happens, never into none."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from alerts.channel import Message
from alerts.digest_view import DigestView, story_facts
from alerts.digest_words import compose_digest
from alerts.digests import digest_of
from alerts.message import compose, compose_notice, compose_plainly
from alerts.notices import notice_in
from alerts.views import load_thread, load_views
from alerts.volume_view import load_volume
from store.alert_models import Alert, Delivery, Departure
from store.errors import StoreError
from store.models import Article

log = logging.getLogger(__name__)


def message_of(session: Session, message_id: str, recipient: str, deliveries: Sequence[int], zone: tzinfo) -> Message:
    """Return what the deliveries (by id) tell together; in bare words if the full ones cannot be made."""
    try:
        if (digest := digest_of(session, message_id)) is not None:
            return digest_message(session, message_id, recipient, digest, deliveries, zone)
        if (notice := notice_in(session, deliveries)) is None:
            views, volume = load_views(session, deliveries), load_volume(session, deliveries)
            return compose(message_id, recipient, views, zone, load_thread(session, deliveries, message_id), volume)
    except StoreError:
        raise
    except Exception:  # whatever it is about these texts that we did not foresee, the alert still goes out
        log.exception("laid out plainly: message=%s", message_id)
        session.rollback()
        notice = notice_in(session, deliveries)
    if notice is not None:
        return compose_notice(message_id, recipient, notice.kind, notice.about, notice.words, notice.count)
    return _plain(session, message_id, recipient, deliveries)


def digest_message(
    session: Session, message_id: str, recipient: str, digest: DigestView, deliveries: Sequence[int], zone: tzinfo
) -> Message:
    """Return a digest of what the deliveries (by id) carry, if any."""
    views, volume = load_views(session, deliveries), load_volume(session, deliveries)
    whole = replace(digest, stories=story_facts(session, {view.story for view in views}))
    return compose_digest(message_id, recipient, whole, views, zone, volume)


def _plain(session: Session, message_id: str, recipient: str, deliveries: Sequence[int]) -> Message:
    title = func.coalesce(Article.title, Departure.kind)
    columns = select(Alert.watch, title, func.coalesce(Article.url, ""))
    told = columns.outerjoin(Alert.article).outerjoin(Alert.departure).join(Delivery, Delivery.alert_id == Alert.id)
    rows = session.execute(told.where(Delivery.id.in_(deliveries)).order_by(Alert.id)).all()
    return compose_plainly(message_id, recipient, [(watch, title, url) for watch, title, url in rows])

"""Gather from the store what a message tells, and put it into words; whatever happens, never into none."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from alerts.channel import Message
from alerts.digest_view import DigestView
from alerts.digest_words import compose_digest
from alerts.digests import digest_of
from alerts.floods import flood_told
from alerts.links import AlertLinks
from alerts.message import compose, compose_plainly
from alerts.notice_message import compose_notice
from alerts.notices import notice_in
from alerts.sections import in_order, places
from alerts.signing import message_links
from alerts.summary_words import FloodView, compose_many, compose_summary
from alerts.views import AlertView, load_alerts, load_headlines, load_thread, load_views, story_voices
from alerts.volume_view import VolumeView, load_volume
from config import Settings
from store.alert_models import Alert, Delivery, Departure, Flood, Notice
from store.errors import StoreError
from store.models import Article

log = logging.getLogger(__name__)

#: Alerts that are told in full, each with all there is to say of it; of more the message says less.
MOST_IN_FULL = 20


@dataclass(frozen=True)
class _Asked:
    """Which message is to be made: its id, for whom, of which deliveries, by which settings, and the links in it."""

    id: str
    recipient: str
    deliveries: Sequence[int]
    settings: Settings
    links: Mapping[int, AlertLinks]

    @property
    def zone(self) -> tzinfo:
        return self.settings.zone

    @property
    def desk(self) -> str | None:
        """The address by which readers reach the desk."""
        return self.settings.desk.public_url


def message_of(
    session: Session, settings: Settings, message_id: str, recipient: str, deliveries: Sequence[int], now: datetime
) -> Message:
    """Return what the deliveries (by id) tell together; in bare words if the full ones cannot be made.

    The links in it hold from `now` on.
    """
    try:
        links = message_links(session, settings.desk, deliveries, recipient, now)
        asked = _Asked(message_id, recipient, deliveries, settings, links.alerts)
        return replace(_in_full(session, asked), unsubscribe=links.unsubscribe)
    except StoreError:
        raise
    except Exception:  # whatever it is about these texts that we did not foresee, the alert still goes out
        log.exception("laid out plainly: message=%s", message_id)
        session.rollback()
    notice = notice_in(session, deliveries)
    return (
        _plain(session, message_id, recipient, deliveries) if notice is None else _notice(notice, message_id, recipient)
    )


def _in_full(session: Session, asked: _Asked) -> Message:
    if (digest := digest_of(session, asked.id)) is not None:
        return _digest(session, asked, digest)
    if (flood := flood_told(session, asked.deliveries)) is not None:
        return _summary(session, asked, flood)
    if (notice := notice_in(session, asked.deliveries)) is not None:
        return _notice(notice, asked.id, asked.recipient)
    views, volume = _views(session, asked)
    if len(views) <= MOST_IN_FULL:
        thread = load_thread(session, asked.deliveries, asked.id)
        return compose(asked.id, asked.recipient, views, asked.zone, thread, volume, asked.links)
    stories = story_voices(session, {view.story for view in views}, asked.settings.sources)
    since, _ = _opened(session, asked.deliveries)
    placed = places(in_order(views, stories))
    return compose_many(asked.id, asked.recipient, placed, stories, since, asked.zone, volume, asked.links, asked.desk)


def _views(session: Session, asked: _Asked) -> tuple[list[AlertView], list[VolumeView]]:
    return load_views(session, asked.deliveries, asked.settings.sources), load_volume(session, asked.deliveries)


def _notice(notice: Notice, message_id: str, recipient: str) -> Message:
    return compose_notice(message_id, recipient, notice.kind, notice.about, notice.words, notice.count)


def digest_message(
    session: Session, settings: Settings, recipient: str, digest: DigestView, deliveries: Sequence[int], now: datetime
) -> Message:
    """Return the digest of what the deliveries (by id) carry, if any, as it would be sent at `now`, as a preview.

    Its links stand where they would, and have ended: who looks at a preview is not whom they are for.
    """
    ended = settings.desk.model_copy(update={"links_for": timedelta()})
    links = message_links(session, ended, deliveries, recipient, now).alerts if deliveries else {}
    return _digest(session, _Asked("preview", recipient, deliveries, settings, links), digest)


def _digest(session: Session, asked: _Asked, digest: DigestView) -> Message:
    views, volume = _views(session, asked)
    whole = replace(digest, stories={view.story: view.voices for view in views if view.voices})
    return compose_digest(asked.id, asked.recipient, whole, views, asked.zone, volume, asked.links, asked.desk)


def _summary(session: Session, asked: _Asked, flood: Flood) -> Message:
    headlines = load_headlines(session, asked.deliveries)
    stories = story_voices(session, {view.story for view in headlines}, asked.settings.sources)
    placed = places(in_order(headlines, stories))
    wanted = [one.alert.id for one in placed if one.how == "full"]
    full = {view.id: view for view in load_alerts(session, wanted, asked.settings.sources)}
    view = FloodView(flood.kind, flood.name, flood.most, flood.usual, *_opened(session, asked.deliveries))
    whole = [replace(one, alert=full.get(one.alert.id, one.alert)) for one in placed]
    return compose_summary(asked.id, asked.recipient, view, whole, stories, asked.zone, asked.links, asked.desk)


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

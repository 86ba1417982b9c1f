"""Turn what watches found into matches, alerts and deliveries to make, inside the poll's transaction."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.orm import Session

from alerts.channel import Channel
from alerts.floods import join_flood
from alerts.timing import first_attempt
from config import ChannelSettings, FloodSettings, WatchSettings
from store.alert_models import Alert, Delivery, Hold
from store.base import Base
from store.links import has_unsubscribed
from store.models import Article, Match
from store.statements import missing_from, on_postgresql

if TYPE_CHECKING:
    from alerts.silencing import Silence

log = logging.getLogger(__name__)

# Asked for each match, and so made once: making a statement costs more than running it.
_SAME = and_(
    *(Alert.watch == bindparam("watch"), Alert.story_id == bindparam("story")),
    *(Alert.scope == "story", Alert.merged_into_id.is_(None)),
)
_TOLD = select(Alert.id).where(_SAME)
_HELD = select(Hold.alert_id).join(Hold.alert).where(_SAME, Hold.told_at.is_(None)).with_for_update(of=Hold)
_MATCHES = Base.metadata.tables[Match.__tablename__].c
_KEPT_QUIET = update(Match.__table__).where(_MATCHES.id == bindparam("match")).values(quiet=bindparam("why"))  # type: ignore[arg-type]
_FOUND_ANEW = (
    update(Match.__table__)  # type: ignore[arg-type]
    .where(_MATCHES.watch == bindparam("of"), _MATCHES.article_id == bindparam("article"))
    .values(evidence=bindparam("found", type_=_MATCHES.evidence.type))
)

#: Why a match opened no alert, as it is stored: what a new source already held is no news …
FIRST_POLL = "first poll of the source"
#: … a watch may want to tell of its volume only …
VOLUME_ALONE = "the watch tells of its volume alone"
#: … and a story rings once: so begins the reason that names the alert.
ALERTED = "story alerted already"


@dataclass(frozen=True)
class Found:
    """A watch found in an article.

    `article` is stored and stands in its story. `evidence` is ready for JSON: where, and which words. `quiet` says
    why this must not alert ("first poll of the source"); None if it may. `silence` keeps its alert from being told.
    """

    watch: WatchSettings
    article: Article
    evidence: list[dict[str, Any]]
    quiet: str | None = None
    silence: "Silence | None" = None

    @property
    def in_doubt(self) -> bool:
        """Whether it is not sure that the article belongs to its story: that must keep no alert from anybody."""
        return sure_story(self.article) is None

    @property
    def scope(self) -> str:
        """What an alert by it stands for: its story, or the article alone."""
        return "article" if self.in_doubt else self.watch.scope


def sure_story(article: Article) -> int | None:
    """Return the story an article belongs to, None if it was placed there in doubt (`store.incoming.Placement`)."""
    return None if article.story_why.get("doubtful") else article.story_id


@dataclass(frozen=True)
class ChannelPlan:
    """Whom a channel reaches and when it may; `zone` is the user's."""

    settings: ChannelSettings
    recipients: tuple[str, ...] = ("",)
    zone: tzinfo = UTC


def channel_plans(channels: Mapping[str, Channel[Any]], zone: tzinfo) -> dict[str, ChannelPlan]:
    """Return the plan of each channel, by name."""
    return {name: ChannelPlan(c.settings, c.recipients, zone) for name, c in channels.items()}


def open_alerts(
    session: Session,
    found: Sequence[Found],
    channels: Mapping[str, ChannelPlan],
    now: datetime,
    revision_id: int | None = None,
    flood: FloodSettings | None = None,
) -> list[Alert]:
    """Record every match and open an alert for each watch and story that has none; return the alerts opened.

    One whose watch asks for each article, or whose article belongs to its story perhaps only, is of the article alone.

    An alert has one delivery for each recipient of each channel of its watch; one that a silence holds has none until
    the silence ends, or until an article that no silence holds tells its story. In a `flood` (None: there is none) the
    rest is told in summaries. A match that was known only gets its newer evidence. Another process that opens the same
    alert at the same time makes this one wait, not fail.
    """
    session.flush()
    # Always in one order, so that two processes with the same stories cannot lock each other out.
    ordered = sorted(found, key=lambda f: (f.watch.name, f.article.story_id, f.article.id))
    opened = (_open(session, one, channels, now, revision_id, flood) for one in ordered)
    ids = [alert for alert in opened if alert is not None]
    by_id = {a.id: a for a in session.scalars(select(Alert).where(Alert.id.in_(ids)))} if ids else {}
    return [by_id[i] for i in ids]


def deliveries_of(
    alert_id: int,
    plan: ChannelPlan,
    priority: str,
    now: datetime,
    occasion: str = "first",
    summary_at: datetime | None = None,
) -> list[dict[str, Any]]:
    """Return the rows that tell every recipient of a channel of an alert, in a flood with its summary due then.

    In a digest it stands among the others anyway.
    """
    at = first_attempt(now, plan.settings, priority, plan.zone)
    if summary_at is not None and plan.settings.digest is None:
        occasion, at = "summary", first_attempt(summary_at, plan.settings, priority, plan.zone)
    row = {"alert_id": alert_id, "channel": plan.settings.name, "occasion": occasion, "status": "pending"}
    times = {"next_attempt_at": at, "created_at": now}
    return [{**row, **times, "recipient": recipient} for recipient in dict.fromkeys(plan.recipients)]


def open_deliveries(
    session: Session,
    alert: int,
    names: Iterable[str],
    priority: str,
    channels: Mapping[str, ChannelPlan],
    now: datetime,
    occasion: str = "first",
    summary_at: datetime | None = None,
) -> None:
    """Have every recipient of the channels named told of an alert; a channel that is gone is said aloud."""
    for delivery in deliveries_to(alert, names, priority, channels, now, occasion, summary_at):
        open_delivery(session, delivery)


def deliveries_to(
    alert: int,
    names: Iterable[str],
    priority: str,
    channels: Mapping[str, ChannelPlan],
    now: datetime,
    occasion: str = "first",
    summary_at: datetime | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the rows that tell every recipient of the channels named of an alert; one that is gone is said aloud."""
    for name in dict.fromkeys(names):
        if name in channels:
            yield from deliveries_of(alert, channels[name], priority, now, occasion, summary_at)
        else:
            log.error("alert not sent: alert=%d channel=%s why=no such channel", alert, name)


def open_delivery(session: Session, row: Mapping[str, Any]) -> int | None:
    """Insert a delivery and return its id; None if it is there already, or its recipient wants nothing more."""
    if has_unsubscribed(session, row["channel"], row["recipient"]):
        return None
    return insert_new(session, Delivery, row)


class Sharing:
    """Gives deliveries that are opened together one message for each recipient, under an id by chance.

    Not in a digest, where they stand among others; and by time as well: what is urgent must not take the rest out of
    quiet hours with it.
    """

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str, datetime], str] = {}

    def share(self, row: dict[str, Any], plan: ChannelPlan) -> dict[str, Any]:
        """Return a delivery to be inserted, with the message that it shares."""
        if plan.settings.digest is not None:
            return row
        key = (row["channel"], row["recipient"], row["next_attempt_at"])
        return {**row, "message_id": self._ids.setdefault(key, f"tocsin-{uuid4().hex}")}


def hold_back(session: Session, alert: int, watch: WatchSettings, silence: "Silence", now: datetime) -> None:
    """Keep an alert from being told until the silence ends, then to the channels that its watch has now."""
    told = list(dict.fromkeys(watch.channels))
    session.add(Hold(alert_id=alert, silence=silence.key, reason=silence.reason, channels=told, held_at=now))
    session.flush()
    log.info("held: alert=%d watch=%s silence=%s until=%s", alert, watch.name, silence.key, silence.until)


def insert_new(session: Session, table: type[Base], row: Mapping[str, Any]) -> int | None:
    """Insert a row and return its id, or None if a unique constraint says that it is there already."""
    # Not by way of the session, which for each row costs as much again.
    id_: int | None = session.connection().execute(_inserting(table, on_postgresql(session)), row).scalar()
    return id_


@cache
def _inserting(table: type[Base], server: bool) -> Any:
    return missing_from(table, server).returning(table.__table__.c.id)


def _open(
    session: Session,
    found: Found,
    channels: Mapping[str, ChannelPlan],
    now: datetime,
    revision_id: int | None,
    flood: FloodSettings | None,
) -> int | None:
    match = _record(session, found, now)
    if match is None or found.quiet is not None:
        return None
    watch, article = found.watch, found.article
    row = {"watch": watch.name, "story_id": article.story_id, "article_id": article.id, "evidence": found.evidence}
    stands_for = {"scope": found.scope, "follows_id": _of_story(session, found) if found.in_doubt else None}
    alert = insert_new(
        session, Alert, {**row, **stands_for, "priority": watch.priority, "opened_at": now, "revision_id": revision_id}
    )
    if alert is None:
        _say_alerted_already(session, match, found)
        if found.silence is None:
            _tell_if_held(session, found, channels, now)
        return None
    if found.silence is not None:
        hold_back(session, alert, watch, found.silence, now)
        return alert
    summary_at = join_flood(session, flood, watch, article.source, alert, now) if flood else None
    open_deliveries(session, alert, watch.channels, watch.priority, channels, now, summary_at=summary_at)
    return alert


def _tell_if_held(session: Session, found: Found, channels: Mapping[str, ChannelPlan], now: datetime) -> None:
    """Tell an alert that is held: the silence was about the article that opened it, and this is another."""
    held = session.connection().execute(_HELD, _story_of(found)).scalar()
    if held is None:
        return
    hold = session.get_one(Hold, held)
    for delivery in deliveries_to(hold.alert_id, hold.channels, hold.alert.priority, channels, now):
        open_delivery(session, delivery)
    hold.told_at = now
    # It is looked for past the session: the next article of the same poll would find it held still.
    session.flush()
    log.info("told, though a silence is on: alert=%d by=%s", hold.alert_id, found.article.url)


def _record(session: Session, found: Found, now: datetime) -> int | None:
    """Record the match and return its id, or None if it was known."""
    row = {"watch": found.watch.name, "article_id": found.article.id, "evidence": found.evidence}
    match = insert_new(session, Match, {**row, "matched_at": now, "quiet": found.quiet})
    if match is None:
        newer = {"of": found.watch.name, "article": found.article.id, "found": found.evidence}
        session.connection().execute(_FOUND_ANEW, newer)
    return match


def _say_alerted_already(session: Session, match: int, found: Found) -> None:
    why = f"{ALERTED} (alert {_of_story(session, found)})"
    session.connection().execute(_KEPT_QUIET, {"match": match, "why": why})


def _of_story(session: Session, found: Found) -> int | None:
    """Return the alert by which the watch has told the article's story, if it has."""
    told: int | None = session.connection().execute(_TOLD, _story_of(found)).scalar()
    return told


def _story_of(found: Found) -> dict[str, Any]:
    return {"watch": found.watch.name, "story": found.article.story_id}

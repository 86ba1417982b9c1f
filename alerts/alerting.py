"""Turn what watches found into matches, alerts and deliveries to make, inside the poll's transaction."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import Select, and_, bindparam, select, update
from sqlalchemy.orm import Session

from alerts.channel import Channel
from alerts.floods import join_flood
from alerts.placement import followed, original_of, sure_story
from alerts.timing import first_attempt
from config import ChannelSettings, FloodSettings, WatchSettings
from store.alert_models import Alert, Delivery, Hold
from store.base import Base
from store.links import has_unsubscribed
from store.models import Article, Match
from store.new_article import plain
from store.statements import chunks, is_one_of, missing_from, on_postgresql

if TYPE_CHECKING:
    from alerts.silencing import Silence

log = logging.getLogger(__name__)

# Asked at each poll, or for each alert, and so made once: making a statement costs more than running it.
_ALERTS, _HOLDS, _MATCHES = (Base.metadata.tables[table.__tablename__] for table in (Alert, Hold, Match))
_TELLS_STORY = and_(_ALERTS.c.scope == "story", _ALERTS.c.merged_into_id.is_(None))
_ITS_HOLD = and_(_HOLDS.c.alert_id == _ALERTS.c.id, _HOLDS.c.told_at.is_(None))
_HELD = select(Hold).where(Hold.alert_id == bindparam("alert"), Hold.told_at.is_(None)).with_for_update(of=Hold)
_ITS_OWN = (_ALERTS.c.watch == bindparam("of"), _ALERTS.c.article_id == bindparam("article"))
_ALONE = select(_ALERTS.c.id).where(*_ITS_OWN, _ALERTS.c.scope == "article")
_WHY = select(Article.story_why).where(Article.id == bindparam("article"))
_QUIET = (
    select(Match.quiet, Article.source, Article.title, Article.seen_at)
    .join(Article, Article.id == Match.article_id)
    .where(Match.watch == bindparam("of"), Match.article_id == bindparam("article"))
)
_FOUND_ANEW = (
    update(_MATCHES)
    .where(_MATCHES.c.watch == bindparam("of"), _MATCHES.c.article_id == bindparam("article"))
    .values(evidence=bindparam("found", type_=_MATCHES.c.evidence.type))
)


@cache
def _of_stories(server: bool) -> Select[Any]:
    columns = (_ALERTS.c.watch, _ALERTS.c.story_id, _ALERTS.c.id, _HOLDS.c.alert_id)
    told = select(*columns).select_from(_ALERTS.outerjoin(_HOLDS, _ITS_HOLD))
    return told.where(_TELLS_STORY, is_one_of(_ALERTS.c.story_id, "stories", server))


@cache
def _known(server: bool) -> Select[Any]:
    return select(_MATCHES.c.watch, _MATCHES.c.article_id).where(is_one_of(_MATCHES.c.article_id, "articles", server))


#: Why a match opened no alert, as it is stored: what a new source already held is no news …
FIRST_POLL = "first poll of the source"
#: … nor what one holds that it held before it was read where it is …
HELD_BEFORE = "the source held it before it was read there"
OLD_NEWS = (FIRST_POLL, HELD_BEFORE)
#: … a watch may want to tell of its volume only …
VOLUME_ALONE = "the watch tells of its volume alone"
#: … and a story rings once: so begins the reason that names the alert.
ALERTED = "story alerted already"
#: So does a text, which may have rung alone, in doubt about its story: neither may any copy of it.
_TEXT_ALERTED = "its text alerted already"


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
    def follows(self) -> Sequence[int]:
        """The stories that it perhaps tells again, or goes on with."""
        return (self.article.story_id,) if self.in_doubt else followed(self.article)

    @property
    def scope(self) -> str:
        """What an alert by it stands for: its story, or the article alone."""
        return "article" if self.in_doubt else self.watch.scope


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

    One whose watch asks for each article, or whose article belongs to its story perhaps only, is of the article alone;
    no copy of that article's text opens another.

    An alert has one delivery for each recipient of each channel of its watch; one that a silence holds has none until
    the silence ends, or until an article that no silence holds tells its story. In a `flood` (None: there is none) the
    rest is told in summaries. A match that was known only gets its newer evidence. Another process that opens the same
    alert at the same time makes this one wait, not fail.
    """
    if not found:
        return []
    session.flush()
    # Always in one order, so that two processes with the same stories cannot lock each other out.
    ordered = sorted(found, key=lambda f: (f.watch.name, f.article.story_id, f.article.id))
    opening = _Opening(session, channels, now, revision_id, flood)
    ids = opening.open(ordered)
    by_id = {a.id: a for part in chunks(ids) for a in session.scalars(select(Alert).where(Alert.id.in_(part)))}
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


def _is_again(article: Article, before: Any) -> bool:
    """Tell whether an article is one of its source again; what came out after that was seen is issued anew."""
    issued = article.published_at is not None and article.published_at > before.seen_at
    return bool(article.source == before.source and plain(article.title) == plain(before.title) and not issued)


@dataclass(frozen=True)
class _Rung:
    """The alert by which a watch has told a story, and whether a silence kept it from being told."""

    alert: int
    is_held: bool


class _Opening:
    """Opens what a poll's matches call for: what is there is asked for once for all of them, not for each."""

    def __init__(
        self,
        session: Session,
        channels: Mapping[str, ChannelPlan],
        now: datetime,
        revision_id: int | None,
        flood: FloodSettings | None,
    ) -> None:
        self._session, self._channels, self._now = session, channels, now
        self._revision_id, self._flood = revision_id, flood
        self._rung: dict[tuple[str, int], _Rung] = {}

    def open(self, found: Sequence[Found]) -> list[int]:
        """Record every match, and return the alerts opened."""
        known = self._known(found)
        self._look_up({story for one in found for story in (one.article.story_id, *one.follows)})
        matches, opened = [], []
        for one in found:
            key = (one.watch.name, one.article.id)
            if key in known:
                newer = {"of": one.watch.name, "article": one.article.id, "found": one.evidence}
                self._session.connection().execute(_FOUND_ANEW, newer)
                continue
            known.add(key)
            quiet = one.quiet or self._text_known(one)
            if quiet is None:
                alert = self._alert(one)
                if alert is not None:
                    opened.append(alert)
                else:
                    quiet = f"{ALERTED} (alert {self._of_story(one)})"
            row = {"watch": one.watch.name, "article_id": one.article.id, "evidence": one.evidence}
            matches.append({**row, "matched_at": self._now, "quiet": quiet})
        if matches:
            self._session.connection().execute(missing_from(Match, on_postgresql(self._session)), matches)
        return opened

    def _known(self, found: Iterable[Found]) -> set[tuple[str, int]]:
        articles = sorted({one.article.id for one in found})
        rows = self._session.connection().execute(_known(on_postgresql(self._session)), {"articles": articles})
        return {(watch, article) for watch, article in rows}

    def _look_up(self, stories: Iterable[int]) -> None:
        of = _of_stories(on_postgresql(self._session))
        for watch, story, alert, held in self._session.connection().execute(of, {"stories": sorted(stories)}):
            self._rung[watch, story] = _Rung(alert, is_held=held is not None)

    def _of_story(self, found: Found) -> int | None:
        return self._first_of(found, [found.article.story_id])

    def _first_of(self, found: Found, stories: Iterable[int]) -> int | None:
        """Return the alert by which the watch has told the first of some stories that it has told."""
        rung = (self._rung.get((found.watch.name, story)) for story in stories)
        return next((one.alert for one in rung if one is not None), None)

    def _text_known(self, found: Found) -> str | None:
        """Return why the copy of a text must not ring, which rang alone or which its source already held, or None.

        A small site that moves has the same articles at other addresses.
        """
        if found.scope != "story" or self._of_story(found) is not None:
            return None
        original = original_of(found.article.story_why)
        while original is not None:
            alert = self._session.scalar(_ALONE, {"of": found.watch.name, "article": original})
            if alert is not None:
                return f"{_TEXT_ALERTED} (alert {alert})"
            before = self._session.execute(_QUIET, {"of": found.watch.name, "article": original}).first()
            if before is not None and before.quiet in OLD_NEWS and _is_again(found.article, before):
                return str(before.quiet)
            original = original_of(self._session.scalar(_WHY, {"article": original}) or {})
        return None

    def _alert(self, found: Found) -> int | None:
        """Open the alert of a match and return its number; None if there is one already."""
        watch, article = found.watch, found.article
        story = (watch.name, article.story_id)
        if found.scope == "story" and story in self._rung:
            self._tell_if_held(found)
            return None
        row = {"watch": watch.name, "story_id": article.story_id, "article_id": article.id, "evidence": found.evidence}
        stands_for = {"scope": found.scope, "follows_id": self._first_of(found, found.follows)}
        more = {"priority": watch.priority, "opened_at": self._now, "revision_id": self._revision_id}
        alert = insert_new(self._session, Alert, {**row, **stands_for, **more})
        if alert is None:
            # Another process has opened it since.
            self._look_up([article.story_id])
            self._tell_if_held(found)
            return None
        if found.scope == "story":
            self._rung[story] = _Rung(alert, is_held=found.silence is not None)
        self._tell(alert, found)
        return alert

    def _tell(self, alert: int, found: Found) -> None:
        session, watch, now = self._session, found.watch, self._now
        if found.silence is not None:
            hold_back(session, alert, watch, found.silence, now)
            return
        flood, source = self._flood, found.article.source
        summary_at = join_flood(session, flood, watch, source, alert, now) if flood else None
        open_deliveries(session, alert, watch.channels, watch.priority, self._channels, now, summary_at=summary_at)

    def _tell_if_held(self, found: Found) -> None:
        """Tell an alert that is held: the silence was about the article that opened it, and this is another."""
        story = (found.watch.name, found.article.story_id)
        rung = self._rung.get(story)
        if found.silence is not None or rung is None or not rung.is_held:
            return
        self._rung[story] = _Rung(rung.alert, is_held=False)
        hold = self._session.scalar(_HELD, {"alert": rung.alert})
        if hold is None:
            return
        for delivery in deliveries_to(hold.alert_id, hold.channels, hold.alert.priority, self._channels, self._now):
            open_delivery(self._session, delivery)
        hold.told_at = self._now
        # It is looked for past the session: the next article of the same poll would find it held still.
        self._session.flush()
        log.info("told, though a silence is on: alert=%d by=%s", hold.alert_id, found.article.url)

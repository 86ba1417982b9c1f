"""Tell an alert again where its story has changed as its watch asks: note the changes, gather them, tell them."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from alerts.alerting import ChannelPlan, open_deliveries
from alerts.changes import Change, changes_of
from alerts.document import document_of
from alerts.features import LONGEST
from alerts.headlines import Said, Text, said_anew
from alerts.silencing import Silence, holding, in_force
from config import WatchSettings
from config.choosing import SourceFacts
from store.alert_models import Alert, Hold, Update
from store.marks import acknowledged
from store.models import Article, ArticleVersion
from store.statements import chunks
from store.tellings import Telling, tellings

log = logging.getLogger(__name__)

#: So many updates are told in one transaction.
_AT_ONCE = 100
#: Of a large story so many articles, the latest, say what is known; each costs about a millisecond when it is new.
_KNOWN = 100


def note_changes(
    session: Session,
    stories: Collection[int],
    watches: Iterable[WatchSettings],
    sources: Iterable[SourceFacts],
    now: datetime,
) -> None:
    """Note for each alert of these stories what has changed in it, if its watch wants to be told of that again.

    It becomes due when the watch's cooldown is over; what changes until then is told with it.
    """
    asking = {watch.name: watch for watch in watches if watch.wish}
    if not asking or not stories:
        return
    by_name = {source.name: source for source in sources}
    # What changes after somebody has seen it waits: the acknowledgement may be taken back.
    for alert in _that_stand(session, stories):
        # Told apart here: more watches may ask than a statement takes.
        if alert.watch in asking:
            _look_at(session, alert, asking[alert.watch], by_name, now)


def due_updates(session: Session, silences: Iterable[Silence], now: datetime) -> bool:
    """Whether an update is to be told now."""
    return session.scalar(select(Update.id).join(Update.alert).where(_due(silences, now)).limit(1)) is not None


def tell_updates(
    session: Session,
    watches: Iterable[WatchSettings],
    sources: Iterable[SourceFacts],
    silences: Sequence[Silence],
    channels: Mapping[str, ChannelPlan],
    now: datetime,
) -> int:
    """Open the deliveries of updates that are due; return how many were looked at, at most 100.

    What is told is all that has changed since the alert was told last, however it stands now. One that a silence holds
    waits for its end; one whose watch asks for it no longer, or whose story was split meanwhile, is dropped. Processes
    that do this at once each get others.
    """
    asking, by_name = {watch.name: watch for watch in watches if watch.wish}, {s.name: s for s in sources}
    query = select(Update).join(Update.alert).where(_due(silences, now)).order_by(Update.id).limit(_AT_ONCE)
    rows = session.scalars(query.options(joinedload(Update.alert)).with_for_update(skip_locked=True, of=Update)).all()
    for row in rows:
        watch, alert = asking.get(row.alert.watch), row.alert
        if watch is not None and alert.merged_into_id is not None:
            _hand_on(session, row, watch, by_name, now)
            continue
        changes = _changes(session, alert, watch, by_name, _told_last(session, alert)) if watch else []
        if watch is None or not changes:
            session.delete(row)
            continue
        row.changes = [asdict(change) for change in changes]
        article = session.get_one(Article, changes[0].article)
        document = document_of(article, by_name.get(article.source))
        silence = holding(silences, alert.watch, document, alert.story_id, now)
        row.silence = silence.key if silence else None
        if silence is None:
            row.told_at = now
            open_deliveries(session, alert.id, watch.channels, alert.priority, channels, now, row.occasion)
            log.info("told again: alert=%d update=%d changes=%s", alert.id, row.number, [c.kind for c in changes])
    session.flush()
    return len(rows)


def _hand_on(
    session: Session, row: Update, watch: WatchSettings, sources: Mapping[str, SourceFacts], now: datetime
) -> None:
    """Let the alert into which another was merged tell what has changed since it was told itself."""
    stands = session.get_one(Alert, row.alert.merged_into_id)
    session.delete(row)
    session.flush()
    _look_at(session, stands, watch, sources, now)


def _look_at(
    session: Session, alert: Alert, watch: WatchSettings, sources: Mapping[str, SourceFacts], now: datetime
) -> None:
    since = _told_last(session, alert)
    if changes := _changes(session, alert, watch, sources, since):
        _note(session, alert, changes, max(now, since + watch.cooldown))


def _due(silences: Iterable[Silence], now: datetime) -> ColumnElement[bool]:
    on = [silence.key for silence in in_force(silences, now)]
    free = or_(Update.silence.is_(None), Update.silence.not_in(on))
    stands = or_(_may_be_told(), Alert.merged_into_id.is_not(None))
    return and_(Update.told_at.is_(None), Update.due_at <= now, free, stands)


def update_facts(one: Update) -> dict[str, Any]:
    """Return what there is to tell of an update: what changed, when it is due and was told, and what holds it."""
    return {
        "number": one.number,
        "changes": one.changes,
        "due": one.due_at,
        "told": one.told_at,
        "silence": one.silence,
    }


def _may_be_told() -> ColumnElement[bool]:
    """An alert that stands for its story, was told itself, and of which somebody still wants to hear."""
    return and_(_stands(), ~acknowledged(Alert.id))


def _stands() -> ColumnElement[bool]:
    """An alert that stands for its story and was told itself."""
    held = select(Hold.alert_id).where(Hold.told_at.is_(None))
    return and_(Alert.scope == "story", Alert.merged_into_id.is_(None), Alert.id.not_in(held))


def _that_stand(session: Session, stories: Collection[int]) -> list[Alert]:
    of = select(Alert).where(_stands())
    parts = chunks(sorted(stories))
    found = [alert for part in parts for alert in session.scalars(of.where(Alert.story_id.in_(part)))]
    return sorted(found, key=lambda alert: alert.id)


def _told_last(session: Session, alert: Alert) -> datetime:
    held = session.scalar(select(Hold.told_at).where(Hold.alert_id == alert.id))
    again = session.scalar(select(func.max(Update.told_at)).where(Update.alert_id == alert.id))
    return max(at for at in (alert.opened_at, held, again) if at is not None)


def _changes(
    session: Session, alert: Alert, watch: WatchSettings, sources: Mapping[str, SourceFacts], since: datetime
) -> list[Change]:
    alone = _told_alone(session, alert)
    told: list[Telling] = []
    new: list[Telling] = []
    for one in tellings(session, [alert.story_id]).get(alert.story_id, []):
        (told if one.seen_at <= since else new).append(one)
    said = _said(session, alert.story_id, since, alone) if watch.wish.headline else {}
    return changes_of(watch.wish, told, new, said, sources, alone)


def _told_alone(session: Session, alert: Alert) -> dict[int, datetime]:
    """Return the articles that belong to its story perhaps only and have alerts of their own, and when these told."""
    same = (Alert.watch == alert.watch, Alert.story_id == alert.story_id, Alert.scope == "article")
    return {article: at for article, at in session.execute(select(Alert.article_id, Alert.opened_at).where(*same))}


def _said(session: Session, story: int, since: datetime, alone: Mapping[int, datetime]) -> dict[int, Said]:
    """Return what headlines say anew that came or changed since then, or since they were told `alone`, by article.

    In the order they came.
    """
    came = func.coalesce(Article.changed_at, Article.seen_at)
    body = func.substr(func.coalesce(func.nullif(Article.text, ""), Article.summary), 1, LONGEST)
    of = select(Article.id, came, Article.title, body, Article.language).where(Article.story_id == story)
    rows = session.execute(of.order_by(came.desc(), Article.id.desc()).limit(_KNOWN)).all()
    heard = {id_: max(since, alone.get(id_, since)) for id_, *_ in rows}
    known = [Text(title, text, language) for id_, at, title, text, language in rows if at <= heard[id_]]
    known += _earlier_versions(session, story, since)
    said: dict[int, Said] = {}
    for id_, at, title, text, language in reversed(rows):
        if at > heard[id_]:
            told = Text(title, text, language)
            said[id_] = said_anew(told, known)
            known.append(told)
    return said


def _earlier_versions(session: Session, story: int, since: datetime) -> list[Text]:
    body = func.substr(func.coalesce(func.nullif(ArticleVersion.text, ""), ArticleVersion.summary), 1, LONGEST)
    of = select(ArticleVersion.title, body, Article.language).join(Article, Article.id == ArticleVersion.article_id)
    earlier = of.where(Article.story_id == story, ArticleVersion.seen_at <= since)
    return [Text(*row) for row in session.execute(earlier.order_by(ArticleVersion.id.desc()).limit(_KNOWN))]


def _note(session: Session, alert: Alert, changes: Sequence[Change], due: datetime) -> None:
    told = [asdict(change) for change in changes]
    waiting = session.scalar(select(Update).where(Update.alert_id == alert.id, Update.told_at.is_(None)))
    if waiting is not None:
        waiting.changes = told
        return
    number = (session.scalar(select(func.max(Update.number)).where(Update.alert_id == alert.id)) or 0) + 1
    session.add(Update(alert_id=alert.id, number=number, changes=told, due_at=due))
    session.flush()

"""What a message says of an alert, as frozen values gathered from the store."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from alerts.display import Span
from alerts.voices import Voices, voices_of
from config.choosing import SourceFacts
from store.alert_models import Alert, Delivery, Hold, Update
from store.models import Article
from store.tellings import Telling, tellings

#: Other outlets named in a message; beyond them they are only counted.
OUTLETS = 12
_FIELDS = ("title", "summary", "body")


@dataclass(frozen=True)
class Finding:
    """Words that a watch found, by which part of its query, and where; `span` is None where the text has changed."""

    clause: str
    field: str
    text: str
    span: Span | None = None
    concept: str | None = None
    name: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Outlet:
    """Another article that tells the same story."""

    source: str
    title: str
    url: str
    language: str | None = None


@dataclass(frozen=True)
class Held:
    """What kept an alert from being told: the key and the reason of a silence, and since when (aware UTC)."""

    silence: str
    reason: str
    since: datetime


@dataclass(frozen=True)
class Brought:
    """What has changed since an alert was told last, in words, and the article that brought it."""

    words: str
    by: Outlet


@dataclass(frozen=True)
class Follows:
    """The alert that tells the story to which this one's article may belong."""

    id: int
    title: str


@dataclass(frozen=True)
class AlertView:
    """All that a message tells of one alert. Texts are as stored: not to be trusted. Times are aware UTC."""

    id: int
    watch: str
    priority: str
    story: int
    title: str
    url: str
    source: str
    seen_at: datetime
    language: str | None = None
    published_at: datetime | None = None
    summary: str = ""
    body: str = ""
    evidence: tuple[Finding, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    outlets_in_all: int = 0
    held: Held | None = None
    changes: tuple[Brought, ...] = ()
    voices: Voices | None = None
    follows: Follows | None = None


def load_views(session: Session, deliveries: Sequence[int], sources: Iterable[SourceFacts] = ()) -> list[AlertView]:
    """Return what is to be said of each alert of a story that the deliveries (by id) carry, oldest alert first.

    `sources` are those of the settings: they say who is official, and of which country.
    """
    changes = _changes(session, deliveries)
    views = load_alerts(session, select(Delivery.alert_id).where(Delivery.id.in_(deliveries)), sources)
    return [replace(view, changes=changes.get(view.id, ())) for view in views]


def load_alerts(
    session: Session, alerts: Sequence[int] | Select[int | None], sources: Iterable[SourceFacts] = ()
) -> list[AlertView]:
    """Return what is to be said of those alerts (by id) that are of a story, oldest first; `sources` as above."""
    query = select(Alert).where(Alert.id.in_(alerts), Alert.departure_id.is_(None)).order_by(Alert.id)
    return views(session, session.scalars(query.options(joinedload(Alert.article))).all(), sources)


def load_headlines(session: Session, deliveries: Sequence[int]) -> list[AlertView]:
    """Return the same as `load_views` without texts, evidence and outlets: of thousands they would fill the memory."""
    columns = (Alert.id, Alert.watch, Alert.priority, Alert.story_id, Article.title, Article.url, Article.source)
    query = select(*columns, Article.seen_at, Article.language).join(Alert.article).join(Delivery)
    rows = session.execute(query.where(Delivery.id.in_(deliveries)).distinct().order_by(Alert.id))
    return [AlertView(*row) for row in rows]


def story_voices(session: Session, stories: Collection[int], sources: Iterable[SourceFacts] = ()) -> dict[int, Voices]:
    """Return who tells each of these stories (by id); `sources` as above."""
    facts, told_by = {source.name: source for source in sources}, tellings(session, stories)
    return {story: voices_of(told_by.get(story, ()), facts) for story in stories}


def load_last_view(session: Session) -> AlertView | None:
    """Return what is to be said of the newest alert, or None while there is none."""
    query = select(Alert).where(Alert.departure_id.is_(None)).order_by(Alert.id.desc()).limit(1)
    found = views(session, session.scalars(query).all())
    return found[0] if found else None


def views(
    session: Session,
    alerts: Sequence[Alert],
    sources: Iterable[SourceFacts] = (),
    *,
    voices: bool = True,
    outlets: bool = True,
) -> list[AlertView]:
    """Return what is to be said of alerts of stories, in their order; `sources` as above.

    Without `voices` or `outlets` not who else tells the story, for whoever does not show it: it takes most of the time.
    """
    stories = {a.story_id for a in alerts}
    told = tellings(session, stories) if voices or outlets else {}
    facts = {source.name: source for source in sources}
    by_whom = {story: voices_of(some, facts) for story, some in told.items()} if voices else {}
    follows = _follows(session, [a.follows_id for a in alerts if a.follows_id is not None])
    held = load_held(session, [a.id for a in alerts])
    return [
        replace(
            _view(a, told.get(a.story_id, ()) if outlets else ()),
            held=held.get(a.id),
            voices=by_whom.get(a.story_id),
            follows=follows.get(a.follows_id) if a.follows_id is not None else None,
        )
        for a in alerts
    ]


def _changes(session: Session, deliveries: Sequence[int]) -> Mapping[int, tuple[Brought, ...]]:
    """Return what has changed, by alert, of those that the deliveries only tell again."""
    rows = session.execute(select(Delivery.alert_id, Delivery.occasion).where(Delivery.id.in_(deliveries))).all()
    first = {alert for alert, occasion in rows if not occasion.startswith("update ")}
    again = {(alert, occasion) for alert, occasion in rows if alert is not None and alert not in first}
    if not again:
        return {}
    of = select(Update).where(Update.alert_id.in_({alert for alert, _ in again})).order_by(Update.id)
    told = [row for row in session.scalars(of) if (row.alert_id, row.occasion) in again]
    by = _outlets(session, {change["article"] for row in told for change in row.changes})
    found: dict[int, tuple[Brought, ...]] = {}
    for row in told:
        brought = tuple(Brought(c["words"], by[c["article"]]) for c in row.changes if c["article"] in by)
        found[row.alert_id] = (*found.get(row.alert_id, ()), *brought)
    return found


def _outlets(session: Session, articles: Iterable[int]) -> Mapping[int, Outlet]:
    columns = select(Article.id, Article.source, Article.title, Article.url, Article.language)
    rows = session.execute(columns.where(Article.id.in_(articles)))
    return {id_: Outlet(source, title, url, language) for id_, source, title, url, language in rows}


def _follows(session: Session, alerts: Collection[int]) -> Mapping[int, Follows]:
    if not alerts:
        return {}
    of = select(Alert.id, Article.title).join(Alert.article).where(Alert.id.in_(alerts))
    return {id_: Follows(id_, title) for id_, title in session.execute(of)}


def load_thread(session: Session, deliveries: Sequence[int], message_id: str) -> str | None:
    """Return the id of the first message on the deliveries' story to the same recipient, if they carry one story."""
    query = select(Alert.story_id, Delivery.channel, Delivery.recipient).join(Delivery.alert)
    carried = session.execute(query.where(Delivery.id.in_(deliveries)).distinct()).all()
    if len(carried) != 1 or carried[0].story_id is None:
        return None
    story, channel, recipient = carried[0]
    same = (Alert.story_id == story, Delivery.channel == channel, Delivery.recipient == recipient)
    earlier = select(Delivery.message_id).join(Delivery.alert).where(*same, Delivery.status == "sent")
    return session.scalar(earlier.where(Delivery.message_id != message_id).order_by(Delivery.settled_at, Delivery.id))


def load_held(session: Session, alerts: Sequence[int]) -> Mapping[int, Held]:
    """Return what holds or held these alerts, by alert."""
    if not alerts:
        return {}
    query = select(Hold).where(Hold.alert_id.in_(alerts))
    return {hold.alert_id: Held(hold.silence, hold.reason, hold.held_at) for hold in session.scalars(query)}


def _view(alert: Alert, told: Sequence[Telling]) -> AlertView:
    article = alert.article
    others = [Outlet(one.source, one.title, one.url, one.language) for one in told if one.article != article.id]
    return AlertView(
        id=alert.id,
        watch=alert.watch,
        priority=alert.priority,
        story=alert.story_id,
        title=article.title,
        url=article.url,
        source=article.source,
        seen_at=article.seen_at,
        language=article.language,
        published_at=article.published_at,
        summary=article.summary,
        body=article.text,
        evidence=tuple(_evidence(row, article) for row in alert.evidence if isinstance(row, dict)),
        outlets=tuple(others[:OUTLETS]),
        outlets_in_all=len(others),
    )


def _evidence(row: Mapping[str, Any], article: Article) -> Finding:
    field = row.get("field") if row.get("field") in _FIELDS else "body"
    where = {"title": article.title, "summary": article.summary, "body": article.text}[str(field)]
    text = str(row.get("text") or "")
    return Finding(
        clause=str(row.get("clause") or text),
        field=str(field),
        text=text,
        span=_span(where, text, row.get("start"), row.get("end")),
        concept=_text(row.get("concept")),
        name=_text(row.get("name")),
        language=_text(row.get("language")),
    )


def _span(where: str, text: str, start: Any, end: Any) -> Span | None:
    """Return where the words stand now: the article may have a newer version than the evidence."""
    if isinstance(start, int) and isinstance(end, int) and 0 <= start < end and text == where[start:end]:
        return Span(start, end)
    found = where.find(text) if text else -1
    return Span(found, found + len(text)) if found >= 0 else None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)

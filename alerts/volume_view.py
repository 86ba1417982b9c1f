"""What a message says of a spike or silence, as frozen values gathered from the store."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row as AnyRow
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from alerts.alerting import OLD_NEWS
from alerts.placement import SAME_TEXT
from alerts.views import Held, Outlet, load_held
from store.alert_models import Alert, Delivery, Departure
from store.models import Article, Match

Row = AnyRow[Any]

#: Stories and sources named in a message; beyond them they are only counted.
STORIES, SOURCES = 10, 15


@dataclass(frozen=True)
class VolumeStory:
    """A story behind a spike: its first article, how many told it, and in how many sources with words of their own."""

    id: int
    first: Outlet
    seen_at: datetime
    articles: int
    independent: int


@dataclass(frozen=True)
class VolumeView:
    """All that a message tells of one spike or silence. Texts are as stored: not to be trusted. Times are aware UTC.

    `count`, `usual` and `spread` are what was found when it was noticed, over the time from `start` to `end`.
    `sources` gives the articles of each source, most first. `last` is the latest match before the window.
    """

    id: int
    watch: str
    priority: str
    kind: str
    start: datetime
    end: datetime
    count: int
    usual: float
    spread: float
    score: float
    weeks: int
    independent: int
    stories: tuple[VolumeStory, ...] = ()
    stories_in_all: int = 0
    sources: tuple[tuple[str, int], ...] = ()
    sources_in_all: int = 0
    last: tuple[Outlet, datetime] | None = None
    held: Held | None = None


def load_volume(session: Session, deliveries: Sequence[int]) -> list[VolumeView]:
    """Return what is to be said of each spike and silence that the deliveries (by id) carry, oldest first."""
    return load_volume_alerts(session, select(Delivery.alert_id).where(Delivery.id.in_(deliveries)))


def load_volume_alerts(session: Session, alerts: Sequence[int] | Select[int | None]) -> list[VolumeView]:
    """Return what is to be said of those alerts (by id) that are of a spike or silence, oldest first."""
    query = select(Alert).where(Alert.id.in_(alerts), Alert.departure_id.is_not(None))
    found = session.scalars(query.options(joinedload(Alert.departure)).order_by(Alert.id)).all()
    views = [_view(session, alert, alert.departure) for alert in found if alert.departure is not None]
    held = load_held(session, [view.id for view in views])
    return [replace(view, held=held.get(view.id)) for view in views]


def _view(session: Session, alert: Alert, departure: Departure) -> VolumeView:
    rows = _behind(session, departure)
    stories = _stories(rows)
    sources = Counter(row.source for row in rows).most_common()
    figures = departure.figures
    return VolumeView(
        id=alert.id,
        watch=alert.watch,
        priority=alert.priority,
        kind=departure.kind,
        start=departure.window_start,
        end=departure.began_at,
        count=int(figures["count"]),
        usual=float(figures["usual"]),
        spread=float(figures["spread"]),
        score=float(figures["score"]),
        weeks=int(figures["weeks"]),
        independent=int(figures["sources"]),
        stories=tuple(stories[:STORIES]),
        stories_in_all=len(stories),
        sources=tuple(sources[:SOURCES]),
        sources_in_all=len(sources),
        last=_last(session, departure) if departure.kind == "silence" else None,
    )


def _behind(session: Session, departure: Departure) -> list[Row]:
    query = _matches(departure.watch, Article.story_id, Article.story_why["kind"].as_string().label("kind"))
    inside = query.where(Match.matched_at > departure.window_start, Match.matched_at <= departure.began_at)
    return list(session.execute(inside.order_by(Match.matched_at, Match.id)))


def _last(session: Session, departure: Departure) -> tuple[Outlet, datetime] | None:
    query = _matches(departure.watch).where(Match.matched_at <= departure.began_at)
    row = session.execute(query.order_by(Match.matched_at.desc(), Match.id.desc()).limit(1)).first()
    return (_outlet(row), row.matched_at) if row else None


def _matches(watch: str, *more: Any) -> Select[Any]:
    news = or_(Match.quiet.is_(None), Match.quiet.not_in(OLD_NEWS))
    columns = (Match.matched_at, Article.source, Article.title, Article.url, Article.language)
    return select(*columns, *more).join(Match.article).where(Match.watch == watch, news)


def _stories(rows: Sequence[Row]) -> list[VolumeStory]:
    """Return the stories, those that most sources tell in their own words first."""
    told: dict[int, list[Row]] = {}
    for row in rows:
        told.setdefault(row.story_id, []).append(row)
    stories = [
        VolumeStory(
            id=story,
            first=_outlet(articles[0]),
            seen_at=articles[0].matched_at,
            articles=len(articles),
            independent=len({a.source for a in articles if a.kind != SAME_TEXT}),
        )
        for story, articles in told.items()
    ]
    return sorted(stories, key=lambda s: (-s.independent, -s.articles, s.seen_at, s.id))


def _outlet(row: Row) -> Outlet:
    return Outlet(row.source, row.title, row.url, row.language)

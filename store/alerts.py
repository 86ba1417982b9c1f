"""The alerts there are, newest first, each with what became of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from store.alert_models import Acknowledgement, Alert, Delivery, Departure, Feedback, Hold
from store.marks import acknowledged, is_held, marks_of
from store.models import Article
from store.statements import chunks, rows_between

_RATED = exists().where(Feedback.alert_id == Alert.id)
_USEFUL = exists().where(Feedback.alert_id == Alert.id, Feedback.useful)
#: How alerts can be told apart, by the word for it.
STATES: Mapping[str, ColumnElement[bool]] = {
    "held": Alert.id.in_(select(Hold.alert_id).where(is_held())),
    "acknowledged": acknowledged(Alert.id),
    "open": ~acknowledged(Alert.id),
    "useful": _USEFUL,
    "not-useful": and_(_RATED, ~_USEFUL),
    "unrated": ~_RATED,
}


@dataclass(frozen=True)
class Standing:
    """An alert and what became of it.

    `outlets` are the sources that tell its story, the first to tell it first; `languages` those it is told in;
    `first_at` is when it was first seen. An alert of a departure has none of these.
    """

    alert: Alert
    outlets: Sequence[str]
    deliveries: Sequence[Delivery]
    hold: Hold | None
    acknowledgement: Acknowledgement | None
    feedback: Feedback | None
    languages: Sequence[str] = ()
    first_at: datetime | None = None


@dataclass
class _Telling:
    outlets: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    first_at: datetime | None = None


def latest(
    session: Session,
    limit: int,
    *,
    watch: str | None = None,
    since: datetime | None = None,
    silence: str | None = None,
    states: Sequence[str] = (),
    before: int | None = None,
) -> list[Standing]:
    """Return the newest alerts, newest first.

    `watch`: of this watch; `since`: opened from then on; `silence`: held by the silence of this key, now or once;
    `states`: those of which all of these `STATES` hold; `before`: those that follow this alert (by id) in the list.
    """
    query = select(Alert).where(*(STATES[state] for state in states))
    query = query if watch is None else query.where(Alert.watch == watch)
    query = query if since is None else query.where(Alert.opened_at >= since)
    if silence is not None:
        query = query.where(exists().where(Hold.alert_id == Alert.id, Hold.silence == silence))
    if before is not None:
        last = select(Alert.opened_at).where(Alert.id == before).scalar_subquery()
        # Said so that the index of opened_at begins there, instead of being read from its end.
        query = query.where(Alert.opened_at <= last, or_(Alert.opened_at < last, Alert.id < before))
    query = query.options(joinedload(Alert.article), joinedload(Alert.departure), joinedload(Alert.flood))
    found = session.scalars(query.order_by(Alert.opened_at.desc(), Alert.id.desc()).limit(limit)).all()
    return standings(session, found)


def standings(session: Session, alerts: Sequence[Alert]) -> list[Standing]:
    """Return what became of each of these alerts, in their order."""
    return [one for part in chunks(alerts) for one in _standings(session, part)]


def _standings(session: Session, alerts: Sequence[Alert]) -> list[Standing]:
    ids = [alert.id for alert in alerts]
    told = _told(session, {alert.story_id for alert in alerts})
    deliveries: dict[int | None, list[Delivery]] = defaultdict(list)
    for row in session.scalars(select(Delivery).where(Delivery.alert_id.in_(ids)).order_by(Delivery.id)):
        deliveries[row.alert_id].append(row)
    holds = {hold.alert_id: hold for hold in session.scalars(select(Hold).where(Hold.alert_id.in_(ids)))}
    seen, rated = marks_of(session, ids)
    return [
        Standing(
            a,
            tuple(told[a.story_id].outlets),
            deliveries[a.id],
            holds.get(a.id),
            seen.get(a.id),
            rated.get(a.id),
            told[a.story_id].languages,
            told[a.story_id].first_at,
        )
        for a in alerts
    ]


def _told(session: Session, stories: set[int]) -> dict[int, _Telling]:
    columns = (Article.story_id, Article.source, Article.language, Article.seen_at)
    query = select(*columns).where(Article.story_id.in_(stories))
    found: dict[int, _Telling] = defaultdict(_Telling)
    for story, source, language, seen_at in session.execute(query.order_by(Article.seen_at, Article.id)):
        telling = found[story]
        telling.first_at = telling.first_at or seen_at
        if source not in telling.outlets:
            telling.outlets.append(source)
        if language and language not in telling.languages:
            telling.languages.append(language)
    return found


def opened_between(session: Session, watches: Collection[str], edges: Sequence[datetime]) -> dict[str, list[int]]:
    """Return how many alerts each watch opened from one edge to before the next.

    Arguments: `edges` are two or more times (aware), rising. Watches without any are left out.
    """
    return rows_between(session, Alert.watch, watches, Alert.opened_at, edges)


def newest(session: Session, count: int) -> list[int]:
    """Return the ids of the alerts opened last, as they are numbered, the oldest of them first."""
    return sorted(session.scalars(select(Alert.id).order_by(Alert.id.desc()).limit(count)))


def numbered_after(session: Session, floor: int, limit: int) -> list[int]:
    """Return the ids of the first alerts, at most `limit`, that have a higher number than `floor`."""
    return list(session.scalars(select(Alert.id).where(Alert.id > floor).order_by(Alert.id).limit(limit)))


def alerts_of_ids(session: Session, ids: Sequence[int]) -> list[Standing]:
    """Return those alerts, in the order of their numbers, each with what became of it."""
    query = select(Alert).where(Alert.id.in_(ids)).order_by(Alert.id)
    query = query.options(joinedload(Alert.article), joinedload(Alert.departure), joinedload(Alert.flood))
    return standings(session, session.scalars(query).all())


def spikes(session: Session, watches: Sequence[str], since: datetime, limit: int) -> list[int]:
    """Return the alerts (by id) of the latest spikes of these watches, noticed from then on; at most so many."""
    query = select(Alert.id).join(Alert.departure).where(Departure.watch.in_(watches), Departure.kind == "spike")
    return list(session.scalars(query.where(Departure.began_at >= since).order_by(Alert.id.desc()).limit(limit)))


def last_stories(session: Session, watch: str, limit: int) -> list[int]:
    """Return the stories that a watch rang for last, at most so many."""
    query = select(Alert.story_id).where(Alert.watch == watch, Alert.story_id.is_not(None))
    return list(session.scalars(query.order_by(Alert.opened_at.desc()).limit(limit)))


def held_by(session: Session) -> dict[str, tuple[int, int]]:
    """Return for each silence, by its key, how many alerts it holds now and how many it held that were told."""
    told = func.count(Hold.told_at)
    waiting = func.count().filter(is_held())
    query = select(Hold.silence, waiting, told).group_by(Hold.silence)
    return {silence: (held, done) for silence, held, done in session.execute(query)}

"""The alerts there are, newest first, each with what became of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, joinedload

from store.alert_models import Acknowledgement, Alert, Delivery, Feedback, Hold
from store.marks import acknowledged, is_held, marks_of
from store.models import Article

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
    """An alert and what became of it: `outlets` are the sources that tell its story, the first to tell it first.

    Of a departure there is no story, and no outlets.
    """

    alert: Alert
    outlets: Sequence[str]
    deliveries: Sequence[Delivery]
    hold: Hold | None
    acknowledgement: Acknowledgement | None
    feedback: Feedback | None


def latest(
    session: Session,
    limit: int,
    *,
    watch: str | None = None,
    since: datetime | None = None,
    silence: str | None = None,
    states: Sequence[str] = (),
) -> list[Standing]:
    """Return the newest alerts, newest first.

    `watch`: of this watch; `since`: opened from then on; `silence`: held by the silence of this key, now or once;
    `states`: those of which all of these `STATES` hold.
    """
    query = select(Alert).where(*(STATES[state] for state in states))
    query = query if watch is None else query.where(Alert.watch == watch)
    query = query if since is None else query.where(Alert.opened_at >= since)
    if silence is not None:
        query = query.where(exists().where(Hold.alert_id == Alert.id, Hold.silence == silence))
    query = query.options(joinedload(Alert.article), joinedload(Alert.departure), joinedload(Alert.flood))
    found = session.scalars(query.order_by(Alert.opened_at.desc(), Alert.id.desc()).limit(limit)).all()
    return standings(session, found)


def standings(session: Session, alerts: Sequence[Alert]) -> list[Standing]:
    """Return what became of each of these alerts, in their order."""
    ids = [alert.id for alert in alerts]
    outlets = _outlets(session, {alert.story_id for alert in alerts})
    deliveries: dict[int | None, list[Delivery]] = defaultdict(list)
    for row in session.scalars(select(Delivery).where(Delivery.alert_id.in_(ids)).order_by(Delivery.id)):
        deliveries[row.alert_id].append(row)
    holds = {hold.alert_id: hold for hold in session.scalars(select(Hold).where(Hold.alert_id.in_(ids)))}
    seen, rated = marks_of(session, ids)
    return [
        Standing(a, outlets.get(a.story_id, ()), deliveries[a.id], holds.get(a.id), seen.get(a.id), rated.get(a.id))
        for a in alerts
    ]


def _outlets(session: Session, stories: set[int]) -> dict[int, list[str]]:
    query = select(Article.story_id, Article.source).where(Article.story_id.in_(stories))
    found: dict[int, list[str]] = defaultdict(list)
    for story, source in session.execute(query.order_by(Article.seen_at, Article.id)):
        if source not in found[story]:
            found[story].append(source)
    return found


def held_by(session: Session) -> dict[str, tuple[int, int]]:
    """Return for each silence, by its key, how many alerts it holds now and how many it held that were told."""
    told = func.count(Hold.told_at)
    waiting = func.count().filter(is_held())
    query = select(Hold.silence, waiting, told).group_by(Hold.silence)
    return {silence: (held, done) for silence, held, done in session.execute(query)}

"""Ring for what a story had kept silent before articles were split off it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from alerts.alerting import ALERTED, insert_new
from config import WatchSettings
from store.alert_models import Alert, Hold
from store.models import Article, Match, Regrouping


def open_untold(session: Session, done: Regrouping, watches: Iterable[WatchSettings], now: datetime) -> list[int]:
    """Open an alert for each watch that found a story of a split and was silent, as it had rung for the other one.

    Returns the alerts. They are held by the split itself, so that the daemon tells them at its next tick, unless a
    silence holds them then (`alerts.holding`).
    """
    opened = []
    for watch in watches:
        for story in (done.from_id, done.to_id) if watch.enabled else ():
            match = session.scalar(_silent(watch.name, story))
            alert = _open(session, watch, match, story, now) if match is not None else None
            if alert is not None:
                reason = "articles were split off the story that had rung"
                told = list(dict.fromkeys(watch.channels))
                key = f"split {done.id}"
                session.add(Hold(alert_id=alert, silence=key, reason=reason, channels=told, held_at=now))
                opened.append(alert)
    session.flush()
    return opened


def _silent(watch: str, story: int) -> Select[Match]:
    found = select(Match).join(Match.article).where(Match.watch == watch, Article.story_id == story)
    return found.where(Match.quiet.startswith(ALERTED)).order_by(Article.seen_at, Article.id).limit(1)


def _open(session: Session, watch: WatchSettings, match: Match, story: int, now: datetime) -> int | None:
    row = {"watch": watch.name, "story_id": story, "article_id": match.article_id, "evidence": match.evidence}
    return insert_new(session, Alert, {**row, "priority": watch.priority, "opened_at": now})

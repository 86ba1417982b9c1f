"""Ring for what a story had kept silent before articles were split off it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
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
    opened, stories = [], (done.from_id, done.to_id)
    silent = _silent(session, stories)
    for watch in watches:
        for story in stories if watch.enabled else ():
            match = silent.get((watch.name, story))
            alert = _open(session, watch, match, story, now) if match is not None else None
            if alert is not None:
                reason = "articles were split off the story that had rung"
                told = list(dict.fromkeys(watch.channels))
                key = f"split {done.id}"
                session.add(Hold(alert_id=alert, silence=key, reason=reason, channels=told, held_at=now))
                opened.append(alert)
    session.flush()
    return opened


def _silent(session: Session, stories: Collection[int]) -> dict[tuple[str, int], Match]:
    """Return by watch and story the first match that rang for nothing, as its watch had rung for the story before."""
    # Of all watches together: there may be a hundred thousand of them, and a few that found these articles.
    found = select(Match, Article.story_id).join(Match.article).where(Article.story_id.in_(stories))
    first: dict[tuple[str, int], Match] = {}
    for match, story in session.execute(
        found.where(Match.quiet.startswith(ALERTED)).order_by(Article.seen_at, Article.id)
    ):
        first.setdefault((match.watch, story), match)
    return first


def _open(session: Session, watch: WatchSettings, match: Match, story: int, now: datetime) -> int | None:
    row = {"watch": watch.name, "story_id": story, "article_id": match.article_id, "evidence": match.evidence}
    return insert_new(session, Alert, {**row, "priority": watch.priority, "opened_at": now})

"""What becomes of a subscriber to a feed of the desk: verified, pushed to, tried again, given up.

Each of these is given the subscriber's row, the settings and the time (aware UTC), and works inside its caller's
transaction.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from alerts.display import one_line
from alerts.notices import open_notice
from alerts.retry import retry_at
from config import Settings
from store.push_models import Subscriber

log = logging.getLogger(__name__)

Outcome = Callable[[Session, Subscriber, Settings, datetime], None]

#: While something comes, so often it is looked what of it is for a subscriber; and so far apart pushes to one are.
LOOK, APART = timedelta(seconds=5), timedelta(seconds=10)
#: One that was given up is shown for so long.
SHOWN = timedelta(days=7)
_LONGEST_ERROR = 300


def verified(session: Session, row: Subscriber, settings: Settings, now: datetime) -> None:
    """It was they who asked: what they asked for is in force. What the feed holds is pushed at once."""
    if row.mode == "unsubscribe":
        log.info("feed no longer pushed: callback=%s", shown(row.callback))
        session.delete(row)
        return
    row.state, row.mode, row.secret, row.until = "active", None, row.new_secret, now + timedelta(seconds=row.lease)
    row.due_at, row.failures, row.error = now, 0, None
    log.info("feed pushed: callback=%s until=%s", shown(row.callback), row.until)


def refused(session: Session, row: Subscriber, settings: Settings, now: datetime, why: str) -> None:
    """It was not they, or they did not answer: what was in force before stays so."""
    log.info("subscriber not verified: callback=%s why=%s", shown(row.callback), why)
    if row.state == "asked":
        session.delete(row)
    else:
        row.mode, row.due_at = None, now


def looked(session: Session, row: Subscriber, settings: Settings, now: datetime, newest: str) -> None:
    """There is nothing new for them in all that had come by then."""
    row.due_at, row.seen = now + LOOK, newest


def pushed(session: Session, row: Subscriber, settings: Settings, now: datetime, newest: str, tag: str) -> None:
    """They took it; `tag` says what, and `newest` what had come by then."""
    row.tag, row.seen, row.last_push_at = tag, newest, now
    row.due_at, row.failures, row.error = now + APART, 0, None


def gone(session: Session, row: Subscriber, settings: Settings, now: datetime) -> None:
    """They say that they want no more (section 7: 410)."""
    log.info("feed no longer pushed, it answers 410: callback=%s", shown(row.callback))
    session.delete(row)


def failed(
    session: Session, row: Subscriber, settings: Settings, now: datetime, why: str, wait: timedelta | None = None
) -> None:
    """They did not take it: tried again later, after `wait` at the earliest, or given up."""
    row.failures, row.error = row.failures + 1, one_line(why, _LONGEST_ERROR)
    again = retry_at(row.failures, now, wait=wait)
    if again is None:
        dropped(session, row, settings, now, f"{row.failures} pushes in a row failed: {row.error}")
        return
    row.due_at = again
    log.info("push failed: callback=%s next=%s error=%s", shown(row.callback), again, row.error)


def dropped(session: Session, row: Subscriber, settings: Settings, now: datetime, why: str) -> None:
    """They are given up; that is shown for a while, and the operator is told."""
    log.warning("subscriber given up: callback=%s why=%s", shown(row.callback), why)
    row.state, row.mode, row.error = "dropped", None, one_line(why, _LONGEST_ERROR)
    row.until = min(row.until or now, now) + SHOWN
    about = shown(row.callback)
    open_notice(session, settings, "push", about, f"A feed is pushed to {about} no more: {row.error}", now)


def shown(callback: str) -> str:
    """Return of an address what is no secret: some have one in their path.

    >>> shown("https://reader.example/push/a-secret")
    'reader.example'

    """
    return urlsplit(callback).netloc[:100]

"""Who changed what, and when: one entry for each act, in the transaction of what was done."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.people_models import AuditEntry

#: Where commands come from.
COMMAND_LINE = "command line"


def note(session: Session, now: datetime, who: str, what: str, about: str, address: str) -> None:
    """Keep what was done; `about` is the address of the desk's page on it, or its name."""
    session.add(AuditEntry(at=now, who=who[:100], what=what[:100], about=about[:1_000], address=address[:64]))


def entries(
    session: Session, limit: int, *, before: int | None = None, since: datetime | None = None, who: str | None = None
) -> list[dict[str, Any]]:
    """Return what was done as rows, newest first: below an id, from a time on, by one user."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    if since is not None:
        query = query.where(AuditEntry.at >= since)
    found = session.scalars(query if who is None else query.where(AuditEntry.who == who))
    return [{name: getattr(one, name) for name in ("id", "at", "who", "what", "about", "address")} for one in found]

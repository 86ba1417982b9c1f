"""Keep every settings text that was ever in force, and who put it there."""

from collections.abc import Iterator
from datetime import datetime

import xxhash
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store.models import Edit, Revision
from store.statements import alone, insert_missing

#: Edits that are read at a time at most: with each comes a whole settings text.
_EDITS = 32


def keep_revision(session: Session, text: str, now: datetime) -> Revision:
    """Return the revision of a settings text, stored if it is new; now is aware UTC."""
    digest = xxhash.xxh3_128_hexdigest(text.encode())
    same = select(Revision).where(Revision.digest == digest)
    found = session.scalar(same)
    if found is None:
        session.execute(insert_missing(session, Revision), [{"digest": digest, "text": text, "first_at": now}])
        found = session.scalars(same).one()
    return found


def note_edit(session: Session, revision: int, now: datetime, by: str = "", what: str = "") -> bool:
    """Note that settings are put in force, unless they are those that were last; return whether they are others.

    `by` and `what` say who changed what; they are empty where a file was changed by other means than ours. Who notes an
    edit at the same time waits for the end of the transaction: a daemon that finds a file changed must find its author.
    """
    alone(session, "settings")
    if session.scalar(select(Edit.revision_id).order_by(Edit.id.desc()).limit(1)) == revision:
        return False
    session.add(Edit(revision_id=revision, at=now, by=by, what=what))
    return True


def edits(session: Session) -> Iterator[Edit]:
    """Yield all edits with their revisions, the last one first; little more is read than is asked for."""
    before, together = None, 2
    while True:
        query = select(Edit).options(joinedload(Edit.revision)).order_by(Edit.id.desc()).limit(together)
        found = session.scalars(query if before is None else query.where(Edit.id < before)).all()
        yield from found
        if len(found) < together:
            return
        before, together = found[-1].id, min(2 * together, _EDITS)

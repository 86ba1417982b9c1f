"""Keep every settings text that was ever in force."""

from datetime import datetime

import xxhash
from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Revision
from store.statements import insert_missing


def keep_revision(session: Session, text: str, now: datetime) -> Revision:
    """Return the revision of a settings text, stored if it is new; now is aware UTC."""
    digest = xxhash.xxh3_128_hexdigest(text.encode())
    same = select(Revision).where(Revision.digest == digest)
    found = session.scalar(same)
    if found is None:
        session.execute(insert_missing(session, Revision), [{"digest": digest, "text": text, "first_at": now}])
        found = session.scalars(same).one()
    return found

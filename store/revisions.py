"""Keep every settings text that was ever in force."""

from datetime import datetime

import xxhash
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from store.models import Revision


def keep_revision(session: Session, text: str, now: datetime) -> Revision:
    """Return the revision of a settings text, stored if it is new; now is aware UTC."""
    digest = xxhash.xxh3_128_hexdigest(text.encode())
    postgres = session.get_bind().dialect.name == "postgresql"
    insert = (postgresql if postgres else sqlite).insert(Revision).on_conflict_do_nothing()
    same = select(Revision).where(Revision.digest == digest)
    found = session.scalar(same)
    if found is None:
        session.execute(insert, [{"digest": digest, "text": text, "first_at": now}])
        found = session.scalars(same).one()
    return found


def latest_revision(session: Session) -> Revision | None:
    """Return the settings text that came into force last for the first time."""
    return session.scalar(select(Revision).order_by(Revision.id.desc()).limit(1))

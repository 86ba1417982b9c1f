"""What stands behind the links in messages: the keys that sign them, and who has asked to be sent no more."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex

from sqlalchemy import bindparam, delete, exists, select
from sqlalchemy.orm import Session

from store.link_models import LinkKey, Unsubscription
from store.statements import insert_missing

#: Asked for each delivery, and so made once.
_UNSUBSCRIBED = select(
    exists().where(Unsubscription.channel == bindparam("channel"), Unsubscription.recipient == bindparam("recipient"))
)


def link_keys(session: Session) -> tuple[bytes, ...]:
    """Return the keys of links, the one that signs first; none if somebody took them out, which ends all links."""
    return tuple(bytes.fromhex(key) for key in session.scalars(select(LinkKey.key).order_by(LinkKey.id.desc())))


def renew_key(session: Session) -> None:
    """Put a new key in the place of all there are: no link that was made before holds any longer."""
    session.execute(delete(LinkKey))
    session.add(LinkKey(key=token_hex(32)))


def unsubscribe(session: Session, channel: str, recipient: str, now: datetime) -> bool:
    """Record that a recipient of a channel wants nothing more; return False if that was known."""
    row = {"channel": channel, "recipient": recipient, "at": now}
    statement = insert_missing(session, Unsubscription).values(**row).returning(Unsubscription.channel)
    return session.execute(statement).scalar() is not None


def resubscribe(session: Session, channel: str, recipient: str) -> bool:
    """Have a recipient told again of what comes from now on; return whether they had unsubscribed."""
    same = (Unsubscription.channel == channel, Unsubscription.recipient == recipient)
    gone = delete(Unsubscription).where(*same).returning(Unsubscription.channel)
    return session.execute(gone).scalar() is not None


def has_unsubscribed(session: Session, channel: str, recipient: str) -> bool:
    """Whether a recipient of a channel wants nothing more; a channel that is its own recipient cannot."""
    return bool(recipient) and bool(session.scalar(_UNSUBSCRIBED, {"channel": channel, "recipient": recipient}))


def unsubscriptions(session: Session) -> Sequence[Unsubscription]:
    """Return all who want nothing more, by channel and recipient."""
    return session.scalars(select(Unsubscription).order_by(Unsubscription.channel, Unsubscription.recipient)).all()

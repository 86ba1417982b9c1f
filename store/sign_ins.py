"""The browsers in which users have signed in: each holds a token by chance, of which the store has a hash."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from store.people_models import SignIn, User

#: A sign-in that is not used for so long ends, and so does every one after so long.
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=14)
#: That it is used is recorded as often: not each page is to be a write.
NOTED = timedelta(minutes=5)


def hash_of(token: str) -> str:
    """Return what the store has of a token. It is 256 bits by chance: one round of SHA-256 is enough."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def sign_in(session: Session, user: User, now: datetime, address: str, browser: str) -> str:
    """Let a user be signed in from now on; return the token that their browser is to hold. Drop what is over."""
    session.execute(delete(SignIn).where(~_goes_on(now)))
    token = token_urlsafe(32)
    given = {"address": address[:64], "browser": browser[:200]}
    session.add(SignIn(token_hash=hash_of(token), user_id=user.id, created_at=now, seen_at=now, **given))
    return token


def signed_in(session: Session, token: str, now: datetime) -> tuple[User, SignIn] | None:
    """Return who is signed in with a token; None if nobody is, or no longer."""
    found = select(User, SignIn).join(SignIn, SignIn.user_id == User.id)
    same = (SignIn.token_hash == hash_of(token), _goes_on(now), User.disabled.is_(False))
    row = session.execute(found.where(*same)).one_or_none()
    return None if row is None else (row[0], row[1])


def note_use(session: Session, token_hash: str, now: datetime) -> None:
    """Record that a sign-in is used."""
    session.execute(update(SignIn).where(SignIn.token_hash == token_hash).values(seen_at=now))


def sign_out(session: Session, token: str) -> None:
    """End a sign-in, if there is one."""
    session.execute(delete(SignIn).where(SignIn.token_hash == hash_of(token)))


def sign_ins_of(session: Session, user: int, now: datetime) -> Sequence[SignIn]:
    """Return the sign-ins of a user that go on, the last used first."""
    found = select(SignIn).where(SignIn.user_id == user, _goes_on(now))
    return session.scalars(found.order_by(SignIn.seen_at.desc(), SignIn.token_hash)).all()


def last_used(session: Session) -> dict[int, datetime]:
    """Return when each user who is signed in somewhere was last seen, by the user's id."""
    found = select(SignIn.user_id, func.max(SignIn.seen_at)).group_by(SignIn.user_id)
    return {user: at for user, at in session.execute(found)}


def _goes_on(now: datetime) -> ColumnElement[bool]:
    return (SignIn.seen_at > now - IDLE) & (SignIn.created_at > now - LONGEST)

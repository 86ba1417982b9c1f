"""The users of the desk: who there is, what they may do, and what must stay so that somebody can look after it."""

import re
import unicodedata
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from store.people_models import SignIn, User
from store.sign_ins import last_used
from store.statements import alone

#: Each may do what those before it may: a reader sees, an editor works on alerts, an admin looks after the desk.
ROLES = READER, EDITOR, ADMIN = ("reader", "editor", "admin")
#: Letters and digits of any script, and what stands in addresses of mail; no blank at the ends.
_NAME = re.compile(r"\w([\w.@+' -]{0,98}[\w.])?")


class CannotChange(Exception):
    """What is asked of the users cannot be; the message says why, and what to do."""


def fit_name(name: str) -> str:
    """Return a user's name as it is kept: Ａｎｎａ is Anna. Raises CannotChange: it is no name."""
    fit = unicodedata.normalize("NFKC", name).strip()
    if not _NAME.fullmatch(fit):
        raise CannotChange("a name has at most 100 letters and digits, with . - _ @ + ' or blanks between them")
    return fit


def key_of(name: str) -> str:
    """Return a name as names are compared."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def has_users(session: Session) -> bool:
    """Whether there is any user, be it a disabled one: from the first on, who uses the desk must sign in."""
    return bool(session.scalar(select(exists().select_from(User))))


def users_data(session: Session) -> list[dict[str, Any]]:
    """Return all users as rows, by name; `used` is when they were last seen, where they are still signed in."""
    used = last_used(session)
    return [
        {
            "id": user.id,
            "name": user.name,
            "role": user.role,
            "disabled": user.disabled,
            "codes": user.totp is not None,
            "password": bool(user.password),
            "created": user.created_at,
            "used": used.get(user.id),
        }
        for user in session.scalars(select(User).order_by(User.name_key))
    ]


def user_named(session: Session, name: str) -> User | None:
    """Return the user of that name, however it is capitalised; None if there is none."""
    # What PostgreSQL cannot hold is no name of a user.
    key = key_of(name).replace("\x00", " ").encode("utf-8", "replace").decode()
    return session.scalars(select(User).where(User.name_key == key)).one_or_none()


def add_user(session: Session, name: str, role: str, password: str, now: datetime) -> User:
    """Add a user with a role and the hash of a password, '' for one that only a proxy lets in.

    Raises CannotChange: there is one of that name, it is no name, or the first one is not to be an admin.
    """
    alone(session, "users")
    fit = fit_name(name)
    if user_named(session, fit):
        raise CannotChange(f"there is a user {fit} already")
    if role != ADMIN and password and not has_users(session):
        raise CannotChange("the first user must be an admin, for from then on only an admin can change the rest")
    user = User(name=fit, name_key=key_of(fit), role=role, password=password, created_at=now)
    session.add(user)
    session.flush()
    return user


def set_role(session: Session, user: User, role: str) -> None:
    """Give a user another role. Raises CannotChange: nobody could look after the desk any more."""
    if role != ADMIN:
        _leave_an_admin(session, user)
    user.role = role


def set_disabled(session: Session, user: User, disabled: bool) -> None:
    """Shut a user out, signed in or not, or let them in again. Raises CannotChange: it is the last admin."""
    if disabled:
        _leave_an_admin(session, user)
        end_sign_ins(session, user)
    user.disabled = disabled


def set_password(session: Session, user: User, password: str) -> None:
    """Give a user another password, as its hash; whoever was signed in with the old one no longer is."""
    user.password = password
    end_sign_ins(session, user)


def end_sign_ins(session: Session, user: User, only: str | None = None) -> int:
    """End the sign-ins of a user, or only the one with that hash; return how many."""
    which = SignIn.user_id == user.id if only is None else (SignIn.user_id == user.id) & (SignIn.token_hash == only)
    return len(session.execute(delete(SignIn).where(which).returning(SignIn.token_hash)).all())


def use_code(session: Session, user: User, step: int) -> bool:
    """Record that the one-time code of a time step was used; return False if it, or a later one, was before."""
    unused = User.totp_used.is_(None) | (User.totp_used < step)
    used = update(User).where(User.id == user.id, unused).values(totp_used=step).returning(User.id)
    return session.execute(used).scalar() is not None


def _leave_an_admin(session: Session, user: User) -> None:
    alone(session, "users")
    others = (User.role == ADMIN, User.disabled.is_(False), User.id != user.id)
    is_one = user.role == ADMIN and not user.disabled
    if is_one and not session.scalar(select(func.count()).where(*others)):
        raise CannotChange(f"{user.name} is the last admin; make another one first")

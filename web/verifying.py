"""Look at a password that somebody gives, no more often than strangers may."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from store.audit import note
from store.people import key_of, user_named
from store.people_models import User
from store.throttle import FREE_BY_ADDRESS, FREE_BY_NAME, forgive, key, knock
from web.desk import Desk
from web.passwords import is_right
from web.tongue import gettext as _
from web.who import whole_of


class TooSoon(Exception):
    """Too many tries have failed; the next is looked at after `wait`."""

    def __init__(self, wait: timedelta) -> None:
        seconds = int(wait.total_seconds()) + 1
        super().__init__(_("too many tries; the next one is looked at in %(seconds)s s", seconds=seconds))
        self.wait = wait


class Refused(Exception):
    """The name, password or code is wrong; which of them is told to nobody."""


async def verified(desk: Desk, name: str, password: str) -> User:
    """Return the user of a name whose password this is. It counts as a try that failed until `all_right`.

    Raises:
        TooSoon: it was not looked at.
        Refused: it is not theirs, or there is no such user; that takes as long.

    """
    quiet = replace(desk, act=None)
    if wait := await quiet.change(partial(knock, keys=_keys(desk, name), now=desk.clock())):
        raise TooSoon(wait)
    user = await quiet.read(partial(user_named, name=name))
    if await desk.reckon(partial(is_right, password, user.password if user else "")) and user is not None:
        return user
    await quiet.change(partial(refused, desk, user))
    raise Refused


def as_verified(session: Session, user: User) -> User:
    """Return a user that was verified as they are now, and nobody else changes them until the transaction ends.

    Raises Refused: their password has been changed since it was looked at, which takes a while.
    """
    now = session.get_one(User, user.id, with_for_update=True)
    if now.password != user.password:
        raise Refused
    return now


def refused(desk: Desk, user: User | None, session: Session) -> None:
    """Note that a password or code was wrong. A name that nobody has is not kept: it may be a password."""
    about = f"user {user.name}" if user else "a name that nobody has"
    note(session, desk.clock(), desk.who.name, "sign-in refused", about, desk.who.address)


def all_right(session: Session, desk: Desk, user: User) -> None:
    """Take back what `verified` counted: it was the user."""
    name, address = _keys(desk, user.name)
    forgive(session, name, address, desk.clock())


def _keys(desk: Desk, name: str) -> dict[str, int]:
    name_key = key("name", key_of(name))
    return {name_key: FREE_BY_NAME, key("address", whole_of(desk.who.address)): FREE_BY_ADDRESS}

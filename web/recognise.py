"""Tell who asks: by the cookie of a sign-in, by the word of a proxy, or because there are no users yet.

Without any user, whoever asks from this machine itself is its admin, and nobody else is anybody. From the first user
on, or behind a proxy that names its users, everybody must be known, at this machine too.
"""

import hmac
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.orm import Session
from starlette.datastructures import Headers
from starlette.types import Scope

from store.audit import note
from store.links import link_keys
from store.people import ADMIN, CannotChange, add_user, fit_name, has_users, user_named
from store.people_models import User
from store.sign_ins import NOTED, note_use, signed_in
from web.desk import Desk
from web.who import Who, address_of, is_inside, proxied_name, token_in
from web.words import PROXY


@dataclass(frozen=True)
class _Asked:
    """What a request says of who makes it."""

    address: str
    inside: bool
    token: str
    #: The name that a proxy vouches for.
    name: str


async def who_asks(desk: Desk, scope: Scope) -> Who:
    """Return who makes a request. Raises StoreError: it cannot be told now."""
    settings = desk.settings.desk
    inside, token, name = is_inside(scope), token_in(Headers(scope=scope), settings), proxied_name(scope, settings)
    asked = _Asked(address_of(scope, settings), inside, token, name)
    who, stale = await desk.read(partial(_found, desk, asked))
    if asked.name and not (who.role or who.user):
        await desk.change(partial(_make, desk, asked))
        who, stale = await desk.read(partial(_found, desk, asked))
    if stale:
        await desk.change(partial(note_use, token_hash=who.sign_in, now=desk.clock()))
    return who


def _found(desk: Desk, asked: _Asked, session: Session) -> tuple[Who, bool]:
    """Return who asks, and whether it is long since that was recorded."""
    nobody = Who(asked.address)
    if asked.name:
        user = user_named(session, asked.name)
        return (nobody if user is None else _named(session, nobody, user)), False
    found = signed_in(session, asked.token, desk.clock()) if asked.token else None
    if found is not None:
        user, sign_in = found
        who = replace(nobody, name=user.name, role=user.role, user=user.id, sign_in=sign_in.token_hash)
        return replace(who, csrf=_bound(asked.token.encode(), "")), desk.clock() - sign_in.seen_at > NOTED
    alone = not desk.settings.desk.proxy_user_header and not has_users(session)
    return replace(nobody, role=ADMIN if alone and asked.inside else "", alone=alone), False


def _named(session: Session, nobody: Who, user: User) -> Who:
    """Return a user whom a proxy names; it has signed them in, and we hold nothing of that but the name."""
    role, [key, *_] = "" if user.disabled else user.role, link_keys(session) or [b""]
    return replace(nobody, name=user.name, role=role, user=user.id, csrf=_bound(key, f"user {user.id}") if key else "")


def _bound(key: bytes, what: str) -> str:
    return hmac.digest(key, f"form of {what}".encode(), "sha256").hex()


def _make(desk: Desk, asked: _Asked, session: Session) -> None:
    """Make a user whom a proxy names for the first time; one whose name is none stays nobody."""
    try:
        user = add_user(session, fit_name(asked.name), desk.settings.desk.proxy_role, "", desk.clock())
    except CannotChange:
        return
    note(session, desk.clock(), PROXY, "add", f"user {user.name}: {user.role}", asked.address)

"""Tokens by which programs ask the desk: made, looked up and ended."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from store.sign_ins import hash_of
from store.statements import insert_missing
from store.token_models import Token

#: By this whoever finds one knows what it is; scanners of secrets do as well.
PREFIX = "tocsin_"
#: For how many days one can be made at most.
MOST_DAYS = 36_500


def add(session: Session, name: str, scopes: Sequence[str], now: datetime, until: datetime | None = None) -> str | None:
    """Make a token of that name, and return it: it is not kept. None: there is one of that name.

    `now` and `until`, when it ends by itself, are aware UTC.
    """
    token = PREFIX + secrets.token_urlsafe(32)
    row = {"name": name, "digest": hash_of(token), "scopes": sorted(set(scopes)), "made_at": now, "until": until}
    made = session.execute(insert_missing(session, Token).values(**row).returning(Token.name)).scalar()
    return None if made is None else token


def fit_name(name: str) -> bool:
    """Whether a token may have that name: 1 to 100 characters that can be seen."""
    return 1 <= len(name) <= 100 and name.isprintable()


def scopes_of(session: Session, token: str, now: datetime) -> frozenset[str] | None:
    """Return what a token is for; None if there is none such, or no longer."""
    holds = or_(Token.until.is_(None), Token.until > now)
    found = session.scalar(select(Token).where(Token.digest == hash_of(token), holds))
    return None if found is None else frozenset(found.scopes)


def name_of(session: Session, token: str) -> str | None:
    """Return what a token is called; None if there is none such."""
    return session.scalar(select(Token.name).where(Token.digest == hash_of(token)))


def remove(session: Session, name: str) -> bool:
    """End the token of that name; return whether there was one."""
    return session.execute(delete(Token).where(Token.name == name).returning(Token.name)).scalar() is not None


def tokens(session: Session) -> list[Token]:
    """Return all tokens by name."""
    return list(session.scalars(select(Token).order_by(Token.name)))

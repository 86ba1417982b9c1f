"""The tables of who uses the desk: users, the browsers they are signed in with, tries to sign in, and what was done."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, Id


class User(Base):
    """Somebody who may use the desk."""

    # In PostgreSQL, `user` is whoever is connected.
    __tablename__ = "desk_user"
    __table_args__ = (CheckConstraint("role IN ('reader', 'editor', 'admin')", name="role"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    # The name as it is compared: Anna is anna.
    name_key: Mapped[str] = mapped_column(String(300), unique=True)
    role: Mapped[str] = mapped_column(String(10))
    # An argon2 hash with its parameters; empty where only a proxy says who they are.
    password: Mapped[str] = mapped_column(default="")
    # The secret of their one-time codes, in base 32, and the time step of the last code that was used.
    totp: Mapped[str | None] = mapped_column(String(64))
    totp_used: Mapped[int | None] = mapped_column(BigInteger)
    disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class SignIn(Base):
    """A browser in which a user has signed in. The store has a hash of what the browser holds, not that itself."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("desk_user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(64))
    # What the browser calls itself.
    browser: Mapped[str] = mapped_column(String(200))


class Tries(Base):
    """Tries to sign in that failed, or are under way, of one name or from one address (hashed, so of one length)."""

    __tablename__ = "sign_in_tries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    # No further try is looked at before.
    until: Mapped[datetime]


class AuditEntry(Base):
    """Somebody has changed something, signed in or tried to."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(String(100))
    what: Mapped[str] = mapped_column(String(100))
    # The address of the desk's page on it, or its name.
    about: Mapped[str]
    # Where they did it from: an address, or the command line.
    address: Mapped[str] = mapped_column(String(64))

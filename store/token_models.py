"""The tokens by which programs ask the desk."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base


class Token(Base):
    """What a program may ask for. The token itself is not kept: whoever reads the database cannot use it."""

    __tablename__ = "token"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    # SHA-256 in hex of the token, which is random: it needs no salt.
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]]
    made_at: Mapped[datetime]
    # None: it holds until it is removed.
    until: Mapped[datetime | None]

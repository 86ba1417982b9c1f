"""The tables behind the links in messages: what signs them, and who has used one to be sent no more."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, Id


class LinkKey(Base):
    """A key that signs the links in messages: the newest signs, each of them is accepted. Migration 0007 makes one."""

    __tablename__ = "link_key"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    # 32 bytes by chance, in hexadecimal.
    key: Mapped[str] = mapped_column(String(64))


class Unsubscription(Base):
    """A recipient of a channel has asked to be sent nothing more, though the settings name them."""

    __tablename__ = "unsubscription"

    channel: Mapped[str] = mapped_column(String(100), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(320), primary_key=True)
    at: Mapped[datetime]

"""The tables behind pushes: what hubs were asked for, what they sent that is not recorded yet, and whom we push to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, Id

_CURRENT = text("state <> 'leaving'")


class Subscription(Base):
    """A hub that is named by a source, and how far we are with having it push (WebSub)."""

    __tablename__ = "subscription"
    # A source has one; those it had before are being ended.
    __table_args__ = (
        Index("ix_subscription_current", "source", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    source: Mapped[str] = mapped_column(String(100))
    hub: Mapped[str]
    topic: Mapped[str]
    # offered: not asked for yet; asked: the hub is to come back; active: it pushes; refused; leaving: being ended.
    state: Mapped[str] = mapped_column(String(10), default="offered")
    # The secret part of the address it pushes to, and that address; what signs its pushes.
    token: Mapped[str] = mapped_column(String(43), unique=True)
    callback: Mapped[str] = mapped_column(default="")
    secret: Mapped[str] = mapped_column(String(64))
    # When it was asked for something that it has not come back for.
    asked_at: Mapped[datetime | None]
    # Until when it pushes, and when there is something to do about it.
    until: Mapped[datetime | None]
    due_at: Mapped[datetime] = mapped_column(index=True)
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    last_push_at: Mapped[datetime | None]
    # How many polls in a row found news that it had not pushed.
    missed: Mapped[int] = mapped_column(default=0)


class Push(Base):
    """What a hub sent, its signature checked, until it is recorded like what a poll finds."""

    __tablename__ = "push"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id", ondelete="CASCADE"), index=True)
    source: Mapped[str] = mapped_column(String(100), index=True)
    content_type: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Subscriber(Base):
    """Who has a feed of the desk pushed to an address of theirs (WebSub, our side of it as a hub)."""

    __tablename__ = "subscriber"
    __table_args__ = (UniqueConstraint("topic", "callback"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    topic: Mapped[str]
    callback: Mapped[str]
    # The name of the token in the topic; empty: of who is at this machine.
    token: Mapped[str] = mapped_column(String(100))
    # asked: not verified yet; active: pushed to; dropped: given up, and shown until its lease would have ended.
    state: Mapped[str] = mapped_column(String(10), default="asked")
    # What was asked last (subscribe, unsubscribe) and is to be verified, with what it would have; None: nothing is.
    mode: Mapped[str | None] = mapped_column(String(11))
    new_secret: Mapped[str] = mapped_column(String(200), default="")
    lease: Mapped[int] = mapped_column(default=0)
    secret: Mapped[str] = mapped_column(String(200), default="")
    # Until when it is pushed to, and when there is something to do about it.
    until: Mapped[datetime | None]
    due_at: Mapped[datetime] = mapped_column(index=True)
    # The ETag of what was pushed last; and what was the newest of all when it was looked last what there is to push.
    tag: Mapped[str] = mapped_column(String(100), default="")
    seen: Mapped[str] = mapped_column(String(50), default="")
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    last_push_at: Mapped[datetime | None]

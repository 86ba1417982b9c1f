"""The tables of alerts and of telling them. Each unique constraint is a promise: see the line above it."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.base import Base, Id
from store.models import Article, Story


class Departure(Base):
    """A watch departs from its habit, by a spike or a silence, until it is back."""

    __tablename__ = "departure"
    # A watch departs once at a time.
    __table_args__ = (
        Index(
            "uq_departure_under_way",
            "watch",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_departure_watch_ended", "watch", "ended_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    watch: Mapped[str] = mapped_column(String(100))
    # spike, silence
    kind: Mapped[str] = mapped_column(String(10))
    # What was counted when it was noticed: the matches after `window_start` and up to `began_at`.
    window_start: Mapped[datetime]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # How far it was from the habit when it was noticed.
    figures: Mapped[dict[str, Any]]


class Flood(Base):
    """A flood: far more alerts of one watch, or from one source, than is its habit, until it is over."""

    __tablename__ = "flood"
    __table_args__ = (
        CheckConstraint("kind IN ('watch', 'source')", name="kind"),
        # A watch or source is in one flood at a time.
        Index(
            "uq_flood_under_way",
            "kind",
            "name",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(100))
    # So many in an hour were told one by one; about so many are usual (None: too little is known).
    most: Mapped[int]
    usual: Mapped[float | None]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


_OF_STORY = text("scope = 'story' AND merged_into_id IS NULL")
_OF_ARTICLE = text("scope = 'article'")
_IS_MERGED = text("merged_into_id IS NOT NULL")


class Alert(Base):
    """A watch has found a story, or departs from its habit; opened once, however many articles tell it.

    That of a story has `story_id` and `article_id`, that of a departure `departure_id`.
    """

    __tablename__ = "alert"
    __table_args__ = (
        # A story alerts a watch once: of two alerts in stories that were joined one is merged into the other.
        Index(
            "uq_alert_of_story", "watch", "story_id", unique=True, sqlite_where=_OF_STORY, postgresql_where=_OF_STORY
        ),
        # So does a departure, and an article where the watch, or a doubt, asks for an alert of its own.
        Index(
            "uq_alert_of_article",
            "watch",
            "article_id",
            unique=True,
            sqlite_where=_OF_ARTICLE,
            postgresql_where=_OF_ARTICLE,
        ),
        UniqueConstraint("departure_id"),
        CheckConstraint("scope IN ('story', 'article')", name="scope"),
        CheckConstraint(
            "(story_id IS NULL) = (article_id IS NULL) AND (story_id IS NULL) <> (departure_id IS NULL)",
            name="ck_alert_of_story_or_departure",
        ),
        Index("ix_alert_watch_opened", "watch", "opened_at"),
        # Of those that are merged, a few: by one of all, SQLite looked for the alerts of a story among all the others.
        Index("ix_alert_merged_into_id", "merged_into_id", sqlite_where=_IS_MERGED, postgresql_where=_IS_MERGED),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    watch: Mapped[str] = mapped_column(String(100))
    # These two are typed as they are for a story; whoever also meets departures asks for those first.
    story_id: Mapped[int] = mapped_column(ForeignKey("story.id"), index=True, nullable=True)
    # The article that opened it, and the evidence found there.
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True, nullable=True)
    departure_id: Mapped[int | None] = mapped_column(ForeignKey("departure.id"))
    # What it stands for: all that tells the story, or its article alone.
    scope: Mapped[str] = mapped_column(String(10), default="story", server_default="story")
    # The alert of the same watch that tells its story since stories were joined; what is not sent of this one stays so.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"))
    # The alert of the same watch that tells the story to which this one's article may belong, or may not.
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"))
    evidence: Mapped[list[Any]]
    priority: Mapped[str] = mapped_column(String(10), default="normal")
    opened_at: Mapped[datetime] = mapped_column(index=True)
    # The flood that it is told with, in a summary.
    flood_id: Mapped[int | None] = mapped_column(ForeignKey("flood.id"), index=True)
    # The settings it was made under.
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    article: Mapped[Article] = relationship()
    story: Mapped[Story] = relationship()
    departure: Mapped[Departure | None] = relationship()
    flood: Mapped[Flood | None] = relationship()


class Update(Base):
    """What has changed in the story of an alert since that was told: what its watch wants to be told of again."""

    __tablename__ = "alert_update"
    __table_args__ = (
        # The updates of an alert are numbered from 1.
        UniqueConstraint("alert_id", "number"),
        # Changes are gathered in one update until that is told.
        Index(
            "uq_alert_update_waiting",
            "alert_id",
            unique=True,
            sqlite_where=text("told_at IS NULL"),
            postgresql_where=text("told_at IS NULL"),
        ),
        Index("ix_alert_update_due", "told_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"))
    number: Mapped[int]
    # What changed: kind, words and the article that brought it; when it is told, all since the alert was told last.
    changes: Mapped[list[Any]]
    # Not before the cooldown of its watch is over.
    due_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    # The silence that keeps it from being told, as in `Hold`.
    silence: Mapped[str | None] = mapped_column(String(100))
    alert: Mapped[Alert] = relationship()

    @property
    def occasion(self) -> str:
        """The occasion of its deliveries."""
        return f"update {self.number}"


class Notice(Base):
    """What is told about Tocsin itself, in a delivery like any other: to the operator, or that a digest has nothing."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    # What it is about: dead, open, closed, left, source, network, unsteady, online, push or digest; and the channel.
    kind: Mapped[str] = mapped_column(String(10))
    about: Mapped[str] = mapped_column(String(100))
    # The first of what came together, and how much that was in all.
    words: Mapped[str]
    count: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime]


class Delivery(Base):
    """One alert, or one notice, on its way to one recipient of one channel; those of a digest travel in one message.

    docs/deliveries.md draws the states. Constraints keep what a row may say; triggers (migration 0002) keep how it
    may change: sent stays sent, a message id stays, attempts are never uncounted.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        # An alert goes to a recipient of a channel once for each occasion (first, summary, fallback, update 1);
        # a notice once.
        UniqueConstraint("alert_id", "channel", "recipient", "occasion"),
        UniqueConstraint("notice_id", "channel", "recipient"),
        # It tells of something, and of one thing.
        CheckConstraint("(alert_id IS NULL) <> (notice_id IS NULL)", name="told"),
        CheckConstraint("status IN ('pending', 'sent', 'failed', 'dead')", name="status"),
        # Settled is what is sent or dead; only what is open can be claimed; a lease has an owner and an end.
        CheckConstraint("(settled_at IS NOT NULL) = (status IN ('sent', 'dead'))", name="settled"),
        CheckConstraint("(lease_owner IS NULL) = (lease_until IS NULL)", name="lease"),
        CheckConstraint("lease_owner IS NULL OR status IN ('pending', 'failed')", name="lease_open"),
        # What failed, was sent or was given up has an attempt; what was sent has a message id.
        CheckConstraint("attempts >= 0 AND (attempts > 0 OR status = 'pending')", name="attempts"),
        CheckConstraint("spent >= 0 AND spent <= attempts", name="spent"),
        CheckConstraint("message_id IS NOT NULL OR status <> 'sent'", name="message"),
        # What is open, in the order in which a channel takes it: the past, however long, costs nothing.
        Index(
            "ix_delivery_open",
            "channel",
            "next_attempt_at",
            "id",
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    channel: Mapped[str] = mapped_column(String(100))
    # An e-mail address; empty where the channel itself is the recipient.
    recipient: Mapped[str] = mapped_column(String(320), default="")
    occasion: Mapped[str] = mapped_column(String(20), default="first")
    status: Mapped[str] = mapped_column(String(10), default="pending")
    # The message it travels in, the same at every attempt; set at the first.
    message_id: Mapped[str | None] = mapped_column(String(64), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    # Attempts that its schedule does not count: those before somebody had it tried anew, and probes that failed.
    spent: Mapped[int] = mapped_column(default=0, server_default="0")
    next_attempt_at: Mapped[datetime]
    lease_owner: Mapped[str | None] = mapped_column(String(100))
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    alert: Mapped[Alert | None] = relationship()
    notice: Mapped[Notice | None] = relationship()


class StoredMessage(Base):
    """A message that was begun, for one recipient of one channel; its deliveries name it."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("since IS NULL OR since <= begun_at", name="period"),
        # What a recipient was sent lately, and the digest before this one.
        Index("ix_message_begun", "channel", "recipient", "begun_at"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(100))
    recipient: Mapped[str] = mapped_column(String(320), default="")
    begun_at: Mapped[datetime]
    # Of a digest: since when it tells, and what it says beside its alerts, as that was when it was begun.
    since: Mapped[datetime | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Attempt(Base):
    """One try at a delivery, with the answer of the other side."""

    __tablename__ = "attempt"
    __table_args__ = (
        # Attempts are numbered from 1.
        UniqueConstraint("delivery_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("outcome IN ('sent', 'failed', 'dead')", name="outcome"),
        CheckConstraint("duration_ms >= 0", name="duration"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"))
    number: Mapped[int]
    # When its outcome was written down.
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(10))
    answer: Mapped[str]
    # From the first step to the answer; None where nobody was asked, or the process ended meanwhile.
    duration_ms: Mapped[int | None]


class Breaker(Base):
    """How a channel has answered lately; there is a row once it has failed. `alerts.breaker` decides."""

    __tablename__ = "breaker"
    __table_args__ = (
        CheckConstraint("state IN ('closed', 'open', 'half-open')", name="state"),
        CheckConstraint("failures >= 0 AND probes >= 0", name="counts"),
        # While it is not closed it says since when, and when the next probe may go.
        CheckConstraint("(state = 'closed') = (opened_at IS NULL)", name="opened"),
        CheckConstraint("(state = 'closed') = (probe_at IS NULL)", name="probe"),
    )

    channel: Mapped[str] = mapped_column(String(100), primary_key=True)
    state: Mapped[str] = mapped_column(String(10), default="closed")
    # In a row, of whatever deliveries.
    failures: Mapped[int] = mapped_column(default=0)
    # In a row, since it opened.
    probes: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None]
    # Open: from when on a probe may go. Half-open: when the one under way is taken to be lost.
    probe_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")


class StoredSilence(Base):
    """A silence made by a command, not in the settings; it holds what all that it names agree on."""

    __tablename__ = "silence"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    watch: Mapped[str | None] = mapped_column(String(100))
    story_id: Mapped[int | None] = mapped_column(ForeignKey("story.id"))
    # The name of a source, tag:… or country:….
    source: Mapped[str | None] = mapped_column(String(100))
    query: Mapped[str | None]
    # None: from the moment it was made.
    since: Mapped[datetime | None]
    until: Mapped[datetime]
    # When it was ended before its time.
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    made_by: Mapped[str] = mapped_column(String(100), default="")
    made_at: Mapped[datetime]


class Hold(Base):
    """An alert that a silence keeps from being told; it has no deliveries until it is told after all."""

    __tablename__ = "hold"
    __table_args__ = (Index("ix_hold_waiting", "told_at", "silence"),)

    # An alert is held once.
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), primary_key=True, autoincrement=False)
    # The number of a stored silence, or the name of one of the settings; the last to hold it.
    silence: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str]
    # Whom its watch told when it was opened: the watch may be gone when the silence ends.
    channels: Mapped[list[Any]]
    held_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    alert: Mapped[Alert] = relationship()


class Acknowledgement(Base):
    """Somebody has seen an alert: what has not gone out of it yet does not go out."""

    __tablename__ = "acknowledgement"

    # An alert is acknowledged once.
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(100), default="")
    note: Mapped[str] = mapped_column(default="")


class Feedback(Base):
    """Whether an alert was of use, as its reader says."""

    __tablename__ = "feedback"

    # An alert is of use or not; the last word counts.
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), primary_key=True, autoincrement=False)
    useful: Mapped[bool]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(100), default="")
    note: Mapped[str] = mapped_column(default="")

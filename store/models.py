"""The tables. Each unique constraint is a promise: see the line above it."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcDateTime(TypeDecorator[datetime]):
    """Store aware datetimes as UTC; SQLite would otherwise hand them back naive."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive datetimes, convert the rest."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: pass datetime.now(UTC)")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the time as UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


#: SQLite numbers rows by itself only in a plain INTEGER key.
Id = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """The tables' common base."""

    # A constraint with a name can be changed by a later migration, on SQLite too.
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(column_0_label)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        str: Text,
    }


class SourceState(Base):
    """How far a source has been read, and when it is read next."""

    __tablename__ = "source_state"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    next_poll_at: Mapped[datetime] = mapped_column(index=True)
    next_poll_why: Mapped[str] = mapped_column(default="new")
    first_polled_at: Mapped[datetime | None]
    last_polled_at: Mapped[datetime | None]
    # When it was read for the first time: what it held then is its baseline.
    first_success_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    last_new_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    last_error_kind: Mapped[str | None] = mapped_column(String(30))
    last_error: Mapped[str | None]
    notes: Mapped[list[Any]] = mapped_column(default=list)
    moved_to: Mapped[str | None]
    cursor: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # A poll under way: by whom, and until when it is believed.
    lease_owner: Mapped[str | None] = mapped_column(String(100))
    lease_until: Mapped[datetime | None]


class Story(Base):
    """The same news, told by one or more articles."""

    __tablename__ = "story"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    opened_at: Mapped[datetime]
    latest_at: Mapped[datetime] = mapped_column(index=True)
    articles: Mapped[list["Article"]] = relationship(back_populates="story")


class Article(Base):
    """One piece of coverage, stored once however many sources carry it. The texts are those of the newest version."""

    __tablename__ = "article"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    # An address is stored once: xxh3-128 of the canonical address, in hex.
    url_key: Mapped[str] = mapped_column(String(32), unique=True)
    url: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    language: Mapped[str | None] = mapped_column(String(20))
    authors: Mapped[list[Any]] = mapped_column(default=list)
    # The first source it was seen in; all of them are its sightings.
    source: Mapped[str] = mapped_column(String(100))
    published_at: Mapped[datetime | None]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    changed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    # xxh3-128 of title, summary and text: tells a new version from the same one seen again.
    content_hash: Mapped[str] = mapped_column(String(32), index=True)
    # The text is the whole article, not a teaser: its page need not be fetched.
    complete: Mapped[bool] = mapped_column(default=False)
    story_id: Mapped[int] = mapped_column(ForeignKey("story.id"), index=True)
    # Why it stands in its story, in words: what was shared, with which article.
    story_why: Mapped[dict[str, Any]] = mapped_column(default=dict)
    story: Mapped[Story] = relationship(back_populates="articles")


class ArticleVersion(Base):
    """An earlier text of an article, kept when a newer one replaced it."""

    __tablename__ = "article_version"
    # A version has one number.
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    number: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str]
    text: Mapped[str]
    # As in the article: tells that a text has come back.
    content_hash: Mapped[str] = mapped_column(String(32))
    seen_at: Mapped[datetime]


class Sighting(Base):
    """An article seen in a source."""

    __tablename__ = "sighting"
    # An article is seen in a source once; the address and guid are those it was first seen under.
    __table_args__ = (UniqueConstraint("article_id", "source"), Index("ix_sighting_source_guid", "source", "guid_key"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    source: Mapped[str] = mapped_column(String(100))
    url: Mapped[str]
    # Where the source has moved it since, as in the article: both addresses are known.
    url_key: Mapped[str | None] = mapped_column(String(32), index=True)
    # xxh3-128 of the source's own name for it: guids may be longer than an index holds.
    guid_key: Mapped[str | None] = mapped_column(String(32))
    seen_at: Mapped[datetime]


class Fingerprint(Base):
    """A winnowed fingerprint of an article's text, by which copies of it are found."""

    __tablename__ = "fingerprint"
    __table_args__ = (Index("ix_fingerprint_article", "article_id"),)

    # Signed 64 bits.
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True)


class StoryFeature(Base):
    """A rare word, name, number or place of an article, by which other tellings of the same news are found."""

    __tablename__ = "story_feature"
    __table_args__ = (Index("ix_story_feature_article", "article_id"),)

    # Signed 64 bits.
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True)
    weight: Mapped[float]


class ArticleVector(Base):
    """What an article is about, weighed when it came: its own language's words, and features of any language."""

    __tablename__ = "article_vector"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(String(20))
    words: Mapped[dict[str, Any]]
    features: Mapped[dict[str, Any]]


class FeatureCount(Base):
    """In how many articles a feature has stood lately: the rarer, the more it tells."""

    __tablename__ = "feature_count"

    # Signed 64 bits.
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    articles: Mapped[int]


class Match(Base):
    """A watch found in an article, with the evidence."""

    __tablename__ = "match"
    # A watch finds an article once.
    __table_args__ = (UniqueConstraint("watch", "article_id"), Index("ix_match_watch_at", "watch", "matched_at"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    watch: Mapped[str] = mapped_column(String(100))
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    evidence: Mapped[list[Any]]
    matched_at: Mapped[datetime]
    # Why it opened no alert, in words ("first poll of the source", "story alerted already"); None if it did.
    quiet: Mapped[str | None]
    article: Mapped[Article] = relationship()


class WatchState(Base):
    """Since when a watch with a habit has looked for what it looks for: what it found before says nothing of it."""

    __tablename__ = "watch_state"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    # xxh3-128 of what it looks for and where, in hex.
    digest: Mapped[str] = mapped_column(String(32))
    since: Mapped[datetime]


class Coverage(Base):
    """An hour in which a daemon was at work, and the sources that it could not read in it."""

    __tablename__ = "coverage"

    hour: Mapped[datetime] = mapped_column(primary_key=True)
    missing: Mapped[list[Any]] = mapped_column(default=list)


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


class Alert(Base):
    """A watch has found a story, or departs from its habit; opened once, however many articles tell it.

    That of a story has `story_id` and `article_id`, that of a departure `departure_id`.
    """

    __tablename__ = "alert"
    # A story alerts a watch once, and so does a departure.
    __table_args__ = (
        UniqueConstraint("watch", "story_id"),
        UniqueConstraint("departure_id"),
        CheckConstraint(
            "(story_id IS NULL) = (article_id IS NULL) AND (story_id IS NULL) <> (departure_id IS NULL)",
            name="ck_alert_of_story_or_departure",
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    watch: Mapped[str] = mapped_column(String(100))
    # These two are typed as they are for a story; whoever also meets departures asks for those first.
    story_id: Mapped[int] = mapped_column(ForeignKey("story.id"), index=True, nullable=True)
    # The article that opened it, and the evidence found there.
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True, nullable=True)
    departure_id: Mapped[int | None] = mapped_column(ForeignKey("departure.id"))
    evidence: Mapped[list[Any]]
    priority: Mapped[str] = mapped_column(String(10), default="normal")
    opened_at: Mapped[datetime] = mapped_column(index=True)
    # The settings it was made under.
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    article: Mapped[Article] = relationship()
    story: Mapped[Story] = relationship()
    departure: Mapped[Departure | None] = relationship()


class Notice(Base):
    """What the operator is told about Tocsin itself: once for what came together, in a delivery like any other."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    # What it is about: dead, open or closed; and the channel it happened to.
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
        # An alert goes to a recipient of a channel once for each occasion (first, fallback); a notice once.
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
    failed_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")


class Revision(Base):
    """A settings text that was once in force."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    # The same text is kept once: xxh3-128 in hex.
    digest: Mapped[str] = mapped_column(String(32), unique=True)
    text: Mapped[str]
    first_at: Mapped[datetime]


class Chore(Base):
    """Something done once in a while, and when it was done last."""

    __tablename__ = "chore"

    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    done_at: Mapped[datetime]


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

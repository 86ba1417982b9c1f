"""The tables of coverage, and of what watches found in it. Each unique constraint is a promise: see above it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    Double,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.base import Base, Id
from store.weights import Weights, WeightsByHash


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
    # When it usually brings how much, how long its answers take on average (seconds), and what its last reading held.
    habit: Mapped[dict[str, Any]] = mapped_column(default=dict)
    took: Mapped[float | None] = mapped_column(Double)
    items: Mapped[int | None]
    # How it stood when that was last told to the operator, or was no news: fine, failing, quiet … and since when.
    health: Mapped[str] = mapped_column(String(10), default="new")
    health_at: Mapped[datetime | None]
    # The hub that it names, if any: what is asked of that one stands in its subscription.
    hub: Mapped[str | None]
    # A poll under way: by whom, and until when it is believed.
    lease_owner: Mapped[str | None] = mapped_column(String(100))
    lease_until: Mapped[datetime | None]


class Story(Base):
    """The same news, told by one or more articles; by none once it is merged into another."""

    __tablename__ = "story"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    opened_at: Mapped[datetime]
    latest_at: Mapped[datetime] = mapped_column(index=True)
    # The story that has its articles since the two were joined.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("story.id"), index=True)
    articles: Mapped[list["Article"]] = relationship(back_populates="story")


class Regrouping(Base):
    """Articles that were taken from one story to another: two stories joined, or one split. `store.regroup` does it."""

    __tablename__ = "regrouping"
    __table_args__ = (
        CheckConstraint("kind IN ('join', 'split')", name="kind"),
        CheckConstraint("undone_by IS NULL OR undone_at IS NOT NULL", name="undone"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    from_id: Mapped[int] = mapped_column(ForeignKey("story.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("story.id"), index=True)
    # What went along: ids of the articles, of silences of the story, of alerts that got the marks of another.
    moved: Mapped[dict[str, Any]]
    why: Mapped[str] = mapped_column(default="")
    # None: Tocsin itself; '' for somebody without a name.
    by: Mapped[str | None] = mapped_column(String(100))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(100))


class Article(Base):
    """One piece of coverage, stored once however many sources carry it. The texts are those of the newest version."""

    __tablename__ = "article"
    # In the order in which they are read, and with all that tells which of them were seen before a time.
    __table_args__ = (Index("ix_article_seen_at", "seen_at", "id"),)

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
    seen_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    # xxh3-128 of title, summary and text: tells a new version from the same one seen again.
    content_hash: Mapped[str] = mapped_column(String(32), index=True)
    # The text is the whole article, not a teaser: its page need not be fetched.
    complete: Mapped[bool] = mapped_column(default=False)
    # The date that it gives and that cannot be (1970, the future), as ISO 8601: published_at is empty then.
    doubtful_date: Mapped[str | None] = mapped_column(String(40))
    # One must pay to read it; None while its page was not read.
    paywalled: Mapped[bool | None]
    picture: Mapped[str | None]
    # When its summary and text were dropped (`store.prune`): the hash is that of what they were.
    pruned_at: Mapped[datetime | None]
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
    __table_args__ = (
        UniqueConstraint("article_id", "source"),
        Index("ix_sighting_source_guid", "source", "guid_key"),
        Index("ix_sighting_source_seen", "source", "seen_at"),
    )

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
    # Numbers alone, in one tree on SQLite: a third of the room, and half of the writes in random places.
    __table_args__ = (Index("ix_fingerprint_article", "article_id"), {"sqlite_with_rowid": False})

    # Signed 64 bits.
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True)


class ArticleVector(Base):
    """What an article is about, weighed when it came: its own language's words, and features of any language."""

    __tablename__ = "article_vector"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(String(20))
    words: Mapped[dict[str, float]] = mapped_column(Weights)
    common: Mapped[dict[str, float]] = mapped_column(Weights)
    # Those of title or lead, one a line.
    headline: Mapped[str]
    # That of the common features before they were scaled to 1: how much it names.
    length: Mapped[float] = mapped_column(Double)
    # Its heaviest words and features, by which `store.window` finds it: hash and weight.
    rarest: Mapped[dict[int, float] | None] = mapped_column(WeightsByHash)


class CountedFeatures(Base):
    """The features that one article was counted to have; kept until the counts as a whole are (`store.frequencies`).

    Or that what is compared of `articles` has changed (`store.window`).
    """

    __tablename__ = "counted_features"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    # A number by chance: tells this row from one of the same id that was taken back.
    mark: Mapped[int] = mapped_column(BigInteger)
    # Signed 64 bits each, in order.
    hashes: Mapped[bytes]
    articles: Mapped[list[Any] | None]


class FeatureCounts(Base):
    """In how many articles features have stood lately, up to a row of `CountedFeatures`; one row."""

    __tablename__ = "feature_counts"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    row: Mapped[int] = mapped_column(BigInteger)
    mark: Mapped[int] = mapped_column(BigInteger)
    # The cells of a count-min sketch, packed by zlib.
    cells: Mapped[bytes]


class Unindexed(Base):
    """An article that `store.word_index` does not have as it stands. Triggers put it here, entering it takes it out."""

    __tablename__ = "unindexed"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


class IndexedLanguage(Base):
    """A language that articles in the index are in: by it a query is inflected."""

    __tablename__ = "indexed_language"

    language: Mapped[str] = mapped_column(String(20), primary_key=True)


class IndexRules(Base):
    """By which rules articles are entered into the index; one row."""

    __tablename__ = "index_rules"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    # xxh3-128 in hex; empty until any were entered by rules that are known.
    rules: Mapped[str] = mapped_column(String(32))
    # Articles with lower numbers are in the index by other rules, or wait to be entered.
    below: Mapped[int] = mapped_column(BigInteger)


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


class Tally(Base):
    """How much came on a day (UTC): articles in all, of a language or country, matches of a watch or concept.

    What a source held when it was read first came on no day of ours, and is not counted.
    """

    __tablename__ = "tally"
    __table_args__ = (
        CheckConstraint("kind IN ('all', 'copy', 'language', 'country', 'watch', 'concept')", name="kind"),
        # All names of some days, and all days of some names; with their numbers, which are summed up from it alone.
        Index("ix_tally_name", "kind", "name", "day", "number"),
        {"sqlite_with_rowid": False},
    )

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    # Empty for what is all, and where it is not known.
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    number: Mapped[int]


class Revision(Base):
    """A settings text that was once in force."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    # The same text is kept once: xxh3-128 in hex.
    digest: Mapped[str] = mapped_column(String(32), unique=True)
    text: Mapped[str]
    first_at: Mapped[datetime]


class Edit(Base):
    """Settings were put in force that were not until then: who changed what, and when."""

    __tablename__ = "edit"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    at: Mapped[datetime]
    # Nobody, where a file was changed by other means than ours.
    by: Mapped[str] = mapped_column(String(200), default="")
    what: Mapped[str] = mapped_column(default="")
    revision: Mapped[Revision] = relationship()


class Chore(Base):
    """Something done once in a while, and when it was done last."""

    __tablename__ = "chore"

    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    done_at: Mapped[datetime]

"""Keep new articles in their stories: numbered when they are placed, and written together when all of a poll are.

A statement for each row costs more than the database's work. What waits is found as if it were stored already.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, text, update
from sqlalchemy.orm import Session, make_transient_to_detached

from store.base import Base
from store.frequencies import frequencies
from store.models import Article
from store.statements import on_postgresql
from store.vectors import Vector
from store.window import Member, window

#: So many articles wait at most; fewer than the window holds, in which those that wait must be found.
_AT_ONCE = 500
#: Under which a session keeps what waits.
_WAITING = "tocsin_incoming"

# The tables themselves: rows in bulk, without the cost of objects.
_ARTICLES, _STORIES, _VECTORS = (Base.metadata.tables[name] for name in ("article", "story", "article_vector"))
_COLUMNS = _ARTICLES.c
# Statements made once, for making one costs more than running it.
_NEW_STORY, _NEW_ARTICLE, _NEW_VECTOR = map(insert, (_STORIES, _ARTICLES, _VECTORS))
_NEW_PRINTS = text(
    "INSERT INTO fingerprint (hash, article_id) "
    "SELECT * FROM unnest(CAST(:hashes AS bigint[]), CAST(:articles AS bigint[]))"
)
_TOLD_AGAIN = update(_STORIES).where(_STORIES.c.id == bindparam("story")).values(latest_at=bindparam("now"))
_LAST = select(
    *(
        select(func.coalesce(func.max(table.c.id), 0)).scalar_subquery().label(table.name)
        for table in (_STORIES, _ARTICLES)
    )
)
_NEXT = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")


@dataclass(frozen=True)
class Marks:
    """By what later articles find this one. `weights` are its rarest features by hash.

    Without a vector it is found by its text alone.
    """

    at: datetime
    vector: Vector | None
    fingerprints: Sequence[int] = ()
    weights: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Placement:
    """Which story an article belongs to (None: a new one), and why, in words and data.

    `doubtful`: it was joined, but not surely enough to keep an alert from anybody. `marks` are stored with it.
    """

    story_id: int | None
    why: dict[str, Any]
    doubtful: bool = False
    marks: Marks | None = None


#: A fingerprint, an article that has it, and the story of that.
Row = tuple[int, int, int]


@dataclass(frozen=True)
class Ahead:
    """Which stored articles have the fingerprints asked for, looked up for all articles of a poll together."""

    asked: frozenset[int]
    found: Mapping[int, Sequence[Row]]

    def rows(self, hashes: Iterable[int]) -> Iterator[Row]:
        """Yield those of some of the fingerprints, in their order."""
        return chain.from_iterable(map(self.found.__getitem__, filter(self.found.__contains__, hashes)))


@contextmanager
def together(session: Session, most: int) -> Iterator[None]:
    """Write the articles that are added in the block, at most so many, together when it ends.

    For who has the turn (`store.stories.take_turn`): what placing holds in memory is brought up to date as well.
    """
    waiting = session.info[_WAITING] = _Incoming(session, most)
    try:
        yield
        waiting.write()
        frequencies(session).write(session)
        window(session).up_to_date(session)
    finally:
        del session.info[_WAITING]


def add_article(session: Session, article: Article, placement: Placement, now: datetime) -> None:
    """Store a new article in the story in which it was placed, a new one if in none, with its marks.

    Within `together` it has its number and its story at once, and is written later.
    """
    if (waiting := session.info.get(_WAITING)) is not None:
        waiting.add(article, placement, now)
        return
    with together(session, 1):
        session.info[_WAITING].add(article, placement, now)


def is_together(session: Session) -> bool:
    """Whether articles that are added now are written later."""
    return _WAITING in session.info


def write_waiting(session: Session) -> None:
    """Write what waits, for whoever changes stories."""
    if (waiting := session.info.get(_WAITING)) is not None:
        waiting.write()


def keep_ahead(session: Session, ahead: Ahead) -> None:
    """Keep what was looked up, within `together`, until something is written."""
    session.info[_WAITING].ahead = ahead


def looked_ahead(session: Session) -> Ahead | None:
    """Return what was looked up and still holds."""
    waiting = session.info.get(_WAITING)
    return waiting.ahead if waiting is not None else None


def waiting_with(session: Session, hashes: Iterable[int]) -> list[Row]:
    """Return the articles that wait and have one of these fingerprints."""
    waiting = session.info.get(_WAITING)
    return waiting.having(hashes) if waiting is not None else []


def waiting_of(session: Session, article_ids: Collection[int]) -> list[tuple[Article, datetime]]:
    """Return those of these articles that wait, with the time each is compared by, in the order they came."""
    waiting = session.info.get(_WAITING)
    return waiting.of(article_ids) if waiting is not None else []


def write_marks(connection: Connection, marks: Mapping[int, Marks]) -> None:
    """Write the marks of articles, by their numbers."""
    if vectors := [_vector_row(article, its, its.vector) for article, its in marks.items() if its.vector]:
        connection.execute(_NEW_VECTOR, vectors)
    prints = [(hash_, article) for article, its in marks.items() for hash_ in its.fingerprints]
    if prints:
        _write_prints(connection, prints)


def _write_prints(connection: Connection, prints: Sequence[tuple[int, int]]) -> None:
    """Write fingerprints with their articles, many times as many rows as all others: each as the database likes it."""
    if connection.dialect.name == "postgresql":
        hashes, articles = zip(*prints, strict=True)
        connection.execute(_NEW_PRINTS, {"hashes": list(hashes), "articles": list(articles)})
    else:
        connection.exec_driver_sql("INSERT INTO fingerprint (hash, article_id) VALUES (?, ?)", list(prints))


class _Incoming:
    """The articles that wait, and the numbers of those to come."""

    def __init__(self, session: Session, most: int) -> None:
        self._session = session
        self._most = most
        self._numbers: dict[str, Iterator[int]] = {}
        self._clear()

    def _clear(self) -> None:
        self._articles: dict[int, Article] = {}
        self._marks: dict[int, Marks] = {}
        self._having: dict[int, list[int]] = defaultdict(list)
        self._opened: dict[int, datetime] = {}
        self._told: dict[int, datetime] = {}
        #: Whoever writes may change the stories of what was looked up.
        self.ahead: Ahead | None = None

    def add(self, article: Article, placement: Placement, now: datetime) -> None:
        if len(self._articles) >= _AT_ONCE:
            self.write()
        article.story_why = placement.why
        if placement.story_id is None:
            article.story_id = self._next("story")
            self._opened[article.story_id] = now
        else:
            article.story_id = placement.story_id
            self._told[article.story_id] = now
        article.id = self._next("article")
        self._articles[article.id] = article
        if placement.marks:
            self._mark(article, placement.marks)

    def _mark(self, article: Article, marks: Marks) -> None:
        id_ = article.id
        self._marks[id_] = marks
        for hash_ in marks.fingerprints:
            self._having[hash_].append(id_)
        if marks.vector is None:
            return
        member = Member(id_, article.story_id, marks.at, article.title, marks.vector)
        window(self._session).add(self._session, member, marks.weights)

    def having(self, hashes: Iterable[int]) -> list[Row]:
        there = filter(self._having.__contains__, hashes)
        return [(hash_, id_, self._articles[id_].story_id) for hash_ in there for id_ in self._having[hash_]]

    def of(self, article_ids: Collection[int]) -> list[tuple[Article, datetime]]:
        return [(self._articles[id_], self._marks[id_].at) for id_ in sorted(self._marks.keys() & set(article_ids))]

    def write(self) -> None:
        self.ahead = None
        if not self._articles:
            return
        connection = self._session.connection()
        if self._opened:
            connection.execute(_NEW_STORY, [_story_row(id_, at) for id_, at in self._opened.items()])
        if told := sorted(self._told.items() - self._opened.items()):
            connection.execute(_TOLD_AGAIN, [{"story": story, "now": now} for story, now in told])
        connection.execute(_NEW_ARTICLE, [_article_row(article) for article in self._articles.values()])
        write_marks(connection, self._marks)
        for article in self._articles.values():
            make_transient_to_detached(article)
            self._session.add(article)
        self._clear()

    def _next(self, table: str) -> int:
        if table not in self._numbers:
            self._numbers |= _numbers(self._session, table, self._most)
        return next(self._numbers[table])


def _numbers(session: Session, table: str, count: int) -> dict[str, Iterator[int]]:
    """Return the numbers that the next rows of a table have; of both tables where asking for one takes as long."""
    connection = session.connection()
    if on_postgresql(session):
        return {table: iter(sorted(connection.execute(_NEXT, {"table": table, "count": count}).scalars()))}
    last = connection.execute(_LAST).one()
    return {name: iter(range(its + 1, its + 1 + count)) for name, its in last._mapping.items()}


def _story_row(story: int, now: datetime) -> dict[str, Any]:
    return {"id": story, "opened_at": now, "latest_at": now}


def _article_row(article: Article) -> dict[str, Any]:
    return {name: value for name, value in vars(article).items() if name in _COLUMNS}


def _vector_row(article: int, marks: Marks, vector: Vector) -> dict[str, Any]:
    return {
        "article_id": article,
        "at": marks.at,
        "language": vector.language,
        "words": vector.words,
        "common": vector.common,
        "headline": "\n".join(sorted(vector.headline)),
        "length": vector.length,
        "rarest": marks.weights,
    }

"""The articles of the last days, held in memory by their rarest features and by story: what new ones are compared with.

Asked of the database, the way from features to stories and their articles cost more than comparing them. What is held
is what the store has: `store.frequencies` keeps a log of all that is placed or changed, by which each process sees what
others have done since, and that a transaction of its own was taken back; then it reads anew.
"""

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from heapq import nlargest
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, Select, bindparam, select
from sqlalchemy.orm import Session

from store.base import Base
from store.frequencies import Frequencies, Position, Turns, frequencies
from store.models import Article, ArticleVector
from store.statements import is_one_of, on_postgresql
from store.vectors import Vector
from store.weights import units

#: Of a large story its latest articles speak.
_MEMBERS = 8
#: Of so many articles all that is compared is held (some 10 kB each), those that were read or placed last.
_MOST = 10_000

_ARTICLES, _VECTORS = (Base.metadata.tables[table.__tablename__] for table in (Article, ArticleVector))
_VECTOR = _VECTORS.c
_BOTH = _VECTORS.join(_ARTICLES, _ARTICLES.c.id == _VECTOR.article_id)


_STAND = select(_VECTOR.article_id, _ARTICLES.c.story_id, _VECTOR.at, _VECTOR.rarest).select_from(_BOTH)
_NEWER = _STAND.where(_VECTOR.article_id > bindparam("newest")).order_by(_VECTOR.article_id)


@cache
def _these(server: bool) -> Select[Any]:
    return _STAND.where(is_one_of(_VECTOR.article_id, "articles", server)).order_by(_VECTOR.article_id)


@cache
def _compared(server: bool) -> Select[Any]:
    columns = (_VECTOR.article_id, _ARTICLES.c.story_id, _VECTOR.at, _ARTICLES.c.title, _VECTOR.language)
    more = (_VECTOR.words, _VECTOR.common, _VECTOR.headline, _VECTOR.length)
    return select(*columns, *more).select_from(_BOTH).where(is_one_of(_VECTOR.article_id, "articles", server))


@dataclass(frozen=True)
class Member:
    """An article of a story, as it is compared with a new one."""

    article_id: int
    story_id: int
    at: datetime
    title: str
    vector: Vector


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an article stands: in which story, from when it is, and under which features."""

    story: int
    at: datetime
    hashes: "array[int]"


class Window:
    """The articles of one store that news can still join. Not to be used by two transactions that write at once."""

    def __init__(self, counts: Frequencies) -> None:
        self._counts = counts
        self._turns = Turns()
        self._clear()

    def _clear(self) -> None:
        self._position = Position(0, 0)
        self._newest = 0
        self._places: dict[int, _Place] = {}
        # Rows of numbers are small, and most have one: articles; article and weight, in units, by turns.
        self._of_story: dict[int, tuple[int, ...]] = {}
        self._having: dict[int, array[int]] = {}
        self._members: dict[int, Member] = {}

    def __len__(self) -> int:
        """How many articles are held."""
        return len(self._places)

    def stories(
        self,
        session: Session,
        weights: Mapping[int, float],
        between: tuple[datetime, datetime],
        limit: int,
        but: int | None = None,
    ) -> list[int]:
        """Return the stories whose articles of that time share the heaviest features, at most `limit`, best first."""
        self.catch_up(session)
        rows = [(self._having[hash_], weight) for hash_, weight in weights.items() if hash_ in self._having]
        if not rows:
            return []
        articles, closeness = _closeness(rows)
        best: dict[int, int] = {}
        least, (since, until) = 0, between
        for at in closeness.argsort()[::-1].tolist():
            article, value = articles[at].item(), closeness[at].item()
            # Most articles with a feature are far away.
            if value < least:
                break
            place = self._places[article]
            if article != but and since <= place.at <= until and best.setdefault(place.story, value) == value:
                least = value if len(best) == limit else least
        return sorted(best, key=lambda story: (-best[story], story))[:limit]

    def members(
        self, session: Session, stories: Iterable[int], between: tuple[datetime, datetime], but: int | None = None
    ) -> list[Member]:
        """Return the latest articles of each story within a time, oldest first."""
        self.catch_up(session)
        found = [id_ for story in stories for id_ in self._latest(story, between) if id_ != but]
        if missing := [id_ for id_ in found if id_ not in self._members]:
            compared = _compared(on_postgresql(session))
            for row in session.connection().execute(compared, {"articles": missing}):
                self._hold(_member(*row), found)
        return sorted((self._members[id_] for id_ in found), key=lambda m: (m.at, m.article_id))

    def _latest(self, story: int, between: tuple[datetime, datetime]) -> Sequence[int]:
        since, until = between
        places = self._places
        in_time = [id_ for id_ in self._of_story.get(story, ()) if since <= places[id_].at <= until]
        few = len(in_time) <= _MEMBERS
        return in_time if few else nlargest(_MEMBERS, in_time, key=lambda id_: (places[id_].at, id_))

    def add(self, session: Session, member: Member, weights: Mapping[int, float]) -> None:
        """Hold an article that is stored now; `weights` are its rarest features by hash."""
        self.catch_up(session)
        # First of all, for by a row in the log it is known whether all of this was taken back.
        told = self._counts.has_written(session)
        self._position = self._counts.position(session) if told else self._counts.note(session, [member.article_id])
        self._put(member.article_id, member.story_id, member.at, weights)
        self._hold(member)

    def changed(self, session: Session, articles: Collection[int]) -> None:
        """Read stored articles anew whose text or story has changed, and say so to all processes."""
        self.catch_up(session)
        self._position = self._counts.note(session, articles)
        self._read(session, articles)

    def catch_up(self, session: Session) -> None:
        """Read what other transactions have placed or changed, if this one has not asked yet."""
        if not self._turns.is_new(session):
            return
        rows = self._counts.since(session, self._position)
        if not rows or rows[0][:2] != self._position:
            self._clear()
            self._read(session, ())
        elif len(rows) > 1:
            self._read(session, {id_ for _, _, articles in rows[1:] for id_ in articles or ()})
        self._position = Position(*rows[-1][:2]) if rows else Position(0, 0)

    def up_to_date(self, session: Session) -> None:
        """Note that all is held that stands in the log: what this transaction has added there, was held first."""
        self.catch_up(session)
        self._position = self._counts.position(session)

    def _read(self, session: Session, articles: Collection[int]) -> None:
        """Read where articles stand: these, and those that are newer than all that are held."""
        for id_ in articles:
            self._drop(id_)
        connection, these = session.connection(), _these(on_postgresql(session))
        rows = connection.execute(these, {"articles": sorted(articles)}).all() if articles else []
        for id_, story, at, rarest in (*rows, *connection.execute(_NEWER, {"newest": self._newest})):
            self._put(id_, story, at, rarest or {})

    def _put(self, article: int, story: int, at: datetime, weights: Mapping[int, float]) -> None:
        self._drop(article)
        self._newest = max(article, self._newest)
        self._places[article] = _Place(story, at, array("q", weights))
        self._of_story[story] = (*self._of_story.get(story, ()), article)
        for hash_, weight in zip(weights, units(weights.values()), strict=True):
            if hash_ in self._having:
                self._having[hash_].extend((article, weight))
            else:
                self._having[hash_] = array("q", (article, weight))

    def _drop(self, article: int) -> None:
        self._members.pop(article, None)
        place = self._places.pop(article, None)
        if place is None:
            return
        self._of_story[place.story] = tuple(id_ for id_ in self._of_story[place.story] if id_ != article)
        for hash_ in place.hashes:
            having = self._having[hash_]
            at = having[::2].index(article) * 2
            del having[at : at + 2]

    def _hold(self, member: Member, needed: Collection[int] = ()) -> None:
        while len(self._members) >= _MOST and (oldest := next(iter(self._members))) not in needed:
            del self._members[oldest]
        self._members[member.article_id] = member


_of_engine: WeakKeyDictionary[Engine, Window] = WeakKeyDictionary()


def window(session: Session) -> Window:
    """Return the window of the store that a session works on; its transaction must be the only one that writes."""
    engine = session.get_bind().engine
    if engine not in _of_engine:
        _of_engine[engine] = Window(frequencies(session))
    return _of_engine[engine]


def _closeness(rows: Sequence[tuple["array[int]", float]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the articles that stand in some rows, and how close each is by them, in units squared.

    Arguments: at least one row of articles with how much they have of a feature, each with how much that weighs in what
    they are compared with. Units are whole numbers: their sum is the same in any order, and so after a restart.
    """
    pairs = np.frombuffer(b"".join([row for row, _ in rows]), np.int64).reshape(-1, 2)
    weights = np.repeat(units(weight for _, weight in rows), [len(row) // 2 for row, _ in rows])
    articles, at = np.unique(pairs[:, 0], return_inverse=True)
    closeness = np.zeros(len(articles), np.int64)
    np.add.at(closeness, at, pairs[:, 1] * weights)
    return articles, closeness


def _member(id_: int, story_id: int, at: datetime, title: str, *vector: Any) -> Member:
    language, words, common, headline, length = vector
    named = frozenset(filter(None, headline.split("\n")))
    return Member(id_, story_id, at, title, Vector(language, words, common, named, length))

"""Find the stories that an article may belong to, and keep by what later ones will find it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Select, bindparam, delete, event, func, insert, select, text
from sqlalchemy.orm import Session

from store.base import Base
from store.frequencies import frequencies
from store.models import Article, ArticleVector, Fingerprint, StoryFeature
from store.statements import is_one_of, on_postgresql

# The tables themselves: rows in bulk, without the cost of objects.
_ARTICLES, _VECTORS, _FINGERPRINTS, _FEATURES = (
    Base.metadata.tables[name] for name in ("article", "article_vector", "fingerprint", "story_feature")
)
#: Marks of articles that are placed and not yet stored.
_unstored: WeakKeyDictionary[Article, "Marks"] = WeakKeyDictionary()

#: The number of our lock among a PostgreSQL database's advisory locks.
_STORY_LOCK = 0x70C51_5107
#: Of a large story its latest articles speak.
_MEMBERS = 8


# The statements asked for each article, made once for each kind of database.
_HELD = _ARTICLES.c
_VECTOR, _FEATURE, _PRINT = _VECTORS.c, _FEATURES.c, _FINGERPRINTS.c
_IN_TIME = _VECTOR.at.between(bindparam("since"), bindparam("until"))


@cache
def _by_fingerprint(server: bool) -> Select[Any]:
    return (
        select(_PRINT.hash, _PRINT.article_id, _HELD.story_id)
        .join_from(_FINGERPRINTS, _ARTICLES, _HELD.id == _PRINT.article_id)
        .where(is_one_of(_PRINT.hash, "hashes", server))
    )


@cache
def _by_feature(server: bool) -> Select[Any]:
    return (
        select(_FEATURE.hash, _FEATURE.article_id, _FEATURE.weight, _HELD.story_id)
        .join_from(_FEATURES, _VECTORS, _VECTOR.article_id == _FEATURE.article_id)
        .join(_ARTICLES, _HELD.id == _FEATURE.article_id)
        .where(is_one_of(_FEATURE.hash, "hashes", server), _IN_TIME)
        .order_by(_FEATURE.article_id, _FEATURE.hash)
    )


@cache
def _of_stories(server: bool) -> Select[Any]:
    order = (_VECTOR.at.desc(), _VECTOR.article_id.desc())
    newest = func.row_number().over(partition_by=_HELD.story_id, order_by=order)
    ranked = (
        select(_VECTOR.article_id, _HELD.story_id, _HELD.title, newest.label("rank"))
        .join_from(_VECTORS, _ARTICLES, _HELD.id == _VECTOR.article_id)
        .where(is_one_of(_HELD.story_id, "stories", server), _IN_TIME)
        .subquery()
    )
    return (
        select(
            *(_VECTOR.article_id, ranked.c.story_id, _VECTOR.at, ranked.c.title),
            *(_VECTOR.language, _VECTOR.words, _VECTOR.common, _VECTOR.headline, _VECTOR.length),
        )
        .join_from(_VECTORS, ranked, ranked.c.article_id == _VECTOR.article_id)
        .where(ranked.c.rank <= _MEMBERS)
        .order_by(_VECTOR.at, _VECTOR.article_id)
    )


@dataclass(frozen=True)
class Placement:
    """Which story an article belongs to (None: a new one), and why, in words and data.

    `doubtful`: it was joined, but not surely enough to keep an alert from anybody.
    """

    story_id: int | None
    why: dict[str, Any]
    doubtful: bool = False


@dataclass(frozen=True)
class Marks:
    """By what later articles find this one. `weights` are its rarest features by hash."""

    at: datetime
    language: str
    words: Mapping[str, float]
    common: Mapping[str, float]
    headline: frozenset[str] = frozenset()
    length: float = 1.0
    fingerprints: Sequence[int] = ()
    weights: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Member:
    """An article of a story, as it is compared with a new one."""

    article_id: int
    story_id: int
    at: datetime
    title: str
    language: str
    words: Mapping[str, float]
    common: Mapping[str, float]
    headline: frozenset[str] = frozenset()
    length: float = 1.0


def take_turn(session: Session) -> None:
    """Wait until no other transaction places articles: two that hold the same news must not open two stories each.

    On SQLite a transaction that writes is alone anyway. Held until the transaction ends; where one transaction takes
    other locks too, this is best taken first.
    """
    if on_postgresql(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _STORY_LOCK})


def document_frequencies(session: Session, hashes: Collection[int], *, count: bool) -> dict[int, int]:
    """Return in how many articles features have stood; `count` one more for each of them."""
    counts = frequencies(session)
    return counts.count(session, hashes) if count else counts.seen(session, hashes)


def candidates_by_fingerprint(
    session: Session, hashes: Iterable[int], boilerplate: int, but: int | None = None
) -> tuple[list[int], frozenset[int]]:
    """Return the articles that share most stored fingerprints, most first, and the fingerprints that are boilerplate.

    Arguments: the fingerprints looked up; in how many stories boilerplate stands; an article to leave out.
    """
    articles: dict[int, set[int]] = defaultdict(set)
    stories: dict[int, set[int]] = defaultdict(set)
    for hash_, article_id, story_id in session.execute(
        _by_fingerprint(on_postgresql(session)), {"hashes": sorted(hashes)}
    ):
        if article_id != but:
            articles[hash_].add(article_id)
            stories[hash_].add(story_id)
    common = frozenset(hash_ for hash_, ids in stories.items() if len(ids) >= boilerplate)
    shared = Counter(id_ for hash_, ids in articles.items() if hash_ not in common for id_ in ids)
    return [id_ for id_, _ in sorted(shared.items(), key=lambda c: (-c[1], c[0]))], common


def candidates_by_feature(
    session: Session,
    weights: Mapping[int, float],
    between: tuple[datetime, datetime],
    limit: int,
    but: int | None = None,
) -> list[int]:
    """Return the stories whose articles of that time share the heaviest features, at most `limit`, best first."""
    since, until = between
    rows = session.execute(
        _by_feature(on_postgresql(session)), {"hashes": list(weights), "since": since, "until": until}
    )
    closeness: dict[tuple[int, int], float] = defaultdict(float)
    for hash_, article_id, weight, story_id in rows:
        if article_id != but:
            closeness[story_id, article_id] += weight * weights[hash_]
    best: dict[int, float] = {}
    for (story_id, _), value in closeness.items():
        best[story_id] = max(best.get(story_id, 0.0), value)
    return sorted(best, key=lambda story_id: (-best[story_id], story_id))[:limit]


def articles_of_stories(
    session: Session, story_ids: Sequence[int], between: tuple[datetime, datetime], but: int | None = None
) -> list[Member]:
    """Return the latest articles of each story within a time, oldest first."""
    since, until = between
    rows = session.execute(_of_stories(on_postgresql(session)), {"stories": story_ids, "since": since, "until": until})
    return [_member(*row) for row in rows if row.article_id != but]


def texts_of(session: Session, article_ids: Sequence[int]) -> list[tuple[int, int, datetime, str, str]]:
    """Return (article, story, time, title, body) of some articles; the time is that it is compared by."""
    rows = session.execute(
        select(
            Article.id,
            Article.story_id,
            ArticleVector.at,
            Article.seen_at,
            Article.title,
            Article.text,
            Article.summary,
        )
        .join(ArticleVector, ArticleVector.article_id == Article.id, isouter=True)
        .where(Article.id.in_(article_ids))
        .order_by(Article.id)
    )
    return [(id_, story, at or seen, title, body or summary) for id_, story, at, seen, title, body, summary in rows]


def remember(session: Session, article: Article, marks: Marks) -> None:
    """Keep by what later articles find this one; replaces what was kept. One not yet stored brings its marks along."""
    if article.id is None:
        _unstored[article] = marks
        return
    for table in (Fingerprint, StoryFeature, ArticleVector):
        session.execute(delete(table).where(table.article_id == article.id))
    _insert(session.connection(), article.id, marks)


def forget(session: Session, before: datetime, copies_before: datetime) -> None:
    """Drop the features of articles too old to be joined by news, and let old counts fade.

    Fingerprints, by which a text is known again word for word, stay until `copies_before`. To be called once in a
    while: after each call what was counted earlier weighs half as much.
    """
    old = select(ArticleVector.article_id).where(ArticleVector.at < before)
    session.execute(delete(StoryFeature).where(StoryFeature.article_id.in_(old)))
    session.execute(delete(ArticleVector).where(ArticleVector.at < before))
    # Articles are numbered as they come: those dropped already cost nothing.
    last = select(Article.id).where(Article.seen_at < copies_before).order_by(Article.seen_at.desc()).limit(1)
    session.execute(delete(Fingerprint).where(Fingerprint.article_id <= last.scalar_subquery()))
    frequencies(session).fade(session)


def _member(id_: int, story_id: int, at: datetime, title: str, language: str, *vector: Any) -> Member:
    words, common, headline, length = vector
    return Member(id_, story_id, at, title, language, words, common, frozenset(headline.split("\n")), length)


@event.listens_for(Article, "after_insert")
def _bring_along(_mapper: Any, connection: Connection, article: Article) -> None:
    marks = _unstored.pop(article, None)
    if marks:
        _insert(connection, article.id, marks)


def _insert(connection: Connection, article_id: int, marks: Marks) -> None:
    vector = {"article_id": article_id, "at": marks.at, "language": marks.language, "words": marks.words}
    vector |= {"common": marks.common, "headline": "\n".join(sorted(marks.headline)), "length": marks.length}
    connection.execute(insert(_VECTORS), [vector])
    if marks.fingerprints:
        connection.execute(insert(_FINGERPRINTS), [{"hash": h, "article_id": article_id} for h in marks.fingerprints])
    if marks.weights:
        rows = [{"hash": h, "article_id": article_id, "weight": w} for h, w in marks.weights.items()]
        connection.execute(insert(_FEATURES), rows)

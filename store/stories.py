"""Find the stories that an article may belong to, and keep by what later ones will find it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, Connection, bindparam, delete, event, func, insert, select, text
from sqlalchemy.orm import Session

from store.base import Base
from store.frequencies import frequencies
from store.models import Article, ArticleVector, Fingerprint, StoryFeature
from store.statements import chunks, on_postgresql

# The tables themselves: rows in bulk, without the cost of objects.
_ARTICLES, _VECTORS, _FINGERPRINTS, _FEATURES = (
    Base.metadata.tables[name] for name in ("article", "article_vector", "fingerprint", "story_feature")
)
#: Marks of articles that are placed and not yet stored.
_unstored: WeakKeyDictionary[Article, "Marks"] = WeakKeyDictionary()

#: The number of our lock among a PostgreSQL database's advisory locks.
_STORY_LOCK = 0x70C51_5107
#: How long the features of most articles are before they are scaled, for those stored before that was kept.
_LENGTH = 30.0
#: Of a large story its latest articles speak.
_MEMBERS = 8


def _any_of(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


# The statements asked for each article, made once.
_HELD = _ARTICLES.c
_VECTOR, _FEATURE, _PRINT = _VECTORS.c, _FEATURES.c, _FINGERPRINTS.c
_IN_TIME = _VECTOR.at.between(bindparam("since"), bindparam("until"))
_BY_FINGERPRINT = (
    select(_PRINT.hash, _PRINT.article_id, _HELD.story_id)
    .join_from(_FINGERPRINTS, _ARTICLES, _HELD.id == _PRINT.article_id)
    .where(_PRINT.hash.in_(_any_of("hashes")))
)
_BY_FEATURE = (
    select(_FEATURE.hash, _FEATURE.article_id, _FEATURE.weight, _HELD.story_id)
    .join_from(_FEATURES, _VECTORS, _VECTOR.article_id == _FEATURE.article_id)
    .join(_ARTICLES, _HELD.id == _FEATURE.article_id)
    .where(_FEATURE.hash.in_(_any_of("hashes")), _IN_TIME)
    .order_by(_FEATURE.article_id, _FEATURE.hash)
)
_NEWEST = func.row_number().over(partition_by=_HELD.story_id, order_by=(_VECTOR.at.desc(), _VECTOR.article_id.desc()))
_RANKED = (
    select(_VECTOR.article_id, _HELD.story_id, _HELD.title, _NEWEST.label("rank"))
    .join_from(_VECTORS, _ARTICLES, _HELD.id == _VECTOR.article_id)
    .where(_HELD.story_id.in_(_any_of("stories")), _IN_TIME)
    .subquery()
)
_OF_STORIES = (
    select(
        *(_VECTOR.article_id, _RANKED.c.story_id, _VECTOR.at, _RANKED.c.title),
        *(_VECTOR.language, _VECTOR.words, _VECTOR.features),
    )
    .join_from(_VECTORS, _RANKED, _RANKED.c.article_id == _VECTOR.article_id)
    .where(_RANKED.c.rank <= _MEMBERS)
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
    for part in chunks(sorted(hashes)):
        for hash_, article_id, story_id in session.execute(_BY_FINGERPRINT, {"hashes": part}):
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
    rows = session.execute(_BY_FEATURE, {"hashes": list(weights), "since": since, "until": until})
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
    rows = session.execute(_OF_STORIES, {"stories": story_ids, "since": since, "until": until})
    return [_member(*row) for row in rows if row[0] != but]


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


def forget(session: Session, before: datetime) -> None:
    """Drop the features of articles too old to be joined by news, and let old counts fade; fingerprints stay.

    To be called once in a while: after each call what was counted earlier weighs half as much.
    """
    old = select(ArticleVector.article_id).where(ArticleVector.at < before)
    session.execute(delete(StoryFeature).where(StoryFeature.article_id.in_(old)))
    session.execute(delete(ArticleVector).where(ArticleVector.at < before))
    frequencies(session).fade(session)


def _member(id_: int, story_id: int, at: datetime, title: str, language: str, words: Any, features: Any) -> Member:
    headline, length = frozenset(features["headline"]), features.get("length", _LENGTH)
    return Member(id_, story_id, at, title, language, words, features["common"], headline, length)


@event.listens_for(Article, "after_insert")
def _bring_along(_mapper: Any, connection: Connection, article: Article) -> None:
    marks = _unstored.pop(article, None)
    if marks:
        _insert(connection, article.id, marks)


def _insert(connection: Connection, article_id: int, marks: Marks) -> None:
    features = {"common": dict(marks.common), "headline": sorted(marks.headline), "length": marks.length}
    vector = {"at": marks.at, "language": marks.language, "words": dict(marks.words), "features": features}
    connection.execute(insert(_VECTORS), [vector | {"article_id": article_id}])
    if marks.fingerprints:
        connection.execute(insert(_FINGERPRINTS), [{"hash": h, "article_id": article_id} for h in marks.fingerprints])
    if marks.weights:
        rows = [{"hash": h, "article_id": article_id, "weight": w} for h, w in marks.weights.items()]
        connection.execute(insert(_FEATURES), rows)

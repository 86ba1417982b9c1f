"""Find the stories that an article may belong to, and keep by what later ones will find it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, delete, select, text
from sqlalchemy.orm import Session

from store.base import Base
from store.frequencies import Counts, Hashes, frequencies
from store.incoming import (
    Ahead,
    Marks,
    Row,
    is_together,
    keep_ahead,
    looked_ahead,
    waiting_of,
    waiting_with,
    write_marks,
)
from store.models import Article, ArticleVector, Fingerprint
from store.statements import is_one_of, on_postgresql
from store.window import window

# The tables themselves: rows in bulk, without the cost of objects.
_ARTICLES, _VECTORS, _FINGERPRINTS = (
    Base.metadata.tables[name] for name in ("article", "article_vector", "fingerprint")
)
#: News that is older is joined by its text alone: what else it could be found by is forgotten, or was never kept.
PAST = timedelta(days=10)
#: The number of our lock among a PostgreSQL database's advisory locks.
_STORY_LOCK = 0x70C51_5107

# The statements asked for each article, made once for each kind of database.
_HELD = _ARTICLES.c
_PRINT = _FINGERPRINTS.c


@cache
def _by_fingerprint(server: bool) -> Select[Any]:
    return (
        select(_PRINT.hash, _PRINT.article_id, _HELD.story_id)
        .join_from(_FINGERPRINTS, _ARTICLES, _HELD.id == _PRINT.article_id)
        .where(is_one_of(_PRINT.hash, "hashes", server))
    )


@cache
def _texts(server: bool) -> Select[Any]:
    times = (_VECTORS.c.at, _HELD.published_at, _HELD.seen_at)
    held = (_HELD.id, _HELD.story_id, *times, _HELD.title, _HELD.text, _HELD.summary)
    both = _ARTICLES.outerjoin(_VECTORS, _VECTORS.c.article_id == _HELD.id)
    return select(*held).select_from(both).where(is_one_of(_HELD.id, "articles", server)).order_by(_HELD.id)


def take_turn(session: Session) -> None:
    """Wait until no other transaction places articles: two that hold the same news must not open two stories each.

    On SQLite a transaction that writes is alone anyway. Held until the transaction ends; where one transaction takes
    other locks too, this is best taken first.
    """
    if on_postgresql(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _STORY_LOCK})


def document_frequencies(session: Session, hashes: Hashes, *, count: bool) -> Counts:
    """Return in how many articles each of these features has stood; `count` one more for each of them."""
    counts = frequencies(session)
    # Before anything is counted: that may cut the log short by which the window knows what it has not seen.
    window(session).catch_up(session)
    return counts.count(session, hashes, later=is_together(session)) if count else counts.seen(session, hashes)


def look_ahead(session: Session, texts: Iterable[Collection[int]]) -> None:
    """Look up together the fingerprints of texts that are asked for one by one, within `store.incoming.together`.

    It holds until something is written.
    """
    if is_together(session):
        asked = frozenset().union(*texts)
        found: dict[int, list[Row]] = defaultdict(list)
        for row in _stored_with(session, sorted(asked)):
            found[row[0]].append(row)
        keep_ahead(session, Ahead(asked, found))


def _stored_with(session: Session, hashes: Sequence[int]) -> Iterable[Row]:
    of = _by_fingerprint(on_postgresql(session))
    return map(tuple, session.connection().execute(of, {"hashes": hashes}))


def candidates_by_fingerprint(
    session: Session, hashes: Iterable[int], boilerplate: int, but: int | None = None
) -> tuple[list[int], frozenset[int]]:
    """Return the articles that share most stored fingerprints, most first, and the fingerprints that are boilerplate.

    Arguments: the fingerprints looked up; in how many stories boilerplate stands; an article to leave out.
    """
    articles: dict[int, set[int]] = defaultdict(set)
    stories: dict[int, set[int]] = defaultdict(set)
    wanted = sorted(hashes)
    ahead = looked_ahead(session)
    known = ahead is not None and ahead.asked.issuperset(wanted)
    stored = ahead.rows(wanted) if ahead and known else _stored_with(session, wanted)
    for hash_, article_id, story_id in (*stored, *waiting_with(session, wanted)):
        if article_id != but:
            articles[hash_].add(article_id)
            stories[hash_].add(story_id)
    common = frozenset(hash_ for hash_, ids in stories.items() if len(ids) >= boilerplate)
    shared = Counter(id_ for hash_, ids in articles.items() if hash_ not in common for id_ in ids)
    return [id_ for id_, _ in sorted(shared.items(), key=lambda c: (-c[1], c[0]))], common


def texts_of(session: Session, article_ids: Sequence[int]) -> list[tuple[int, int, datetime, str, str]]:
    """Return (article, story, time, title, body) of some articles; the time is that it is compared by."""
    rows = session.connection().execute(_texts(on_postgresql(session)), {"articles": article_ids})
    waiting = [
        (one.id, one.story_id, at, None, at, one.title, one.text, one.summary)
        for one, at in waiting_of(session, article_ids)
    ]
    return [
        # Of what has no vector, for it was old when it came or is by now, the time is that it was published.
        (id_, story, at or min(published or seen, seen), title, body or summary)
        for id_, story, at, published, seen, title, body, summary in (*rows, *waiting)
    ]


def remember(session: Session, article: Article, marks: Marks) -> None:
    """Keep by what later articles find one that is stored; replaces what was kept."""
    for table in (Fingerprint, ArticleVector):
        session.execute(delete(table).where(table.article_id == article.id))
    write_marks(session.connection(), {article.id: marks})
    window(session).changed(session, [article.id])


def forget(session: Session, before: datetime, copies_before: datetime) -> None:
    """Drop the features of articles too old to be joined by news, and let old counts fade.

    Fingerprints, by which a text is known again word for word, stay until `copies_before`. To be called once in a
    while: after each call what was counted earlier weighs half as much.
    """
    take_turn(session)
    session.execute(delete(ArticleVector).where(ArticleVector.at < before))
    # Articles are numbered as they come: those dropped already cost nothing.
    last = select(Article.id).where(Article.seen_at < copies_before).order_by(Article.seen_at.desc()).limit(1)
    session.execute(delete(Fingerprint).where(Fingerprint.article_id <= last.scalar_subquery()))
    frequencies(session).fade(session)

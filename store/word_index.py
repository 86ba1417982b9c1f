"""The index of articles by their keys (`alerts.index_keys` makes them), so that a rare word is found among millions.

On SQLite it is a full-text table without texts, on PostgreSQL a table of lexemes with an inverted index. Keys of an
article that has changed are added to those it had, for only what meets a need is sought and then looked at whole: one
key too many costs a look, one too few would lose an article.

Triggers put every article that comes or changes into `unindexed`; entering it here takes it out. So what the index does
not have yet is known exactly, whoever stored it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from heapq import merge
from typing import TypeAlias

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from store.models import Article, IndexedLanguage, Unindexed
from store.needs import NOTHING, AllOf, AnyOf, Key, Need
from store.session import Store
from store.statements import chunks, insert_missing, on_postgresql

#: Numbers of articles read at a time: of those the index finds, and of those that it does not have.
PAGE, MISSING = 200, 10_000
#: The newest articles that are looked at without asking the index, where it would take longer to answer.
UNASKED = 25
#: PostgreSQL finds all that meets a need, however much: so it is asked for blocks of articles, the newest first, each a
#: key of theirs. A block has 2**12 articles or 2**16; of the small ones those are asked for that lie in one large.
_SMALL, _LARGE = 12, 16
_LARGE_TOGETHER = 16
#: So many are read at once, wherever they lie.
_FEW = 5_000
_BLOCKS = {_SMALL: "\ue010", _LARGE: "\ue011"}
_NEWEST = 2**62


def enter(session: Session, keys: Mapping[int, Collection[str]], languages: Iterable[str | None] = ()) -> None:
    """Enter articles (by number) under their keys; `languages` are those that they are in."""
    if not keys:
        return
    # First, so that whoever enters the same article meanwhile waits here and not half way.
    for part in chunks(sorted(keys)):
        session.execute(delete(Unindexed).where(Unindexed.article_id.in_(part)))
    if on_postgresql(session):
        rows = [{"id": id_, "keys": [*some, *_blocks(id_)]} for id_, some in sorted(keys.items())]
        session.execute(_ENTER_POSTGRESQL, rows)
    else:
        session.execute(_ENTER_SQLITE, [{"id": id_, "keys": " ".join(some)} for id_, some in sorted(keys.items())])
    known = {language for language in languages if language}
    if known:
        session.execute(insert_missing(session, IndexedLanguage), [{"language": one} for one in sorted(known)])


_ENTER_SQLITE = text("INSERT INTO word_index (rowid, keys) VALUES (:id, :keys)")
_ENTER_POSTGRESQL = text(
    "INSERT INTO word_index (article_id, keys) VALUES (:id, array_to_tsvector(CAST(:keys AS text[]))) "
    "ON CONFLICT (article_id) DO UPDATE SET keys = excluded.keys"
)


def waiting(session: Session, limit: int, below: int = _NEWEST) -> list[int]:
    """Return articles below a number that are to be entered, the newest first."""
    of = select(Unindexed.article_id).where(Unindexed.article_id < below)
    return list(session.scalars(of.order_by(Unindexed.article_id.desc()).limit(limit)))


def taken(session: Session, limit: int) -> list[Article]:
    """Return articles that are to be entered, the newest ones; on PostgreSQL none that another process has taken."""
    of = select(Unindexed.article_id).order_by(Unindexed.article_id.desc()).limit(limit)
    ids = session.scalars(of.with_for_update(skip_locked=True)).all()
    return list(session.scalars(select(Article).where(Article.id.in_(ids))))


def unindexed(session: Session) -> int:
    """Return how many articles are not in the index as they stand."""
    return session.scalar(select(func.count()).select_from(Unindexed)) or 0


def languages(session: Session) -> list[str]:
    """Return the languages that articles in the index are in, and those that are not in it yet may be."""
    return list(session.scalars(select(IndexedLanguage.language).order_by(IndexedLanguage.language)))


def found(store: Store, need: Need, below: int | None = None, until: datetime | None = None) -> Iterator[int]:
    """Yield the articles that may meet a need, the newest first: those the index finds, and those it does not have yet.

    With `below`, those of a lower number; with `until` (aware), those seen before it at the least. Where words are
    sought by their beginnings the newest are among them unasked: of those the index gathers all that it has before it
    names one, and what begins so may stand nearly everywhere.
    """
    top = _NEWEST if below is None else below
    if _has_beginning(need):
        with store.reading() as session:
            newest = select(Article.id).where(Article.id < top).order_by(Article.id.desc()).limit(UNASKED)
            ids = session.scalars(newest).all()
        yield from ids
        top = ids[-1] if len(ids) == UNASKED else 0
    on_server = store.engine.dialect.name == "postgresql"
    indexed = partial(_found_by_blocks, until=until) if on_server else _found_in_order
    while need != NOTHING and top > 0:
        # Before the index is asked: what is entered meanwhile is then found twice, and not by neither.
        with store.reading() as session:
            missing = waiting(session, MISSING, top)
        floor = missing[-1] if len(missing) == MISSING else 0
        last = None
        for id_ in merge(indexed(store, need, floor, top), missing, reverse=True):
            if id_ != last:
                yield id_
            last = id_
        top = floor


def _has_beginning(need: Need) -> bool:
    return need.is_prefix if isinstance(need, Key) else any(map(_has_beginning, need.parts))


def _found_in_order(store: Store, need: Need, floor: int, below: int) -> Iterator[int]:
    asked = {"need": _match(need), "floor": floor, "limit": PAGE}
    while True:
        with store.reading() as session:
            ids = session.scalars(_FOUND_SQLITE, {**asked, "below": below}).all()
        yield from ids
        if len(ids) < PAGE:
            return
        below = ids[-1]


_FOUND_SQLITE = text(
    "SELECT rowid FROM word_index WHERE word_index MATCH :need AND rowid >= :floor AND rowid < :below "
    "ORDER BY rowid DESC LIMIT :limit"
)


def _match(need: Need) -> str:
    """Return a need as SQLite's full-text search reads it."""
    match need:
        case Key(key, is_prefix):
            return f'"{key}"{"*" if is_prefix else ""}'
        case AllOf(parts):
            return f"({' AND '.join(map(_match, parts))})"
        case AnyOf(parts):
            return f"({' OR '.join(map(_match, parts))})"


def _found_by_blocks(store: Store, need: Need, floor: int, below: int, until: datetime | None) -> Iterator[int]:
    with store.reading() as session:
        top = min(below - 1, session.scalar(select(func.max(Article.id))) or 0)
    for number, stretches in enumerate((_near, _far) if until is None else (_near, _near, _far)):
        if number == 1 and until is not None:
            top = min(top, _last_before(store, until))
        for lowest, blocks, most in stretches(top):
            ids = _ask(store, need if blocks is None else AllOf((need, blocks)), most)
            if most is None or len(ids) < most:
                yield from sorted((id_ for id_ in ids if max(floor, lowest) <= id_ <= top), reverse=True)
                top = lowest - 1
            if top < floor:
                return


def _ask(store: Store, need: Need, most: int | None) -> Sequence[int]:
    with store.reading() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        return session.scalars(_FOUND_POSTGRESQL, {"need": _tsquery(need), "most": most}).all()


# Without an order and bounds, so that the inverted index is used and not that of the numbers, article by article.
_FOUND_POSTGRESQL = text("SELECT article_id FROM word_index WHERE keys @@ CAST(:need AS tsquery) LIMIT :most")


def _last_before(store: Store, until: datetime) -> int:
    """Return the highest number of what was seen before a time; 0 if nothing was."""
    # Not the plain maximum, for which all numbers would be gone through from the highest.
    with store.reading() as session:
        return session.scalar(select(func.max(Article.id + 0)).where(Article.seen_at < until)) or 0


#: What is asked for at a time: the lowest number of it, the blocks that it lies in, how many at most.
_Stretch: TypeAlias = tuple[int, Need | None, int | None]


def _near(top: int) -> Iterator[_Stretch]:
    """Yield the small block in which an article lies, and the small ones beside it."""
    small, beside = top >> _SMALL, top >> _LARGE << (_LARGE - _SMALL)
    yield small << _SMALL, _blocks_from(_SMALL, small, small), None
    if beside < small:
        yield beside << _SMALL, _blocks_from(_SMALL, beside, small - 1), None


def _far(top: int) -> Iterator[_Stretch]:
    """Yield all that lies further down if it is little, for that costs less than blocks; sixteen large ones; the rest.

    The article lies at the upper end of a block.
    """
    large = (top >> _LARGE) + 1
    below = max(large - _LARGE_TOGETHER, 0)
    yield 0, None, _FEW
    yield below << _LARGE, _blocks_from(_LARGE, below, large - 1), None
    if below > 0:
        yield 0, None, None


def _blocks_from(size: int, first: int, last: int) -> Need:
    return AnyOf(tuple(Key(f"{_BLOCKS[size]}{number}") for number in range(first, last + 1)))


def _tsquery(need: Need) -> str:
    """Return a need as PostgreSQL reads it."""
    match need:
        case Key(key, is_prefix):
            quoted = key.replace("\\", "\\\\").replace("'", "''")
            return f"'{quoted}'{':*' if is_prefix else ''}"
        case AllOf(parts):
            return f"({' & '.join(map(_tsquery, parts))})"
        case AnyOf(parts):
            return f"({' | '.join(map(_tsquery, parts))})"


def _blocks(article: int) -> Iterator[str]:
    return (f"{mark}{article >> size}" for size, mark in _BLOCKS.items())

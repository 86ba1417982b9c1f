"""Keep what a poll found: new articles, new versions of known ones, and where each was seen."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, cached_property
from itertools import groupby
from typing import Any

import xxhash
from sqlalchemy import and_, bindparam, func, select, update
from sqlalchemy.orm import Session

from store.incoming import Placement, add_article, together
from store.models import Article, ArticleVersion, Sighting
from store.statements import chunks, insert_missing, on_postgresql
from store.stories import take_turn

#: Says in which story each of some articles belongs, given the session and these; it is asked for the next one when the
#: last is kept. See `alerts.stories`.
Place = Callable[[Session, Sequence[Article]], Iterable[Placement]]
#: Of a text that changes at every poll (counters, advertising) so many versions are kept.
MOST_VERSIONS = 50
#: Stands between title, summary and text where they are hashed together: no text holds it.
_PART = "\0"


@dataclass(frozen=True, kw_only=True)
class NewArticle:
    """A piece of coverage ready to be stored: cleaned text only, times aware UTC.

    `url_key` is the key of its canonical address (32 hex digits), `given_key` that of the address the source gave where
    it is another, `page_key` that of the page that it has in common with other entries of its source, under which
    it may be stored from when it was alone; `guid` the source's own name for it. `complete` tells that `text` is
    the whole article, not a teaser; `doubtful_date` is the date that it gives and that cannot be.

    Raises:
        ValueError: a NUL or a lone surrogate is in a text (no database keeps both), or a time has no zone.

    """

    url: str
    url_key: str
    title: str
    summary: str = ""
    text: str = ""
    language: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    guid: str | None = None
    complete: bool = False
    doubtful_date: str | None = None
    paywalled: bool | None = None
    picture: str | None = None
    given_key: str | None = None
    page_key: str | None = None

    def __post_init__(self) -> None:
        for value in (
            self.url,
            self.title,
            self.summary,
            self.text,
            self.language or "",
            self.guid or "",
            self.picture or "",
            *self.authors,
        ):
            if "\0" in value:
                raise ValueError(f"a NUL in an article of {self.url!r}: clean its text first")
            value.encode()  # UnicodeEncodeError, a ValueError, for a lone surrogate
        if self.published_at is not None and self.published_at.tzinfo is None:
            raise ValueError(f"a time without a zone in an article of {self.url!r}")

    @property
    def content_hash(self) -> str:
        """What tells a new version from the same one seen again."""
        return xxhash.xxh3_128_hexdigest(_PART.join((self.title, self.summary, self.text)).encode())

    @property
    def guid_key(self) -> str | None:
        """The guid in a length that an index holds."""
        return xxhash.xxh3_128_hexdigest(self.guid.encode()) if self.guid else None


@dataclass(frozen=True)
class Recorded:
    """What became of a poll's items: articles that are new or have a new version, and ids of those unchanged."""

    new: list[Article] = field(default_factory=list)
    changed: list[Article] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)


def record(session: Session, source: str, items: Sequence[NewArticle], now: datetime, place: Place) -> Recorded:
    """Store the items that are not known yet, new versions of those that changed, and all sightings in source.

    An item is known by its address, or by its guid in this source when its address changed but not its title, or not
    the minute of its publication: addresses are made of headlines, and edited with them. Where a site moves, guids may
    change as well: what then has title, summary, text and date of an article of this source whose address is here no
    more is that article. `place` is asked for the story of each new article, in their order, and told of each changed
    one, which stays in its story.
    Two processes that store at once take turns (PostgreSQL), so each address is new to one of them only.
    """
    recorded = Recorded()
    if not items:
        return recorded
    stored = _in_turn(session, source, items)
    # Without news nobody has the turn, without which what is held for placing must be left alone.
    if stored.news:
        _keep_news(session, source, stored, now, place, recorded)
    recorded.seen.extend(held.id for _, held in stored.unchanged)
    _see(session, stored, {article.url_key: article.id for article in recorded.new}, now)
    return recorded


def _keep_news(
    session: Session, source: str, stored: "_Stored", now: datetime, place: Place, recorded: Recorded
) -> None:
    """Store what is new or another version, each in its story, and add it to what is recorded."""
    with together(session, sum(held is None for _, held in stored.news)):
        # New ones are placed together until one has changed: each is to find all that came before it as it is then.
        for is_new, some in groupby(stored.news, key=lambda one: one[1] is None):
            if is_new:
                articles = [_article(source, item, now) for item, _ in some]
                recorded.new.extend(_add(session, articles, now, place))
            else:
                changed = [_change(session, held.id, merged(held, item), now, place) for item, held in some]
                recorded.changed.extend(changed)


def _see(session: Session, stored: "_Stored", new: Mapping[str, int], now: datetime) -> None:
    """Keep where each item of a poll was seen, given the articles that are new by the keys of their addresses."""
    sightings = []
    for item, held in stored.known_as:
        if held is None or held.sighting_id is None:
            sightings.append(_sighting(new[item.url_key] if held is None else held.id, stored.source, item, now))
        elif unknown := [key for key in (item.given_key, item.url_key) if key and key not in stored.by_url]:
            session.execute(update(Sighting).where(Sighting.id == held.sighting_id).values(url_key=unknown[0]))
    if sightings:
        session.connection().execute(insert_missing(session, Sighting), sightings)


def _in_turn(session: Session, source: str, items: Sequence[NewArticle]) -> "_Stored":
    """Return what is stored of items; where one is news and others may store too, once it is our turn."""
    stored = _Stored(session, source, items)
    # On SQLite a transaction that writes is alone from its beginning.
    if not on_postgresql(session) or not stored.news:
        return stored
    take_turn(session)
    return _Stored(session, source, items)


class _Stored:
    """A poll's items, each once, beside what the store holds of them; read in a few statements however many."""

    def __init__(self, session: Session, source: str, items: Iterable[NewArticle]) -> None:
        self.source = source
        self.items = _once(items)
        keys = {key for item in self.items for key in (item.url_key, item.given_key) if key}
        asked = keys | {item.page_key for item in self.items if item.page_key}
        self.by_url = {row.url_key: row for row in _held(session, source, Article.url_key, asked)}
        self._add_moved(session, asked - self.by_url.keys())
        self.by_guid = self._same_guid(session, keys)
        self.by_content = self._same_content(session, keys)
        self._session = session

    @cached_property
    def known_as(self) -> list[tuple[NewArticle, Any]]:
        """Each item with what is stored of it, or None."""
        return [(item, self._find(item)) for item in self.items]

    @cached_property
    def news(self) -> list[tuple[NewArticle, Any]]:
        """Those that are new or another version of what is stored."""
        return [(item, held) for item, held in self.known_as if held is None or self._is_new_version(held, item)]

    @cached_property
    def unchanged(self) -> list[tuple[NewArticle, Any]]:
        """The others."""
        news = {item.url_key for item, _ in self.news}
        return [(item, held) for item, held in self.known_as if item.url_key not in news]

    @cached_property
    def earlier(self) -> set[tuple[int, str]]:
        """Which texts the articles had before; asked for only where one has another now."""
        ids = {row.id for row in (*self.by_url.values(), *self.by_guid.values())}
        return set(_earlier_hashes(self._session, ids))

    def _add_moved(self, session: Session, missing: Iterable[str]) -> None:
        ids = dict(_pairs(session, Sighting.url_key, Sighting.article_id, missing))
        rows = {row.id: row for row in _held(session, self.source, Article.id, set(ids.values()))}
        self.by_url |= {key: rows[id_] for key, id_ in ids.items()}

    def _same_guid(self, session: Session, keys: set[str]) -> dict[tuple[str | None, object], Any]:
        # A guid that several addresses share in one poll names none of them; nor is one on another page still there.
        times = Counter(item.guid_key for item in self.items)
        moved = {i.guid_key for i in self.items if i.guid_key and i.url_key not in self.by_url}
        once = sorted(guid for guid in moved if times[guid] == 1)
        ids = {id_ for part in chunks(once) for id_ in _named(session, self.source, part)}
        rows = [row for row in _held(session, self.source, Article.id, ids) if row.url_key not in keys]
        dates = dict(_pairs(session, Article.id, Article.published_at, {row.id for row in rows}))
        dated = {(row.guid_key, dates[row.id]): row for row in rows if _to_the_minute(dates[row.id])}
        return dated | {(row.guid_key, _plain(row.title)): row for row in rows}

    def _same_content(self, session: Session, keys: set[str]) -> dict[tuple[str, datetime | None], Any]:
        """Return what is unknown here by address and guid, and was here before under addresses that are gone."""
        unknown = {item.content_hash for item in self.items if item.published_at and self._named(item) is None}
        found = _held(session, self.source, Article.content_hash, unknown)
        rows = [row for row in found if row.sighting_id is not None and row.url_key not in keys]
        dates = dict(_pairs(session, Article.id, Article.published_at, {row.id for row in rows}))
        return {(row.content_hash, dates[row.id]): row for row in rows}

    def _find(self, item: NewArticle) -> Any | None:
        named, alone = self._named(item), self.by_url.get(item.page_key or "")
        if named or (alone and self._is_same_entry(alone, item)):
            return named or alone
        return self.by_content.get((item.content_hash, item.published_at)) if self.by_content else None

    def _named(self, item: NewArticle) -> Any | None:
        given = self.by_url.get(item.given_key or "")
        known = given or self.by_url.get(item.url_key)
        for mark in (_plain(item.title), item.published_at):
            known = known or self.by_guid.get((item.guid_key, mark))
        return known

    def _is_same_entry(self, held: Any, item: NewArticle) -> bool:
        """Tell whether what is stored under a page is this of the entries that share it.

        It may be two: entries that came one by one, before it was known that they share a page, are its versions.
        """
        if held.guid_key == item.guid_key is not None:
            return True
        title = _plain(item.title)
        # What two entries are called tells neither.
        return title == _plain(held.title) and self._titles[item.page_key, title] == 1

    @cached_property
    def _titles(self) -> Counter[tuple[str | None, str]]:
        return Counter((item.page_key, _plain(item.title)) for item in self.items)

    def _is_new_version(self, held: Any, item: NewArticle) -> bool:
        if item.content_hash == held.content_hash or held.pruned_at is not None:
            return False
        fuller = item.complete and not held.complete
        if held.source != self.source and not fuller:
            return False  # sources word one article differently; only the first tells of changes
        if _is_teaser(held, item) and _plain(held.title) == _plain(item.title):
            return False
        found = merged(held, item).content_hash
        return found != held.content_hash and (held.id, found) not in self.earlier


def _to_the_minute(published: datetime | None) -> bool:
    """Tell whether a date of publication is more than a day or an hour, which other news may have as well."""
    return published is not None and bool(published.minute or published.second)


def merged(held: Any, item: NewArticle) -> NewArticle:
    """Return item with the stored text where its own is only a teaser of that.

    `held` has the stored title, summary, text and complete. A teaser is what does not claim to be the whole article,
    or is under half as long under the same title.
    """
    teaser = _is_teaser(held, item)
    text, complete = (held.text, True) if teaser else (item.text, item.complete)
    return replace(item, text=text, summary=item.summary or held.summary, complete=complete)


def _is_teaser(held: Any, item: NewArticle) -> bool:
    short = 2 * len(item.text) < len(held.text) and _plain(item.title) == _plain(held.title)
    return bool(held.complete and (not item.complete or short))


def known(session: Session, url_keys: Iterable[str]) -> dict[str, bool]:
    """Return which addresses are stored (those an article has moved to as well), each with whether in full."""
    keys = set(url_keys)
    found = dict(_pairs(session, Article.url_key, Article.complete, keys))
    ids = dict(_pairs(session, Sighting.url_key, Sighting.article_id, keys - found.keys()))
    complete = dict(_pairs(session, Article.id, Article.complete, set(ids.values())))
    return found | {key: complete[id_] for key, id_ in ids.items()}


def incomplete(session: Session, source: str, since: datetime, limit: int = 20) -> list[Article]:
    """Return articles first seen in source since then whose whole text is not stored and can be had, newest first."""
    lacking = (Article.source == source, Article.complete.is_(False), Article.paywalled.is_not(True))
    # By its sightings, for which there is an index: at each poll all that came lately of all sources would be too many.
    here = (Sighting.article_id == Article.id, Sighting.source == source, Sighting.seen_at > since)
    of = select(Article).join(Sighting, and_(*here)).where(Article.seen_at > since, *lacking)
    return list(session.scalars(of.order_by(Article.seen_at.desc(), Article.id.desc()).limit(limit)))


def article_by_url_key(session: Session, url_key: str) -> Article | None:
    """Return the article at an address, or that a source has given for it."""
    there = session.scalar(select(Article).where(Article.url_key == url_key))
    seen = select(Sighting.article_id).where(Sighting.url_key == url_key).order_by(Sighting.id)
    return there or session.scalar(select(Article).where(Article.id.in_(seen.limit(1))))


def sightings_of(session: Session, article_id: int) -> list[Sighting]:
    """Return where an article was seen, in the order it was."""
    of = select(Sighting).where(Sighting.article_id == article_id)
    return list(session.scalars(of.order_by(Sighting.seen_at, Sighting.id)))


def _once(items: Iterable[NewArticle]) -> list[NewArticle]:
    """Return the items in their order, of those with one address the fullest."""
    found: dict[str, NewArticle] = {}
    for item in items:
        other = found.get(item.url_key)
        if other is None or (item.complete, len(item.text)) > (other.complete, len(other.text)):
            found[item.url_key] = item
    return list(found.values())


def _held(session: Session, source: str, column: Any, values: Iterable[Any]) -> Iterator[Any]:
    """Yield what decides about the articles whose column has one of the values, with their sighting in source."""
    for part in chunks(sorted(values)):
        yield from session.connection().execute(_holding(column), {"here": source, "values": part}).all()


@cache
def _holding(column: Any) -> Any:
    """Return the statement of that, made once: making it costs more than running it."""
    join = (Sighting.article_id == Article.id) & (Sighting.source == bindparam("here"))
    columns = (Article.id, Article.url_key, Article.source, Article.title, Article.summary, Article.text)
    more = (Article.complete, Article.content_hash, Article.pruned_at)
    seen = (Sighting.guid_key, Sighting.id.label("sighting_id"))
    query = select(*columns, *more, *seen).join(Sighting, join, isouter=True).order_by(Article.id)
    return query.where(column.in_(bindparam("values", expanding=True)))


def _named(session: Session, source: str, guid_keys: Sequence[str]) -> Iterable[int]:
    """Return the articles that a source has under guids.

    Asked for by themselves: joined with their articles, SQLite looks through all of these, to have them in order.
    """
    return session.scalars(_naming(), {"here": source, "keys": guid_keys})


@cache
def _naming() -> Any:
    named = Sighting.guid_key.in_(bindparam("keys", expanding=True))
    return select(Sighting.article_id).where(Sighting.source == bindparam("here"), named)


def _pairs(session: Session, key: Any, value: Any, keys: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    for part in chunks(sorted(keys)):
        yield from session.connection().execute(_pairing(key, value), {"keys": part})


@cache
def _pairing(key: Any, value: Any) -> Any:
    return select(key, value).where(key.in_(bindparam("keys", expanding=True)))


def _earlier_hashes(session: Session, article_ids: Iterable[int]) -> Iterator[tuple[int, str]]:
    return _pairs(session, ArticleVersion.article_id, ArticleVersion.content_hash, article_ids)


def _add(session: Session, articles: Sequence[Article], now: datetime, place: Place) -> Sequence[Article]:
    for article, placement in zip(articles, place(session, articles), strict=True):
        add_article(session, article, placement, now)
    return articles


def _article(source: str, item: NewArticle, now: datetime) -> Article:
    return Article(
        url_key=item.url_key,
        url=item.url,
        title=item.title,
        summary=item.summary,
        text=item.text,
        language=_tag(item.language),
        authors=list(item.authors),
        source=source,
        published_at=item.published_at,
        seen_at=now,
        changed_at=None,
        version=1,
        content_hash=item.content_hash,
        complete=item.complete,
        doubtful_date=item.doubtful_date,
        paywalled=item.paywalled,
        picture=item.picture,
    )


def _change(session: Session, article_id: int, item: NewArticle, now: datetime, place: Place) -> Article:
    article = session.get_one(Article, article_id)
    of = select(func.count()).where(ArticleVersion.article_id == article.id)
    if (session.scalar(of) or 0) < MOST_VERSIONS:
        session.add(_version(article))
    article.title, article.summary, article.text = item.title, item.summary, item.text
    article.complete, article.content_hash = item.complete, item.content_hash
    article.language = _tag(item.language) or article.language
    article.authors = list(item.authors) or article.authors
    article.published_at = article.published_at or item.published_at
    article.picture = item.picture or article.picture
    article.paywalled = False if item.complete else article.paywalled if item.paywalled is None else item.paywalled
    article.version += 1
    article.changed_at = now
    session.flush()
    list(place(session, [article]))
    session.flush()
    return article


def _version(article: Article) -> ArticleVersion:
    return ArticleVersion(
        article_id=article.id,
        number=article.version,
        title=article.title,
        summary=article.summary,
        text=article.text,
        content_hash=article.content_hash,
        seen_at=article.changed_at or article.seen_at,
    )


def _sighting(article_id: int, source: str, item: NewArticle, now: datetime) -> dict[str, Any]:
    sighting = {"article_id": article_id, "source": source, "url": item.url}
    return sighting | {"url_key": item.given_key, "guid_key": item.guid_key, "seen_at": now}


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())


def _tag(language: str | None) -> str | None:
    """Return a language tag in the length the column has; a longer one is no language anyone reads."""
    return language[:20] if language else None

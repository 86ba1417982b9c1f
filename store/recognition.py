"""Which items of a poll are stored already, under whatever address, and which are news. Reads, and writes nothing."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from store.models import Article, ArticleVersion, Sighting
from store.new_article import NewArticle, is_teaser, merged, plain
from store.statements import chunks, pairs

#: Articles by what they say, as a hash, and when they were published.
_ByContent = dict[tuple[str, datetime | None], Any]
#: So many undated items, and half of a poll's, that have other addresses together are no chance, if beside their titles
#: they say so much (characters).
_TOGETHER = 3
_ENOUGH = 100
#: How far a site's times may lie behind ours.
CLOCKS_DIFFER = timedelta(hours=1)
#: A title of three words or more, which says more than the name of a column; what is written by another clock, or as a
#: day alone, is so far from what it was; and how many articles of a source are looked through for them.
_TITLE = re.compile(r"\s*(?:\S+\s+){2}\S")
_MOVED_BY = timedelta(hours=14)
_LATEST = (
    select(Article.id, Article.title, Article.published_at, Article.url_key, Sighting.seen_at)
    .join(Sighting, Sighting.article_id == Article.id)
    .where(Sighting.source == bindparam("here"))
    .order_by(Sighting.seen_at.desc())
    .limit(300)
)


class Recognised:
    """A poll's items, each once, beside what the store holds of them; read in a few statements however many."""

    def __init__(self, session: Session, source: str, items: Iterable[NewArticle]) -> None:
        self.source = source
        self._session = session
        self._items = _once(items)
        keys = {key for item in self._items for key in (item.url_key, item.given_key) if key}
        asked = keys | {item.page_key for item in self._items if item.page_key}
        self.by_url = {row.url_key: row for row in _held(session, source, Article.url_key, asked)}
        self._add_moved(session, asked - self.by_url.keys())
        self._by_guid = self._same_guid(session, keys)
        named = [(item, self._named(item)) for item in self._items]
        unknown = [item for item, held in named if held is None]
        by_content = self._same_content(session, keys, unknown) | self._same_undated(session, keys, unknown)
        #: Each item with what is stored of it, or None.
        self.known_as = [(item, held or self._unnamed(item, by_content)) for item, held in named]
        if all(held is None for _, held in self.known_as):
            moved = self._same_titles(session, keys)
            self.known_as = [(item, moved.get(item.url_key)) for item in self._items]

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
    def _earlier(self) -> set[tuple[int, str]]:
        """Which texts the articles had before; asked for only where one has another now."""
        ids = {row.id for row in (*self.by_url.values(), *self._by_guid.values())}
        return set(pairs(self._session, ArticleVersion.article_id, ArticleVersion.content_hash, ids))

    def _add_moved(self, session: Session, missing: Iterable[str]) -> None:
        ids = dict(pairs(session, Sighting.url_key, Sighting.article_id, missing))
        rows = {row.id: row for row in _held(session, self.source, Article.id, set(ids.values()))}
        self.by_url |= {key: rows[id_] for key, id_ in ids.items()}

    def _same_guid(self, session: Session, keys: set[str]) -> dict[tuple[str | None, object], Any]:
        # A guid that several addresses share in one poll names none of them; nor is one on another page still there.
        times = Counter(item.guid_key for item in self._items)
        moved = {i.guid_key for i in self._items if i.guid_key and i.url_key not in self.by_url}
        once = sorted(guid for guid in moved if times[guid] == 1)
        ids = {id_ for part in chunks(once) for id_ in _with_guids(session, self.source, part)}
        rows = [row for row in _held(session, self.source, Article.id, ids) if row.url_key not in keys]
        dates = dict(pairs(session, Article.id, Article.published_at, {row.id for row in rows}))
        dated = {(row.guid_key, dates[row.id]): row for row in rows if _to_the_minute(dates[row.id])}
        return dated | {(row.guid_key, plain(row.title)): row for row in rows}

    def _same_content(self, session: Session, keys: set[str], unknown: Iterable[NewArticle]) -> _ByContent:
        """Return what is unknown here by address and guid, and was here before under addresses that are gone."""
        return self._gone(session, keys, {item.content_hash for item in unknown if item.published_at})

    def _same_undated(self, session: Session, keys: set[str], unknown: Iterable[NewArticle]) -> _ByContent:
        """Return what of it has no date, where most items have changed their addresses together.

        There are sites whose addresses are others at each request. Of a few items it could be chance: a notice that is
        given again in the same words.
        """
        told = Counter(item.content_hash for item in unknown if not item.published_at and _says_enough(item))
        most = max(_TOGETHER, len(self._items) / 2)
        if len(told) < most:
            return {}
        gone = self._gone(session, keys, {hash_ for hash_, times in told.items() if times == 1})
        undated = {content: row for content, row in gone.items() if content[1] is None}
        return undated if len(undated) >= most else {}

    def _same_titles(self, session: Session, keys: set[str]) -> dict[str, Any]:
        """Return what a site that has moved has at other addresses, by other guids and with other words around it.

        So it is where nothing else is known, and most items are called like articles of this source of about their time
        whose addresses are gone: another zone moves times by hours, and some sites cut them to the day.
        """
        told = {plain(item.title): item for item in self._items if item.published_at and _TITLE.match(item.title)}
        most = max(_TOGETHER, len(self._items) / 2)
        if len(told) < most:
            return {}
        latest = session.execute(_LATEST, {"here": self.source}).all()
        near = {
            row.id: item
            for row in latest
            if (item := told.get(plain(row.title))) and row.url_key not in keys and _may_be(item, row)
        }
        if len(near) < most:
            return {}
        rows = _held(session, self.source, Article.id, near.keys())
        return {near[row.id].url_key: row for row in rows}

    def _gone(self, session: Session, keys: set[str], hashes: Iterable[str]) -> _ByContent:
        """Return the articles of this source with these contents that are at none of these addresses."""
        found = _held(session, self.source, Article.content_hash, hashes)
        rows = [row for row in found if row.sighting_id is not None and row.url_key not in keys]
        dates = dict(pairs(session, Article.id, Article.published_at, {row.id for row in rows}))
        return {(row.content_hash, dates[row.id]): row for row in rows}

    def _named(self, item: NewArticle) -> Any | None:
        """Return what is stored under an address or the guid of an item."""
        given = self.by_url.get(item.given_key or "")
        known = given or self.by_url.get(item.url_key)
        for mark in (plain(item.title), item.published_at):
            known = known or self._by_guid.get((item.guid_key, mark))
        return known

    def _unnamed(self, item: NewArticle, by_content: _ByContent) -> Any | None:
        """Return what is stored of an item under the page that it shares with others, or of the same content."""
        alone = self.by_url.get(item.page_key or "")
        if alone and self._is_same_entry(alone, item):
            return alone
        return by_content.get((item.content_hash, item.published_at)) if by_content else None

    def _is_same_entry(self, held: Any, item: NewArticle) -> bool:
        """Tell whether what is stored under a page is this of the entries that share it.

        It may be two: entries that came one by one, before it was known that they share a page, are its versions.
        """
        if held.guid_key == item.guid_key is not None:
            return True
        title = plain(item.title)
        # What two entries are called tells neither.
        return title == plain(held.title) and self._titles[item.page_key, title] == 1

    @cached_property
    def _titles(self) -> Counter[tuple[str | None, str]]:
        return Counter((item.page_key, plain(item.title)) for item in self._items)

    def _is_new_version(self, held: Any, item: NewArticle) -> bool:
        if item.content_hash == held.content_hash or held.pruned_at is not None:
            return False
        fuller = item.complete and not held.complete
        if held.source != self.source and not fuller:
            return False  # sources word one article differently; only the first tells of changes
        if is_teaser(held, item) and plain(held.title) == plain(item.title):
            return False
        found = merged(held, item).content_hash
        return found != held.content_hash and (held.id, found) not in self._earlier


def _may_be(item: NewArticle, row: Any) -> bool:
    """Tell by its time whether an item is the article of its title; what came out after it was seen is issued anew."""
    if item.published_at is None or row.published_at is None:
        return False
    issued = item.published_at > row.seen_at + CLOCKS_DIFFER
    return not issued and abs(item.published_at - row.published_at) <= _MOVED_BY


def _says_enough(item: NewArticle) -> bool:
    """Tell whether an item says so much that no other one says the same: what but a title may be a daily column."""
    return len(item.summary) + len(item.text) >= _ENOUGH


def _to_the_minute(published: datetime | None) -> bool:
    """Tell whether a date of publication is more than a day or an hour, which other news may have as well."""
    return published is not None and bool(published.minute or published.second)


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


def _with_guids(session: Session, source: str, guid_keys: Sequence[str]) -> Iterable[int]:
    """Return the articles that a source has under guids.

    Asked for by themselves: joined with their articles, SQLite looks through all of these, to have them in order.
    """
    return session.scalars(_naming(), {"here": source, "keys": guid_keys})


@cache
def _naming() -> Any:
    named = Sighting.guid_key.in_(bindparam("keys", expanding=True))
    return select(Sighting.article_id).where(Sighting.source == bindparam("here"), named)

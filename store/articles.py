"""Keep what a poll found: new articles, new versions of known ones, and where each was seen."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from store.incoming import Placement, add_article, together
from store.models import Article, ArticleVersion, Sighting
from store.new_article import NewArticle, differs_in_words, merged
from store.recognition import Recognised
from store.statements import chunks, insert_missing, on_postgresql, pairs
from store.stories import take_turn

#: Says in which story each of some articles belongs, given the session and these; it is asked for the next one when the
#: last is kept. See `alerts.stories`.
Place = Callable[[Session, Sequence[Article]], Iterable[Placement]]
#: Of a text that changes at every poll (counters, advertising) so many versions are kept.
MOST_VERSIONS = 50
#: A text of fewer characters may be the beginning of one.
BEGINNING = 600


@dataclass(frozen=True)
class Recorded:
    """What became of a poll's items: articles that are new or have a new version, and ids of those unchanged.

    `reworded` are those of the changed that differ in more than figures; `arrived` are the items that the source did
    not have before, though another may.
    """

    new: list[Article] = field(default_factory=list)
    changed: list[Article] = field(default_factory=list)
    reworded: list[Article] = field(default_factory=list)
    arrived: list[NewArticle] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)

    @property
    def is_news(self) -> bool:
        """Whether it shows that the source lives: figures alone change where nothing but a counter runs."""
        return bool(self.new or self.reworded)


def record(session: Session, source: str, items: Sequence[NewArticle], now: datetime, place: Place) -> Recorded:
    """Store the items that are not known yet, new versions of those that changed, and all sightings in source.

    An item is known by its address, or by its guid in this source when its address changed but not its title, or not
    the minute of its publication: addresses are made of headlines, and edited with them. Where a site moves, guids may
    change as well: what then has title, summary, text and date of an article of this source whose address is here no
    more is that article; without a date, where most of the items have moved so; and by its title near its time, where
    nothing else is known. `place` is asked for the story of each new article, in their order, and told of each changed
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
    recorded.arrived.extend(item for item, held in stored.known_as if held is None or held.sighting_id is None)
    _see(session, stored, {article.url_key: article.id for article in recorded.new}, now)
    return recorded


def _keep_news(
    session: Session, source: str, stored: Recognised, now: datetime, place: Place, recorded: Recorded
) -> None:
    """Store what is new or another version, each in its story, and add it to what is recorded."""
    with together(session, sum(held is None for _, held in stored.news)):
        # New ones are placed together until one has changed: each is to find all that came before it as it is then.
        for is_new, some in groupby(stored.news, key=lambda one: one[1] is None):
            if is_new:
                articles = [_article(source, item, now) for item, _ in some]
                recorded.new.extend(_add(session, articles, now, place))
            else:
                for item, held in some:
                    article = _change(session, held.id, merged(held, item), now, place)
                    recorded.changed.append(article)
                    if differs_in_words(held, article):
                        recorded.reworded.append(article)


def _see(session: Session, stored: Recognised, new: Mapping[str, int], now: datetime) -> None:
    """Keep where each item of a poll was seen, given the articles that are new by the keys of their addresses."""
    sightings = []
    for item, held in stored.known_as:
        if held is None or held.sighting_id is None:
            sightings.append(_sighting(new[item.url_key] if held is None else held.id, stored.source, item, now))
        elif unknown := [key for key in (item.given_key, item.url_key) if key and key not in stored.by_url]:
            session.execute(update(Sighting).where(Sighting.id == held.sighting_id).values(url_key=unknown[0]))
    if sightings:
        session.connection().execute(insert_missing(session, Sighting), sightings)


def _in_turn(session: Session, source: str, items: Sequence[NewArticle]) -> Recognised:
    """Return what is stored of items; where one is news and others may store too, once it is our turn."""
    stored = Recognised(session, source, items)
    # On SQLite a transaction that writes is alone from its beginning.
    if not on_postgresql(session) or not stored.news:
        return stored
    take_turn(session)
    return Recognised(session, source, items)


def ids_at(session: Session, url_keys: Iterable[str]) -> dict[str, int]:
    """Return the articles at those of these addresses that are stored, those they have moved to as well."""
    keys = set(url_keys)
    found = dict(pairs(session, Article.url_key, Article.id, keys))
    return found | dict(pairs(session, Sighting.url_key, Sighting.article_id, keys - found.keys()))


@dataclass(frozen=True)
class Head:
    """What a stored article is called, when it was published, and what a source calls it (None: it has no guid)."""

    title: str
    published_at: datetime | None
    guid_key: str | None


def heads_at(session: Session, source: str, url_keys: Collection[str]) -> dict[str, Head]:
    """Return how the articles at those of these addresses stand that source has brought."""
    heads: dict[str, Head] = {}
    for part in chunks(sorted(url_keys)):
        rows = session.connection().execute(_heads(), {"here": source, "keys": part})
        heads |= {key: Head(title, at, guid) for key, title, at, guid in rows}
    return heads


@cache
def _heads() -> Any:
    here = and_(Sighting.article_id == Article.id, Sighting.source == bindparam("here"))
    columns = (Article.url_key, Article.title, Article.published_at, Sighting.guid_key)
    return select(*columns).join(Sighting, here).where(Article.url_key.in_(bindparam("keys", expanding=True)))


def to_read_again(
    session: Session, source: str, since: datetime, spans: Sequence[tuple[datetime, datetime]] = (), limit: int = 20
) -> list[Article]:
    """Return articles first seen in source of which the page is to be read again, newest first.

    These are those seen since then whose whole text is not stored and can be had, and those seen within one of `spans`
    (after, until) whose text is so short that it may be a beginning («More follows»).
    """
    given: dict[str, Any] = {"here": source, "since": since, "most": limit}
    given["earliest"] = min((since, *(after for after, _ in spans)))
    for number, (after, until) in enumerate(spans):
        given |= {f"after_{number}": after, f"until_{number}": until}
    return list(session.scalars(_to_read_again(len(spans)), given))


@cache
def _to_read_again(spans: int) -> Select[Any]:
    """Return the statement of that, made once: it is asked at each poll, and making it costs more than running it."""
    short = and_(Article.complete, func.length(Article.text) < BEGINNING, Article.url.not_like("%#%"))
    seen = (
        and_(short, Sighting.seen_at > bindparam(f"after_{n}"), Sighting.seen_at <= bindparam(f"until_{n}"))
        for n in range(spans)
    )
    why = or_(and_(Article.complete.is_(False), Article.seen_at > bindparam("since")), *seen)
    # By its sightings, for which there is an index: at each poll all that came lately of all sources would be too many.
    here = and_(Sighting.article_id == Article.id, Sighting.source == bindparam("here"))
    first_here = (Article.source == bindparam("here"), Sighting.seen_at > bindparam("earliest"))
    of = select(Article).join(Sighting, here).where(*first_here, Article.paywalled.is_not(True), why)
    return of.order_by(Article.seen_at.desc(), Article.id.desc()).limit(bindparam("most"))


def article_by_url_key(session: Session, url_key: str) -> Article | None:
    """Return the article at an address, or that a source has given for it."""
    there = session.scalar(select(Article).where(Article.url_key == url_key))
    seen = select(Sighting.article_id).where(Sighting.url_key == url_key).order_by(Sighting.id)
    return there or session.scalar(select(Article).where(Article.id.in_(seen.limit(1))))


def sightings_of(session: Session, article_id: int) -> list[Sighting]:
    """Return where an article was seen, in the order it was."""
    of = select(Sighting).where(Sighting.article_id == article_id)
    return list(session.scalars(of.order_by(Sighting.seen_at, Sighting.id)))


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


def _tag(language: str | None) -> str | None:
    """Return a language tag in the length the column has; a longer one is no language anyone reads."""
    return language[:20] if language else None

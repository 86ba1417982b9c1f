"""Who tells a story: its articles without their texts, which of a story of hundreds would be megabytes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from store.models import Article
from store.statements import chunks

#: So many characters of the beginning and of the end of a text are read: a credit stands there.
_EDGE = 400


@dataclass(frozen=True)
class Telling:
    """An article as one of those that tell a story.

    `opening` and `ending` are the first and last words of its text, `copy_of` the article whose text it has; times are
    aware UTC.
    """

    article: int
    source: str
    url: str
    title: str
    language: str | None
    authors: tuple[str, ...]
    opening: str
    ending: str
    copy_of: int | None
    published_at: datetime | None
    seen_at: datetime


def tellings(session: Session, stories: Iterable[int]) -> Mapping[int, list[Telling]]:
    """Return who tells each of these stories, in the order they were seen."""
    found: dict[int, list[Telling]] = defaultdict(list)
    for part in chunks(sorted(set(stories))):
        for story, telling in _read(session, Article.story_id.in_(part)):
            found[story].append(telling)
    return found


def first_tellings(session: Session, story: int, limit: int) -> list[Telling]:
    """Return who told a story first, in the order they were seen; at most `limit`."""
    return [telling for _, telling in _read(session, Article.story_id == story, limit)]


def _read(session: Session, of: ColumnElement[bool], limit: int | None = None) -> Iterator[tuple[int, Telling]]:
    """Yield articles as tellings, in the order they were seen, each with its story."""
    text = case((Article.text == "", Article.summary), else_=Article.text)
    start = case((func.length(text) > _EDGE, func.length(text) - _EDGE + 1), else_=1)
    columns = (Article.source, Article.url, Article.title, Article.language, Article.authors)
    edges = (func.substr(text, 1, _EDGE), func.substr(text, start))
    is_copy = Article.story_why["kind"].as_string() == "same-text"
    copy_of = case((is_copy, Article.story_why["article"].as_integer()))
    rest = (copy_of, Article.published_at, Article.seen_at)
    query = select(Article.story_id, Article.id, *columns, *edges, *rest).where(of).limit(limit)
    for row in session.execute(query.order_by(Article.seen_at, Article.id)):
        story, id_, source, url, title, language, authors, *rest_of_it = row
        yield story, Telling(id_, source, url, title, language, tuple(authors), *rest_of_it)

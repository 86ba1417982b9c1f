"""Hand articles that a search or a watch found on to other programs: the base of every format, and their choice.

A format writes while articles are still being found, and holds few of them at a time. To add one, put a subclass of
Format into alerts/exports/.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any, ClassVar
from uuid import UUID, uuid5

import alerts.exports
from alerts.display import web_link
from alerts.evaluate import Explanation, Hit
from alerts.wording import iso
from config.plugins import kinds
from store.models import Article, ArticleVersion

#: By which the identifiers are made that other programs know our things by.
OURS = UUID("5c0f3f0e-6d0b-5f0b-9c53-0e3c6a4f7d11")


@dataclass(frozen=True)
class Rung:
    """The alert that a watch opened for an article; `revision` is the digest of the settings it was made under."""

    id: int
    watch: str
    priority: str
    opened_at: datetime
    revision: str | None = None


@dataclass(frozen=True)
class Exported:
    """An article with the places in it that were found, and the alert that it opened, if that is what is exported."""

    article: Article
    hits: Sequence[Hit]
    alert: Rung | None = None


@dataclass(frozen=True)
class About:
    """What an export is of.

    `title` says it in words, `made_at` is aware UTC, `program` is our name and version. `versions` returns the earlier
    texts of an article, `explain` what of the query held for it; None: the query is not known any more.
    """

    title: str
    query: str
    made_at: datetime
    program: str
    versions: Callable[[Article], Sequence[ArticleVersion]]
    explain: Callable[[Article], Explanation | None]


class Format(ABC):
    """Writes articles in one format. `kind` names it in addresses and options, `suffix` ends the name of its file."""

    kind: ClassVar[str]
    title: ClassVar[str]
    suffix: ClassVar[str]
    media_type: ClassVar[str]

    @abstractmethod
    def write(self, articles: Iterable[Exported], about: About) -> Iterator[bytes]:
        """Yield the file piece by piece; the articles are asked for one after the other."""


@cache
def formats() -> dict[str, type[Format]]:
    """Return the formats there are, by kind."""
    return kinds(alerts.exports, Format)


def each_once(found: Iterable[Exported]) -> Iterator[Exported]:
    """Yield each article once, with the first of the alerts that it opened: several watches may have rung for it."""
    known: set[int] = set()
    for one in found:
        if one.article.id not in known:
            known.add(one.article.id)
            yield one


def text_hash(article: Article | ArticleVersion) -> str:
    """Return SHA-256 in hex of title, summary and text, each ended by a line feed, in UTF-8."""
    return sha256("".join(f"{part}\n" for part in (article.title, article.summary, article.text)).encode()).hexdigest()


def facts(one: Exported) -> dict[str, Any]:
    """Return an article for programs, ready for JSON; without its text."""
    article, alert = one.article, one.alert
    told: dict[str, Any] = {
        "article": article.id,
        "url": article.url,
        "title": article.title,
        "summary": article.summary,
        "source": article.source,
        "language": article.language,
        "authors": list(article.authors),
        "published": iso(article.published_at),
        "seen": iso(article.seen_at),
        "changed": iso(article.changed_at),
        "version": article.version,
        "story": article.story_id,
        "sha256": text_hash(article),
        "words": list(dict.fromkeys(hit.text for hit in one.hits)),
    }
    if alert is not None:
        told |= {"alert": alert.id, "watch": alert.watch, "priority": alert.priority, "opened": iso(alert.opened_at)}
    return told


def link_of(article: Article) -> str | None:
    """Return the address of an article if it is one of the web, as other programs open it."""
    return web_link(article.url)


def article_uuid(article: Article) -> UUID:
    """Return the number by which other programs know an article: the same in every export of every store."""
    return uuid5(OURS, f"article {article.url_key}")

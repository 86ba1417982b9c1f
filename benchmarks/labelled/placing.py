"""Put articles into a new store the way a poll does, and say where each came to stand."""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.stories import place
from benchmarks.labelled.record import Record, number_of
from crawler.addresses import canonical_url, url_key
from store.articles import record
from store.incoming import Placement
from store.migrate import upgrade
from store.models import Article
from store.new_article import NewArticle
from store.session import Store, open_store

#: Articles in one transaction, as in a poll.
_POLL = 20
#: Languages that do not set words apart, and how many letters count for one.
_SPACELESS, _LETTERS = ("zh", "ja", "th"), 3
#: So many minutes later at most an article is seen in another order of arrival.
_LATEST = 720


@dataclass(frozen=True)
class Placed:
    """An article, the news it tells (`gold`; None: nobody has said), and the story it stands in at the end.

    `opened`: it opened a story. `doubtful`: it was joined to one, but not surely. `newer`: a known article's new text.
    """

    record: Record
    gold: str | None
    story: int
    opened: bool
    doubtful: bool
    newer: bool


def shortened(article: Record, words: int) -> Record:
    """Return an article with its title and so many words, as feeds of summaries bring it."""
    if article.language in _SPACELESS:
        return replace(article, text=article.text[: _LETTERS * words])
    return replace(article, text=" ".join(article.text.split()[:words]))


def delayed(article: Record, seed: int) -> Record:
    """Return an article seen up to half a day later, as another machine or a source read more seldom would see it."""
    minutes = number_of(f"{seed} {article.url}") % _LATEST
    return replace(article, seen=article.seen + timedelta(minutes=minutes))


def placed(articles: Sequence[tuple[Record, str | None]]) -> tuple[list[Placed], float]:
    """Return where each article of (article, the news it tells) is put, and the seconds of CPU that one takes."""
    found: list[tuple[int, bool, bool, bool]] = []
    started = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/stories.db")
        upgrade(store)
        for first in range(0, len(articles), _POLL):
            with store.transaction() as session:
                found += [_put(session, article) for article, _ in articles[first : first + _POLL]]
        stories = _stories(store)
        store.engine.dispose()
    seconds = (time.process_time() - started) / max(1, len(articles))
    rows = zip(articles, found, strict=True)
    return [Placed(article, gold, stories[id_], *how) for (article, gold), (id_, *how) in rows], seconds


def _put(session: Session, article: Record) -> tuple[int, bool, bool, bool]:
    """Store an article; return its id, and whether it opened a story, is of it doubtfully, is a newer text of one."""
    answers: list[Placement] = []

    def ask(session: Session, asked: Sequence[Article]) -> Sequence[Placement]:
        answers.extend(place(session, asked, article.seen))
        return answers

    recorded = record(session, article.outlet, [_item(article)], article.seen, ask)
    if recorded.new:
        answer = answers[0]
        return recorded.new[0].id, answer.story_id is None, bool(answer.why.get("doubtful")), False
    return (recorded.changed[0].id if recorded.changed else recorded.seen[0]), False, False, True


def _item(article: Record) -> NewArticle:
    return NewArticle(
        url=canonical_url(article.url),
        url_key=url_key(article.url),
        title=article.title,
        text=article.text,
        language=article.language,
        published_at=article.published,
        complete=article.kind not in ("teaser", "truncated"),
    )


def _stories(store: Store) -> dict[int, int]:
    with store.reading() as session:
        return {id_: story for id_, story in session.execute(select(Article.id, Article.story_id))}

"""Count what a poll brought, by language, country, watch and concept, for the trends."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from alerts.alerting import OLD_NEWS
from alerts.placement import SAME_TEXT
from store.base import Base
from store.models import Article, Match
from store.statements import chunks
from store.tallies import count_up

#: What watches have found now, but for what a new source already held.
_MATCHES = Base.metadata.tables[Match.__tablename__].c
_NEWS = select(_MATCHES.watch, _MATCHES.article_id, _MATCHES.evidence).where(
    _MATCHES.article_id.in_(bindparam("articles", expanding=True)),
    _MATCHES.matched_at == bindparam("now"),
    or_(_MATCHES.quiet.is_(None), _MATCHES.quiet.not_in(OLD_NEWS)),
)


def tally(
    session: Session, new: Sequence[Article], changed: Sequence[Article], country: str | None, now: datetime
) -> None:
    """Count articles that are new, and what watches found at `now` (aware UTC) in them and in changed ones.

    A concept counts once for an article, however many watches name it. Arguments: `country` of their source.
    """
    numbers: Counter[tuple[str, str]] = Counter()
    for article in new:
        language = (article.language or "").split("-")[0].lower()
        numbers.update([("all", ""), ("language", language), ("country", country or "")])
        numbers["copy", ""] += article.story_why.get("kind") == SAME_TEXT
    concepts: set[tuple[int, str]] = set()
    for part in chunks([article.id for article in (*new, *changed)]):
        for watch, id_, evidence in session.connection().execute(_NEWS, {"articles": part, "now": now}):
            numbers["watch", watch] += 1
            concepts |= {(id_, hit["concept"].lstrip("@")) for hit in evidence if hit.get("concept")}
    numbers.update(("concept", name) for _, name in concepts)
    count_up(session, now.date(), +numbers)

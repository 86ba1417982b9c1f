"""What is exported: the articles that a search finds, and those that opened alerts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.document import document_of
from alerts.evaluate import Explanation, Hit
from alerts.export import About, Exported, Rung
from alerts.searching import Where, look
from alerts.watch import Watch
from config.choosing import SourceFacts
from store.alert_models import Alert
from store.alerts import latest
from store.history import versions_of
from store.models import Article, ArticleVersion, Revision
from store.session import Store

#: Alerts read at a time.
_TOGETHER = 100


def found_by_search(
    store: Store, watch: Watch, where: Where, sources: Mapping[str, SourceFacts], limit: int | None = None
) -> Iterator[Exported]:
    """Yield the articles that a search finds, in its order; arguments as for `alerts.searching.look`."""
    found = (Exported(one, hits) for one, hits in look(store, watch, where, sources).articles if hits is not None)
    return islice(found, limit)


def found_by_alerts(store: Store, limit: int | None = None, **wanted: Any) -> Iterator[Exported]:
    """Yield the articles that opened alerts, the newest alert first; `wanted` as for `store.alerts.latest`.

    Spikes and silences have no article, and are left out.
    """
    return islice(_of_alerts(store, wanted), limit)


def about(
    store: Store,
    title: str,
    watch: Watch | None,
    sources: Mapping[str, SourceFacts],
    made_at: datetime,
    program: str,
) -> About:
    """Return what an export is of; `watch` is what found its articles, None if it is not known any more."""
    query = watch.settings.query if watch else ""
    return About(title, query, made_at, program, partial(_versions, store), partial(_explained, watch, sources))


def _of_alerts(store: Store, wanted: Mapping[str, Any]) -> Iterator[Exported]:
    before = wanted.get("before")
    while True:
        with store.reading() as session:
            standing = latest(session, _TOGETHER, **{**wanted, "before": before})
            alerts = [one.alert for one in standing]
            digests = _digests(session, alerts)
        for alert in alerts:
            if alert.departure_id is None:
                revision = digests.get(alert.revision_id or 0)
                rung = Rung(alert.id, alert.watch, alert.priority, alert.opened_at, revision)
                yield Exported(alert.article, [Hit(**hit) for hit in alert.evidence], rung)
        if len(alerts) < _TOGETHER:
            return
        before = alerts[-1].id


def _digests(session: Session, alerts: Sequence[Alert]) -> dict[int, str]:
    ids = {alert.revision_id for alert in alerts if alert.revision_id}
    rows = session.execute(select(Revision.id, Revision.digest).where(Revision.id.in_(ids)))
    return {revision: digest for revision, digest in rows}


def _versions(store: Store, article: Article) -> list[ArticleVersion]:
    if article.version == 1:
        return []
    with store.reading() as session:
        return versions_of(session, article.id)


def _explained(watch: Watch | None, sources: Mapping[str, SourceFacts], article: Article) -> Explanation | None:
    return None if watch is None else watch.explain(document_of(article, sources.get(article.source)))

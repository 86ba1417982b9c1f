"""The jobs the daemon runs. Each reads top to bottom as what it does."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.orm import Session

from alerts.alerting import FIRST_POLL, HELD_BEFORE, VOLUME_ALONE, Found, open_alerts
from alerts.document import document_of
from alerts.placement import sure_story
from alerts.silencing import holding
from alerts.tallying import tally
from alerts.updates import note_changes
from config import Settings, SourceSettings, WatchSettings
from crawler.addresses import url_key
from crawler.item import Item, ReadError, Reading, fault_of_ours
from crawler.reader import reader_for
from crawler.readers.feed import pushed_items, pushed_reading
from crawler.web import Web
from scheduler.cadence import NextPoll
from scheduler.gaps import without_gap
from scheduler.in_force import InForce
from scheduler.old_news import old_news
from scheduler.recognised import article_of, at_other_addresses
from scheduler.reused import told_anew
from scheduler.silenced import silences_of
from scheduler.taken_over import hold_if_taken_over
from scheduler.visits import Asking, Failed, Fruitless, Visit, Visits, end_poll, end_push
from store.alert_models import Alert
from store.articles import Head, Recorded, heads_at, ids_at, record
from store.errors import StoreError
from store.incoming import Placement
from store.models import Article
from store.session import Store

if TYPE_CHECKING:
    from alerts.naming import Naming

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Polled:
    """What one poll came to; `kind` and `error` say what failed."""

    source: str
    items: int = 0
    new: int = 0
    changed: int = 0
    alerts: int = 0
    unchanged: bool = False
    first: bool = False
    kind: str | None = None
    error: str | None = None
    notes: tuple[str, ...] = ()
    next_poll: NextPoll | None = None

    def was_silent(self, settings: Settings) -> bool:
        """Whether it alerts nobody, whatever it brought: the first poll of a source, unless settings say otherwise."""
        return self.first and not settings.alerts_on_first_poll(settings.find_source(self.source))


async def poll(
    store: Store,
    web: Web,
    force: InForce,
    source: SourceSettings,
    now: datetime,
    owner: str | None = None,
    visits: Visits | None = None,
) -> Polled:
    """Read source, and keep what is new together with the alerts it opens, or nothing at all.

    `owner` holds the lease under which it is polled; without one nobody's lease is looked at. What a hub has pushed of
    it is read first, and the source itself at its next poll. A source that cannot be read is recorded and returned as
    such, and so is one over which our own code breaks down. Polls under way at once share `visits`. Raises StoreError
    when the store fails.
    """
    visits = visits or Visits(store)
    visit = await visits.begin(Asking(force, source, now, owner))
    try:
        return await _read(store, web, force, visits, visit)
    except StoreError:
        raise
    except ReadError as error:
        failure = error
    except Exception as error:  # a bug in one poll may end that poll, and is told of its source
        log.exception("poll crashed: source=%s", source.name)
        failure = fault_of_ours(error)
    following = await visits.fail(Failed(visit, failure))
    return Polled(source=source.name, kind=failure.kind, error=str(failure), next_poll=following)


async def _read(store: Store, web: Web, force: InForce, visits: Visits, visit: Visit) -> Polled:
    """Read what a visit is for, and keep it. Raises ReadError where the source cannot be read."""
    if visit.pushes:
        reading = await _pushed(web, visit)
    else:
        reading = await reader_for(visit.source, force.settings.fetch).read(visit.state.cursor, web)
        reading = await without_gap(store, web, force, visit, reading)
    items, late = await _in_full(store, web, force, visit, reading.items)
    if items or visit.pushes:
        elsewhere = max(0, len(items) - reading.held)
        reading = replace(reading, items=items, elsewhere=elsewhere)
        return await asyncio.to_thread(_record, store, force, visit, reading, late)
    reading = replace(reading, items=(), elsewhere=0) if reading.items else reading
    following = await visits.end(Fruitless(force, visit, reading))
    return _polled(visit, reading, following, Recorded(), 0)


def _sound(visit: Visit, items: Iterable[Item], make: Callable[[Item], T]) -> list[tuple[Item, T]]:
    """Return items with what make makes of them; one of which it makes a ValueError is said and hides no other."""
    made = []
    for item in items:
        try:
            made.append((item, make(item)))
        except ValueError as error:
            log.warning("item dropped: source=%s url=%s error=%s", visit.source.name, item.url, error)
    return made


async def _pushed(web: Web, visit: Visit) -> Reading:
    """Return what a hub has pushed of a source, the latest of each item; a push that cannot be read hides no other."""
    items: list[Item] = []
    notes = []
    for push in reversed(visit.pushes):
        try:
            found = await pushed_items(visit.source, push.body, push.content_type, web)
        except ReadError as error:
            log.warning("push cannot be read: source=%s error=%s", visit.source.name, error)
            notes.append(f"what its hub pushed cannot be read: {error}")
        else:
            items += found
    return pushed_reading(items, visit.state.cursor, notes)


async def _in_full(
    store: Store, web: Web, force: InForce, visit: Visit, items: Iterable[Item]
) -> tuple[tuple[Item, ...], frozenset[str]]:
    """Return items, those the store does not know with the text of their pages, and the keys of late ones.

    Late are articles of the source whose page could not be read before and now was: one that was out of reach for an
    hour must not hide what a watch asks for. They stand after the others.
    """
    keyed = {item.url: (item, key) for item, key in _sound(visit, items, lambda item: url_key(item.url))}
    if not (keyed or visit.lacking):
        return (), frozenset()
    by_key = {key: item for item, key in keyed.values()}
    held, elsewhere, heads = await asyncio.to_thread(_held, store, visit, by_key)
    if anew := told_anew(by_key, heads):
        return await _in_full(store, web, force, visit, [anew.get(key, item) for item, key in keyed.values()])
    # As the source has it now: its headline may be edited while the page is out of reach. Where the source has others
    # by now, its old addresses tell nothing, and beside them what is at the new ones would be taken for news.
    again = [] if elsewhere else [by_key.get(url_key(item.url), item) for item in visit.lacking]
    unknown = [item for item, key in keyed.values() if key not in held and item.url not in elsewhere]
    completed = {item.url: item for item in await _completed(web, force, visit, [*unknown, *again])}
    listed = [completed.get(url, item) for url, (item, _) in keyed.items()]
    late = [item for one in again if (item := completed[one.url]).complete]
    rest = [item for item in late if item.url not in keyed]
    return (*listed, *rest), frozenset(url_key(item.url) for item in late)


async def _completed(web: Web, force: InForce, visit: Visit, items: Sequence[Item]) -> Sequence[Item]:
    if not items:
        return ()
    from crawler.fulltext import complete  # here: most polls bring nothing of which pages could be wanted

    return await complete(items, web, visit.source, force.settings.fetch, force.settings.sites)


def _held(store: Store, visit: Visit, by_key: Mapping[str, Item]) -> tuple[set[str], set[str], dict[str, Head]]:
    """Return which items are stored: by the keys of their addresses, and else those (by address) that are at others.

    Beside them is how those stand that the source has brought.
    """
    with store.reading() as session:
        held = set(ids_at(session, by_key))
        heads = heads_at(session, visit.source.name, held)
        if held or visit.is_first:
            return held, set(), heads
        return held, at_other_addresses(session, visit.source.name, by_key.values(), visit.now), heads


def _record(store: Store, force: InForce, visit: Visit, reading: Reading, late: frozenset[str]) -> Polled:
    """Keep all that one reading brought, in one transaction."""
    source, now = visit.source, visit.now
    articles = [article for _, article in _sound(visit, reading.items, partial(article_of, now=now))]
    # Made outside the transaction, for the first time takes a third of a second.
    placing = partial(_placed, now=now, naming=force.naming, silent=_is_silent(force, visit))
    with store.transaction() as session:
        if old := old_news(session, visit, articles):
            note = f"nothing in it was known, and {len(old)} of it came before it was read here; that alerts nobody"
            reading = replace(reading, notes=(*reading.notes, note))
        recorded = record(session, source.name, articles, now, placing)
        if another := hold_if_taken_over(session, force.settings, visit, reading, recorded, late):
            reading = replace(reading, notes=(*reading.notes, another))
        fresh = [*recorded.new, *recorded.changed]
        alerts = _ring(session, force, visit, fresh, late, old) if fresh else []
        if fresh and not visit.is_first:
            news = [article for article in recorded.new if article.url_key not in old]
            tally(session, news, recorded.changed, source.country, now)
        end = end_push if visit.pushes else end_poll
        following = end(session, force, visit, reading, recorded)
    return _polled(visit, reading, following, recorded, len(alerts))


def _polled(visit: Visit, reading: Reading, following: NextPoll, recorded: Recorded, alerts: int) -> Polled:
    polled = Polled(
        source=visit.source.name,
        items=len(reading.items),
        new=len(recorded.new),
        changed=len(recorded.changed),
        alerts=alerts,
        unchanged=reading.unchanged,
        first=visit.is_first,
        notes=reading.notes,
        next_poll=following,
    )
    log.info(
        "%s: source=%s items=%d new=%d changed=%d alerts=%d%s",
        *("pushed" if visit.pushes else "polled", polled.source),
        *(polled.items, polled.new, polled.changed, polled.alerts),
        " unchanged" if polled.unchanged else " first" if polled.first else "",
    )
    return polled


def _placed(
    session: Session, articles: Sequence[Article], *, now: datetime, naming: "Naming", silent: bool
) -> Iterator[Placement]:
    from alerts.stories import place  # here: most polls bring nothing to place

    return place(session, articles, now, naming, silent=silent)


def _ring(
    session: Session,
    force: InForce,
    visit: Visit,
    articles: Sequence[Article],
    late: frozenset[str],
    old: frozenset[str],
) -> list[Alert]:
    """Match every watch against the articles, open the alerts that this calls for, and note what has changed."""
    # Read only if something is found.
    silences = cache(lambda: silences_of(session, force))
    quiet = {article.url_key: _quiet(force, visit, article, late, old) for article in articles}
    found = [
        Found(
            match.watch.settings,
            article,
            [dict(vars(hit)) for hit in match.evidence.hits],
            quiet[article.url_key] or _volume_alone(match.watch.settings),
            holding(silences(), match.watch.name, document, sure_story(article), visit.now),
        )
        for article in articles
        for document in [document_of(article, visit.source)]
        for match in force.matcher.match(document)
    ]
    opened = open_alerts(session, found, force.plans, visit.now, force.revision_id, force.settings.flood)
    stories = {article.story_id for article in articles if quiet[article.url_key] is None}
    note_changes(session, stories, force.settings.watches, force.settings.sources, visit.now)
    return opened


def _quiet(force: InForce, visit: Visit, article: Article, late: frozenset[str], old: frozenset[str]) -> str | None:
    """Return why an article must not alert: it is what a source already held, if only now with its whole text."""
    since = visit.state.first_success_at
    baseline = since is None or (article.url_key in late and article.seen_at <= since)
    if force.settings.alerts_on_first_poll(visit.source):
        return None
    return FIRST_POLL if baseline else HELD_BEFORE if article.url_key in old else None


def _is_silent(force: InForce, visit: Visit) -> bool:
    """Tell whether all that a visit brings is what a new source already held, and must not alert."""
    return visit.state.first_success_at is None and not force.settings.alerts_on_first_poll(visit.source)


def _volume_alone(watch: WatchSettings) -> str | None:
    return VOLUME_ALONE if watch.volume and not watch.volume.stories else None

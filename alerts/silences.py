"""The silences there are, those of the settings beside those of the store, ready to be asked."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.concepts import Concepts
from alerts.query import QueryError
from alerts.silencing import Silence, query_watch, subject_problems
from alerts.watch import Watch
from config import Settings, SilenceSettings
from config.silences import begins, ends
from store.alert_models import StoredSilence
from store.articles import ids_at
from store.models import Article
from store.statements import number_of

#: Asked at each poll that finds anything, and so made once.
_STORED = select(StoredSilence).order_by(StoredSilence.id)


class NoSilence(Exception):
    """There is no such silence, or it cannot be ended; the message says what to do."""


def all_silences(
    session: Session, settings: Settings, concepts: Concepts, key_of: Callable[[str], str]
) -> list[Silence]:
    """Return every silence, whether it holds now or not: those of the settings first, then the stored, oldest first.

    `key_of` returns the key under which an address is stored; it raises ValueError for what is none.
    """
    given = [_given(session, one, settings, concepts, key_of) for one in settings.silences]
    stored = session.scalars(_STORED)
    return [*given, *(_stored(one, concepts) for one in stored)]


def end_of(session: Session, key: str, settings: Settings) -> datetime | None:
    """Return when the silence of that key ends, aware; None if it is gone from the settings."""
    for one in settings.silences:
        if one.name == key:
            return ends(one.until, settings.zone)
    number = number_of(key)
    row = None if number is None else session.get(StoredSilence, number)
    return None if row is None else row.ended_at or row.until


def end_silence(session: Session, key: str, settings: Settings, now: datetime) -> None:
    """End a stored silence now; the next tick of the daemon tells what it held.

    Raises:
        NoSilence: there is none of that key, it stands in the settings, or it is over already.

    """
    if any(one.name == key for one in settings.silences):
        raise NoSilence(f"silence {key!r} stands in the settings: change its `until` there, or take it out")
    number = number_of(key)
    row = None if number is None else session.get(StoredSilence, number, with_for_update=True)
    if row is None:
        raise NoSilence(f"there is no silence {key!r}; `tocsin silence list` shows them")
    if row.ended_at is not None or row.until <= now:
        raise NoSilence(f"silence {key} is over already")
    row.ended_at = now


def silence_data(
    one: Silence, settings: Settings, held: Mapping[str, tuple[int, int]], now: datetime
) -> dict[str, Any]:
    """Return a silence as it stands at `now`; `held` says how many alerts each holds, and held that were told."""
    holds, told = held.get(one.key, (0, 0))
    gone = [what for _, what, _ in subject_problems(one.watch, one.source, None, settings)]
    return {
        "silence": one.key,
        "from_settings": not one.key.isdecimal(),
        "state": one.state(now),
        "watch": one.watch,
        "story": one.story,
        "source": one.source,
        "query": one.query.query.text if one.query else None,
        "since": one.since,
        "until": one.until,
        "ended": one.ended_at,
        "reason": one.reason,
        "by": one.by,
        "wrong": one.wrong or "; ".join(gone),
        "holds": holds,
        "told": told,
    }


def _given(
    session: Session, one: SilenceSettings, settings: Settings, concepts: Concepts, key_of: Callable[[str], str]
) -> Silence:
    zone = settings.zone
    query, wrong = _asked(one.query, concepts)
    story, strange = story_at(session, one.story, key_of)
    return Silence(
        key=one.name,
        until=ends(one.until, zone),
        since=None if one.since is None else begins(one.since, zone),
        watch=one.watch,
        story=story,
        source=one.source,
        query=query,
        reason=one.reason,
        by=one.by,
        wrong=wrong or strange,
    )


def _stored(row: StoredSilence, concepts: Concepts) -> Silence:
    query, wrong = _asked(row.query, concepts)
    return Silence(
        key=str(row.id),
        until=row.until,
        since=row.since,
        ended_at=row.ended_at,
        watch=row.watch,
        story=row.story_id,
        source=row.source,
        query=query,
        reason=row.reason,
        by=row.made_by,
        wrong=wrong,
    )


def _asked(query: str | None, concepts: Concepts) -> tuple[Watch | None, str]:
    """Return a query ready to be asked, or why it is none: the concepts it names may be gone since it was made."""
    if query is None:
        return None, ""
    try:
        return query_watch(query, concepts), ""
    except QueryError as error:
        return None, f"its query is wrong: {error.message}"


def story_at(session: Session, address: str | None, key_of: Callable[[str], str]) -> tuple[int | None, str]:
    """Return the story of the article at an address, or why there is none yet."""
    if address is None:
        return None, ""
    try:
        ids = list(ids_at(session, [key_of(address)]).values())
    except ValueError as error:
        return None, str(error)
    story = session.scalar(select(Article.story_id).where(Article.id.in_(ids)))
    return story, "" if story is not None else f"no article of this address is stored: {address}"

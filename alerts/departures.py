"""Spikes and silences in the store: what the volume of a watch is judged by, and the alert that tells of one."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, get_args

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from xxhash import xxh3_128_hexdigest

from alerts.alerting import OLD_NEWS, ChannelPlan, hold_back, insert_new, open_deliveries
from alerts.placement import SAME_TEXT
from alerts.volume import WEEKS_NEEDED, Kind, Past, Seen, Standing, change, standing, windows
from config import Settings, VolumeSettings, WatchSettings
from store.alert_models import Alert, Departure
from store.coverage import coverage_since
from store.models import Article, Match, SourceState, WatchState
from store.statements import insert_missing

if TYPE_CHECKING:
    from alerts.silencing import Silence

log = logging.getLogger(__name__)


def volume_watches(settings: Settings) -> list[tuple[WatchSettings, VolumeSettings]]:
    """Return the watches that want to be told of their volume, and how."""
    return [(watch, watch.volume) for watch in settings.watches if watch.enabled and watch.volume is not None]


def standing_of(
    session: Session, watch: WatchSettings, rule: VolumeSettings, settings: Settings, now: datetime
) -> Standing:
    """Return how a watch stands against its habit at `now` (aware).

    Only sources that are read, and have been for the weeks that a habit needs, are counted, now as then: one that
    was added or removed changes no habit.
    """
    oldest = windows(now, rule.window, settings.zone)[-1].start
    known = session.get(WatchState, watch.name)
    since = known.since if known and known.digest == _digest(watch) else now
    past = Past(
        _seen(session, watch, settings, oldest, now), coverage_since(session, oldest - timedelta(hours=2)), since
    )
    return standing(rule, past, now, settings.zone)


def under_way(session: Session) -> dict[str, Departure]:
    """Return the departures that have not ended, by watch."""
    return {one.watch: one for one in session.scalars(select(Departure).where(Departure.ended_at.is_(None)))}


def note_departure(
    session: Session,
    watch: WatchSettings,
    settings: Settings,
    plans: Mapping[str, ChannelPlan],
    now: datetime,
    revision_id: int | None = None,
    silences: "Sequence[Silence]" = (),
) -> int | None:
    """Look how a watch stands; open an alert where it departs from its habit, and end what is over.

    One of `silences` that holds the watch keeps the alert from being told. Returns the alert opened, if any. Whoever
    else looks at the same time opens none: a watch departs once at a time.
    """
    rule = watch.volume
    if rule is None:
        return None
    _remember(session, watch, now)
    now_stands = standing_of(session, watch, rule, settings, now)
    ongoing = session.scalars(
        select(Departure).where(Departure.watch == watch.name, Departure.ended_at.is_(None)).with_for_update()
    ).first()
    last = session.scalar(select(func.max(Departure.ended_at)).where(Departure.watch == watch.name))
    kind = _kind(ongoing) if ongoing else None
    step = change(rule, now_stands, kind, None if last is None else now - last)
    if step == "end" and ongoing is not None:
        _end(ongoing, now)
    elif step == "spike" or step == "silence":
        opened = _open(session, watch, rule, now_stands, now, revision_id)
        if opened is not None:
            from alerts.silencing import holding_volume  # here: who only looks how watches stand does without

            _tell(session, opened, watch, plans, holding_volume(silences, watch.name, now), now)
        return opened
    return None


def end_unwatched(session: Session, watched: set[str], now: datetime) -> None:
    """End the departures of watches that nobody asks of any more."""
    for name, departure in under_way(session).items():
        if name not in watched:
            _end(departure, now)


def _kind(departure: Departure) -> Kind:
    return next(kind for kind in get_args(Kind) if kind == departure.kind)


def _end(departure: Departure, now: datetime) -> None:
    departure.ended_at = now
    log.info("%s over: watch=%s since=%s", departure.kind, departure.watch, f"{departure.began_at:%Y-%m-%dT%H:%MZ}")


def _open(
    session: Session,
    watch: WatchSettings,
    rule: VolumeSettings,
    now_stands: Standing,
    now: datetime,
    revision_id: int | None,
) -> int | None:
    row = {"watch": watch.name, "kind": now_stands.state, "window_start": now - rule.window, "began_at": now}
    departure = insert_new(session, Departure, {**row, "figures": asdict(now_stands)})
    if departure is None:
        return None
    row = {"watch": watch.name, "departure_id": departure, "evidence": [], "priority": watch.priority}
    alert = insert_new(session, Alert, {**row, "opened_at": now, "revision_id": revision_id})
    if alert is not None:
        numbers = (now_stands.count, now_stands.usual, now_stands.spread)
        log.info("%s: watch=%s alert=%d count=%d usual=%g±%g", now_stands.state, watch.name, alert, *numbers)
    return alert


def _tell(
    session: Session,
    alert: int,
    watch: WatchSettings,
    plans: Mapping[str, ChannelPlan],
    silence: "Silence | None",
    now: datetime,
) -> None:
    if silence is None:
        open_deliveries(session, alert, watch.channels, watch.priority, plans, now)
    else:
        hold_back(session, alert, watch, silence, now)


def _remember(session: Session, watch: WatchSettings, now: datetime) -> None:
    """Keep since when the watch looks for what it does; one that is new here has done so since its first match."""
    digest = _digest(watch)
    first = session.scalar(select(func.min(Match.matched_at)).where(Match.watch == watch.name)) or now
    session.execute(insert_missing(session, WatchState), [{"name": watch.name, "digest": digest, "since": first}])
    known = session.get_one(WatchState, watch.name, with_for_update=True)
    if known.digest != digest:
        known.digest, known.since = digest, now


def _digest(watch: WatchSettings) -> str:
    return xxh3_128_hexdigest(json.dumps([watch.query, watch.sources, watch.languages, watch.inflect]).encode())


def _seen(session: Session, watch: WatchSettings, settings: Settings, since: datetime, now: datetime) -> list[Seen]:
    enabled = {source.name for source in settings.sources if source.enabled}
    settled = select(SourceState.name).where(SourceState.first_success_at <= now - timedelta(weeks=WEEKS_NEEDED))
    counted = enabled.intersection(session.scalars(settled))
    news = or_(Match.quiet.is_(None), Match.quiet.not_in(OLD_NEWS))
    columns = select(Match.matched_at, Article.source, Article.story_why["kind"].as_string())
    found = columns.join(Match.article).where(
        Match.watch == watch.name, Match.matched_at > since, Match.matched_at <= now, news
    )
    rows = session.execute(found.order_by(Match.matched_at, Match.id))
    return [Seen(at, source, kind == SAME_TEXT) for at, source, kind in rows if source in counted]

"""The watches: what each asks for, how often it rang, of what use that was, and where it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from alerts.display import one_line
from alerts.precision import precision
from alerts.wording import iso
from config import ConfigError, WatchSettings
from config.edit import Editor
from config.load import stamp
from scheduler.silenced import silences_of
from store.alerts import opened_between
from store.marks import Count, by_watch
from store.session import Store
from web.days import edges_of, last_days
from web.desk import Desk, desk_of
from web.drawing import days_drawn
from web.pages import page
from web.tongue import gettext as _
from web.tongue import time_text

#: Watches on a page, and days of which their alerts are counted, today among them.
PAGE, DAYS = 30, 30
_LONGEST = 300

Places = Mapping[str, tuple[Path, int]]


@dataclass(frozen=True)
class Filter:
    """Which watches are wanted, as the address says: with this in name or query, after one of that name."""

    find: str = ""
    after: str = ""

    def query(self, after: str = "") -> str:
        """Return it as the query of an address, with another place to begin at; '' if it asks for nothing."""
        given = urlencode([(k, v) for k, v in (("find", self.find), ("after", after)) if v])
        return f"?{given}" if given else ""


@dataclass(frozen=True)
class Standing:
    """A watch of the settings, its alerts by day, what was said of them, and the silences it is under."""

    watch: WatchSettings
    days: Mapping[date, int]
    count: Count | None
    silences: Sequence[Any] = ()
    place: tuple[Path, int] | None = None


async def show_all(request: Request) -> Response:
    """Show a page of watches."""
    desk, wanted = desk_of(request), _filter(request)
    found, more = await _found(desk, wanted)
    return page(
        request,
        "watches.html",
        title="Watches",
        watches=[shown(one, desk) for one in found],
        wanted=wanted,
        more=f"/watches{more}" if more else None,
        json=f"/watches.json{wanted.query(wanted.after)}",
    )


async def list_all(request: Request) -> Response:
    """Return a page of watches as JSON, with the address of the one that follows."""
    wanted = _filter(request)
    found, more = await _found(desk_of(request), wanted)
    watches = [watch_data(one) for one in found]
    return JSONResponse({"watches": watches, "next": f"/watches.json{more}" if more else None})


def watch_data(one: Standing) -> dict[str, Any]:
    """Return a watch for programs, ready for JSON."""
    useful, not_useful = (one.count.useful, one.count.not_useful) if one.count else (0, 0)
    share = precision(useful, not_useful)
    return {
        **one.watch.model_dump(mode="json"),
        "written": {"file": str(one.place[0]), "line": one.place[1]} if one.place else None,
        "alerts": one.count.alerts if one.count else 0,
        "useful": useful,
        "not_useful": not_useful,
        "precision": None if share is None else {"share": share[0], "at_least": share[1], "at_most": share[2]},
        "days": [{"day": str(day), "alerts": alerts} for day, alerts in one.days.items()],
        "silenced": [{"silence": s.key, "until": iso(s.until), "reason": s.reason} for s in one.silences],
    }


def shown(one: Standing, desk: Desk) -> dict[str, Any]:
    """Return a watch for a template; every text fit to be shown, times in the user's zone."""
    data, alerts = watch_data(one), list(one.days.values())
    return {
        **data,
        "name": one_line(one.watch.name, _LONGEST),
        "query": one_line(one.watch.query, _LONGEST),
        "channels": ", ".join(one.watch.channels),
        "page": address("/watch", one.watch.name),
        "alerts_page": "/alerts?" + urlencode({"watch": one.watch.name}),
        "written": _("%(file)s, line %(line)s", file=one.place[0].name, line=one.place[1]) if one.place else "",
        "picture": days_drawn(list(one.days), alerts, _("Alerts")),
        "in_all": sum(alerts),
        "silenced": [_held(silence, desk) for silence in one.silences],
    }


def _held(silence: Any, desk: Desk) -> str:
    until = _("until %(when)s", when=time_text(silence.until, desk.settings.zone))
    return f"{until}: {one_line(silence.reason, _LONGEST)}" if silence.reason else until


def address(path: str, name: str) -> str:
    """Return the address of what is about the watch of that name.

    The name is no part of the path: one that is `..`, or has a slash, would be another path to browsers and proxies.
    """
    return f"{path}?name={quote(name, safe='')}"


async def standings(desk: Desk, watches: Sequence[WatchSettings]) -> list[Standing]:
    """Return how watches stand now, in their order. Raises StoreError."""
    places = await desk.slowly(partial(_places, desk))
    return await desk.read(partial(_standings, desk, watches, places))


def _standings(desk: Desk, watches: Sequence[WatchSettings], places: Places, session: Session) -> list[Standing]:
    zone, now, names = desk.settings.zone, desk.clock(), [watch.name for watch in watches]
    days = last_days(now, zone, DAYS)
    opened = opened_between(session, names, edges_of(days, zone))
    counts = {count.watch: count for count in by_watch(session, watches=names)}
    silences = [one for one in silences_of(session, desk.force()) if one.state(now) == "in force"]
    return [
        Standing(
            watch,
            dict(zip(days, opened.get(watch.name, [0] * DAYS), strict=True)),
            counts.get(watch.name),
            [one for one in silences if one.watch == watch.name and one.story is None and one.source is None],
            places.get(watch.name),
        )
        for watch in watches
    ]


#: Where watches are written, as of the files with that stamp: reading them anew takes longer than a page.
_written: dict[Path, tuple[object, Places]] = {}


def _places(desk: Desk, store: Store) -> Places:
    force = desk.force()
    seen = stamp(force.watched)
    if force.path not in _written or _written[force.path][0] != seen:
        try:
            _written[force.path] = seen, Editor(force.path).places()
        except ConfigError:  # the file is being written, or broken: those in force go on
            return {}
    return _written[force.path][1]


def _filter(request: Request) -> Filter:
    asked = request.query_params
    return Filter(asked.get("find", "").strip(), asked.get("after", ""))


async def _found(desk: Desk, wanted: Filter) -> tuple[list[Standing], str | None]:
    """Return a page of watches in the order of their names, and the query of the one that follows."""
    find = wanted.find.casefold()
    matching = [w for w in desk.settings.watches if find in w.name.casefold() or find in w.query.casefold()]
    rest = sorted((w for w in matching if (w.name.casefold(), w.name) > _after(wanted)), key=_by_name)
    more = wanted.query(rest[PAGE - 1].name) if len(rest) > PAGE else None
    return await standings(desk, rest[:PAGE]), more


def _after(wanted: Filter) -> tuple[str, str]:
    return wanted.after.casefold(), wanted.after


def _by_name(watch: WatchSettings) -> tuple[str, str]:
    return watch.name.casefold(), watch.name

"""What a watch that is being written would find: asked with a button, or while its writer types, step by step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from starlette.requests import Request

from alerts.backtest import Change, Match
from alerts.checking import Checked, Checking
from alerts.display import Span
from alerts.message import reasons
from alerts.query import QueryError, format
from alerts.query_tree import Advice
from alerts.views import Finding
from alerts.watch import Line, Watch, check_lines, compile_watch
from alerts.wording import iso
from config import Settings, WatchSettings
from scheduler.in_force import InForce
from store.session import Store
from web.asked import seconds_in
from web.days import edges_of, last_days
from web.desk import Desk, desk_of
from web.drawing import days_drawn
from web.phrases import said_advice, said_wrong
from web.search import article_data, shown_article
from web.tongue import gettext as _
from web.tongue import time_text
from web.watch_form import BadForm, Draft

#: Days that are looked back, today among them; for how many seconds a step looks, and at most where somebody asks so.
DAYS, WITHIN, PATIENT = 30, 0.02, 4.0
#: What decides which articles a watch finds; where none of it differs, nothing is compared.
_FINDS = ("query", "sources", "languages", "inflect")


@dataclass(frozen=True)
class Verdict:
    """What is to be said of a draft.

    `wrong` is why it is no watch, then all else is empty. `plain` is its query as the formatter prints it.
    """

    wrong: str = ""
    plain: str = ""
    advice: Sequence[Advice] = ()
    lines: Sequence[Line] = ()
    checked: Checked | None = None


async def verdict(request: Request, draft: Draft) -> Verdict:
    """Return what is to be said of a draft; asked again, it looks further, until all was looked at.

    Raises BadFilter: the address does not say for how many seconds.
    """
    desk, within = desk_of(request), seconds_in(request.query_params.get("within", ""), PATIENT) or WITHIN
    force = desk.force()
    there = force.settings.find_watch(draft.name) if draft.seen else None
    try:
        # A new one has no name yet while its query is written.
        watch = _compiled(replace(draft, name=draft.name or "new").watch(), force)
    except BadForm as error:
        return Verdict("\n".join(error.problems))
    except QueryError as error:
        return Verdict(str(error))
    in_force = _compiled(there, force) if there and _finds_otherwise(watch.settings, there) else None
    return await desk.looks(partial(_verdict, desk, watch, in_force, within), within)


def data(said: Verdict) -> dict[str, Any]:
    """Return a verdict for programs, ready for JSON; what a change adds and removes is null where nothing differs."""
    one = said.checked or Checked()
    told: dict[str, Any] = {"wrong": said.wrong, "plain": said.plain, "advice": list(map(str, said.advice))}
    told["lines"] = [{"text": line.text, "wanted": line.wanted, "why": line.why} for line in said.lines]
    told |= {"matches": one.matches, "stories": len(one.stories), "looked_at": one.looked_at}
    told |= {"complete": one.complete, "reached": iso(one.reached), "timed_out": one.timed_out}
    told |= {"microseconds": round(one.cost), "days": {str(day): number for day, number in sorted(one.by_day.items())}}
    told["newest"] = [article_data(match.article) for match in one.newest]
    sides = one.difference and (("adds", one.difference.added), ("removes", one.difference.removed))
    return told | dict(sides or {"adds": None, "removes": None})


def shown(said: Verdict, desk: Desk) -> dict[str, Any]:
    """Return a verdict for a template; every text fit to be shown, times in the user's zone."""
    told: dict[str, Any] = {"wrong": said_wrong(said.wrong), "plain": said.plain, "lines": said.lines}
    told |= {"advice": list(map(said_advice, said.advice))}
    return told | {"found": _found(said.checked, desk) if said.checked else None}


def is_news(said: Verdict, shown: int) -> bool:
    """Whether so much more is known than when `shown` articles were looked at that all is to be shown anew.

    Seldom, as the number doubles: whoever reads meanwhile must not lose their place all the time.
    """
    one = said.checked
    return one is None or one.complete or one.looked_at >= 2 * shown


def _compiled(watch: WatchSettings, force: InForce) -> Watch:
    """Return a watch as if it were switched on, which it may yet be."""
    return compile_watch(watch.model_copy(update={"enabled": True}), force.concepts)


def _finds_otherwise(watch: WatchSettings, there: WatchSettings) -> bool:
    return any(getattr(watch, key) != getattr(there, key) for key in _FINDS)


def _verdict(desk: Desk, watch: Watch, in_force: Watch | None, within: float, store: Store) -> Verdict:
    settings, force = desk.settings, desk.force()
    since = edges_of(last_days(desk.clock(), settings.zone, DAYS), settings.zone)[0]
    of = (one.settings.model_dump_json() for one in (watch, in_force) if one)
    key = (force.revision_id, settings.timezone, since, *of)
    look = desk.checks.get(
        key, desk.clock(), lambda: Checking(store, settings.sources, settings.zone, watch, in_force, since)
    )
    checked = look.look(within)
    if checked.complete:
        desk.checks.drop(key)
    return Verdict("", format(watch.query), watch.advice(settings.sources), list(check_lines(watch)), checked)


def _found(checked: Checked, desk: Desk) -> dict[str, Any]:
    settings = desk.settings
    days = _reached(checked, last_days(desk.clock(), settings.zone, DAYS), settings)
    matches = [checked.by_day[day] for day in days]
    return {
        "matches": checked.matches,
        "stories": len(checked.stories),
        "looked_at": checked.looked_at,
        "patient": f"{PATIENT:g}",
        "complete": checked.complete,
        "reached": time_text(checked.reached, settings.zone) if checked.reached else "",
        "days": len(days),
        "picture": days_drawn(days, matches, _("Matches")),
        "most": max(matches, default=0),
        "cost": f"{checked.cost:,.0f}" if checked.cost else "",
        "timed_out": checked.timed_out,
        "newest": [_match(match, settings) for match in checked.newest],
        "changes": _changes(checked, settings),
    }


def _changes(checked: Checked, settings: Settings) -> list[dict[str, Any]]:
    """Return what a change adds and removes; empty where there is nothing to compare with."""
    if checked.difference is None:
        return []
    one = checked.difference
    sides = (("adds", one.added, one.newest_added), ("removes", one.removed, one.newest_removed))
    return [
        {"what": what, "number": number, "newest": [_change(change, settings) for change in newest]}
        for what, number, newest in sides
    ]


def _reached(checked: Checked, days: Sequence[date], settings: Settings) -> list[date]:
    """Return the days that were looked at, the first of them perhaps in part."""
    if checked.complete or checked.reached is None:
        return list(days)
    first = checked.reached.astimezone(settings.zone).date()
    return [day for day in days if day >= first]


def _match(match: Match, settings: Settings) -> dict[str, Any]:
    hits = match.evidence.hits
    found = [Finding(h.clause, h.field, h.text, Span(h.start, h.end), h.concept, h.name, h.language) for h in hits]
    return shown_article(match.article, hits, settings) | {"why": reasons(found), "missed": ""}


def _change(change: Change, settings: Settings) -> dict[str, Any]:
    return _match(change.match, settings) | {"missed": change.why}

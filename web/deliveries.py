"""The ledger of deliveries; one with every attempt; the channels out of order; and the buttons to try again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import tzinfo
from functools import partial
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from alerts.display import one_line
from alerts.ledger import STATUSES, Entry, Retried, attempt_data, attempts_of, entries, entry, entry_data, retry
from alerts.wording import TITLE_LIMIT
from config import Settings
from store.alerts import held_by
from store.marks import goes_out
from store.statements import LARGEST
from store.summary import out_of_order, waiting_for
from web.asked import answering, known_in, number_in
from web.desk import Desk, desk_of
from web.forms import read_form
from web.marking import NotThere
from web.pages import for_json, page, problem
from web.phrases import begun, said
from web.tongue import gettext as _
from web.tongue import marked, ngettext, time_text

#: Deliveries on a page.
PAGE = 50
_LONGEST = 2_000
#: Why there is another delivery of an alert to somebody (`store.alert_models.Delivery.occasion`).
_OCCASIONS = (marked("summary"), marked("fallback"))
_CURE = "All that there are stand at /deliveries."
#: What stands above the ledger: channels out of order, how each channel stands, and what silences hold.
_Around = tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]


@dataclass(frozen=True)
class Filter:
    """Which deliveries are wanted, as the address says."""

    status: str | None = None
    channel: str | None = None
    watch: str | None = None
    before: int | None = None

    def query(self, before: int | None = None) -> str:
        """Return it as the query of an address, with another place to begin at; '' if it asks for nothing."""
        given = {name: value for name, value in asdict(self).items() if value and name != "before"}
        given |= {"before": before} if before else {}
        return f"?{urlencode(given)}" if given else ""


@answering(_CURE)
async def show_all(request: Request) -> Response:
    """Show a page of the ledger, and which channels are out of order."""
    desk = desk_of(request)
    wanted = _filter(request)
    settings, zone = desk.settings, desk.settings.zone
    found, more, (broken, channels, held) = await desk.read(partial(_found, wanted, settings))
    return page(
        request,
        "deliveries.html",
        title="Deliveries",
        deliveries=[_delivery(entry_data(one), zone) for one in found],
        broken=[_shown(one, zone) for one in broken],
        states=[_shown(one, zone) for one in channels],
        held=[_shown(one, zone) for one in held],
        wanted=wanted,
        statuses=STATUSES,
        channels=sorted({*settings.channels, *filter(None, [wanted.channel])}),
        watches=sorted({*(watch.name for watch in settings.watches), *filter(None, [wanted.watch])}),
        more=f"/deliveries{more}" if more else None,
        json=f"/deliveries.json{wanted.query(wanted.before)}",
    )


@answering(_CURE)
async def list_all(request: Request) -> Response:
    """Return a page of the ledger as JSON, with the address of the one that follows."""
    wanted = _filter(request)
    desk = desk_of(request)
    found, more, (broken, channels, held) = await desk.read(partial(_found, wanted, desk.settings))
    told = {"deliveries": [for_json(entry_data(one)) for one in found], "out_of_order": [for_json(b) for b in broken]}
    told |= {"channels": [for_json(one) for one in channels], "held": [for_json(one) for one in held]}
    return JSONResponse(told | {"next": f"/deliveries.json{more}" if more else None})


@answering(_CURE)
async def show_one(request: Request) -> Response:
    """Show one delivery with every attempt."""
    desk = desk_of(request)
    told = await desk.read(partial(_one, request.path_params["delivery"]))
    zone = desk.settings.zone
    delivery = _delivery(told, zone) | {"attempts": [_shown(attempt, zone) for attempt in told["attempts"]]}
    title = _("Delivery %(id)s", id=told["id"])
    return page(request, "delivery.html", title=title, one=delivery)


@answering(_CURE)
async def tell_one(request: Request) -> Response:
    """Return one delivery with its attempts as JSON."""
    told = await desk_of(request).read(partial(_one, request.path_params["delivery"]))
    return JSONResponse(for_json(told) | {"attempts": [for_json(attempt) for attempt in told["attempts"]]})


async def retry_one(request: Request) -> Response:
    """Make a delivery that failed or was given up due again."""
    desk, number = desk_of(request), request.path_params["delivery"]
    if number > LARGEST:
        return problem(request, 404, "There is no such delivery.", _CURE)
    done = await desk.change(partial(_retry, desk, ids=[number]))
    return _tried(request, done, f"/deliveries/{number}")


async def retry_dead(request: Request) -> Response:
    """Make all deliveries that were given up due again, or those of one channel."""
    desk, channel = desk_of(request), (await read_form(request)).get("channel") or None
    which = f"/deliveries?status=dead{f'&channel={channel}' if channel else ''}"
    done = await desk.change(partial(_retry, desk, dead=True, channel=channel), which)
    return _tried(request, done, "/deliveries")


def _filter(request: Request) -> Filter:
    asked = request.query_params
    status, channel, watch = (asked.get(name) or None for name in ("status", "channel", "watch"))
    if status:
        known_in(status, STATUSES, marked("There is no status %(name)r; write one of %(known)s."))
    return Filter(status, channel, watch, number_in(asked.get("before", ""), "before"))


def _found(wanted: Filter, settings: Settings, session: Session) -> tuple[list[Entry], str | None, _Around]:
    """Return a page of deliveries, the query of the page that follows, and what stands above it."""
    found = entries(session, PAGE + 1, **asdict(wanted))
    more = wanted.query(found[PAGE - 1].delivery.id) if len(found) > PAGE else None
    return found[:PAGE], more, _around(settings, session)


def _around(settings: Settings, session: Session) -> _Around:
    """Return what is out of order, how each channel of the settings stands, and what each silence holds, if any."""
    waiting, broken = waiting_for(session), {one.channel: one for one in out_of_order(session)}
    channels = [
        {
            "channel": name,
            "kind": one.kind,
            "state": broken[name].state if name in broken else "closed",
            "waiting": waiting.get(name, 0),
            "digest": None if one.digest is None else f"/digests?{urlencode({'channel': name})}",
        }
        for name, one in settings.channels.items()
    ]
    held = [
        {"silence": key, "held": number, "alerts": f"/alerts?{urlencode({'silence': key, 'state': 'held'})}"}
        for key, (number, _) in sorted(held_by(session).items())
        if number
    ]
    return [asdict(one) for one in broken.values()], channels, held


def _one(number: int, session: Session) -> dict[str, Any]:
    found = entry(session, number) if number <= LARGEST else None
    if found is None:
        raise NotThere("There is no such delivery.")
    attempts = [attempt_data(attempt) for attempt in attempts_of(session, number)]
    return entry_data(found) | {"goes_out": goes_out(session, number), "attempts": attempts}


def _retry(desk: Desk, session: Session, **which: Any) -> Retried:
    return retry(session, desk.clock(), desk.settings.channels, **which)


def _tried(request: Request, done: Retried, back: str) -> Response:
    if not done.due:
        why = " ".join(map(_refused, done.refused or ["nothing was given up"]))
        return problem(request, 400, "Nothing was changed.", why)
    due = len(done.due)
    told = [
        ngettext(
            "%(num)s delivery is due again, with all attempts ahead.",
            "%(num)s deliveries are due again, with all attempts ahead.",
            due,
        ),
        *([_("What travelled in the same message goes along.")] if due > 1 else []),
        *(_("Not: %(why)s", why=_refused(why)) for why in done.refused),
    ]
    return page(request, "done.html", title="Done", words=" ".join(told), undo=None, back=back)


def _delivery(told: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    return _shown(told, zone) | {"why_then": _why_then(told["occasion"])}


def _refused(why: str) -> str:
    return said(f"{begun(why)}.")


def _why_then(occasion: str) -> str:
    """Return in words why a delivery was made where it is not the first of its alert, else ''."""
    if occasion.startswith("update "):
        return _("told again (%(number)s)", number=occasion.removeprefix("update "))
    return "" if occasion == "first" else _(occasion)


def _shown(row: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    """Return a row for a template: texts fit to be shown, times in the user's zone."""
    limits = {"told": TITLE_LIMIT}
    texts = {k: one_line(v, limits.get(k, _LONGEST)) for k, v in row.items() if isinstance(v, str)}
    times = {k: time_text(v, zone) for k, v in row.items() if hasattr(v, "tzinfo")}
    return {**row, **texts, **times}

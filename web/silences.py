"""The silences: what is quiet, until when and why, how much that holds; and the button that ends one."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from alerts.display import one_line
from alerts.silences import silence_data
from config.silences import SUBJECTS
from scheduler.silenced import silences_of
from store.alerts import held_by
from store.archive import first_titles
from store.statements import LARGEST
from web.desk import Desk, desk_of
from web.marking import Doing, Done, carry_out
from web.pages import for_json, page, problem
from web.tongue import time_text
from web.words import named

#: These still hold something, or are to; the others are shown with `?all=1`.
_CURRENT = ("in force", "to come", "wrong")
#: The longest text of a query that is shown.
_LONGEST = 300


async def show_all(request: Request) -> Response:
    """Show the silences, those of the settings first."""
    desk, every = desk_of(request), "all" in request.query_params
    found = await desk.read(partial(_found, desk, every))
    shown = [_shown(one, desk) for one in found]
    return page(request, "silences.html", title="Silences", silences=shown, every=every)


async def list_all(request: Request) -> Response:
    """Return the silences as JSON."""
    found = await desk_of(request).read(partial(_found, desk_of(request), "all" in request.query_params))
    return JSONResponse([for_json(one) for one in found])


async def end(request: Request) -> Response:
    """End a silence that was made by a command, on the desk or from a mail."""
    desk, number = desk_of(request), request.path_params["silence"]
    if number > LARGEST:
        return problem(request, 404, "There is no such silence.", "All that there are stand at /silences.")
    done = await desk.change(partial(_end, desk, number))
    return page(request, "done.html", title="Done", words=done.words, undo=None, back="/silences")


def _found(desk: Desk, every: bool, session: Session) -> list[dict[str, Any]]:
    force, now, held = desk.force(), desk.clock(), held_by(session)
    rows = [silence_data(one, force.settings, held, now) for one in silences_of(session, force)]
    rows = [row for row in rows if every or row["state"] in _CURRENT]
    titles = first_titles(session, [row["story"] for row in rows if row["story"] is not None])
    return [row | {"story_title": titles.get(row["story"])} for row in rows]


def _end(desk: Desk, number: int, session: Session) -> Done:
    return carry_out(session, "end-silence", Doing(desk.settings, desk.clock(), desk.by, number))


def _shown(row: dict[str, Any], desk: Desk) -> dict[str, Any]:
    zone = desk.settings.zone
    subjects = {name: row[name] for name in SUBJECTS if row[name] is not None}
    if row["story_title"]:
        subjects["story"] = row["story_title"]
    about = [(name, one_line(str(value), _LONGEST)) for name, value in subjects.items()]
    texts = {name: one_line(row[name], 1_000) for name in ("silence", "reason", "wrong")} | {"by": named(row["by"])}
    times = {name: time_text(row[name], zone) if row[name] else "" for name in ("since", "until", "ended")}
    ends = not row["from_settings"] and row["state"] in _CURRENT
    alerts = "/alerts?" + urlencode({"silence": row["silence"]})
    return {**row, **texts, **times, "about": about, "ends": ends, "alerts": alerts}

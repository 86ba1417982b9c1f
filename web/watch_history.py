"""Who changed what in a watch, and when; and back to how it was."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from alerts.display import one_line
from alerts.wording import iso
from config.kept import kept_table, stands_in
from scheduler.editing import Made, mark_of, put_back
from store.revisions import edits
from store.session import Store
from web.asked import BadFilter, answering, number_in
from web.desk import Desk, desk_of
from web.differences import difference
from web.forms import read_form
from web.pages import page
from web.saving import author
from web.tongue import gettext as _
from web.tongue import time_text
from web.watch_edit import CURE, EMPTY, written
from web.watch_form import Draft, draft_of
from web.watches import address
from web.words import named

#: Changes that are shown, and for how many seconds they are looked for: each edit's settings have to be read.
MOST, WITHIN = 50, 2.0


@dataclass(frozen=True)
class Step:
    """An edit that changed a watch; `before` and `after` are the watch as it is written, None where there was none."""

    edit: int
    at: datetime
    by: str
    what: str
    before: str | None
    after: str | None


async def show(request: Request) -> Response:
    """Show the changes of a watch, the last one first."""
    desk, name = desk_of(request), request.query_params.get("name", "")
    steps, complete = await desk.slowly(partial(_steps, name))
    there = desk.settings.find_watch(name)
    return page(
        request,
        "watch_history.html",
        title=_("History of watch %(name)s", name=one_line(name, 100)),
        name=name,
        seen=mark_of(there),
        steps=[_shown(step, desk, last=number == 0) for number, step in enumerate(steps)],
        complete=complete,
        back=address("/watch", name) if there else "/watches",
        json=address("/watch/history.json", name),
    )


async def tell(request: Request) -> Response:
    """Return the changes of a watch as JSON."""
    steps, complete = await desk_of(request).slowly(partial(_steps, request.query_params.get("name", "")))
    return JSONResponse({"changes": [_data(step) for step in steps], "complete": complete})


@answering(CURE)
async def back(request: Request) -> Response:
    """Write a watch again as it was after one of its changes."""
    desk, fields = desk_of(request), await read_form(request)
    name, seen, edit = fields.get("name", ""), fields.get("seen", ""), number_in(fields.get("edit", ""), "edit")
    if edit is None:
        raise BadFilter("The form names no change.")
    there = desk.settings.find_watch(name)
    draft = draft_of(there, seen) if there else Draft(name, seen, {**draft_of(EMPTY, "").values, "query": ""})
    return await written(request, draft, partial(_back, desk, name, seen, edit), _("Put back"))


def _back(desk: Desk, name: str, seen: str, edit: int, store: Store) -> Made:
    return put_back(store, desk.force().path, name, seen, edit, author(desk))


def _steps(name: str, store: Store) -> tuple[list[Step], bool]:
    """Return the last changes of a watch, and whether there are no more."""
    found, ends = list[Step](), time.monotonic() + WITHIN
    with store.reading() as session:
        for step in changes(session, name, lambda: time.monotonic() > ends):
            found.append(step)
            if len(found) == MOST:
                return found, False
    return found, time.monotonic() <= ends


def changes(session: Session, name: str, out_of_time: Callable[[], bool]) -> Iterator[Step]:
    """Yield the edits that changed the watch of that name, the last one first."""
    later, after = None, None
    for edit in edits(session):
        if out_of_time():
            return
        text = edit.revision.text
        table = after if after and stands_in(text, after) else kept_table(text, "watches", name)
        if later is not None and table != after:
            yield Step(later.id, later.at, later.by, later.what, table, after)
        later, after = edit, table
    if later is not None and after is not None:
        yield Step(later.id, later.at, later.by, later.what, None, after)


def _data(step: Step) -> dict[str, Any]:
    return {
        "edit": step.edit,
        "at": iso(step.at),
        "by": step.by or None,
        "what": step.what or None,
        "before": step.before,
        "after": step.after,
    }


def _shown(step: Step, desk: Desk, *, last: bool) -> dict[str, Any]:
    return {
        "edit": step.edit,
        "at": time_text(step.at, desk.settings.zone),
        "by": named(step.by),
        "what": one_line(step.what, 300) or _("changed in the settings file"),
        "parts": difference(step.before or "", step.after or ""),
        "can_go_back": step.after is not None and not last,
    }

"""Who changed what: for admins, newest first."""

from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from alerts.display import one_line
from store.audit import entries
from web.asked import answering, number_in
from web.desk import desk_of
from web.pages import for_json, page
from web.tongue import looked_up, marked, time_text
from web.words import named

#: Entries on a page.
PAGE = 100
#: What is done by the buttons of the desk and the links in messages, as the audit has it; commands stand there as such.
ACTS = (
    *(marked("acknowledge"), marked("unacknowledge"), marked("useful"), marked("not-useful"), marked("unrate")),
    *(marked("silence"), marked("end-silence"), marked("unsubscribe"), marked("resubscribe"), marked("end")),
    *(marked("join"), marked("split"), marked("undo"), marked("poll"), marked("retry"), marked("test")),
    *(marked("settings"), marked("save"), marked("remove"), marked("put-back"), marked("check")),
    *(marked("add"), marked("look"), marked("import"), marked("switch"), marked("preferences")),
    *(marked("sign-in"), marked("sign-in refused"), marked("sign-out"), marked("role"), marked("password")),
    *(marked("codes"), marked("no-codes"), marked("disable"), marked("enable")),
)
_CURE = "All of it stands at /audit."


@answering(_CURE)
async def show(request: Request) -> Response:
    """Show a page of what was done."""
    found, more, who = await _found(request)
    settings = desk_of(request).settings
    rows = [
        {name: one_line(str(value), 300) for name, value in row.items()}
        | {"at": time_text(row["at"], settings.zone), "what": looked_up(one_line(row["what"], 300))}
        | {"name": named(one_line(row["who"], 300))}
        for row in found
    ]
    told: dict[str, Any] = {
        "rows": rows,
        "who_wanted": who,
        "more": f"/audit{more}" if more else None,
    }
    return page(request, "audit.html", title="Audit", json=f"/audit.json?{request.query_params}", **told)


@answering(_CURE)
async def tell(request: Request) -> Response:
    """Return a page of what was done as JSON, with the address of the one that follows."""
    found, more, _ = await _found(request)
    return JSONResponse({"audit": [for_json(row) for row in found], "next": f"/audit.json{more}" if more else None})


async def _found(request: Request) -> tuple[list[dict[str, Any]], str, str]:
    """Return a page, the query of the one that follows ('' on the last), and whose acts are wanted ('' for all)."""
    asked = request.query_params
    who, before = asked.get("who", ""), number_in(asked.get("before", ""), "before")

    def work(session: Session) -> list[dict[str, Any]]:
        return entries(session, PAGE + 1, before=before, who=who or None)

    found = await desk_of(request).read(work)
    last = found[PAGE - 1]["id"] if len(found) > PAGE else None
    more = "?" + urlencode([*([("who", who)] if who else []), ("before", last)]) if last else ""
    return found[:PAGE], more, who

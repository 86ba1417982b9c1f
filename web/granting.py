"""The tokens by which programs ask the desk, for admins: which there are; make one, shown this once; end one."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from alerts.display import one_line
from store.tokens import MOST_DAYS, add, fit_name, remove, tokens
from web.desk import Desk, desk_of
from web.forms import all_of, read_form
from web.pages import for_json, page, problem
from web.tokens import SCOPES
from web.tongue import gettext as _
from web.tongue import time_text


async def show(request: Request) -> Response:
    """Show all tokens, and the form that makes one."""
    return await _page(request)


async def tell(request: Request) -> Response:
    """Return all tokens as JSON: what each is for and until when, not themselves."""
    return JSONResponse([for_json(one) for one in await desk_of(request).read(_found)])


async def make(request: Request) -> Response:
    """Make a token, and show it this once."""
    desk, fields, scopes = desk_of(request), await read_form(request), await all_of(request, "scope")
    name, days = fields.get("name", "").strip(), fields.get("days", "").strip()
    if wrong := _wrong(name, days, scopes):
        return problem(request, 400, "Nothing was changed.", _("Go back: %(what)s.", what=wrong))
    until = desk.clock() + timedelta(days=int(days)) if days else None
    about = f"token {name}: {', '.join(scopes)}"
    token = await desk.change(partial(_make, desk, name, scopes, until), about)
    if token is None:
        wrong = _("there is a token of this name; end it first, or choose another name")
        return problem(request, 400, "Nothing was changed.", _("Go back: %(what)s.", what=wrong))
    return await _page(request, made=token)


async def end(request: Request) -> Response:
    """End a token: it opens nothing any more."""
    desk, name = desk_of(request), (await read_form(request)).get("name", "")
    if not await desk.change(partial(remove, name=name), f"token {one_line(name, 100)}"):
        return problem(request, 404, "There is no such token.", "All that there are stand at /tokens.")
    return RedirectResponse("/tokens", 303)


async def _page(request: Request, made: str = "") -> Response:
    desk = desk_of(request)
    zone, found = desk.settings.zone, await desk.read(_found)
    times = ("made", "until")
    rows = [one | {name: time_text(one[name], zone) if one[name] else "" for name in times} for one in found]
    return page(request, "tokens.html", title="Tokens", tokens=rows, scopes=SCOPES, made=made, most=MOST_DAYS)


def _found(session: Session) -> list[dict[str, Any]]:
    return [
        {"token": one.name, "scopes": one.scopes, "made": one.made_at, "until": one.until} for one in tokens(session)
    ]


def _make(desk: Desk, name: str, scopes: list[str], until: datetime | None, session: Session) -> str | None:
    return add(session, name, scopes, desk.clock(), until)


def _wrong(name: str, days: str, scopes: list[str]) -> str:
    """Return what is wrong with a form, and what to do; '' if nothing is."""
    if not fit_name(name):
        return _("a name has 1 to 100 characters that can be seen")
    if not scopes or not set(scopes) <= set(SCOPES):
        return _("choose what it may read")
    if days and not (days.isascii() and days.isdecimal() and len(days) < 9 and 1 <= int(days) <= MOST_DAYS):
        return _("write for how many days it is to be good: 1 to %(most)s, or nothing", most=MOST_DAYS)
    return ""

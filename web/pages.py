"""Templates into answers: pages, and errors that say what to do."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from html import unescape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute
from xxhash import xxh3_64_hexdigest

from alerts.wording import iso
from store.errors import StoreError
from web.access import may, needed
from web.binding import masked
from web.desk import desk_of
from web.isolating import isolated
from web.phrases import begun, said, said_language, said_or_quoted, said_wrong
from web.tongue import gettext as _
from web.tongue import language, looked_up, looked_up_for, marked, offset, percent
from web.who import Who

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
#: What is said where nothing stands, and what to do.
NO_SUCH_PAGE = (marked("There is no such page."), marked("Check the address, or begin at the first page."))
#: A form that changes something. All of them begin so; whatever they show is escaped, and ends none of its tags.
_FORM = re.compile(r'(<form method="post" action="([^"]*)"[^>]*>)(.*?</form>)', re.DOTALL)
#: A link that looks like a button, and stands for the form at `data-posts` where it has that.
_BUTTON = re.compile(r'<a class="button"(?: data-posts="([^"]*)")? href="([^"#?]*)[^>]*>.*?</a>', re.DOTALL)


def page(request: Request, template: str, status: int = 200, **words: Any) -> Response:
    """Return a template with these words as a page."""
    state = request.state
    who = replace(state.who, csrf=masked(state.who.csrf))
    about = {"inside": state.inside, "who": who, "path": request.url.path, "manner": state.manner}
    told = {**about, "title": "", "language": language(), "zone": partial(_zone, request), **words}
    # Titles without a value in them are texts; what a story is called is none of them.
    told["title"] = looked_up(told["title"])
    text = _environment().get_template(template).render(told)
    return HTMLResponse(fit_for(who, state.routes, text), status)


def fit_for(who: Who, routes: Sequence[BaseRoute], text: str) -> str:
    """Return a page, or a part of one, as it is for one reader: without what they may not press."""
    return _BUTTON.sub(partial(_button, who, routes), _FORM.sub(partial(_form, who, routes), text))


def _button(who: Who, routes: Sequence[BaseRoute], found: re.Match[str]) -> str:
    posts, href = found.groups()
    wanted = needed(routes, "POST", unescape(posts)) if posts else needed(routes, "GET", unescape(href))
    return found.group() if may(who.role, wanted) else ""


def _form(who: Who, routes: Sequence[BaseRoute], found: re.Match[str]) -> str:
    """Return a form with what binds it to the sign-in; nothing where its reader may not use it."""
    begin, target, rest = found.groups()
    if not may(who.role, needed(routes, "POST", unescape(target))):
        return ""
    return f'{begin}<input type="hidden" name="csrf" value="{who.csrf}">{rest}' if who.csrf else found.group()


def fragment(template: str, macro: str, *words: Any) -> str:
    """Return a part of a page: what a macro of a template makes of these words."""
    return str(getattr(_environment().get_template(template).module, macro)(*words)).strip()


def _zone(request: Request) -> str:
    """Return in which zone the times of a page are, and how far that is from UTC now."""
    desk = desk_of(request)
    name = desk.settings.timezone
    return name if name == "UTC" else f"{name}, {offset(desk.settings.zone, desk.clock())}"


def for_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with its times as programs read them."""
    return {name: iso(value) if isinstance(value, datetime) else value for name, value in row.items()}


def problem(request: Request, status: int, what: str, cure: str) -> Response:
    """Return a page, or JSON where that was asked for, on what is wrong and what to do."""
    if request.url.path.endswith(".json") or "authorization" in request.headers:
        return JSONResponse({"error": what, "cure": cure}, status)
    return page(request, "problem.html", status, title=said(what), cure=said(looked_up(cure)))


async def wrong_address(request: Request, error: Exception) -> Response:
    """Answer what Starlette refuses: no such page, or no such way to ask for it."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    if status == 405:
        return problem(request, 405, "This address is not asked in this way.", "Go back, and use the buttons there.")
    return problem(request, status, *NO_SUCH_PAGE)


async def store_trouble(request: Request, error: Exception) -> Response:
    """Answer when the store cannot: nothing was changed."""
    inside = isinstance(error, StoreError) and request.state.inside
    why = said(str(error)) if inside else _("The store cannot be read now.")
    cure = f"{why} {_('Try again in a minute.')}"
    return problem(request, 503, "Nothing was changed: the store does not answer.", cure)


async def bug(request: Request, __: Exception) -> Response:
    """Answer when we are wrong; the log has the traceback."""
    return problem(request, 500, "Something went wrong here, and nothing was changed.", "The log of Tocsin says more.")


@cache
def static(name: str) -> str:
    """Return the address of a file in static/, which is another one when the file is: browsers keep each for good."""
    return f"/static/{name}?v={xxh3_64_hexdigest((STATIC / name).read_bytes())}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.globals["static"] = static
    environment.filters |= {
        "said": lambda text: isolated(said(text)),
        "said_or_quoted": said_or_quoted,
        "said_wrong": said_wrong,
    }
    environment.filters |= {"spoken": said_language, "begun": begun, "percent": percent}
    environment.install_gettext_callables(looked_up, looked_up_for, newstyle=True)  # type: ignore[attr-defined]
    return environment

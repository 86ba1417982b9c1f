"""The page to sign in, and signing out."""

import re
from functools import partial

from sqlalchemy.orm import Session
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from config import DeskSettings
from store.audit import note
from store.people import use_code
from store.people_models import User
from store.sign_ins import LONGEST, sign_in, sign_out
from web.desk import Desk, desk_of
from web.forms import read_form
from web.pages import page
from web.passwords import hashed, is_outdated
from web.phrases import begun
from web.tongue import gettext as _
from web.tongue import marked
from web.totp import step_of
from web.verifying import Refused, TooSoon, all_right, as_verified, refused, verified
from web.who import cookie_of, token_in

#: A path of ours: no other host («//evil», «/\evil»), no second line.
_OWN = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
_WRONG = marked("That is not it: the name, the password or the code is wrong.")


async def show(request: Request) -> Response:
    """Show the page to sign in; to one who is, the page that they wanted."""
    wanted = own_path(request.query_params.get("next", ""))
    if request.state.who.role:
        return RedirectResponse(wanted, 303)
    return page(request, "sign_in.html", title="Sign in", wrong="", name="", next=wanted)


async def begin(request: Request) -> Response:
    """Sign somebody in, under a token that no browser had before."""
    desk, fields = desk_of(request), await read_form(request)
    name, wanted = fields.get("name", ""), own_path(fields.get("next", ""))
    try:
        user = await verified(desk, name, fields.get("password", ""))
        token = await _begin(desk, request, user, fields)
    except (Refused, TooSoon) as error:
        soon = isinstance(error, TooSoon)
        wrong = begun(f"{error}.") if soon else _(_WRONG)
        told = {"title": "Sign in", "wrong": wrong, "name": name[:100], "next": wanted}
        answer = page(request, "sign_in.html", 429 if soon else 401, **told)
        if isinstance(error, TooSoon):
            answer.headers["Retry-After"] = str(int(error.wait.total_seconds()) + 1)
        return answer
    answer = RedirectResponse(wanted, 303)
    hand_out(answer, request.headers, desk.settings.desk, token)
    return answer


async def end(request: Request) -> Response:
    """Sign out."""
    desk, answer = desk_of(request), RedirectResponse("/sign-in", 303)
    name, secure = cookie_of(request.headers, desk.settings.desk)
    await desk.change(partial(sign_out, token=token_in(request.headers, desk.settings.desk)))
    answer.delete_cookie(name, secure=secure, httponly=True, samesite="lax")
    return answer


def own_path(path: str) -> str:
    r"""Return a path of ours as it is given, and the first page for whatever else.

    >>> own_path("/alerts?state=open"), own_path("//evil.example"), own_path("/\\evil"), own_path("https://evil.example")
    ('/alerts?state=open', '/', '/', '/')

    """
    return path if _OWN.fullmatch(path) and not path.startswith("/sign-") else "/"


def hand_out(answer: Response, headers: Headers, desk: DeskSettings, token: str) -> None:
    """Have the browser that is answered hold a token."""
    name, secure = cookie_of(headers, desk)
    age = int(LONGEST.total_seconds())
    answer.set_cookie(name, token, max_age=age, path="/", secure=secure, httponly=True, samesite="lax")


async def _begin(desk: Desk, request: Request, user: User, fields: dict[str, str]) -> str:
    """Return a token for a user whose password was right.

    Raises Refused: their code is not, or they are shut out, or have another password by now.
    """
    password = fields.get("password", "")
    anew = await desk.reckon(partial(hashed, password)) if is_outdated(user.password) else ""
    token = await desk.change(partial(_signed_in, desk, request, user, fields.get("code", ""), anew))
    if token is None:
        await desk.change(partial(refused, desk, user))
        raise Refused
    return token


def _signed_in(desk: Desk, request: Request, known: User, code: str, anew: str, session: Session) -> str | None:
    user, now = as_verified(session, known), desk.clock()
    step = step_of(code, user.totp, now) if user.totp else None
    if user.disabled or (user.totp and (step is None or not use_code(session, user, step))):
        return None
    all_right(session, desk, user)
    user.password = anew or user.password
    sign_out(session, token_in(request.headers, desk.settings.desk))
    note(session, now, user.name, "sign-in", "", desk.who.address)
    return sign_in(session, user, now, desk.who.address, request.headers.get("user-agent", ""))

"""The users, for admins: who there is, in which role; add one, change a role or password, shut one out."""

from collections.abc import Callable, Mapping
from functools import partial

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from store.people import ROLES, CannotChange, add_user, key_of, set_disabled, set_password, set_role, users_data
from store.people_models import User
from store.statements import row_of
from store.throttle import forget, key
from web.desk import desk_of
from web.forms import read_form
from web.pages import for_json, page, problem
from web.passwords import hashed, weakness
from web.phrases import said
from web.tongue import gettext as _
from web.tongue import time_text


async def show(request: Request) -> Response:
    """Show all users with what can be changed."""
    desk = desk_of(request)
    zone, found = desk.settings.zone, await desk.read(users_data)
    rows = [one | {"used": time_text(one["used"], zone) if one["used"] else _("never")} for one in found]
    return page(request, "users.html", title="Users", users=rows, roles=ROLES)


async def tell(request: Request) -> Response:
    """Return all users as JSON."""
    return JSONResponse([for_json(one) for one in await desk_of(request).read(users_data)])


async def add(request: Request) -> Response:
    """Add a user with a password that an admin gives them."""
    desk, fields = desk_of(request), await read_form(request)
    name, role, password = (fields.get(field, "") for field in ("name", "role", "password"))
    if wrong := _wrong_role(role) or weakness(password, name):
        return _not_done(request, wrong)
    if desk.who.alone:
        return _not_done(request, _("make the first one on this machine: tocsin user add NAME --role admin"))
    kept = await desk.reckon(partial(hashed, password))
    try:
        await desk.change(lambda session: add_user(session, name, role, kept, desk.clock()), f"user {name}: {role}")
    except CannotChange as error:
        return _not_done(request, str(error))
    return RedirectResponse("/users", 303)


async def act(request: Request) -> Response:
    """Change the role or password of a user, shut them out or let them in again, or take their one-time codes off."""
    desk, fields, action = desk_of(request), await read_form(request), request.path_params["action"]
    number = request.path_params["user"]
    if action not in _ACTIONS:
        return problem(request, 404, "There is no such button.", "Open /users and use those there.")
    if action == "password":
        if wrong := weakness(fields.get("password", ""), ""):
            return _not_done(request, wrong)
        fields = {**fields, "password": await desk.reckon(partial(hashed, fields["password"]))}
    try:
        name = await desk.read(partial(_name, number))
        about = f"user {name}" + (f": {fields.get('role', '')}" if action == "role" else "")
        await desk.change(partial(_act, number, action, fields), about)
    except CannotChange as error:
        return _not_done(request, str(error))
    return RedirectResponse("/users", 303)


def _name(number: int, session: Session) -> str:
    return _user(session, number).name


def _act(number: int, action: str, fields: Mapping[str, str], session: Session) -> None:
    _ACTIONS[action](session, _user(session, number), fields)


def _user(session: Session, number: int) -> User:
    user = row_of(session, User, number)
    if user is None:
        raise CannotChange(_("there is no such user; all that there are stand at /users"))
    return user


def _set_role(session: Session, user: User, fields: Mapping[str, str]) -> None:
    if wrong := _wrong_role(fields.get("role", "")):
        raise CannotChange(wrong)
    set_role(session, user, fields["role"])


def _set_password(session: Session, user: User, fields: Mapping[str, str]) -> None:
    set_password(session, user, fields["password"])
    forget(session, key("name", key_of(user.name)))


def _no_codes(session: Session, user: User, fields: Mapping[str, str]) -> None:
    user.totp = user.totp_used = None


#: What can be done with a user; each is given the form.
_ACTIONS: Mapping[str, Callable[[Session, User, Mapping[str, str]], None]] = {
    "role": _set_role,
    "password": _set_password,
    "no-codes": _no_codes,
    "disable": lambda session, user, fields: set_disabled(session, user, True),
    "enable": lambda session, user, fields: set_disabled(session, user, False),
}


def _wrong_role(role: str) -> str:
    return "" if role in ROLES else _("choose a role: %(roles)s", roles=", ".join(ROLES))


def _not_done(request: Request, cure: str) -> Response:
    return problem(request, 400, "Nothing was changed.", _("Go back: %(what)s.", what=said(cure)))

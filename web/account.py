"""My account: the password, the one-time codes, and the browsers in which I am signed in."""

from functools import partial
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from alerts.display import one_line
from store.people import end_sign_ins, set_password, use_code
from store.people_models import SignIn, User
from store.sign_ins import sign_in, sign_ins_of
from web.binding import masked
from web.desk import Desk, desk_of
from web.forms import read_form
from web.pages import for_json, page, problem
from web.passwords import hashed, weakness
from web.signing_in import hand_out
from web.tongue import gettext as _
from web.tongue import marked, time_text
from web.totp import address, is_secret, new_secret, step_of
from web.verifying import Refused, TooSoon, all_right, as_verified, verified

#: What is said after it was done, by the name in the address.
_DONE = {
    "password": marked("Your password is changed. Wherever else you were signed in, you no longer are."),
    "codes": marked("From now on, a one-time code is asked for whenever you sign in."),
    "no-codes": marked("One-time codes are off."),
    "end": marked("That browser is signed out."),
}


async def show(request: Request) -> Response:
    """Show who I am and where I am signed in."""
    desk = desk_of(request)
    if desk.who.user is None:
        return _nobody(request)
    told = await desk.read(partial(_account, desk))
    zone = desk.settings.zone
    for one in told["sign_ins"]:
        one |= {"since": time_text(one["since"], zone), "used": time_text(one["used"], zone)}
    done = _(_DONE.get(request.query_params.get("done", ""), ""))
    return page(request, "account.html", title="My account", me=told, done=done)


async def tell(request: Request) -> Response:
    """Return the same as JSON, with what a program sends as `X-CSRF-Token` with whatever it posts."""
    desk = desk_of(request)
    if desk.who.user is None:
        return _nobody(request)
    told = await desk.read(partial(_account, desk))
    return JSONResponse(told | {"csrf": masked(desk.who.csrf), "sign_ins": [for_json(one) for one in told["sign_ins"]]})


async def change_password(request: Request) -> Response:
    """Change the password, and sign me out wherever else I am signed in."""
    desk, fields = desk_of(request), await read_form(request)
    new = fields.get("new", "")
    wrong = _("both times it must be the same") if new != fields.get("again", "") else weakness(new, desk.who.name)
    if wrong:
        return _not_done(request, _("Go back, and for the new password: %(wrong)s.", wrong=wrong))
    try:
        user = await verified(desk, desk.who.name, fields.get("password", ""))
        kept = await desk.reckon(partial(hashed, new))
        token = await desk.change(partial(_changed, desk, request, user, kept), f"user {user.name}")
    except (Refused, TooSoon) as error:
        return _refused(request, error)
    answer = RedirectResponse("/account?done=password", 303)
    hand_out(answer, request.headers, desk.settings.desk, token)
    return answer


async def end(request: Request) -> Response:
    """Sign me out in another browser, or in this one."""
    desk, which = desk_of(request), (await read_form(request)).get("which", "")

    def work(session: Session) -> int:
        return end_sign_ins(session, session.get_one(User, desk.who.user), which)

    if desk.who.user is None or not await desk.change(work, f"sign-in of {desk.who.name}"):
        return problem(request, 404, "There is no such sign-in.", "It is over already. Load /account again.")
    return RedirectResponse("/account?done=end", 303)


async def offer_codes(request: Request) -> Response:
    """Show a secret for one-time codes, which becomes mine with the first code that it makes."""
    return _nobody(request) if request.state.who.user is None else _offered(request, new_secret(), "")


async def take_codes(request: Request) -> Response:
    """Have one-time codes asked for from now on."""
    desk, fields = desk_of(request), await read_form(request)
    secret = fields.get("secret", "")
    step = step_of(fields.get("code", ""), secret, desk.clock()) if is_secret(secret) else None
    if step is None:
        wrong = _("This is not the code of now: see whether both clocks are right.")
        return _offered(request, secret if is_secret(secret) else new_secret(), wrong)
    return await _set_codes(request, fields.get("password", ""), secret, step)


async def no_codes(request: Request) -> Response:
    """Ask for no one-time codes any more."""
    return await _set_codes(request, (await read_form(request)).get("password", ""), None, 0)


async def _set_codes(request: Request, password: str, secret: str | None, step: int) -> Response:
    desk = desk_of(request)

    def work(user: User, session: Session) -> None:
        mine = as_verified(session, user)
        all_right(session, desk, mine)
        mine.totp, mine.totp_used = secret, None
        session.flush()
        use_code(session, mine, step)

    try:
        user = await verified(desk, desk.who.name, password)
        await desk.change(partial(work, user), f"user {user.name}")
    except (Refused, TooSoon) as error:
        return _refused(request, error)
    return RedirectResponse(f"/account?done={'codes' if secret else 'no-codes'}", 303)


def _changed(desk: Desk, request: Request, known: User, kept: str, session: Session) -> str:
    user = as_verified(session, known)
    all_right(session, desk, user)
    set_password(session, user, kept)
    return sign_in(session, user, desk.clock(), desk.who.address, request.headers.get("user-agent", ""))


def _account(desk: Desk, session: Session) -> dict[str, Any]:
    user = session.get_one(User, desk.who.user)
    found = [_sign_in(one, desk.who.sign_in) for one in sign_ins_of(session, user.id, desk.clock())]
    about = {"name": user.name, "role": user.role, "codes": user.totp is not None, "password": bool(user.password)}
    return about | {"sign_ins": found}


def _sign_in(one: SignIn, mine: str) -> dict[str, Any]:
    return {
        "which": one.token_hash,
        "since": one.created_at,
        "used": one.seen_at,
        "address": one.address,
        "browser": one_line(one.browser, 200) or _("a program that gives no name"),
        "this": one.token_hash == mine,
    }


def _offered(request: Request, secret: str, wrong: str) -> Response:
    # Imported here: it is needed once in a user's life.
    import segno

    link = address(secret, request.state.who.name)
    # Black on white in both themes: cameras read nothing else.
    drawn = segno.make(link, error="m", micro=False).svg_inline(scale=4, light="#fff", title=_("The same for a camera"))
    told = {"secret": secret, "link": link, "drawn": drawn, "wrong": wrong}
    return page(request, "codes.html", 400 if wrong else 200, title="One-time codes", **told)


def _refused(request: Request, error: Refused | TooSoon) -> Response:
    if isinstance(error, TooSoon):
        return problem(request, 429, "Nothing was changed.", _("There were %(why)s.", why=error))
    return _not_done(request, _("Go back, and give the password that you sign in with."))


def _not_done(request: Request, cure: str) -> Response:
    return problem(request, 400, "Nothing was changed.", cure)


def _nobody(request: Request) -> Response:
    cure = "Make one on this machine: tocsin user add NAME --role admin. From then on, everybody signs in."
    return problem(request, 404, "There are no users yet, so you have no account.", cure)

"""What stands before every page: who may ask for what, and which headers every answer carries. Pure ASGI.

A name that the desk is not known by is refused, so that no page on the web can have a browser here read it under a
name of its own (DNS rebinding). Who asks is told by `web.recognise`, what that takes by `web.access`; without users
the desk is for this machine alone, and has for others nothing but the signed links, which carry their own right, and
the addresses that hubs push to, which nobody else knows; and, for programs with a token, what that opens.
"""

import asyncio
from collections.abc import Mapping, MutableMapping, Sequence
from contextlib import suppress
from hmac import compare_digest
from typing import Any
from urllib.parse import quote, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alerts.links import PATH
from config import DeskSettings
from config.desk import host_of, is_loopback, place
from scheduler.subscriptions import PATH as PUSHES
from store.errors import StoreError
from store.people import READER, ROLES
from web.access import OPEN, SAFE, SIGN_IN, may, needed
from web.binding import unmasked
from web.desk import Desk
from web.forms import NO_TEXT, read_fields, without_nul
from web.manner import manner_of
from web.pages import NO_SUCH_PAGE, problem, store_trouble
from web.recognise import who_asks
from web.tokens import refusal, token_of
from web.tongue import gettext as _
from web.tongue import spoken
from web.who import Who, host_in, is_address

#: No form behind a link is longer, and none of the desk: there a list of sources may be sent.
MOST_BYTES, MOST_BYTES_INSIDE = 16 * 1024, 2 * 1024 * 1024
#: No page has a longer path; of many more digits Python makes no number.
_LONGEST_PATH = 1_000
#: A form that takes longer to arrive is somebody holding on to us.
FORM_WITHIN = 10.0
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # To others nothing. With `no-referrer`, browsers tell us nothing of where our own forms come from either.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}
#: On the desk scripts of our own run, and ask the desk alone; the pages behind links in messages have none.
_SCRIPTS = "; script-src 'self'; connect-src 'self'; frame-src 'self'"
#: A message as it would be sent, shown in a frame of ours: it has styles of its own, and can do nothing.
_MAIL = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox",
    "X-Frame-Options": "SAMEORIGIN",
}
#: Open to whoever can reach us; what watches over services knows no names.
_HEALTH, _STATIC = "/healthz", "/static/"
#: Asked for again and again, with what was answered before.
_FEEDS = "/feeds/"
#: What others are given the address of. Pushes are longer than forms, and read by those who know whether to read them.
_BY_OTHERS = (PATH, PUSHES)
#: What is the same for whoever asks.
_FOR_ANYONE = (_HEALTH, _STATIC, PUSHES)


class Guard:
    """Refuses what must not pass, bounds what does, and puts the headers on every answer.

    What it finds out stands in the state of the request: `who` asks, whether the desk is theirs to look at (`inside`),
    and what they do to what (`act`, as `Desk` has it).
    """

    def __init__(self, app: ASGIApp, desk: Desk, routes: Sequence[BaseRoute]) -> None:
        self.app, self.desk, self.routes = app, desk, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        _without_nul_in_address(scope)
        manner = manner_of(Headers(scope=scope))
        scope.setdefault("state", {}).update(who=Who(), inside=False, act=None, routes=self.routes, manner=manner)
        # What programs read is English, whoever asks.
        with spoken("en" if scope["path"].endswith(".json") else manner.language):
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = _with_headers(scope, send)
        with suppress(ClientDisconnect):  # who goes in the middle of asking is owed no answer
            refused, receive = await self._look(Request(scope), receive)
            await (refused or self.app)(scope, receive, answer)

    async def _look(self, request: Request, receive: Receive) -> tuple[Response | None, Receive]:
        """Return the answer to what must not pass, None if it may; and where its body is to be read from."""
        scope, desk = request.scope, self.desk.settings.desk
        if wrong := _wrong(scope, desk):
            return problem(request, *wrong), receive
        token = token_of(scope)
        if token is not None and not scope["path"].startswith(_FOR_ANYONE):
            if refused := await refusal(scope, self.desk, token):
                return problem(request, *refused), receive
            scope["state"].update(who=Who(role=READER), inside=True)
            return None, receive
        if not scope["path"].startswith(_FOR_ANYONE):
            try:
                scope["state"]["who"] = await who_asks(self.desk, scope)
            except StoreError as error:
                return await store_trouble(request, error), receive
        who: Who = scope["state"]["who"]
        scope["state"]["inside"] = bool(who.role)
        need = needed(self.routes, scope["method"], scope["path"])
        # Where there is nobody to sign in as, no stranger has us look at passwords.
        if not may(who.role, need) or (who.alone and not who.role and scope["path"] == SIGN_IN):
            return _shut_out(request, need, desk), receive
        if scope["method"] in SAFE or scope["path"].startswith(PUSHES):
            return None, receive
        return await _look_at_form(request, receive, own=need != OPEN)


async def _look_at_form(request: Request, receive: Receive, own: bool) -> tuple[Response | None, Receive]:
    """Read a form that is posted; `own` says that it is the desk's, and must carry that it is of their sign-in."""
    body = await _body(receive, MOST_BYTES_INSIDE if own else MOST_BYTES)
    if body is None:
        return problem(request, 413, "This is more than a form of ours holds.", "Shorten it."), receive
    if own:
        fields = await read_fields(Request(request.scope, _replay(body, receive)), 100)
        if not _carries(request.state.who, request.headers, fields):
            cure = "Go back, load its page again, and repeat it."
            return problem(request, 403, "This form is not of your sign-in.", cure), receive
        about, what = request.url.path.rsplit("/", 1)
        request.state.act = (what, about)
    return None, _replay(body, receive)


def _without_nul_in_address(scope: Scope) -> None:
    """As forms are read, in place: what is looked for in the database comes from the address as well."""
    scope["path"] = without_nul(scope["path"])
    scope["query_string"] = scope["query_string"].replace(b"%00", quote(NO_TEXT).encode())


def show_as_mail(request: Request) -> None:
    """Have the answer to a request be shown as a message, in a frame of a page of ours."""
    request.state.mail = True


def _wrong(scope: Scope, desk: DeskSettings) -> tuple[int, str, str] | None:
    """Return what is wrong with a request whoever makes it, as status, what and what to do; None if nothing is."""
    path, headers = scope["path"], Headers(scope=scope)
    if path == _HEALTH:
        return None
    if len(path) > _LONGEST_PATH:
        return 404, *NO_SUCH_PAGE
    if not _is_known(host_in(headers), desk):
        cure = _("Open http://%(listen)s/ on the machine it runs on.", listen=desk.listen)
        return 421, _("The desk is not known by this name."), cure
    if scope["method"] not in SAFE and not path.startswith(_BY_OTHERS) and not _same_origin(headers):
        return 403, _("This form was sent from another page."), _("Open the desk itself and do it there.")
    return None


def _shut_out(request: Request, need: str, desk: DeskSettings) -> Response:
    """Answer one who may not: without users, from elsewhere; not signed in; or in a role that is not enough."""
    who: Who = request.state.who
    if who.role:
        least = _("This is open to nobody.")
        if need in ROLES:
            least = _("That takes the role %(need)s; yours is %(role)s.", need=_(need), role=_(who.role))
        return problem(request, 403, least, "An admin can give you another role.")
    if who.alone:
        how = _(
            "Open http://%(listen)s/ there, or reach it through a tunnel: ssh -L 8300:%(listen)s HOST. It opens to "
            "others, who then sign in, once there is a user: tocsin user add NAME --role admin",
            listen=desk.listen,
        )
        return problem(request, 403, "The desk itself is open only on the machine it runs on.", how)
    if who.name:
        return problem(request, 403, _("User %(name)s is shut out.", name=who.name), "An admin can let you in again.")
    if request.method in SAFE and not request.url.path.endswith(".json"):
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': asked})}", 303)
    return problem(request, 401, "You are not signed in.", _("Sign in at %(page)s, then do it again.", page=SIGN_IN))


def _is_known(host: str, desk: DeskSettings) -> bool:
    """Whether the desk is known by this name. Where others reach it, by its number too: that no name can stand for."""
    listens = place(desk.listen)[0].lower()
    public = [host_of(desk.public_url)] if desk.public_url else []
    return host in {"localhost", "127.0.0.1", "::1", listens, *public} or (
        not is_loopback(listens) and is_address(host)
    )


def _carries(who: Who, headers: Headers, fields: Mapping[str, Sequence[str]]) -> bool:
    """Whether a form carries what binds it to the sign-in of who sends it. Who is alone at this machine has none."""
    if who.alone:
        return True
    carried = headers.get("x-csrf-token") or fields.get("csrf", [""])[0]
    return bool(who.csrf) and compare_digest(unmasked(carried), who.csrf)


def _same_origin(headers: Headers) -> bool:
    """Whether a form comes from a page of ours: as the browser says, or by what is no browser (which says nothing).

    Sec-Fetch-Site is sent by every browser since 2023 where the address is trustworthy, loopback among them; Origin
    by the others.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or origin.partition("://")[2] == headers.get("host")


async def _body(receive: Receive, most: int) -> bytes | None:
    """Return what is sent with a request; None if it has more bytes than that, or is too slow."""
    body: bytes = b""
    try:
        async with asyncio.timeout(FORM_WITHIN):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > most or message["type"] != "http.request":
                    return None
                if not message.get("more_body", False):
                    return body
    except TimeoutError:
        return None


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a receive that hands over a body that was read already, then goes on."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def _caching(scope: Scope) -> str:
    """Return for how long an answer may be kept: what has its hash in its address for good, a page not at all."""
    if scope["path"].startswith(_FEEDS):
        return "private, no-cache"
    if not scope["path"].startswith(_STATIC):
        return "no-store"
    return "public, max-age=31536000, immutable" if scope["query_string"].startswith(b"v=") else "no-cache"


def _with_headers(scope: Scope, send: Send) -> Send:
    async def answer(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            if scope["state"].get("mail"):
                headers.update(_MAIL)
            elif scope["state"]["inside"]:
                headers["Content-Security-Policy"] += _SCRIPTS
            headers["Cache-Control"] = _caching(scope)
        await send(message)

    return answer

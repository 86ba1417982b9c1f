"""What stands before every page: who may ask for what, and which headers every answer carries. Pure ASGI.

The desk knows no users yet, so it shows itself only to this machine: asked from elsewhere (by another machine, through
a proxy, under the public name) it has nothing but the signed links, which carry their own right, and the addresses that
hubs push to, which nobody else knows. A name that it is not
known by is refused, so that no page on the web can have a browser here read it under a name of its own (DNS rebinding).
"""

import asyncio
from collections.abc import Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alerts.links import PATH
from config import DeskSettings
from config.desk import host_of, is_loopback, place
from scheduler.subscriptions import PATH as PUSHES
from web.manner import manner_of
from web.tongue import spoken

#: No form of ours is longer.
MOST_BYTES = 16 * 1024
#: A form that takes longer to arrive is somebody holding on to us.
FORM_WITHIN = 10.0
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
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
#: What a proxy adds; a request that has one did not begin on this machine.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
#: Open to whoever can reach us; what watches over services knows no names.
_HEALTH, _STATIC = "/healthz", "/static/"
#: What others are given the address of. Pushes are longer than forms, and read by those who know whether to read them.
_BY_OTHERS = (PATH, PUSHES)

Refuse = Callable[[Request, int, str, str], Response]


class Guard:
    """Refuses what must not pass, bounds what does, and puts the headers on every answer.

    `desk` returns the settings in force; `refuse` makes a page of (request, status, what, what to do).
    """

    def __init__(self, app: ASGIApp, desk: Callable[[], DeskSettings], refuse: Refuse) -> None:
        self.app, self.desk, self.refuse = app, desk, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        inside = is_inside(scope, self.desk())
        manner = manner_of(Headers(scope=scope))
        scope.setdefault("state", {}).update(inside=inside, manner=manner)
        with spoken(manner.language):
            await self._serve(scope, receive, send, inside)

    async def _serve(self, scope: Scope, receive: Receive, send: Send, inside: bool) -> None:
        problem = _refusal(scope, self.desk(), inside)
        if problem is None:
            form = scope["method"] == "POST" and not scope["path"].startswith(PUSHES)
            body = await _body(receive) if form else b""
            problem = (413, "This is more than a form of ours holds.", "Shorten it.") if body is None else None
        answer = _with_headers(scope, send)
        if problem is not None:
            await self.refuse(Request(scope), *problem)(scope, receive, answer)
            return
        await self.app(scope, _replay(body or b"", receive) if form else receive, answer)


def is_inside(scope: Scope, desk: DeskSettings) -> bool:
    """Whether a request comes from this machine and asks for the desk by a name that only this machine has."""
    headers, client = Headers(scope=scope), scope.get("client")
    near = client is not None and is_loopback(client[0])
    return near and is_loopback(_host(headers)) and not any(name in headers for name in _FORWARDED)


def show_as_mail(request: Request) -> None:
    """Have the answer to a request be shown as a message, in a frame of a page of ours."""
    request.state.mail = True


def _refusal(scope: Scope, desk: DeskSettings, inside: bool) -> tuple[int, str, str] | None:
    """Return why a request must not pass, as status, what is wrong and what to do; None if it may."""
    path, headers = scope["path"], Headers(scope=scope)
    if path == _HEALTH:
        return None
    if _host(headers) not in _names(desk):
        return 421, "The desk is not known by this name.", f"Open http://{desk.listen}/ on the machine it runs on."
    if not inside and not path.startswith((*_BY_OTHERS, _STATIC)):
        how = f"Open http://{desk.listen}/ there, or reach it through a tunnel: ssh -L 8300:{desk.listen} HOST"
        return 403, "The desk itself is open only on the machine it runs on.", how
    if scope["method"] == "POST" and not path.startswith(_BY_OTHERS) and not _same_origin(headers):
        return 403, "This form was sent from another page.", "Open the desk itself and do it there."
    return None


def _names(desk: DeskSettings) -> set[str]:
    """Return the names that the desk is asked for by, in small letters."""
    public = [host_of(desk.public_url)] if desk.public_url else []
    return {"localhost", "127.0.0.1", "::1", place(desk.listen)[0].lower(), *public}


def _host(headers: Headers) -> str:
    try:
        return (urlsplit(f"//{headers.get('host', '')}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _same_origin(headers: Headers) -> bool:
    """Whether a form comes from a page of ours: as the browser says, or by what is no browser (which says nothing).

    Sec-Fetch-Site is sent by every browser since 2023 where the address is trustworthy, loopback among them; Origin
    by the others.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or origin.partition("://")[2] == headers.get("host")


async def _body(receive: Receive) -> bytes | None:
    """Return what is sent with a request; None if it is too long or too slow."""
    body: bytes = b""
    try:
        async with asyncio.timeout(FORM_WITHIN):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > MOST_BYTES or message["type"] != "http.request":
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
    """Return for how long an answer may be kept: what is asked for by its hash for good, a page not at all."""
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

"""The desk's own hub: feeds of the desk are pushed to whoever asks for that and may read them (WebSub, W3C 2018).

Whether a feed may be read, and what it holds, is what the desk answers at its address, asked as its subscriber would
ask. So the right is that of the token in the address, or of this machine while the desk has no users; it holds for as
long as that does. Who is at the callback is verified, and pushed to, by `web.pushing`.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from urllib.parse import parse_qsl, urlencode, urlsplit

from sqlalchemy.orm import Session
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Scope

from store.subscribers import ask_for, ask_no_more
from store.tokens import name_of
from web.desk import Desk, desk_of
from web.forms import NO_TEXT, read_form

#: Where subscribers ask.
PATH = "/hub"
#: For so long feeds are pushed to who does not say how long, and how long it may be.
LEASE, SHORTEST, LONGEST = timedelta(days=10), timedelta(minutes=5), timedelta(days=30)
#: Section 5.1 has secrets shorter than 200 bytes; longer addresses are no keys for a database.
_LONGEST_SECRET, _LONGEST_ADDRESS = 199, 1_000
_FEEDS = "/feeds/"


class _Refused(Exception):
    """The hub does not do what it is asked for; the message says why, for whoever writes the subscriber."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


async def take(request: Request) -> Response:
    """Take what a subscriber asks for (section 5.1); whether it was they who asked is verified afterwards."""
    form = {name.removeprefix("hub."): value for name, value in (await read_form(request)).items()}
    try:
        await _take(request, form)
    except _Refused as error:
        return PlainTextResponse(f"{error}\n", error.status)
    return PlainTextResponse("to be verified\n", 202)


async def _take(request: Request, form: Mapping[str, str]) -> None:
    desk, topic, callback = desk_of(request), form.get("topic", ""), form.get("callback", "")
    _check_addresses(topic, callback)
    if form.get("mode") == "unsubscribe":
        if not await desk.change(partial(ask_no_more, topic=topic, callback=callback, now=desk.clock())):
            raise _Refused("nobody has this hub.topic pushed to this hub.callback", 404)
        return
    if form.get("mode") != "subscribe":
        raise _Refused("hub.mode is subscribe or unsubscribe")
    secret, lease = form.get("secret", ""), _lease(form.get("lease_seconds", ""))
    # What is pushed would be signed by another secret.
    if len(secret.encode()) > _LONGEST_SECRET or NO_TEXT in secret:
        raise _Refused("hub.secret has 200 bytes or more, or is no text")
    if not token_in(topic) and not request.state.who.role:
        raise _Refused("put a token into hub.topic, as &token=…; without one it is for the machine of the desk", 403)
    told = await read(request.app.state.whole, topic)
    if told.status != 200:
        raise _Refused("hub.topic is no feed of this desk that may be read so: it answers " + str(told.status), 403)
    wanted = {"topic": topic, "callback": callback, "secret": secret, "lease": lease}
    if not await desk.change(lambda session: _keep(session, desk, wanted)):
        raise _Refused("too many have feeds pushed to them", 503)


def _keep(session: Session, desk: Desk, wanted: dict[str, object]) -> bool:
    token = token_in(str(wanted["topic"]))
    return ask_for(session, token=name_of(session, token) or "", now=desk.clock(), **wanted)  # type: ignore[arg-type]


def _check_addresses(topic: str, callback: str) -> None:
    for name, value in (("hub.topic", topic), ("hub.callback", callback)):
        try:
            parts = urlsplit(value)
            fit = parts.scheme in ("http", "https") and parts.hostname and not (parts.username or parts.fragment)
        except ValueError:
            fit = False
        if not (fit and value.isascii() and value.isprintable() and " " not in value):
            raise _Refused(f"{name} is no web address in ASCII")
        if len(value) > _LONGEST_ADDRESS:
            raise _Refused(f"{name} has more than {_LONGEST_ADDRESS} characters")
    if not urlsplit(topic).path.startswith(_FEEDS):
        raise _Refused("hub.topic is no feed of this desk; take the address that the feed names as its own")


def _lease(seconds: str) -> timedelta:
    if not seconds:
        return LEASE
    if not (seconds.isascii() and seconds.isdecimal() and len(seconds) <= 12):
        raise _Refused("hub.lease_seconds is a number")
    return min(max(timedelta(seconds=min(int(seconds), 10**9)), SHORTEST), LONGEST)


def links(hub: str, topic: str) -> str:
    """Return the header by which a feed names its hub and itself (section 4)."""
    return f'<{hub}>; rel="hub", <{topic}>; rel="self"'


def feed_of(topic: str) -> str:
    """Return the path and query of a feed's address, without the token in it.

    >>> feed_of("https://desk.example/feeds/alerts.atom?watch=UDCG&token=tocsin_x")
    '/feeds/alerts.atom?watch=UDCG'

    """
    parts = urlsplit(topic)
    query = urlencode([one for one in parse_qsl(parts.query) if one[0] != "token"])
    return f"{parts.path}{'?' if query else ''}{query}"


def token_in(topic: str) -> str:
    """Return the token in the address of a feed; '' if it has none."""
    return dict(parse_qsl(urlsplit(topic).query)).get("token", "")


class Told:
    """What the desk answers at an address: status, headers and body."""

    def __init__(self) -> None:
        self.status, self.headers, self.body = 0, Headers(), b""

    async def hear(self, message: Message) -> None:
        """Take a part of the answer, as ASGI sends it."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], Headers(raw=message["headers"])
        else:
            self.body += message.get("body", b"")


async def read(app: ASGIApp, address: str) -> Told:
    """Ask the desk itself for an address of it, as from this machine, and return what it answers."""
    parts = urlsplit(address)
    scope: Scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": parts.scheme,
        "path": parts.path, "raw_path": parts.path.encode(), "query_string": parts.query.encode(), "root_path": "",
        "headers": [(b"host", parts.netloc.encode())], "client": ("127.0.0.1", 0), "server": None,
    }  # fmt: skip
    told = Told()
    await app(scope, _nothing_more, told.hear)
    return told


async def _nothing_more() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}

"""What hubs call: to see that we asked them to push, and to push (WebSub, W3C Recommendation of 2018, sections 5 to 8).

The address is known to nobody but the hub, and a push counts only with the signature that the hub was given the secret
for. It is answered as soon as it is kept; what it holds is read, in a worker process, like what a poll finds.
"""

import asyncio
import hmac
import logging
from functools import partial

from sqlalchemy.orm import Session
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from config.discretion import without_login
from scheduler.subscriptions import confirm, denied
from store.push_models import Subscription
from store.pushes import keep_push, of_token
from web.desk import Desk, desk_of

log = logging.getLogger(__name__)

#: A feed is seldom longer than a tenth of it.
MOST_BYTES = 8 * 1024 * 1024
#: A push that takes longer to arrive is somebody holding on to us.
ARRIVES_WITHIN = 20.0
#: Those that the recommendation names.
_METHODS = frozenset(("sha1", "sha256", "sha384", "sha512"))
_LONGEST_CHALLENGE = 2_000
_LONGEST_TYPE = 200


async def verify(request: Request) -> Response:
    """Tell a hub whether it was we who asked it; or hear that it refuses."""
    desk, token = desk_of(request), request.path_params["token"]
    said = {name.removeprefix("hub."): value for name, value in request.query_params.items() if name.startswith("hub.")}
    challenge = said.get("challenge", "")
    # Whoever has only guessed an address makes us read, never write.
    if await desk.read(partial(of_token, token=token)) is None:
        return PlainTextResponse("unknown\n", 404)
    if said.get("mode") == "denied":
        known = await desk.change(partial(denied, token=token, said=said, now=desk.clock()))
        return PlainTextResponse("noted\n" if known else "unknown\n", 200 if known else 404)
    if not 0 < len(challenge) <= _LONGEST_CHALLENGE:
        return PlainTextResponse("no hub.challenge\n", 400)
    ours = await desk.change(partial(confirm, token=token, said=said, now=desk.clock()))
    return PlainTextResponse(challenge) if ours else PlainTextResponse("not asked for\n", 404)


async def take(request: Request) -> Response:
    """Keep what a hub pushes.

    One with a wrong signature is told the same as one with the right (section 8): who guesses must learn nothing.
    """
    desk, token = desk_of(request), request.path_params["token"]
    if not await desk.read(partial(_listens, token=token)):
        return PlainTextResponse("no such subscription\n", 410)
    async with desk.arriving:
        body = await _body(request)
        if body is None:
            await desk.change(partial(_keep_that_it_came, desk, token))
            return PlainTextResponse("too long, or too slow\n", 413)
        signature = request.headers.get("x-hub-signature", "")
        content_type = request.headers.get("content-type", "")[:_LONGEST_TYPE]
        kept = await desk.change(partial(_keep, desk, token, body, signature, content_type))
    if not kept:
        return PlainTextResponse("too many at once\n", 503, {"Retry-After": "60"})
    return PlainTextResponse("", 202)


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Tell whether a signature is `method=hex`, made of body with secret (section 7.1), in constant time.

    >>> is_signed(b"x", "md5=9dd4e461268c8034f5c8564e155c67a6", "s")
    False
    """
    method, _, digest = signature.strip().partition("=")
    if method.lower() not in _METHODS:
        return False
    made = hmac.new(secret.encode(), body, method.lower()).hexdigest()
    return hmac.compare_digest(made.encode(), digest.strip().lower().encode())


def _listens(session: Session, token: str) -> bool:
    one = of_token(session, token)
    return one is not None and _takes(one)


def _takes(one: Subscription) -> bool:
    """Whether pushes are taken; a hub may push before we have its word for it, or a little after its lease."""
    return one.state in ("asked", "active")


def _keep(desk: Desk, token: str, body: bytes, signature: str, content_type: str, session: Session) -> bool:
    one = of_token(session, token, lock=True)
    if one is None or not _takes(one):
        return True
    if not is_signed(body, signature, one.secret):
        log.warning("push dropped, its signature is wrong: source=%s hub=%s", one.source, without_login(one.hub))
        return True
    return keep_push(session, one, body, content_type, desk.clock())


def _keep_that_it_came(desk: Desk, token: str, session: Session) -> None:
    """Have the source polled: what cannot be taken is news all the same, and only the hub knows the address."""
    one = of_token(session, token, lock=True)
    if one is not None and _takes(one):
        log.warning("push too long, too slow or broken off: source=%s hub=%s", one.source, without_login(one.hub))
        keep_push(session, one, b"", "", desk.clock())


async def _body(request: Request) -> bytes | None:
    """Return what is pushed; None if it is too long, too slow or breaks off."""
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(ARRIVES_WITHIN):
            async for part in request.stream():
                size += len(part)
                if size > MOST_BYTES:
                    return None
                parts.append(part)
    except (TimeoutError, ClientDisconnect):
        return None
    return b"".join(parts)

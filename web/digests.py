"""The next digest of each channel: when it is due, what waits for it, and what it would say, as it would be sent."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from alerts.channel import Message
from alerts.composing import digest_message
from alerts.digests import digest_now, gathered
from alerts.display import one_line
from alerts.timing import first_attempt
from alerts.wording import iso
from config import ChannelSettings
from web.asked import BadFilter, answering
from web.desk import Desk, desk_of
from web.guard import show_as_mail
from web.pages import page
from web.tongue import gettext as _
from web.tongue import time_text

_CURE = "All that there are stand at /digests."


@dataclass(frozen=True)
class _Next:
    """A digest that is to come: of which channel, for whom."""

    channel: ChannelSettings
    recipient: str

    @property
    def query(self) -> str:
        return "?" + urlencode({"channel": self.channel.name, "recipient": self.recipient})


@answering(_CURE)
async def show(request: Request) -> Response:
    """Show the digests that are to come, and one of them."""
    desk = desk_of(request)
    wanted = _wanted(request, desk)
    rows = await desk.read(partial(_rows, desk))
    message = await desk.read(partial(_message, desk, wanted)) if wanted else None
    shown = [
        row | {"due": time_text(row["due"], desk.settings.zone), "shown_to": one_line(row["recipient"], 200)}
        for row in rows
    ]
    return page(
        request,
        "digests.html",
        title="Next digests",
        digests=shown,
        wanted=wanted,
        message=message,
        json=f"/digests.json{wanted.query if wanted else ''}",
    )


@answering(_CURE)
async def tell(request: Request) -> Response:
    """Return the digests that are to come as JSON, or what one of them would say to programs."""
    desk = desk_of(request)
    wanted = _wanted(request, desk)
    if wanted is not None:
        return JSONResponse((await desk.read(partial(_message, desk, wanted))).for_programs())
    rows = await desk.read(partial(_rows, desk))
    return JSONResponse([row | {"due": iso(row["due"])} for row in rows])


@answering(_CURE)
async def show_html(request: Request) -> Response:
    """Return the HTML part of one, to be shown inside the page: with its styles, and able to do nothing."""
    desk = desk_of(request)
    wanted = _wanted(request, desk)
    if wanted is None:
        raise BadFilter("Name the channel, as in ?channel=desk.")
    show_as_mail(request)
    return HTMLResponse((await desk.read(partial(_message, desk, wanted))).html)


def _to_come(desk: Desk) -> list[_Next]:
    channels = desk.force().channels
    return [
        _Next(one, recipient)
        for name, one in desk.settings.channels.items()
        if one.digest is not None and name in channels
        for recipient in channels[name].recipients
    ]


def _wanted(request: Request, desk: Desk) -> _Next | None:
    """Return the digest that an address names; without a recipient that of the channel's first."""
    channel, recipient = (request.query_params.get(name) for name in ("channel", "recipient"))
    if not channel:
        return None
    found = [one for one in _to_come(desk) if one.channel.name == channel]
    found = [one for one in found if recipient is None or one.recipient == recipient]
    if not found:
        name = one_line(channel, 100)
        if recipient is None:
            raise BadFilter(_("Channel %(name)s sends no digest.", name=name))
        raise BadFilter(_("Channel %(name)s sends them none.", name=name))
    return found[0]


def _rows(desk: Desk, session: Session) -> list[dict[str, Any]]:
    now, zone = desk.clock(), desk.force().settings.zone
    return [
        {
            "channel": one.channel.name,
            "recipient": one.recipient,
            "due": first_attempt(now, one.channel, "normal", zone),
            "waiting": len(gathered(session, one.channel.name, one.recipient)),
            "page": f"/digests{one.query}",
        }
        for one in _to_come(desk)
    ]


def _message(desk: Desk, wanted: _Next, session: Session) -> Message:
    now, force = desk.clock(), desk.force()
    deliveries = gathered(session, wanted.channel.name, wanted.recipient)

    def compose() -> Message:
        digest = digest_now(session, wanted.channel, wanted.recipient, force.settings, now)
        return digest_message(session, force.settings, wanted.recipient, digest, deliveries, now)

    key = (force.revision_id, wanted.channel.name, wanted.recipient, *deliveries)
    return desk.previews.get(key, now, compose)

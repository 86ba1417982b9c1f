"""The channels: whom each reaches and when, whether it is in order, and the button that sends a test through it."""

from dataclasses import asdict
from functools import partial
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from alerts.channel import Channel, make_channel
from alerts.display import one_line
from alerts.rehearsal import Piece, example, in_words, last_alert, send_test
from alerts.settling import Outcome
from alerts.wording import iso
from config import Settings
from store.link_models import Unsubscription
from store.links import unsubscriptions
from store.summary import OutOfOrder, out_of_order
from web.desk import Desk, desk_of
from web.forms import read_form
from web.pages import for_json, page, problem
from web.tongue import decimal, marked, time_text
from web.tongue import gettext as _

_LONGEST = 300
#: Settings that are told, and what they are called.
_FACTS = {
    "digest": marked("digest"),
    "quiet_hours": marked("quiet hours"),
    "rate": marked("rate"),
    "fallback": marked("fallback"),
}


async def show_all(request: Request) -> Response:
    """Show the channels, those that are out of order first."""
    desk = desk_of(request)
    found = await desk.read(partial(_found, desk.settings))
    shown = [_shown(one, desk) for one in found]
    return page(request, "channels.html", title="Channels", channels=shown)


async def list_all(request: Request) -> Response:
    """Return the channels as JSON."""
    found = await desk_of(request).read(partial(_found, desk_of(request).settings))
    return JSONResponse([one | {"broken": for_json(one["broken"]) if one["broken"] else None} for one in found])


async def test(request: Request) -> Response:
    """Send a test through a channel, the way a real alert goes, and show what the other side answered."""
    desk, name = desk_of(request), (await read_form(request)).get("channel", "")
    settings = desk.settings
    if name not in settings.channels:
        return problem(
            request, 404, "There is no such channel in the settings.", "All that there are stand at /channels."
        )
    piece = await desk.read(partial(_piece, desk))
    outcomes = await send_test(make_channel(settings.channels[name], settings.fetch), piece, settings)
    return page(
        request,
        "channel_tested.html",
        title=_("Test through channel %(name)s", name=one_line(name, 100)),
        outcomes=[_told(*one) for one in outcomes],
        alert=piece.alert.id,
    )


def _piece(desk: Desk, session: Session) -> Piece:
    return last_alert(session, desk.settings, desk.clock()) or example(desk.clock())


def _told(recipient: str, outcome: Outcome) -> dict[str, Any]:
    took = "" if outcome.took is None else _("%(number)s s", number=decimal(outcome.took.total_seconds(), 2))
    told = {"recipient": one_line(recipient, _LONGEST), "words": in_words(outcome), "took": took}
    return told | {"accepted": outcome.accepted, "answer": outcome.answer}


def _found(settings: Settings, session: Session) -> list[dict[str, Any]]:
    broken = {one.channel: one for one in out_of_order(session)}
    gone = unsubscriptions(session)
    channels = map(make_channel, settings.channels.values())
    rows = [
        _data(one, broken.get(one.settings.name), [u for u in gone if u.channel == one.settings.name], settings)
        for one in channels
    ]
    return sorted(rows, key=lambda row: (row["broken"] is None, row["channel"]))


def _data(
    channel: Channel[Any], broken: OutOfOrder | None, gone: list[Unsubscription], settings: Settings
) -> dict[str, Any]:
    own = channel.settings
    return {
        "channel": own.name,
        "kind": own.kind,
        "recipients": [recipient for recipient in channel.recipients if recipient],
        "unsubscribed": [{"recipient": one.recipient, "at": iso(one.at)} for one in gone],
        **own.model_dump(include=set(_FACTS)),
        "operator": settings.operator == own.name,
        "watches": sum(own.name in watch.channels for watch in settings.watches),
        "broken": asdict(broken) if broken else None,
    }


def _shown(row: dict[str, Any], desk: Desk) -> dict[str, Any]:
    zone, broken = desk.settings.zone, row["broken"]
    facts = [(words, row[name]) for name, words in _FACTS.items() if row[name]]
    times = {k: time_text(broken[k], zone) if broken[k] else "" for k in ("opened_at", "probe_at")} if broken else {}
    return {
        **row,
        "name": one_line(row["channel"], _LONGEST),
        "recipients": [one_line(one, _LONGEST) for one in row["recipients"]],
        "unsubscribed": [one_line(one["recipient"], _LONGEST) for one in row["unsubscribed"]],
        "facts": facts,
        "broken": {**broken, **times, "answer": one_line(broken["answer"] or "", _LONGEST)} if broken else None,
        "deliveries": "/deliveries?" + urlencode({"channel": row["channel"]}),
    }

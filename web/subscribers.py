"""Who has feeds of the desk pushed to them, how that goes, and the button that ends it."""

from functools import partial
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from alerts.display import one_line
from store.push_models import Subscriber
from store.statements import LARGEST
from store.subscribers import subscribers
from web.desk import desk_of
from web.hub import feed_of
from web.pages import for_json, page, problem
from web.subscribed import shown
from web.tongue import gettext as _
from web.tongue import time_text

_LONGEST = 300


async def show(request: Request) -> Response:
    """Show who has feeds pushed to them, those that were given up first."""
    desk = desk_of(request)
    zone, rows = desk.settings.zone, await desk.read(_found)
    times = ("until", "last_push_at")
    told = [row | {name: time_text(row[name], zone) if row[name] else "" for name in times} for row in rows]
    return page(request, "subscribers.html", title="Feeds pushed", subscribers=told)


async def tell(request: Request) -> Response:
    """Return who has feeds pushed to them as JSON."""
    return JSONResponse([for_json(one) for one in await desk_of(request).read(_found)])


async def end(request: Request) -> Response:
    """Push to one of them no more."""
    desk, number = desk_of(request), request.path_params["subscriber"]
    if number > LARGEST or not await desk.change(partial(_end, number)):
        return problem(request, 404, "There is no such subscriber.", "All that there are stand at /subscribers.")
    words = _("It is pushed no more. Its reader can ask for it again.")
    return page(request, "done.html", title="Done", words=words, undo=None, back="/subscribers")


def _found(session: Session) -> list[dict[str, Any]]:
    return [_data(one) for one in subscribers(session)]


def _data(one: Subscriber) -> dict[str, Any]:
    """Return what may be shown: the token in a feed's address is a secret, and so may the path of a callback be."""
    told = {"subscriber": one.id, "feed": one_line(feed_of(one.topic), _LONGEST), "to": shown(one.callback)}
    told |= {"token": one.token, "state": one.state, "until": one.until, "last_push_at": one.last_push_at}
    return told | {"failures": one.failures, "error": one.error}


def _end(number: int, session: Session) -> bool:
    one = session.get(Subscriber, number, with_for_update=True)
    if one is not None:
        session.delete(one)
    return one is not None

"""The alerts, newest first and those of one story together; one alert; and the buttons on both."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import tzinfo
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from alerts.display import one_line
from alerts.links import TAKEN_BACK_BY
from alerts.updates import update_facts
from alerts.wording import iso
from store.alert_models import Alert, Update
from store.alerts import STATES, Standing, latest, newest, standings
from store.history import updates_of
from store.statements import LARGEST, row_of
from web.asked import answering, known_in, number_in
from web.cards import Card, by_story, card_data, cards
from web.desk import Desk, desk_of
from web.exports import exports, feeds
from web.forms import ON_AN_ALERT, form, forms, offered, read_form
from web.marking import LENGTHS, BadWish, Doing, Done, NotThere, carry_out
from web.pages import page, problem
from web.tongue import gettext as _
from web.tongue import marked, time_text

T = TypeVar("T")
#: Alerts on one page.
PAGE = 30
#: What can be done with an alert, and taken back; a silence is ended where the silences are.
_BUTTONS = {*ON_AN_ALERT, *(TAKEN_BACK_BY[one] for one in ON_AN_ALERT)} - {"end-silence"}

#: What to do where an address asks wrongly.
_CURE = "Begin again at /alerts."


@dataclass(frozen=True)
class Told:
    """When an alert was told again, or will be, and what had changed in its story."""

    when: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Filter:
    """Which alerts are wanted, as the address says: of one watch, of one silence, in all of these states, after one."""

    watch: str | None = None
    silence: str | None = None
    states: tuple[str, ...] = ()
    before: int | None = None

    def query(self, before: int | None = None) -> str:
        """Return it as the query of an address, with another place to begin at; '' if it asks for nothing."""
        wanted = [
            ("watch", self.watch),
            ("silence", self.silence),
            *(("state", state) for state in self.states),
            ("before", before),
        ]
        given = urlencode([(name, value) for name, value in wanted if value])
        return f"?{given}" if given else ""


@answering(_CURE)
async def show_all(request: Request) -> Response:
    """Show a page of alerts."""
    desk = desk_of(request)
    wanted = filter_of(request)
    latest_known, (found, more) = await desk.read(partial(_found_and_newest, wanted, partial(_brief, desk)))
    watches = sorted({*(watch.name for watch in desk.settings.watches), *filter(None, [wanted.watch])})
    return page(
        request,
        "alerts.html",
        title="Alerts",
        groups=by_story(found),
        wanted=wanted,
        watches=watches,
        states=list(STATES),
        more=f"/alerts{more}" if more else None,
        # What rings is told on the first page; no silence holds what comes in the moment it comes.
        newest=None if wanted.before or wanted.silence else latest_known,
        json=f"/alerts.json{wanted.query(wanted.before)}",
        exports=exports("alerts", wanted.query()),
        feeds=feeds("alerts", wanted.query()),
    )


@answering(_CURE)
async def list_all(request: Request) -> Response:
    """Return a page of alerts as JSON, with the address of the one that follows."""
    wanted = filter_of(request)
    found, more = await desk_of(request).read(partial(_found, wanted, card_data))
    return JSONResponse({"alerts": found, "next": f"/alerts.json{more}" if more else None})


async def show_one(request: Request) -> Response:
    """Show one alert with its buttons."""
    desk, number = desk_of(request), request.path_params["alert"]
    try:
        card, updates = await desk.read(partial(_one, number, partial(_whole, desk)))
    except NotThere:
        return _gone(request)
    return page(
        request,
        "act.html",
        title=_("Alert %(id)s", id=card.id),
        about="",
        card=card,
        updates=updates,
        forms=forms(offered(bool(card.acknowledged), bool(card.rated)), lambda action: f"/alerts/{number}/{action}"),
        lengths=LENGTHS,
    )


async def tell_one(request: Request) -> Response:
    """Return one alert as JSON."""
    try:
        return JSONResponse(await desk_of(request).read(partial(_one, request.path_params["alert"], _data)))
    except NotThere:
        return _gone(request)


async def act(request: Request) -> Response:
    """Do what a button of the desk says."""
    desk, fields, number = desk_of(request), await read_form(request), request.path_params["alert"]
    action = request.path_params["action"]
    if action not in _BUTTONS:
        return problem(
            request, 404, "There is no such button.", _("Open %(path)s and use those there.", path=f"/alerts/{number}")
        )
    try:
        done = await desk.change(partial(_act, desk, number, action, fields))
    except NotThere:
        return _gone(request)
    except BadWish as error:
        return problem(request, 400, "Nothing was changed.", _("Go back, and %(what)s.", what=error))
    back = TAKEN_BACK_BY.get(action)
    undo = form(back, _way_back(number, back, done)) if back else None
    return page(request, "done.html", title="Done", words=done.words, undo=undo, back=f"/alerts/{number}")


def filter_of(request: Request) -> Filter:
    """Return which alerts an address asks for. Raises BadFilter."""
    asked = request.query_params
    states, before = tuple(dict.fromkeys(asked.getlist("state"))), number_in(asked.get("before", ""), "before")
    states = tuple(state for state in states if state)
    for state in states:
        known_in(state, STATES, marked("There is no state %(name)r; write one of %(known)s."))
    return Filter(asked.get("watch") or None, asked.get("silence") or None, states, before)


def _cards(desk: Desk, session: Session, standing: Sequence[Standing]) -> list[Card]:
    return cards(session, standing, desk.settings)


def _whole(desk: Desk, session: Session, standing: Sequence[Standing]) -> list[tuple[Card, list[Told]]]:
    return [
        (card, [_told(update, bool(card.acknowledged), desk.settings.zone) for update in updates_of(session, card.id)])
        for card in _cards(desk, session, standing)
    ]


def _data(session: Session, standing: Sequence[Standing]) -> list[dict[str, Any]]:
    return [
        one | {"updates": list(map(_update_data, updates_of(session, one["id"])))}
        for one in card_data(session, standing)
    ]


def _update_data(update: Update) -> dict[str, Any]:
    facts = update_facts(update)
    return facts | {key: iso(facts[key]) for key in ("due", "told")}


def _told(update: Update, acknowledged: bool, zone: tzinfo) -> Told:
    if update.told_at is not None:
        when = _("Told again: %(when)s", when=time_text(update.told_at, zone))
    elif acknowledged:
        when = _("Not told again while it is acknowledged")
    else:
        when = _("Waits to be told again, not before %(when)s", when=time_text(update.due_at, zone))
    return Told(when, tuple(one_line(str(change["words"]), 300) for change in update.changes))


def _brief(desk: Desk, session: Session, standing: Sequence[Standing]) -> list[Card]:
    """Return the cards of a list, which leaves who else tells a story to the page of each."""
    return cards(session, standing, desk.settings, voices=False, outlets=False)


def _found(
    wanted: Filter, told: Callable[[Session, Sequence[Standing]], list[T]], session: Session
) -> tuple[list[T], str | None]:
    """Return a page of what is wanted, told one way or the other, and the query of the page that follows."""
    found = latest(session, PAGE + 1, **asdict(wanted))
    more = wanted.query(found[PAGE - 1].alert.id) if len(found) > PAGE else None
    return told(session, found[:PAGE]), more


def _found_and_newest(
    wanted: Filter, told: Callable[[Session, Sequence[Standing]], list[T]], session: Session
) -> tuple[int, tuple[list[T], str | None]]:
    # The number first: what rings between the two is told twice rather than not at all.
    last = newest(session, 1)
    return (last[0] if last else 0), _found(wanted, told, session)


def _one(number: int, told: Callable[[Session, Sequence[Standing]], list[T]], session: Session) -> T:
    alert = row_of(session, Alert, number)
    if alert is None:
        raise NotThere(f"there is no alert {number}")
    [one] = told(session, standings(session, [alert]))
    return one


def _act(desk: Desk, number: int, action: str, fields: Mapping[str, str], session: Session) -> Done:
    if number > LARGEST:
        raise NotThere(f"there is no alert {number}")
    doing = Doing(desk.settings, desk.clock(), desk.by, number, form=fields)
    return carry_out(session, action, doing)


def _way_back(alert: int, action: str, done: Done) -> str:
    return f"/silences/{done.subject}/end" if action == "end-silence" else f"/alerts/{alert}/{action}"


def _gone(request: Request) -> Response:
    return problem(request, 404, "There is no such alert.", "All that there are stand at /alerts.")

"""The pages behind the links in messages: to ask for one shows it, only the button on it changes anything.

Mail programs and scanners follow links to see where they lead (GET, HEAD); none of them presses buttons.
"""

from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from alerts.links import PATH, SHOW, TAKEN_BACK_BY, BadLink, ExpiredLink, Link, read_token, token
from store.alert_models import Alert, Delivery
from store.alerts import standings
from store.audit import note
from store.links import link_keys
from web.cards import Card, cards
from web.desk import Desk, desk_of
from web.forms import Form, form, forms, offered, question, read_form
from web.marking import LENGTHS, BadWish, Doing, Done, NotThere, carry_out
from web.pages import page, problem
from web.tongue import gettext as _
from web.tongue import time_text

#: Actions whose subject is no alert.
_OF_A_RECIPIENT, _OF_A_SILENCE = ("unsubscribe", "resubscribe"), ("end-silence",)


@dataclass(frozen=True)
class _Read:
    """A link that is ours: what it says, the key that signs further ones, and whom it was sent to."""

    link: Link
    key: bytes
    channel: str
    recipient: str

    @property
    def by(self) -> str:
        """Who acts, as it is recorded."""
        if not self.channel:
            return "link in a test message"
        return f"link in mail to {self.recipient}" if self.recipient else f"link in a message of {self.channel}"

    def path(self, action: str, subject: int | None = None) -> str:
        """Return the path of another link of the same message."""
        said = Link(action, self.link.subject if subject is None else subject, self.link.delivery, self.link.until)
        return PATH + token(said, self.key)


async def show(request: Request) -> Response:
    """Show what a link is about, and a button for what it does; change nothing."""
    desk = desk_of(request)
    try:
        read, card = await desk.read(partial(_look, desk, request.path_params["token"]))
    except (BadLink, NotThere) as error:
        return _refused(request, error)
    actions = [read.link.action]
    if card is not None and read.link.action == SHOW:
        actions = offered(bool(card.acknowledged), bool(card.rated))
    return page(
        request,
        "act.html",
        title=question(read.link.action),
        about=_("%(who)s, channel %(channel)s", who=read.recipient, channel=read.channel)
        if read.link.action in _OF_A_RECIPIENT
        else "",
        card=card,
        updates=(),
        forms=forms(actions, read.path),
        lengths=LENGTHS,
    )


async def use(request: Request) -> Response:
    """Do what a link says. What mail programs post for one click (RFC 8058) needs no more than the address."""
    desk, fields = desk_of(request), await read_form(request)
    try:
        read, done = await desk.change(partial(_use, desk, request.path_params["token"], fields))
    except (BadLink, NotThere, BadWish) as error:
        return _refused(request, error)
    alert = read.link.subject if read.link.action not in (*_OF_A_RECIPIENT, *_OF_A_SILENCE) else None
    back = read.path(SHOW) if alert is not None else ""
    return page(request, "done.html", title="Done", words=done.words, undo=_undo(read, done), back=back)


def _look(desk: Desk, text: str, session: Session) -> tuple[_Read, Card | None]:
    read = _read(desk, text, session)
    if read.link.action in (*_OF_A_RECIPIENT, *_OF_A_SILENCE):
        return read, None
    alert = session.get(Alert, read.link.subject)
    if alert is None:
        raise NotThere(f"there is no alert {read.link.subject}")
    [card] = cards(session, standings(session, [alert]), desk.settings)
    return read, card


def _use(desk: Desk, text: str, fields: dict[str, str], session: Session) -> tuple[_Read, Done]:
    read = _read(desk, text, session)
    if read.link.action == SHOW:
        raise BadWish(_("use the buttons on the page of the alert: this link only shows it"))
    doing = Doing(
        settings=desk.settings,
        now=desk.clock(),
        by=read.by[:100],
        subject=read.link.subject,
        recipient=(read.channel, read.recipient),
        form=fields,
    )
    done = carry_out(session, read.link.action, doing)
    about = f"channel {read.channel}" if read.link.action in _OF_A_RECIPIENT else f"/alerts/{read.link.subject}"
    if read.link.action in _OF_A_SILENCE:
        about = f"/alerts?silence={read.link.subject}"
    note(session, doing.now, read.by, read.link.action, about, desk.who.address)
    return read, done


def _read(desk: Desk, text: str, session: Session) -> _Read:
    keys = link_keys(session)
    link = read_token(text, keys, desk.clock())
    delivery = session.get(Delivery, link.delivery)
    if link.delivery and delivery is None:
        raise NotThere(f"there is no delivery {link.delivery}")
    return _Read(link, keys[0], delivery.channel if delivery else "", delivery.recipient if delivery else "")


def _undo(read: _Read, done: Done) -> Form | None:
    back = TAKEN_BACK_BY.get(read.link.action)
    return None if back is None else form(back, read.path(back, done.subject))


def _refused(request: Request, error: Exception) -> Response:
    zone = desk_of(request).settings.zone
    if isinstance(error, ExpiredLink):
        cure = "Look for a newer message, or use the commands `tocsin alert` and `tocsin silence`."
        return problem(
            request, 410, _("This link could be used until %(when)s.", when=time_text(error.until, zone)), cure
        )
    if isinstance(error, BadLink):
        cure = "Copy all of it from the message, up to its last letter. Nothing was changed."
        return problem(request, 404, "This link is cut off, or was changed on its way.", cure)
    if isinstance(error, NotThere):
        return problem(request, 404, "What this link is about is no longer there.", "Nothing was changed.")
    return problem(request, 400, "Nothing was changed.", _("Go back, and %(what)s.", what=error))

"""What a reader can do with an alert, by a link in a message or on the desk; each can be taken back.

All of it does what a command does (`tocsin alert`, `tocsin silence`, `tocsin channel`), and doing it twice does no more
than doing it once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.display import one_line
from alerts.silences import NoSilence, end_silence
from alerts.unsubscribing import stop_telling
from config import Settings
from store.alert_models import Acknowledgement, Alert, StoredSilence
from store.links import resubscribe
from store.marks import acknowledge, rate, unacknowledge, unrate
from web.tongue import gettext as _
from web.tongue import marked, time_text
from web.words import by_whom

#: How long something can be silenced from a page, by the name in its form.
LENGTHS: Mapping[str, tuple[str, timedelta]] = {
    "1d": (marked("1 day"), timedelta(days=1)),
    "7d": (marked("1 week"), timedelta(days=7)),
}


class NotThere(Exception):
    """What is to be marked is not in the store."""


class BadWish(Exception):
    """A form asks for what it does not offer; the message says what to choose."""


@dataclass(frozen=True)
class Doing:
    """What all actions are told: who acts, what on, when, what the form said, and under which settings.

    `subject` is the number of an alert, or of a silence for end-silence. `recipient` is a channel and a recipient of
    it, for those two that are about them.
    """

    settings: Settings
    now: datetime
    by: str
    subject: int = 0
    recipient: tuple[str, str] = ("", "")
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """What was done, in a sentence; and of what number, where taking it back needs another than that of the alert."""

    words: str
    subject: int | None = None


def carry_out(session: Session, action: str, doing: Doing) -> Done:
    """Do what a link or button says.

    Raises:
        NotThere: there is no such alert.
        BadWish: the form asks for what it does not offer.

    """
    return _ACTIONS[action](session, doing)


def _acknowledge(session: Session, doing: Doing) -> Done:
    alert = _alert(session, doing)
    if acknowledge(session, alert.id, doing.now, doing.by, ""):
        return Done(_("Alert %(id)s is acknowledged. What has not gone out of it yet does not go out.", id=alert.id))
    first = session.get_one(Acknowledgement, alert.id)
    said = by_whom(first.at, first.by or "", doing.settings.zone)
    return Done(_("Alert %(id)s was acknowledged before: %(when)s.", id=alert.id, when=said))


def _unacknowledge(session: Session, doing: Doing) -> Done:
    alert = _alert(session, doing)
    taken_back = unacknowledge(session, alert.id)
    if taken_back:
        return Done(_("Alert %(id)s is no longer acknowledged.", id=alert.id))
    return Done(_("Alert %(id)s is not acknowledged.", id=alert.id))


def _rate(useful: bool) -> Callable[[Session, Doing], Done]:
    def work(session: Session, doing: Doing) -> Done:
        alert = _alert(session, doing)
        rate(session, alert.id, useful, doing.now, doing.by, "")
        if useful:
            return Done(_("Alert %(id)s is marked as useful.", id=alert.id))
        return Done(_("Alert %(id)s is marked as not useful.", id=alert.id))

    return work


def _unrate(session: Session, doing: Doing) -> Done:
    alert = _alert(session, doing)
    unrate(session, alert.id)
    return Done(_("Alert %(id)s is marked neither as useful nor as not useful.", id=alert.id))


def _silence(session: Session, doing: Doing) -> Done:
    """Keep the watch or the story of an alert quiet; a silence that the same reader has on it is made longer."""
    alert = _alert(session, doing)
    about, time = doing.form.get("about"), _length(doing.form.get("for", ""))
    if about not in ("watch", "story") or (about == "story" and alert.story_id is None):
        raise BadWish(_("choose what is to be quiet: this watch, or this story where the alert is of one"))
    of_watch = about == "watch"
    subject = {"watch": alert.watch if of_watch else None, "story_id": None if of_watch else alert.story_id}
    until, reason = doing.now + time, one_line(doing.form.get("reason", ""), 1_000)
    row = _theirs(session, subject, doing)
    if row is None:
        row = StoredSilence(**subject, until=until, reason=reason, made_by=doing.by, made_at=doing.now)
        session.add(row)
    row.until, row.reason = max(row.until, until), reason or row.reason
    session.flush()
    what = _("Watch “%(name)s”", name=alert.watch) if of_watch else _("The story")
    ends = time_text(row.until, doing.settings.zone)
    told = {"what": what, "when": ends, "id": row.id}
    return Done(
        _("%(what)s is quiet until %(when)s: silence %(id)s. What it holds is kept, and told then.", **told), row.id
    )


def _length(name: str) -> timedelta:
    if name not in LENGTHS:
        known = f" {_('or')} ".join(_(words) for words, _length in LENGTHS.values())
        raise BadWish(_("choose for how long: %(known)s", known=known))
    return LENGTHS[name][1]


def _theirs(session: Session, subject: Mapping[str, object], doing: Doing) -> StoredSilence | None:
    """Return the silence that the same reader has made of a watch or story, and of nothing more, and that goes on."""
    going_on = (StoredSilence.ended_at.is_(None), StoredSilence.until > doing.now, StoredSilence.since.is_(None))
    whole = (StoredSilence.source.is_(None), StoredSilence.query.is_(None), StoredSilence.made_by == doing.by)
    query = select(StoredSilence).filter_by(**subject).where(*going_on, *whole)
    return session.scalars(query.order_by(StoredSilence.id).limit(1)).first()


def _end_silence(session: Session, doing: Doing) -> Done:
    try:
        end_silence(session, str(doing.subject), doing.settings, doing.now)
    except NoSilence:
        return Done(_("Silence %(name)s is over already.", name=doing.subject))
    return Done(_("Silence %(name)s is ended; what it held is told now.", name=doing.subject))


def _unsubscribe(session: Session, doing: Doing) -> Done:
    channel, recipient = doing.recipient
    if stop_telling(session, doing.settings, channel, recipient, doing.now):
        done = marked("%(who)s is sent nothing more by channel %(channel)s. Whoever runs Tocsin is told so.")
        return Done(_(done, who=recipient, channel=channel))
    return Done(_("%(who)s had unsubscribed from channel %(channel)s before.", who=recipient, channel=channel))


def _resubscribe(session: Session, doing: Doing) -> Done:
    channel, recipient = doing.recipient
    resubscribe(session, channel, recipient)
    return Done(
        _("%(who)s is told again of what comes from now on by channel %(channel)s.", who=recipient, channel=channel)
    )


def _alert(session: Session, doing: Doing) -> Alert:
    # Locked, so that who presses a button twice is served one after the other.
    alert = session.get(Alert, doing.subject, with_for_update={"of": Alert})
    if alert is None:
        raise NotThere(f"there is no alert {doing.subject}")
    return alert


_ACTIONS: Mapping[str, Callable[[Session, Doing], Done]] = {
    "acknowledge": _acknowledge,
    "unacknowledge": _unacknowledge,
    "useful": _rate(True),
    "not-useful": _rate(False),
    "unrate": _unrate,
    "silence": _silence,
    "end-silence": _end_silence,
    "unsubscribe": _unsubscribe,
    "resubscribe": _resubscribe,
}

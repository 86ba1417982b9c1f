"""The clock leapt far ahead, or nobody was at work for as long: only time tells which.

Until it has, nothing is dropped for its age. Where the clock is set back into the time that it leapt over, it was
wrong, and `store.bring_back` mends what was written by it.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from store.chores import drop, last_done, note

#: A clock that is set by more has leapt; so has one in whose time nobody worked for longer.
FAR = timedelta(days=1)
#: By then a clock that is wrong has been set right.
BELIEVED_AFTER = timedelta(days=7)
#: A clock may be set back to a little before the last work by it.
_SLACK = timedelta(minutes=5)
#: The chores that say from when and to when the clock leapt.
_FROM, _TO = "leapt from", "leapt to"


def note_leap(session: Session, before: datetime, now: datetime) -> None:
    """Record that the clock leapt from `before` to `now`; of several leaps in a row the first and the last count."""
    if believes(session, now):
        note(session, _FROM, before)
    note(session, _TO, now)


def believes(session: Session, now: datetime) -> bool:
    """Tell whether the clock is to be believed so far that what is old by it may be dropped."""
    leapt = last_done(session, _TO)
    return leapt is None or now - leapt >= BELIEVED_AFTER


def leapt_at(session: Session) -> datetime | None:
    """Return when the clock leapt last, by what it said then; None: it has not, as far as is known."""
    return last_done(session, _TO)


def was_wrong(session: Session, now: datetime) -> bool:
    """Tell whether a clock that was set back to `now` was wrong since it leapt: it stands where it leapt from."""
    since, until = last_done(session, _FROM), last_done(session, _TO)
    return since is not None and until is not None and since - _SLACK <= now < until


def forget_leap(session: Session) -> None:
    """Forget that the clock leapt: it was set right."""
    for name in (_FROM, _TO):
        drop(session, name)

"""Tell the operator what happened to Tocsin itself: in deliveries like any other, so that no notice is lost.

A notice can never beget another: the death of a notice's own delivery is not told, nor how the channels stand that
notices travel on (the operator's, and its fallbacks). What happens again soon travels together.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.alerting import ChannelPlan, open_delivery
from alerts.channel import make_channel
from config import Settings
from store.alert_models import Delivery, Notice

#: dead: deliveries were given up; open, closed: the channel is out of order, works again; left: somebody unsubscribed;
#: source: sources break or recover; network, unsteady, online: nothing at all can be read, that comes and goes,
#: something can be again; push: a feed is pushed to somebody no more.
Kind = Literal["dead", "open", "closed", "left", "source", "network", "unsteady", "online", "push"]
#: A channel cannot tell these of itself.
_OF_ITSELF = ("open", "closed")
_OF_THE_NETWORK = ("network", "unsteady", "online")
#: What is given up, and the sources that change, within so long of the first are told with it.
GATHER = timedelta(minutes=1)
_GATHERED = frozenset(("dead", "source"))
#: The same of the same channel is told no more often; nor are sources.
APART = timedelta(hours=1)
SOURCES_APART = timedelta(minutes=10)
#: Of so many sources that change together each has its line.
MOST_LINES = 100


def plan_of(settings: Settings, name: str | None) -> ChannelPlan | None:
    """Return whom the channel of that name reaches; None if there is none in the settings."""
    channel = settings.channels.get(name) if name else None
    return None if channel is None else ChannelPlan(channel, make_channel(channel).recipients, settings.zone)


def open_notice(
    session: Session, settings: Settings, kind: Kind, about: str, words: str, now: datetime, count: int = 1
) -> None:
    """Let the operator know: `words` say what happened to the channel or the source `about`, `count` how often.

    Sources are told of together, a line for each; how the network is, once for each `about`.
    Without an operator in the settings, or where it would be about a channel that carries it, nothing is done.
    """
    plan = plan_of(settings, settings.operator)
    if plan is None or (kind in _OF_ITSELF and about in _way(settings)):
        return
    same = select(Notice).where(Notice.kind == kind).order_by(Notice.id.desc()).limit(1)
    if kind != "source":
        same = same.where(Notice.about == about)
    last = session.scalars(same.with_for_update()).first()
    if last is not None and kind in _OF_THE_NETWORK:
        return
    if last is not None and _waits(session, last):
        last.count += count
        if kind == "source" and last.count <= MOST_LINES:
            last.words = f"{last.words}\n{words}"
        return
    notice = Notice(kind=kind, about=about, words=words, count=count, opened_at=now)
    session.add(notice)
    session.flush()
    at = now + GATHER if kind in _GATHERED else now
    if last is not None:
        at = max(at, last.opened_at + (SOURCES_APART if kind == "source" else APART))
    for row in deliveries_of_notice(notice.id, plan, at, now):
        open_delivery(session, row)


def deliveries_of_notice(
    notice_id: int, plan: ChannelPlan, at: datetime, now: datetime, occasion: str = "first"
) -> list[dict[str, Any]]:
    """Return the rows that tell every recipient of a channel of a notice, from `at` on."""
    row = {"notice_id": notice_id, "channel": plan.settings.name, "occasion": occasion, "status": "pending"}
    times = {"next_attempt_at": at, "created_at": now}
    return [{**row, **times, "recipient": recipient} for recipient in dict.fromkeys(plan.recipients)]


def outage_told(session: Session, about: str) -> Notice | None:
    """Return the notice that the network is down, of the outage that is told by these words."""
    return session.scalar(select(Notice).where(Notice.kind == "network", Notice.about == about).limit(1))


def notice_in(session: Session, deliveries: Sequence[int]) -> Notice | None:
    """Return the notice that the deliveries (by id) carry, or None if they carry alerts."""
    return session.scalar(select(Notice).join(Delivery).where(Delivery.id.in_(deliveries)))


def _way(settings: Settings) -> set[str]:
    """Return the channels that notices travel on."""
    way: set[str] = set()
    name = settings.operator
    while name is not None and name in settings.channels and name not in way:
        way.add(name)
        name = settings.channels[name].fallback
    return way


def _waits(session: Session, notice: Notice) -> bool:
    """Return whether nobody has begun to send a notice; it stays so until the transaction ends."""
    of = select(Delivery).where(Delivery.notice_id == notice.id)
    held = session.scalars(of.with_for_update(skip_locked=True)).all()
    everything = session.scalars(of.execution_options(populate_existing=True)).all()
    return len(held) == len(everything) and all(row.attempts == 0 for row in everything)

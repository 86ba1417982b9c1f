"""Subscriptions with hubs, and what they pushed; what is decided about them is decided elsewhere."""

from collections.abc import Collection, Container, Sequence
from datetime import datetime
from itertools import accumulate
from secrets import token_hex, token_urlsafe

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from store.models import SourceState
from store.push_models import Push, Subscription

#: More of one source does not wait, in pushes and in bytes; who pushes faster is asked to come again. A hub that was
#: away sends hundreds of entries at once, each by itself.
MOST_WAITING, MOST_BYTES_WAITING = 500, 64 * 1024 * 1024
#: So many are read at a time, and no further one where they are so long together.
_AT_A_TIME, _BYTES_AT_A_TIME = 40, 8 * 1024 * 1024


def current(session: Session, source: str) -> Subscription | None:
    """Return the subscription of a source that is not being ended, locked until the end of the transaction."""
    query = select(Subscription).where(Subscription.source == source, Subscription.state != "leaving")
    return session.scalars(query.with_for_update()).one_or_none()


def subscriptions(session: Session, sources: Container[str]) -> dict[str, Subscription]:
    """Return those of sources that are not being ended, by the name of the source."""
    found = session.scalars(select(Subscription).where(Subscription.state != "leaving"))
    return {one.source: one for one in found if one.source in sources}


def offer(session: Session, source: str, hub: tuple[str, str] | None, at: datetime) -> None:
    """Record which hub (address, topic) is to push a source, and is asked for that at a time; another is left then."""
    one = current(session, source)
    if one is not None and (one.hub, one.topic) == hub:
        return
    if one is not None:
        leave(session, one, at)
    if hub is not None:
        session.add(new_subscription(source, *hub, at))
    named = hub and hub[0]
    session.execute(update(SourceState).where(SourceState.name == source).values(hub=named))


def new_subscription(source: str, hub: str, topic: str, at: datetime) -> Subscription:
    """Return one that is still to be asked for, with an address and a secret of its own."""
    return Subscription(source=source, hub=hub, topic=topic, token=new_token(), secret=token_hex(32), due_at=at)


def new_token() -> str:
    """Return what nobody can guess: the last part of the address that a hub pushes to."""
    return token_urlsafe(32)


def leave(session: Session, one: Subscription, now: datetime) -> None:
    """Begin to end a subscription, and drop what it pushed; one that was never asked for, or refused, is forgotten."""
    session.execute(delete(Push).where(Push.subscription_id == one.id))
    session.execute(update(SourceState).where(SourceState.name == one.source).values(hub=None))
    if one.state in ("offered", "refused"):
        session.delete(one)
    else:
        one.state, one.due_at, one.asked_at, one.failures, one.error = "leaving", now, None, 0, None
    session.flush()


def due(session: Session, now: datetime, limit: int, *, leaving_only: bool = False) -> Sequence[Subscription]:
    """Return at most `limit` subscriptions to do something about, longest due first; others cannot have them too."""
    query = select(Subscription).where(Subscription.due_at <= now).order_by(Subscription.due_at).limit(limit)
    if leaving_only:
        query = query.where(Subscription.state == "leaving")
    return session.scalars(query.with_for_update(skip_locked=True)).all()


def in_order(session: Session) -> list[tuple[int, str, str]]:
    """Return number, source and callback of those that are not being ended."""
    columns = (Subscription.id, Subscription.source, Subscription.callback)
    return [
        (number, source, callback)
        for number, source, callback in session.execute(select(*columns).where(Subscription.state != "leaving"))
    ]


def of_token(session: Session, token: str, *, lock: bool = False) -> Subscription | None:
    """Return the subscription whose address ends in token."""
    query = select(Subscription).where(Subscription.token == token)
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def keep_push(session: Session, one: Subscription, body: bytes, content_type: str, now: datetime) -> bool:
    """Keep what was pushed until it is recorded; return False if too much of its source waits already.

    One without a body says that there is something new, and has the source polled. The first that is refused is kept
    as such a one: many a hub does not come again.
    """
    sizes = session.scalars(_sizes(one.source)).all()
    if len(sizes) >= MOST_WAITING or sum(sizes) + len(body) > MOST_BYTES_WAITING:
        if sizes[-1:] != [0]:
            session.add(_push(one, b"", ""))
        return False
    session.add(_push(one, body, content_type))
    one.last_push_at = now
    return True


def _push(one: Subscription, body: bytes, content_type: str) -> Push:
    return Push(subscription_id=one.id, source=one.source, content_type=content_type, body=body)


def waiting(session: Session, source: str) -> Sequence[Push]:
    """Return the first that were pushed of a source and are not recorded, in the order in which they came."""
    sizes = session.scalars(_sizes(source).limit(_AT_A_TIME)).all()
    before = list(accumulate(sizes, initial=0))[:-1]
    few = sum(size < _BYTES_AT_A_TIME for size in before)
    return session.scalars(select(Push).where(Push.source == source).order_by(Push.id).limit(few)).all() if few else []


def _sizes(source: str) -> Select[int]:
    """Select the lengths of what was pushed of a source, in the order in which it came."""
    return select(func.length(Push.body)).where(Push.source == source).order_by(Push.id)


def drop(session: Session, pushes: Collection[int]) -> None:
    """Forget pushes, by number, which are recorded in the same transaction."""
    session.execute(delete(Push).where(Push.id.in_(pushes)))

"""How long must be waited between tries to sign in: ever longer for each that fails, by name and by address.

It is kept in the store, so that it outlasts a restart and holds for all daemons together.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from store.people_models import Tries
from store.statements import alone, insert_missing

#: Tries of one name, and from one address (behind which a whole office may sit), before one has to wait.
FREE_BY_NAME, FREE_BY_ADDRESS = 5, 20
#: A name that strangers try all the time is to be of use to its owner: they wait no longer.
LONGEST = timedelta(minutes=5)
#: Failures are forgotten after so long without another.
FORGOTTEN = timedelta(days=1)
_NONE = timedelta(0)


def key(kind: str, value: str) -> str:
    """Return the key of a name or an address."""
    return sha256(f"{kind}\0{value}".encode("utf-8", "replace")).hexdigest()


def delay(failures: int, free: int) -> timedelta:
    """Return how long to wait after so many failures in a row: nothing for the free ones, then a second, doubled.

    >>> [delay(n, 5).total_seconds() for n in (1, 4, 5, 6, 9, 100)]
    [0.0, 0.0, 1.0, 2.0, 16.0, 300.0]

    """
    return _NONE if failures < free else min(timedelta(seconds=2.0 ** min(failures - free, 16)), LONGEST)


def knock(session: Session, keys: Mapping[str, int], now: datetime) -> timedelta:
    """Count a try under each of these keys, given with how many are free, as one that fails; `forgive` takes it back.

    Return how long to wait before it is looked at: then nothing was counted. That it is counted before the password
    is looked at keeps a thousand tries at once from being one.
    """
    alone(session, "sign-in")
    session.execute(delete(Tries).where(Tries.last_at < now - FORGOTTEN))
    rows = {one: session.get(Tries, one) for one in keys}
    waits = [row.until - now for row in rows.values() if row is not None]
    # Further ahead than we ever set it: the clock was set back.
    if longest := max((wait for wait in waits if _NONE < wait <= LONGEST), default=_NONE):
        return longest
    for one, free in keys.items():
        row = rows[one]
        failures = 1 if row is None else row.failures + 1
        values = {"failures": failures, "last_at": now, "until": now + delay(failures, free)}
        statement = insert_missing(session, Tries).values(key=one) if row is None else update(Tries).filter_by(key=one)
        session.execute(statement.values(**values))
    return _NONE


def forgive(session: Session, name: str, address: str, now: datetime) -> None:
    """Take back what `knock` counted under these keys: it was the right password. Earlier failures of the name, too."""
    session.execute(delete(Tries).where(Tries.key == name))
    session.execute(update(Tries).where(Tries.key == address).values(failures=Tries.failures - 1, until=now))


def forget(session: Session, name: str) -> None:
    """Forget the failures under a key."""
    session.execute(delete(Tries).where(Tries.key == name))

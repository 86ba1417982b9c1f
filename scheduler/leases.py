"""Who holds leases: a process, named so that another one of the same machine can tell that it is gone for good.

A lease ends by itself in the end. But only what is known to be dead may be robbed of it sooner: what is merely slow
would have its message sent again.
"""

import os
import socket
import time
from functools import cache
from pathlib import Path

from alerts import claims
from store import source_leases
from store.session import Store

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_NAMESPACE = Path("/proc/self/ns/pid")
#: Names of machines may be longer than what leases hold.
_LONGEST_HOST = 40


def new_owner() -> str:
    """Return the name of this process in leases, another one at each call."""
    return f"{_place()}:{os.getpid()}:{time.monotonic_ns()}"


def release(store: Store, owner: str | None) -> None:
    """End the leases of an owner, of sources and deliveries; None: everybody's. Raises StoreError."""
    with store.transaction() as session:
        source_leases.release(session, owner)
        claims.release_leases(session, owner)


def release_of_the_gone(store: Store) -> None:
    """End the leases of those that are certainly gone. Raises StoreError."""
    with store.reading() as session:
        known = {*source_leases.owners(session), *claims.owners_of_leases(session)}
    for owner in filter(is_gone, sorted(known)):
        release(store, owner)


def is_gone(owner: str) -> bool:
    """Tell whether the process of that name has certainly ended: it ran where processes can be seen, and is not there.

    Of another machine, another container or before the last start of this one nothing is known.
    """
    place, _, process = owner.rpartition(":")[0].rpartition(":")
    if not _is_known(place) or place != _place() or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:  # it is another user's
        return False
    return False


@cache
def _place() -> str:
    """Return where processes have the numbers that they have here: a machine since its start, or a container in it."""
    try:
        boot, namespace = _BOOT_ID.read_text().strip().replace("-", "")[:12], _NAMESPACE.stat().st_ino
    except OSError:  # no Linux
        boot, namespace = "", 0
    return f"{socket.gethostname()[:_LONGEST_HOST]}:{boot}:{namespace}"


def _is_known(place: str) -> bool:
    return not place.endswith("::0")

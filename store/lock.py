"""One daemon for each SQLite store: a second would repeat the first one's polls and deliveries."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from store.errors import StoreError
from store.session import sqlite_file


@contextmanager
def hold(url: str) -> Iterator[None]:
    """Be the one daemon of the store at url for the length of the block; does nothing for PostgreSQL or memory.

    The lock is the kernel's, on a file beside the database, and ends with the process however that ends. The file
    itself stays: to remove it would let two daemons hold two files of one name.

    Raises:
        StoreError: another process is the one, or the file cannot be written.

    """
    database = sqlite_file(url)
    if database is None:
        yield
        return
    # Beside the file itself: two daemons may come to it by two names.
    database = database.resolve()
    path = database.with_name(database.name + ".lock")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError("read-only", f"{path}: {error.strerror}") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            pid = os.read(descriptor, 20).decode(errors="replace").strip() or "unknown"
            raise StoreError("held", f"another tocsin (pid {pid}) is at work on {database}") from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)

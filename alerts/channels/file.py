"""Append each message as a line of JSON to a local file."""

import fcntl
import json
import os
import stat
import threading
import time
from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from alerts.channel import Channel, DeliveryError, Message
from alerts.threads import in_own_thread
from config import ChannelSettings, FetchSettings

#: Seconds for one message: a disk that is reached over a network may never answer, nor a pipe be read.
DEADLINE = 20.0
#: Seconds to wait for another program that has locked the file.
LOCK_WITHIN = 2.0


class FileOptions(BaseModel):
    """The keys of a file channel."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Path = Field(description="The file that lines are appended to; made if it is not there.")


class FileChannel(Channel[FileOptions]):
    """Writes JSON Lines. A message counts as sent once it is on the disk, whole."""

    kind: ClassVar[str] = "file"
    Options: ClassVar[type[BaseModel]] = FileOptions

    def __init__(self, settings: ChannelSettings, fetch: FetchSettings | None = None) -> None:
        super().__init__(settings, fetch)
        # Several messages at once must wait for each other, not take one another for another program.
        self._turn = threading.Lock()

    async def send(self, message: Message) -> str:
        """Append message as one line, flushed to the disk.

        Raises:
            DeliveryError: the file cannot be written (disk full, no permission, no answer): worth trying again.

        """
        line = json.dumps(message.for_programs()).encode() + b"\n"
        try:
            await in_own_thread(lambda: self._append(line), DEADLINE)
        except TimeoutError as error:
            raise DeliveryError(f"{self.options.path}: no end within {DEADLINE:.0f} s") from error
        except OSError as error:
            raise DeliveryError(f"{self.options.path}: {error.strerror or error}") from error
        return f"{len(line)} bytes appended"

    def _append(self, line: bytes) -> None:
        if not self._turn.acquire(timeout=DEADLINE):
            raise TimeoutError  # one thread that hangs is enough
        try:
            _append(self.options.path, line)
        finally:
            self._turn.release()


def _append(path: Path, line: bytes) -> None:
    """Write line at the end of the file, all of it or nothing.

    Others may append at the same time, hence the lock; a line that a crash left unfinished is closed first. What is
    written into a pipe that nobody reads would be lost: it cannot be opened then.
    """
    handle = _opened(path)
    try:
        _lock(handle)
        size = _size(handle)
        if size and os.pread(handle, 1, size - 1) != b"\n":
            line = b"\n" + line
        _write(handle, line, size)
    finally:
        os.close(handle)


def _opened(path: Path) -> int:
    if not path.is_fifo():
        return os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    handle = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    os.set_blocking(handle, True)
    return handle


def _lock(handle: int) -> None:
    """Keep others from appending; one that never lets go must not hold a thread of ours for good."""
    end = time.monotonic() + LOCK_WITHIN
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > end:
                raise OSError(error.errno, "another program keeps it locked") from error
            time.sleep(0.05)


def _size(handle: int) -> int:
    """Return the file's size; 0 for what is no regular file, such as a pipe."""
    status = os.fstat(handle)
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


def _write(handle: int, line: bytes, size: int) -> None:
    is_file = stat.S_ISREG(os.fstat(handle).st_mode)
    try:
        left = memoryview(line)
        while left:
            left = left[os.write(handle, left) :]
        if is_file:  # a pipe or a device has no disk, and says that this is no use
            os.fsync(handle)
    except OSError:
        if is_file:
            os.ftruncate(handle, size)
        raise

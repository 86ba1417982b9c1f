"""Run a program for one message: no shell, nothing inherited, a hard deadline, and its process group ended with it."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated

from pydantic import StringConstraints

#: Bytes of output that are kept unless more is asked for: the end of it, for there a program says what went wrong.
KEPT = 4096
#: Seconds in which a killed program goes; one that the kernel cannot stop must not stop us.
_GOES = 1.0
_AT_A_TIME = 65536
#: Reads after a program has ended: a pipe holds less, and a process that fled the group may write for ever.
_LEFT = 32
#: Of our environment; the rest, where secrets stand, is not handed on.
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER", "LOGNAME")


Argument = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]


@dataclass(frozen=True)
class Ended:
    """How a program ended: its exit status, negative for a signal, None where it had to be killed; what it wrote."""

    status: int | None
    output: bytes


def checked_program(command: Sequence[str]) -> tuple[str, ...]:
    """Return a command with the whole path of its program. A relative one would depend on where the daemon started.

    Raises:
        ValueError: it is not there or may not be run.

    """
    name = command[0]
    found = shutil.which(name) if Path(name).is_absolute() or "/" not in name else None
    if found is None:
        cure = "write its whole path, as in /usr/local/bin/notify, and make it executable"
        raise ValueError(f"there is no program {name!r} that may be run; {cure}")
    return (found, *command[1:])


def inherited() -> dict[str, str]:
    """Return what a user's program is given of our environment."""
    return {name: os.environ[name] for name in _INHERITED if name in os.environ}


async def run_program(
    arguments: Sequence[str], given: bytes, environment: Mapping[str, str], *, seconds: float, kept: int = KEPT
) -> Ended:
    """Run a program in a process group of its own, all of which is killed when it ends and at the deadline.

    Arguments: `given` is its standard input; `environment` is all of its environment; `kept` is how many bytes of what
    it writes, to standard output and error alike, are kept.

    Raises:
        OSError: it cannot be started.

    """
    with TemporaryFile() as stdin:
        stdin.write(given)
        stdin.seek(0)
        process = subprocess.Popen(  # noqa: S603 -- the settings say what to run; there is no shell
            arguments,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd="/",
            start_new_session=True,
        )
    assert process.stdout is not None  # noqa: S101 -- for the type checker
    with process.stdout as pipe:
        tail = _Tail(pipe.fileno(), kept)
        ended = await _watched(process, tail, seconds)
        return Ended(process.returncode if ended else None, tail.end())


async def _watched(process: subprocess.Popen[bytes], tail: "_Tail", seconds: float) -> bool:
    """Return whether the program ended by itself in time; it and its group are gone in any case."""
    handle = os.pidfd_open(process.pid)
    exited = asyncio.ensure_future(_readable(handle))
    try:
        with tail:
            done, _ = await asyncio.wait([exited], timeout=seconds)
        return bool(done)
    finally:
        # It has not been waited for yet, so that the number of the group still is its own.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        await asyncio.wait([exited], timeout=_GOES)
        exited.cancel()
        await asyncio.gather(exited, return_exceptions=True)
        process.poll()
        os.close(handle)


async def _readable(handle: int) -> None:
    """Wait until there is something to read; of a process: until it has ended."""
    loop = asyncio.get_running_loop()
    ready = loop.create_future()

    def wake() -> None:
        if not ready.done():
            ready.set_result(None)

    loop.add_reader(handle, wake)
    try:
        await ready
    finally:
        loop.remove_reader(handle)


class _Tail:
    """Reads what a program writes, so that it never waits for us, and keeps the end."""

    def __init__(self, handle: int, kept: int) -> None:
        os.set_blocking(handle, False)
        self._handle = handle
        self._kept = kept
        self._output = b""

    def __enter__(self) -> None:
        asyncio.get_running_loop().add_reader(self._handle, self._read)

    def __exit__(self, *_: object) -> None:
        asyncio.get_running_loop().remove_reader(self._handle)

    def _read(self) -> bool:
        """Read once and return whether there may be more."""
        with suppress(BlockingIOError):
            if part := os.read(self._handle, _AT_A_TIME):
                self._output = (self._output + part)[-self._kept :]
                return True
        asyncio.get_running_loop().remove_reader(self._handle)
        return False

    def end(self) -> bytes:
        """Return the end of the output, with what is still in the pipe."""
        for _ in range(_LEFT):
            if not self._read():
                break
        return self._output

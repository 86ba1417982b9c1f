"""The other side of `crawler.workers`: serve calls within limits until the pipe ends. Imports little, to start soon."""

import ctypes
import gc
import importlib
import os
import pickle
import resource
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from crawler.item import ReadError

DONE, REFUSED, OUT_OF_MEMORY, CRASHED = "done", "refused", "out of memory", "crashed"
#: So begins what asks for modules to be loaded, and so it is answered; no pickle does.
LOAD = b"load "
#: Seconds of processor time that loading may take.
LOADING = 60
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Limits:
    """Seconds of processor time for one call, and bytes of memory beyond those of the idle process."""

    cpu: int
    memory: int


def serve(pipe: int, parent: int, limits: Limits) -> None:
    """Answer what comes through the pipe until it is closed: calls, and names of modules to be loaded for them.

    Arguments: `pipe` is a file descriptor, `parent` the process that started this one.
    """
    die_with(parent)
    for asked in (signal.SIGINT, signal.SIGTERM):  # sent to the whole group; the parent ends us when it is done
        signal.signal(asked, signal.SIG_IGN)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # or numpy maps memory for each processor
    connection = Connection(pipe)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(EOFError, OSError):
        while True:
            message = connection.recv_bytes()
            if message.startswith(LOAD):
                # Of its own: what the last call has left of its limit is none of the next one's doing.
                _limit_processor(LOADING)
                _load(message.removeprefix(LOAD).decode().split())
                _limit_memory(limits.memory)
                connection.send_bytes(LOAD)
            else:
                _limit_processor(limits.cpu)
                connection.send_bytes(answer(message))


def _load(names: Iterable[str]) -> None:
    # What is loaded stays: to look through it for what does not, took a fifth of the start.
    gc.disable()
    for name in names:
        with suppress(ImportError):  # which the call itself runs into, and tells
            importlib.import_module(name)
    gc.freeze()
    gc.enable()


def answer(call: bytes) -> bytes:
    """Return the pickled outcome of a pickled (function, args)."""
    try:
        function, args = pickle.loads(call)  # noqa: S301 - from our own parent
        return _pickled(DONE, function(*args))
    except ReadError as error:
        return _pickled(REFUSED, (error.kind, str(error), error.wait, error.status))
    except MemoryError:
        return _pickled(OUT_OF_MEMORY, None)
    except Exception as error:  # the boundary: whatever a parser raises must not end the process
        return _pickled(CRASHED, f"{type(error).__name__}: {error}"[:500])


def _pickled(how: str, value: Any) -> bytes:
    return pickle.dumps((how, value), pickle.HIGHEST_PROTOCOL)


def die_with(parent: int) -> None:
    """Ask the kernel to kill us when the parent ends, even if it is killed itself (Linux only)."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it has ended meanwhile
        os._exit(1)


def _limit_memory(more: int) -> None:
    """Allow that many bytes of address space beyond what is mapped now, where the system can tell."""
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + more
        # The soft limit alone: modules that are loaded later raise it.
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _limit_processor(seconds: int) -> None:
    """Allow that many seconds from now: the limit counts from the start of the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))

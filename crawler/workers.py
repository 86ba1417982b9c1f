"""Processes in which hostile bytes are parsed, each within limits of memory and time.

Each worker has its own process and pipe, so that one which hangs or dies takes nothing with it. It is a fresh Python
(`python -c`), not a fork, for this process has threads; nor one of multiprocessing's, which would run `__main__` again.
"""

import asyncio
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, TypeVar

from crawler.item import ReadError
from crawler.worker import DONE, LOAD, OUT_OF_MEMORY, REFUSED, Limits

T = TypeVar("T")

#: A worker is replaced after so many calls, for libraries leak: seldom, as starting one with all it needs costs as much
#: processor as 500 calls.
CALLS = 10_000
#: What functions load when they are called and takes long, by the module they stand in. It is loaded with that module
#: before the first of them is called, and no earlier: most workers read feeds alone, and what pages need takes longest.
_LATE = {
    "crawler.feed_contents": ("chardet", "feedparser"),
    "crawler.language": ("py3langid.langid",),
    "crawler.page": ("chardet", "py3langid.langid", "tldextract", "trafilatura"),
}
#: Seconds that a worker may take to start, or to load more; on a busy machine imports are slow.
START = 60.0


class ProcessWorkers:
    """Runs functions in other processes (implements `crawler.web.Workers`).

    Use it as `async with ProcessWorkers() as workers`. Processes start when they are first needed. At the end they
    are killed, whatever they do; if this process is killed, they go with it.

    Arguments: `count` of processes; `timeout` in seconds for one call; `cpu` in seconds of processor time for one
    call; `memory` in bytes, beyond what a worker has mapped that has loaded what it needs.
    """

    def __init__(
        self,
        count: int = 2,
        *,
        timeout: float = 20.0,
        cpu: int = 10,
        memory: int = 512 * 1024 * 1024,
    ) -> None:
        limits = Limits(cpu=cpu, memory=memory)
        self._workers = [_Worker(limits, timeout) for _ in range(count)]

    async def __aenter__(self) -> "ProcessWorkers":
        # A thread stays with its worker: the kernel ends a worker when the thread that started it ends.
        self._threads = [ThreadPoolExecutor(1, thread_name_prefix="worker") for _ in self._workers]
        self._all_idle()
        return self

    def _all_idle(self) -> None:
        self._idle: asyncio.LifoQueue[int] = asyncio.LifoQueue()
        for number in reversed(range(len(self._workers))):
            self._idle.put_nowait(number)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.close()
        ends = [thread.submit(worker.end) for thread, worker in zip(self._threads, self._workers, strict=True)]
        await asyncio.gather(*map(asyncio.wrap_future, ends))
        for thread in self._threads:
            thread.shutdown()

    async def run(self, function: Callable[..., T], /, *args: Any) -> T:
        """Return what function (a module-level one) returns for args; both must pickle.

        Raises:
            ReadError: `parse`, when it took too long, too much memory or killed its process; `crashed`, when it raised
                something else. A ReadError of its own comes through.

        """
        number = await self._idle.get()
        worker, loop = self._workers[number], asyncio.get_running_loop()
        call = _Call(function, args)
        future = self._threads[number].submit(worker.call, call)
        future.add_done_callback(lambda _: _soon(loop, self._idle.put_nowait, number))
        try:
            result: T = await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            worker.kill(call)
            raise
        return result


@dataclass(frozen=True, eq=False)
class _Call:
    """What is to be run."""

    function: Callable[..., Any]
    args: tuple[Any, ...]

    @property
    def module(self) -> str:
        """The module in which the function stands."""
        whole = self.function.func if isinstance(self.function, partial) else self.function
        return whole.__module__


def _soon(loop: asyncio.AbstractEventLoop, function: Callable[[int], None], number: int) -> None:
    with suppress(RuntimeError):  # the loop has ended
        loop.call_soon_threadsafe(function, number)


class _Worker:
    """One process and the pipe to it. `call` and `end` run in the worker's own thread, `kill` and `close` in any."""

    def __init__(self, limits: Limits, timeout: float) -> None:
        self._limits = limits
        self._timeout = timeout
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._current: _Call | None = None
        self._calls = 0
        #: Of which modules it has what they need.
        self._loaded: set[str] = set()
        self._closed = False

    def call(self, call: _Call) -> Any:
        """Run one call in the process, which is started where there is none.

        Raises:
            ReadError: see ProcessWorkers.run.

        """
        request = pickle.dumps((call.function, call.args), pickle.HIGHEST_PROTOCOL)
        pipe = self._ready(call.module)
        self._current = call
        try:
            pipe.send_bytes(request)
            if not pipe.poll(self._timeout):
                self.end()
                raise ReadError("parse", f"reading it took longer than {self._timeout:g} s")
            how, value = pickle.loads(pipe.recv_bytes())  # noqa: S301 - from our own process
        except (EOFError, OSError) as error:
            raise ReadError("parse", f"reading it ended the process: {self.end()}") from error
        finally:
            with self._lock:
                self._current = None
        self._calls += 1
        if how == OUT_OF_MEMORY or self._calls >= CALLS:
            self.end()
        return _result(how, value)

    def _ready(self, module: str) -> Connection:
        """Return the pipe to a process that lives, and has loaded what the functions of a module need."""
        if self._process is not None and self._process.poll() is not None:
            self.end()
        pipe = self._pipe or self._start()
        if module in self._loaded:
            return pipe
        try:
            pipe.send_bytes(LOAD + " ".join((module, *_LATE.get(module, ()))).encode())
            if pipe.poll(START):
                pipe.recv_bytes()
                self._loaded.add(module)
                return pipe
        except (EOFError, OSError) as error:
            raise ReadError("crashed", f"a worker could not start: {self.end()}") from error
        self.end()
        raise ReadError("crashed", f"a worker did not start within {START:g} s")

    def _start(self) -> Connection:
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            self._pipe = Connection(ours.detach())
            if self._closed:
                return self._pipe  # which the other side has closed by now
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-c", _program(theirs.fileno(), self._limits)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            return self._pipe

    def end(self) -> str:
        """End the process, if there is one, and say how it ended."""
        with self._lock:
            process, pipe, self._process, self._pipe, self._calls = self._process, self._pipe, None, None, 0
            self._loaded.clear()
        if pipe is not None:
            pipe.close()
        if process is None:
            return "it is being shut down"
        with suppress(subprocess.TimeoutExpired):
            process.wait(1)  # it may be ending by itself, and then its status tells why
        process.kill()
        status = process.wait()
        if status == -signal.SIGXCPU:
            return f"it took more than {self._limits.cpu} s of processor time"
        return f"signal {-status}" if status < 0 else f"status {status}"

    def kill(self, call: _Call) -> None:
        """Kill the process if it is at this call."""
        with self._lock:
            if self._current is call and self._process is not None:
                self._process.kill()

    def close(self) -> None:
        """Kill the process and start no other."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()


def _program(pipe: int, limits: Limits) -> str:
    return (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        f"from crawler.worker import Limits, serve\n"
        f"serve({pipe}, {os.getpid()}, {limits!r})"
    )


def _result(how: str, value: Any) -> Any:
    if how == DONE:
        return value
    if how == REFUSED:
        kind, reason, wait, status = value
        raise ReadError(kind, reason, wait=wait, status=status)
    if how == OUT_OF_MEMORY:
        raise ReadError("parse", "reading it took too much memory")
    raise ReadError("crashed", f"reading it failed: {value}")

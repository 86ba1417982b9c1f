"""Start the one event loop that everything shares: Scrapy, APScheduler, SMTP and our own tasks.

Scrapy runs here without a Twisted reactor (TWISTED_REACTOR_ENABLED = False), so that this is a plain asyncio loop:
it may be started more than once in a process, and signals stay ours.
"""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")


def run(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run main() in a new event loop (uvloop's where it is installed) and return what it returns.

    Tasks that are left over are cancelled. SIGINT cancels main(), unless main() handles it itself with
    `loop.add_signal_handler`, as it may SIGTERM and SIGHUP.
    """
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(main())


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:  # on Windows there is none
        return None

    class Loop(uvloop.Loop):
        """uvloop's, which alone closes the sockets that it is given.

        Where a connection is reset before TLS is spoken on it, uvloop (0.23) closes it and leaves Python's socket
        thinking that it is open: whatever gets its number next, a file of the database perhaps, is closed with it when
        it is collected (github.com/MagicStack/uvloop/issues/738).
        """

        async def create_connection(self, *args: Any, sock: socket.socket | None = None, **more: Any) -> Any:
            with _given_away(sock):
                return await super().create_connection(*args, sock=sock, **more)

        async def create_unix_connection(self, *args: Any, sock: socket.socket | None = None, **more: Any) -> Any:
            with _given_away(sock):
                return await super().create_unix_connection(*args, sock=sock, **more)

    return Loop


@contextmanager
def _given_away(sock: socket.socket | None) -> Iterator[None]:
    try:
        yield
    finally:
        if sock is not None:
            sock.detach()

"""Serve the desk in the daemon's own event loop, from the same process."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from config.desk import place
from web.events import PATH as EVENTS

log = logging.getLogger(__name__)

#: What is being answered at a stop may take so long, in seconds; the daemon has 8 for all it has to end.
_GRACE = 1
#: Connections at once, beside those of who listens for new alerts: these `web.live` counts.
_MOST = 100
#: Within so long, in seconds, a request must be there whole, and the next one follow.
PATIENCE = 15.0


class Connection(H11Protocol):
    """One connection, which cannot hold on to us: the daemon's own need the descriptors that the desk would take.

    Uvicorn waits for ever for the rest of a request and for what is to be read of an answer, and counts connections
    only once a request is whole.
    """

    @property
    def listens(self) -> bool:
        """Whether what is being answered on it is the request for new alerts, whose answer has no end."""
        return self._at_work and self.cycle.scope["path"] == EVENTS

    @property
    def _at_work(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection on, unless there are too many."""
        super().connection_made(transport)
        self._seen, self._stuck, self._next = self.cycle, False, self.loop.call_later(PATIENCE, self._look)
        if sum(not one.listens for one in self.connections if isinstance(one, Connection)) > _MOST:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._next.cancel()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        """Go on with an answer: the other side has read of it."""
        self._stuck = False
        super().resume_writing()

    def shutdown(self) -> None:
        """Begin to end the connection, at a stop of the desk: at once where the answer would not end by itself."""
        if self.listens:
            self.transport.abort()
        else:
            super().shutdown()

    def _look(self) -> None:
        """End the connection if, since the last look, nothing was answered or asked for on it, or nothing was read."""
        stuck = self._at_work and self.flow.write_paused
        if (self.cycle is self._seen and not self._at_work) or (stuck and self._stuck):
            self.transport.abort()
            return
        self._seen, self._stuck, self._next = self.cycle, stuck, self.loop.call_later(PATIENCE, self._look)


class _Server(uvicorn.Server):
    """Uvicorn without a hand on the signals: those are the daemon's."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(app: ASGIApp, listen: str) -> AsyncIterator[int | None]:
    """Serve app at `listen` for the length of a with block; yield the port, or None where it cannot be had.

    That is said in the log and is no error here: to collect and to deliver matters more than to be looked at.
    """
    try:
        listener = socket.create_server(place(listen), family=_family(listen), backlog=128)
    except OSError as error:
        cure = "stop what listens there, or set another [desk] listen and restart; all else goes on"
        log.error("no desk: listen=%s error=%s cure=%s", listen, str(error.strerror or error).partition(" (")[0], cure)
        yield None
        return
    # asyncio sets it only where a socket was made as TCP by name; without it each answer waits 40 ms for an ACK.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    port = listener.getsockname()[1]
    server = _Server(_options(app))
    task = asyncio.create_task(server.serve([listener]))
    log.info("desk: http://%s:%d/", listen.rpartition(":")[0], port)
    try:
        yield port
    finally:
        server.should_exit = True
        await asyncio.wait([task], timeout=_GRACE + 1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _family(listen: str) -> socket.AddressFamily:
    return socket.AF_INET6 if listen.startswith("[") else socket.AF_INET


def _options(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="none",
        http=Connection,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level=logging.WARNING,
        access_log=False,
        # Who asks is told by the connection; what a proxy says of it, web.guard looks at.
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=int(PATIENCE),
        timeout_graceful_shutdown=_GRACE,
    )

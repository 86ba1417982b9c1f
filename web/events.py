"""Server-sent events: what `web.live` tells, over one open answer to each who listens."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from web.live import MOST_LISTENERS, Listener, Live
from web.manner import Manner
from web.pages import problem

#: The path; an answer there has no end of its own (`web.serving`).
PATH = "/events"
#: Something is said at least so often, in seconds: proxies end what is silent for a minute.
_SILENT = 20.0
#: An answer ends after so many seconds: who comes back is looked at anew, and who has signed out does not get in.
LONGEST = 300.0
#: Browsers come back after so many milliseconds.
_BEGIN = b"retry: 3000\n\n"
_STILL_HERE = b": still here\n\n"
_END = {"type": "http.response.body", "body": b"", "more_body": False}


async def listen(request: Request) -> Response:
    """Tell of alerts as they ring, those after `Last-Event-ID` first; `after` says the same at the first time."""
    live: Live = request.app.state.live
    if live.listeners >= MOST_LISTENERS:
        answer = problem(request, 503, "Too many listen already.", "The page shows new alerts when it is loaded again.")
        answer.headers["Retry-After"] = "60"
        return answer
    last = request.headers.get("last-event-id") or request.query_params.get("after", "")
    known = last.isascii() and last.isdecimal() and len(last) < 19
    return _Told(live, int(last) if known else None, request.state.manner, request.state.who.role)


class _Told(Response):
    """An answer that goes on until one of both sides leaves."""

    media_type = "text/event-stream"

    def __init__(self, live: Live, after: int | None, manner: Manner, role: str) -> None:
        super().__init__(headers={"X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self.live, self.after, self.manner, self.role = live, after, manner, role

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell one who listens."""
        async with self.live.listening(self.after, self.manner, self.role) as listener:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            over: set[asyncio.Task[None]] = set()
            telling = asyncio.create_task(_tell(listener, send))
            leaving = asyncio.create_task(_left(receive))
            try:
                over, _ = await asyncio.wait({telling, leaving}, timeout=LONGEST, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (telling, leaving):
                    task.cancel()
                await asyncio.gather(telling, leaving, return_exceptions=True)
            if not over:
                await send(_END)


async def _tell(listener: Listener, send: Send) -> None:
    said = _BEGIN
    while not listener.ended:
        await send({"type": "http.response.body", "body": said, "more_body": True})
        said = await listener.heard(_SILENT) or _STILL_HERE
    await send(_END)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass

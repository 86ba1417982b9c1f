"""A small web server on the loopback interface, for as long as a `with` block lasts."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self


class QuietHandler(BaseHTTPRequestHandler):
    """Answers without a line for each request: the terminal belongs to the play."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class LoopbackServer:
    """Serves with a handler on a free port of 127.0.0.1."""

    def __init__(self, handler: type[QuietHandler]) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def origin(self) -> str:
        """Where it is reached, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_port}"

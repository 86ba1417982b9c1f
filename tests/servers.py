"""Loopback servers for tests: they answer byte for byte what a test wants, the worst included."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

#: Takes the connection and the request, and writes what it likes.
Answer = Callable[[socket.socket, "Asked"], None]
Secured = Callable[[ssl.SSLContext], None]


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    at: float = field(default_factory=time.monotonic)


def plain(body: bytes | str = b"", status: int = 200, reason: str = "Said", **headers: str) -> Answer:
    """Answer with a body; headers as keywords: `content_type="text/html"`. It says that it closes, for so it does."""
    data = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    head = {"Content-Length": str(len(data)), "Connection": "close", **named}
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in head.items()), "", ""]
    return raw("\r\n".join(lines).encode() + data)


def raw(data: bytes) -> Answer:
    """Answer with these very bytes and close."""
    return lambda connection, _: connection.sendall(data)


def redirect(to: str, status: int = 302) -> Answer:
    return plain(status=status, Location=to)


def endless(head: bytes, part: bytes, pause: float = 0.0) -> Answer:
    """Answer with head, then with part for ever, resting in between."""

    def answer(connection: socket.socket, _: Asked) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(part)
            time.sleep(pause)

    return answer


def hang(connection: socket.socket, _: Asked) -> None:
    """Say nothing until the other side goes."""
    connection.recv(1)


def reset(connection: socket.socket, _: Asked) -> None:
    """Send a TCP reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


class Site:
    """A web site on 127.0.0.1: answers by path, and a list of what was asked."""

    def __init__(self, certificate: Path | None = None, secured: Secured = lambda _: None) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[Asked] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._tls = None
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)
            secured(self._tls)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'http' if certificate is None else 'https'}://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def paths(self) -> list[str]:
        """Return what was asked, robots.txt left out."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                asked = _read(connection)
                self.asked.append(asked)
                self.answers.get(asked.path, plain("nothing here", 404))(connection, asked)


def _read(connection: socket.socket) -> Asked:
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            raise ConnectionError
        data += part
        if data.startswith(b"\x16"):  # TLS, spoken to a server that does not know it
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    first, *lines = data.decode("latin-1").partition("\r\n\r\n")[0].split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = data.partition(b"\r\n\r\n")[2]
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    return Asked(first.split(" ")[1], headers, body)


@contextlib.contextmanager
def site(certificate: Path | None = None, secured: Secured = lambda _: None) -> Iterator[Site]:
    """Run a site for the length of a with block; `secured` changes how its connections are."""
    started = Site(certificate, secured)
    try:
        yield started
    finally:
        started.close()

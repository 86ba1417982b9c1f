"""A mail server and a webhook receiver on loopback that misbehave as they please, and remember what they accepted."""

import asyncio
import email
import email.policy
import json
import random
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

#: How many of a thousand meet which fault. Those that hold a sender up for long are few, or a run would take hours.
HOOK_FAULTS = {
    "500": 30, "429": 20, "410": 5, "reset": 30, "closes early": 20, "cut at the door": 20, "other certificate": 15,
    "lies about length": 10, "hangs": 1, "drips": 1,
}  # fmt: skip
MAIL_FAULTS = {
    "451 recipient": 30, "452 message": 30, "554 message": 5, "550 recipient": 3, "closes early": 20, "reset": 20,
    "hangs": 1, "drips": 1,
}  # fmt: skip
#: A fault that keeps quiet or drips does so for longer than any channel waits.
_FOR_EVER = 240.0


@dataclass
class Acceptances:
    """What was accepted, in order: (channel, title, message id). Receivers write it, the ordeal reads it."""

    seen: list[tuple[str, str, str]] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)


class Mood:
    """Decides what becomes of each exchange; `well` ends all misbehaviour."""

    def __init__(self, faults: Mapping[str, int], seed: int) -> None:
        self._random = random.Random(seed)
        self._names, self._weights = ["", *faults], [1000 - sum(faults.values()), *faults.values()]
        self.well = False

    def __call__(self) -> str:
        """Return the fault to show, or nothing."""
        return "" if self.well else self._random.choices(self._names, self._weights)[0]


class Mail:
    """The mail server (handler of aiosmtpd)."""

    def __init__(self, accepted: Acceptances, mood: Mood) -> None:
        self._accepted, self._mood = accepted, mood
        self._controller = Controller(self, hostname="127.0.0.1", port=_free_port())

    def __enter__(self) -> "Mail":
        self._controller.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._controller.port)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, _: list[str]) -> str:
        """Take the recipient, or refuse it."""
        session.fault = self._mood()
        if session.fault.endswith("recipient"):
            self._accepted.faults[f"mail {session.fault}"] += 1
            return "451 4.7.1 come back later" if session.fault.startswith("451") else "550 5.1.1 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take the message, refuse it, or misbehave before it is taken."""
        fault = session.fault
        if not fault:
            mail = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
            self._accepted.seen.append(("desk", _title(str(mail["subject"])), str(mail["message-id"])))
            return "250 2.0.0 kept"
        self._accepted.faults[f"mail {fault}"] += 1
        if fault == "reset":
            server.transport.abort()
        elif fault == "closes early":
            server.transport.close()
        elif fault in ("hangs", "drips"):
            await self._hold(server.transport, drip=fault == "drips")
        return "554 5.6.0 never" if fault.startswith("554") else "452 4.3.1 no room"

    async def _hold(self, transport: Any, *, drip: bool) -> None:
        end = time.monotonic() + _FOR_EVER
        while time.monotonic() < end and not transport.is_closing():
            if drip:
                transport.write(b"250-still thinking\r\n")
            await asyncio.sleep(1)


class Hook:
    """The webhook receiver, over TLS; its other certificate is one that nobody trusts."""

    def __init__(self, accepted: Acceptances, mood: Mood, certificate: Path, other: Path) -> None:
        self._accepted, self._mood = accepted, mood
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._tls, self._other = server_context(certificate), server_context(other)
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}/tocsin"

    def __enter__(self) -> "Hook":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        fault = self._mood()
        if fault:
            self._accepted.faults[f"hook {fault}"] += 1
        with connection, suppress(OSError):
            connection.settimeout(_FOR_EVER)
            if fault == "cut at the door":
                reset(connection)
                return
            context = self._other if fault == "other certificate" else self._tls
            with context.wrap_socket(connection, server_side=True) as safe:
                self._answer(safe, _body(safe, whole=fault != "closes early"), fault)

    def _answer(self, connection: ssl.SSLSocket, body: bytes, fault: str) -> None:
        plain = {
            "500": b"500 Broken\r\nContent-Length: 0",
            "429": b"429 Too Many\r\nRetry-After: 3\r\nContent-Length: 0",
            "410": b"410 Gone\r\nContent-Length: 0",
            "lies about length": b"200 Fine\r\nContent-Length: 5000",
            "": b"204 Kept",
        }
        if fault in plain:
            if fault in ("", "lies about length"):
                told = json.loads(body)
                self._accepted.seen += [("hook", a["article"]["title"], told["id"]) for a in told_of(told)]
            connection.sendall(b"HTTP/1.1 " + plain[fault] + b"\r\nConnection: close\r\n\r\n")
        elif fault == "reset":
            reset(connection)
        elif fault == "hangs":
            connection.recv(1)
        elif fault == "drips":
            end = time.monotonic() + _FOR_EVER
            while time.monotonic() < end:
                connection.sendall(b"X")
                time.sleep(1)


def _body(connection: ssl.SSLSocket, *, whole: bool) -> bytes:
    """Return the body of a request; without `whole`, stop reading at the end of its head."""
    head, _, body = _until(connection, b"", lambda data: b"\r\n\r\n" in data).partition(b"\r\n\r\n")
    if not whole:
        return b""
    length = next(int(n.split(b":")[1]) for n in head.lower().split(b"\r\n") if n.startswith(b"content-length"))
    return _until(connection, body, lambda data: len(data) >= length)


def _until(connection: ssl.SSLSocket, data: bytes, enough: Any) -> bytes:
    while not enough(data):
        part = connection.recv(65536)
        if not part:
            raise ConnectionError
        data += part
    return data


def reset(connection: socket.socket) -> None:
    """End a connection by a TCP reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def server_context(certificate: Path) -> ssl.SSLContext:
    """Return how a server speaks TLS with a certificate and its key, from one file."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def told_of(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the alerts that a message tells of, as a webhook receiver or a file has it: in full or by headline."""
    return [*data.get("alerts", ()), *data.get("further", ())]


def _title(subject: str) -> str:
    return subject.partition(": ")[2]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])

"""Reading answers that are not quite HTTP, as browsers and curl do."""

import asyncio
import re
from typing import Any, cast

import aiohttp
from aiohttp.client_proto import ResponseHandler

#: From so many transports on those that are closed are forgotten.
_MANY = 256
_END_OF_HEAD = b"\r\n\r\n"
#: Interim responses (1xx, RFC 9110 15.2) before the final one. None needs more than two or three; a flood of them would
#: take the processor from all others until the time is over.
MAX_INTERIM = 50
_LENGTH = re.compile(rb"\r\ncontent-length[ \t]*+:[ \t]*+([^\r\n]*?)[ \t]*(?=\r\n)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked", re.IGNORECASE)
#: A line of a head: its name (a token, RFC 9110 5.6.2), or the spaces that begin one which goes on (obs-fold).
_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]++"
_SOUND = re.compile(rb"[^\r\n]*+(?:\r\n(?:" + _TOKEN + rb":|[ \t])[^\r\n]*+)*+\r\n\r\n")
_LINE = re.compile(rb"\r\n(?:(" + _TOKEN + rb")[ \t]*+(:)|(?=[ \t])|[^\r\n]++)([^\r\n]*+)")
_INTERIM = re.compile(rb"HTTP/\d\.\d 1")


class InterimFloodError(aiohttp.ClientError):
    """Interim responses come, and no final one."""


class Forgiving(ResponseHandler):
    """Reads a connection as aiohttp does, and takes an answer behind which comes what should not, without that.

    Servers send bodies with a 304, more than they announced, their length twice or beside chunks, and lines that are no
    headers; browsers and curl do not mind.
    aiohttp drops an answer that comes in one piece with such a rest. For a flood of interim responses it does not wait
    until the time is over.

    Arguments: `transports` takes those of all connections that may be open; of a TLS connection that is closed the loop
    goes on waiting for the other side's goodbye.
    """

    _interim = 0

    def __init__(self, loop: asyncio.AbstractEventLoop, transports: set[asyncio.Transport]) -> None:
        super().__init__(loop)
        self._transports = transports

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        if len(self._transports) >= _MANY:
            self._transports -= {one for one in self._transports if one.is_closing()}
        self._transports.add(cast(asyncio.Transport, transport))  # uvloop's are none by their class
        super().connection_made(transport)

    def set_response_params(self, **params: Any) -> None:
        """Begin with the next answer."""
        self._interim = 0
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        """Read the head of an answer before what stands behind it."""
        while (self._payload is None or self._payload.is_eof()) and _END_OF_HEAD in data:
            head, end, data = data.partition(_END_OF_HEAD)
            super().data_received(_mended(head + end))
            self._interim += _INTERIM.match(head) is not None
            if self._interim > MAX_INTERIM:
                self.close()
                self.set_exception(InterimFloodError())
            if not data or self.exception() is not None:
                return
        super().data_received(data)
        # Else who waits for the rest of a body that breaks off would never hear of it.
        if (error := self.exception()) is not None and self._payload is not None and not self._payload.is_eof():
            self._payload.set_exception(aiohttp.ClientPayloadError(str(error)))


def _mended(head: bytes) -> bytes:
    """Return the head of an answer without what is no header, and with one length at most.

    A proxy adds a length of its own to one that there is (RFC 9110 8.6 lets us take them for one); beside chunks none
    counts (RFC 9112 6.3), and what is no number is none.
    """
    if _SOUND.fullmatch(head) is None:
        head = _LINE.sub(_as_header, head)
    lengths = _LENGTH.findall(head)
    if not lengths:
        return head
    numbers: set[bytes] = {number.strip() for length in lengths for number in length.split(b",")}
    if _CHUNKED.search(head) or not all(map(bytes.isdigit, numbers)):
        return _LENGTH.sub(b"", head)
    if len(numbers) > 1 or lengths == list(numbers):
        return head
    return _LENGTH.sub(b"", head)[:-2] + b"Content-Length: " + numbers.pop() + _END_OF_HEAD


def _as_header(line: re.Match[bytes]) -> bytes:
    """Return a line that is none of a head as the header that it is meant to be, or nothing where it is none."""
    if line[1]:
        return b"\r\n" + line[1] + line[2] + line[3]
    return bytes(line[0]) if line[0][2:3] in (b" ", b"\t") else b""

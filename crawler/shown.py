"""The certificate that a server shows, asked for by the route by which its pages are."""

import asyncio
import base64
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass

from yarl import URL

from config.network import Network, refused
from crawler.resolver import GuardedResolver
from crawler.routes import Route


@dataclass(frozen=True)
class Shown:
    """A certificate (DER), and whether the server that shows it is on the public network."""

    certificate: bytes
    is_public: bool


async def shown_by(host: str, port: int, route: Route, context: ssl.SSLContext) -> Shown:
    """Return the certificate of a server, whatever `context`, which is to believe any, thinks of it.

    Raises:
        OSError: it cannot be reached, or not by that route.

    """
    proxy = URL(route.proxy) if route.proxy else None
    to, at = (proxy.raw_host or "", proxy.port or 0) if proxy else (host, port)
    reader, writer = await _connected(to, at, route.allowed)
    try:
        if proxy:
            await _led(reader, writer, host, port, proxy)
        is_public = proxy is not None or refused(writer.get_extra_info("peername")[0]) is None
        await writer.start_tls(context, server_hostname=host)
        return Shown(writer.get_extra_info("ssl_object").getpeercert(binary_form=True) or b"", is_public)
    finally:
        writer.transport.abort()


async def _connected(
    host: str, port: int, allowed: Sequence[Network]
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    failure = OSError(f"{host} has no address")
    for found in await GuardedResolver(allowed).resolve(host, port, socket.AF_UNSPEC):
        try:
            return await asyncio.open_connection(found["host"], port)
        except OSError as error:
            failure = error
    raise failure


async def _led(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, port: int, proxy: URL) -> None:
    """Have a proxy lead a connection to a host (RFC 9110 9.3.6). Raises OSError where it does not."""
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    name = f"{proxy.user}:{proxy.password or ''}" if proxy.user else ""
    login = f"Proxy-Authorization: Basic {base64.b64encode(name.encode()).decode()}\r\n" if name else ""
    writer.write(f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n{login}\r\n".encode())
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        raise OSError("the proxy does not speak HTTP") from error
    if not head.split(b"\r\n")[0].split()[1:2] == [b"200"]:
        raise OSError("the proxy does not lead there")

"""By which way a host is asked: straight, at addresses that may be connected to alone, or through the user's proxy."""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

import aiohttp

from config import FetchSettings
from config.fetch import domains
from config.network import Network, refused
from crawler.forgiving import Forgiving
from crawler.resolver import GuardedResolver, PrivateAddressError

DNS_CACHE_SECONDS = 60
#: Long enough for the next request to the same host; thousands of hosts kept open would use up the file descriptors.
KEEP_OPEN_SECONDS = 5
#: All that is connected to is the proxy, which the user has named.
_ANYWHERE = (IPv4Network("0.0.0.0/0"), IPv6Network("::/0"))


@dataclass(frozen=True)
class Way:
    """A session to ask with, and the proxy that it asks, if it does."""

    session: aiohttp.ClientSession
    proxy: str | None = None


class Ways:
    """The ways that the settings allow, each with connections of its own: one kept open is not looked at again."""

    def __init__(self, fetch: FetchSettings) -> None:
        self._direct = frozenset(fetch.no_proxy)
        proxy = fetch.proxy.get_secret_value() if fetch.proxy else None
        self._transports: set[asyncio.Transport] = set()
        self._straight = Way(_session(fetch.private_addresses, self._transports))
        self._public = Way(_session((), self._transports))
        self._proxied = Way(_session(_ANYWHERE, self._transports), proxy) if proxy else None

    def to(self, host: str, *, public: bool) -> Way:
        """Return the way to a host; with `public` to public addresses alone, whatever the settings allow.

        The proxy would look up in a network of its own what is no public name.
        """
        if self._proxied is None or not self._direct.isdisjoint(domains(host)) or not _is_public(host):
            return self._public if public else self._straight
        return self._proxied

    async def close(self) -> None:
        """Close all connections."""
        for way in (self._straight, self._public, self._proxied):
            if way is not None:
                await way.session.close()
        for transport in list(self._transports):
            transport.abort()
        for _ in range(3):
            await asyncio.sleep(0)


def _is_public(host: str) -> bool:
    """Tell whether a host is one of the public network, as far as its name tells.

    A name that ends in a number is an address in a form of old (WHATWG URL, «ends in a number»).
    """
    try:
        ip_address(host)
    except ValueError:
        first, _, last = host.rstrip(".").rpartition(".")
        return bool(first) and last != "localhost" and not last[:1].isdigit()
    return refused(host) is None


def _session(allowed: Sequence[Network], transports: set[asyncio.Transport]) -> aiohttp.ClientSession:
    def guarded_socket(address: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, target = address
        reason = refused(target[0], allowed)
        if reason:
            raise PrivateAddressError(reason)
        return socket.socket(family, kind, protocol)

    connector = aiohttp.TCPConnector(
        limit=0,
        resolver=GuardedResolver(allowed),
        ttl_dns_cache=DNS_CACHE_SECONDS,
        keepalive_timeout=KEEP_OPEN_SECONDS,
        socket_factory=guarded_socket,
    )
    # The only seam for it; a test holds it.
    connector._factory = partial(Forgiving, connector._loop, transports)  # type: ignore[assignment]
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None),
        max_line_size=16_384,
        # Of each header: policies and links of all that a page loads stand in one.
        max_field_size=131_072,
        max_headers=256,
    )

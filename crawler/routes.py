"""By which route a host is asked: straight, at addresses that may be connected to, or through the user's proxy."""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp

from config import FetchSettings
from config.network import ANYWHERE, Network, refused
from crawler.forgiving import Forgiving
from crawler.resolver import GuardedResolver, PrivateAddressError

DNS_CACHE_SECONDS = 60
#: Long enough for the next request to the same host; thousands of hosts kept open would use up the file descriptors.
KEEP_OPEN_SECONDS = 5


@dataclass(frozen=True)
class Route:
    """A session to ask with, what it may connect to although it is not public, and the proxy that it asks, if any."""

    session: aiohttp.ClientSession
    allowed: Sequence[Network]
    proxy: str | None = None


class Routes:
    """The routes that the settings allow, each with connections of its own: one kept open is not looked at again."""

    def __init__(self, fetch: FetchSettings) -> None:
        self._proxy_for = fetch.proxy_for
        self._transports: set[asyncio.Transport] = set()
        self._straight = self._route(fetch.private_addresses)
        self._public = self._route(())
        # All that is connected to is the proxy, which the user has named.
        self._proxied = self._route(ANYWHERE, fetch.proxy.get_secret_value()) if fetch.proxy else None

    def _route(self, allowed: Sequence[Network], proxy: str | None = None) -> Route:
        return Route(_session(allowed, self._transports), allowed, proxy)

    def to(self, host: str, *, public: bool) -> Route:
        """Return the route to a host; with `public` to public addresses alone, whatever the settings allow."""
        if self._proxied is not None and self._proxy_for(host):
            return self._proxied
        return self._public if public else self._straight

    async def close(self) -> None:
        """Close all connections."""
        for route in (self._straight, self._public, self._proxied):
            if route is not None:
                await route.session.close()
        for transport in list(self._transports):
            transport.abort()
        for _ in range(3):
            await asyncio.sleep(0)


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

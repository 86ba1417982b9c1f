"""By which certificates and ciphers servers are believed: as by browsers, which show what Python's defaults refuse.

Of official sites above all, many an old server sends its certificate without those between it and the root that is
trusted, knows no cipher of the last ten years, or cannot renegotiate safely (which nobody here ever does).
"""

import asyncio
import logging
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable
from itertools import islice

from config.proxy import domains
from crawler.routes import Route
from crawler.shown import shown_by

log = logging.getLogger(__name__)

#: The issuer is unknown, or that of the first: OpenSSL's X509_V_ERR_ (x509_vfy.h).
_NO_ISSUER = (20, 21)
#: Those of Chromium: without forward secrecy, or with SHA-1, as a last resort; and no DHE, whose keys are too short
#: where there is nothing better.
_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES:kRSA+AESGCM:kRSA+AES:!aNULL:!eNULL:!AESCCM"
#: Its name in `ssl` came with Python 3.12 (OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT).
_LEGACY_SERVER_CONNECT = 0x4
_SECONDS = 10.0
#: What was sought for a host is sought again after so long (seconds), and so many hosts are remembered: each has all
#: roots in memory again, the better part of a megabyte.
_AGAIN = 3600.0
_MOST_HOSTS = 50


class Trust:
    """Whom the system trusts when that is first needed: read once, for it takes a while.

    Arguments: `unverified` are hosts that are read, they and those below them, whatever certificate they show; `fetch`
    returns the certificate at an address, from public addresses alone where it is told so.
    """

    def __init__(self, unverified: Iterable[str], fetch: Callable[[str, bool], Awaitable[bytes]]) -> None:
        self._unverified = frozenset(unverified)
        self._fetch = fetch
        self._verified: ssl.SSLContext | None = None
        self._blind: ssl.SSLContext | None = None
        self._sought: dict[tuple[str, int], tuple[float, asyncio.Task[ssl.SSLContext | None]]] = {}

    def context(self, host: str, port: int) -> ssl.SSLContext:
        """Return how a connection to a host is secured."""
        if not self._unverified.isdisjoint(domains(host)):
            return self._without()
        _, seeking = self._sought.get((host, port), (0.0, None))
        if seeking and seeking.done() and not seeking.cancelled() and (completed := seeking.result()):
            return completed
        if self._verified is None:
            self._verified = _like_browsers()
        return self._verified

    async def complete(self, flaw: int, host: str, port: int, route: Route) -> bool:
        """Fetch the certificates that the server left out, if that is the flaw; tell whether it is worth trying again.

        A server's certificate says where that of its issuer is (RFC 5280 4.2.2.1). What is found there vouches for
        nothing: the chain has to end at a root that the system trusts. And it counts for this server alone: under the
        name of an authority that others have theirs from, it would be taken for it.
        """
        if flaw not in _NO_ISSUER:
            return False
        at, seeking = self._sought.pop((host, port), (0.0, None))
        if seeking is None or time.monotonic() - at > _AGAIN:
            self._forget_oldest()
            at, seeking = time.monotonic(), asyncio.create_task(self._seek(host, port, route))
        self._sought[host, port] = at, seeking  # what is asked for most lately stands last
        return await asyncio.shield(seeking) is not None

    def _forget_oldest(self) -> None:
        """Forget what was found for the hosts beyond what is kept, but none that somebody waits for."""
        found = (key for key, (_, seeking) in self._sought.items() if seeking.done())
        for key in list(islice(found, max(0, len(self._sought) - _MOST_HOSTS + 1))):
            del self._sought[key]

    async def _seek(self, host: str, port: int, route: Route) -> ssl.SSLContext | None:
        from crawler.issuers import between_root_and  # here: what reads certificates takes long to import

        try:
            async with asyncio.timeout(_SECONDS):
                shown = await shown_by(host, port, route, self._without())
                between = await between_root_and(shown.certificate, lambda url: self._fetch(url, shown.is_public))
            if not between:
                return None
            completed = await asyncio.to_thread(_like_browsers)
            for certificate in between:
                completed.load_verify_locations(cadata=certificate)
        except (OSError, ValueError) as error:  # of ssl and of time-outs all are OSErrors
            log.debug("issuers not found: host=%s error=%s", host, error)
            return None
        return completed

    def _without(self) -> ssl.SSLContext:
        if self._blind is None:
            self._blind = _like_browsers()
            self._blind.check_hostname = False
            self._blind.verify_mode = ssl.CERT_NONE
        return self._blind

    async def close(self) -> None:
        """End what is sought."""
        tasks = [task for _, task in self._sought.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _like_browsers() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(("http/1.1",))
    context.set_ciphers(_CIPHERS)
    context.options |= _LEGACY_SERVER_CONNECT
    # Python 3.13 has both. Strictly by RFC 5280 many a good certificate is none; and what is between a server's and
    # its root, which anybody may have put where we fetch it, must never count as a root.
    context.verify_flags &= ~(ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN)
    return context

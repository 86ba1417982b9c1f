"""By which certificates and ciphers servers are believed: as by browsers, which show what Python's defaults refuse.

Of official sites above all, many an old server sends its certificate without those between it and the root that is
trusted, knows no cipher of the last ten years, or cannot renegotiate safely (which nobody here ever does).
"""

import asyncio
import logging
import socket
import ssl
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from config.fetch import domains
from config.network import Network
from crawler.resolver import GuardedResolver

if TYPE_CHECKING:
    from crawler.issuers import Fetch

log = logging.getLogger(__name__)

#: The issuer is unknown, or that of the first: OpenSSL's X509_V_ERR_ (x509_vfy.h).
_NO_ISSUER = (20, 21)
#: Those of Chromium: without forward secrecy, or with SHA-1, as a last resort; and no DHE, whose keys are too short
#: where there is nothing better.
_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES:kRSA+AESGCM:kRSA+AES:!aNULL:!eNULL:!AESCCM"
#: Its name in `ssl` came with Python 3.12 (OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT).
_LEGACY_SERVER_CONNECT = 0x4
_SECONDS = 10.0
#: What was sought for a host is sought again after so long (seconds), and so many hosts are remembered.
_AGAIN = 3600.0
_MOST_HOSTS = 1_000


class Trust:
    """Whom the system trusts when that is first needed: read once, for it takes a while.

    Arguments: `unverified` are hosts that are read, they and those below them, whatever certificate they show;
    `allowed` the networks that may be connected to although they are not public.
    """

    def __init__(self, unverified: Iterable[str], allowed: Sequence[Network]) -> None:
        self._unverified = frozenset(unverified)
        self._allowed = allowed
        self._verified: ssl.SSLContext | None = None
        self._blind: ssl.SSLContext | None = None
        self._sought: dict[tuple[str, int], tuple[float, asyncio.Task[bool]]] = {}

    def context(self, host: str) -> ssl.SSLContext:
        """Return how a connection to host is secured."""
        if not self._unverified.isdisjoint(domains(host)):
            return self._without()
        if self._verified is None:
            self._verified = _like_browsers()
        return self._verified

    async def complete(self, flaw: int, host: str, port: int, fetch: "Fetch") -> bool:
        """Fetch the certificates that the server left out, if that is the flaw; tell whether it is worth trying again.

        A server's certificate says where that of its issuer is (RFC 5280 4.2.2.1). What is found there vouches for
        nothing: the chain has to end at a root that the system trusts.
        """
        if flaw not in _NO_ISSUER:
            return False
        now = time.monotonic()
        at, seeking = self._sought.get((host, port), (now - 2 * _AGAIN, None))
        if seeking is None or now - at > _AGAIN:
            if len(self._sought) >= _MOST_HOSTS:
                self._sought.clear()
            seeking = asyncio.create_task(self._seek(host, port, fetch))
            self._sought[host, port] = now, seeking
        return await asyncio.shield(seeking)

    async def _seek(self, host: str, port: int, fetch: "Fetch") -> bool:
        from crawler.issuers import between_root_and  # here: what reads certificates takes long to import

        try:
            async with asyncio.timeout(_SECONDS):
                between = await between_root_and(await self._shown(host, port), fetch)
            for certificate in between:
                self.context("").load_verify_locations(cadata=certificate)
        except (OSError, ValueError) as error:  # of ssl and of time-outs all are OSErrors
            log.debug("issuers not found: host=%s error=%s", host, error)
            return False
        return bool(between)

    async def _shown(self, host: str, port: int) -> bytes:
        """Return the certificate that a server shows (DER), believed or not. Raises OSError."""
        failure: OSError | None = None
        for found in await GuardedResolver(self._allowed).resolve(host, port, socket.AF_UNSPEC):
            try:
                _, writer = await asyncio.open_connection(
                    found["host"], port, ssl=self._without(), server_hostname=host
                )
            except OSError as error:
                failure = error
                continue
            shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
            writer.transport.abort()
            return shown or b""
        raise failure or OSError(f"{host} has no address")

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

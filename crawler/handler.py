"""The last step of every request: connect, send, read, within limits. A Scrapy download handler.

Scrapy's own handlers check neither the address connected to nor, as they come, the certificate, and cap the body
before it is decompressed. This one stands on aiohttp, as Scrapy's reactorless handler does (`DOWNLOAD_HANDLERS` is
Scrapy's published seam for it).
"""

import asyncio
import contextlib
import os
import re
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import aiohttp
from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.logformatter import LogFormatter
from scrapy.responsetypes import responsetypes
from yarl import URL

from config import FetchSettings
from crawler.clean import clean_text
from crawler.encoding import ACCEPTED, decode
from crawler.forgiving import InterimFloodError
from crawler.item import ReadError
from crawler.resolver import PrivateAddressError
from crawler.routes import Route, Routes
from crawler.trust import Trust

#: How the errors of several addresses of one host are numbered in the text of the one that stands for all.
_NUMBER = re.compile(r"\[Errno (\d+)\]")
#: OpenSSL's words, by version, for an answer in the clear.
_NO_TLS = ("WRONG_VERSION_NUMBER", "PACKET_LENGTH_TOO_LONG", "HTTP_REQUEST")
#: How documents end whose server may have counted their length wrong, before it compressed them for example.
_END = re.compile(rb"</(?:rss|feed|rdf:RDF|urlset|sitemapindex|html)>\s*+(?:<!--[^<>]*+>\s*+)*+\Z", re.IGNORECASE)
_WITHIN_THE_LAST = 1_000
#: What is larger (bytes) is no certificate, nor a handful of them.
_LARGEST_CERTIFICATE = 64 * 1024


class NoLine(LogFormatter):
    """Says nothing of each single request: the poll logs one line for all of them."""

    def crawled(self, *_: Any) -> None:  # type: ignore[override]
        """Return None: no line (as Scrapy's documentation says)."""

    def scraped(self, *_: Any) -> None:  # type: ignore[override]
        """Return None: no line."""


class Answer(Response):
    """A bare response to be read: its headers are put into Scrapy's form anew each time that somebody asks for them."""

    def __init__(self, url: str, status: int, sent: Sequence[tuple[str, str]], body: bytes, request: Request) -> None:
        super().__init__(url, status=status, body=body, request=request)
        self._sent = [(name, value if value.isascii() else _latin(value)) for name, value in sent]

    @property  # type: ignore[misc]
    def headers(self) -> Headers:
        """The headers as Scrapy has them."""
        return Headers(self._sent, encoding="latin-1")

    @property
    def told(self) -> dict[str, str]:
        """What the headers say, by their names in lower case; a byte is a character (Latin-1)."""
        told: dict[str, str] = {}
        for name, value in self._sent:
            key = name.lower()
            told[key] = f"{told[key]}, {value}" if key in told else value
        return told


def _latin(value: str) -> str:
    """Return the bytes that aiohttp read as UTF-8 as characters."""
    return value.encode("utf-8", "surrogateescape").decode("latin-1")


def _written(headers: Headers) -> dict[str, str]:
    return {name.decode("latin-1"): b",".join(values).decode("latin-1") for name, values in headers.items()}


def _with_own(headers: dict[str, str], own: Mapping[str, str], *, has_login: bool) -> dict[str, str]:
    """Return headers with the user's own instead of ours; a cookie goes beside those that a redirect has set.

    Where the address `has_login` that is how one signs in: there cannot be two ways.
    """
    named = {name.lower(): name for name in headers}
    for name, value in own.items():
        if has_login and name.lower() == "authorization":
            continue
        ours = named.get(name.lower())
        kept = f"; {headers[ours]}" if ours and name.lower() == "cookie" else ""
        headers[ours or name] = value + kept
    return headers


class GuardedHandler(BaseDownloadHandler):
    """Makes one request: no redirect, no retry, no cookie but the user's own.

    Raises ReadError. With `meta["plain"]`, the headers to be sent, the response is a bare `Answer`; without, they are
    those of the request, and the response is Scrapy's guess (HtmlResponse …), which costs the sniffing of its
    character set. With `meta["public"]` it refuses the addresses that are not public
    although the settings allow them; with `meta["is_robots"]` of an answer that is too large its beginning will do
    (RFC 9309 2.5).
    """

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        fetch: FetchSettings = crawler.settings["TOCSIN_FETCH"]
        self._own = fetch.headers_for
        self._limit = fetch.max_size
        self._timeout = fetch.timeout.total_seconds()
        self._agent: str = crawler.settings["USER_AGENT"]
        self._running: set[asyncio.Task[Any]] = set()
        self._routes = Routes(fetch)
        self._trust = Trust(fetch.unverified, self._certificate)

    async def download_request(self, request: Request) -> Response:
        """Return the answer to request, its body decoded.

        Raises:
            ReadError: dns, connect, tls, timeout, private-address, too-large or parse.

        """
        task = asyncio.current_task()
        if task is not None:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        with _failures_in_words(request.url, self._timeout):
            started = time.monotonic()
            async with asyncio.timeout(self._timeout):
                answer = await self._answer(request)
            request.meta["download_latency"] = time.monotonic() - started  # Scrapy's name for it
            return answer

    async def _answer(self, request: Request) -> Response:
        url = URL(request.url)  # by which aiohttp goes: another reading may find another host in it
        route = self._routes.to(url.raw_host or "", public=bool(request.meta.get("public")))
        try:
            return await self._exchange(request, url, route)
        except aiohttp.ClientConnectorCertificateError as error:
            code = getattr(error.certificate_error, "verify_code", 0)
            if not await self._trust.complete(code, url.raw_host or "", url.port or 0, route):
                raise
        return await self._exchange(request, url, route)

    async def _exchange(self, request: Request, url: URL, route: Route) -> Response:
        plain: Mapping[str, str] | None = request.meta.get("plain")
        asked = _written(request.headers) if plain is None else plain
        headers = {"User-Agent": self._agent, "Accept": "*/*", "Accept-Encoding": ACCEPTED, **asked}
        host, is_safe = url.raw_host or "", url.scheme == "https"
        async with route.session.request(
            request.method,
            url,
            data=request.body or None,
            headers=_with_own(headers, self._own(host, safely=is_safe), has_login=url.raw_user is not None),
            allow_redirects=False,
            proxy=route.proxy,
            ssl=self._trust.context(host, url.port or 0) if is_safe else True,
        ) as answer:
            if answer.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED and route.proxy:
                raise _not_led(host, answer.status, answer.reason)
            whole = not request.meta.get("is_robots")
            encodings = ",".join(answer.headers.getall("Content-Encoding", []))
            body = await self._body(answer, encodings, self._limit, whole=whole)
            found = [(name, value) for name, value in answer.headers.items()]
        if encodings:
            body = decode(body, encodings, self._limit, whole=whole)
            found = [(name, value) for name, value in found if name.lower() != "content-encoding"]
        if plain is not None:
            return Answer(request.url, answer.status, found, body, request)
        kind = responsetypes.from_args(headers=Headers(found), url=request.url, body=body)
        return kind(request.url, status=answer.status, headers=found, body=body, request=request)

    async def _body(self, answer: aiohttp.ClientResponse, encodings: str, limit: int, *, whole: bool) -> bytes:
        """Return the body; of one that is too large what there is of it, unless the whole is wanted."""
        parts: list[bytes] = []
        size = answer.content_length or 0
        if size <= limit or not whole:
            size = 0
            try:
                async for part in answer.content.iter_any():
                    size += len(part)
                    if size > limit:
                        break
                    parts.append(part)
            except aiohttp.ClientPayloadError:
                if not _has_ended(b"".join(parts), encodings, limit):
                    raise
        if size > limit:
            answer.close()
            if whole:
                raise ReadError("too-large", f"the answer is more than {limit:,} bytes")
        return b"".join(parts)

    async def _certificate(self, address: str, public: bool) -> bytes:
        """Return what stands at the address of a certificate. Raises OSError, or ValueError where that is too large."""
        url, headers = URL(address), {"User-Agent": self._agent, "Accept-Encoding": "identity"}
        route = self._routes.to(url.raw_host or "", public=public)
        try:
            async with route.session.get(url, headers=headers, allow_redirects=False, proxy=route.proxy) as answer:
                answer.raise_for_status()
                return await self._body(answer, "", _LARGEST_CERTIFICATE, whole=True)
        except (aiohttp.ClientError, ReadError) as error:
            raise ValueError(str(error)) from error

    async def close(self) -> None:
        """End what is under way and close the connections."""
        running = [task for task in self._running if task is not asyncio.current_task()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._trust.close()
        await self._routes.close()


def _has_ended(body: bytes, encodings: str, limit: int) -> bool:
    """Tell whether a document is whole of which its server announced more, or forgot to say that it has ended."""
    try:
        return _END.search(decode(body, encodings, limit)[-_WITHIN_THE_LAST:]) is not None
    except ReadError:
        return False


@contextlib.contextmanager
def _failures_in_words(url: str, timeout: float) -> Iterator[None]:
    host = url.split("/", 3)[2].rpartition("@")[2]
    try:
        yield
    except TimeoutError as error:
        raise ReadError("timeout", f"{host} took longer than {timeout:g} s") from error
    except InterimFloodError as error:
        raise ReadError("connect", f"{host} sends interim responses without end") from error
    except aiohttp.ClientProxyConnectionError as error:
        raise ReadError("connect", f"the proxy of [fetch] cannot be reached: {_system(error.os_error)}") from error
    except aiohttp.ClientHttpProxyError as error:
        raise _not_led(host, error.status, error.message) from error
    except (aiohttp.ClientError, ValueError) as error:
        raise _in_words(error, host) from error


def _in_words(error: Exception, host: str) -> ReadError:
    cause = getattr(error, "os_error", None)
    if isinstance(cause, PrivateAddressError):
        cure = "allow it under [fetch] private_addresses if that is meant"
        return ReadError("private-address", f"{host} is at an address that is not public: {cause}; {cure}")
    if isinstance(error, aiohttp.ClientSSLError):
        return _tls_in_words(error, host)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return ReadError("dns", f"{host} has no address: {_system(cause)}")
    if isinstance(error, aiohttp.ClientConnectorError):
        return ReadError("connect", f"no connection to {host}: {_system(cause)}")
    if isinstance(error, aiohttp.ClientPayloadError):
        return ReadError("connect", f"the answer of {host} ended before it was complete")
    if isinstance(error, aiohttp.ClientResponseError):
        # Below its first line, or at its end, aiohttp shows the bytes that it stopped at, which may be a feed's.
        said = clean_text(re.split(r"\n| b['\"]", error.message, maxsplit=1)[0].rstrip(": "), 200, one_line=True)
        return ReadError("connect", f"{host} does not speak HTTP as it should: {said}")
    if isinstance(error, aiohttp.InvalidURL | ValueError):
        return ReadError("connect", f"{host[:200]} is no address that can be fetched")
    return ReadError("connect", f"{host} closed the connection before it had answered")


def _not_led(host: str, status: int, reason: str | None) -> ReadError:
    said = clean_text(reason or "", 200, one_line=True)
    return ReadError("connect", f"the proxy of [fetch] does not lead to {host}: {status} {said}")


def _tls_in_words(error: aiohttp.ClientSSLError, host: str) -> ReadError:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        flaw = getattr(error.certificate_error, "verify_message", "") or error.certificate_error
        return ReadError("tls", f"the certificate of {host} is not valid: {flaw}")
    if getattr(error.os_error, "reason", None) in _NO_TLS:
        return ReadError("connect", f"no secure connection to {host}: it speaks no TLS there")
    return ReadError("tls", f"no secure connection to {host}: {_system(error.os_error)}")


def _system(error: OSError | None) -> str:
    """Return the system's words for an error, without its number.

    Those of asyncio («Connect call failed (…)», «Multiple exceptions: …») name the calls that failed, and not why.
    """
    reason = getattr(error, "reason", None)  # OpenSSL's word
    if reason or error is None or isinstance(error, socket.gaierror):
        return str(reason or getattr(error, "strerror", None) or error)
    numbers = [error.errno] if error.errno else map(int, _NUMBER.findall(str(error)))
    return ", ".join(dict.fromkeys(map(os.strerror, numbers))) or str(error)

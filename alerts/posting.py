"""Ask a web address: at the public address that was resolved and no other, within a deadline, once."""

import socket
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPResponse, parse_headers
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from alerts.answers import judge
from alerts.certificates import cure_of
from alerts.channel import DeliveryError
from alerts.display import one_line
from alerts.masking import masked
from alerts.threads import in_own_thread
from config.network import ANYWHERE, Network, refused

#: For one message, from resolving the name to the last byte of the answer that is read (Standard Webhooks: 15–30 s).
DEADLINE = 20.0
#: Seconds to connect, and to wait for the next byte; the deadline stands above both.
_CONNECT, _READ = 10.0, 15.0
#: Bytes of the answer that are read, and characters of it that are kept.
_ANSWER, _KEPT = 64 * 1024, 300


@dataclass(frozen=True)
class Target:
    """What to ask.

    `allowed` are networks that may be reached although they are not public, and `setting` is what they were read from;
    `ca` is a PEM file, which can be set where the address is if it `takes_ca`. Through a `proxy`,
    which looks the name up, no address is looked at.
    """

    url: str = field(repr=False)
    allowed: Sequence[Network] = ()
    setting: str = "private_addresses of this channel"
    ca: Path | None = None
    takes_ca: bool = False
    secrets: Sequence[str] = field(default=(), repr=False)
    proxy: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Answer:
    """What was answered: `beginning` on one line and without secrets, `after` the header Retry-After."""

    status: int
    reason: str
    beginning: str
    after: str | None


async def post(target: Target, body: bytes, headers: Mapping[str, str]) -> str:
    """Post once and return status and beginning of the answer. Redirects are not followed.

    Raises:
        DeliveryError: no 2xx within the deadline; see `alerts.answers.judge`.

    """
    told = await ask("POST", target, body, headers)
    return judge(told.status, told.reason, told.beginning, told.after, datetime.now(UTC))


async def ask(method: Literal["GET", "POST"], target: Target, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Ask once and return what was answered, whatever it is. Redirects are not followed.

    Raises:
        DeliveryError: there is no answer within the deadline.

    """
    exchange = _Exchange(target)
    try:
        return await in_own_thread(lambda: exchange.ask(method, body, headers), DEADLINE + 1)
    except TimeoutError as error:
        raise DeliveryError(f"no answer within {DEADLINE:.0f} s") from error
    finally:
        exchange.cut()


class _Exchange:
    """One request and its answer, over one connection that is cut at the deadline whatever it is waiting for."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._handles: list[socket.socket] = []
        self._is_cut = False
        self._refused: str | None = None

    def ask(self, method: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Ask and return what was answered.

        Raises:
            DeliveryError: nothing was.

        """
        watchdog = threading.Timer(DEADLINE, self.cut)
        watchdog.daemon = True
        watchdog.start()
        try:
            return self._ask(method, body, headers)
        except (OSError, UnicodeError, requests.RequestException, HTTPError) as error:
            raise DeliveryError(self._words(error)) from error
        finally:
            watchdog.cancel()
            self.cut()

    def cut(self) -> None:
        """End the connection, from whatever thread."""
        self._is_cut = True
        while self._handles:
            with suppress(OSError), self._handles.pop() as handle:
                handle.shutdown(socket.SHUT_RDWR)

    def _ask(self, method: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        url, proxy = self._target.url, self._target.proxy
        is_plain = url.lower().startswith("http:")  # else what answers is behind the proxy
        with requests.Session() as session:
            # No proxy, no .netrc, no certificates from the environment: what is asked is what the target says.
            session.trust_env = False
            session.verify = str(self._target.ca) if self._target.ca else True
            session.proxies = {"http": proxy, "https": proxy} if proxy else {}
            session.mount(url.partition(":")[0].lower() + "://", _GuardedAdapter(self))
            more = {"data": body, "headers": headers, "timeout": (_CONNECT, _READ)}
            answer = session.request(method, url, stream=True, allow_redirects=False, **more)  # type: ignore[arg-type]
            with answer:
                if self._is_cut:
                    # What ended was our patience, not the head of the answer.
                    raise TimeoutError
                if proxy and answer.status_code == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED and is_plain:
                    raise requests.exceptions.ProxyError(f"{answer.status_code} {answer.reason}")
                beginning = _beginning(answer, self._target.secrets)
                return Answer(answer.status_code, answer.reason or "", beginning, answer.headers.get("Retry-After"))

    def connect(self, host: str, port: int, timeout: float) -> socket.socket:
        """Connect to the first address of host that is not refused.

        The address is resolved once and that one is connected to, so that a second answer cannot slip in.
        """
        failure: OSError = OSError(f"{host} has no address")
        for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            why = refused(str(place[0]), ANYWHERE if self._target.proxy else self._target.allowed)
            if why:
                self._refused = f"{why}; allow it under {self._target.setting} if that is meant"
                failure = OSError(why)
                continue
            try:
                return self._connect(place, timeout)
            except OSError as error:
                failure = error
        raise failure

    def _connect(self, place: Any, timeout: float) -> socket.socket:
        made = socket.create_connection(place[:2], timeout)
        # A second handle on the same connection: TLS takes the first one over, this one can still cut it.
        self._handles.append(made.dup())
        if self._is_cut:
            self.cut()
        return made

    def _words(self, error: Exception) -> str:
        if self._is_cut:
            return f"no whole answer within {DEADLINE:.0f} s"
        cause: BaseException = error
        while (deeper := getattr(cause, "reason", None) or _first(cause.args)) and isinstance(deeper, Exception):
            cause = deeper
        said = masked(str(cause), self._target.secrets)
        if isinstance(error, requests.exceptions.ProxyError):
            return one_line(
                f"the proxy of [fetch] does not lead to {urlsplit(self._target.url).hostname}: {said}", _KEPT
            )
        cure = cure_of(cause) if self._target.takes_ca else ""
        return self._refused or one_line(f"no answer: {said}", _KEPT) + cure


def _first(args: tuple[Any, ...]) -> Any:
    """Return what else went wrong, of what an error was raised with: words may stand before it."""
    return next((one for one in args if isinstance(one, Exception)), None)


class _GuardedAdapter(HTTPAdapter):
    """Connects through an exchange, which refuses addresses that are not public. No retries: those are ours."""

    def __init__(self, exchange: _Exchange) -> None:
        self._exchange = exchange
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the connections of this adapter guarded ones."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools()

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """Make the connections to a proxy guarded ones, too: they are cut at the deadline."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self._pools()
        return manager

    def _pools(self) -> dict[str, type[HTTPConnectionPool]]:
        exchange = self._exchange

        class Plain(HTTPConnection):
            response_class = _Answer

            def _new_conn(self) -> socket.socket:
                return exchange.connect(self._dns_host, int(self.port or 80), _CONNECT)

        class Safe(HTTPSConnection):
            response_class = _Answer

            def _new_conn(self) -> socket.socket:
                return exchange.connect(self._dns_host, int(self.port or 443), _CONNECT)

        plain = type("GuardedPool", (HTTPConnectionPool,), {"ConnectionCls": Plain})
        safe = type("GuardedTlsPool", (HTTPSConnectionPool,), {"ConnectionCls": Safe})
        return {"http": plain, "https": safe}


class _Answer(HTTPResponse):
    """Passes over answers that only announce the answer (RFC 9110 15.2): the library does so for a 100 alone."""

    def _read_status(self) -> tuple[str, int, str]:
        while True:
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if not 100 < status < 200 or status == HTTPStatus.SWITCHING_PROTOCOLS:
                return version, status, reason
            parse_headers(self.fp)


def _beginning(answer: requests.Response, secrets: Sequence[str]) -> str:
    """Return the beginning of what was answered, without secrets; the rest is not read, nor unpacked what is packed."""
    try:
        read: bytes = answer.raw.read(_ANSWER, decode_content=False)
    except (OSError, HTTPError):
        # The status has been given, and it is what counts.
        read = b"(the answer broke off)"
    # Masked before it is cut: half a secret is one too.
    return one_line(masked(read.decode("utf-8", "replace"), secrets), _KEPT)

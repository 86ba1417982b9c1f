"""Post messages as JSON to a web address, signed as Standard Webhooks 1.0 wants it."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import requests
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from requests.adapters import HTTPAdapter
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from alerts.certificates import readable_ca
from alerts.channel import Channel, DeliveryError, Message
from alerts.display import one_line, web_link
from config.network import refused
from config.retry_after import retry_after

T = TypeVar("T")

#: For one message, from resolving the name to the last byte of the answer that is read (Standard Webhooks: 15–30 s).
DEADLINE = 20.0
#: Seconds to connect, and to wait for the next byte; the deadline stands above both.
_CONNECT, _READ = 10.0, 15.0
#: Bytes of the answer that are read, and characters of it that are kept.
_ANSWER, _KEPT = 64 * 1024, 300
#: Answers of 4xx that are worth another try: timeout, too early, too many requests.
_PASSING = (408, 425, 429)


class WebhookOptions(BaseModel):
    """The keys of a webhook channel."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: SecretStr = Field(description="Where to post; https, or http where the way is safe.")
    secret: tuple[SecretStr, ...] = Field(
        (), description="Signs each message: whsec_… or any text; two while changing."
    )
    private_addresses: tuple[IPv4Network | IPv6Network, ...] = Field(
        (), description="Networks that may be posted to although they are not public."
    )
    ca: Path | None = Field(None, description="Certificates to trust instead of the usual ones, as a PEM file.")

    @field_validator("url")
    @classmethod
    def _url_is_of_the_web(cls, value: SecretStr) -> SecretStr:
        if web_link(value.get_secret_value()) is None:
            raise ValueError("url is no web address; write for example https://hooks.example.org/tocsin")
        return value

    @field_validator("secret", mode="before")
    @classmethod
    def _one_is_a_list(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str | SecretStr) else value

    @field_validator("secret")
    @classmethod
    def _secret_can_sign(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for secret in value:
            _signer(secret)
        return value

    @field_validator("ca")
    @classmethod
    def _ca_can_be_read(cls, value: Path | None) -> Path | None:
        return readable_ca(value)


def _signer(secret: SecretStr) -> Webhook:
    text = secret.get_secret_value()
    try:
        # The library takes any text for base64; only what says so is.
        return Webhook(text if text.startswith("whsec_") else text.encode())
    except (ValueError, EmptyWebhookSecretError) as error:
        raise ValueError("secret is empty or no base64 after whsec_; write whsec_ and base64, or any text") from error


class WebhookChannel(Channel[WebhookOptions]):
    """Posts JSON. Redirects are not followed: they would carry the message to an address nobody chose."""

    kind: ClassVar[str] = "webhook"
    Options: ClassVar[type[BaseModel]] = WebhookOptions

    async def send(self, message: Message) -> str:
        """Post message and return status and beginning of the answer.

        Raises:
            DeliveryError: no 2xx; permanent for 4xx except timeouts and throttling.

        """
        body = json.dumps(message.data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
        exchange = _Exchange(self.options)
        headers = _headers(message.id, body, self.options.secret, datetime.now(UTC))
        try:
            return await _in_thread(lambda: exchange.post(body.encode(), headers), DEADLINE + 1)
        except TimeoutError as error:
            raise DeliveryError(f"no answer within {DEADLINE:.0f} s") from error
        finally:
            exchange.cut()


def _headers(message_id: str, body: str, secrets: tuple[SecretStr, ...], now: datetime) -> dict[str, str]:
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Tocsin",
        "Accept-Encoding": "identity",
        "Idempotency-Key": message_id,
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
    }
    if secrets:
        # Several signatures while a secret is being changed: the receiver accepts any that it knows.
        headers["webhook-signature"] = " ".join(_signer(s).sign(message_id, now, body) for s in secrets)
    return headers


class _Exchange:
    """One request and its answer, over one connection that is cut at the deadline whatever it is waiting for."""

    def __init__(self, options: WebhookOptions) -> None:
        self._options = options
        self._handles: list[socket.socket] = []
        self._is_cut = False
        self._refused: str | None = None

    def post(self, body: bytes, headers: Mapping[str, str]) -> str:
        """Post and return what was answered.

        Raises:
            DeliveryError: no 2xx.

        """
        watchdog = threading.Timer(DEADLINE, self.cut)
        watchdog.daemon = True
        watchdog.start()
        try:
            return self._post(body, headers)
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

    def _post(self, body: bytes, headers: Mapping[str, str]) -> str:
        url = self._options.url.get_secret_value()
        with requests.Session() as session:
            # No proxy, no .netrc, no certificates from the environment: what is posted to is what the settings say.
            session.trust_env = False
            session.verify = str(self._options.ca) if self._options.ca else True
            session.mount(url.partition(":")[0].lower() + "://", _GuardedAdapter(self))
            answer = session.post(
                url, data=body, headers=headers, stream=True, allow_redirects=False, timeout=(_CONNECT, _READ)
            )
            with answer:
                if self._is_cut:
                    # What ended was our patience, not the head of the answer.
                    raise TimeoutError
                return _judge(answer, _beginning(answer), datetime.now(UTC))

    def connect(self, host: str, port: int, timeout: float) -> socket.socket:
        """Connect to the first address of host that is not refused.

        The address is resolved once and that one is connected to, so that a second answer cannot slip in.
        """
        failure: OSError = OSError(f"{host} has no address")
        for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            why = refused(str(place[0]), self._options.private_addresses)
            if why:
                self._refused = f"{why}; allow it with private_addresses if it is meant"
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
        return one_line(self._refused or f"no answer: {cause}", _KEPT)


def _first(args: tuple[Any, ...]) -> Any:
    return args[0] if args else None


class _GuardedAdapter(HTTPAdapter):
    """Connects through an exchange, which refuses addresses that are not public. No retries: those are ours."""

    def __init__(self, exchange: _Exchange) -> None:
        self._exchange = exchange
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the connections of this adapter guarded ones."""
        super().init_poolmanager(*args, **kwargs)
        exchange = self._exchange

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return exchange.connect(self._dns_host, int(self.port or 80), _CONNECT)

        class Safe(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return exchange.connect(self._dns_host, int(self.port or 443), _CONNECT)

        plain = type("GuardedPool", (HTTPConnectionPool,), {"ConnectionCls": Plain})
        safe = type("GuardedTlsPool", (HTTPSConnectionPool,), {"ConnectionCls": Safe})
        self.poolmanager.pool_classes_by_scheme = {"http": plain, "https": safe}


def _beginning(answer: requests.Response) -> str:
    """Return the beginning of what was answered; the rest is left unread, and what is compressed stays so."""
    try:
        read: bytes = answer.raw.read(_ANSWER, decode_content=False)
    except (OSError, HTTPError):
        # The status has been given, and it is what counts.
        read = b"(the answer broke off)"
    return one_line(read.decode("utf-8", "replace"), _KEPT)


def _judge(answer: requests.Response, beginning: str, now: datetime) -> str:
    """Return the answer in words, or raise what it means."""
    words = f"{answer.status_code} {one_line(answer.reason or '', 60)}: {beginning}".rstrip(": ")
    status = answer.status_code
    if 200 <= status < 300:
        return words
    if 300 <= status < 400:
        raise DeliveryError(f"{words} (redirects are not followed; put the new address into the settings)")
    permanent = 400 <= status < 500 and status not in _PASSING
    raise DeliveryError(words, permanent=permanent, wait=retry_after(answer.headers.get("Retry-After"), now))


async def _in_thread(work: Callable[[], T], seconds: float) -> T:
    """Run work in a thread that nobody has to wait for: one that hangs in the resolver must not hold up the end.

    Raises:
        TimeoutError: it took longer than `seconds`.

    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        try:
            outcome: tuple[T | None, BaseException | None] = (work(), None)
        except BaseException as error:  # the thread's edge: everything is carried over to the loop
            outcome = (None, error)
        with suppress(RuntimeError):  # the loop is closed, nobody waits any more
            loop.call_soon_threadsafe(settle, *outcome)

    threading.Thread(target=run, name="webhook", daemon=True).start()
    return await asyncio.wait_for(done, seconds)

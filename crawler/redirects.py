"""Follow redirects by hand: each hop passes robots.txt, delay and address guard like any other request."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urldefrag, urljoin, urlsplit

from scrapy import Request
from scrapy.utils.httpobj import urlparse_cached
from w3lib.url import safe_url_string

from config.discretion import bare, login_of, without_login
from crawler.answer import goes_back
from crawler.handler import Answer
from crawler.item import ReadError

MOST_HOPS = 5
#: Of each answer so many cookies are sent back, and none that is longer (RFC 6265 6.1);
#: in all no more than servers take.
_MOST_COOKIES = 20
_LONGEST_COOKIE = 4096
_LONGEST_COOKIES = 8_000
_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
#: These ask for what was sent to be sent again; the others turn it into a question for something else.
_SENT_AGAIN = {307, 308}
#: What may follow to another host; a key or a password meant for the first one may not.
_HARMLESS = {"accept", "content-type", "accept-language", "if-modified-since", "if-none-match"}
_PORTS = {"http": 80, "https": 443}
#: Scheme, host and port.
_Origin = tuple[str, str | None, int | None]


@dataclass(frozen=True)
class Followed:
    """The answer at the end of the redirects; `moved_to` is its address if every hop was permanent.

    `elsewhere` tells whether they led to another address.
    """

    response: Answer
    moved_to: str | None
    elsewhere: bool


async def follow(
    fetch: Callable[[Request], Awaitable[Answer]],
    url: str,
    headers: Mapping[str, str],
    body: bytes | None = None,
    **meta: object,
) -> Followed:
    """Fetch url, and where it leads to, over at most five hops of http or https. What has a body is posted.

    Many a guard sets a cookie and redirects to the same address, for ever where it does not come back; so what an
    origin sets is sent back to it, and to the same host by https, until the redirects end, and then forgotten.

    Raises:
        ReadError: `redirect`, or whatever fetch raises.

    """
    here, permanent = url, True
    cookies: dict[_Origin, dict[str, str]] = {}
    for _ in range(MOST_HOPS + 1):
        asked = {**headers, **_sent_back(cookies.get(_origin(here)))} if cookies else headers
        try:
            response = await fetch(_request(here, asked, body, meta))
        except ReadError as error:
            if here == url:
                raise
            raise led_to(here, error) from error
        target = _target(here, response, _REDIRECTS if body is None else _SENT_AGAIN)
        if target is None:
            elsewhere = here != url
            return Followed(response, here if permanent and elsewhere else None, elsewhere)
        if set_here := _cookies(response):
            cookies.setdefault(_origin(here), {}).update(set_here)
        permanent = permanent and response.status in _PERMANENT and not _is_downgrade(here, target)
        if not _is_trusted(here, target):
            headers = {name: value for name, value in headers.items() if name.lower() in _HARMLESS}
        elif known := cookies.get(_origin(here)):
            # To its https as well, as browsers do (RFC 6265 8.5): many a guard sets one before it sends there.
            cookies.setdefault(_origin(target), {}).update(known)
        here = target
    raise ReadError("redirect", f"more than {MOST_HOPS} redirects, the last one to {_shown(here)}")


@contextmanager
def reading_at(url: str, here: str) -> Iterator[None]:
    """Have what is wrong with the answer of `here` tell that redirects led there from url: often to a front page."""
    try:
        yield
    except ReadError as error:
        if here == url:
            raise
        raise led_to(here, error) from error


def led_to(here: str, error: ReadError) -> ReadError:
    """Return the error of an address, as one of whoever was redirected to it."""
    return ReadError(error.kind, f"redirected to {_shown(here)}: {error}", wait=error.wait, status=error.status)


def _cookies(response: Answer) -> dict[str, str]:
    """Return what an answer asks to be sent back. Its attributes do not matter within one chain and to one origin.

    What is no UTF-8, or holds control characters, cannot be sent as it came, and is left out.
    """
    cookies = {}
    for cookie in response.headers.getlist("Set-Cookie")[:_MOST_COOKIES]:
        name, is_one, value = cookie.partition(b";")[0].partition(b"=")
        if is_one and len(name) + len(value) <= _LONGEST_COOKIE:
            with suppress(UnicodeDecodeError):
                key, said = name.strip().decode(), value.strip().decode()
                if goes_back(key + said):
                    cookies[key] = said
    return cookies


def _shown(url: str) -> str:
    return bare(url)[:200]


def _sent_back(cookies: Mapping[str, str] | None) -> dict[str, str]:
    sent, room = [], _LONGEST_COOKIES
    for name, value in (cookies or {}).items():
        sent.append(f"{name}={value}")
        room -= len(sent[-1].encode()) + 2
        if room < 0:
            sent.pop()
            break
    return {"Cookie": "; ".join(sent)} if sent else {}


def _request(url: str, headers: Mapping[str, str], body: bytes | None, meta: Mapping[str, object]) -> Request:
    try:
        method = "GET" if body is None else "POST"
        request = Request(url, method=method, body=body, meta={**meta, "plain": headers}, dont_filter=True)
        parts = urlparse_cached(request)
        usable = parts.scheme in ("http", "https") and parts.hostname
    except (ValueError, TypeError) as error:
        raise ReadError("connect", f"{_shown(url)!r} is no address that can be fetched") from error
    if not usable:
        raise ReadError("connect", f"{_shown(url)!r} is no address that can be fetched; only http and https are")
    return request


def _target(here: str, response: Answer, redirects: set[int]) -> str | None:
    location = response.headers.get("Location") if response.status in redirects else None
    if not location:
        return None
    try:
        target = urldefrag(urljoin(here, safe_url_string(location.strip()))).url
        parts = urlsplit(target)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        signed = signed_in(here, login_of(here), target)
    except ValueError as error:
        raise ReadError(
            "redirect", f"redirected to {_shown(location.decode('latin-1'))!r}, which is no address"
        ) from error
    if not usable:
        raise ReadError("redirect", f"redirected to {_shown(target)!r}; only http and https are followed")
    # Written out in full, the address of the same server is to be signed in at as well.
    return signed


def signed_in(here: str, login: str, target: str) -> str:
    """Return target with the name and password that are meant for here, where it is of the same server and has none."""
    if not login or login_of(target) or not _is_trusted(here, target):
        return target
    return without_login(target).replace("//", f"//{login}@", 1)


def _origin(url: str) -> _Origin:
    parts: SplitResult = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _is_trusted(here: str, target: str) -> bool:
    """Tell whether what is secret may go on from here to target: the same server, or the same host by https alone.

    At their own ports both are its owner's, and what went in the clear is but safer now; never the other way.
    """
    (scheme, host, port), (its_scheme, its_host, its_port) = _origin(here), _origin(target)
    if (scheme, port, its_scheme, its_port) == ("http", 80, "https", 443):
        return host == its_host
    return (scheme, host, port) == (its_scheme, its_host, its_port)


def _is_downgrade(here: str, target: str) -> bool:
    return here.startswith("https:") and not target.startswith("https:")

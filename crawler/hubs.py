"""Hubs, which push what is new in a source instead of waiting to be asked (WebSub, W3C Recommendation of 2018)."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Literal
from urllib.parse import urljoin, urlsplit

from config.discretion import login_of, without_login
from crawler.item import Hub, ReadError
from crawler.web import Response, Web

#: For so long pushes are asked for; the hub may decide otherwise.
LEASE = timedelta(days=10)
_LONGEST_ADDRESS = 2_000
_LONGEST_HEADER = 8_000


def hub_of(answer: Response, hubs: Sequence[str], topic: str) -> Hub | None:
    """Return the hub that an answer names, or None.

    `hubs` and `topic` are those in its body. What its Link headers say comes first (section 4); without an address of
    its own the feed is known by the one at which it was found. By which name and password we read it no hub is told;
    those that the feed gives for the hub itself are the hub's.
    """
    links = _links(answer)
    hub = _first([*_named("hub", links), *hubs])
    if hub is None:
        return None
    if login_of(hub) == login_of(answer.url):
        hub = without_login(hub)
    return Hub(hub, without_login(_first([*_named("self", links), topic]) or answer.url))


async def ask_hub(web: Web, mode: Literal["subscribe", "unsubscribe"], hub: Hub, callback: str, secret: str) -> None:
    """Ask a hub to push to callback, or no more; whether it does, it says there (section 5.1).

    `secret` signs what it pushes.

    Raises:
        ReadError: it cannot be reached (see `crawler.web.Downloader.post`), or refuses: `http`, with the status.

    """
    form = {"hub.mode": mode, "hub.topic": hub.topic, "hub.callback": callback}
    if mode == "subscribe":
        form |= {"hub.secret": secret, "hub.lease_seconds": str(round(LEASE.total_seconds()))}
    answer = await web.downloader.post(hub.address, form)
    if not 200 <= answer.status < 300:
        said = answer.body[:200].decode("utf-8", "replace").strip()
        reason = f"the hub answers {answer.status}{f': {said}' if said.isprintable() and said else ''}"
        raise ReadError("http", reason, status=answer.status)


def _links(answer: Response) -> list[tuple[str, str]]:
    """Return relation and address of each Link header (RFC 8288)."""
    header = answer.headers.get("link", "")[:_LONGEST_HEADER]
    if not header:
        return []
    from requests.utils import parse_header_links  # here: few answers have any

    return [
        (relation, _joined(answer.url, link.get("url", "")))
        for link in parse_header_links(header)
        for relation in link.get("rel", "").lower().split()
    ]


def _named(relation: str, links: Iterable[tuple[str, str]]) -> list[str]:
    return [address for name, address in links if name == relation]


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""


def _first(addresses: Iterable[str]) -> str | None:
    return next((one for one in addresses if len(one) <= _LONGEST_ADDRESS and _is_web(one)), None)


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and address.isprintable()

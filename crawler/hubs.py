"""Hubs, which push what is new in a source instead of waiting to be asked (WebSub, W3C Recommendation of 2018)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from config.discretion import login_of, without_login
from crawler.item import Hub, ReadError
from crawler.link_headers import HeaderLink, header_links
from crawler.web import Response, Web

#: For so long pushes are asked for; the hub may decide otherwise.
LEASE = timedelta(days=10)
#: So many hubs of a feed are heard of.
_MOST = 4
_LONGEST_ADDRESS = 2_000


def hubs_of(answer: Response, hubs: Sequence[str], topic: str) -> tuple[Hub, ...]:
    """Return the hubs that an answer names, each of which would do.

    `hubs` and `topic` are those in its body. What its Link headers say comes first (section 4); without an address of
    its own the feed is known by the one at which it was found. By which name and password we read it no hub is told;
    those that the feed gives for the hub itself are the hub's.
    """
    links = header_links(answer.headers, answer.url)
    named = [
        without_login(hub) if login_of(hub) == login_of(answer.url) else hub
        for hub in _usable([*_named("hub", links), *hubs])
    ]
    known_by = without_login(next(_usable([*_named("self", links), topic]), answer.url))
    return tuple(Hub(hub, known_by) for hub in list(dict.fromkeys(named))[:_MOST])


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


def _named(relation: str, links: Iterable[HeaderLink]) -> list[str]:
    return [link.address for link in links if link.relation == relation]


def _usable(addresses: Iterable[str]) -> Iterator[str]:
    return (one for one in addresses if len(one) <= _LONGEST_ADDRESS and _is_web(one))


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and address.isprintable()

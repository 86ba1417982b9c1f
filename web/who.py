"""Who makes a request, and what the request itself says of it: from where, with which cookie, in whose name. Pure."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

from config import DeskSettings
from config.desk import host_of, is_loopback

#: What a proxy adds; a request that has one did not begin on this machine.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@dataclass(frozen=True)
class Who:
    """Who asks; `role` is '' for nobody that we know, `name` is '' for those and for who needs none.

    `csrf` is what their forms carry: it is bound to their sign-in, and no other page can know it. `sign_in` is the
    hash of the token that their browser holds. `alone` says that there are no users yet: who is at this machine is
    its admin.
    """

    address: str = ""
    name: str = ""
    role: str = ""
    user: int | None = None
    sign_in: str = ""
    csrf: str = ""
    alone: bool = False


def host_in(headers: Headers) -> str:
    """Return the host that is asked for, in small letters; '' if it is none."""
    try:
        return (urlsplit(f"//{headers.get('host', '')}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_inside(scope: Scope) -> bool:
    """Whether a request comes from this machine and asks for the desk by a name that only this machine has."""
    headers, client = Headers(scope=scope), scope.get("client")
    near = client is not None and is_loopback(client[0])
    return near and is_loopback(host_in(headers)) and not any(name in headers for name in _FORWARDED)


def cookie_of(headers: Headers, desk: DeskSettings) -> tuple[str, bool]:
    """Return the name of the cookie of a sign-in, and whether it is for TLS alone: under a public name with TLS it is.

    One whose name begins with `__Host-` is taken by browsers by TLS only, and for this very host.
    """
    public = desk.public_url or ""
    secure = public.startswith("https://") and host_in(headers) == host_of(public)
    return ("__Host-tocsin" if secure else "tocsin"), secure


def token_in(headers: Headers, desk: DeskSettings) -> str:
    """Return the token that a browser holds; '' if it holds none."""
    return cookie_parser(headers.get("cookie", "")).get(cookie_of(headers, desk)[0], "")


def address_of(scope: Scope, desk: DeskSettings) -> str:
    """Return the address that a request comes from: what trusted proxies say of it, else who is connected."""
    peer = scope["client"][0] if scope.get("client") else ""
    said = ",".join(Headers(scope=scope).getlist("x-forwarded-for"))
    # Each proxy adds the one that it was asked by; what stands before the first of ours anybody may have written.
    chain = [*(one.strip() for one in said.split(",")), peer] if said else [peer]
    while len(chain) > 1 and _is_trusted(chain[-1], desk) and _read(chain[-2]) is not None:
        chain.pop()
    return chain[-1]


def whole_of(address: str) -> str:
    """Return what stands for all addresses that one can ask from: of IPv6, everybody has 2⁶⁴.

    >>> whole_of("192.0.2.7"), whole_of("2001:db8::1:2:3:4")
    ('192.0.2.7', '2001:db8::/64')

    """
    read = _read(address)
    return str(ip_network((read, 64), strict=False)) if isinstance(read, IPv6Address) else str(read or address)


def proxied_name(scope: Scope, desk: DeskSettings) -> str:
    """Return the name that a trusted proxy asks in; '' if none does, or in more than one."""
    peer = scope["client"][0] if scope.get("client") else ""
    if not desk.proxy_user_header or not _is_trusted(peer, desk):
        return ""
    names = Headers(scope=scope).getlist(desk.proxy_user_header)
    # Headers are read as Latin-1; who writes other letters in them writes UTF-8.
    return names[0].encode("latin-1").decode("utf-8", "replace") if len(names) == 1 else ""


def is_address(host: str) -> bool:
    """Whether a host is an IP address, and no name."""
    return _read(host) is not None


def _is_trusted(address: str, desk: DeskSettings) -> bool:
    read = _read(address)
    return read is not None and any(read in network for network in desk.trusted_proxies)


def _read(address: str) -> IPv4Address | IPv6Address | None:
    try:
        read = ip_address(address)
    except ValueError:
        return None
    return (read.ipv4_mapped or read) if isinstance(read, IPv6Address) else read

"""Decide which network addresses may be connected to. Resolves nothing and connects to nothing.

`ipaddress.is_global` is no guard: CPython 3.11.7 calls NAT64 loopback (64:ff9b::7f00:1), 6to4, IPv4-compatible,
site-local and multicast addresses global. This is an allow-function: what is not known to be public is refused.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

#: What may be connected to where somebody was named by the user.
ANYWHERE: tuple[Network, ...] = (IPv4Network("0.0.0.0/0"), IPv6Network("::/0"))

#: IANA's registry of special-purpose IPv4 addresses (RFC 6890 and its updates), multicast and the reserved block.
_SPECIAL_4 = tuple(
    (IPv4Network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by carriers"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "for documentation"),
        ("192.88.99.0/24", "an old 6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "for benchmarks"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
#: IANA hands out public IPv6 addresses in 2000::/3 only; these parts of it are special.
_PUBLIC_6 = IPv6Network("2000::/3")
_SPECIAL_6 = tuple(
    (IPv6Network(network), what)
    for network, what in (
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "for documentation"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "for documentation"),
    )
)
_NAMED_6 = tuple(
    (IPv6Network(network), what)
    for network, what in (
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
#: NAT64 (RFC 6052): the last 32 bits are the IPv4 address that is reached.
_NAT64 = IPv6Network("64:ff9b::/96")


def refused(address: str, allowed: Iterable[Network] = ()) -> str | None:
    """Return why `address` may not be connected to, in words, or None if it may.

    Arguments: `address` is an IP address as the resolver or the socket gave it (a zone such as `%eth0` may follow);
    `allowed` are networks that may be reached although they are not public.

    >>> refused("127.0.0.1")
    '127.0.0.1 is loopback'
    >>> refused("127.0.0.1", [IPv4Network("127.0.0.0/8")]) is refused("9.9.9.9") is None
    True

    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return f"{address!r} is no IP address"
    reached = _reached(found)
    if any(_within(a, network) for network in allowed for a in (found, reached)):
        return None
    what = _special_4(reached) if isinstance(reached, IPv4Address) else _special_6(reached)
    return f"{address} is {what}" if what else None


def _reached(address: Address) -> Address:
    """Return the IPv4 address behind an IPv6 one that only wraps it."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else address


def _within(address: Address, network: Network) -> bool:
    return address.version == network.version and address in network


def _special_4(address: IPv4Address) -> str | None:
    return next((what for network, what in _SPECIAL_4 if address in network), None)


def _special_6(address: IPv6Address) -> str | None:
    if address not in _PUBLIC_6:
        return next((what for network, what in _NAMED_6 if address in network), "not public")
    return next((what for network, what in _SPECIAL_6 if address in network), None)

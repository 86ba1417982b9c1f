"""Decide which hosts are asked through the user's proxy. Pure."""

from collections.abc import Collection, Iterator
from ipaddress import ip_address

from config.network import refused


def domains(host: str) -> Iterator[str]:
    """Yield a host and the domains that it is below, the longest first.

    >>> list(domains("www.Example.org."))
    ['www.example.org', 'example.org', 'org']

    """
    labels = host.lower().rstrip(".").split(".")
    return (".".join(labels[n:]) for n in range(len(labels)))


def by_proxy(host: str, direct: Collection[str]) -> bool:
    """Tell whether a host is asked through the proxy: where that is none of `direct`, nor below one.

    The proxy would look up in a network of its own what is no public name.

    >>> [by_proxy(host, ["example.net"]) for host in ("example.org", "www.example.net", "intranet", "10.0.0.1")]
    [True, False, False, False]

    """
    return set(direct).isdisjoint(domains(host)) and _is_public(host)


def _is_public(host: str) -> bool:
    """Tell whether a host is one of the public network, as far as its name tells.

    A name that ends in a number is an address in a form of old (WHATWG URL, «ends in a number»).
    """
    try:
        ip_address(host)
    except ValueError:
        first, _, last = host.rstrip(".").rpartition(".")
        return bool(first) and last.lower() != "localhost" and not last[:1].isdigit()
    return refused(host) is None

"""The name of a machine as an address spells it, and the domain that its owner registered. Pure."""

import ipaddress
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import idna

if TYPE_CHECKING:
    from tldextract import TLDExtract

#: https://url.spec.whatwg.org/#forbidden-host-code-point
_FORBIDDEN = re.compile(r"[\x00-\x20#/:<>?@\[\\\]^|%\x7f]")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_DOTS = str.maketrans("。．｡", "...")


def host_name(host: str) -> str:
    """Return host as the URL standard writes it: lower case, in IDNA's ASCII form, IP addresses in their usual form.

    Source: https://url.spec.whatwg.org/#host-parsing. The dot that ends a full domain name is dropped.

    Raises:
        ValueError: no machine can have that name.

    """
    if host.startswith("["):
        return _ipv6(host)
    name = _ascii(unquote(host, errors="replace").translate(_DOTS))
    if name.endswith(".") and not name.endswith("..") and name != ".":
        name = name[:-1]
    if not name or _FORBIDDEN.search(name):
        raise ValueError(f"{host[:100]!r} is no host name")
    last = name.rsplit(".", 1)[-1]
    return _ipv4(name) if _NUMBER.fullmatch(last) else name


def host_of(url: str) -> str:
    """Return the host of url, or an empty string."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _ipv6(host: str) -> str:
    try:
        return f"[{ipaddress.IPv6Address(host[1:].removesuffix(']')).compressed}]"
    except ValueError as error:
        raise ValueError(f"{host[:100]!r} is no IPv6 address") from error


def _ascii(name: str) -> str:
    if name.isascii():
        return name.lower()
    # Label by label: one that IDNA refuses (a symbol, an underscore) leaves the others as they should be.
    return ".".join(_label(label) for label in _mapped(name).split("."))


def _mapped(name: str) -> str:
    try:
        return idna.uts46_remap(name, std3_rules=False, transitional=False)
    except (idna.IDNAError, UnicodeError):
        return name.lower()


def _label(label: str) -> str:
    if label.isascii():
        return label
    try:
        return idna.alabel(label).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        # Browsers look up names such as ☃ that IDNA 2008 no longer registers.
        return "xn--" + label.encode("punycode").decode("ascii")


def _ipv4(name: str) -> str:
    """Return an IPv4 address in four decimal parts, as browsers read 0x7f.1 (https://url.spec.whatwg.org/#concept-ipv4-parser)."""
    parts = name.split(".")
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        raise ValueError(f"{name[:100]!r} is no IP address")
    *first, last = (_number(part) for part in parts)
    room = 256 ** (4 - len(first))
    if last >= room or any(number > 255 for number in first):
        raise ValueError(f"{name[:100]!r} is no IP address")
    return str(ipaddress.IPv4Address(last + sum(number << 8 * (3 - place) for place, number in enumerate(first))))


def _number(part: str) -> int:
    try:
        if part.startswith("0x"):
            return int(part[2:20] or "0", 16)
        return int(part[:20], 8) if len(part) > 1 and part[0] == "0" else int(part[:20])
    except ValueError as error:
        raise ValueError(f"{part[:100]!r} is no part of an IP address") from error


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """Return the domain that host's owner registered, or host itself where there is none (localhost, IP addresses).

    >>> registrable_domain("edition.news.example.co.uk")
    'example.co.uk'

    """
    return _suffixes()(host).top_domain_under_public_suffix or host


@cache
def _suffixes() -> "TLDExtract":
    """Return the list of public suffixes that came with the package: this must not reach for the network."""
    import tldextract  # here, and not at each start: it is slow to load

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

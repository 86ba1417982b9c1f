"""Where the desk listens and how it is reached, as the settings write it. Pure."""

from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from config.durations import PositiveDuration
from config.frozen import Frozen


def place(listen: str) -> tuple[str, int]:
    """Return host and port of '127.0.0.1:8300' or '[::1]:8300'; port 0 takes any that is free.

    Raises:
        ValueError: it is no such place.

    >>> place("[::1]:8300")
    ('::1', 8300)

    """
    host, _, port = listen.rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not bare or (":" in bare) != (bare != host) or not port.isascii() or not port.isdecimal() or int(port) > 65535:
        raise ValueError(f"{listen!r} is no place to listen at; write host:port, as in 127.0.0.1:8300 or [::1]:8300")
    return bare, int(port)


def is_loopback(host: str) -> bool:
    """Whether a host, as it stands in an address, is this machine by a name that only this machine has.

    >>> is_loopback("127.0.0.1"), is_loopback("example.org")
    (True, False)

    """
    return host.lower() in ("localhost", "127.0.0.1", "::1")


def host_of(public_url: str) -> str:
    """Return the host of a public address, in small letters."""
    return urlsplit(public_url).hostname or ""


def _place(value: str) -> str:
    place(value)
    return value


def _public(value: str) -> str:
    parts = urlsplit(value)
    _ = parts.port
    fit = value.isascii() and parts.scheme in ("http", "https") and parts.hostname and not parts.username
    if not fit or any(letter.isspace() or letter in "<>\"'\\" for letter in value):
        raise ValueError(f"{value!r} is no web address in ASCII; write for example https://tocsin.example.org")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(f"{value!r} has a path; give the desk a name of its own, as in https://tocsin.example.org")
    return f"{parts.scheme}://{parts.netloc}"


Place = Annotated[str, AfterValidator(_place)]
PublicUrl = Annotated[str, AfterValidator(_public)]
HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,100}$")]


class DeskSettings(Frozen):
    """The web pages, and the links to them in messages."""

    listen: Place = Field("127.0.0.1:8300", description="Host and port; by default of this machine alone.")
    public_url: PublicUrl | None = Field(
        None, description="How readers of messages reach the desk; left out, messages carry no links to it."
    )
    links_for: PositiveDuration = Field(timedelta(days=14), description="How long a link in a message can be used.")
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = Field(
        (), description="Networks of the proxies that are believed when they say who asks, and from where."
    )
    private_addresses: tuple[IPv4Network | IPv6Network, ...] = Field(
        (), description="Networks to which feeds may be pushed although they are not public."
    )
    proxy_user_header: HeaderName | None = Field(
        None, description="The header in which such a proxy says who has signed in to it, for example X-Forwarded-User."
    )
    proxy_role: Literal["reader", "editor", "admin"] = Field(
        "reader", description="What those whom a proxy names may do, until an admin says otherwise."
    )

    @model_validator(mode="after")
    def _a_proxy_is_trusted(self) -> "DeskSettings":
        if self.proxy_user_header and not self.trusted_proxies:
            cure = 'write where it asks from, for example trusted_proxies = ["127.0.0.1/32"]'
            raise ValueError(f"`proxy_user_header` would be believed from nobody; {cure}")
        return self

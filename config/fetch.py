"""How sources are read, as the settings write it. Pure."""

import re
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from pydantic import Field, SecretStr, field_validator

from config.durations import Duration, PositiveDuration
from config.frozen import Frozen
from config.headers import FRAMING, fit_headers
from config.proxy import by_proxy, domains

#: A host, or a domain that is meant with all hosts below it.
SiteName = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", max_length=253)]
#: What says which answer is wanted of a poll, and in which form it can be read.
_OURS = re.compile(rf"{FRAMING}|accept-encoding|range|if-.*")
_PROXY = re.compile(r"http://(?:[^\s/@]+@)?(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?/?")
_LARGEST_PORT = 65_535
#: What may be read on the way.
_HARMLESS = ("user-agent", "accept", "accept-language")


class FetchSettings(Frozen):
    """How sources are read."""

    contact: str | None = Field(None, description="Goes into the User-Agent, so that a site can reach you.")
    per_host_delay: Duration = Field(timedelta(seconds=1), description="Between two requests to one host.")
    private_addresses: tuple[IPv4Network | IPv6Network, ...] = Field(
        (), description="Networks that may be fetched although they are not public."
    )
    unverified: tuple[SiteName, ...] = Field((), description="Hosts that are read whatever certificate they show.")
    headers: Mapping[SiteName, Mapping[str, SecretStr]] = Field(
        {}, description="Further headers for a host, such as Cookie, or another User-Agent."
    )
    proxy: SecretStr | None = Field(
        None, description="An HTTP proxy that leads to the web, for channels too, as http://host:3128."
    )
    no_proxy: tuple[SiteName, ...] = Field((), description="Hosts for which the proxy is not asked.")
    full_text: bool = Field(True, description="Fetch the page of an item that has only a teaser.")
    timeout: PositiveDuration = Field(timedelta(seconds=30), description="For one request, from start to end.")
    max_size: int = Field(8 * 1024 * 1024, ge=1024, description="Bytes of one answer, after decompression.")
    concurrency: int = Field(16, ge=1, le=512, description="Requests under way at once.")
    robots: bool = Field(True, description="Obey robots.txt (RFC 9309).")
    browser: str | None = Field(
        None, description="The program for pages with JavaScript, with its arguments; Chromium is found by itself."
    )
    alert_on_first_poll: bool = Field(False, description="Alert on what a new source already holds.")

    @field_validator("proxy")
    @classmethod
    def _proxy_is_one(cls, value: SecretStr | None) -> SecretStr | None:
        found = _PROXY.fullmatch(value.get_secret_value()) if value else None
        if value is not None and (found is None or int(found[1] or 0) > _LARGEST_PORT):
            raise ValueError("proxy is no address of one; write for example http://proxy.example:3128")
        return value

    @field_validator("headers")
    @classmethod
    def _headers_are_fit(cls, value: Mapping[str, Mapping[str, SecretStr]]) -> Mapping[str, Mapping[str, SecretStr]]:
        for headers in value.values():
            fit_headers(headers, _OURS)
        return value

    def proxy_for(self, host: str) -> str | None:
        """Return the address of the proxy through which a host is asked; None: it is asked straight."""
        return self.proxy.get_secret_value() if self.proxy and by_proxy(host, self.no_proxy) else None

    def headers_for(self, host: str, *, safely: bool) -> dict[str, str]:
        """Return the further headers for a host, where several of its domains have some, those of the longest.

        Where the way is not a safe one, that is without TLS or to whoever shows whatever certificate, they are only
        those that give nothing away.
        """
        if not self.headers:
            return {}
        safely = safely and set(self.unverified).isdisjoint(domains(host))
        found = next((self.headers[name] for name in domains(host) if name in self.headers), {})
        told = ((name, value.get_secret_value()) for name, value in found.items())
        return {name: value for name, value in told if safely or name.lower() in _HARMLESS}

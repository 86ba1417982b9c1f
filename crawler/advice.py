"""What the writer of a source's settings should know though they can be understood; for `tocsin check`."""

from collections.abc import Iterator

from config import Settings, SourceSettings
from config.network import Network, refused
from crawler.hosts import host_of

#: Codes that the European Union writes for its own use, and ISO 3166 does not know.
_IN_ISO = {"UK": "GB", "EL": "GR"}


def advice_on_sources(settings: Settings) -> Iterator[str]:
    """Yield what is probably not meant so: an address that will not be read, a key or code that does nothing."""
    for source in settings.sources:
        for one in _advice(source, settings.fetch.private_addresses):
            yield f"source {source.name!r}: {one}"


def _advice(source: SourceSettings, allowed: tuple[Network, ...]) -> Iterator[str]:
    if why := _not_public(host_of(source.url), allowed):
        yield f"{why}, and is not read; name its network in private_addresses under [fetch] if you trust it"
    if source.kind != "listing" and (key := "links" if source.links else "next" if source.next else None):
        yield f'{key} is heeded in a listing alone; write kind = "listing", or leave it out'
    if source.country in _IN_ISO:
        yield f"country {source.country} is {_IN_ISO[source.country]} in ISO 3166, by which watches ask; write that"


def _not_public(host: str, allowed: tuple[Network, ...]) -> str | None:
    """Return why an address of digits is not reached; None for a name, which may be of any address tomorrow."""
    why = refused("127.0.0.1" if host == "localhost" else host.strip("[]"), allowed)
    return None if why is None or why.endswith("no IP address") else why

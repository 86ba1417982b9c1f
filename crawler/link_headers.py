"""What an answer links to in its Link headers (RFC 8288). Pure."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urljoin

_LONGEST = 8_000


class HeaderLink(NamedTuple):
    """A link in a header: its relation and type in lower case, its address absolute, '' where it is none."""

    relation: str
    address: str
    kind: str


def header_links(headers: Mapping[str, str], url: str) -> list[HeaderLink]:
    """Return the links in the headers (names in lower case) of what was found at url: one for each relation."""
    header = headers.get("link", "")[:_LONGEST]
    if not header:
        return []
    from requests.utils import parse_header_links  # here: few answers have any

    return [
        HeaderLink(relation, _joined(url, link.get("url", "")), link.get("type", "").partition(";")[0].strip().lower())
        for link in parse_header_links(header)
        for relation in link.get("rel", "").lower().split()
    ]


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""

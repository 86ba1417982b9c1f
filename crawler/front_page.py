"""What the page at an address says of the way on from it: elsewhere, in which language, to which pages. Pure."""

import re
from urllib.parse import urlsplit

from crawler.addresses import linked_url, url_key
from crawler.clean import seen, unescape
from crawler.decode import decode
from crawler.language import base_language

_MAX_SIZE = 4 * 1024 * 1024
#: Who is sent on at once is meant to be elsewhere; who is after minutes shall see news.
_LONGEST_PAUSE = 10
#: A page that only sends on by a script is small and has nothing to follow.
_SMALL = 20_000
_NOT_SHOWN = re.compile(r"<!--|<(noscript|template|textarea)(?=[\s>])", re.IGNORECASE)
_REFRESH = re.compile(
    r"<meta\s(?=[^<>]{0,500}?http-equiv\s*=\s*[\"']?refresh)[^<>]{0,500}?content\s*=\s*(?:\"([^\"<>]{1,2000})\"|'([^'<>]{1,2000})')",
    re.IGNORECASE,
)
_PAUSE_AND_URL = re.compile(r"\s*(\d{1,6})[\d.]*\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']+)", re.IGNORECASE)
_BY_SCRIPT = re.compile(
    r"\blocation(?:\.href)?\s*=\s*[\"']([^\"'<>\s]{1,2000})[\"']|\blocation\.(?:replace|assign)\(\s*[\"']([^\"'<>\s]{1,2000})[\"']"
)
_ANCHOR = re.compile(
    r"<a\s(?:[^<>]{0,500}?\s)?href\s*=\s*(?:\"([^\"<>]{1,2000})\"|'([^'<>]{1,2000})'|([^\s\"'<>]{1,2000}))",
    re.IGNORECASE,
)
_MOST_ANCHORS = 1_000
_LANGUAGE = re.compile(r"<html\b[^<>]{0,500}?\slang\s*=\s*[\"']?([A-Za-z-]{2,20})", re.IGNORECASE)


def sent_on(html: bytes, url: str, refresh: str = "") -> str | None:
    """Return the address that the page html at url sends its readers on to at once, by its head or by a script.

    refresh is the header of that name.
    """
    text = seen(decode(html[:_MAX_SIZE]), _NOT_SHOWN)
    said = _REFRESH.search(text)
    found = _PAUSE_AND_URL.match(unescape(said[1] or said[2]) if said else refresh)
    if found is not None and int(found[1]) <= _LONGEST_PAUSE:
        target = found[2]
    elif len(text) <= _SMALL and "<a " not in text and (by_script := _BY_SCRIPT.search(text)):
        target = by_script[1] or by_script[2]
    else:
        return None
    address = linked_url(url, target.strip())
    return address if address and url_key(address) != url_key(url) else None


def spoken_language(html: bytes) -> str | None:
    """Return the language that the page html says it is in, in lower case, or None."""
    said = _LANGUAGE.search(decode(html[:_SMALL]))
    return base_language(said[1]) if said else None


def linked_keys(html: bytes, url: str) -> frozenset[str]:
    """Return the keys (`url_key`) of the pages below the front of a site to which the page html at url links."""
    anchors = _ANCHOR.findall(decode(html[:_MAX_SIZE]))[:_MOST_ANCHORS]
    links = (linked_url(url, unescape("".join(said))) for said in anchors)
    return frozenset(url_key(link) for link in links if urlsplit(link).path.strip("/"))

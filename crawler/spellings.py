"""The addresses that one who names a site may mean, however it was written down. Pure."""

import re
from urllib.parse import urlsplit

from crawler.hosts import host_name, registrable_domain
from crawler.item import ReadError

#: What mail programs and texts put around an address.
_AROUND = " \t\r\n<>\"'«»“”„"
#: Schemes by which browsers and readers of feeds hand an address over: feed:https://…, feed://….
_HANDED_OVER = re.compile(
    r"\A(?:(?:feed|rss|pcast|itpc|view-source):(?=https?:)|(?:(?:feed|rss|pcast|itpc):)?//)", re.IGNORECASE
)
#: As who writes of what may be dangerous has it, so that nobody follows it unawares.
_DISARMED = re.compile(r"\[(\.|:|://)\]|\((\.)\)")
_DISARMED_SCHEME = re.compile(r"\Ah(?:xx|\*\*)p(?=s?:)", re.IGNORECASE)
_SCHEME_BEFORE_SCHEME = re.compile(r"\Ahttps?:?/*(?=https?:/)", re.IGNORECASE)
#: Somebody on Mastodon and its like.
_HANDLE = re.compile(r"@([\w.-]{1,64})@([\w-]+(?:\.[\w-]+)+)")
_FEED_SCHEME = re.compile(r"feed:(//)?(?=(https?:)?)", re.IGNORECASE)
_SCHEME = re.compile(r"(https?)(?::[/\\]*|//+)", re.IGNORECASE)
#: What stands before a colon and is neither a host before its port nor a name before its password.
_OTHER_SCHEME = re.compile(r"mailto:|[A-Za-z][A-Za-z0-9+.-]*:(?!\d+(?:[/?#]|$)|[^/@]*@)")


def spellings(address: str) -> list[str]:
    """Return the absolute addresses that one who writes address may mean, the likeliest first.

    Without a scheme https is tried before http; a domain is tried with «www.» before it and without. A name and
    password go to the server alone that they were written for, and by http only where that was written.

    Raises:
        ReadError: `connect`, when it names no site that can be asked.

    >>> spellings("example.org/news"), spellings("feed://www.example.org./rss")
    ... # doctest: +NORMALIZE_WHITESPACE
    (['https://example.org/news', 'https://www.example.org/news', 'http://example.org/news'],
     ['https://www.example.org/rss', 'https://example.org/rss', 'http://www.example.org/rss'])

    """
    text = _as_meant(address)
    said = _SCHEME.match(text)
    if said is None and _OTHER_SCHEME.match(text):
        raise _refused(address, "only http and https are")
    rest = text[said.end() :] if said else text
    try:
        parts = urlsplit(f"//{rest}")
        name, port, login = parts.hostname or "", parts.port, parts.netloc.rpartition("@")[0]
        host = host_name(f"[{name}]" if ":" in name else name)
    except ValueError as error:
        raise _refused(address) from error
    # «joe@example.org» is whom to write to.
    is_mail = "@" in parts.netloc and not said and ":" not in login
    if port == 0 or is_mail:
        raise _refused(address)
    end = f"{f':{port}' if port else ''}{rest[len(parts.netloc) :]}"
    scheme = said[1].lower() if said else ""
    if login:
        return [f"{scheme or 'https'}://{login}@{host}{end}"]
    here, others = (f"://{host}{end}", [f"https://{one}{end}" for one in _siblings(host)])
    if scheme == "https":
        return [f"https{here}", *others]
    return [f"http{here}", f"https{here}", *others] if scheme else [f"https{here}", *others, f"http{here}"]


def _as_meant(address: str) -> str:
    """Return address without what stands around it in a text, disarmed ones as they were, a handle as its page's."""
    text = _DISARMED.sub(r"\1\2", address.strip(_AROUND)).rstrip(",;.")
    if text.endswith(")") and "(" not in text:
        text = text[:-1]
    text = _DISARMED_SCHEME.sub("http", _HANDLE.sub(r"https://\2/@\1", text) if _HANDLE.fullmatch(text) else text)
    return _SCHEME_BEFORE_SCHEME.sub("", _HANDED_OVER.sub("", text, count=1))


def of_the_web(link: str) -> str:
    """Return link, as one that hands a feed over to a reader (feed:https://…, feed://…) would have it opened.

    >>> of_the_web("feed:https://example.org/rss"), of_the_web("feed://example.org/rss")
    ('https://example.org/rss', 'http://example.org/rss')

    """
    return _FEED_SCHEME.sub(lambda found: "" if found[2] else "http://", link.strip(), count=1)


def _siblings(host: str) -> list[str]:
    bare = host.removeprefix("www.")
    if "." not in bare or registrable_domain(bare) != bare or bare.replace(".", "").isdigit() or host.startswith("["):
        return []
    return [bare if bare != host else f"www.{host}"]


def _refused(address: str, why: str = "write the address of a site, as in example.org") -> ReadError:
    return ReadError("connect", f"{address.strip()[:200]!r} is no address that can be fetched; {why}")

"""Addresses that carry another: search engines' and mail scanners' redirects, AMP caches, archives. Pure."""

import base64
import re
import string
from urllib.parse import SplitResult, parse_qsl, unquote

_HTTP = re.compile(r"https?://[^/\s]+\.[^/\s]", re.IGNORECASE)
_ARCHIVED = re.compile(r"/(?:web/)?(?:\d{4,14}(?:[a-z]{2}_)?|\*)/(https?:/+.+)", re.IGNORECASE)
#: Yahoo's redirects, and those made after them: what follows the star is where they lead.
_STARRED = re.compile(r"/\*(https?://.+)", re.IGNORECASE)
_AMP_CACHE = re.compile(r"(?:/[a-z])?(?:/amp)?(/s)?/([^/]+\.[^/]+(?:/.*)?)")
_YAHOO = re.compile(r"/RU=(https?[^/]+)/R", re.IGNORECASE)
#: What a mail scanner of Proofpoint's writes: since 2018, and before. Since then it puts stars for what it thinks might
#: not get through, one for a character, two and a letter for as many as that counts, and keeps them behind the address.
_DEFENDED = re.compile(r"/v3/__(https?:/+.+?)__;([\w-]*)(?:!.*)?", re.IGNORECASE | re.DOTALL)
_STARS = re.compile(r"\*(?:\*([A-Za-z0-9_-]))?")
_COUNTS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
_DEFENDED_OF_OLD = re.compile(r"https?-3A__[\w.%-]+")
_GOOGLE = re.compile(r"(?:www\.|m\.)?google\.(?:[a-z]{2,3}|com?\.[a-z]{2})")
_BING = re.compile(r"(?:www\.)?bing\.com")
#: What Disqus puts behind an address.
_CHECKSUM = re.compile(r":[\w-]{8,}$")
_GOOGLE_NEWS = re.compile(r"/articles/(CB[\w-]{20,})")
_QUERY_WRAPPERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (r"(?:www\.)?lm?\.(?:facebook|instagram|threads|messenger)\.(?:com|net)", "/", ("u",)),
    (r"(?:www\.)?facebook\.com", r"/(?:l\.php|sharer/sharer\.php|sharer\.php)", ("u",)),
    (r"(?:www\.)?out\.reddit\.com", "/", ("url",)),
    (r"(?:(?:www|m)\.)?youtube\.com", "/redirect", ("q",)),
    (r"(?:[\w-]+\.)*safelinks\.protection\.outlook\.com", "/", ("url",)),
    (r"(?:www\.)?linkedin\.com", r"/(?:redir/redirect|safety/go|sharing/share-offsite)", ("url",)),
    (r"(?:www\.)?bing\.com", r"/news/apiclick\.aspx", ("url",)),
    (r"(?:(?:www|html)\.)?duckduckgo\.com", "/l/", ("uddg",)),
    (r"(?:away\.vk\.com|(?:m\.)?vk\.com)", r"/away(?:\.php)?", ("to",)),
    (r"t\.umblr\.com", "/redirect", ("z",)),
    (r"(?:www\.)?slack-redir\.net", "/link", ("url",)),
    (r"feedproxy\.google\.com", "/", ("url",)),
    (r"(?:www\.)?twitter\.com|x\.com", r"/(?:intent/tweet|share)", ("url",)),
    (r"exit\.sc", "/", ("url",)),
    (r"steamcommunity\.com", "/linkfilter/", ("url", "u")),
    (r"translate\.google(?:usercontent)?\.(?:[a-z]{2,3}|com?\.[a-z]{2})", "/translate(?:_c)?", ("u",)),
    (r"t\.me|telegram\.me", r"/(?:iv|share/url)", ("url",)),
    (r"l\.wl\.co", "/", ("u",)),
    (r"go\.(?:redirectingat|skimresources)\.com", "/", ("url",)),
    (r"(?:www\.)?googleadservices\.com", "/pagead/aclk", ("adurl",)),
    (r"(?:www\.)?bing\.com", "/aclick", ("u",)),
    (r"(?:www\.)?awin1\.com", r"/cread\.php", ("ued", "p")),
    (r"click\.linksynergy\.com", "/deeplink", ("murl",)),
    (r"getpocket\.com", "/redirect", ("url",)),
    (r"linkprotect\.cudasvc\.com", "/url", ("a",)),
    (r"deref-(?:gmx\.net|web\.de|mail\.com)", r"/mail/client/.+", ("redirectUrl",)),
    (r"click\.redditmail\.com|www\.google\.com", "/amp/url", ("url",)),
)


def may_carry(url: str) -> bool:
    """Tell whether an address of plain path segments, without a query, may carry another to its reader."""
    return any(part in url for part in ("ampproject.org/", "google.", ".translate.goog/", "bing.com/amp/"))


def target(parts: SplitResult) -> str | None:
    """Return the address that the address parts carries to its reader, or None where it is one of its own."""
    host = parts.hostname or ""
    for unwrap in _UNWRAPPERS:
        found = unwrap(host, parts)
        if found and _HTTP.match(found):
            return found
    return None


def _archive(host: str, parts: SplitResult) -> str | None:
    if host not in ("web.archive.org", "archive.org", "archive.ph", "archive.today", "archive.is"):
        return None
    found = _ARCHIVED.fullmatch(parts.path)
    if not found:
        return None
    return _with_query(_two_slashes(found[1]), parts)


def _amp_cache(host: str, parts: SplitResult) -> str | None:
    at_search = (_GOOGLE.fullmatch(host) or _BING.fullmatch(host)) and parts.path.startswith("/amp/")
    if not (at_search or host == "cdn.ampproject.org" or host.endswith(".cdn.ampproject.org")):
        return None
    found = _AMP_CACHE.fullmatch(parts.path)
    if not found:
        return None
    # A query that was escaped with its mark is part of the address all the same.
    page, mark, query = found[2].partition("%3F")
    return _with_query(f"{'https' if found[1] else 'http'}://{page}{'?' if mark else ''}{unquote(query)}", parts)


def _google(host: str, parts: SplitResult) -> str | None:
    if not _GOOGLE.fullmatch(host) or parts.path not in ("/url", "/imgres", "/amp/url"):
        return None
    return _first(parts.query, ("url", "q", "imgrefurl"))


def _google_news(host: str, parts: SplitResult) -> str | None:
    """Read the older ids of Google News: a protocol buffer in base64 whose field 4 is the address."""
    found = _GOOGLE_NEWS.search(parts.path) if host == "news.google.com" else None
    if not found:
        return None
    try:
        raw = _unpacked(found[1])
    except ValueError:
        return None
    if not raw.startswith(b"\x08\x13\x22") or len(raw) < 5:
        return None
    length, start = (raw[3], 4) if raw[3] < 0x80 else ((raw[3] & 0x7F) | raw[4] << 7, 5)
    return raw[start : start + length].decode("ascii", "ignore")


def _translated(host: str, parts: SplitResult) -> str | None:
    """Return the page that Google shows translated: in its host's name a dot is written - and a hyphen --."""
    if not host.endswith(".translate.goog"):
        return None
    name = host.removesuffix(".translate.goog").replace("--", " ").replace("-", ".").replace(" ", "-")
    return _with_query(f"https://{name}{parts.path}", parts)


def _bing(host: str, parts: SplitResult) -> str | None:
    given = dict(parse_qsl(parts.query)).get("u", "") if host == "www.bing.com" and parts.path == "/ck/a" else ""
    if not given.startswith("a1"):
        return None
    try:
        return _unpacked(given[2:]).decode()
    except ValueError:
        return None


def _defended(host: str, parts: SplitResult) -> str | None:
    if host not in ("urldefense.com", "urldefense.us", "urldefense.proofpoint.com"):
        return None
    if found := _DEFENDED.fullmatch(_with_query(parts.path, parts)):
        return _filled(_two_slashes(found[1]), found[2])
    given = dict(parse_qsl(parts.query)).get("u", "")
    return unquote(given.replace("-", "%").replace("_", "/")) if _DEFENDED_OF_OLD.fullmatch(given) else None


def _filled(address: str, packed: str) -> str | None:
    """Return address with what its stars stand for, which is packed; None where that is too little."""
    try:
        hidden = _unpacked(packed).decode()
    except ValueError:
        return None
    at = 0

    def fill(found: re.Match[str]) -> str:
        nonlocal at
        at += (count := _COUNTS.index(found[1]) + 2 if found[1] else 1)
        return hidden[at - count : at]

    whole = _STARS.sub(fill, address)
    return whole if at <= len(hidden) else None


def _query(host: str, parts: SplitResult) -> str | None:
    for hosts, paths, names in _QUERY_WRAPPERS if parts.query else ():
        if re.fullmatch(hosts, host) and (paths == "/" or re.fullmatch(paths, parts.path)):
            return _first(parts.query, names)
    return None


def _first(query: str, names: tuple[str, ...]) -> str | None:
    given = dict(parse_qsl(query))
    return next((given[name] for name in names if _HTTP.match(given.get(name, ""))), None)


def _disqus(host: str, parts: SplitResult) -> str | None:
    found = _first(parts.query, ("url",)) if host == "disq.us" and parts.path == "/url" else None
    return _CHECKSUM.sub("", found) if found else None


def _bare_query(host: str, parts: SplitResult) -> str | None:
    """Return the address that is all there is behind the question mark."""
    return unquote(parts.query) if host in ("href.li", "www.href.li", "anonym.to") else None


def _yahoo(host: str, parts: SplitResult) -> str | None:
    found = _YAHOO.search(parts.path) if host.endswith("search.yahoo.com") else None
    return unquote(found[1]) if found else None


def _starred(host: str, parts: SplitResult) -> str | None:
    found = _STARRED.search(parts.path) if not host.endswith("archive.org") else None
    return _with_query(found[1], parts) if found else None


def _with_query(address: str, parts: SplitResult) -> str:
    return f"{address}?{parts.query}" if parts.query else address


def _two_slashes(address: str) -> str:
    """Return an address whose scheme is followed by one slash, as some servers write it, or many, by two."""
    return re.sub(r"^(https?):/+", r"\1://", address, flags=re.IGNORECASE)


def _unpacked(text: str) -> bytes:
    """Return what is written in base64 for addresses, without its padding. Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


_UNWRAPPERS = (
    _archive,
    _amp_cache,
    _google,
    _google_news,
    _translated,
    _query,
    _bing,
    _defended,
    _disqus,
    _bare_query,
    _yahoo,
    _starred,
)

"""One address for one article: as one would show and open it, and as the key under which it is stored. Pure."""

import re
from functools import lru_cache
from urllib.parse import quote, unquote, unquote_to_bytes, urljoin, urlsplit

import xxhash

from crawler.hosts import host_name, registrable_domain
from crawler.tracking import is_tracking
from crawler.wrappers import may_carry, target

#: Longer ones are refused: no article needs them, and servers refuse them as well.
LONGEST = 8_000
#: A poll asks for an address three times, and the same items stand in a source at poll after poll.
_REMEMBERED = 4_096
_PORTS = {"http": 80, "https": 443}

#: So begin fragments that name a page of an application, and those by which entries of one page are told apart
#: (`crawler.shared_pages`); others name a place on a page.
ROUTES = ("!", "/")

_EDGES = "".join(map(chr, range(0x21)))
_DROPPED = re.compile(r"[\t\n\r]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SHAPE = re.compile(r"(https?):[/\\]*([^/\\?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_HOST_PORT = re.compile(r"(\[[^\]]*\]|[^:]*)(?::([0-9]{0,9}))?")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_SLASHES = re.compile(r"(?<!:)/{2,}")
#: Sessions that servers without cookies put into the path (Servlet; ASP.NET).
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*|(?<=/)\([A-Z]\([0-9a-z]{24}\)\)/", re.IGNORECASE)
#: Campaigns that were put behind what already had a query, or where none was begun.
_CAMPAIGN_IN_PATH = re.compile(r"(?:&|%26|%3F)utm_[a-z]{2,20}(?:=|%3D).*", re.IGNORECASE | re.DOTALL)
_SECOND_QUERY = re.compile(r"\?([\w.-]{2,40})=(.*)", re.DOTALL)
_AMPERSANDS = re.compile(r"^(?:amp;)+")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "/:@!$&'()*+,;=~%"
_QUERY_SAFE = "/:@!$'()*,;?~"

#: An address that is as it should be: a host by its name, and a path of plain segments alone.
_SETTLED = re.compile(r"https?://(?:[a-z0-9-]+\.)+[a-z]{2,}/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*+/?)*+")
_PREFIX = re.compile(r"^(?:www\d{0,2}|m|mobile|mobil|amp|touch|wap)\.")
#: Editions within a host's name, en.m.example.org, or as part of one, sport-m.example.org.
_LABEL = re.compile(r"(?<=\.)m\.|^(?:amp|m|mobile)-|-(?:amp|m|mobile)(?=\.)")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php\d?|aspx?|jsp|shtml|cfm)$", re.IGNORECASE)
_EDITION = re.compile(r"(?:\.amp(?=\.html?$|$)|/(?:(?:amp|print)\.html?|print|printable|platform/amp)$)", re.IGNORECASE)
_EDITION_NAMES = frozenset(("amp", "wpamp", "mode", "outputtype", "output", "mobile", "m", "print", "view", "display"))
_EDITION_VALUES = frozenset(("", "1", "true", "yes", "amp", "mobile", "m", "print"))
#: A path without /amp/ must still name something.
_NAMING = re.compile(r"[^/]{8,}")


@lru_cache(_REMEMBERED)
def canonical_url(url: str) -> str:
    """Return an absolute http or https address as one would show and open it.

    Follows https://url.spec.whatwg.org/ in reading, RFC 3986 6.2.2 in normalising. Trackers, sessions, fragments
    (but `#!` and `#/`), user names and passwords go, parameters are sorted; redirects that carry their target are
    replaced by it. Parameters that may name an article stay. Applied twice, it changes nothing more.

    Raises:
        ValueError: it is no such address; the message says why, in plain words.

    >>> canonical_url("HTTP://www.Example.org:80/a/../b?utm_source=x&id=7#top")
    'http://www.example.org/b?id=7'

    """
    if len(url) <= LONGEST and _SETTLED.fullmatch(url) and not may_carry(url):
        return url
    found = _plain(url)
    # Each target is shorter than what carried it, so this ends.
    while inner := target(urlsplit(found)):
        try:
            found = _plain(inner)
        except ValueError:
            break
    return found


def linked_url(base: str, link: str) -> str:
    """Return the canonical address of a link on the page at base; an empty string where it leads to no web page."""
    try:
        return canonical_url(urljoin(base, link.strip()))
    except ValueError:
        return ""


@lru_cache(_REMEMBERED)
def url_key(url: str) -> str:
    """Return the key under which the article at url is stored: 32 hex digits, xxh3-128 of `url_key_text`.

    Raises:
        ValueError: as `canonical_url`.

    """
    return xxhash.xxh3_128_hexdigest(url_key_text(url).encode())


def url_key_text(url: str) -> str:
    """Return what an article's address has in common with its other spellings, to be compared and explained only.

    Beyond `canonical_url`, http is https, and www, mobile, AMP and print editions, index pages and a slash at the
    end make no difference.

    Raises:
        ValueError: as `canonical_url`.

    >>> url_key_text("http://m.example.org/news/storm-at-sea/amp/?id=7")
    'example.org/news/storm-at-sea?id=7'

    """
    parts = urlsplit(canonical_url(url))
    path = _INDEX.sub("", parts.path.rstrip("/"))
    path = _EDITION.sub("", _without_amp(path)).rstrip("/") or "/"
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _names_edition(pair))
    host, port = (parts.netloc.rpartition(":")[0], f":{parts.port}") if parts.port else (parts.netloc, "")
    return (
        _main_host(host)
        + port
        + path
        + (f"?{query}" if query else "")
        + (f"#{parts.fragment}" if parts.fragment else "")
    )


def _plain(url: str) -> str:
    if len(url) > LONGEST:
        raise ValueError(f"the address is longer than {LONGEST:,} characters")
    scheme, authority, path, query, fragment = _cut(_DROPPED.sub("", url.strip(_EDGES)))
    kept = fragment if fragment.startswith(ROUTES) and fragment.strip("".join(ROUTES)) else ""
    address = f"{scheme}://{_authority(scheme, authority)}{_path(path)}"
    address += (f"?{pairs}" if (pairs := _query(query)) else "") + (f"#{_escaped(kept)}" if kept else "")
    if len(address) > LONGEST:
        raise ValueError(f"the address is longer than {LONGEST:,} characters")
    return address


def _cut(url: str) -> tuple[str, str, str, str, str]:
    if not url:
        raise ValueError("the address is empty")
    found = _SHAPE.fullmatch(url)
    if not found:
        scheme = _SCHEME.match(url)
        raise ValueError(
            f"{scheme[1][:40]} is not http or https" if scheme else "it does not begin with http:// or https://"
        )
    protocol, authority, path, query, fragment = found.groups(default="")
    return protocol.lower(), authority, path.replace("\\", "/"), query, fragment


def _authority(scheme: str, authority: str) -> str:
    # Names and passwords are nothing to store or show, and https://nato.int@evil.example is a lie.
    found = _HOST_PORT.fullmatch(authority.rpartition("@")[2])
    if not found or int(found[2] or 0) > 65535:
        raise ValueError(f"{authority[-100:]!r} is no host and port")
    if not found[1]:
        raise ValueError("it names no host")
    host, port = host_name(found[1]), int(found[2] or _PORTS[scheme])
    return host if port == _PORTS[scheme] else f"{host}:{port}"


def _path(path: str) -> str:
    path = _SESSION.sub("", _CAMPAIGN_IN_PATH.sub("", _escaped(path)))
    return _SLASHES.sub("/", _without_dots(path)) or "/"


def _escaped(text: str) -> str:
    """Return text with what needs escaping escaped, what does not plain, and escapes in upper case."""
    return quote(_ESCAPE.sub(_escape, text), safe=_PATH_SAFE, errors="replace")


def _escape(found: re.Match[str]) -> str:
    if not found[1]:
        return "%25"
    character = chr(int(found[1], 16))
    return character if character in _UNRESERVED else f"%{found[1].upper()}"


def _without_dots(path: str) -> str:
    """Return path, which begins with a slash or is empty, without . and .. (RFC 3986 5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    pairs = set()
    for pair in query.split("&"):
        # A feed that escaped its addresses twice gives &amp;b=2.
        name, _, value = _AMPERSANDS.sub("", pair).partition("=")
        if (second := _SECOND_QUERY.search(value)) and is_tracking(second[1].lower(), _decoded(second[2])):
            value = value[: second.start()]
        if pair and not is_tracking(_decoded(name).lower(), _decoded(value)):
            pairs.add((_form(name), _form(value)))
    return "&".join(f"{name}={value}" if value else name for name, value in sorted(pairs) if name or value)


def _decoded(text: str) -> str:
    return unquote(text.replace("+", " "), errors="replace")


def _form(text: str) -> str:
    # Bytes, as they need not be UTF-8. %20 and + are one in a form's data (URL standard, 5.1).
    raw = unquote_to_bytes(text.replace("+", " ").encode("utf-8", "replace"))
    return quote(raw, safe=_QUERY_SAFE + " ").replace(" ", "+")


def _without_amp(path: str) -> str:
    segments = path.split("/")
    rest = "/".join(segment for segment in segments if segment.lower() != "amp")
    return rest if len(rest) < len(path) and _NAMING.search(rest) else path


def _names_edition(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return (
        name.lower() in _EDITION_NAMES
        and value.lower() in _EDITION_VALUES
        and bool(value or name.lower().endswith("amp"))
    )


def _main_host(host: str) -> str:
    for edition in (_PREFIX, _PREFIX, _LABEL):
        found = edition.search(host)
        rest = host[: found.start()] + host[found.end() :] if found else ""
        # www.gov.uk is gov.uk, but m.co.uk is a domain of its own.
        if "." in rest and (host.startswith("www") or registrable_domain(host) == registrable_domain(rest)):
            host = rest
    return host

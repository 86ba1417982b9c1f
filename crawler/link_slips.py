"""Links that a content system has spoiled on their way into a feed or sitemap, as they were meant. Pure."""

import re
from urllib.parse import unquote, urlsplit, urlunsplit

from crawler.clean import unescape
from crawler.hosts import host_of

_HTTP = ("http://", "https://")
#: A whole anchor, where only the address that it leads to should stand.
_ANCHOR = re.compile(r"\s*<a\s[^<>]{0,500}?\bhref\s*=\s*[\"']?([^\"'<>\s]{1,2000})", re.IGNORECASE)
#: «https//», «http:/», «https ://», where a host follows; and a scheme before the scheme.
_SCHEME = re.compile(r"\A\s*(https?)\s*(?::\s*/*|//+)\s*(?=[\w-]+\.[\w-])", re.IGNORECASE)
_TWO_SCHEMES = re.compile(r"\A\s*https?:?/*(?=https?:/*[\w-]+\.[\w-])", re.IGNORECASE)
#: A whole address behind the name of its host, as what puts that before a path does with what is none.
_WITHIN = re.compile(
    r"https?://(?:www\.)?([\w.-]{1,253}?)(?:/|%20|\s)*+(https?(?::|%3a)(?:/|%2f)+(?:www\.)?\1(?:[/?#:%].*)?)",
    re.IGNORECASE,
)
#: Where who made a site looked at it.
_AT_HOME = re.compile(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?=[:/?#]|\Z)", re.IGNORECASE)


def as_meant(base: str, link: str) -> str:
    """Return link, found in what stands at base (both may be anything), as its writer meant it; most as they are.

    >>> as_meant("https://e.org/feed", "https://e.org/https%3A//e.org/news/1")
    'https://e.org/news/1'

    """
    if link.startswith(_HTTP) and not may_slip(link):
        return link
    link = next(iter(linked(link)), link)
    link = _TWO_SCHEMES.sub("", link, count=1)
    if not link.lower().startswith(_HTTP):
        link = _SCHEME.sub(lambda found: f"{found[1].lower()}://", link, count=1)
    if found := _WITHIN.fullmatch(link):
        within = found[2]
        link = within if "://" in within else unquote(within) if "%2f" in within.lower() else _colon(within)
    if _names_host(base, link):
        return f"{base.partition('//')[0]}//{link.strip()}"
    return link


def linked(markup: str) -> list[str]:
    """Return where the anchor leads that markup begins with, if it does: the titles of some lead to their pages."""
    found = _ANCHOR.match(markup)
    return [unescape(found[1])] if found else []


def may_slip(link: str) -> bool:
    """Tell whether an address is worth a look; cheap, for most are not."""
    return "http" in link[7:].lower()


def is_at_home(link: str) -> bool:
    """Tell whether link leads to the machine that asks for it."""
    return _AT_HOME.match(link) is not None


def public(site: str, link: str) -> str:
    """Return a link to the machine that a site was made on as one to the site, where link was found at site.

    >>> public("https://e.org/feed", "http://localhost:8080/news/1"), public("http://localhost/", "http://localhost/1")
    ('https://e.org/news/1', 'http://localhost/1')

    """
    if not is_at_home(link) or not site.startswith(_HTTP) or is_at_home(site):
        return link
    here, there = urlsplit(site), urlsplit(link)
    return urlunsplit(there._replace(scheme=here.scheme, netloc=here.netloc))


def _colon(link: str) -> str:
    return re.sub("%3a", ":", link, count=1, flags=re.IGNORECASE)


def _names_host(base: str, link: str) -> bool:
    """Tell whether a relative link begins with the name of the host that it is of."""
    first, stroke, _ = link.strip().partition("/")
    own = host_of(base).removeprefix("www.")
    return bool(stroke and own) and "." in own and first.lower().removeprefix("www.") == own

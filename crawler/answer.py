"""Judge what a server answered: use it, or say in plain words why not, and for how long to leave it alone. Pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus

from config.retry_after import bounded, retry_after
from crawler.item import ReadError

#: 406, 418 and 999 are what firewalls say to programs that they do not like: we take whatever there is.
_BLOCKED = {401, 402, 403, 406, 407, 418, 451, 999}
#: What Cloudflare says where the server behind it does not answer.
_NOT_REACHED = frozenset((*range(520, 528), 530))
#: Of these the body never counts: they ask us to stay away, for now or for good.
_NO_ANSWER = _BLOCKED | {204, 206, 410, 429, 503}
#: How a feed ends, and what it holds; some servers send one and say 404 or 500.
_ENDS_OF_FEEDS = (b"</rss>", b"</feed>", b"</rdf:RDF>")
_ENTRIES = (b"<item", b"<entry")
#: Headers and texts of the pages that want to see a browser, and whose they are.
_CHALLENGE_HEADERS = {
    "cf-mitigated": "Cloudflare",
    "x-amzn-waf-action": "AWS WAF",
    "x-datadome": "DataDome",
    "x-sucuri-block": "Sucuri",
    "x-vercel-mitigated": "Vercel",
}
_CHALLENGE_TEXTS = (
    (b"_Incapsula_Resource", "Imperva"),
    (b"captcha-delivery.com", "DataDome"),
    (b"/.well-known/sgcaptcha/", "SiteGround"),
    (b"/.within.website/x/cmd/anubis/", "Anubis"),
    (b"_cf_chl_opt", "Cloudflare"),
    (b"sucuri_cloudproxy_js", "Sucuri"),
    (b"/__qrator/", "Qrator"),
    (b"/.well-known/ddos-guard/", "DDoS-Guard"),
)
#: These stand in pages of use as well; they count only where the status is no 200.
_REFUSED_CHALLENGE_TEXTS = (
    *_CHALLENGE_TEXTS,
    (b"/cdn-cgi/challenge-platform/", "Cloudflare"),
    (b"px-captcha", "HUMAN"),
    (b"/_sec/cp_challenge/", "Akamai"),
)
#: Pages that refuse programs and offer them no way on.
_BLOCK_TEXTS = (
    (b"cf-error-details", "Cloudflare"),
    (b"errors.edgesuite.net", "Akamai"),
    (b"Reference&#32;&#35;", "Akamai"),
    (b"The requested URL was rejected. Please consult with your administrator", "F5"),
    (b"Sucuri WebSite Firewall", "Sucuri"),
)
#: A challenge page is small; a long article may well speak of one.
_CHALLENGE_SIZE = 64 * 1024
#: What may stand in no header (RFC 9110 5.5): control characters but the tab.
_UNSENDABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,10})")


def refusal(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> ReadError | None:
    """Return why the answer is no use, or None for one that is (2xx with a body, 304, a feed under whatever error).

    Arguments: `headers` with lower-case names; `now` aware, against which a Retry-After date is taken.
    """
    if status == HTTPStatus.NOT_MODIFIED:
        return None
    asker = _challenger(status, headers, body)
    if asker:
        return ReadError("blocked", f"the server wants to see a browser ({asker} challenge, {status})", status=status)
    if status in (200, 203, 226) or (status not in _NO_ANSWER and is_feed(body)):
        return None
    kind = "blocked" if status in _BLOCKED else "removed" if status == HTTPStatus.GONE else "http"
    guard = _named_in(body, _BLOCK_TEXTS) if kind == "blocked" else None
    reason = f"{guard}, which guards the server, refuses programs ({status})" if guard else _in_words(status)
    return ReadError(kind, reason, wait=_wait(status, headers, now), status=status)


def is_feed(body: bytes) -> bool:
    """Tell whether body is the whole of a feed, and not empty, without reading it."""
    return body[-200:].rstrip().endswith(_ENDS_OF_FEEDS) and any(entry in body for entry in _ENTRIES)


def _challenger(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    for name, asker in _CHALLENGE_HEADERS.items():
        if name in headers and (status != HTTPStatus.OK or "challenge" in headers[name].lower()):
            return asker
    if status != HTTPStatus.OK:
        return _named_in(body, _REFUSED_CHALLENGE_TEXTS)
    return _named_in(body, _CHALLENGE_TEXTS) if "html" in headers.get("content-type", "") else None


def _named_in(body: bytes, texts: Iterable[tuple[bytes, str]]) -> str | None:
    return next((name for text, name in texts if text in body), None) if len(body) <= _CHALLENGE_SIZE else None


def _in_words(status: int) -> str:
    try:
        phrase = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = str(status)
    if status == HTTPStatus.NOT_FOUND:
        return f"nothing is there ({phrase}); look whether the address has changed"
    if status == HTTPStatus.GONE:
        return f"the server says it is gone for good ({phrase}); remove it or give its new address"
    if status in _BLOCKED:
        return f"the server refuses us ({phrase})"
    if status in _NOT_REACHED:
        return f"Cloudflare, which stands before the server, does not get through to it ({status})"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return f"the server asks for fewer requests ({phrase})"
    return f"the server fails ({phrase})" if status >= 500 else f"the answer is no use ({phrase})"


def _wait(status: int, headers: Mapping[str, str], now: datetime) -> timedelta | None:
    return retry_after(headers.get("retry-after"), now) if status in (403, 429) or status >= 500 else None


def goes_back(value: str) -> bool:
    """Tell whether what a server has sent may stand in a header of a request; with another none could be made."""
    return _UNSENDABLE.search(value) is None


def fresh_for(headers: Mapping[str, str]) -> timedelta | None:
    """Return how long the answer says to stay fresh (Cache-Control max-age less Age, RFC 9111), at most 24 h.

    None where it says nothing, or `no-cache`, `no-store` or 0.
    """
    directives = headers.get("cache-control", "").lower()
    found = _MAX_AGE.search(directives)
    if not found or "no-cache" in directives or "no-store" in directives:
        return None
    age = headers.get("age", "").strip()
    left = int(found[1]) - (int(age) if re.fullmatch(r"\d{1,9}", age) else 0)
    return bounded(timedelta(seconds=min(left, 86_400))) if left > 0 else None

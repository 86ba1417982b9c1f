"""Find the feeds that a web page names, and the pages that may name more. No network."""

import re
from urllib.parse import urlsplit

from crawler.clean import safe_link, seen, unescape
from crawler.decode import decode
from crawler.feed import parse_feed
from crawler.feed_xml import join
from crawler.hosts import registrable_domain
from crawler.item import ReadError

MAX_SIZE = 4 * 1024 * 1024
MOST = 50
_FEED_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/x-rss+xml", "text/rss+xml")
)
#: Types of feeds, and of much else.
_VAGUE_TYPES = frozenset(("application/rdf+xml", "application/xml", "text/xml", "application/json"))
_COMMENT = re.compile(r"<!--|<(script|style|template|noscript)(?=[\s>])", re.IGNORECASE)
_TAG = re.compile(r"<(link|a|area|base)(\s(?>[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([^\s=/\"'<>]{1,30})\s*=\s*(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'<>]++))")
_FEED_ADDRESS = re.compile(
    r"/(?:feeds?|rss|atom|rdf)(?:[/?#]|\.(?:xml|rss|atom|json|php|aspx?|cfm)|$)|"
    r"/[\w-]*(?:index|feed|rss|atom|news|updates)[\w-]*\.(?:xml|rss|rdf|atom)(?:[?#]|$)|\.(?:rss|rdf|atom)(?:[?#]|$)|"
    r"/feed\.json|[?&](?:feed|format|output|type|alt)=(?:rss2?|atom|rdf|feed)\b|^https?://(?:feeds?|rss)\.",
    re.IGNORECASE,
)
#: An anchor of few words, of which one is to tell where it leads.
_ANCHOR = (
    r"<a\s(?:[^<>]{{0,300}}?\s)?href\s*=\s*(?:\"([^\"<>]{{1,1000}})\"|'([^'<>]{{1,1000}})'|([^\s\"'<>]{{1,1000}}))"
    r"[^<>]{{0,300}}>(?:\s{{0,30}}<(?:span|b|strong|em|div)\b[^<>]{{0,200}}>){{0,2}}[^<>]{{0,30}}(?<!\w)(?:{})(?!\w)"
    r"[^<>]{{0,30}}</"
)
_FEED_PAGE = re.compile(_ANCHOR.format("RSS|Atom|[Ff]eeds|Newsfeed"))
_NEWS_PAGE = re.compile(
    _ANCHOR.format(
        "news(?:room)?|press|press releases|media|aktuelles|nachrichten|presse|meldungen|actualités?|communiqués"
        "|noticias|prensa|notizie|comunicati|notícias|imprensa|nieuws|aktualności|aktuality|hírek|știri|nyheter|nyheder|uutiset"
        "|uudised|ziņas|naujienos|новости|новини|вести|νέα|haberler|الأخبار|أخبار|新闻|新聞|ニュース|뉴스"
    ),
    re.IGNORECASE,
)
_NO_FEED = re.compile(r"/wp-json/|oembed|\.(?:css|js|png|jpe?g|gif|svg|ico|html?)(?:[?#]|$)", re.IGNORECASE)


def find_feeds(html: bytes, url: str) -> tuple[str, ...]:
    """Return the addresses of the feeds that the page html names, the likeliest first; url itself where it is one.

    Links that are declared to lead to a feed are believed (`rel=alternate` with a feed's type, `rel=feed`); only where
    there is none, links in the text whose addresses look like a feed's.
    """
    html = html[:MAX_SIZE]
    if url and _is_feed(html, url):
        return (url,)
    tags = [(found[1].lower(), _attributes(found[2])) for found in _TAG.finditer(seen(decode(html), _COMMENT))]
    base = next(
        (join(url, attributes["href"]) for name, attributes in tags if name == "base" and "href" in attributes), url
    )
    links = [(attributes, join(base, attributes["href"])) for _, attributes in tags if attributes.get("href")]
    declared = [link for attributes, link in links if _is_declared(attributes, link)]
    likely = [link for attributes, link in links if "rel" not in attributes and _looks_like_feed(link)]
    addresses = (safe_link(link) for link in declared or likely)
    return tuple(dict.fromkeys(link for link in addresses if link and link.startswith("http")))[:MOST]


def find_feed_pages(html: bytes, url: str) -> tuple[str, ...]:
    """Return the addresses of pages about feeds to which the page html links, by the words of the links («RSS»)."""
    return _linked(html, url, _FEED_PAGE)


def find_news_pages(html: bytes, url: str) -> tuple[str, ...]:
    """Return the addresses of pages of news to which the page html links, by the words of the links («Aktuelles»)."""
    here = registrable_domain(urlsplit(url).hostname or "")
    found = _linked(html, url, _NEWS_PAGE)
    return tuple(link for link in found if registrable_domain(urlsplit(link).hostname or "") == here)


def _linked(html: bytes, url: str, anchor: re.Pattern[str]) -> tuple[str, ...]:
    text = seen(decode(html[:MAX_SIZE]), _COMMENT)
    found = (join(url, unescape(one[1] or one[2] or one[3])) for one in anchor.finditer(text))
    addresses = (safe_link(link) for link in found)
    return tuple(dict.fromkeys(link for link in addresses if link and link.startswith("http")))[:MOST]


def _is_feed(data: bytes, url: str) -> bool:
    try:
        parse_feed(data, url)
    except ReadError:
        return False
    return True


def _attributes(text: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(text[:10_000])
    return {name.lower(): unescape(double or single or bare).strip() for name, double, single, bare in found}


def _is_declared(attributes: dict[str, str], link: str) -> bool:
    relations = attributes.get("rel", "").lower().split()
    if "feed" in relations:
        return True
    if "alternate" not in relations or "stylesheet" in relations:
        return False
    kind = attributes.get("type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return not _NO_FEED.search(link)
    return kind in _FEED_TYPES or (kind in _VAGUE_TYPES and _looks_like_feed(link))


def _looks_like_feed(link: str) -> bool:
    return bool(_FEED_ADDRESS.search(link)) and not _NO_FEED.search(link)

"""Find the feeds that a web page names, and the pages that may name more. No network."""

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from crawler.clean import safe_link, seen, unescape
from crawler.decode import decode
from crawler.feed import parse_feed
from crawler.feed_links import join
from crawler.hosts import registrable_domain
from crawler.item import ReadError
from crawler.spellings import of_the_web

MAX_SIZE = 4 * 1024 * 1024
MOST = 50
FEED_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/x-rss+xml", "text/rss+xml")
)
#: What links in the text say of how they are to be followed, not of where they lead.
_NOT_FOLLOWED = frozenset(("nofollow", "noopener", "noreferrer", "external"))
#: Types of feeds, and of much else.
_VAGUE_TYPES = frozenset(("application/rdf+xml", "application/xml", "text/xml", "application/json"))
_COMMENT = re.compile(r"<!--|<(script|style|template|noscript)(?=[\s>])", re.IGNORECASE)
_TAG = re.compile(r"<(link|a|area|base)(\s(?>[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([^\s=/\"'<>]{1,30})\s*=\s*(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'<>]++))")
_FEED_ADDRESS = re.compile(
    r"/(?:feeds?|rss2?|atom|rdf)(?:[/?#]|\.(?:xml|rss|atom|json|php|aspx?|cfm)|$)|"
    r"/[\w-]*(?:rss|feeds?)\.(?:php|aspx?|ashx|cfm|jsp)(?:[?#]|$)|"
    r"/[\w-]*(?:index|feed|rss|atom|news|updates)[\w-]*\.(?:xml|rss|rdf|atom)(?:[?#]|$)|\.(?:rss|rdf|atom)(?:[?#]|$)|"
    r"/feed\.json|[?&](?:feed|format|output|type|alt)=(?:rss2?|atom|rdf|feed)\b|^https?://(?:feeds?|rss)\d?\.",
    re.IGNORECASE,
)
#: Links by which a reader on the web is told to subscribe.
_HANDED_TO_READER = re.compile(
    r"https?://(?:[\w-]+\.)*(?:feedly|feedbin|inoreader|netvibes|newsblur|subscribeopenly|theoldreader|yahoo)\.com/.*?"
    r"(https?(?::|%3A)(?:/|%2F){2}.+)",
    re.IGNORECASE,
)
#: What a type, a title or a picture calls a feed; «Atom» alone may be the thing of physics.
_CALLED_FEED = re.compile(r"(?<![a-z])(?:rss|atom(?=[ _-]?(?:feed|1)|$)|[a-z]{0,5}feeds?)(?![a-z])", re.IGNORECASE)
_FEED_ICON = re.compile(r"(?:^|[\s_-])rss(?:$|[\s_-])|feed-?icon|icon-?feed", re.IGNORECASE)
#: An anchor of few words, of which one is to tell where it leads.
_HREF = (
    r"<a\s(?:[^<>]{0,300}?\s)?href\s*=\s*(?:\"([^\"<>]{1,1000})\"|'([^'<>]{1,1000})'|([^\s\"'<>]{1,1000}))[^<>]{0,300}>"
)
_ANCHOR = (
    r"(?:\s{{0,30}}</?(?:span|b|strong|em|div|i|p)\b[^<>]{{0,200}}>){{0,4}}"
    r"[^<>]{{0,30}}(?<!\w)(?:{})(?!\w)[^<>]{{0,30}}</"
)
_FEED_PAGE = re.compile(_HREF + _ANCHOR.format("RSS|Atom|[Ff]eeds|Newsfeed"))
_FEED_PICTURE = re.compile(
    _HREF + r"\s{0,30}<img\s[^<>]{0,300}?(?:alt|title)\s*=\s*[\"'][^\"'<>]{0,30}(?<!\w)(?:RSS|Atom)(?!\w)",
    re.IGNORECASE,
)
_NEWS = (
    "news(?:room)?|press|press releases|media|latest|announcements|aktuelles|nachrichten|neuigkeiten|presse\\w{0,16}"
    "|medienmitteilungen|meldungen|mitteilungen|actualités?|communiqués|noticias|novedades|prensa|comunicados|notizie"
    "|comunicati|notícias|imprensa|nieuws(?:berichten)?|persberichten|aktualności|wiadomości|komunikaty|aktuality|novinky"
    "|zprávy|správy|hírek|sajtó\\w{0,16}|közlemények|știri|comunicate|nyheter|pressmeddelanden|pressemeldinger|nyheder"
    "|pressemeddelelser|uutiset|tiedotteet|uudised|pressiteated|ziņas|jaunumi|naujienos|pranešimai|vijesti|vesti|novice"
    "|priopćenja|novosti|lajme|новости|пресс-?\\w{2,9}|новини|прес-?\\w{2,9}|вести|вијести|саопштења|навіны|νέα"
    "|ανακοινώσεις|haberler|duyurular|basın\\w{0,16}|الأخبار|أخبار|اخبار|חדשות|הודעות|समाचार|ข่าว|tin tức|berita"
    "|新闻|新聞|ニュース|お知らせ|報道発表|プレスリリース|뉴스|보도자료"
)
_NEWS_PAGE = re.compile(_HREF + _ANCHOR.format(_NEWS), re.IGNORECASE)
#: What else articles stand on, where there is no page of news.
_OTHER_PAGE = re.compile(_HREF + _ANCHOR.format("blog|articles?|stories|updates|publications|magazine"), re.IGNORECASE)
_LANGUAGE_PAGE = re.compile(r"/[a-z]{2}(?:[-_][a-z]{2})?/?(?:(?:index|home|default)\.\w{2,5})?", re.IGNORECASE)
#: The relation by which WordPress names its interface, and what is asked of its posts.
_WORDPRESS = "https://api.w.org/"
_POSTS = "_fields=id,date_gmt,modified_gmt,link,title,excerpt,content"
_NO_FEED = re.compile(r"/wp-json/|oembed|\.(?:css|js|png|jpe?g|gif|svg|ico|html?)(?:[?#]|$)", re.IGNORECASE)


def find_feeds(html: bytes, url: str) -> tuple[str, ...]:
    """Return the addresses of the feeds that the page html names, the likeliest first; url itself where it is one.

    Links that are declared to lead to a feed are believed (`rel=alternate` with a feed's type, `rel=feed`); only where
    there is none, links in the text whose addresses look like a feed's.
    """
    html = html[:MAX_SIZE]
    if url and _is_feed(html, url):
        return (url,)
    tags = _tags(_seen(html))
    base = _base(tags, url)
    links = [(attributes, _linked_feed(base, attributes["href"])) for _, attributes in tags if attributes.get("href")]
    declared = [link for attributes, link in links if _is_declared(attributes, link)]
    likely = [link for one, link in links if _is_likely(one, link) or _is_handed(base, one["href"])]
    return _addresses(declared or likely, base)


def find_posts(html: bytes, url: str) -> tuple[str, ...]:
    """Return the address at which the page html, made with WordPress, has the site's posts, with or without a feed."""
    tags = _tags(_seen(html))
    roots = [one["href"] for name, one in tags if name == "link" and one.get("rel") == _WORDPRESS and one.get("href")]
    # Where a site's addresses have no paths, it is ?rest_route=/.
    posts = (f"{root.rstrip('/')}/wp/v2/posts{'&' if '?' in root else '?'}{_POSTS}" for root in roots)
    return _addresses(posts, _base(tags, url))[:1]


def find_feed_pages(html: bytes, url: str) -> tuple[str, ...]:
    """Return the addresses of feeds, or of pages about them, to which the page html links, by what the links say.

    They say it («RSS») in words, by a picture, or by what is read out for it or names its style.
    """
    text = _seen(html)
    tags = _tags(text)
    marked = (one["href"] for name, one in tags if name == "a" and one.get("href") and _is_marked(one))
    return _addresses((*_linked(text, _FEED_PAGE), *_linked(text, _FEED_PICTURE), *marked), _base(tags, url))


def find_news_pages(html: bytes, url: str) -> tuple[str, ...]:
    """Return the addresses of pages of news to which the page html links, by the words of the links («Aktuelles»).

    Those that may have other articles («Blog») come last.
    """
    here, text = registrable_domain(urlsplit(url).hostname or ""), _seen(html)
    found = _addresses((*_linked(text, _NEWS_PAGE), *_linked(text, _OTHER_PAGE)), _base(_tags(text), url))
    return tuple(link for link in found if registrable_domain(urlsplit(link).hostname or "") == here)


def find_language_pages(html: bytes, url: str) -> tuple[str, ...]:
    """Return the addresses of a site's front pages in its languages (/en/, /uk/), to which the page html links."""
    host, tags = urlsplit(url).hostname, _tags(_seen(html))
    links = _addresses((one["href"] for name, one in tags if name == "a" and one.get("href")), _base(tags, url))
    parts = ((one, urlsplit(one)) for one in links)
    return tuple(one for one, said in parts if said.hostname == host and _LANGUAGE_PAGE.fullmatch(said.path))


def is_made_by_scripts(html: bytes) -> bool:
    """Tell whether the page html links to nothing by itself and has scripts: in a browser they fill it."""
    text = decode(html[:MAX_SIZE])
    return "<script" in text.lower() and not any(name == "a" for name, _ in _tags(seen(text, _COMMENT)))


def _is_handed(base: str, link: str) -> bool:
    """Tell whether a link hands a feed over to a reader, whatever its address looks like."""
    opened = of_the_web(link)
    return opened != link.strip() or _HANDED_TO_READER.fullmatch(join(base, opened)) is not None


def _linked_feed(base: str, link: str) -> str:
    absolute = join(base, of_the_web(link))
    handed = _HANDED_TO_READER.fullmatch(absolute)
    if not handed:
        return absolute
    return unquote(handed[1]) if "%" in handed[1][:9] else handed[1]


def _linked(text: str, anchor: re.Pattern[str]) -> list[str]:
    return [unescape(one[1] or one[2] or one[3]) for one in anchor.finditer(text)]


def _seen(html: bytes) -> str:
    return seen(decode(html[:MAX_SIZE]), _COMMENT)


def _tags(text: str) -> list[tuple[str, dict[str, str]]]:
    return [(found[1].lower(), _attributes(found[2])) for found in _TAG.finditer(text)]


def _base(tags: list[tuple[str, dict[str, str]]], url: str) -> str:
    """Return the address from which the links of the page at url start."""
    return next((join(url, one["href"]) for name, one in tags if name == "base" and "href" in one), url)


def _addresses(links: Iterable[str], base: str) -> tuple[str, ...]:
    """Return the web addresses in links, each once."""
    addresses = (safe_link(join(base, link)) for link in links)
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
    kind = attributes.get("type", "").partition(";")[0].strip().lower()
    if "feed" in relations or ("rel" not in attributes and kind in FEED_TYPES):
        return True
    if "alternate" not in relations or "stylesheet" in relations:
        return False
    if kind == "application/json":
        return not _NO_FEED.search(link)
    return kind in FEED_TYPES or (kind in _VAGUE_TYPES and _looks_like_feed(link))


def _is_likely(attributes: dict[str, str], link: str) -> bool:
    """Tell whether a link may lead to a feed that is not declared, or under a type that is none of a feed's."""
    if "rel" not in attributes:
        return _looks_like_feed(link)
    relations = attributes["rel"].lower().split()
    if not _NOT_FOLLOWED.isdisjoint(relations):
        return _looks_like_feed(link)
    # What is declared in a language of its own is the page in that language.
    if "alternate" not in relations or "stylesheet" in relations or "hreflang" in attributes or _NO_FEED.search(link):
        return False
    called = f"{attributes.get('type', '')} {attributes.get('title', '')}"
    return bool(_CALLED_FEED.search(called)) or _looks_like_feed(link)


def _is_marked(attributes: dict[str, str]) -> bool:
    said = f"{attributes.get('title', '')} {attributes.get('aria-label', '')}"
    return bool(_CALLED_FEED.search(said) or _FEED_ICON.search(attributes.get("class", "")))


def _looks_like_feed(link: str) -> bool:
    return bool(_FEED_ADDRESS.search(link)) and not _NO_FEED.search(link)

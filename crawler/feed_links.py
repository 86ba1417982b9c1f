"""The links of a feed: what relative ones are relative to, and which leads to its next page. Pure."""

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.clean import is_sound_link
from crawler.feed_raw import RawFeed
from crawler.hosts import host_of
from crawler.link_slips import as_meant, is_at_home

#: An address without its scheme; no path of news begins so.
_BARE = re.compile(r"\s*(www\d?\.[\w-]+(?:\.[\w-]+)+(?:[/?#:]\S*)?)\s*", re.IGNORECASE)


def base_of(url: str, feed: RawFeed) -> str:
    """Return what a feed's links are relative to: its address, or where that is unknown, what it says of itself.

    Of a feed that stands at another site than its own, a relay's or a store of files, it is its own site. Makes the
    feed's own links absolute by it.
    """
    own = next((link for link in (feed.url, feed.topic) if is_web_link(link) and not is_at_home(link)), "")
    if not url:
        url = feed.topic if is_web_link(feed.topic) else own
        feed.url, feed.topic = (join(url, link) if link else "" for link in (feed.url, feed.topic))
        return url
    return own if own and _site(own) != _site(url) else url


def page_after(feed: RawFeed, url: str) -> str:
    """Return the address of the page of a feed at url that holds what came before, or an empty string.

    It is the one that the feed names (RFC 5005 3 and 4, `next_url` of JSON Feed). WordPress names none and has them:
    https://developer.wordpress.org/reference/classes/wp_query/#pagination-parameters.
    """
    if feed.following or "wordpress.org" not in feed.generator.lower() or not is_web_link(url):
        return feed.following
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "paged"]
    page = next((value for name, value in parse_qsl(parts.query) if name == "paged" and value.isdecimal()), "1")
    return urlunsplit(parts._replace(query=urlencode([*query, ("paged", int(page[:6]) + 1)])))


def is_web_link(link: str) -> bool:
    """Tell whether link is an absolute http or https address."""
    return link.lower().startswith(("http://", "https://"))


def _site(url: str) -> list[str]:
    """Return the end of the host's name: rough, for the list of public suffixes takes long to load."""
    return host_of(url).rsplit(".", 2)[-2:]


def join(base: str, link: str) -> str:
    """Return link, made absolute by base where both allow it."""
    link = as_meant(base, link)
    if is_sound_link(link):
        return link
    if bare := _BARE.fullmatch(link):
        return f"http://{bare[1]}"
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return link.strip() or base

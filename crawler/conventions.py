"""Where the feeds of a page are by the habits of what it is made with, when the page does not say. Pure."""

import re
from urllib.parse import urljoin, urlsplit

#: Asked at any site: WordPress, Substack, Ghost, Drupal, Hugo, Jekyll, Wix, and sites made by hand.
_OF_ANY = (
    "/feed", "/rss.xml", "/rss", "/feed.xml", "/atom.xml", "/index.xml", "/feeds", "/feed.json", "/?feed=rss2",
    "/blog-feed.xml",
)  # fmt: skip
#: Asked below the page itself: feeds of a section.
_BELOW = ("/feed", "/rss", "/rss.xml", "/index.xml", "?format=rss")
#: Where a site's addresses tell its feeds'. A pattern is of the address without its scheme; groups go into the feed's.
_OF_PLATFORMS = (
    (r"(?:www\.|m\.)?youtube\.com/channel/(UC[\w-]{22})", "https://www.youtube.com/feeds/videos.xml?channel_id={0}"),
    (r"(?:www\.|m\.)?youtube\.com/playlist\?(?:.*&)?list=([\w-]+)", "https://www.youtube.com/feeds/videos.xml?playlist_id={0}"),
    (r"(?:www\.|m\.)?youtube\.com/user/([\w-]+)", "https://www.youtube.com/feeds/videos.xml?user={0}"),
    (r"(?:www\.|old\.)?reddit\.com/((?:r|user)/\w+)", "https://www.reddit.com/{0}/.rss"),
    (r"medium\.com/(tag/[\w-]+|@?[\w.-]+)", "https://medium.com/feed/{0}"),
    (r"github\.com/([\w.-]+/[\w.-]+)(?:/releases)?/?$", "https://github.com/{0}/releases.atom"),
    (r"vimeo\.com/([\w-]+)/?$", "https://vimeo.com/{0}/videos/rss"),
    (r"bsky\.app/profile/([\w.:-]+)", "https://bsky.app/profile/{0}/rss"),
    (r"([\w.:-]+)/(@\w+)/?$", "https://{0}/{1}.rss"),
    (r"([\w-]+)\.blogspot\.([\w.]+)", "https://{0}.blogspot.{1}/feeds/posts/default"),
    (r"www\.tumblr\.com/([\w-]+)", "https://{0}.tumblr.com/rss"),
    (r"(?!www\.)([\w-]+)\.tumblr\.com", "https://{0}.tumblr.com/rss"),
    (r"(?!www\.)([\w-]+)\.substack\.com", "https://{0}.substack.com/feed"),
    (r"news\.google\.com/(search|topics|topstories)(.*)$", "https://news.google.com/rss/{0}{1}"),
)  # fmt: skip


def platform_feeds(url: str) -> tuple[str, ...]:
    """Return the addresses of feeds that the absolute address of a page on a platform tells.

    >>> platform_feeds("https://www.youtube.com/playlist?list=PL1")
    ('https://www.youtube.com/feeds/videos.xml?playlist_id=PL1',)

    """
    page = url.partition("://")[2]
    return tuple(feed.format(*found.groups()) for pattern, feed in _OF_PLATFORMS if (found := re.match(pattern, page)))


def usual_feeds(url: str) -> tuple[str, ...]:
    """Return the addresses at which the page at url, which is absolute, may have feeds, the likeliest first."""
    return (*feeds_below(url), *(urljoin(url, one) for one in _OF_ANY))


def feeds_below(url: str) -> tuple[str, ...]:
    """Return the addresses at which the page at url, which is absolute, may have a feed of its own."""
    path = urlsplit(url).path.rstrip("/")
    return tuple(urljoin(url, f"{path}{end}") for end in _BELOW) if path else ()

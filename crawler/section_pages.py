"""Addresses of what gathers articles by their tag, kind or author, and of the sitemaps that name such. Pure."""

import re
from urllib.parse import urlsplit

_OF_SECTION = re.compile(r"/(?:tags?|categor(?:y|ies)|authors?)/[^/]+/?$", re.IGNORECASE)
#: What the sitemaps of such are called (WordPress and its plugins, Drupal), beside «sitemap».
_KINDS = frozenset(
    ("category", "categories", "tag", "tags", "author", "authors", "user", "users", "taxonomy", "taxonomies", "terms")
)


def is_section(url: str) -> bool:
    """Tell whether url is that of a page that lists what has a tag, is of a kind, or was written by somebody.

    >>> is_section("https://www.example.org/tag/nato/"), is_section("https://www.example.org/cat/ministra-dimiteix")
    (True, False)

    """
    return bool(_OF_SECTION.search(urlsplit(url).path))


def names_sections(sitemap: str) -> bool:
    """Tell whether the sitemap at an address names such pages, by what it is called.

    >>> names_sections("https://www.example.org/post_tag-sitemap2.xml"), names_sections("https://e.org/post-sitemap.xml")
    (True, False)

    """
    words = re.findall(r"[a-z]+", urlsplit(sitemap).path.rpartition("/")[2].lower())
    return "sitemap" in words and not _KINDS.isdisjoint(words)

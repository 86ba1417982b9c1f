"""News of NATO, whose pages name the day of each article in its address and have no feed that can be relied on."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from scrapy import Request

from crawler.item import Item
from crawler.spiders.base import NewsSpider

_ARTICLE = re.compile(r"/news-and-events/[a-z/-]+/(\d{4})/(\d\d)/(\d\d)/[^/?#]+")


class Nato(NewsSpider):
    """Reads the links to articles on a list; give it that of news, speeches, transcripts or press releases."""

    name = "nato"
    allowed_domains = ("www.nato.int",)
    start_urls = ["https://www.nato.int/en/news-and-events/articles/news"]

    def parse(self, response: Any, **kwargs: Any) -> Iterator[Item | Request]:
        """Yield the articles that a page links to, each once, under the longest words that a link to it has."""
        titles: dict[str, str] = {}
        for link in response.css("a[href]"):
            address = link.attrib["href"].strip().split("#")[0]
            if not _ARTICLE.search(address):
                continue
            url, words = response.urljoin(address), " ".join(" ".join(link.xpath(".//text()").getall()).split())
            titles[url] = max(titles.get(url, ""), words, key=len)
        for url, title in titles.items():
            published = _day(url)
            if title and published:
                yield self.item(response, url, title, published=published)


def _day(url: str) -> datetime | None:
    found = _ARTICLE.search(url)
    try:
        return datetime(*map(int, found.groups()), tzinfo=UTC) if found else None  # type: ignore[arg-type, misc]
    except ValueError:
        return None

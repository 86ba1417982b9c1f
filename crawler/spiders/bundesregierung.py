"""News of the German government, and of the ministries and offices whose sites the Press Office keeps."""

from collections.abc import Iterator
from typing import Any

from scrapy import Request

from crawler.item import Item
from crawler.spiders.base import NewsSpider, text_of


class Bundesregierung(NewsSpider):
    """Reads a list of teasers; give it the address of any list on the site, in any of its languages."""

    name = "bundesregierung"
    allowed_domains = ("www.bundesregierung.de",)
    start_urls = ["https://www.bundesregierung.de/breg-de/aktuelles/pressemitteilungen"]

    def parse(self, response: Any, **kwargs: Any) -> Iterator[Item | Request]:
        """Yield the teasers of a page; those without a link of their own are headings."""
        for teaser in response.css(".bpa-teaser"):
            link = teaser.css("a.bpa-link[href], .bpa-teaser-title a[href]")
            title = text_of(teaser, ".bpa-teaser-title-text-inner") or text_of(teaser, ".bpa-teaser-title")
            if not link or not title:
                continue
            yield self.item(
                response,
                link.attrib["href"],
                title,
                summary=text_of(teaser, ".bpa-teaser-text"),
                published=teaser.css("time::attr(datetime)").get(),
            )

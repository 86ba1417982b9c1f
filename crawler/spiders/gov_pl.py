"""News lists of Polish ministries and offices on gov.pl, which has no feeds."""

from collections.abc import Iterator
from typing import Any

from scrapy import Request

from crawler.item import Item
from crawler.spiders.base import NewsSpider, text_of


class GovPl(NewsSpider):
    """Reads a list of news («aktualności»); give it the address of any office's."""

    name = "gov_pl"
    allowed_domains = ("www.gov.pl",)
    language = "pl"
    start_urls = ["https://www.gov.pl/web/obrona-narodowa/aktualnosci5"]
    #: The list goes back for years; the second page covers what came while we were away.
    pages = 2

    def parse(self, response: Any, page: int = 1, **kwargs: Any) -> Iterator[Item | Request]:
        """Yield the entries of a page, and the request for the next page."""
        for entry in response.css(".art-prev li"):
            link, title = entry.css("a[href]"), text_of(entry, ".title")
            if not link or not title:
                continue
            yield self.item(
                response,
                link.attrib["href"],
                title,
                summary=text_of(entry, ".intro"),
                published=text_of(entry, ".date"),
            )
        following = response.css("a#js-pagination-page-next::attr(href), .pagination a[rel=next]::attr(href)").get()
        if following and page < self.pages:
            yield response.follow(following, self.parse, cb_kwargs={"page": page + 1})

"""News and communications of the UK Ministry of Defence, from GOV.UK's list of them."""

from collections.abc import Iterator
from typing import Any

from scrapy import Request

from crawler.item import Item
from crawler.spiders.base import NewsSpider, text_of


class GovUkMod(NewsSpider):
    """Reads the list that can be narrowed to one organisation; other ministries' lists are laid out alike."""

    name = "gov_uk_mod"
    allowed_domains = ("www.gov.uk",)
    language = "en"
    start_urls = [
        "https://www.gov.uk/search/news-and-communications?organisations[]=ministry-of-defence&order=updated-newest"
    ]
    #: The list goes back for years; the second page covers what came while we were away.
    pages = 2

    def parse(self, response: Any, page: int = 1, **kwargs: Any) -> Iterator[Item | Request]:
        """Yield the documents on a page of the list, and the request for the next page."""
        for entry in response.css(".gem-c-document-list__item"):
            link = entry.css(".gem-c-document-list__item-title a, a.gem-c-document-list__item-title")
            if not link:
                continue
            yield self.item(
                response,
                link.attrib.get("href", ""),
                " ".join(link[0].css("::text").getall()),
                summary=text_of(entry, ".gem-c-document-list__item-description"),
                published=entry.css("time::attr(datetime)").get(),
            )
        following = response.css("a[rel=next]::attr(href), .govuk-pagination__next a::attr(href)").get()
        if following and page < self.pages:
            yield response.follow(following, self.parse, cb_kwargs={"page": page + 1})

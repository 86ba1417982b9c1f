"""News lists of European Union bodies that use the Europa Component Library, as most do."""

from collections.abc import Iterator
from typing import Any

from scrapy import Request

from crawler.item import Item
from crawler.spiders.base import NewsSpider, text_of


class EuropaEu(NewsSpider):
    """Reads the cards of a list (https://ec.europa.eu/component-library/); give it the address of any such list."""

    name = "europa_eu"
    allowed_domains = ("europa.eu",)
    start_urls = ["https://defence-industry-space.ec.europa.eu/news_en"]
    #: The list goes back for years; the second page covers what came while we were away.
    pages = 2

    def parse(self, response: Any, page: int = 1, **kwargs: Any) -> Iterator[Item | Request]:
        """Yield the cards of a page, and the request for the next page."""
        for card in response.css(".ecl-content-item"):
            link = card.css(".ecl-content-block__title a[href], a[data-ecl-title-link][href]")
            if not link:
                continue
            yield self.item(
                response,
                link.attrib["href"],
                " ".join(link[0].xpath(".//text()").getall()),
                summary=text_of(card, ".ecl-content-block__description"),
                published=card.css("time::attr(datetime)").get(),
            )
        following = response.css(".ecl-pagination__item--next a::attr(href)").get()
        if following and page < self.pages:
            yield response.follow(following, self.parse, cb_kwargs={"page": page + 1})

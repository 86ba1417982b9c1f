"""What spiders for news sites have in common."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.http import TextResponse
from scrapy.selector import Selector

from crawler.clean import clean_text, clean_title
from crawler.dates import parse_date
from crawler.item import Item


class NewsSpider(Spider):
    """Reads one web site's own layout; a plain Scrapy spider, with helpers.

    Put a subclass with a `name` into crawler/spiders/, and a page in the site's layout with what it should give into
    tests/spiders/. Callbacks yield `Item`s and requests. They run in worker processes, each call perhaps in another:
    keep nothing in `self`, pass it on in `cb_kwargs`. Requests are GET; robots.txt, delays, redirects, limits and the
    address guard are seen to. Try one with `scrapy crawl NAME -O items.jsonl` or `scrapy shell URL`.

    Attributes:
        start_urls: where `scrapy crawl` starts; as a source it starts at the source's own `url`.
        allowed_domains: requests elsewhere, and not to the host it starts at, are dropped.
        language: of the site (BCP 47), for items and dates.

    """

    language: str | None = None

    def __init__(self, name: str | None = None, url: str | None = None, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        if url is not None:
            self.start_urls = [url]

    async def start(self) -> AsyncIterator[Any]:
        """Yield the first requests."""
        for url in self.start_urls:
            yield Request(url, dont_filter=True)

    def parse(self, response: Any, **kwargs: Any) -> Iterator[Item | Request]:
        """Yield items and requests from a page. Subclasses say how."""
        yield from ()

    def item(
        self,
        response: TextResponse,
        url: str,
        title: str,
        *,
        summary: str = "",
        text: str = "",
        published: str | datetime | None = None,
        authors: tuple[str, ...] = (),
    ) -> Item:
        """Return an item, cleaned.

        Arguments: `url` may be relative; `title`, `summary`, `text` are plain text; `published` as the page has it;
        with a `text` the item is complete, and its page is not fetched.
        """
        date = published if isinstance(published, datetime) else parse_date(published or "", self.language)
        return Item(
            url=response.urljoin(url.strip()),
            title=clean_title(title, markup=False),
            summary=clean_text(summary),
            text=clean_text(text),
            published_at=date,
            authors=authors,
            language=self.language,
            complete=bool(text),
        )


def text_of(response: TextResponse | Selector, selector: str) -> str:
    """Return the text under the first element that the CSS selector finds, or an empty string."""
    return " ".join(response.css(f":is({selector})").xpath("(.)[1]//text()").getall()).strip()

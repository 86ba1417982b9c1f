"""Rules, notices and presidential documents of the United States, from the Federal Register's API."""

from collections.abc import Iterator, Mapping
from typing import Any

from scrapy import Request

from crawler.item import Item
from crawler.spiders.base import NewsSpider


class FederalRegister(NewsSpider):
    """Reads a search of documents (federalregister.gov/developers/documentation/api/v1), newest first."""

    name = "federal_register"
    allowed_domains = ("www.federalregister.gov",)
    language = "en"
    start_urls = [
        "https://www.federalregister.gov/api/v1/documents.json"
        "?conditions[agencies][]=defense-department&order=newest&per_page=50"
    ]
    #: A day may bring more than a page; the second covers what came while we were away.
    pages = 2

    def parse(self, response: Any, page: int = 1, **kwargs: Any) -> Iterator[Item | Request]:
        """Yield the documents of an answer, and the request for the next part of it."""
        try:
            answer = response.json()
        except ValueError:
            return
        if not isinstance(answer, Mapping):
            return
        for document in answer.get("results") or ():
            if isinstance(document, Mapping) and document.get("html_url") and document.get("title"):
                yield self._item(response, document)
        following = answer.get("next_page_url")
        if isinstance(following, str) and page < self.pages:
            yield response.follow(following, self.parse, cb_kwargs={"page": page + 1})

    def _item(self, response: Any, document: Mapping[str, Any]) -> Item:
        named = (agency.get("name") for agency in document.get("agencies") or () if isinstance(agency, Mapping))
        return self.item(
            response,
            str(document["html_url"]),
            str(document["title"]),
            summary=str(document.get("abstract") or ""),
            published=str(document.get("publication_date") or ""),
            authors=tuple(str(name) for name in named if name),
        )

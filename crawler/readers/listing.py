"""Pages that list articles and have no feed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crawler.conditional import fetch_changed
from crawler.item import Item, ReadError, Reading
from crawler.listing import Link, listing_links
from crawler.reader import Reader
from crawler.web import Web


class ListingReader(Reader):
    """Reads the links that a CSS selector finds on a page; their text comes from the pages they lead to."""

    kind = "listing"

    async def read(self, cursor: Mapping[str, Any], web: Web) -> Reading:
        """Return an item for each link, or that the page has not changed."""
        fetched = await fetch_changed(self.source.url, cursor, web, "text/html, application/xhtml+xml, */*;q=0.5")
        if fetched.unchanged:
            return fetched.reading()
        answer, selector = fetched.response, self.source.links or ""
        links = await web.workers.run(listing_links, answer.body, answer.url, selector, answer.content_type)
        if not links:
            raise ReadError("empty", f"the selector {selector!r} finds no link; the page may have a new layout")
        return replace(fetched.reading(), items=tuple(_item(link) for link in links))


def _item(link: Link) -> Item:
    return Item(url=link.url, title=link.title, published_at=link.published_at)

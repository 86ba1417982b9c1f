"""Pages that list articles and have no feed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crawler.conditional import fetch_changed
from crawler.item import Item, ReadError, Reading
from crawler.reader import Reader
from crawler.redirects import reading_at
from crawler.web import Response, Web

if TYPE_CHECKING:
    from crawler.listing import Link, Listing

ACCEPT = "text/html, application/xhtml+xml, */*;q=0.5"
#: Pages of a listing that are read in one poll, until half of what stood on the first one the last time is found again:
#: a link or two stay at its head for weeks.
MOST_PAGES = 10
#: So many links of the first page are remembered.
REMEMBERED = 50
#: What is remembered of a listing: these, and by which selector it read like one of articles.
_REMEMBERED = ("latest", "told_by")


class ListingReader(Reader):
    """Reads the links that a CSS selector finds on a page; their text comes from the pages they lead to."""

    kind = "listing"

    async def read(self, cursor: Mapping[str, Any], web: Web) -> Reading:
        """Return an item for each link, or that the page has not changed; further pages as far as there is news."""
        web = web.with_scripts(self.source.javascript)
        fetched = await fetch_changed(self.source.url, cursor, web, ACCEPT)
        known = {name: cursor[name] for name in _REMEMBERED if name in cursor and cursor["url"] == self.source.url}
        latest = known.get("latest", [])
        if fetched.unchanged:
            return replace(fetched.reading(), cursor={**fetched.cursor, **known})
        with reading_at(self.source.url, fetched.response.url):
            first = await self._first(fetched.response, web)
        are_others = not first.is_telling and set(latest).isdisjoint(link.url for link in first.links)
        if are_others and known.get("told_by") == self.source.links:
            words = f"the selector {self.source.links!r} finds what reads like a menu; the page may have a new layout"
            raise ReadError("empty", words)
        links, failed, notes = await self._further(first, set(latest), web)
        told_by = self.source.links if first.is_telling else None
        seen = {"latest": [link.url for link in first.links[:REMEMBERED]], "told_by": told_by}
        menus = [f"left out, as entries of its menus: {first.in_menus}"] if first.in_menus else []
        return replace(
            fetched.reading(),
            items=tuple(map(_item, links)),
            # What stands on a page that failed is looked for once more, as if nothing had been read.
            cursor={"url": self.source.url, **known} if failed else {**fetched.cursor, **seen},
            notes=(*menus, *notes),
        )

    async def _first(self, answer: Response, web: Web) -> "Listing":
        """Return the first page. Raises ReadError where no link is found on it."""
        found = await self._page(answer, web)
        if found.links:
            return found
        from crawler.no_listing import no_listing  # here: most listings hold links

        asked = (self.source.links or "", self.source.javascript)
        raise await web.workers.run(no_listing, answer.body, answer.content_type, *asked)

    async def _page(self, answer: Response, web: Web) -> "Listing":
        from crawler.listing import read_listing  # here: most polls bring nothing to be read

        asked = (self.source.links or "", self.source.next, answer.content_type, self.source.country)
        return await web.workers.run(read_listing, answer.body, answer.url, *asked)

    async def _further(self, page: "Listing", latest: set[str], web: Web) -> "tuple[list[Link], bool, list[str]]":
        """Return the links of a page and of those after it, up to what was there last time.

        And whether one of them failed in a way that passes, and what was odd. The first time only the first page is
        read: what a new source holds is no news.
        """
        links = {link.url: link for link in page.links}
        for _ in range(MOST_PAGES - 1):
            if page.following is None or 2 * len(latest & links.keys()) >= len(latest):
                return list(links.values()), False, []
            try:
                page = await self._page(await web.downloader.get(page.following, headers={"Accept": ACCEPT}), web)
            except ReadError as error:
                return list(links.values()), _passes(error), [f"a further page could not be read: {error}"]
            links |= {link.url: link for link in page.links if link.url not in links}
        missing = page.following is not None and not latest & links.keys()
        notes = [f"none of {MOST_PAGES} pages holds a link that was known"] if missing else []
        return list(links.values()), False, notes


def _passes(error: ReadError) -> bool:
    """Tell whether a page may be there the next time: not what its server says to be no page, nor what is forbidden."""
    return error.kind in ("dns", "connect", "timeout", "crashed") or (error.status or 0) >= 429


def _item(link: "Link") -> Item:
    return Item(url=link.url, title=link.title, published_at=link.published_at)

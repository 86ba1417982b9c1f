"""Find what a site offers as sources, and what each would bring: feeds, news sitemaps, and pages that list articles."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from config import FetchSettings, SourceSettings
from config.discretion import without_login
from crawler.addresses import url_key
from crawler.conventions import platform_feeds, usual_feeds
from crawler.diagnosis import believed_dates, is_stale
from crawler.discovery import find_feed_pages, find_feeds, find_news_pages
from crawler.feed_contents import contents as feed_contents
from crawler.item import Item, ReadError
from crawler.language import base_language, text_language
from crawler.link_patterns import guess_listing
from crawler.listing import Link
from crawler.readers import feed, sitemap
from crawler.robots import read_robots
from crawler.web import Response, Web

T = TypeVar("T")

NEWS_SITEMAPS = ("/sitemap.xml", "/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml")
#: Addresses that are asked of each sort.
MOST_FEEDS = 10
MOST_SITEMAPS = 5
MOST_SECTIONS = 3
HEADLINES = 3
#: Of the items, so many with their whole text make a source of full texts.
_MOSTLY = 0.5
_ACCEPT = f"text/html, {feed.ACCEPT}"
_ORDER = ("feed", "sitemap", "listing")
#: Of comments, and not of commentaries.
_COMMENTS = re.compile(r"(?<![a-z])comments?(?![a-z])")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A source that a site offers, and what it would bring now.

    `text` is what of an article comes with it: full text, teasers or headlines. `newest` is aware UTC, None where no
    item has a date that can be believed; `stale` tells that it is too long ago for what usually comes. `links` is the
    selector of a listing.
    """

    kind: str
    url: str
    links: str | None = None
    title: str = ""
    items: int = 0
    newest: datetime | None = None
    stale: bool = False
    headlines: tuple[str, ...] = ()
    text: str = "headlines"
    language: str | None = None


@dataclass(frozen=True)
class Found:
    """What a site offers, the likeliest first; `notes` say what was named and cannot be used."""

    url: str
    offers: tuple[Offer, ...]
    notes: tuple[str, ...]


async def find_offers(address: str, web: Web, now: datetime) -> Found:
    """Return what the site at address (`example.org`, or any page or feed of it) offers as sources; now is aware.

    All is asked for politely and within limits, as in a poll: robots.txt is obeyed and private addresses are refused.

    Raises:
        ReadError: nothing answers there, or it may not be asked.

    """
    search = _Search(web, now)
    front, asked = await search.front(address)
    url = asked if front is None else front.url
    if front is not None:
        if own := await search.as_source(front):
            return Found(url, (own,), tuple(search.notes))
        await search.page(front)
    # A platform may lead us elsewhere, to be asked for consent.
    for tried in ((*platform_feeds(asked), *platform_feeds(url)), usual_feeds(url)):
        if not any(offer.kind == "feed" for offer in search.offers):
            await search.feeds(tried, named=False)
    await search.sitemaps(url)
    if front is not None:
        await search.listing(front)
    if front is not None and not any(offer.headlines for offer in search.offers):
        await search.sections(front)
    return Found(url, tuple(sorted(search.offers, key=_rank)), tuple(search.notes))


def _rank(one: Offer) -> tuple[bool, bool, int]:
    """Return where an offer stands: a site may still name a feed that ended years ago, and comments are no news."""
    return not one.items or one.stale, _COMMENTS.search(one.url.lower()) is not None, _ORDER.index(one.kind)


@dataclass
class _Search:
    """One look around a site: what was asked already, what was found."""

    web: Web
    now: datetime
    asked: set[str] = field(default_factory=set)
    offers: list[Offer] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    async def front(self, address: str) -> tuple[Response | None, str]:
        """Return the page at address, None if it may not be read, and the spelling of address that answers."""
        failures: list[ReadError] = []
        for url in _spellings(address):
            try:
                answer = await self.web.downloader.get(url, headers={"Accept": _ACCEPT})
            except ReadError as error:
                failures.append(error)
                if error.kind in ("blocked", "robots", "http", "too-large"):
                    self.notes.append(f"{without_login(url)}: {error}")
                    return None, url
                if error.kind not in ("dns", "connect", "timeout"):
                    break
            else:
                return answer, url
        raise failures[0]

    async def as_source(self, answer: Response) -> Offer | None:
        """Return what answered as an offer, where it is a feed or a sitemap itself."""
        for kind, contents in (("feed", partial(feed_contents, now=self.now)), ("sitemap", sitemap.contents)):
            try:
                found: Any = await self.web.workers.run(contents, answer.body, answer.url, answer.content_type)
            except ReadError:
                continue
            items = found.items or await self._below(answer.url, kind)
            return await self._offer(kind, answer, items, getattr(found, "title", ""))
        return None

    async def _below(self, url: str, kind: str) -> tuple[Item, ...]:
        """Return the items of the sitemaps that the sitemap at url names."""
        if kind != "sitemap":
            return ()
        source = SourceSettings(name="offer", url=url, kind=kind)
        return (await sitemap.SitemapReader(source, FetchSettings()).read({}, self.web)).items

    async def page(self, front: Response) -> None:
        """Look at the feeds that a page names, and those on pages about feeds that it links to."""
        named = await self._in_worker(find_feeds, front)
        await self.feeds(named[:MOST_FEEDS], named=True)
        if not self.offers:
            about = await self._in_worker(find_feed_pages, front)
            await self.feeds(about[:MOST_FEEDS], named=False)

    async def sections(self, front: Response) -> None:
        """Look at the pages of news that a front page links to as at the front page itself."""
        for address in (await self._in_worker(find_news_pages, front))[:MOST_SECTIONS]:
            if answer := await self._ask(address, _ACCEPT, named=False):
                await self.page(answer)
                await self.listing(answer)

    async def feeds(self, addresses: Iterable[str], *, named: bool) -> None:
        """Ask at addresses for feeds; what is a page instead is looked at for feeds that it names."""
        for offers in await asyncio.gather(*(self._feed(address, named=named) for address in addresses)):
            self._keep(offers)

    async def _feed(self, address: str, *, named: bool, deeper: bool = True) -> list[Offer]:
        answer = await self._ask(address, feed.ACCEPT, named=named)
        if answer is None:
            return []
        try:
            found = await self.web.workers.run(feed_contents, answer.body, answer.url, answer.content_type, self.now)
        except ReadError as error:
            return await self._named_in(answer, error, named=named) if deeper else []
        return [await self._offer("feed", answer, found.items, found.title)]

    async def _named_in(self, answer: Response, error: ReadError, *, named: bool) -> list[Offer]:
        below = await self._in_worker(find_feeds, answer) if error.is_page else ()
        if named and not below:
            self.notes.append(f"{without_login(answer.url)}: {error}")
        ways = (self._feed(one, named=True, deeper=False) for one in below[:MOST_FEEDS])
        return [offer for offers in await asyncio.gather(*ways) for offer in offers]

    async def sitemaps(self, url: str) -> None:
        """Look for sitemaps of news, in robots.txt and where they usually are; others only where nothing else is."""
        robots = await self._ask(urljoin(url, "/robots.txt"), "text/plain, */*;q=0.1", named=False)
        rules = read_robots(robots.body.decode("utf-8", "replace")) if robots else None
        said = [urljoin(url, one) for one in rules.sitemaps] if rules else []
        of_news = [one for one in said if "news" in urlsplit(one).path.lower()]
        usual = [urljoin(url, path) for path in NEWS_SITEMAPS]
        waiting = of_news or list(dict.fromkeys([*said[:MOST_SITEMAPS], *usual]))
        plain: list[Offer] = []
        for _ in range(MOST_SITEMAPS):
            if not waiting or any(offer.kind == "sitemap" for offer in self.offers):
                break
            news, others, below = await self._sitemap(waiting.pop(0))
            self._keep(news)
            plain += others
            waiting[:0] = below
        if not self.offers:
            self._keep(plain[:1])

    async def _sitemap(self, address: str) -> tuple[list[Offer], list[Offer], list[str]]:
        """Return the sitemap at address as an offer of news, or as a plain one, or the ones of news that it names."""
        answer = await self._ask(address, sitemap.ACCEPT, named=False)
        if answer is None:
            return [], [], []
        try:
            found = await self._in_worker(sitemap.contents, answer, answer.content_type)
        except ReadError:
            return [], [], []
        below = [child for child, _ in found.children if "news" in urlsplit(child).path.lower()]
        offer = await self._offer("sitemap", answer, found.items)
        offers = [offer] if offer.items else []
        return (offers, [], below) if any(item.title for item in found.items) else ([], offers, below)

    async def listing(self, front: Response) -> None:
        """Guess which of the page's links lead to articles."""
        try:
            guess = await self._in_worker(guess_listing, front, front.content_type)
        except ReadError:
            return
        if guess:
            selector, links = guess
            offer = await self._offer("listing", front, [_item(link) for link in links])
            self.offers.append(replace(offer, links=selector))

    async def _ask(self, address: str, accept: str, *, named: bool) -> Response | None:
        """Return what answers at address; None where nothing of use does, or it was asked before."""
        try:
            if (key := url_key(address)) in self.asked:
                return None
            self.asked.add(key)
            return await self.web.downloader.get(address, headers={"Accept": accept})
        except (ReadError, ValueError) as error:
            if named:
                self.notes.append(f"{without_login(address)}: {error}")
            return None

    async def _in_worker(self, look: Callable[..., T], answer: Response, *more: Any) -> T:
        return await self.web.workers.run(look, answer.body, answer.url, *more)

    async def _offer(self, kind: str, answer: Response, items: Sequence[Item], title: str = "") -> Offer:
        ordered = sorted(items, key=lambda item: item.published_at or item.updated_at or _LONG_AGO, reverse=True)
        titles = [item.title for item in ordered if item.title]
        dates = believed_dates(items, self.now)
        said = Counter(filter(None, (base_language(item.language or "") for item in items)))
        language = next(iter(said), None) if said else None
        if language is None and titles:
            language, _ = await self.web.workers.run(text_language, "\n".join(titles[:20]))
        return Offer(
            kind=kind,
            url=answer.moved_to or answer.url,
            title=title,
            items=len(items),
            newest=dates[0] if dates else None,
            stale=is_stale(dates, self.now),
            headlines=tuple(titles[:HEADLINES]),
            text=_text_of(items),
            language=language,
        )

    def _keep(self, offers: Iterable[Offer]) -> None:
        """Keep those that are not kept yet, under this or another address."""
        for offer in offers:
            same = (offer.kind, offer.items, offer.newest, offer.headlines)
            kept = [(one.kind, one.items, one.newest, one.headlines) for one in self.offers]
            if same not in kept and offer.url not in (one.url for one in self.offers):
                self.offers.append(offer)


def _spellings(address: str) -> list[str]:
    """Return the addresses that one who writes address may mean: without a scheme, https is tried before http."""
    address = address.strip()
    if "://" in address:
        return [address]
    host = urlsplit(f"//{address}").hostname or ""
    others = [] if host.startswith("www.") or host.count(".") > 1 else [f"https://www.{address}"]
    return [f"https://{address}", *others, f"http://{address}"]


def _item(link: Link) -> Item:
    return Item(url=link.url, title=link.title, published_at=link.published_at)


def _text_of(items: Sequence[Item]) -> str:
    if items and sum(item.complete for item in items) >= _MOSTLY * len(items):
        return "full text"
    return "teasers" if any(item.summary or item.text for item in items) else "headlines"

"""Find what a site offers as sources, and what each would bring: feeds, news sitemaps, and pages that list articles."""

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from config import FetchSettings, SourceSettings
from config.discretion import login_of, without_login
from crawler.addresses import url_key
from crawler.conventions import feeds_below, platform_feeds, usual_feeds
from crawler.diagnosis import believed_dates, is_stale, with_cure
from crawler.discovery import (
    FEED_TYPES,
    find_feed_pages,
    find_feeds,
    find_language_pages,
    find_news_pages,
    find_posts,
    is_made_by_scripts,
)
from crawler.feed_contents import contents as feed_contents
from crawler.front_page import linked_keys, sent_on, spoken_language
from crawler.item import Item, ReadError
from crawler.language import base_language, text_language
from crawler.link_headers import header_links
from crawler.link_patterns import guess_listing
from crawler.listing import Link
from crawler.offer import Offer, added, lasting_address, ranked, widest_first
from crawler.onward import MOST_SENT_ON
from crawler.readers import feed, sitemap
from crawler.redirects import signed_in
from crawler.robots import read_robots
from crawler.spellings import spellings
from crawler.web import Response, Web

T = TypeVar("T")

NEWS_SITEMAPS = ("/sitemap.xml", "/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml")
#: Addresses that are asked of each sort.
MOST_FEEDS = 10
MOST_SITEMAPS = 6
#: Of what an index names, where nothing is called news.
MOST_BELOW = 2
MOST_SECTIONS = 3
HEADLINES = 3
#: Of the items, so many with their whole text make a source of full texts.
_MOSTLY = 0.5
_ACCEPT = f"text/html, {feed.ACCEPT}"
#: Kinds of failure that leave another spelling of the address to be tried, and those in which somebody has answered.
_ELSEWHERE = frozenset(("dns", "connect", "timeout", "tls", "http", "removed", "blocked"))
_ANSWERED = frozenset(("http", "removed", "blocked", "robots", "too-large", "parse", "redirect"))
#: What a feed says of a sound that goes with an entry.
_SOUND = re.compile(rb"[\"']audio/[\w.+-]{1,20}[\"']")
_NUMBER = re.compile(r"\d")
_HTML = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
#: A few headlines may tell no language, and what is offered is written into the settings.
_LIKELY = 0.5
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Found:
    """What a site offers, the likeliest first; `notes` say what was named and cannot be used.

    `is_read` tells whether the page at url could be looked at.
    """

    url: str
    offers: tuple[Offer, ...]
    notes: tuple[str, ...]
    is_read: bool = True


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
        if own := await search.as_source(front, asked):
            return Found(url, (own,), tuple(search.notes))
        await search.page(front)
    # A platform may lead us elsewhere, to be asked for consent.
    for tried in dict.fromkeys((platform_feeds(asked), platform_feeds(url), usual_feeds(url), usual_feeds(asked))):
        if not search.has_feed:
            await search.feeds(tried, named=False)
    if front is not None and not search.has_feed:
        await search.posts(front)
    await search.sitemaps(url)
    if front is not None:
        await search.listing(front)
    if front is not None and not search.has_feed:
        await search.sections(front)
    is_read = front is not None and _is_page(front)
    return Found(url, ranked(search.offers, search.language), tuple(search.notes), is_read)


@dataclass
class _Search:
    """One look around a site: what was asked already, what was found."""

    web: Web
    now: datetime
    asked: set[str] = field(default_factory=set)
    offers: list[Offer] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    #: Of the page at the address itself: its language, the pages that it links to; and how one signs in there.
    language: str | None = None
    linked: frozenset[str] = frozenset()
    login: tuple[str, str] | None = None

    @property
    def has_feed(self) -> bool:
        """Whether a feed was found that still brings something."""
        return any(offer.kind == "feed" and offer.is_live for offer in self.offers)

    async def front(self, address: str) -> tuple[Response | None, str]:
        """Return the page at address, None if it may not be read, and the spelling of address that answers."""
        answer, url = await self._answering(spellings(address))
        self.login = (url, login_of(url)) if login_of(url) else None
        for _ in range(MOST_SENT_ON):
            target = await self._in_worker(sent_on, answer) if answer is not None and _is_page(answer) else None
            further = await self._ask(target, _ACCEPT, named=True) if target else None
            if further is None:
                break
            answer = further
        if answer is not None and _is_page(answer):
            self.language = await self.web.workers.run(spoken_language, answer.body)
            self.linked = await self._in_worker(linked_keys, answer)
        return answer, url

    async def _answering(self, addresses: Sequence[str]) -> tuple[Response | None, str]:
        """Return what answers at the first of addresses at which anything does, and which it is."""
        failures: list[ReadError] = []
        refused: tuple[str, ReadError] | None = None
        for url in addresses:
            if url.startswith("http:") and any(error.kind == "tls" for error in failures):
                continue  # who cannot be trusted there is not asked in the clear
            try:
                return await self.web.downloader.get(url, headers={"Accept": _ACCEPT}), url
            except ReadError as error:
                failures.append(error)
                if error.kind in _ANSWERED:
                    refused = refused or (url, error)
                if error.kind not in _ELSEWHERE or (refused and urlsplit(url).path.strip("/")):
                    break
        if refused is None:
            raise next((error for error in failures if error.kind != "dns"), failures[0])
        self._note(*refused)
        return None, refused[0]

    async def as_source(self, answer: Response, asked: str) -> Offer | None:
        """Return what answered as an offer, where it is a feed or a sitemap itself; note what is no page either."""
        failures = []
        for kind, contents in (("feed", feed_contents), ("sitemap", sitemap.contents)):
            try:
                found: Any = await self.web.workers.run(
                    contents, answer.body, answer.url, answer.content_type, self.now
                )
            except ReadError as error:
                failures.append(error)
                continue
            items = found.items or await self._below(answer.url, kind)
            return await self._offer(kind, answer, items, getattr(found, "title", ""), asked)
        if not answer.body.strip() or (not _is_page(answer) and answer.body.lstrip()[:1] in (b"<", b"{", b"[")):
            self._note(asked, failures[0])
        elif not _is_page(answer):
            self.notes.append(f"{without_login(asked)}: it is no web page but {_kind(answer) or 'of an unknown kind'}")
        return None

    async def _below(self, url: str, kind: str) -> tuple[Item, ...]:
        """Return the items of the sitemaps that the sitemap at url names."""
        if kind != "sitemap":
            return ()
        source = SourceSettings(name="offer", url=url, kind=kind)
        return (await sitemap.SitemapReader(source, FetchSettings()).read({}, self.web)).items

    async def page(self, front: Response) -> None:
        """Look at the feeds that a page names, and those on pages about feeds that it links to."""
        links = header_links(front.headers, front.url)
        said = [link.address for link in links if link.relation == "alternate" and link.kind in FEED_TYPES]
        named = await self._in_worker(find_feeds, front)
        await self.feeds(self._first([*said, *named], front), named=True)
        if not any(offer.is_live for offer in self.offers):
            about = await self._in_worker(find_feed_pages, front)
            await self.feeds(about[:MOST_FEEDS], named=False)

    async def posts(self, front: Response) -> None:
        """Look at the posts of a site made with WordPress, which are told where its feeds were switched off."""
        await self.feeds(await self._in_worker(find_posts, front), named=False)

    async def sections(self, front: Response) -> None:
        """Look at the pages of news that a front page links to as at the front page itself."""
        pages = await self._in_worker(find_news_pages, front)
        if not pages and not self.offers:  # it asks for a language first
            pages = await self._in_worker(find_language_pages, front)
        for address in pages[:MOST_SECTIONS]:
            if answer := await self._ask(address, _ACCEPT, named=False):
                await self.page(answer)
                if not self.has_feed:
                    await self.feeds(feeds_below(answer.url), named=False)
                await self.listing(answer)
        if not self.offers and _is_page(front) and await self.web.workers.run(is_made_by_scripts, front.body):
            said = "it is empty until its scripts have run; a listing with javascript = true reads it as a browser does"
            self.notes.append(f"{without_login(front.url)}: {said}")

    async def feeds(self, addresses: Iterable[str], *, named: bool) -> None:
        """Ask at addresses for feeds; what is a page instead is looked at for feeds that it names."""
        for offers in await asyncio.gather(*(self._feed(address, named=named) for address in addresses)):
            self._keep(offers)

    async def _feed(self, address: str, *, named: bool, deeper: bool = True) -> list[Offer]:
        answer = await self._ask(address, feed.ACCEPT, named=named)
        if answer is None:
            return []
        try:
            return await self._as_feed(answer, address)
        except ReadError as error:
            return await self._named_in(answer, error, named=named) if deeper else []

    async def _as_feed(self, answer: Response, address: str) -> list[Offer]:
        found = await self.web.workers.run(feed_contents, answer.body, answer.url, answer.content_type, self.now)
        offer = await self._offer("feed", answer, found.items, found.title, address)
        sounds = len(_SOUND.findall(answer.body))
        return [replace(offer, podcast=bool(found.items) and sounds >= _MOSTLY * len(found.items))]

    async def _named_in(self, answer: Response, error: ReadError, *, named: bool) -> list[Offer]:
        below = await self._in_worker(find_feeds, answer) if error.is_page else ()
        ways = (self._feed(one, named=True, deeper=False) for one in self._first(below, answer))
        found = [offer for offers in await asyncio.gather(*ways) for offer in offers]
        if named and not found:
            self._note(answer.url, error)
        return found

    def _first(self, feeds: Sequence[str], page: Response) -> Sequence[str]:
        """Return as many of the feeds that a page names as are asked for, and note that there are more."""
        if len(feeds) <= MOST_FEEDS:
            return feeds
        more = f"{len(feeds)} feeds are named here, and {MOST_FEEDS} were looked at; give the address of another one"
        self.notes.append(f"{without_login(page.url)}: {more}")
        return widest_first(feeds)[:MOST_FEEDS]

    async def sitemaps(self, url: str) -> None:
        """Look for sitemaps of news, in robots.txt and where they usually are; others only where nothing else is."""
        robots = await self._ask(urljoin(url, "/robots.txt"), "text/plain, */*;q=0.1", named=False)
        rules = read_robots(robots.body.decode("utf-8", "replace")) if robots else None
        said = [urljoin(url, one) for one in rules.sitemaps] if rules else []
        of_news = [one for one in said if "news" in urlsplit(one).path.lower()]
        usual = [urljoin(url, path) for path in NEWS_SITEMAPS]
        waiting = list(dict.fromkeys([*of_news, *said[:MOST_SITEMAPS], *(() if of_news else usual)]))
        plain: list[Offer] = []
        indexes: dict[str, str] = {}
        for _ in range(MOST_SITEMAPS):
            if not waiting or any(offer.kind == "sitemap" for offer in self.offers):
                break
            address = waiting.pop(0)
            news, others, below = await self._sitemap(address, indexes.get(address))
            self._keep(news)
            plain += others
            indexes |= dict.fromkeys(below, indexes.get(address, address))
            waiting[:0] = [one for one in below if "news" in urlsplit(one).path.lower()] or below[:MOST_BELOW]
        if not self.offers and plain:
            self._keep([max(plain, key=lambda one: one.newest or _LONG_AGO)])

    async def _sitemap(self, address: str, index: str | None) -> tuple[list[Offer], list[Offer], list[str]]:
        """Return the sitemap at address as an offer of news, or as a plain one, or the ones that it names.

        `index` names it: a number or day in its address says that tomorrow's news may stand in another one.
        """
        answer = await self._ask(address, sitemap.ACCEPT, named=False)
        if answer is None:
            return [], [], []
        try:
            found = await self._in_worker(sitemap.contents, answer, answer.content_type, self.now)
        except ReadError:
            with suppress(ReadError):  # a feed may stand for a sitemap
                return await self._as_feed(answer, address), [], []
            return [], [], []
        dated = any(changed for _, changed in found.children)
        below = [child for child, _ in (found.children if dated else _from_both_ends(found.children))]
        offer = await self._offer("sitemap", answer, found.items, asked=address)
        if index and _NUMBER.search(urlsplit(address).path):
            offer = replace(offer, url=index, aliases=(offer.url, *offer.aliases))
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
            self._keep([replace(offer, links=selector)])

    async def _ask(self, address: str, accept: str, *, named: bool) -> Response | None:
        """Return what answers at address; None where nothing of use does, or it was asked before."""
        try:
            if (key := url_key(address)) in self.asked:
                return None
            self.asked.add(key)
            return await self.web.downloader.get(self._signed_in(address), headers={"Accept": accept})
        except ValueError:
            return None
        except ReadError as error:
            if named:
                self._note(address, error)
            return None

    def _signed_in(self, address: str) -> str:
        """Return address with the name and password that were given for the site, where it is of the same server."""
        return signed_in(*self.login, address) if self.login else address

    async def _in_worker(self, look: Callable[..., T], answer: Response, *more: Any) -> T:
        return await self.web.workers.run(look, answer.body, answer.url, *more)

    async def _offer(
        self, kind: str, answer: Response, items: Sequence[Item], title: str = "", asked: str | None = None
    ) -> Offer:
        ordered = sorted(items, key=lambda item: item.published_at or item.updated_at or _LONG_AGO, reverse=True)
        titles = [item.title for item in ordered if item.title]
        dates = believed_dates(items, self.now)
        said = next(filter(None, (base_language(item.language or "") for item in items)), None)
        asked = self._signed_in(asked) if asked else None
        url = lasting_address(asked or answer.url, answer.url, answer.moved_to)
        return Offer(
            kind=kind,
            url=url,
            aliases=tuple(one for one in dict.fromkeys((asked, answer.url)) if one and one != url),
            on_page=sum(url_key(item.address) in self.linked for item in items) if self.linked else 0,
            title=title,
            items=len(items),
            newest=dates[0] if dates else None,
            stale=is_stale(dates, self.now),
            headlines=tuple((titles or [item.url for item in ordered])[:HEADLINES]),
            text=_text_of(items),
            language=said or await self._language_of(titles),
        )

    async def _language_of(self, titles: Sequence[str]) -> str | None:
        """Return the language that titles are in; that of the page which was looked at where they do not tell."""
        if not titles:
            return self.language
        guessed, sure = await self.web.workers.run(text_language, "\n".join(titles[:20]))
        return guessed if sure >= _LIKELY else self.language

    def _keep(self, offers: Iterable[Offer]) -> None:
        for offer in offers:
            self.offers = added(self.offers, offer)

    def _note(self, address: str, error: ReadError) -> None:
        self.notes.append(f"{without_login(address)}: {with_cure(error, address)}")


def _from_both_ends(values: Sequence[T]) -> list[T]:
    """Return values, by turns from the end and the beginning: without a date the newest may be either."""
    ordered = chain.from_iterable(zip(reversed(values), values, strict=True))
    return [value for value, _ in zip(ordered, values, strict=False)]


def _kind(answer: Response) -> str:
    return answer.content_type.partition(";")[0].strip().lower()[:100]


def _is_page(answer: Response) -> bool:
    return "html" in _kind(answer) or _HTML.search(answer.body[:2_000]) is not None


def _item(link: Link) -> Item:
    return Item(url=link.url, title=link.title, published_at=link.published_at)


def _text_of(items: Sequence[Item]) -> str:
    if items and sum(item.complete for item in items) >= _MOSTLY * len(items):
        return "full text"
    if any(item.summary or item.text for item in items):
        return "teasers"
    return "headlines" if any(item.title for item in items) or not items else "addresses"

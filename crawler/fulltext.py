"""Fetch the article pages of items that have only a teaser."""

import asyncio
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from config import FetchSettings, SiteSettings, SourceSettings
from crawler.addresses import canonical_url, url_key
from crawler.clean import clean_title
from crawler.dates import EARLIEST
from crawler.item import Item, ReadError
from crawler.language import are_near, languages
from crawler.onward import get_onward
from crawler.page import Page, extract_page
from crawler.reader import wants_pages
from crawler.sites import Told, needs_scripts, site_of
from crawler.web import Web
from crawler.wording import shares_nothing

log = logging.getLogger(__name__)

#: Pages for one poll, the newest first; and seconds for all of them. What is left keeps its teaser.
MOST_PAGES = 100
LONGEST = 120.0
#: At once for one source; the downloader keeps requests to one host apart.
CONCURRENT = 4
#: After so many failures in a row the site is left alone for this poll.
ENOUGH_FAILURES = 5
NO_SITES: Mapping[str, SiteSettings] = MappingProxyType({})
ACCEPT = "text/html, application/xhtml+xml, */*;q=0.1"
#: A page whose text is so much shorter than the teaser shows something else: a sign-in, a consent.
_TOO_SHORT = 0.7
#: A feed and its page may tell the time of an article by other zones.
_SAME_DAY = timedelta(days=1)


@dataclass
class Pages:
    """What became of the pages of one poll."""

    done: dict[str, Item] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    in_a_row: int = 0

    def keep(self, item: Item) -> None:
        """Take note of a page that was read."""
        self.done[item.url] = item
        self.in_a_row = 0

    def fail(self, reason: str) -> None:
        """Take note of one that was not."""
        self.failures.append(reason)
        self.in_a_row += 1


async def complete(
    items: Sequence[Item],
    web: Web,
    source: SourceSettings,
    fetch: FetchSettings,
    sites: Mapping[str, SiteSettings] = NO_SITES,
) -> tuple[Item, ...]:
    """Return items in their order, those without their whole text completed from their pages.

    A page that cannot be read, or not in time, leaves the item with its teaser (`complete` stays False); one line in
    the log says how many did. Every item has a title in the end, and its language by its words where they are enough.
    Where the settings want no full text, pages are fetched only for items without a title. `sites` say where things
    stand on the pages of some.
    """
    wanted = wants_pages(source, fetch)
    lacking = {item.url: item for item in items if not item.complete and (wanted or not item.title)}
    newest = sorted(lacking.values(), key=_age)[:MOST_PAGES]
    pages = Pages()
    try:
        async with asyncio.timeout(LONGEST):
            await _read_all(newest, pages, web, source, sites)
    except TimeoutError:
        pages.failures.append(f"not done within {LONGEST:g} s")
    if pages.failures:
        log.info(
            "pages not read: source=%s read=%d of=%d reason=%s",
            *(source.name, len(pages.done), len(lacking), pages.failures[0]),
        )
    told = await _with_language([item for item in items if item.url not in pages.done], web, source)
    found = _apart(pages.done) | {item.url: item for item in told}
    return tuple(_titled(found[item.url]) for item in items)


async def _with_language(items: list[Item], web: Web, source: SourceSettings) -> list[Item]:
    """Return items with the language of their words: what a feed says of itself is often its software's default."""
    if not items:
        return items
    spoken = await web.workers.run(languages, [(item.language, words_of(item)) for item in items], source.language)
    return [replace(item, language=tag) for item, tag in zip(items, spoken, strict=True)]


def words_of(item: Item) -> str:
    """Return what an item says, as much as its language can be told by."""
    return f"{item.title}\n{item.text or item.summary}"[:5_000]


def _apart(read: Mapping[str, Item]) -> dict[str, Item]:
    """Return items without the address of their pages where others of another title have the same: it names none."""
    titles: dict[str, set[str]] = {}
    for item in read.values():
        titles.setdefault(item.page_url or "", set()).add(" ".join(item.title.casefold().split()))
    return {
        url: replace(item, page_url=None) if item.page_url and len(titles[item.page_url]) > 1 else item
        for url, item in read.items()
    }


def _age(item: Item) -> timedelta:
    return datetime.max.replace(tzinfo=UTC) - (item.published_at or item.updated_at or datetime.min.replace(tzinfo=UTC))


async def _read_all(
    items: Sequence[Item], pages: Pages, web: Web, source: SourceSettings, sites: Mapping[str, SiteSettings]
) -> None:
    waiting = iter(items)

    async def read_on() -> None:
        for item in waiting:
            if pages.in_a_row >= ENOUGH_FAILURES:
                return
            try:
                page = await _page(item.url, web, source, sites)
                if says_nothing_of(item.title, page) and not await _is_translated(item, page, web):
                    raise ReadError("parse", "a page stands there that says nothing of the article")
                pages.keep(merged(item, page))
            except ReadError as error:
                pages.fail(str(error))

    async with asyncio.TaskGroup() as group:
        for _ in range(CONCURRENT):
            group.create_task(read_on())


async def _page(url: str, web: Web, source: SourceSettings, sites: Mapping[str, SiteSettings]) -> Page:
    scripted = web.with_scripts(needs_scripts(url, sites, otherwise=source.javascript))
    answer = await get_onward(scripted, url, {"Accept": ACCEPT})
    kind = answer.content_type.partition(";")[0].strip().lower()
    if kind and "html" not in kind and kind not in ("text/plain", "text/xml", "application/xml"):
        raise ReadError("parse", f"it is no web page but {kind[:60]}")
    told = Told(source.language, source.country, site_of(sites, answer.url))
    return await web.workers.run(extract_page, answer.body, answer.url, answer.content_type, told)


def says_nothing_of(title: str, page: Page) -> bool:
    """Tell whether a page shows something else than what is called so. Pure.

    A consent, a sign-in, «not found» with a 200: taken for the text of each article of its site, it would make copies
    of one another of them, and of copies only the first one rings.
    """
    return shares_nothing(title, "\n".join((page.title, page.deck, page.text)))


async def _is_translated(item: Item, page: Page, web: Web) -> bool:
    """Tell whether a headline is in another language than its page, and so shares no words with it.

    A consent is often in another language, too; but it was not published when the article was.
    """
    published, found = item.published_at, page.published_at
    if not (published and found and page.text and page.language) or abs(found - published) > _SAME_DAY:
        return False
    [spoken] = await web.workers.run(languages, [(None, words_of(item))], None)
    return spoken is not None and not are_near(spoken, page.language)


def merged(item: Item, page: Page) -> Item:
    """Return item with what its page adds. Pure.

    The source's own title and authors stand; its date too, unless it is only a day and the page knows the minute. The
    page's text counts as the whole article where it is not much shorter than what the source gave.
    """
    given = max(len(item.summary), len(item.text))
    whole = bool(page.text) and len(page.text) >= _TOO_SHORT * given
    return replace(
        item,
        title=item.title or page.title,
        summary=item.summary or page.deck,
        text=page.text if whole else item.text,
        published_at=_date(item, page),
        updated_at=item.updated_at or page.updated_at,
        authors=item.authors or page.authors,
        language=page.language or item.language,
        complete=whole and not page.paywalled,
        paywalled=page.paywalled,
        picture=item.picture or page.picture,
        page_url=_page_url(item, page) if whole and not item.shared_page else None,
    )


def _page_url(item: Item, page: Page) -> str | None:
    """Return the address of the item's page where it is another than the source gave: several lead to one article.

    It is believed only under the item's own headline: redirects lead to sign-ins and front pages too, and if those
    were taken for the article, one would hide all others.
    """
    try:
        found = canonical_url(page.canonical or page.url)
        elsewhere = url_key(found) != url_key(item.url)
    except ValueError:
        return None
    named, given = (set(re.findall(r"\w+", title.casefold())) for title in (page.title, item.title))
    agree = bool(given) and 2 * len(named & given) >= min(len(named), len(given)) > 0
    front = urlsplit(found).path == "/" and not urlsplit(found).query
    return found if elsewhere and agree and not front else None


def _date(item: Item, page: Page) -> datetime | None:
    given, found = item.published_at, page.published_at
    if given is None or found is None:
        return given or found
    if given < EARLIEST:
        return found
    only_a_day = given.time() == datetime.min.time()
    same = abs(found - given) < timedelta(days=2)
    return found if only_a_day and page.published_exact and same else given


def _titled(item: Item) -> Item:
    """Return item with words from its address where it has no title."""
    if item.title:
        return item
    parts = [part for part in unquote(urlsplit(item.url).path).split("/") if re.search(r"[^\W\d_]{3}", part)]
    words = re.sub(r"\.\w{2,5}$", "", parts[-1]) if parts else urlsplit(item.url).hostname or item.url
    return replace(item, title=clean_title(re.sub(r"[-_+.]+", " ", words), markup=False) or item.url)

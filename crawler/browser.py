"""Pages that scripts draw, as a browser shows them. A downloader like `crawler.download`, and on top of it.

The browser is the system's Chromium, a fresh one for each page, which has no network (`crawler.cage`). What its page
asks for is fetched here as everything else is: by robots.txt, in turn, within limits, past the guard of addresses.
scrapy-playwright lets the browser fetch by itself, past all of these; Playwright brings a Node for what a pipe does.
"""

import asyncio
import shlex
import shutil
from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from time import monotonic

from config import FetchSettings
from crawler.answer import fresh_for
from crawler.hosts import host_of
from crawler.item import ReadError
from crawler.web import Downloader, Response

#: Seconds for one page, from the start of its browser; and browsers at once.
LONGEST = 60.0
AT_ONCE = 2
#: Bytes that all processes of one browser may have for themselves; pages of news take some 200 MB.
MEMORY = 1024 * 1024 * 1024
#: Bytes of scripts that are kept: each page of a site asks for the same ones, and each costs a turn at its host.
KEPT = 32 * 1024 * 1024
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_CONDITIONS = frozenset(("if-none-match", "if-modified-since"))


class Browser:
    """Fetches pages and has their scripts run (implements `crawler.web.Downloader`)."""

    def __init__(self, fetch: FetchSettings, downloader: Downloader) -> None:
        self._fetch = fetch
        self._downloader = downloader
        self._free = asyncio.Semaphore(AT_ONCE)
        self._scripts = Scripts()

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None, public: bool = False) -> Response:
        """Return the page at url as its scripts have made it; what is no HTML comes as it is.

        Raises:
            ReadError: those of `crawler.download`; no-browser, where there is none or it does not start; too-large;
                parse, where it comes to no end, which is no fault of the network, ends its browser or takes too much
                memory.

        """
        from crawler.chromium import Gone, chromium  # here: few sources need a browser
        from crawler.tab import Tab

        command = browser_command(self._fetch.browser)
        asked = {name: value for name, value in (headers or {}).items() if name.lower() not in _CONDITIONS}
        page, only_public = await self._page(url, asked, public)
        if "html" not in page.content_type.lower():
            return page

        needs = _Needs(self._downloader, self._scripts, page.url, only_public)
        async with self._free:
            try:
                async with asyncio.timeout(LONGEST), chromium(command, MEMORY) as browser:
                    return await Tab(browser, page, needs.fetch, self._fetch.max_size).rendered()
            except TimeoutError as error:
                raise ReadError("parse", f"the scripts of the page come to no end within {LONGEST:g} s") from error
            except Gone as error:
                raise ReadError(error.kind, str(error)) from error

    async def post(self, url: str, form: Mapping[str, str]) -> Response:
        """Return the answer of url to a form, as `crawler.download` does."""
        return await self._downloader.post(url, form)

    async def _page(self, url: str, headers: Mapping[str, str], public: bool) -> tuple[Response, bool]:
        """Return the page as its server sends it, and whether what it asks for must be at public addresses."""
        try:
            return await self._downloader.get(url, headers=headers, public=True), True
        except ReadError as error:
            if public or error.kind != "private-address":
                raise
        page = await self._downloader.get(url, headers=headers)
        return page, host_of(page.url) != host_of(url)


class _Needs:
    """Fetches what one page needs.

    A page of strangers could read what only we may reach, through us, or have its own name lead there later. So what it
    asks for must be at public addresses, but for the host of a page that is not at one itself, as long as it stays.
    """

    def __init__(self, downloader: Downloader, scripts: "Scripts", page_url: str, only_public: bool) -> None:
        self._downloader, self._scripts = downloader, scripts
        self._host = host_of(page_url)
        self._only_public = only_public

    async def fetch(self, url: str, headers: Mapping[str, str], kind: str) -> Response:
        """Return what is at url, something of a kind as DevTools calls it; scripts that are kept are not asked for."""
        is_elsewhere = host_of(url) != self._host
        if kind == "Document" and is_elsewhere:
            self._only_public = True
        public = self._only_public or is_elsewhere
        kept = self._scripts.get(url) if kind == "Script" and public else None
        answer = kept or await self._downloader.get(url, headers=headers, public=public)
        if kind == "Script" and public and kept is None:
            self._scripts.keep(url, answer)
        return answer


class Scripts:
    """Scripts at public addresses that were fetched lately, as long as their servers say, and up to so many bytes."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[str, tuple[float, Response]] = OrderedDict()

    def get(self, url: str) -> Response | None:
        """Return the script at url, if it is kept and still fresh."""
        until, script = self._kept.get(url, (0.0, None))
        return script if until > monotonic() else None

    def keep(self, url: str, script: Response) -> None:
        """Keep a script; the oldest make room."""
        fresh = fresh_for(script.headers) or timedelta()
        if not fresh or len(script.body) > self._most:
            return
        self._drop(url)
        self._kept[url] = (monotonic() + fresh.total_seconds(), script)
        self._size += len(script.body)
        while self._size > self._most:
            self._drop(next(iter(self._kept)))

    def _drop(self, url: str) -> None:
        _, script = self._kept.pop(url, (0.0, None))
        self._size -= len(script.body) if script else 0


def browser_command(wanted: str | None) -> list[str]:
    """Return the program and arguments of the browser: as the settings want it, or the first that is there.

    Raises:
        ReadError: no-browser.

    """
    words = shlex.split(wanted) if wanted else []
    found = next((path for name in (words[:1] or _PROGRAMS) if (path := shutil.which(name))), None)
    if found is None:
        missing = f"there is no program {words[0]!r}, which [fetch] browser names" if words else "there is none here"
        cure = "install it (Debian: apt-get install chromium), or name it as [fetch] browser"
        raise ReadError("no-browser", f"pages with javascript = true need Chromium, and {missing}; {cure}")
    return [found, *words[1:]]

"""One page in a browser that has no network: what it asks for is decided and answered here, until it rests.

Source: https://chromedevtools.github.io/devtools-protocol/tot/Fetch/
"""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from w3lib.url import safe_url_string

from crawler.chromium import Chromium, Event, Gone
from crawler.item import ReadError
from crawler.web import Response

#: What a page is given: itself, and what can add words to it. Pictures, styles, fonts, frames, beacons and sockets not.
_GIVEN = frozenset(("Document", "Script", "XHR", "Fetch"))
#: Headers of its requests that travel on.
_HEADERS = frozenset(("accept", "x-requested-with"))
#: Headers of what is fetched beforehand, or to work in the background.
_NOT_FOR_NOW = frozenset(("service-worker", "sec-purpose", "purpose"))
#: A page rests when nothing was on its way for so many seconds after it was loaded; after so many it is taken as it is.
RESTS = 1.0
ENOUGH = 40.0
#: Answers that one page is given; pages of news ask for some thirty.
MOST_ANSWERS = 200
#: What it asks for beyond that ends it: it does so without end.
MOST_ASKED = 2_000

#: Fetches an address with headers, as something of a kind that is given.
Fetch = Callable[[str, Mapping[str, str], str], Awaitable[Response]]


class Tab:
    """The page in a browser of its own, fetched already; `fetch` gets what else it asks for."""

    def __init__(self, browser: Chromium, page: Response, fetch: Fetch, most: int) -> None:
        self._browser = browser
        self._page = page
        self._fetch = fetch
        self._most = most
        self._session = self._frame = ""
        self._loaded = False
        self._asked = 0
        self._answering: set[asyncio.Task[None]] = set()
        #: Where redirects led: the browser asks for the address that they end at.
        self._known = {page.url: page}

    async def rendered(self) -> Response:
        """Return the page as it is when it rests, or when it has had time enough.

        Raises:
            Gone: the browser has ended.
            ReadError: too-large.

        """
        try:
            await self._open()
            await self._rest()
            return await self._contents()
        finally:
            for task in self._answering:
                task.cancel()
            await asyncio.gather(*self._answering, return_exceptions=True)

    async def _open(self) -> None:
        """Open the page in a context that keeps nothing on disk, and stop all that it asks for."""
        call = self._browser.call
        context = (await call("Target.createBrowserContext"))["browserContextId"]
        await call("Browser.setDownloadBehavior", behavior="deny", browserContextId=context)
        self._frame = (await call("Target.createTarget", url="about:blank", browserContextId=context))["targetId"]
        attached = await call("Target.attachToTarget", targetId=self._frame, flatten=True)
        self._session = attached["sessionId"]
        await self._call("Page.enable")
        await self._call("Inspector.enable")
        await self._call("Fetch.enable", patterns=[{"urlPattern": "*"}])
        # Workers are started, and never let go on.
        await self._call("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True)
        self._start(self._call_if_there("Page.navigate", url=self._page.url))  # answered once the page is

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(ENOUGH):
                while (event := await self._browser.event(RESTS)) or self._answering or not self._loaded:
                    if event is not None:
                        self._hear(event)

    async def _contents(self) -> Response:
        """Return the page, asked for in a world of its own, where its scripts have changed nothing."""
        world = await self._call("Page.createIsolatedWorld", frameId=self._frame)
        script = f"[document.URL, document.documentElement.outerHTML.slice(0, {self._most + 1})]"
        said = await self._call(
            "Runtime.evaluate", expression=script, contextId=world["executionContextId"], returnByValue=True
        )
        url, html = said.get("result", {}).get("value") or (self._page.url, "")
        body = str(html).encode("utf-8", "replace")
        if len(body) > self._most:
            raise ReadError("too-large", f"the page is more than {self._most:,} bytes when its scripts have run")
        is_page = urlsplit(url).scheme in ("http", "https")
        return Response(
            url=url if is_page else self._page.url,
            status=self._page.status,
            headers={"content-type": "text/html; charset=utf-8"},
            body=body,
            moved_to=self._page.moved_to,
            took=self._page.took,
        )

    def _hear(self, event: Event) -> None:
        match event.method:
            case "Fetch.requestPaused":
                self._start(self._answer(event.parameters))
            case "Page.javascriptDialogOpening":
                self._start(self._call_if_there("Page.handleJavaScriptDialog", accept=False))
            case "Page.loadEventFired":
                self._loaded = True
            case "Page.frameNavigated" if "parentId" not in event.parameters["frame"]:
                self._loaded = False
            case "Inspector.targetCrashed":
                raise Gone("the page ended its browser")

    def _start(self, work: Any) -> None:
        self._asked += 1
        if self._asked > MOST_ASKED:
            work.close()
            raise Gone("its page asked for far too much")
        task = asyncio.create_task(work)
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, asked: Mapping[str, Any]) -> None:
        if asked["request"]["method"] == "OPTIONS":  # whether it may ask another site, which decides nothing here
            wanted = asked["request"]["headers"].get("Access-Control-Request-Headers", "")
            await self._fulfil(asked, 204, {"Access-Control-Allow-Headers": wanted})
            return
        try:
            answer = await self._get(asked)
        except ReadError:
            refused = {"requestId": asked["requestId"], "errorReason": "BlockedByClient"}
            await self._call_if_there("Fetch.failRequest", **refused)
            return
        url = asked["request"]["url"]
        if answer.url in (url, safe_url_string(url)):
            await self._fulfil(asked, 200, {"Content-Type": answer.content_type}, answer.body)
        else:
            self._known[answer.url] = answer
            await self._fulfil(asked, 302, {"Location": answer.url})

    async def _fulfil(
        self, asked: Mapping[str, Any], status: int, headers: Mapping[str, str], body: bytes = b""
    ) -> None:
        # Scripts may read what every stranger may: it was asked for without cookies, at addresses that they may ask.
        allowed = {"Access-Control-Allow-Origin": asked["request"]["headers"].get("Origin") or "*"}
        told = {**headers, **allowed, "Access-Control-Allow-Credentials": "true"}
        await self._call_if_there(
            "Fetch.fulfillRequest",
            requestId=asked["requestId"],
            responseCode=status,
            responseHeaders=[{"name": name, "value": value} for name, value in told.items()],
            body=base64.b64encode(body).decode(),
        )

    async def _get(self, asked: Mapping[str, Any]) -> Response:
        request, kind = asked["request"], asked["resourceType"]
        url, headers = request["url"], {name.lower(): value for name, value in request["headers"].items()}
        if (known := self._known.get(url)) is not None:
            return known
        if not is_given(kind, request["method"], url, headers, main=asked["frameId"] == self._frame):
            raise ReadError("blocked", "pages are not given this")
        if self._asked > MOST_ANSWERS:
            raise ReadError("blocked", "it has asked for enough")
        return await self._fetch(url, {k: v for k, v in headers.items() if k in _HEADERS}, kind)

    async def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        return await self._browser.call(method, self._session, **parameters)

    async def _call_if_there(self, method: str, **parameters: Any) -> None:
        with suppress(Gone):  # what it answers may be gone meanwhile, as when the page has moved on
            await self._call(method, **parameters)


def is_given(kind: str, method: str, url: str, headers: Mapping[str, str], *, main: bool) -> bool:
    """Tell whether a page is given what it asks for. Pure.

    Arguments: `kind` as DevTools calls it (Network.ResourceType); `headers` with lower-case names; `main` is False for
    frames within the page.
    """
    sends_nothing = method == "GET" and urlsplit(url).scheme in ("http", "https")
    is_for_now = not _NOT_FOR_NOW & headers.keys() and headers.get("accept") != "text/event-stream"
    return main and sends_nothing and kind in _GIVEN and is_for_now

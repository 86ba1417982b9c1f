"""Open the network and the workers together."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

from config import FetchSettings
from crawler.browser import Browser
from crawler.download import ScrapyDownloader
from crawler.web import Web
from crawler.workers import ProcessWorkers


@asynccontextmanager
async def open_web(fetch: FetchSettings) -> AsyncIterator[Web]:
    """Yield a downloader, workers and a browser for the settings; close both in the end."""
    async with ScrapyDownloader(fetch) as downloader, ProcessWorkers() as workers:
        yield Web(downloader, workers, Browser(fetch, downloader))


class OpenWeb:
    """A web that polls borrow, so that it can be replaced by one with other settings while they use it."""

    def __init__(self, web: Web, stack: AsyncExitStack) -> None:
        self._web, self._stack = web, stack
        self._borrowed = 0
        self._returned = asyncio.Event()
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, fetch: FetchSettings) -> "OpenWeb":
        """Return one for the settings."""
        stack = AsyncExitStack()
        return cls(await stack.enter_async_context(open_web(fetch)), stack)

    @contextmanager
    def borrowed(self) -> Iterator[Web]:
        """Yield the web; it stays open at least as long as the block."""
        self._borrowed += 1
        try:
            yield self._web
        finally:
            self._borrowed -= 1
            self._returned.set()

    def close_when_returned(self) -> None:
        """Close once nobody borrows it any more, without keeping the caller waiting."""
        self._closing = asyncio.create_task(self._close_later())

    async def close(self) -> None:
        """Close now."""
        await self._stack.aclose()

    async def _close_later(self) -> None:
        while self._borrowed:
            self._returned.clear()
            await self._returned.wait()
        await self.close()

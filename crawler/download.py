"""Scrapy as the daemon's downloader: one long-lived crawler in our own event loop, asked for one address at a time."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler

from config import FetchSettings
from crawler.answer import refusal
from crawler.handler import Answer
from crawler.politeness import Politeness
from crawler.redirects import Followed, follow, led_to
from crawler.scrapy_settings import scrapy_settings
from crawler.web import Response


class Waiting(Spider):
    """Keeps Scrapy's engine open; what to fetch comes from outside."""

    name = "waiting"

    async def start(self) -> AsyncIterator[Any]:
        """Yield nothing until the engine is stopped, which cancels it."""
        await asyncio.Event().wait()
        yield


class ScrapyDownloader:
    """Fetches addresses politely and within limits (implements `crawler.web.Downloader`).

    Use it as `async with ScrapyDownloader(fetch) as downloader`, in a loop that `crawler.loop.run` started.
    Environment variables for proxies are not read: behind a proxy the address guard would see the proxy only.
    """

    def __init__(self, fetch: FetchSettings) -> None:
        self._fetch_settings = fetch
        self._under_way: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> "ScrapyDownloader":
        self._crawler = Crawler(Waiting, scrapy_settings(self._fetch_settings))
        ready = asyncio.Event()
        self._crawler.signals.connect(ready.set, signals.engine_started, weak=False)
        self._crawling = asyncio.create_task(self._crawler.crawl_async())
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({waiting, self._crawling}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._crawling.done():
            await self._crawling
        self._politeness: Any = self._crawler.get_downloader_middleware(Politeness)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._politeness.close()
        await self._crawler.stop_async()
        await self._crawling

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None, public: bool = False) -> Response:
        """Return the answer of url after redirects: a 200 with its body, or a 304.

        With `public`, addresses that are not public are refused even where the settings allow them.

        Raises:
            ReadError: kinds dns, connect, tls, timeout, http, blocked, robots, too-large, private-address, redirect,
                or parse (a damaged compression).

        """
        followed = await follow(self._download, url, headers or {}, public=public)
        answer = _plain(followed)
        problem = refusal(answer.status, answer.headers, answer.body, datetime.now(UTC))
        if problem is not None:
            raise led_to(answer.url, problem) if followed.elsewhere else problem
        return answer

    async def post(self, url: str, form: Mapping[str, str]) -> Response:
        """Return the answer of url to a form, whatever its status.

        Raises:
            ReadError: kinds dns, connect, tls, timeout, too-large, private-address, redirect, or parse.

        """
        # If a kept connection has been closed meanwhile, a form cannot just be sent again (RFC 9110 9.2.2).
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
        return _plain(await follow(self._download, url, headers, urlencode(form).encode()))

    async def _download(self, request: Request) -> Answer:
        task: asyncio.Task[Answer] = asyncio.create_task(self._politeness.download(request))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await task


def _plain(followed: Followed) -> Response:
    answer = followed.response
    return Response(
        url=answer.url,
        status=answer.status,
        headers=answer.told,
        body=answer.body,
        moved_to=followed.moved_to,
        took=timedelta(seconds=answer.meta.get("download_latency", 0.0)),
    )

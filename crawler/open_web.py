"""Open the network and the workers together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from config import FetchSettings
from crawler.download import ScrapyDownloader
from crawler.web import Web
from crawler.workers import ProcessWorkers


@asynccontextmanager
async def open_web(fetch: FetchSettings) -> AsyncIterator[Web]:
    """Yield a downloader and workers for the settings; close both in the end."""
    async with ScrapyDownloader(fetch) as downloader, ProcessWorkers() as workers:
        yield Web(downloader, workers)

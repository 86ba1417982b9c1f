"""Fetch one page the way the daemon would: politely, guarded, parsed in a worker."""

import click

from config import Settings
from crawler.item import ReadError
from crawler.loop import run
from crawler.open_web import open_web
from crawler.page import Page, extract_page
from crawler.sites import Told, needs_scripts, site_of


def fetch_page(url: str, settings: Settings) -> Page:
    """Return the article at url.

    Raises:
        ClickException: it cannot be read; the message says why.

    """

    async def main() -> Page:
        async with open_web(settings.fetch) as web:
            answer = await web.with_scripts(needs_scripts(url, settings.sites)).downloader.get(url)
            site = site_of(settings.sites, answer.url)
            return await web.workers.run(extract_page, answer.body, answer.url, answer.content_type, Told(site=site))

    try:
        return run(main)
    except ReadError as error:
        raise click.ClickException(f"{url}: {error}") from error

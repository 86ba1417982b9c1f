"""Visit a source, as a poll would, and say how it is. Keeps nothing."""

import logging
from datetime import datetime

from config import FetchSettings, SourceSettings
from crawler.diagnosis import Diagnosis, of_failure, of_page, of_reading
from crawler.discovery import find_feeds
from crawler.item import ReadError, fault_of_ours
from crawler.reader import reader_for
from crawler.web import Web

log = logging.getLogger(__name__)

#: Feeds that a page names in place of one: so many are looked at.
_MOST_FEEDS = 3


async def check_up(source: SourceSettings, fetch: FetchSettings, web: Web, now: datetime) -> Diagnosis:
    """Return how source is at a visit now (aware); where it is a page instead of a feed, with the feed it names."""
    try:
        return of_reading(await reader_for(source, fetch).read({}, web), now)
    except ReadError as error:
        if not error.is_page:
            return of_failure(error, source.url)
        return of_page(error, await _feed_named(source, fetch, web))
    except Exception as error:  # a bug over one source may not keep the others from being told of
        log.exception("check crashed: source=%s", source.name)
        return of_failure(fault_of_ours(error))


async def _feed_named(source: SourceSettings, fetch: FetchSettings, web: Web) -> str | None:
    """Return the first feed that the page at source names and that can be read."""
    try:
        page = await web.downloader.get(source.url)
        named = await web.workers.run(find_feeds, page.body, page.url)
    except ReadError:
        return None
    for address in named[:_MOST_FEEDS]:
        feed = SourceSettings(name=source.name, url=address)
        try:
            await reader_for(feed, fetch).read({}, web)
        except ReadError:
            continue
        return address
    return None

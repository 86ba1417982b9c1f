"""How Scrapy is set up: for the daemon, and for `scrapy shell` and `scrapy crawl` in a checkout (see scrapy.cfg).

Scrapy's defaults are for a crawl that somebody watches: 1 GiB and 3 minutes an answer, certificates unchecked, a
telnet and a remote-control server that run code, cookies kept, a line in the log for each request.
"""

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from config import FetchSettings

#: To one host, its robots.txt among them; between two requests there is also a delay, see `crawler.politeness`.
CONCURRENT_PER_HOST = 4


def user_agent(fetch: FetchSettings) -> str:
    """Return the name that servers see: product, version, and whom to write to."""
    try:
        release = version("tocsin")
    except PackageNotFoundError:  # run from a checkout
        release = "dev"
    contact = "".join(c for c in fetch.contact or "" if c.isprintable() and c.isascii())
    return f"Tocsin/{release} (+{contact})" if contact else f"Tocsin/{release}"


def scrapy_settings(fetch: FetchSettings) -> dict[str, Any]:
    """Return Scrapy's settings for fetching as the user wants it.

    Redirects, robots.txt, delays, compression, time and size limits are ours (`crawler.download`,
    `crawler.politeness`, `crawler.handler`), so Scrapy's downloader middlewares are all off, and so are its extensions.
    """
    return {
        "BOT_NAME": "tocsin",
        "USER_AGENT": user_agent(fetch),
        "TOCSIN_FETCH": fetch,
        "SPIDER_MODULES": ["crawler.spiders"],
        "TWISTED_REACTOR_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "COOKIES_ENABLED": False,
        "CONCURRENT_REQUESTS": fetch.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENT_PER_HOST,
        "CONCURRENT_ITEMS": 1,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_TIMEOUT": fetch.timeout.total_seconds(),
        "DOWNLOAD_MAXSIZE": fetch.max_size,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_HANDLERS": {
            **dict.fromkeys(("data", "file", "s3", "ftp")),
            **dict.fromkeys(("http", "https"), "crawler.handler.GuardedHandler"),
        },
        # Rather than switching each off by its name, which would import them all.
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES": {"crawler.politeness.Politeness": 900},
        "EXTENSIONS_BASE": {},
        "EXTENSIONS": {},
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "LOG_FORMATTER": "crawler.handler.NoLine",
        "LOG_LEVEL": "WARNING",
    }

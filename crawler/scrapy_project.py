"""Scrapy's settings module for `scrapy list`, `scrapy shell` and `scrapy crawl` in a checkout (see scrapy.cfg).

The same as in the daemon, with Scrapy's own engine around it, which also follows redirects and writes the items.
"""

from config import FetchSettings
from crawler.scrapy_settings import scrapy_settings

_REDIRECTS = "scrapy.downloadermiddlewares.redirect.RedirectMiddleware"
_EXPORTS = "scrapy.extensions.feedexport.FeedExporter"
_SETTINGS = scrapy_settings(FetchSettings())
_SETTINGS["DOWNLOADER_MIDDLEWARES"][_REDIRECTS] = 600
_SETTINGS["EXTENSIONS"][_EXPORTS] = 0
_SETTINGS |= {
    "LOG_FORMATTER": "scrapy.logformatter.LogFormatter",
    "STATS_CLASS": "scrapy.statscollectors.MemoryStatsCollector",
    "LOG_LEVEL": "INFO",
}
globals().update(_SETTINGS)

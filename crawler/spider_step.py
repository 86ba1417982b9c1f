"""Run a spider a step at a time: the part that touches hostile pages, for a worker process.

Scrapy's engine would run the callbacks in the daemon itself, where one page of 200,000 attributes holds up all.
"""

import asyncio
import inspect
import pkgutil
from collections.abc import AsyncIterable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Headers
from scrapy.responsetypes import responsetypes
from scrapy.utils.request import request_from_dict
from scrapy.utils.spider import iter_spider_classes

import crawler.spiders
from crawler.item import Item
from crawler.web import Response

MOST_REQUESTS = 500
MOST_ITEMS = 1_000


@dataclass(frozen=True)
class Step:
    """What one call of a spider gave; requests as `Request.to_dict` writes them, which can be sent to a process."""

    items: tuple[Item, ...] = ()
    requests: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = ()


@cache
def spiders() -> dict[str, type[Spider]]:
    """Return every spider in crawler/spiders/ by its name.

    Raises:
        RuntimeError: two have the same name.

    """
    found: dict[str, type[Spider]] = {}
    for info in pkgutil.iter_modules(crawler.spiders.__path__, crawler.spiders.__name__ + "."):
        for spider in iter_spider_classes(import_module(info.name)):
            if found.setdefault(spider.name, spider) is not spider:
                raise RuntimeError(f"{info.name} and {found[spider.name].__module__} both name {spider.name!r}")
    return found


def first_step(name: str, url: str) -> Step:
    """Return what the spider of that name starts with; `url` is the source's address."""
    spider = spiders()[name](url=url)
    return _step(spider, asyncio.run(_gathered(spider.start())))


def next_step(name: str, url: str, request: dict[str, Any], answer: Response) -> Step:
    """Return what the spider makes of the answer to one of its requests."""
    spider = spiders()[name](url=url)
    asked = request_from_dict(request, spider=spider)
    headers = Headers(dict(answer.headers))
    kind = responsetypes.from_args(headers=headers, url=answer.url, body=answer.body)
    response = kind(answer.url, status=answer.status, headers=headers, body=answer.body, request=asked)
    callback = asked.callback or spider.parse
    return _step(spider, asyncio.run(_gathered(callback(response, **asked.cb_kwargs))))


async def _gathered(given: Any) -> list[Any]:
    """Return what a callback gave: Scrapy allows generators, lists, single values, coroutines and async generators."""
    if inspect.isawaitable(given):
        given = await given
    if isinstance(given, AsyncIterable):
        return [value async for value in given]
    if given is None:
        return []
    return list(given) if isinstance(given, Iterable) and not isinstance(given, dict) else [given]


def _step(spider: Spider, given: list[Any]) -> Step:
    items = [value for value in given if isinstance(value, Item)]
    requests = [value for value in given if isinstance(value, Request)]
    odd = len(given) - len(items) - len(requests)
    notes = [f"the spider gave {odd} values that are neither items nor requests"] if odd else []
    if len(items) > MOST_ITEMS or len(requests) > MOST_REQUESTS:
        notes.append(f"of {len(items)} items and {len(requests)} requests only the first were taken")
    wanted = [request.to_dict(spider=spider) for request in requests[:MOST_REQUESTS]]
    return Step(tuple(items[:MOST_ITEMS]), tuple(wanted), tuple(notes))

"""Every spider, against a stored page in its site's layout; and the reader that runs them.

A spider joins by existing: tests/spiders/NAME.html is a page (NAME.api an answer in JSON), NAME.json what the spider
must make of it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.utils.request import request_from_dict
from servers import plain, redirect, site

from config import FetchSettings, SourceSettings
from crawler import spider_step
from crawler.download import ScrapyDownloader
from crawler.item import Item, ReadError
from crawler.loop import run
from crawler.reader import reader_for
from crawler.spider_step import first_step, next_step, spiders
from crawler.spiders.base import NewsSpider
from crawler.web import Response, Web

PAGES = Path(__file__).parent / "spiders"
HTML = {"content-type": "text/html"}
LOOPBACK = FetchSettings(private_addresses=["127.0.0.0/8"], per_host_delay="0s", timeout="2s")


TYPES = {".html": "text/html; charset=utf-8", ".api": "application/json"}


def stored(name):
    (page,) = (path for path in PAGES.glob(f"{name}.*") if path.suffix in TYPES)
    return page.read_bytes(), json.loads((PAGES / f"{name}.json").read_text("utf-8")), TYPES[page.suffix]


@pytest.mark.parametrize("name", spiders())
def test_a_spider_reads_its_stored_page(name):
    page, expected, kind = stored(name)
    first = first_step(name, expected["url"]).requests[0]
    answer = Response(url=first["url"], status=200, headers={"content-type": kind}, body=page)
    step = next_step(name, expected["url"], first, answer)
    found = [
        {
            "url": i.url,
            "title": i.title,
            "summary": i.summary,
            "published_at": i.published_at and i.published_at.isoformat(),
        }
        for i in step.items
    ]
    assert (found, [r["url"] for r in step.requests]) == (expected["items"], expected["follows"])


@pytest.mark.parametrize("name", spiders())
@pytest.mark.parametrize("page", [b"", b"<html>", b"\x00\xff" * 99, b"<a href='http://['>x</a>" * 9, b'{"a": 1}'])
def test_a_spider_makes_nothing_of_what_is_not_its_page(name, page):
    _, expected, kind = stored(name)
    first = first_step(name, expected["url"]).requests[0]
    step = next_step(
        name, expected["url"], first, Response(url=first["url"], status=200, headers={"content-type": kind}, body=page)
    )
    assert (step.items, step.requests) == ((), ())


def test_scrapys_own_command_finds_the_spiders():
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"], cwd=root, capture_output=True, text=True, env=os.environ, check=True
    )
    assert done.stdout.split() == sorted(spiders())


class Inline:
    """Runs functions where it stands; the processes have their own tests."""

    async def run(self, function, /, *args):
        import asyncio

        return await asyncio.to_thread(function, *args)


class Village(NewsSpider):
    """A site with a list of two pages, links that lead elsewhere, and callbacks of every sort."""

    name = "village"
    custom = "kept"

    async def parse(self, response):
        for link in response.css("a"):
            yield response.follow(link, self.page, cb_kwargs={"seen": "on " + response.url})
        yield Request("http://elsewhere.example/", self.page)
        yield Request(response.url + "?post", self.page, method="POST")
        yield {"odd": 1}

    def page(self, response, seen):
        return [self.item(response, response.url, response.css("h1::text").get("?"), summary=seen)]


@pytest.fixture
def village(monkeypatch):
    monkeypatch.setitem(spiders(), "village", Village)
    with site() as web:
        web.answers["/"] = plain('<a href="/1">1</a><a href="/2">2</a><a href="/1">again</a>', Content_Type="text/html")
        web.answers["/1"] = plain("<h1>One &amp; only</h1>", Content_Type="text/html")
        web.answers["/2"] = redirect("/two")
        web.answers["/two"] = plain("<h1>Zwei</h1>".encode("utf-16"), Content_Type="text/html; charset=utf-16")
        yield web


def read(web, cursor=None):
    source = SourceSettings(name="v", url=web.url + "/", kind="spider", spider="village")

    async def main():
        async with ScrapyDownloader(LOOPBACK) as downloader:
            return await reader_for(source, LOOPBACK).read(cursor or {}, Web(downloader, Inline()))

    return run(main)


def test_a_spider_source_gives_the_items_of_all_its_pages(village):
    reading = read(village)
    assert [(item.title, item.url) for item in reading.items] == [
        ("One & only", village.url + "/1"),
        ("Zwei", village.url + "/two"),
    ]
    assert reading.items[0].summary == f"on {village.url}/"


def test_what_a_spider_may_not_do_is_noted(village):
    notes = " ".join(read(village).notes)
    assert "another site: http://elsewhere.example/" in notes
    assert "only GET is: POST" in notes
    assert "neither items nor requests" in notes


def test_the_same_items_again_are_unchanged(village):
    first = read(village)
    again = read(village, first.cursor)
    assert (again.unchanged, again.items) == (True, ())


def test_a_page_that_fails_costs_only_its_own_item(village):
    village.answers["/1"] = plain("", 500)
    reading = read(village)
    assert [item.title for item in reading.items] == ["Zwei"]
    assert any("500" in note for note in reading.notes)


@pytest.mark.parametrize(("answer", "kind"), [(plain("", 403), "blocked"), (plain("<p>new layout</p>"), "empty")])
def test_a_spider_that_finds_nothing_says_so(village, answer, kind):
    village.answers["/"] = answer
    with pytest.raises(ReadError) as caught:
        read(village)
    assert caught.value.kind == kind


def test_a_spider_that_never_ends_is_stopped(village, monkeypatch):
    monkeypatch.setattr("crawler.readers.spider.MOST_PAGES", 5)

    class Endless(Village):
        def parse(self, response):
            page = int(response.url.rpartition("/")[2] or 0) + 1
            yield Item(url=response.url, title=str(page))
            yield response.follow(f"/{page}")

    monkeypatch.setitem(spiders(), "village", Endless)
    village.answers |= {f"/{n}": plain("x", Content_Type="text/html") for n in range(20)}
    reading = read(village)
    assert len(reading.items) == len(village.paths()) == 5
    assert any("stopped after 5 pages" in note for note in reading.notes)


def test_two_spiders_of_one_name_are_a_bug(monkeypatch):
    monkeypatch.setattr(spider_step, "iter_spider_classes", lambda module: [type("A", (Village,), {})])
    spiders.cache_clear()
    try:
        with pytest.raises(RuntimeError, match="village"):
            spiders()
    finally:
        spiders.cache_clear()


def test_a_request_can_be_sent_to_a_worker_and_back():
    step = first_step("gov_uk_mod", "https://www.gov.uk/x")
    assert request_from_dict(step.requests[0]).url == "https://www.gov.uk/x"

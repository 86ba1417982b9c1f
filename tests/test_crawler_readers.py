"""Reading sources of each kind over loopback."""

import asyncio
import json
from datetime import timedelta

import pytest
from servers import hang, plain, redirect, site

from config import FetchSettings, SourceSettings
from crawler import conditional
from crawler.download import ScrapyDownloader
from crawler.item import ReadError
from crawler.loop import run
from crawler.reader import reader_for
from crawler.web import Web

FETCH = FetchSettings(private_addresses=["127.0.0.0/8"], per_host_delay="0s", timeout="2s")
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Ministry</title>{more}
<item><title>First</title><link>https://news.example/1</link><guid isPermaLink="false">tag:1</guid></item>
<item><title>Second</title><link>https://news.example/2</link></item></channel></rss>"""
FEED = RSS.replace("{more}", "")


class Inline:
    """Runs functions in a thread and counts them; the processes have their own tests."""

    def __init__(self):
        self.calls = 0

    async def run(self, function, /, *args):
        self.calls += 1
        return await asyncio.to_thread(function, *args)


@pytest.fixture
def web():
    with site() as started:
        yield started


def read(url, *cursors, kind="feed", workers=None, **keys):
    """Poll once for each cursor; None stands for the cursor of the reading before. Return the last reading."""
    source = SourceSettings(name="s", url=url, kind=kind, **keys)

    async def main():
        async with ScrapyDownloader(FETCH) as downloader:
            reader, reading = reader_for(source, FETCH), None
            for cursor in cursors or ({},):
                known = reading.cursor if cursor is None else cursor
                reading = await reader.read(json.loads(json.dumps(known)), Web(downloader, workers or Inline()))
            return reading

    return run(main)


def failure(*args, **options):
    with pytest.raises(ReadError) as caught:
        read(*args, **options)
    return caught.value


def test_a_feed_gives_its_items_and_its_title(web):
    web.answers["/"] = plain(FEED, Content_Type="application/rss+xml")
    reading = read(web.url + "/")
    assert [(item.title, item.url, item.guid) for item in reading.items] == [
        ("First", "https://news.example/1", "tag:1"),
        ("Second", "https://news.example/2", None),
    ]
    assert (reading.title, reading.unchanged, reading.wait) == ("Ministry", False, None)


def test_the_next_poll_sends_the_validators_and_takes_a_304(web):
    web.answers["/"] = plain(FEED, ETag='W/"7"', Last_Modified="Sun, 01 Mar 2026 08:00:00 GMT")
    first = read(web.url + "/")
    web.answers["/"] = plain(status=304)
    again = read(web.url + "/", first.cursor)
    assert (again.unchanged, again.items) == (True, ())
    assert web.asked[-1].headers["if-none-match"] == 'W/"7"'
    assert web.asked[-1].headers["if-modified-since"] == "Sun, 01 Mar 2026 08:00:00 GMT"
    assert read(web.url + "/", again.cursor).cursor["etag"] == 'W/"7"'


def test_the_same_bytes_again_are_unchanged_and_not_parsed(web):
    web.answers["/"] = plain(FEED)
    workers = Inline()
    again = read(web.url + "/", {}, None, workers=workers)
    assert (again.unchanged, again.items, workers.calls) == (True, (), 1)


def test_a_cursor_of_another_address_is_not_used(web):
    web.answers["/"] = plain(FEED, ETag='"1"')
    web.answers["/other"] = plain(FEED)
    first = read(web.url + "/")
    other = read(web.url + "/other", first.cursor)
    assert (other.unchanged, "if-none-match" in web.asked[-1].headers) == (False, False)


def test_a_server_that_says_304_for_ever_is_asked_in_full_now_and_then(web, monkeypatch):
    monkeypatch.setattr(conditional, "TRUST", 2)
    web.answers["/"] = plain(FEED, ETag='"1"')
    first = read(web.url + "/")
    web.answers["/"] = plain(status=304)
    read(web.url + "/", first.cursor, None, None)
    assert ["if-none-match" in asked.headers for asked in web.asked if asked.path == "/"][1:] == [True, True, False]


def test_a_permanent_redirect_is_told(web):
    web.answers |= {"/": redirect("/feed", 301), "/feed": plain(FEED)}
    assert read(web.url + "/").moved_to == web.url + "/feed"


@pytest.mark.parametrize(
    ("headers", "more", "wait"),
    [
        ({"Cache_Control": "max-age=600"}, "", 600),
        ({"Cache_Control": "max-age=864000"}, "", 1800),
        ({}, "<ttl>20</ttl>", 1200),
        ({}, "<ttl>1440</ttl>", 1800),
        ({"Cache_Control": "max-age=60"}, "<ttl>20</ttl>", 1200),
    ],
)
def test_hints_to_wait_are_honoured_up_to_half_an_hour(web, headers, more, wait):
    web.answers["/"] = plain(RSS.replace("{more}", more), **headers)
    assert read(web.url + "/").wait == timedelta(seconds=wait)


def test_a_retry_after_is_honoured_in_full(web):
    web.answers["/"] = plain("", 503, Retry_After="7200")
    assert failure(web.url + "/").wait == timedelta(hours=2)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", "empty"),
        ("<!doctype html><title>Sign in</title>", "not-a-feed"),
        ("/dev/zero", "not-a-feed"),
        ('{"error": "gone"}', "not-a-feed"),
    ],
)
def test_what_is_no_feed_is_told(web, body, kind):
    web.answers["/"] = plain(body, Content_Type="text/xml")
    assert failure(web.url + "/").kind == kind


def test_a_failure_leaves_the_cursor_to_the_caller(web):
    web.answers["/"] = hang
    assert failure(web.url + "/").kind == "timeout"

"""Reading sources of each kind over loopback."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from servers import hang, plain, redirect, site

from config import FetchSettings, SourceSettings
from crawler import conditional
from crawler.download import ScrapyDownloader
from crawler.item import ReadError
from crawler.loop import run
from crawler.reader import reader_for, readers
from crawler.readers.feed import entries
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


@pytest.mark.parametrize(("kind", "more"), [("feed", {}), ("sitemap", {}), ("listing", {"links": "h2 a"})])
def test_of_a_source_that_is_redirected_to_a_front_page_it_is_told_where(web, kind, more):
    web.answers |= {"/source": redirect("/"), "/": plain("<html><body>Welcome</body></html>", content_type="text/html")}
    there = failure(f"{web.url}/source", kind=kind, **more)
    here = failure(f"{web.url}/", kind=kind, **more)
    assert (there.kind, str(there)) == (here.kind, f"redirected to {web.url}/: {here}")


def test_every_kind_of_the_manual_has_a_reader():
    assert set(readers()) == {"feed", "sitemap", "listing", "spider"}


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


@pytest.mark.parametrize("sent", ['"\x01"', '"\x7f"', "\x0b"])
def test_a_validator_that_cannot_be_sent_back_does_not_keep_the_feed_from_being_read(web, sent):
    web.answers["/"] = plain(FEED, ETag=sent, Last_Modified=sent)
    first = read(web.url + "/")
    assert read(web.url + "/", first.cursor).unchanged
    assert {"if-none-match", "if-modified-since"}.isdisjoint(web.asked[-1].headers)


def test_the_same_bytes_again_are_unchanged_and_not_parsed(web):
    web.answers["/"] = plain(FEED)
    workers = Inline()
    again = read(web.url + "/", {}, None, workers=workers)
    assert (again.unchanged, again.items, workers.calls) == (True, (), 1)


@pytest.mark.parametrize(
    ("head", "tail", "parsed"),
    [
        # What stands around the entries does not count;
        ("<lastBuildDate>Sun, 01 Mar 2026 08:15:00 GMT</lastBuildDate>", "<!-- cached 08:15 -->", 1),
        # what stands in them does, as far as it makes other items of them.
        ("", "<item><comments>7</comments></item>", 2),
    ],
)
def test_the_same_items_in_other_bytes_are_unchanged(web, head, tail, parsed):
    source, workers = web.url + "/", Inline()
    web.answers["/"] = plain(FEED)
    first = read(source, workers=workers)
    web.answers["/"] = plain(RSS.replace("{more}", head).replace("</channel>", f"{tail}</channel>"))
    again = read(source, first.cursor, workers=workers)
    assert (first.unchanged, again.unchanged, again.items, workers.calls) == (False, True, (), parsed)
    web.answers["/"] = plain(FEED.replace("Second", "Second, corrected"))
    edited = read(source, again.cursor)
    assert (edited.unchanged, [item.title for item in edited.items]) == (False, ["First", "Second, corrected"])


@pytest.mark.parametrize("body", ["", "<rss></rss>", "</item><item>", '{"items": []}', FEED.encode("utf-16")])
def test_of_what_has_no_entries_all_of_it_counts(body):
    data = body if isinstance(body, bytes) else body.encode()
    assert entries(data) == data


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
    with pytest.raises(ReadError, match="304"):
        read(web.url + "/", first.cursor, None, None)
    assert ["if-none-match" in asked.headers for asked in web.asked if asked.path == "/"][1:] == [True, True, False]


@pytest.mark.parametrize(("hours", "asks"), [(23, True), (25, False), (-25, False)])
def test_a_full_answer_is_asked_for_once_a_day(web, hours, asks):
    web.answers["/"] = plain(FEED, ETag='"1"')
    first = read(web.url + "/").cursor
    read(web.url + "/", {**first, "full_at": first["full_at"] - hours * 3600})
    assert ("if-none-match" in web.asked[-1].headers) == asks


def dated(moment):
    return format_datetime(moment.astimezone(UTC), usegmt=True)


@pytest.mark.parametrize(("days", "asks"), [(0, True), (-200, False), (5_000, False)])
def test_a_server_whose_clock_for_changes_is_wrong_is_asked_in_full(web, days, asks):
    now = datetime.now(UTC)
    feed = FEED.replace("</item>", f"<pubDate>{dated(now)}</pubDate></item>")
    web.answers["/"] = plain(feed, Last_Modified=dated(now + timedelta(days=days)), ETag='"1"')
    read(web.url + "/", {}, None, None)
    sent = [asked.headers for asked in web.asked if asked.path == "/"]
    assert ["if-none-match" in headers and "if-modified-since" in headers for headers in sent] == [False, asks, asks]


@pytest.mark.parametrize("status", [400, 412, 500])
def test_a_server_that_trips_over_conditions_is_asked_without(web, status):
    def answer(connection, asked):
        fails = "if-none-match" in asked.headers
        (plain(status=status) if fails else plain(FEED.replace("Second", "Third"), ETag='"2"'))(connection, asked)

    web.answers["/"] = plain(FEED, ETag='"1"')
    first = read(web.url + "/")
    web.answers["/"] = answer
    assert [item.title for item in read(web.url + "/", first.cursor).items] == ["First", "Third"]
    web.answers["/"] = plain(status=status)
    with pytest.raises(ReadError):
        read(web.url + "/", first.cursor)


def test_a_server_that_says_304_to_who_knows_nothing_is_a_failure(web):
    web.answers["/"] = plain(status=304)
    with pytest.raises(ReadError, match="nothing has changed") as raised:
        read(web.url + "/")
    assert (raised.value.kind, raised.value.status) == ("http", 304)


def test_a_feed_is_read_where_a_page_in_its_place_sends_on_to_and_has_not_moved_for_good(web):
    web.answers |= {
        "/feed": plain('<meta http-equiv="refresh" content="0;url=/new">', content_type="text/html"),
        "/new": redirect("/newer", 301),
        "/newer": plain(FEED, etag='"1"'),
    }
    reading = read(web.url + "/feed")
    assert (len(reading.items), reading.moved_to) == (2, None)
    web.answers["/feed"] = plain(FEED, refresh="0; url=/nowhere")
    assert len(read(web.url + "/feed").items) == 2


def test_a_feed_that_comes_with_an_error_is_read_and_this_is_said(web):
    web.answers["/feed"] = plain(FEED, status=404)
    reading = read(web.url + "/feed")
    assert (len(reading.items), reading.notes) == (2, ("the server says 404, and sends the feed all the same",))


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


def test_what_a_feed_asks_for_is_remembered_while_it_stays_as_it_is(web):
    asks = "<ttl>20</ttl><skipHours><hour>3</hour></skipHours>"
    web.answers["/"] = plain(RSS.replace("{more}", asks), ETag='"1"')
    first = read(web.url + "/")
    web.answers["/"] = plain(status=304)
    later = read(web.url + "/", first.cursor, None)
    assert (later.unchanged, later.wait, later.cursor["skips"][:2]) == (True, timedelta(minutes=20), [3, 27])
    web.answers["/"] = plain(FEED.replace("First", "Third"))
    last = read(web.url + "/", later.cursor)
    assert (last.wait, last.cursor.get("skips")) == (None, None)


def test_what_was_odd_in_a_feed_is_said_while_it_stays_as_it_is(web):
    web.answers["/"] = plain(FEED.replace("</channel></rss>", ""), ETag='"1"')
    first = read(web.url + "/")
    web.answers["/"] = plain(status=304)
    later = read(web.url + "/", first.cursor, None)
    assert (later.unchanged, later.notes) == (True, first.notes) != (True, ())
    web.answers["/"] = plain(FEED.replace("Second", "Third"))
    assert read(web.url + "/", later.cursor).notes == ()


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


def test_what_several_entries_are_called_is_the_title_of_none_whose_page_is_to_be_read(web):
    def entry(number, title, text=""):
        return f"<item><title>{title}</title><link>https://n.example/{number}</link><content>{text}</content></item>"

    whole = entry(4, "Press release", "The ministers agreed on further interceptors. " * 40)
    others = entry(1, "Press release") + entry(2, "Press release") + entry(3, "Statement")
    alike = "".join(entry(number, "The price of gold today") for number in (5, 6))
    web.answers["/"] = plain(f"<rss><channel>{others}{whole}{alike}</channel></rss>", Content_Type="text/xml")
    titles = [item.title for item in read(web.url + "/").items]
    assert titles == ["", "", "Statement", "Press release", *["The price of gold today"] * 2]


LISTING = """<html><body><main><h2><a href="/news/one">Ministers agree on one thing</a></h2>
<h2><a href="/news/two">Ministers agree on another</a></h2></main><a href="/about">About us</a></body></html>"""


def test_a_listing_gives_an_item_for_each_link_that_the_selector_finds(web):
    web.answers["/"] = plain(LISTING, Content_Type="text/html")
    reading = read(web.url + "/", kind="listing", links="main h2 a")
    assert [item.title for item in reading.items] == ["Ministers agree on one thing", "Ministers agree on another"]
    assert [item.url.rpartition("/")[2] for item in reading.items] == ["one", "two"]
    assert not any(item.complete for item in reading.items)


def test_a_listing_whose_selector_finds_nothing_says_so(web):
    web.answers["/"] = plain(LISTING, Content_Type="text/html")
    error = failure(web.url + "/", kind="listing", links="article a")
    assert (error.kind, "'article a'" in str(error)) == ("empty", True)


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ('<div id="root"></div><script src="/app.js"></script>', "empty", "a listing with javascript = true reads it"),
        (FEED, "parse", 'this is no page but a feed; set kind = "feed"'),
    ],
)
def test_what_a_listing_has_become_is_said(web, body, kind, words):
    web.answers["/"] = plain(body, Content_Type="text/html")
    error = failure(web.url + "/", kind="listing", links="article a")
    assert (error.kind, words in str(error)) == (kind, True)


def menu(*entries):
    return plain("".join(f"<div><a href='/{one}'>{one}</a></div>" for one in entries), Content_Type="text/html")


def test_a_selector_that_falls_on_a_menu_after_a_redesign_finds_no_articles_and_says_so(web):
    web.answers["/"] = plain(LISTING, Content_Type="text/html")
    first = read(web.url + "/", kind="listing", links="a")
    web.answers["/"] = menu("contact", "imprint", "jobs")
    error = failure(web.url + "/", dict(first.cursor), kind="listing", links="a")
    assert (error.kind, "finds what reads like a menu" in str(error)) == ("empty", True)
    # Who names another selector has looked.
    assert len(read(web.url + "/", dict(first.cursor), kind="listing", links="div a").items) == 3


def test_a_list_that_always_read_like_a_menu_goes_on(web):
    web.answers["/"] = menu("order-1")
    first = read(web.url + "/", kind="listing", links="a")
    web.answers["/"] = menu("order-2", "order-3")
    assert len(read(web.url + "/", dict(first.cursor), kind="listing", links="a").items) == 2


def test_menu_entries_that_are_left_out_are_told_of(web):
    web.answers["/"] = plain(f"<nav><a href='/contact'>Contact</a></nav>{LISTING}", Content_Type="text/html")
    assert read(web.url + "/", kind="listing", links="a").notes == ("left out, as entries of its menus: 1",)


def listed(*names, following=None):
    links = "".join(f'<h2><a href="/news/{name}">News that is called {name}</a></h2>' for name in names)
    return plain(f"{links}<a rel=next href='{following}'>older</a>" if following else links, Content_Type="text/html")


def paged(web, *cursors):
    return read(web.url + "/", *cursors, kind="listing", links="h2 a", next="a[rel=next]")


def names(reading):
    return [item.url.rpartition("/")[2] for item in reading.items]


def test_a_listing_is_read_page_by_page_up_to_what_was_known(web):
    web.answers |= {"/": listed("c", "b", following="/p2"), "/p2": listed("a")}
    first = paged(web)
    assert names(first) == ["c", "b"]
    web.answers |= {"/": listed("h", "g", following="/p2"), "/p2": listed("f", "e", following="/p3")}
    web.answers |= {"/p3": listed("d", "c", following="/p4"), "/p4": listed("b", "a")}
    again = paged(web, dict(first.cursor))
    assert names(again) == ["h", "g", "f", "e", "d", "c"]
    assert again.notes == ()


def test_a_listing_without_anything_known_is_read_to_a_limit_which_is_said(web):
    web.answers["/"] = listed("a")
    first = paged(web)
    web.answers |= {"/": listed("b", following="/1")} | {
        f"/{n}": listed(f"x{n}", following=f"/{n + 1}") for n in range(1, 30)
    }
    again = paged(web, dict(first.cursor))
    assert len(again.items) == 10
    assert "none of 10 pages holds a link that was known" in again.notes


def test_what_stays_at_the_head_of_a_listing_does_not_hide_a_further_page(web):
    web.answers["/"] = listed("pinned", "c", "b", "a")
    first = paged(web)
    web.answers |= {"/": listed("pinned", "g", "f", "e", following="/p2"), "/p2": listed("d", "c", "b", "a")}
    assert names(paged(web, dict(first.cursor)))[4:] == ["d", "c", "b", "a"]


@pytest.mark.parametrize(("failing", "later"), [(plain("", 500), ["c", "b", "a"]), (plain("", 404), ["c"])])
def test_a_further_page_that_fails_costs_only_itself_and_is_asked_for_again_where_that_may_pass(web, failing, later):
    web.answers["/"] = listed("a")
    first = paged(web)
    web.answers |= {"/": listed("c", following="/p2"), "/p2": failing}
    again = paged(web, dict(first.cursor))
    assert (names(again), len(again.notes)) == (["c"], 1)
    web.answers |= {"/": listed("c", following="/p2#"), "/p2": listed("b", "a")}
    assert names(paged(web, dict(again.cursor))) == later


def test_a_listing_remembers_what_was_known_while_it_does_not_change(web):
    web.answers |= {"/": listed("b", following="/p2"), "/p2": listed("a")}
    unchanged = paged(web, {}, None)
    assert unchanged.unchanged
    web.answers |= {"/": listed("c", following="/p2"), "/p2": listed("b")}
    assert names(paged(web, dict(unchanged.cursor))) == ["c", "b"]


def urlset(*entries):
    pages = "".join(f"<url><loc>{loc}</loc>{f'<lastmod>{at}</lastmod>' if at else ''}</url>" for loc, at in entries)
    return plain(f"<urlset>{pages}</urlset>", Content_Type="application/xml")


def index(web, *entries):
    maps = "".join(
        f"<sitemap><loc>{web.url}{p}</loc>{f'<lastmod>{at}</lastmod>' if at else ''}</sitemap>" for p, at in entries
    )
    return plain(f"<sitemapindex>{maps}</sitemapindex>", Content_Type="application/xml")


def test_a_sitemap_gives_the_newest_first(web):
    web.answers["/"] = urlset(("https://n.example/a", "2026-01-01"), ("https://n.example/b", "2026-02-01"))
    reading = read(web.url + "/", kind="sitemap")
    assert [item.url for item in reading.items] == ["https://n.example/b", "https://n.example/a"]


def test_a_news_sitemap_gives_titles_and_dates(web):
    body = """<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://n.example/a</loc>
        <news:news><news:publication_date>2026-03-01T08:15:00Z</news:publication_date>
        <news:title>T one</news:title></news:news></url></urlset>"""
    web.answers["/"] = plain(body)
    [item] = read(web.url + "/", kind="sitemap").items
    assert (item.title, item.published_at.isoformat()) == ("T one", "2026-03-01T08:15:00+00:00")


def test_of_an_index_the_newest_few_are_read_and_later_only_what_has_changed(web):
    dates = {f"/{n}": f"2026-01-0{n}" for n in range(1, 8)}
    web.answers["/"] = index(web, *dates.items())
    web.answers |= {path: urlset((f"https://n.example{path}", None)) for path in dates}
    first = read(web.url + "/", kind="sitemap")
    assert web.paths() == ["/", "/7", "/6", "/5", "/4"]
    assert len(first.items) == 4

    web.asked.clear()
    web.answers["/"] = index(web, *(dates | {"/2": "2026-02-01"}).items())
    again = read(web.url + "/", first.cursor, kind="sitemap")
    assert web.paths() == ["/", "/2"]
    assert ([item.url for item in again.items], again.unchanged) == (["https://n.example/2"], False)


def test_an_index_without_times_is_looked_into_each_time(web):
    web.answers["/"] = index(web, ("/a", None), ("/b", None))
    web.answers |= {"/a": urlset(("https://n.example/1", None)), "/b": urlset(("https://n.example/2", None))}
    first = read(web.url + "/", kind="sitemap")
    again = read(web.url + "/", first.cursor, kind="sitemap")
    assert (len(first.items), again.items, again.unchanged) == (2, (), True)
    web.answers["/b"] = urlset(("https://n.example/3", None), ("https://n.example/2", None))
    assert [i.url for i in read(web.url + "/", again.cursor, kind="sitemap").items] == [
        "https://n.example/3",
        "https://n.example/2",
    ]


def test_an_index_that_names_itself_ends(web):
    web.answers["/"] = index(web, ("/", None), ("/a", None))
    web.answers["/a"] = index(web, ("/", None), ("/a", None))
    assert read(web.url + "/", kind="sitemap").items == ()


def test_a_sitemap_of_an_index_that_fails_is_noted_and_tried_again(web):
    web.answers["/"] = index(web, ("/a", "2026-01-01"), ("/b", "2026-01-02"))
    web.answers |= {"/a": urlset(("https://n.example/1", None))}
    first = read(web.url + "/", kind="sitemap")
    assert (len(first.items), len(first.notes)) == (1, 1)
    web.answers["/b"] = urlset(("https://n.example/2", None))
    again = read(web.url + "/", first.cursor, kind="sitemap")
    assert [item.url for item in again.items] == ["https://n.example/2"]


def test_an_index_of_which_nothing_can_be_read_fails(web):
    web.answers["/"] = index(web, ("/a", None), ("/b", None))
    assert failure(web.url + "/", kind="sitemap").status == 404


def monthly(web, number, dated=True):
    """Return an index of so many sitemaps that gives no times, each of one old page; with or without its day."""
    names = [f"/m{n:03}" for n in range(number)]
    old = "2015-03-01" if dated else None
    web.answers |= {name: urlset((f"https://n.example{name}-old", old)) for name in names}
    web.answers["/"] = index(web, *((name, None) for name in names))
    return names


def polled(web, cursor, polls):
    """Poll so many times; return the pages found, those asked for, and the last reading."""
    found, reading = set(), None
    web.asked.clear()
    for _ in range(polls):
        reading = read(web.url + "/", cursor, kind="sitemap")
        cursor = json.loads(json.dumps(reading.cursor))
        found |= {item.url.rpartition("/")[2] for item in reading.items}
    return found, web.paths(), reading


def test_an_index_of_many_sitemaps_without_times_is_walked_through_a_few_at_each_poll(web):
    names = monthly(web, 30)
    _, asked, first = polled(web, {}, 1)
    assert set(asked) == {"/", *names[:6], *names[-2:]}
    today = datetime.now(UTC).isoformat(timespec="seconds")
    web.answers["/m017"] = urlset(("https://n.example/m017-old", "2015-03-01"), ("https://n.example/news", today))
    found, asked, reading = polled(web, dict(first.cursor), 7)
    # Each was seen once, and of what it names that alone is news which is of today.
    assert set(names) <= set(asked) | set(names[:6])
    assert max(asked.count(name) for name in names[2:-2]) == 1
    assert found == {"news"}
    # The round is over, and the next one begins a day after it began.
    assert set(polled(web, dict(reading.cursor), 1)[1]) <= {"/", *names[:2], *names[-2:]}
    reading.cursor["walk"]["begun"] -= 86_400
    assert names[2] in polled(web, dict(reading.cursor), 1)[1]


def test_what_walked_sitemaps_name_without_a_day_is_no_news(web):
    monthly(web, 9, dated=False)
    first = polled(web, {}, 1)[2]
    web.answers["/m004"] = urlset(("https://n.example/m004-old", None), ("https://n.example/unknown", None))
    assert "unknown" not in polled(web, dict(first.cursor), 3)[0]


def test_sitemaps_without_a_time_beside_others_that_have_one_are_walked_through_too(web):
    dated = {f"/d{n}": f"2026-01-0{n}" for n in range(1, 6)}
    web.answers |= {name: urlset(("https://n.example/x", "2015-03-01")) for name in (*dated, "/undated")}
    web.answers["/"] = index(web, *dated.items(), ("/undated", None))
    assert "/undated" in polled(web, {}, 1)[1]


def test_a_walked_sitemap_that_fails_is_noted_and_holds_nothing_up(web):
    names = monthly(web, 9)
    del web.answers[names[3]]
    _, asked, reading = polled(web, {}, 1)
    assert names[4] in asked
    assert len(reading.notes) == 1


def test_what_lists_articles_by_tag_or_author_is_none(web):
    called = ["post", "category", "post_tag2", "author", "page"]
    web.answers["/"] = index(web, *((f"/{name}-sitemap.xml", "2026-01-02") for name in called))
    web.answers |= {f"/{name}-sitemap.xml": urlset((f"https://n.example/of-{name}", None)) for name in called}
    more = ("https://n.example/tag/nato/", "https://n.example/author/jane-roe", "https://n.example/tag/nato/meets")
    web.answers["/post-sitemap.xml"] = urlset(("https://n.example/a", None), *((url, None) for url in more))
    found, asked, _ = polled(web, {}, 1)
    assert found == {"a", "meets", "of-page"}
    assert asked == ["/", "/post-sitemap.xml", "/page-sitemap.xml"]


def test_an_index_of_such_sitemaps_alone_is_read(web):
    web.answers["/"] = index(web, ("/sitemap-tags.xml", None))
    web.answers["/sitemap-tags.xml"] = urlset(("https://n.example/a", None))
    assert polled(web, {}, 1)[0] == {"a"}

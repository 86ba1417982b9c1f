"""Feeds that pages name, and what robots.txt allows."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery import find_feeds
from crawler.inspect import inspect_discover, inspect_robots
from crawler.robots import allowed, read_robots

URL = "https://example.org/news/"


def page(*tags: str) -> bytes:
    return f"<!doctype html><html><head><title>x</title>{''.join(tags)}</head><body></body></html>".encode()


@pytest.mark.parametrize(
    ("tag", "feed"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/rss">', "https://example.org/rss"),
        ("<LINK REL=Alternate TYPE=' application/Atom+XML ' HREF=a.atom />", "https://example.org/news/a.atom"),
        ('<link rel="alternate" type="application/feed+json" href="//cdn.example.org/f">', "https://cdn.example.org/f"),
        (
            '<link rel="alternate" type="application/rss+xml; charset=utf-8" href="/rss?a=1&amp;b=2">',
            "https://example.org/rss?a=1&b=2",
        ),
        ('<link rel="feed" href="/x">', "https://example.org/x"),
        ('<link rel="alternate" type="text/xml" href="/rss.xml">', "https://example.org/rss.xml"),
        (
            '<base href="https://other.example.org/b/"><link rel="alternate" type="application/rss+xml" href="r">',
            "https://other.example.org/b/r",
        ),
        ('<link type="application/rss+xml" href="/x"><a href="/y/rss.xml">RSS</a>', "https://example.org/x"),
        ('<a title="a > b" href="/feed/">RSS</a>', "https://example.org/feed/"),
        (
            '<link rel="alternate" type="application/rss+xml" href="feed:https://example.org/x">',
            "https://example.org/x",
        ),
        ('<a href="/NewsFeed.aspx?id=1">x</a>', "https://example.org/NewsFeed.aspx?id=1"),
        ('<a href="/rss2">x</a>', "https://example.org/rss2"),
        ('<a href="https://feeds2.example.com/x">x</a>', "https://feeds2.example.com/x"),
        ('<a href="https://feedly.com/i/subscription/feed/https://example.org/rss">x</a>', "https://example.org/rss"),
        ('<a href="https://feedly.com/i/x#feed/https%3A%2F%2Fexample.org%2Frss">x</a>', "https://example.org/rss"),
        ('<a href="https://feedly.com/i/subscription/feed/https://example.org/all">x</a>', "https://example.org/all"),
        (
            '<a href="https://www.inoreader.com/?add_feed=https%3A%2F%2Fexample.org%2Fall">x</a>',
            "https://example.org/all",
        ),
        ('<a href="https://feedbin.com/?subscribe=https://example.org/all">x</a>', "https://example.org/all"),
        ('<a href="feed:https://example.org/all">x</a>', "https://example.org/all"),
        ('<a href="/index.php?format=rss">RSS</a>', "https://example.org/index.php?format=rss"),
        ('<a rel="nofollow noopener" href="/rss.xml">RSS</a>', "https://example.org/rss.xml"),
        ('<link rel="alternate" type="rss" href="/x">', "https://example.org/x"),
        ('<link rel="alternate" type="text/html" title="RSS" href="/x">', "https://example.org/x"),
    ],
)
def test_feeds_are_found(tag, feed):
    assert find_feeds(page(tag), URL) == (feed,)


@pytest.mark.parametrize(
    "tag",
    [
        '<link rel="alternate stylesheet" type="application/rss+xml" href="/x">',
        '<link rel="alternates" type="application/rss+xml" href="/x">',
        '<link rel="alternate" hreflang="fr" href="/fr/">',
        '<link rel="alternate" media="only screen" href="https://m.example.org/">',
        '<link rel="alternate" type="text/html" hreflang="fr" href="/fr">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">',
        '<link rel="alternate" type="application/json+oembed" href="/oembed?format=json">',
        '<link rel="alternate" type="application/rss+xml" href>',
        '<link rel="alternate" type="application/rss+xml" href="javascript:x">',
        '<!-- <link rel="alternate" type="application/rss+xml" href="/x"> -->',
        '<script>\'<link rel="alternate" type="application/rss+xml" href="/x">\'</script>',
        '<a href="/feedback">Feedback</a>',
        '<a href="/feedback.aspx">Feedback</a>',
        '<a href="/feed.css">x</a>',
    ],
)
def test_what_is_no_feed_is_not_found(tag):
    assert find_feeds(page(tag), URL) == ()


def test_declared_feeds_come_before_guesses_and_each_once():
    tags = '<link rel=alternate type="application/rss+xml" href="/a">' * 2 + '<a href="/feed">x</a>'
    assert inspect_discover(page(tags), URL) == {"feeds": [{"url": "https://example.org/a"}]}


def test_a_page_that_is_a_feed_is_its_own_feed():
    assert find_feeds(b"<rss><channel><title>x</title></channel></rss>", URL) == (URL,)


@pytest.mark.parametrize(
    "hostile", [b"<link " * 200_000, b"<a '" * 300_000, b"<!--" * 300_000, b"<link a=" * 150_000, b"<script>" * 150_000]
)
def test_hostile_pages_take_no_long_time(hostile):
    start = time.perf_counter()
    find_feeds(hostile, URL)
    assert time.perf_counter() - start < 4


@settings(max_examples=100)
@given(st.binary(max_size=200), st.sampled_from([URL, "", "http://["]))
def test_no_page_raises(data, url):
    assert all(
        feed.startswith("http")
        for feed in find_feeds(b"<link rel=alternate type=application/rss+xml href=" + data, url)
    )


@pytest.mark.parametrize(
    ("robots", "agent", "url", "answer"),
    [
        ("\ufeffUser-agent: *\nDisallow: /", "Tocsin", "https://e.org/x", (False, None)),
        ("User-agent: TOCSIN/1.0\nDisallow: /x", "Tocsin", "https://e.org/x", (False, None)),
        ("", "tocsin", "https://e.org/x", (True, None)),
        ("User-agent: *\nDisallow: /x", "tocsin", "https://e.org/x/1", (False, None)),
        (
            "User-agent: *\nDisallow: /\n\nUser-agent: tocsin\nAllow: /\nCrawl-delay: 2.5",
            "tocsin",
            "https://e.org/x",
            (True, 2.5),
        ),
        ("User-agent: Tocsin news bot\nDisallow: /x", "tocsin", "https://e.org/x", (False, None)),
        ("User-agent: Otherbot, Tocsin/1.0,Third # three\nDisallow: /x", "tocsin", "https://e.org/x", (False, None)),
        ("User-agent: one, two\nDisallow: /", "tocsin", "https://e.org/x", (True, None)),
        ("User-agent: tocsin\nX-note: y\nUser-agent: other\nDisallow: /x", "tocsin", "https://e.org/x", (False, None)),
        ("User-agent: tocsin\nNoindex: /y\nUser-agent: other\nDisallow: /x", "tocsin", "https://e.org/x", (True, None)),
        ("User-agent: tocsin\nDissallow: /x\nNoindex: /y", "tocsin", "https://e.org/x", (False, None)),
        ("<html>not found</html>", "tocsin", "https://e.org/x", (True, None)),
        ("\x00\ufffd" * 1000, "tocsin", "https://e.org/x", (True, None)),
        # lines that end in carriage returns alone, and a file that a server took for a text to be shown
        (
            "User-agent: Other Bot #x\rSitemap: https://e.org/s\rDisallow: /y\r\rUser-agent: *\rDisallow: /x\r",
            "Other",
            "https://e.org/y",
            (False, None),
        ),
        (
            "User-agent: Other\rSitemap: https://e.org/s\rDisallow: /y\r\rUser-agent: *\rDisallow: /x\r",
            "Bot",
            "https://e.org/y",
            (True, None),
        ),
        ("<pre>\nUser-agent: *<br>\nDisallow: /x<BR/>\nCrawl-delay: 3<br />\n", "Bot", "https://e.org/x", (False, 3.0)),
    ],
)
def test_robots_txt_is_obeyed(robots, agent, url, answer):
    assert allowed(read_robots(robots), agent, url) == answer
    assert inspect_robots({"robots": robots, "agent": agent, "url": url}) == {
        "allowed": answer[0],
        "crawl_delay": answer[1],
    }


@settings(max_examples=100)
@given(st.text(max_size=200), st.text(max_size=20), st.text(max_size=50))
def test_no_robots_txt_raises(robots, agent, url):
    assert isinstance(
        allowed(f"User-agent: *\nCrawl-delay: {robots}\nDisallow: {url}", agent, f"https://e.org/{url}")[0], bool
    )

"""What a site offers as sources, asked of real servers on loopback."""

import contextlib
import socket
import time
from datetime import UTC, datetime

import pytest
from certificates import certificate
from journey import rss
from servers import Site, plain, redirect, reset, site

from config import FetchSettings
from crawler.conventions import platform_feeds
from crawler.discovery import find_feed_pages, find_news_pages
from crawler.download import ScrapyDownloader
from crawler.front_page import linked_keys, sent_on
from crawler.item import ReadError
from crawler.loop import run
from crawler.offer import Offer, ranked
from crawler.offers import find_offers
from crawler.web import Web

NOW = datetime(2026, 3, 2, tzinfo=UTC)
MANNERS = FetchSettings(private_addresses=["127.0.0.0/8"], per_host_delay="0s", timeout="3s")
LONG = "The minister spoke at length of the exercise in the north and of what it had shown. " * 20


@pytest.fixture
def web():
    with site() as running:
        yield running


def feed(web, *paths, text="A teaser."):
    return plain(
        rss(*((f"{web.url}{p}", f"The frigate number {p} returns", text) for p in paths)), content_type="text/xml"
    )


def html(body, head=""):
    return plain(
        f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>", content_type="text/html"
    )


class Inline:
    """Runs functions here; the processes have their own tests, and the command line goes through them."""

    async def run(self, function, /, *args):
        return function(*args)


def look(address, manners=MANNERS):
    async def main():
        async with ScrapyDownloader(manners) as downloader:
            return await find_offers(address, Web(downloader, Inline()), NOW)

    return run(main)


def told(found, web):
    return [(offer.kind, offer.url.removeprefix(web.url), offer.items) for offer in found.offers]


@pytest.mark.parametrize(
    ("path", "is_news"),
    [
        ("rss/latest-commentary.xml", True),
        ("commentary/feed", True),
        ("comments/feed", False),
        ("feed/Comments.xml", False),
        ("feed?type=comment_rss", False),
        ("blog/comment-feed", False),
    ],
)
def test_feeds_of_comments_stand_below_news_and_those_of_commentaries_do_not(path, is_news):
    feeds = [Offer(kind="feed", url=f"https://news.example/{one}", items=9) for one in (path, "all.xml")]
    assert (ranked(feeds) == tuple(feeds)) == is_news


def test_feeds_that_a_page_declares_are_shown_with_what_they_bring(web):
    links = '<link rel=alternate type="application/rss+xml" href="/comments/feed">'
    links += '<link rel=alternate type="application/rss+xml" href="/all.xml">'
    web.answers["/"] = html("", links)
    web.answers["/comments/feed"] = feed(web, "/c1", "/c2")
    web.answers["/all.xml"] = feed(web, "/1", "/2", "/3", "/4", text=LONG * 3)
    found = look(web.url + "/")
    assert told(found, web) == [("feed", "/all.xml", 4), ("feed", "/comments/feed", 2)]
    first = found.offers[0]
    assert first.headlines == tuple(f"The frigate number /{n} returns" for n in (1, 2, 3))
    assert (first.newest, first.language) == (datetime(2026, 3, 1, 9, tzinfo=UTC), "en")
    assert [offer.text for offer in found.offers] == ["full text", "teasers"]
    assert "/feed" not in web.paths()


@pytest.mark.parametrize(("said", "language"), [(' lang="es-ES"', "es"), ("", None)])
def test_a_few_headlines_that_tell_no_language_are_in_that_of_the_page(web, said, language):
    link = '<link rel=alternate type="application/rss+xml" href="/all.xml">'
    web.answers["/"] = plain(f"<html{said}><head>{link}</head></html>", content_type="text/html")
    web.answers["/all.xml"] = plain(rss((f"{web.url}/1", "Nota de prensa", "")), content_type="application/rss+xml")
    assert [offer.language for offer in look(web.url + "/").offers] == [language]


def test_what_a_site_names_and_has_ended_comes_last_and_is_called_stale(web):
    named = '<link rel=alternate type="application/rss+xml" href="/{}">'
    reports = "".join(f"<li><h3><a href=/report/{n}>Report {n} on the exercise in the north</a></h3>" for n in range(8))
    web.answers["/"] = html(f"<ul>{reports}</ul>", "".join(map(named.format, ("old", "empty", "new"))))
    old = rss(*((f"{web.url}/old/{n}", f"Old news {n}", "A teaser.") for n in range(9)), at=NOW.replace(year=2019))
    web.answers |= {"/old": plain(old, content_type="text/xml"), "/empty": feed(web), "/new": feed(web, "/1")}
    found = look(web.url + "/")
    kinds = [(offer.kind, offer.url.removeprefix(web.url), offer.stale) for offer in found.offers]
    assert kinds[:2] == [("feed", "/new", False), ("listing", "/", False)]
    assert sorted(kinds[2:]) == [("feed", "/empty", False), ("feed", "/old", True)]


def test_a_feed_may_be_named_in_a_header_of_the_answer_alone(web):
    named = '</style.css>; rel=preload, </press/all>; rel="alternate"; type="application/rss+xml; charset=utf-8"'
    web.answers["/"] = plain("<html><p>Welcome</p></html>", content_type="text/html", Link=named)
    web.answers["/press/all"] = feed(web, "/1")
    assert told(look(web.url), web) == [("feed", "/press/all", 1)]


def test_feeds_are_looked_for_where_they_usually_are_when_the_page_names_none(web):
    web.answers["/"] = html("<p>Nothing here</p>")
    web.answers["/rss.xml"] = feed(web, "/1")
    web.answers["/feed"] = redirect("/rss.xml", 301)
    assert told(look(web.url), web) == [("feed", "/rss.xml", 1)]


def test_a_section_may_have_its_feed_below_it(web):
    web.answers["/blog"] = html("<p>Nothing here</p>")
    web.answers["/blog/feed"] = feed(web, "/1")
    assert told(look(f"{web.url}/blog"), web) == [("feed", "/blog/feed", 1)]


@pytest.mark.parametrize("words", ["Newsroom", "<span>Aktuelles</span>", "Новости"])
def test_a_front_page_without_any_leads_to_the_page_of_news(web, words):
    web.answers["/"] = html(f"<a href=/contact>Contact</a><a href=/press class=x>{words}</a>")
    web.answers["/press"] = html("", '<link rel=alternate type="application/rss+xml" href="/press/rss">')
    web.answers["/press/rss"] = feed(web, "/1", "/2")
    assert told(look(web.url), web) == [("feed", "/press/rss", 2)]


def test_feeds_named_on_a_page_about_feeds_are_found(web):
    web.answers["/"] = html('<a class=x href="/subscribe.html">Our RSS feeds</a>')
    web.answers["/subscribe.html"] = html('<link rel=alternate type="application/rss+xml" href="/press.xml">')
    web.answers["/press.xml"] = feed(web, "/1")
    assert told(look(web.url), web) == [("feed", "/press.xml", 1)]


class WithoutTls(Site):
    """A site that hangs up on who speaks TLS, as one on whose https nobody listens."""

    def _serve(self, connection):
        if connection.recv(1, socket.MSG_PEEK) == b"\x16":
            reset(connection, None)
            connection.close()
        else:
            super()._serve(connection)


def test_usual_feeds_are_those_of_the_spelling_that_answers():
    with contextlib.closing(WithoutTls()) as web:
        web.answers["/news"] = html("")
        web.answers["/news/feed"] = feed(web, "/1")
        assert told(look(f"{web.url.removeprefix('http://')}/news"), web) == [("feed", "/news/feed", 1)]


def test_where_the_feed_of_a_platform_does_not_answer_the_usual_ones_are_asked_for(web):
    web.answers["/@anna"] = html("")
    web.answers["/feed"] = feed(web, "/1")
    assert len(platform_feeds(web.url + "/@anna")) == 1
    assert told(look(web.url + "/@anna"), web) == [("feed", "/feed", 1)]


def test_an_address_that_is_a_feed_is_the_one_offer(web):
    web.answers["/f"] = feed(web, "/1", "/2")
    assert told(look(web.url + "/f"), web) == [("feed", "/f", 2)]
    assert web.paths() == ["/f"]


NEWS = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
    "<url><loc>{url}/1</loc><n:news><n:publication><n:name>x</n:name><n:language>fr</n:language></n:publication>"
    "<n:publication_date>2026-03-01T08:00:00Z</n:publication_date><n:title>La frégate revient</n:title></n:news></url>"
    "</urlset>"
)


def index(web, *paths):
    entries = "".join(f"<sitemap><loc>{web.url}{path}</loc></sitemap>" for path in paths)
    return plain(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>')


@pytest.mark.parametrize("way", ["robots", "usual", "index"])
def test_news_sitemaps_are_found(web, way):
    web.answers["/"] = html("")
    web.answers["/the-news.xml"] = plain(NEWS.format(url=web.url), content_type="application/xml")
    if way == "robots":
        web.answers["/robots.txt"] = plain(
            f"User-agent: *\nDisallow: /x\nSitemap: {web.url}/old.xml\nSitemap: /the-news.xml"
        )
    elif way == "usual":
        web.answers["/news-sitemap.xml"] = web.answers.pop("/the-news.xml")
    else:
        web.answers["/sitemap.xml"] = index(web, "/pages.xml", "/the-news.xml")
    (offer,) = look(web.url).offers
    assert (offer.kind, offer.language, offer.headlines) == ("sitemap", "fr", ("La frégate revient",))
    assert "/pages.xml" not in web.paths()


def test_a_sitemap_without_news_is_offered_only_where_nothing_else_is(web):
    urls = f"<urlset><url><loc>{web.url}/1</loc><lastmod>2026-03-01</lastmod></url></urlset>"
    web.answers["/"] = html("")
    web.answers["/sitemap.xml"] = plain(urls)
    assert told(look(web.url), web) == [("sitemap", "/sitemap.xml", 1)]
    web.answers["/feed"] = feed(web, "/1")
    assert told(look(web.url), web) == [("feed", "/feed", 1)]


def test_an_index_given_itself_shows_what_lies_below_it(web):
    web.answers["/s.xml"] = index(web, "/a.xml")
    web.answers["/a.xml"] = plain(NEWS.format(url=web.url))
    assert told(look(web.url + "/s.xml"), web) == [("sitemap", "/s.xml", 1)]


def test_a_page_that_lists_articles_is_a_listing_with_a_guessed_selector(web):
    rows = "".join(
        f'<div class="teaser"><h2><a href="/n/{n}">The ministry has told us {n}</a></h2></div>' for n in range(6)
    )
    web.answers["/news"] = html(f"<nav><a href=/>Home of all of the pages</a></nav>{rows}")
    (offer,) = look(web.url + "/news").offers
    assert (offer.kind, offer.items, offer.text) == ("listing", 6, "headlines")
    assert offer.links == "h2 a"


def test_what_a_page_names_and_cannot_be_read_is_said(web):
    web.answers["/"] = html("", '<link rel=alternate type="application/rss+xml" href="/gone.xml">')
    found = look(web.url)
    assert found.offers == ()
    assert found.notes == (
        f"{web.url}/gone.xml: nothing is there (404 Not Found); look whether the address has changed",
    )


def test_a_page_that_refuses_us_is_said_and_its_feed_found_all_the_same(web):
    web.answers["/"] = plain("no", 403)
    web.answers["/feed"] = feed(web, "/1")
    found = look(web.url)
    assert told(found, web) == [("feed", "/feed", 1)]
    assert "the server refuses us (403 Forbidden)" in found.notes[0]


@pytest.mark.parametrize("title", ["Feeds", "Sign in", "Page not found"])
def test_a_page_of_feeds_is_looked_through_whatever_it_calls_itself(web, title):
    web.answers["/"] = html("<a href=/feeds>RSS</a>")
    web.answers["/feeds"] = html("<input type=password><a href=/all/rss>All</a>", f"<title>{title}</title>")
    web.answers["/all/rss"] = feed(web, "/1")
    assert told(look(web.url), web) == [("feed", "/all/rss", 1)]


def test_robots_txt_is_obeyed(web):
    web.answers["/robots.txt"] = plain("User-agent: *\nDisallow: /")
    web.answers["/"] = html("", '<link rel=alternate type="application/rss+xml" href="/f">')
    found = look(web.url)
    assert found.offers == ()
    assert "robots.txt of 127.0.0.1 forbids /" in found.notes[0]
    assert web.paths() == []


def test_private_addresses_are_refused(web):
    web.answers["/"] = feed(web, "/1")
    with pytest.raises(ReadError, match="private_addresses") as raised:
        look(web.url, FetchSettings(per_host_delay="0s"))
    assert raised.value.kind == "private-address"
    assert web.asked == []


def test_a_name_that_does_not_exist_is_said():
    with pytest.raises(ReadError) as raised:
        look("nothing.invalid")
    assert raised.value.kind == "dns"


def test_a_name_without_a_scheme_is_tried_with_https_and_then_http(web):
    web.answers["/"] = html("", '<link rel=alternate type="application/rss+xml" href="/f">')
    web.answers["/f"] = feed(web, "/1")
    assert [offer.url for offer in look(web.url.removeprefix("http://")).offers] == [f"{web.url}/f"]


def test_who_shows_a_certificate_that_is_not_trusted_is_said_to(tmp_path):
    with site(certificate(tmp_path / "tls.pem")) as web, pytest.raises(ReadError) as raised:
        look(web.url.removeprefix("https://"))
    assert (raised.value.kind, web.asked) == ("tls", [])


@pytest.mark.parametrize(
    "hostile", [b"<a href=x>" * 40_000, b"<a " * 60_000, b"<a href='" * 40_000, b"<a href=x>RSS" * 20_000]
)
def test_what_a_front_page_links_to_is_found_in_a_short_time(hostile):
    started = time.process_time()
    for look in (find_feed_pages, find_news_pages, sent_on, linked_keys):
        look(hostile, "https://example.org/")
    assert time.process_time() - started < 3

"""Which hub a feed names, and asking it to push."""

from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from servers import plain, redirect, site
from test_crawler_readers import FETCH, read

from crawler.download import ScrapyDownloader
from crawler.feed import parse_feed
from crawler.hubs import ask_hub, hubs_of
from crawler.item import Hub, ReadError
from crawler.loop import run
from crawler.web import Response, Web

ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
LINKS = '<{p}link rel="hub" href="https://hub.example/"/><{p}link rel="self" href="https://news.example/feed"/>'
RSS_ITEM = "<item><title>First</title><link>https://news.example/1</link></item>"
FEEDS = {
    "atom": f"<feed {ATOM}><title>N</title>{LINKS.format(p='')}</feed>",
    "rss": f'<rss version="2.0" xmlns:a="{ATOM[7:-1]}"><channel>{LINKS.format(p="a:")}{RSS_ITEM}</channel></rss>',
    "broken": f'<rss version="2.0" xmlns:a="{ATOM[7:-1]}"><channel>{LINKS.format(p="a:")}<item><title>A & B</title>',
    "json": '{"version": "https://jsonfeed.org/version/1.1", "feed_url": "https://news.example/feed", "items": [],'
    ' "hubs": [{"type": "rssCloud", "url": "https://cloud.example/"}, {"type": "WebSub", "url": "https://hub.example/"}]}',
}


@pytest.mark.parametrize("kind", FEEDS)
def test_a_feed_of_any_kind_names_its_hub_and_itself(kind):
    feed = parse_feed(FEEDS[kind].encode(), "https://news.example/other")
    assert (feed.hubs, feed.topic) == (("https://hub.example/",), "https://news.example/feed")


def answer(link=""):
    return Response(url="https://news.example/feed", status=200, headers={"link": link} if link else {}, body=b"")


@pytest.mark.parametrize(
    ("link", "hubs", "topic", "expected"),
    [
        ("", (), "", None),
        ("", ("https://h.example/",), "", Hub("https://h.example/", "https://news.example/feed")),
        ("", ("mailto:a@b.example", "https://h.example/"), "https://t.example/", Hub("https://h.example/", "https://t.example/")),
        (
            '</hub>; rel="hub", <https://t.example/>; rel="self alternate"',
            ("https://h.example/",),
            "https://other.example/",
            Hub("https://news.example/hub", "https://t.example/"),
        ),
        ("<https://h.example/>; rel=hub", (), "", Hub("https://h.example/", "https://news.example/feed")),
        ("<https://[>; rel=hub, rubbish;;;, <>", (), "", None),
        ("<" + "h" * 9_000, (), "", None),
        ("", ("https://h.example/" + "h" * 3_000,), "", None),
    ],
)  # fmt: skip
def test_link_headers_come_before_what_stands_in_the_feed(link, hubs, topic, expected):
    assert hubs_of(answer(link), hubs, topic)[:1] == ((expected,) if expected else ())


def test_each_hub_that_is_named_is_told_of_once():
    link, named = '<https://a.example/>; rel="hub"', [f"https://{name}.example/" for name in "babcde"]
    assert [hub.address[8] for hub in hubs_of(answer(link), named, "")] == ["a", "b", "c", "d"]


def test_a_hub_is_not_told_by_which_name_and_password_we_read():
    signed_in = replace(answer('</hub>; rel="hub"'), url="https://me:secret@news.example/feed")
    assert hubs_of(signed_in, (), "") == (Hub("https://news.example/hub", "https://news.example/feed"),)
    of_its_own = "https://feed:key@hub.example/"
    assert hubs_of(replace(signed_in, headers={}), (of_its_own,), "") == (Hub(of_its_own, "https://news.example/feed"),)


@pytest.fixture
def web():
    with site() as started:
        yield started


def test_a_reading_says_which_hub_pushes_its_source(web):
    web.answers["/feed"] = plain(FEEDS["rss"], content_type="application/rss+xml")
    assert read(f"{web.url}/feed").hubs == (Hub("https://hub.example/", "https://news.example/feed"),)


def asking(hub, mode="subscribe", **fetch):
    async def main():
        async with ScrapyDownloader(FETCH.model_copy(update=fetch)) as downloader:
            await ask_hub(Web(downloader, None), mode, hub, "https://desk.example/push/t", "s3cret")

    run(main)


def test_a_hub_is_asked_with_all_that_the_recommendation_wants(web):
    web.answers["/hub"] = plain(status=202)
    web.answers["/robots.txt"] = plain("User-agent: *\nDisallow: /")  # which is for what is crawled
    asking(Hub(f"{web.url}/hub", "https://news.example/feed"))
    [asked] = web.asked
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(asked.body.decode()) == {
        "hub.mode": ["subscribe"],
        "hub.topic": ["https://news.example/feed"],
        "hub.callback": ["https://desk.example/push/t"],
        "hub.secret": ["s3cret"],
        "hub.lease_seconds": ["864000"],
    }
    asking(Hub(f"{web.url}/hub", "https://news.example/feed"), "unsubscribe")
    assert "hub.secret" not in parse_qs(web.asked[-1].body.decode())


def test_a_hub_that_moved_is_asked_where_it_is(web):
    web.answers |= {"/old": redirect("/hub", 308), "/hub": plain(status=202)}
    asking(Hub(f"{web.url}/old", "t"))
    assert web.asked[-1].body == web.asked[0].body
    web.answers["/old"] = redirect("/hub", 302)
    with pytest.raises(ReadError, match="the hub answers 302"):
        asking(Hub(f"{web.url}/old", "t"))


def test_a_hub_that_refuses_says_why(web):
    web.answers["/hub"] = plain("unknown topic", status=422)
    with pytest.raises(ReadError, match="the hub answers 422: unknown topic") as caught:
        asking(Hub(f"{web.url}/hub", "t"))
    assert (caught.value.kind, caught.value.status) == ("http", 422)


def test_a_hub_on_a_private_address_is_not_asked(web):
    with pytest.raises(ReadError) as caught:
        asking(Hub(f"{web.url}/hub", "t"), private_addresses=())
    assert caught.value.kind == "private-address"
    assert web.asked == []

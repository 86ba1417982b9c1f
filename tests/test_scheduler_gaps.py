"""What slid out of a feed during an outage stands on its further pages."""

from datetime import timedelta

import pytest
from journey import START, free_port, rss, settings_text, travel
from servers import plain, site
from sqlalchemy import select

from crawler.feed import parse_feed
from store.models import Article, SourceState

HOUR = timedelta(hours=1)
WATCH = '[[watches]]\nname = "Ships"\nquery = "frigate"\nchannels = ["desk"]\n'
ITEM = "<item><title>A</title><link>https://a.example/1</link></item>"
WORDPRESS = "<generator>https://wordpress.org/?v=6.7</generator>"


@pytest.mark.parametrize(
    ("feed", "url", "following"),
    [
        (f'<rss><channel xmlns:a="http://www.w3.org/2005/Atom"><a:link rel="next" href="?p=2"/>{ITEM}</channel></rss>',
         "https://a.example/feed", "https://a.example/feed?p=2"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><link rel="prev-archive" href="/2026/01"/><entry/></feed>',
         "https://a.example/feed", "https://a.example/2026/01"),
        ('{"version": "https://jsonfeed.org/version/1.1", "next_url": "/2.json", "items": [{"id": "1", "title": "A"}]}',
         "https://a.example/1.json", "https://a.example/2.json"),
        (f"<rss><channel>{WORDPRESS}{ITEM}</channel></rss>", "https://a.example/feed/", "https://a.example/feed/?paged=2"),
        (f"<rss><channel>{WORDPRESS}{ITEM}</channel></rss>", "https://a.example/?feed=rss2&paged=2",
         "https://a.example/?feed=rss2&paged=3"),
        (f"<rss><channel><generator>Other</generator>{ITEM}</channel></rss>", "https://a.example/feed", ""),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="javascript:x"/><entry/></feed>',
         "https://a.example/feed", ""),
    ],
)  # fmt: skip
def test_the_page_after_is_the_one_that_the_feed_names(feed, url, following):
    assert parse_feed(feed.encode(), url).following == following


class House:
    """A feed of four items a page; the newest have the highest numbers, one an hour from START on."""

    def __init__(self, web, *, pages=True):
        self.web, self.pages = web, pages

    def serve(self, newest):
        for page in range(1, 20):
            top = newest - 4 * (page - 1)
            dated = [self.one(number) for number in range(max(top, 0), max(top - 4, -1), -1)]
            feed = rss(at=START).replace("</channel>", "".join(dated) + WORDPRESS * self.pages + "</channel>")
            self.web.answers["/feed" + f"?paged={page}" * (page > 1)] = plain(feed, content_type="text/xml")

    def one(self, number):
        url = f"{self.web.url}/{number}"
        ((_, item),) = [
            rss((url, f"Frigate no {number} sails", ""), at=START + number * HOUR).split("<link>http://x/</link>")
        ]
        return item.removesuffix("</channel></rss>")


@pytest.mark.parametrize(
    ("newest", "pages", "new", "note"),
    [
        (5, True, 2, None),
        (15, True, 12, "nothing in it was known, so 8 more were taken from its further pages"),
        (15, False, 4, "nothing in it was known: what came before it may be missing"),
        # Beyond ten pages it is not whole, and says so.
        (59, True, 44, "nothing in it was known: what came before it may be missing"),
    ],
)
def test_what_came_meanwhile_is_read_up_to_what_is_known(sqlite_store, tmp_path, newest, pages, new, note):
    async def steps(journey):
        house = House(web, pages=pages)
        house.serve(3)
        await journey.poll()
        journey.now = START + 60 * HOUR
        house.serve(newest)
        polled = (await journey.poll())["wire"]
        assert (polled.new, polled.alerts) == (new, new)
        assert polled.notes[-1:] == (() if note is None else (note,))
        # What stood on further pages is no measure of how much the feed holds.
        with sqlite_store.reading() as session:
            assert session.scalars(select(SourceState.items)).one() == 4
        assert (await journey.poll())["wire"].new == 0

    with site() as web:
        text = settings_text({"wire": f"{web.url}/feed"}, free_port(), WATCH)
        travel(sqlite_store, tmp_path, text.replace("[fetch]\n", "[fetch]\nfull_text = false\n"), steps)


def test_pages_of_long_ago_are_no_news_where_all_addresses_have_changed(sqlite_store, tmp_path):
    async def steps(journey):
        house = House(web)
        house.serve(15)
        journey.now = START + 20 * HOUR
        await journey.poll()
        journey.now = START + 60 * HOUR
        web.url = web.url.replace("127.0.0.1", "localhost")
        house.serve(16)
        assert (await journey.poll())["wire"].new == 1
        assert web.paths().count("/feed?paged=3") == 0

    with site() as web:
        text = settings_text({"wire": f"{web.url}/feed"}, free_port(), WATCH)
        travel(sqlite_store, tmp_path, text.replace("[fetch]\n", "[fetch]\nfull_text = false\n"), steps)
    with sqlite_store.reading() as session:
        assert len(session.scalars(select(Article)).all()) == 5


def test_a_site_whose_addresses_are_others_at_each_request_is_not_read_anew_each_time(sqlite_store, tmp_path):
    async def steps(journey):
        house = Restless(web)
        house.serve(5)
        journey.now = START + 20 * HOUR
        await journey.poll()
        for newest, new in ((6, 1), (7, 1), (7, 0)):
            web.asked.clear()
            journey.now += 10 * HOUR
            house.asked += 1
            house.serve(newest)
            polled = (await journey.poll())["wire"]
            assert (polled.new, polled.notes) == (new, ())
            # Neither the pages of what is known are asked for, nor further pages of the feed.
            assert [path for path in web.paths() if path.startswith("/feed?") or "for=" in path] == [
                house.path(newest)
            ] * new

    with site() as web:
        text = settings_text({"wire": f"{web.url}/feed"}, free_port(), WATCH)
        travel(sqlite_store, tmp_path, text, steps)


class Restless(House):
    """A house that hands out addresses of its own to each who asks."""

    asked = 0

    def one(self, number):
        page = (
            f"<h1>Frigate no {number} sails</h1>" + "<p>It left port in the morning and is to be back in May.</p>" * 9
        )
        self.web.answers[self.path(number)] = plain(f"<article>{page}</article>", content_type="text/html")
        return super().one(number).replace(f"/{number}<", f"{self.path(number)}<")

    def path(self, number):
        return f"/{number}?for={self.asked}{number}"

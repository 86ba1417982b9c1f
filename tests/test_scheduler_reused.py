"""An address that a source uses again for other news: that is an article of its own, and rings."""

from datetime import timedelta

import pytest
from journey import START, free_port, page, rss, settings_text, travel
from servers import plain, site
from sqlalchemy import select

from crawler.item import Item
from scheduler.reused import is_other_news
from store.articles import Head
from store.models import Article
from store.new_article import guid_key

DAY = timedelta(days=1)
CRASH = "Frigate Hessen collides with a ferry off Rostock"
ORDER = "Navy orders four submarines from a yard in Gdynia"
WATCH = '[[watches]]\nname = "Ships"\nquery = "frigate OR submarine"\nchannels = ["desk"]\n'


def item(title=ORDER, at=START + DAY, guid="2", **more):
    return Item(url="https://a.example/breaking", title=title, published_at=at, guid=guid, **more)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (item(), True),
        (item(guid=None), True),
        # An article that is rewritten: it keeps its guid, its hour, or words of its headline.
        (item(guid="1"), False),
        (item(at=START + DAY / 24), False),
        (item(title="Ferry was warned before the frigate Hessen hit it"), False),
        # Without a day, or words enough, nothing is told.
        (item(at=None), False),
        (item(title="Statement by NATO"), False),
        (item(shared_page="https://a.example/breaking"), False),
    ],
)
def test_other_news_has_another_guid_another_day_and_another_headline(now, expected):
    assert is_other_news(now, Head(CRASH, START, guid_key("1"))) is expected


@pytest.mark.parametrize("full_text", [True, False])
def test_other_news_at_an_address_rings_once_and_keeps_the_first(sqlite_store, tmp_path, full_text):
    async def steps(journey):
        rung = []
        for title in ("Zero", CRASH, CRASH, ORDER, ORDER, ORDER):
            web.answers["/breaking"] = plain(page(title, f"{title}, it was said. " * 20), content_type="text/html")
            at = START + DAY * (title == ORDER)
            feed = rss((f"{web.url}/{'zero' if title == 'Zero' else 'breaking'}", title, f"{title}."), at=at)
            web.answers["/wire"] = plain(feed.replace("<guid>", f"<guid>{len(title)}"), content_type="text/xml")
            rung.append((await journey.poll())["wire"].alerts)
        return rung

    with site() as web:
        web.answers["/zero"] = plain(page("Zero", "Nothing."), content_type="text/html")
        text = settings_text({"wire": f"{web.url}/wire"}, free_port(), WATCH)
        text = text.replace("[fetch]\n", f"[fetch]\nfull_text = {str(full_text).lower()}\n")
        assert travel(sqlite_store, tmp_path, text, steps) == [0, 1, 0, 1, 0, 0]
    with sqlite_store.reading() as session:
        articles = session.scalars(select(Article).order_by(Article.id)).all()
    assert [(a.title, a.version, a.text.startswith(a.title)) for a in articles[1:]] == [
        (CRASH, 1, full_text),
        (ORDER, 1, full_text),
    ]

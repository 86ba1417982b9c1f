"""What a source held before it was read alerts nobody, also where it comes to be seen later."""

import re
from datetime import timedelta

import pytest
from journey import START, free_port, rss, settings_text, travel
from servers import plain, site
from sqlalchemy import func, select

from config import SourceSettings
from crawler.addresses import url_key
from scheduler.old_news import old_news
from scheduler.visits import Visit
from store.alert_models import Alert
from store.models import Article, Match, SourceState, Story
from store.new_article import NewArticle
from store.session import Store

DAY, YEAR = timedelta(days=1), timedelta(days=365)
WATCH = '[[watches]]\nname = "Ships"\nquery = "frigate"\nchannels = ["desk"]\n'
HERE = "https://a.example/feed"
#: Found by days before it was first read; None: without a date.
FULL = (400, 401, 402, 403)


def found(number, now, days):
    url = f"https://a.example/{number}"
    return NewArticle(
        url=url, url_key=url_key(url), title=f"T {number}", published_at=None if days is None else now - days * DAY
    )


def old(store: Store, now, days, known=False, at=HERE, was_empty=False, **more):
    """Return which of the articles found, of so many days before, are old; the source is read for ten days."""
    times = {"first_success_at": now - 10 * DAY, "last_success_at": now - DAY}
    state = SourceState(name="a", cursor={"url": at}, last_new_at=None if was_empty else now - 2 * DAY, **times)
    articles = [found(number, now, some) for number, some in enumerate(days)]
    with store.transaction() as session:
        if known:
            one = articles[0]
            told = Story(opened_at=now, latest_at=now)
            more_of_it = {"source": "a", "seen_at": now, "content_hash": "x" * 32, "story": told}
            session.add(Article(url_key=one.url_key, url=one.url, title=one.title, **more_of_it))
            session.flush()
        visit = Visit(SourceSettings(name="a", url=HERE), now, state, **more)
        return {int(one.title[2:]) for one in articles if one.url_key in old_news(session, visit, articles)}


@pytest.mark.parametrize(
    ("days", "more", "expected"),
    [
        # A cache of last year:
        (FULL, {}, {0, 1, 2, 3}),
        # What is not all of it old goes on from what was there, and so does what is known in part;
        ((*FULL, 5), {}, set()),
        ((*FULL, None), {}, set()),
        (FULL, {"known": True}, set()),
        # what is but a few weeks old may have been published late, and of a few it says nothing.
        ((20, 21, 22, 23), {}, set()),
        (FULL[:3], {}, set()),
        (FULL, {"pushes": ["a push"]}, set()),
        # A source that was empty so far may have held before what is of before, be it a week; not so of a few.
        ((11, 17, 12, 40, 9, None), {"was_empty": True}, {0, 1, 2, 3}),
        ((11, 17, 12, 9), {"was_empty": True}, set()),
        # Another feed, which the settings name now, is new up to the last reading of the one before.
        ((0.5, 3, 40, None), {"at": "https://a.example/old"}, {1, 2, 3}),
        ((3,), {"at": "https://a.example/old"}, {0}),
        # The same feed at another address goes on.
        ((0.5, 3, 40, None), {"at": "https://a.example/old", "known": True}, set()),
    ],
)
def test_what_is_old_is_told_by_all_that_a_reading_holds(sqlite_store, now, days, more, expected):
    assert old(sqlite_store, now, days, **more) == expected


def test_a_cache_of_last_year_alerts_nobody_and_hides_no_news(sqlite_store, tmp_path):
    def feed(*names, at=START):
        web.answers["/wire"] = plain(
            rss(*((f"{web.url}/{name}", f"Frigate {name} sails", "Read on.") for name in names), at=at),
            content_type="application/rss+xml",
        )

    async def steps(journey):
        feed("one", "two")
        await journey.poll()
        feed("aaa", "bbb", "ccc", "ddd", at=START - YEAR)
        replayed = (await journey.poll())["wire"]
        assert (replayed.new, replayed.alerts) == (4, 0)
        assert replayed.notes[-1].startswith("nothing in it was known, and 4 of it came before it was read here")
        feed("three", "one", "two")
        assert (await journey.poll())["wire"].alerts == 1

    with site() as web:
        text = settings_text({"wire": f"{web.url}/wire"}, free_port(), WATCH).replace(
            "[fetch]\n", "[fetch]\nfull_text = false\n"
        )
        travel(sqlite_store, tmp_path, text, steps)
    with sqlite_store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Alert)) == 1
        told = session.execute(select(Match.quiet, func.count()).group_by(Match.quiet)).all()
    assert dict(map(tuple, told)) == {
        None: 1,
        "first poll of the source": 2,
        "the source held it before it was read there": 4,
    }


TEXTS = {
    "Oslo": "The captain of the frigate told reporters on the quay that her crew would train with Norwegian submarines "
    "for three weeks, and that the ice north of Tromsø was the one thing she feared. Families waved until it was gone.",
    "Turku": "Finland has lent the frigate a helicopter, because the navy's own is being mended in Kiel after a bird "
    "broke its windscreen in May. A court will say who has to pay for that, a spokesman of the ministry said.",
    "Cork": "Irish fishermen blocked the harbour with forty boats to keep the frigate in; they want quotas for "
    "cod, and a minister who listens. Police let them be, and by noon most had gone home for lunch in heavy rain.",
}


@pytest.mark.parametrize(("dated", "rung"), [(False, 1), (True, 3)], ids=["the same again", "issued anew"])
def test_what_a_source_held_at_first_is_no_news_at_another_address_either(sqlite_store, tmp_path, dated, rung):
    """Two articles are too few to tell that a site has moved; the words of each tell it, where they have no new day."""

    def feed(where, *names, at=START):
        told = ((f"{web.url}/{where}/{name}", f"Frigate {name} sails", TEXTS[name]) for name in names)
        body = re.sub(rf"<(guid{'' if dated else '|pubDate'})>.*?</\1>", "", rss(*told, at=at))
        web.answers["/wire"] = plain(body, content_type="application/rss+xml")

    async def steps(journey):
        feed("old", "Oslo", "Turku")
        await journey.poll()
        feed("new", "Cork", "Oslo", "Turku", at=START + DAY)
        return (await journey.poll())["wire"]

    with site() as web:
        text = settings_text({"wire": f"{web.url}/wire"}, free_port(), WATCH)
        polled = travel(sqlite_store, tmp_path, text.replace("[fetch]\n", "[fetch]\nfull_text = false\n"), steps)
    assert (polled.new, polled.alerts) == (3, rung)
    with sqlite_store.reading() as session:
        assert "Frigate Cork sails" in [alert.article.title for alert in session.scalars(select(Alert))]

"""Another site's feed where a source was: its alerts are held until somebody has looked, and the operator is told."""

from datetime import timedelta

import pytest
from journey import START, Journey, Mailbox, rss, settings_text, travel
from servers import plain, site
from sqlalchemy import select

from crawler.feed_owner import is_of_another, owner_of, remembered
from crawler.item import Item
from scheduler.silenced import tell_what_was_held
from store.alert_models import Alert, Hold, Notice, StoredSilence

WATCH = '[[watches]]\nname = "Ships"\nquery = "frigate"\nchannels = ["desk"]\n'
OURS, THEIRS = "https://herald.example", "https://best-slots.example"
NAMES = ("one", "two", "three", "four", "five")


def owner(title, *hosts):
    return owner_of([Item(url=f"https://{host}/a", title="A") for host in hosts], title)


@pytest.mark.parametrize(
    ("before", "after", "items", "expected"),
    [
        (("The Herald", "herald.example"), ("Best Slots", "slots.example"), 4, True),
        (("News RSS feed", "herald.example"), ("Latest news", "slots.example"), 4, True),
        (("", "herald.example"), ("", "slots.example"), 4, True),
        # A site that moves keeps its name, and one that is called anew its domain;
        (("The Herald – World", "herald.example"), ("Herald Media", "heraldmedia.example"), 4, False),
        (("The Herald", "www.example.org"), ("World Desk", "news.example.org"), 4, False),
        # who gathers from many goes on where any of them is known; and a few say nothing.
        (("Digest", "a.example", "b.example"), ("Weekly", "b.example", "c.example"), 4, False),
        (("", "a.example", "b.example", "c.example", "d.example"), ("", "e.example"), 4, False),
        (("The Herald", "herald.example"), ("Best Slots", "slots.example"), 3, False),
    ],
)
def test_another_feed_has_neither_a_site_nor_a_word_of_its_title_in_common(before, after, items, expected):
    known = remembered({}, owner(*before))
    assert is_of_another(known, owner(*after), items) is expected
    assert not is_of_another({}, owner(*after), items)


def test_what_was_read_before_the_last_time_is_remembered():
    known = remembered(remembered({}, owner("Herald", "herald.example")), owner("Slots", "slots.example"))
    assert not is_of_another(known, owner("Herald", "herald.example"), 9)


def serve(web, title, at, *names, now=START):
    feed = rss(*((f"{at}/{name}", f"Frigate {name} sails", "Read on.") for name in names), at=now)
    web.answers["/wire"] = plain(feed.replace(">News<", f">{title}<"), content_type="application/rss+xml")


def text_for(web, mailbox):
    text = settings_text({"wire": f"{web.url}/wire"}, mailbox.port, WATCH)
    return text.replace("[fetch]\n", "[fetch]\nfull_text = false\n").replace(
        "version = 1\n", 'version = 1\noperator = "desk"\n'
    )


def taken(store, folder, steps):
    with site() as web, Mailbox().listening() as mailbox:

        async def all_steps(journey: Journey):
            serve(web, "The Herald", OURS, "zero")
            await journey.poll()
            serve(web, "Best Slots", THEIRS, *NAMES)
            polled = (await journey.poll())["wire"]
            assert (polled.new, polled.alerts) == (5, 5)
            assert polled.notes[-1].startswith("another feed stands at its address, of best-slots.example; what it")
            return await steps(journey, web)

        travel(store, folder, text_for(web, mailbox), all_steps)
    return mailbox


def test_what_another_site_s_feed_alerts_is_held_and_the_operator_told(sqlite_store, tmp_path):
    async def steps(journey, web):
        serve(web, "Best Slots", THEIRS, *NAMES, "six")
        again = (await journey.poll())["wire"]
        assert (again.alerts, again.notes) == (1, ())
        await journey.deliver(timedelta(minutes=5))

    mailbox = taken(sqlite_store, tmp_path, steps)
    assert len(mailbox.subjects) == 1
    assert "another feed stands at its address" in mailbox.subjects[0]
    with sqlite_store.reading() as session:
        silence = session.scalars(select(StoredSilence)).one()
        assert (silence.source, silence.query) == ("wire", "site:best-slots.example")
        assert {hold.silence for hold in session.scalars(select(Hold))} == {str(silence.id)}
        assert len(session.scalars(select(Hold)).all()) == len(session.scalars(select(Alert)).all()) == 6
        assert len(session.scalars(select(Notice)).all()) == 1


def test_the_source_s_own_feed_rings_when_it_is_back(sqlite_store, tmp_path):
    async def steps(journey, web):
        serve(web, "The Herald", OURS, "seven", "eight", "nine", "ten")
        back = (await journey.poll())["wire"]
        assert back.alerts == 4
        await journey.deliver(timedelta(minutes=5))

    mailbox = taken(sqlite_store, tmp_path, steps)
    assert sum("Frigate" in subject for subject in mailbox.subjects) == 4


def test_what_was_held_is_told_when_the_silence_is_over(sqlite_store, tmp_path):
    async def steps(journey, _):
        journey.now += timedelta(days=7)
        assert tell_what_was_held(journey.store, journey.force, journey.now) == 5

    taken(sqlite_store, tmp_path, steps)

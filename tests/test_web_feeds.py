"""Feeds of alerts and searches, read back by feedparser and by our own reader."""

import json
from datetime import timedelta
from email.utils import format_datetime

import feedparser
import pytest
from deliveries import Clock, alert
from desks import desk, settings_with_desk, tree
from test_alerts_message import HOSTILE
from test_web_stories import tells

from crawler.feed import feed_items, parse_feed
from store.models import Article
from web.feed_formats import FORMATS

KINDS = tuple(FORMATS)


@pytest.fixture
def here(sqlite_store, now):
    with desk(sqlite_store, settings_with_desk(), Clock(now)) as (reader, _):
        yield reader


def ours(answer):
    return feed_items(parse_feed(answer.content, answer.url, answer.headers["Content-Type"]))


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_has_the_alerts_of_a_watch_and_our_own_reader_takes_it(sqlite_store, here, now, kind):
    alert(sqlite_store, now, count=2)
    alert(sqlite_store, now, watch="ships")
    answer = here.get(f"/feeds/alerts.{kind}?watch=drones")
    assert answer.headers["Content-Type"] == FORMATS[kind][1]
    entries = ours(answer)
    assert [one.url for one in entries] == ["https://example.org/1", "https://example.org/0"]
    assert entries[0].title == "Drone over Kyiv"
    assert len({one.guid for one in ours(here.get(f"/feeds/alerts.{kind}"))}) == 3


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_feedparser_takes_it_whatever_a_stranger_wrote(sqlite_store, here, now, kind):
    for text in HOSTILE[:-1]:
        alert(sqlite_store, now, title=text.replace("\x00", "").encode("utf-8", "ignore").decode())
    for path in (f"/feeds/alerts.{kind}", f"/feeds/search.{kind}?q=source:one"):
        parsed = feedparser.parse(here.get(path).content, sanitize_html=False)
        assert not parsed.bozo, parsed.get("bozo_exception")
        assert len(parsed.entries) == len(HOSTILE) - 1
        for one in parsed.entries:
            assert "<script" not in one.summary
            assert "<img" not in one.summary


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_keeps_its_id_and_is_updated_when_its_story_gains(sqlite_store, here, now, kind):
    alert(sqlite_store, now)
    [before] = ours(here.get(f"/feeds/alerts.{kind}"))
    with sqlite_store.reading() as session:
        story = session.get(Article, 1).story_id
    tells(sqlite_store, now + timedelta(hours=2), "afp", story, title="Drohne", url="https://afp.example/9")
    [after] = ours(here.get(f"/feeds/alerts.{kind}"))
    assert after.guid == before.guid
    at = after.published_at if kind == "rss" else after.updated_at
    assert at == now + timedelta(hours=2)
    assert "https://afp.example/9" in here.get(f"/feeds/alerts.{kind}").text


def test_what_has_not_changed_is_not_sent_again(sqlite_store, here, now):
    alert(sqlite_store, now)
    first = here.get("/feeds/alerts.atom")
    tag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert modified == format_datetime(now, usegmt=True)
    later, earlier = (format_datetime(now + timedelta(hours=h), usegmt=True) for h in (1, -1))
    for headers, status in [
        ({"If-None-Match": tag}, 304),
        ({"If-None-Match": f'"x", {tag}'}, 304),
        ({"If-None-Match": tag.removeprefix("W/")}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"x"', "If-Modified-Since": later}, 200),
        ({"If-Modified-Since": modified}, 304),
        ({"If-Modified-Since": later}, 304),
        ({"If-Modified-Since": earlier}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
    ]:
        answer = here.get("/feeds/alerts.atom", headers=headers)
        assert (answer.status_code, bool(answer.content)) == (status, status == 200), headers
        assert answer.headers["ETag"] == tag
    alert(sqlite_store, now + timedelta(hours=1))
    assert here.get("/feeds/alerts.atom", headers={"If-None-Match": tag}).status_code == 200


def test_a_search_is_a_feed_too(sqlite_store, here, now):
    tells(sqlite_store, now, title="Ship", text="A drone fell.", language="en")
    tells(sqlite_store, now, title="Ship")
    [item] = json.loads(here.get("/feeds/search.json?q=drones").text)["items"]
    assert (item["content_html"], item["language"]) == ("<p>A <b>drone</b> fell.</p>", "en")
    links = tree(here.get("/search?q=drones")).xpath("//a[@rel='alternate']/@href")
    assert links == [f"/feeds/search.{kind}?q=drones" for kind in KINDS]
    assert all(here.get(link).status_code == 200 for link in links)
    for wrong in ("search.pdf?q=a", "search.atom", "search.atom?q=NOT+a", "alerts.atom?state=x", "alerts.pdf"):
        assert here.get(f"/feeds/{wrong}").status_code == 400, wrong


def test_an_empty_feed_is_a_feed(here):
    for kind in KINDS:
        assert ours(here.get(f"/feeds/alerts.{kind}?watch=none")) == ()

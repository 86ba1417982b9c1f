"""What a story had kept silent rings when it is split, and that costs no more the more watches there are."""

import pytest
from plans import plans
from sqlalchemy import select

from alerts.alerting import ALERTED
from alerts.regrouped import open_untold
from config import WatchSettings
from store.alert_models import Alert, Hold
from store.models import Article, Match, Story
from store.regroup import split


def watch(name, **more):
    return WatchSettings(name=name, query="drone", channels=("desk",), **more)


def in_one_story(session, now):
    """Return two articles of one story."""
    story = Story(opened_at=now, latest_at=now)
    given = {"title": "Drone", "source": "one", "seen_at": now, "story": story}
    both = [
        Article(url_key=key, url=f"https://a.example/{key}", content_hash=key, **given) for key in ("0" * 32, "1" * 32)
    ]
    session.add_all(both)
    session.flush()
    return both


@pytest.fixture
def ids(store, now):
    """A story of two articles, of which the first one rang for a watch and the second was silent for it."""
    with store.transaction() as session:
        both = in_one_story(session, now)
        session.add(Alert(watch="drones", story=both[0].story, article=both[0], evidence=[], opened_at=now))
        for article, quiet in zip(both, (None, f"{ALERTED} (alert 1)"), strict=True):
            session.add(Match(watch="drones", article=article, evidence=[], matched_at=now, quiet=quiet))
        return [article.id for article in both]


def test_the_part_that_was_silent_rings_when_it_is_split_off_and_the_other_one_not_again(store, now, ids):
    with store.transaction() as session:
        done = split(session, ids[1:], why="another day", now=now)
        [alert] = open_untold(session, done, [watch("drones"), watch("ships")], now)
        assert open_untold(session, done, [watch("drones")], now) == []
    with store.reading() as session:
        opened, hold = session.get(Alert, alert), session.get(Hold, alert)
        assert (opened.watch, opened.story_id, opened.article_id) == ("drones", done.to_id, ids[1])
        assert (hold.silence, hold.channels) == (f"split {done.id}", ["desk"])


def test_a_watch_that_is_switched_off_rings_for_no_split(store, now, ids):
    with store.transaction() as session:
        done = split(session, ids[1:], why="another day", now=now)
        assert open_untold(session, done, [watch("drones", enabled=False)], now) == []
        assert session.scalars(select(Alert.id)).all() == [1]


def test_a_split_asks_no_more_of_the_store_for_many_watches_than_for_one(sqlite_store, now):
    with sqlite_store.transaction() as session:
        done = split(session, [in_one_story(session, now)[1].id], why="", now=now)
    asked = [
        len(plans(sqlite_store, lambda session, some=some: open_untold(session, done, some, now)))
        for some in ([watch("one")], [watch(f"watch {n}") for n in range(300)])
    ]
    assert asked[0] == asked[1]

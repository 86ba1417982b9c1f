"""Stories joined and split on a real store: alerts go along, nothing is told twice or lost, all can be undone."""

from datetime import timedelta
from random import Random

import pytest
from deliveries import Clock, alert, deliver, played, rows
from sqlalchemy import func, select

from store.alert_models import Acknowledgement, Alert, Delivery, Feedback, Hold, StoredSilence
from store.marks import acknowledge, is_held, rate, rated_articles
from store.models import Article, Regrouping, Story
from store.regroup import CannotRegroup, current, join, kept_apart, regroupings_of, split, undo
from store.summary import summary

HOUR = timedelta(hours=1)


class House:
    """A store in which a test tells stories."""

    def __init__(self, store, now):
        self.store, self.now, self.channel = store, now, played()

    def story(self, *watches, articles=1):
        """Open a story of so many articles, an hour later than the last; the first one alerts these watches."""
        self.now += HOUR
        with self.store.transaction() as session:
            story = Story(opened_at=self.now, latest_at=self.now)
            session.add(story)
            session.flush()
            number = story.id
        for _ in range(articles):
            self.article(number)
        for watch in watches:
            self.ring(watch, number)
        return number

    def article(self, story):
        with self.store.transaction() as session:
            key = f"{session.scalar(select(func.count(Article.id))):032x}"
            made = Article(url_key=key, url=f"https://example.org/{key}", title="t", source="one", seen_at=self.now,
                           content_hash=key, story_id=story)  # fmt: skip
            session.add(made)
            session.flush()
            return made.id

    def ring(self, watch, story):
        """Return the alert that another article of the story opens."""
        [number] = alert(self.store, self.now, self.channel, watch=watch, story_of=story)
        return number

    def deliver(self):
        """Deliver what is due and return of which alerts that was."""
        before = set(rows(self.store, Delivery.id, Delivery.alert_id, Delivery.status))
        deliver(self.store, Clock(self.now), self.channel)
        after = set(rows(self.store, Delivery.id, Delivery.alert_id, Delivery.status))
        return sorted(alert for _, alert, status in after - before if status == "sent")

    def do(self, step, *arguments, **keys):
        with self.store.transaction() as session:
            return step(session, *arguments, now=self.now, **keys).id

    def join(self, into, other, by="Ann"):
        return self.do(join, into, other, why="the same visit", by=by)

    def split(self, *articles, by="Ann"):
        return self.do(split, articles, why="another visit", by=by)

    def undo(self, number):
        return self.do(undo, number, by="Ann")

    def all(self, query):
        with self.store.transaction() as session:
            return session.scalars(query).all()

    def articles(self, story):
        return self.all(select(Article.id).where(Article.story_id == story).order_by(Article.id))

    def merged(self):
        """Return into which alert each merged one is merged."""
        with self.store.transaction() as session:
            found = session.execute(select(Alert.id, Alert.merged_into_id).where(Alert.merged_into_id.is_not(None)))
            return dict(found.all())

    def stands(self):
        """Return all that a regrouping may change."""
        kept = {}
        with self.store.transaction() as session:
            for table in (Story, Article, Alert, StoredSilence, Acknowledgement, Feedback):
                columns = [c for c in table.__table__.columns if not c.key.endswith(("evidence", "why", "authors"))]
                kept[table.__tablename__] = sorted(map(repr, session.execute(select(*columns))))
        return kept

    def check(self):
        """Check what must hold however stories were joined and split."""
        with self.store.transaction() as session:
            told = dict(session.execute(select(Article.id, Article.story_id)).all())
            alerts = {one.id: one for one in session.scalars(select(Alert))}
            assert all(one.story_id == told[one.article_id] for one in alerts.values())
            for one in alerts.values():
                if one.merged_into_id is not None:
                    other = alerts[one.merged_into_id]
                    assert (other.watch, other.story_id, other.merged_into_id) == (one.watch, one.story_id, None)
            standing = [(one.watch, one.story_id) for one in alerts.values() if one.merged_into_id is None]
            assert len(standing) == len(set(standing))
            assert set(standing) == {(one.watch, one.story_id) for one in alerts.values()}
            empty = set(session.scalars(select(Story.id).where(Story.merged_into_id.is_not(None))))
            assert not empty & set(told.values())
            for story in session.scalars(select(Story).where(Story.merged_into_id.is_(None))):
                seen = [one.seen_at for one in session.scalars(select(Article).where(Article.story_id == story.id))]
                assert (story.opened_at, story.latest_at) == (min(seen), max(seen))


@pytest.fixture
def house(store, now):
    return House(store, now)


def test_of_two_stories_joined_the_later_alert_is_merged_and_what_is_not_sent_of_it_does_not_go(house):
    first = house.story("drones")
    assert house.deliver() == [1]
    second = house.story("drones", "kyiv")
    house.join(first, second)
    assert house.merged() == {2: 1}
    assert house.deliver() == [3]
    assert len(house.articles(first)) == 5
    assert house.articles(second) == []
    house.check()
    with house.store.transaction() as session:
        counted = summary(session, house.now)
        assert (counted.stories, counted.deliveries) == (1, {"sent": 2, "acknowledged": 1})
        assert current(session, second) == first


def test_a_later_article_of_joined_stories_alerts_nobody_again(house):
    first, second = house.story("drones"), house.story("drones")
    house.join(second, first)
    assert alert(house.store, house.now, house.channel, watch="drones", story_of=second) == []
    assert house.merged() == {2: 1}


def test_what_was_sent_of_the_merged_alert_stays_sent_and_what_was_tried_goes_on(house):
    first, second = house.story("drones"), house.story("drones")
    house.channel.play = lambda _: (_ for _ in ()).throw(TimeoutError)
    house.deliver()
    house.join(first, second)
    house.channel.play = lambda _: "ok"
    house.now += HOUR
    assert house.deliver() == [1, 2]


def test_undone_all_is_as_it_was_and_what_had_not_gone_out_goes_out(house):
    first, second = house.story("drones", "kyiv", articles=3), house.story("drones", articles=2)
    before = house.stands()
    done = house.join(first, second)
    assert house.stands() != before
    house.undo(done)
    assert house.stands() == before
    assert house.deliver() == [1, 2, 3]


def test_an_alert_that_a_silence_holds_is_merged_into_one_that_was_told(house):
    first = house.story("drones")
    with house.store.transaction() as session:
        session.add(Hold(alert_id=1, silence="1", reason="", channels=["played"], held_at=house.now))
    second = house.story("drones")
    done = house.join(first, second)
    assert house.merged() == {1: 2}
    assert house.all(select(Hold.alert_id).where(is_held())) == []
    house.undo(done)
    assert house.all(select(Hold.alert_id).where(is_held())) == [1]


def test_acknowledgement_and_feedback_go_along_and_come_back(house):
    first, second = house.story("drones"), house.story("drones")
    with house.store.transaction() as session:
        acknowledge(session, 2, house.now, "Ann", "on it")
        rate(session, 2, True, house.now, "Ann", "")
    before = house.stands()
    done = house.join(first, second)
    with house.store.transaction() as session:
        assert session.get_one(Acknowledgement, 1).note == "on it"
        assert set(rated_articles(session, "drones").values()) == {True}
    assert house.deliver() == []
    house.undo(done)
    assert house.stands() == before


def test_what_readers_said_of_the_earlier_alert_stays(house):
    first, second = house.story("drones"), house.story("drones")
    with house.store.transaction() as session:
        rate(session, 1, False, house.now, "Bob", "")
        rate(session, 2, True, house.now, "Ann", "")
    before = house.stands()
    house.undo(house.join(first, second))
    assert house.stands() == before


def test_a_silence_of_a_story_goes_along(house):
    first, second = house.story("drones"), house.story("kyiv")
    with house.store.transaction() as session:
        session.add(StoredSilence(story_id=second, until=house.now + HOUR, made_at=house.now))
    done = house.join(first, second)
    assert house.all(select(StoredSilence.story_id)) == [first]
    house.undo(done)
    assert house.all(select(StoredSilence.story_id)) == [second]


def test_articles_split_off_take_the_alert_along_that_they_opened(house):
    story = house.story("drones", articles=2)
    first, _, opened = house.articles(story)
    house.split(opened)
    [number] = house.all(select(Alert.story_id))
    assert (number, house.articles(number)) == (2, [opened])
    assert first in house.articles(story)
    house.check()


def test_an_alert_whose_other_is_split_off_is_open_again(house):
    first, second = house.story("drones"), house.story("drones")
    house.join(first, second)
    house.split(*house.articles(first)[:2])
    assert house.merged() == {}
    assert house.deliver() == [1, 2]
    house.check()


def test_a_split_undone_brings_back_what_came_to_it_since(house):
    story = house.story("drones", articles=3)
    done = house.split(house.articles(story)[0])
    part = house.all(select(Regrouping.to_id))[0]
    late = house.article(part)
    house.ring("drones", part)
    house.undo(done)
    assert late in house.articles(story)
    assert house.merged() == {2: 1}
    house.check()


def test_what_hands_have_parted_is_not_joined_by_itself_but_by_hand(house):
    story, other = house.story(articles=3), house.story()
    done = house.split(house.articles(story)[0])
    part = house.all(select(Regrouping.to_id))[0]
    with house.store.transaction() as session:
        assert kept_apart(session, part) == {story}
        assert kept_apart(session, other) == frozenset()
    with pytest.raises(CannotRegroup, match="parted by hand"):
        house.join(part, story, by=None)
    house.join(other, part, by=None)
    with pytest.raises(CannotRegroup, match="parted by hand"):
        house.join(story, other, by=None)
    with house.store.transaction() as session:
        assert kept_apart(session, part) == kept_apart(session, other) == {story}
    with pytest.raises(CannotRegroup, match=rf"story {part} was joined into {other} since"):
        house.undo(done)
    house.join(story, other)
    assert len(house.articles(story)) == 4


def test_what_was_joined_by_itself_and_undone_is_not_joined_again(house):
    first, second = house.story(), house.story()
    house.undo(house.join(first, second, by=None))
    with pytest.raises(CannotRegroup, match="parted by hand"):
        house.join(first, second, by=None)
    house.undo(house.join(second, first))


def test_what_was_joined_by_hand_is_not_split_by_itself(house):
    first, second, third = house.story(), house.story(articles=2), house.story()
    house.join(first, third)
    with pytest.raises(CannotRegroup, match="joined by hand"):
        house.split(house.articles(first)[0], by=None)
    house.split(house.articles(second)[0], by=None)


def test_what_cannot_be_done_says_why_and_changes_nothing(house):
    first, second = house.story("drones", articles=2), house.story("drones", articles=2)
    before = house.stands()
    wrong = [
        (lambda: house.join(first, 99), "there is no story 99"),
        (lambda: house.join(first, first), f"one story already, {first}"),
        (lambda: house.split(999), "there is no article 999"),
        (lambda: house.split(), "these stand in none"),
        (lambda: house.split(house.articles(first)[0], house.articles(second)[0]), "these stand in 1, 2"),
        (lambda: house.split(*house.articles(first)), "leave one there"),
        (lambda: house.undo(7), "there is no regrouping 7"),
    ]
    for step, words in wrong:
        with pytest.raises(CannotRegroup, match=words):
            step()
    assert house.stands() == before
    done = house.join(first, second)
    with pytest.raises(CannotRegroup, match="one story already"):
        house.join(second, first)
    house.undo(done)
    with pytest.raises(CannotRegroup, match="undone already"):
        house.undo(done)


def test_each_step_is_kept_with_who_and_why(house):
    first, second = house.story(), house.story()
    house.undo(house.join(first, second, by=None))
    house.join(first, second)
    with house.store.transaction() as session:
        one, two = regroupings_of(session, second)
        assert (one.by, one.why, one.undone_by, one.undone_at) == (None, "the same visit", "Ann", house.now)
        assert (two.by, two.kind, two.from_id, two.to_id) == ("Ann", "join", second, first)
        assert regroupings_of(session, first) == [one, two]


def step(house, chance):
    """Join or split at random; return what was done, None where it cannot be."""
    stories = house.all(select(Story.id).where(Story.merged_into_id.is_(None)).order_by(Story.id))
    story = chance.choice(stories)
    if chance.random() < 0.5:
        return house.join(story, chance.choice([s for s in stories if s != story])) if len(stories) > 1 else None
    articles = house.articles(story)
    if len(articles) == 1:
        return None
    return house.split(*chance.sample(articles, chance.randrange(1, len(articles))))


def walk(house, seed, steps=20):
    """Tell stories, join and split them at random; after each step, and after undoing it, all must hold."""
    chance, watches = Random(seed), ("drones", "kyiv", "ships")
    for _ in range(steps):
        house.story(*chance.sample(watches, chance.randint(0, 3)), articles=chance.randint(1, 2))
        before, done = house.stands(), step(house, chance)
        house.check()
        if done is not None and chance.random() < 0.5:
            house.undo(done)
            house.check()
            if house.all(select(Regrouping.kind).where(Regrouping.id == done)) == ["join"]:
                assert house.stands() == before
        if chance.random() < 0.3:
            house.deliver()


@pytest.mark.parametrize("seed", range(4))
def test_however_stories_are_joined_and_split_each_watch_has_one_alert_of_each(sqlite_store, now, seed):
    walk(House(sqlite_store, now), seed)


def test_the_same_holds_on_postgresql(postgresql_store, now):
    walk(House(postgresql_store, now), seed=7, steps=10)

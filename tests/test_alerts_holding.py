"""Alerts that silences hold, on a real store: kept, shown, told when nothing holds them any more, once."""

import threading
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import func, select

from alerts.alerting import ChannelPlan, Found, open_alerts
from alerts.claims import claim_due, due_channels
from alerts.concepts import load_concepts
from alerts.document import document_of
from alerts.holding import holders, tell_held
from alerts.silences import NoSilence, all_silences, end_silence
from alerts.silencing import holding
from config import ChannelSettings, Settings, WatchSettings
from store.alert_models import Acknowledgement, Alert, Delivery, Hold, StoredSilence
from store.marks import acknowledge, by_watch, rate, rated_articles, unacknowledge, unrate
from store.models import Article, Match, Story
from store.summary import summary

CONCEPTS = load_concepts({})
SETTINGS = Settings.model_validate({"version": 1, "timezone": "Europe/Brussels"})
HOUR = timedelta(hours=1)


def channel(name, **keys):
    return ChannelSettings(name=name, kind="email", **keys)


PLANS = {
    "desk": ChannelPlan(channel("desk"), ("a@example.org", "b@example.org")),
    "brief": ChannelPlan(channel("brief", digest="1d")),
    "night": ChannelPlan(channel("night", quiet_hours="10:30-11:30"), zone=SETTINGS.zone),
}


class House:
    """A store in which a test finds articles and moves the time."""

    def __init__(self, store, now):
        self.store, self.now, self.number = store, now, 0

    def silence(self, until, **about):
        with self.store.transaction() as session:
            row = StoredSilence(until=until, made_at=self.now, **(about or {"watch": "drones"}))
            session.add(row)
            session.flush()
            return str(row.id)

    def end(self, key):
        with self.store.transaction() as session:
            end_silence(session, key, SETTINGS, self.now)

    def find(self, watch="drones", story=None, source="wire", channels=("desk",), settings=SETTINGS, **keys):
        """Find an article with a watch; return its story."""
        self.number += 1
        with self.store.transaction() as session:
            place = session.get(Story, story) if story else Story(opened_at=self.now, latest_at=self.now)
            article = Article(
                url_key=f"{self.number:032x}", url=f"https://example.org/{self.number}", title="Drone", source=source,
                seen_at=self.now, content_hash=f"{self.number:032x}", story=place, language="en",
            )  # fmt: skip
            session.add(article)
            session.flush()
            silences = all_silences(session, settings, CONCEPTS, str)
            held = holding(silences, watch, document_of(article, None), article.story_id, self.now)
            found = Found(WatchSettings(name=watch, query="drone", channels=channels, **keys), article, [], None, held)
            open_alerts(session, [found], PLANS, self.now)
            return article.story_id

    def tell(self, later=timedelta(), settings=SETTINGS):
        self.now += later
        with self.store.transaction() as session:
            return tell_held(session, all_silences(session, settings, CONCEPTS, str), (), PLANS, self.now)

    def deliveries(self, *columns):
        with self.store.reading() as session:
            return session.execute(select(*columns).order_by(Delivery.alert_id, Delivery.id)).all()

    def count(self, table=Delivery):
        with self.store.reading() as session:
            return session.scalar(select(func.count()).select_from(table))

    def held(self):
        with self.store.reading() as session:
            return holders(session)

    def claim(self, *names):
        with self.store.transaction() as session:
            chosen = {name: PLANS[name].settings for name in names}
            return claim_due(session, self.now, "test", 100, chosen, SETTINGS.zone)


@pytest.fixture
def house(store, now):
    return House(store, now)


def test_a_silence_keeps_the_alert_and_tells_it_in_the_end_once(house):
    key = house.silence(house.now + HOUR)
    house.find()
    assert (house.count(Alert), house.count(Match), house.count(), house.held()) == (1, 1, 0, {key})
    assert house.tell(HOUR - timedelta(seconds=1)) == 0
    assert house.tell(timedelta(seconds=1)) == 1
    assert house.count() == 2
    assert (house.tell(), house.tell(HOUR), house.count(), house.held()) == (0, 0, 2, set())
    with house.store.reading() as session:
        assert [(h.silence, h.told_at is not None) for h in session.scalars(select(Hold))] == [(key, True)]


def test_what_was_held_goes_to_a_recipient_in_one_message(house):
    house.silence(house.now + HOUR)
    for _ in range(3):
        house.find()
    house.tell(HOUR)
    claims = house.claim("desk")
    assert sorted((c.recipient, len(c.deliveries)) for c in claims) == [("a@example.org", 3), ("b@example.org", 3)]
    assert len({c.message_id for c in claims}) == 2


def test_on_a_digest_channel_what_was_held_waits_for_the_next_digest(house):
    house.silence(house.now + HOUR)
    house.find(channels=("brief",))
    house.tell(HOUR)
    house.find(channels=("brief",))
    assert house.claim("brief") == []
    house.now += timedelta(days=1)
    assert [len(c.deliveries) for c in house.claim("brief")] == [2]


def test_in_quiet_hours_the_end_of_a_silence_tells_only_what_is_urgent(house):
    house.silence(house.now + HOUR)
    house.find(channels=("night",))
    house.find(channels=("night",), priority="high")
    house.tell(HOUR)
    [urgent] = house.claim("night")
    assert len(urgent.deliveries) == 1
    house.find(channels=("night",))
    house.now += HOUR / 2
    ids = {id_ for c in house.claim("night") for id_ in c.deliveries}
    assert len(ids - set(urgent.deliveries)) == 2


def test_overlapping_silences_hold_until_the_last_of_them_ends(house):
    first = house.silence(house.now + HOUR)
    house.find()
    later = house.silence(house.now + 3 * HOUR)
    assert house.held() == {first}
    assert house.tell(HOUR) == 0
    assert house.held() == {later}
    assert house.tell(2 * HOUR) == 1


def test_a_silence_that_ended_between_two_polls_is_told_and_the_next_article_rings_at_once(house):
    house.silence(house.now + HOUR)
    house.find()
    house.now += 2 * HOUR
    house.find()
    assert [row[0] for row in house.deliveries(Delivery.alert_id)] == [2, 2]
    assert house.tell() == 1
    assert house.count() == 4


def test_one_ended_early_tells_what_it_held_and_cannot_be_ended_twice(house):
    key = house.silence(house.now + 72 * HOUR)
    house.find()
    house.end(key)
    assert house.tell() == 1
    with pytest.raises(NoSilence, match="over already"):
        house.end(key)
    with pytest.raises(NoSilence, match="tocsin silence list"):
        house.end("999")


def test_a_clock_set_back_neither_tells_early_nor_twice(house):
    house.silence(house.now + HOUR)
    house.find()
    assert house.tell(-2 * HOUR) == 0
    house.find()
    assert house.tell(3 * HOUR) == 2
    assert house.tell(-3 * HOUR) == 0
    assert house.count() == 4


def test_an_article_that_no_silence_holds_tells_a_held_story_at_once(house):
    house.silence(house.now + 9 * HOUR, source="blog")
    story = house.find(source="blog")
    house.find(source="blog", story=story)
    assert house.count() == 0
    house.find(source="wire", story=story)
    assert (house.count(), house.held()) == (2, set())
    house.find(source="wire", story=story)
    assert (house.tell(9 * HOUR), house.count()) == (0, 2)


def test_two_articles_of_one_poll_that_no_silence_holds_tell_a_held_story_once(house, caplog):
    caplog.set_level("INFO", "alerts.alerting")
    house.silence(house.now + HOUR, source="wire")
    story = house.find()
    with house.store.transaction() as session:
        watch = WatchSettings(name="drones", query="drone", channels=("desk",))
        both = [
            Article(url_key=key * 32, url=f"https://example.org/{key}", title="Drone", source="bbc", seen_at=house.now,
                    content_hash=key * 32, story_id=story, language="en")
            for key in "ab"
        ]  # fmt: skip
        session.add_all(both)
        open_alerts(session, [Found(watch, article, []) for article in both], PLANS, house.now)
    assert (house.count(), house.held()) == (2, set())
    assert caplog.text.count("told, though a silence is on: alert=1 by=https://example.org/a") == 1
    assert "by=https://example.org/b" not in caplog.text


def test_a_silence_of_a_story_holds_every_watch_and_no_other_story(house):
    story = house.find(watch="kyiv")
    house.silence(house.now + HOUR, story_id=story)
    house.find(story=story)
    house.find()
    assert [row[0] for row in house.deliveries(Delivery.alert_id)] == [1, 1, 3, 3]


def test_a_watch_that_is_gone_when_its_silence_ends_is_told_to_the_channels_it_had(house, caplog):
    house.silence(house.now + HOUR, watch="gone")
    house.find(watch="gone", channels=("desk", "removed"))
    assert house.tell(HOUR) == 1
    assert {row[0] for row in house.deliveries(Delivery.channel)} == {"desk"}
    assert "channel=removed why=no such channel" in caplog.text


def test_a_silence_whose_query_is_none_any_more_holds_nothing_and_tells_what_it_held(house):
    with_concept = Settings.model_validate({"version": 1, "concepts": {"toy": {"en": ["drone"]}}})
    house.silence(house.now + 9 * HOUR, query="@toy")
    with house.store.reading() as session:
        [one] = all_silences(session, with_concept, load_concepts(with_concept.concepts), str)
        assert one.state(house.now) == "in force"
        [one] = all_silences(session, SETTINGS, CONCEPTS, str)
        assert (one.state(house.now), "unknown concept" in one.wrong) == ("wrong", True)
    house.find()
    assert house.count() == 2
    with house.store.transaction() as session:
        session.add(Hold(alert_id=1, silence="1", reason="", channels=["brief"], held_at=house.now))
    assert house.tell() == 1
    assert house.count() == 3


def test_silences_of_the_settings_stand_beside_stored_ones_and_cannot_be_ended_by_command(house):
    text = {"name": "night", "watch": "drones", "until": "2026-03-01", "reason": "elections"}
    settings = Settings.model_validate({"version": 1, "timezone": "Europe/Brussels", "silences": [text]})
    house.find(settings=settings)
    assert (house.count(), house.held()) == (0, {"night"})
    with house.store.transaction() as session, pytest.raises(NoSilence, match="stands in the settings"):
        end_silence(session, "night", settings, house.now)
    house.now = house.now.replace(hour=22, minute=59)
    assert house.tell(settings=settings) == 0
    assert house.tell(timedelta(minutes=1), settings=settings) == 1


def test_a_silence_taken_out_of_the_settings_tells_what_it_held(house):
    text = {"name": "night", "watch": "drones", "until": "2027-03-01"}
    house.find(settings=Settings.model_validate({"version": 1, "silences": [text]}))
    assert house.tell() == 1


def test_two_daemons_tell_what_was_held_once(house):
    house.silence(house.now + HOUR)
    for _ in range(20):
        house.find()
    house.now += HOUR
    at_once, told = threading.Barrier(2), []

    def daemon():
        at_once.wait(10)
        told.append(house.tell())

    threads = [threading.Thread(target=daemon) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (sum(told), house.count(), house.held()) == (20, 40, set())


def test_nothing_that_has_not_gone_out_of_an_acknowledged_alert_goes_out_until_that_is_taken_back(house):
    house.find()
    with house.store.transaction() as session:
        assert acknowledge(session, 1, house.now, "ann", "seen on TV")
        assert not acknowledge(session, 1, house.now + HOUR, "bob", "")
        assert due_channels(session, house.now) == set()
        counts = summary(session, house.now)
        assert (counts.deliveries, counts.oldest_due_at) == ({"acknowledged": 2}, None)
        assert session.scalars(select(Acknowledgement.by)).all() == ["ann"]
    assert house.claim("desk") == []
    with house.store.transaction() as session:
        assert unacknowledge(session, 1)
        assert not unacknowledge(session, 1)
    assert len(house.claim("desk")) == 2


def test_a_delivery_that_was_attempted_goes_on_although_its_alert_is_acknowledged(house):
    house.find()
    first = house.claim("desk")
    with house.store.transaction() as session:
        acknowledge(session, 1, house.now, "", "")
    house.now += HOUR
    assert {c.message_id for c in house.claim("desk")} == {c.message_id for c in first}


def test_an_acknowledged_alert_is_not_told_when_its_silence_ends(house):
    house.silence(house.now + HOUR)
    house.find()
    house.find()
    with house.store.transaction() as session:
        acknowledge(session, 1, house.now, "", "")
    assert house.tell(HOUR) == 1
    assert [row[0] for row in house.deliveries(Delivery.alert_id)] == [2, 2]
    assert house.held() == set()
    with house.store.transaction() as session:
        unacknowledge(session, 1)
    assert house.tell() == 1


def test_one_acknowledged_after_it_was_told_is_left_out_of_the_message(house):
    house.silence(house.now + HOUR)
    house.find()
    house.find()
    house.tell(HOUR)
    with house.store.transaction() as session:
        acknowledge(session, 2, house.now, "", "")
    first = house.claim("desk")
    assert [len(c.deliveries) for c in first] == [1, 1]
    with house.store.transaction() as session:
        unacknowledge(session, 2)
    # The message that it would have shared is out: a receiver would drop another of that id as a repeat.
    second = house.claim("desk")
    assert [len(c.deliveries) for c in second] == [1, 1]
    assert {c.message_id for c in first}.isdisjoint({c.message_id for c in second})


def test_the_last_word_on_an_alert_counts(house):
    story = house.find()
    house.find(story=story)
    house.find(watch="kyiv")
    with house.store.transaction() as session:
        rate(session, 1, True, house.now, "ann", "")
        rate(session, 1, False, house.now, "bob", "a toy")
        acknowledge(session, session.scalars(select(Alert.id).where(Alert.watch == "kyiv")).one(), house.now, "", "")
    with house.store.reading() as session:
        rows = [(c.watch, c.alerts, c.useful, c.not_useful, c.acknowledged) for c in by_watch(session)]
        assert rows == [("drones", 1, 0, 1, 0), ("kyiv", 1, 0, 0, 1)]
        # All articles of the story are what the alert was about.
        assert rated_articles(session, "drones") == {1: False, 2: False}
        assert rated_articles(session, "kyiv") == {}
        assert by_watch(session, house.now + HOUR) == []
    with house.store.transaction() as session:
        assert (unrate(session, 1), unrate(session, 1), rated_articles(session, "drones")) == (True, False, {})


def step(dice, house, silences):
    """Do something by chance; `silences` is the model: by key, the watch, the beginning (None: at once) and the end."""
    match dice.choice(("find", "find", "add", "add", "end", "later", "later", "back")):
        case "find":
            house.find(watch=dice.choice(WATCHES))
        case "add":
            begin = dice.choice((None, house.now + dice.randint(1, 3) * HOUR))
            watch, end = dice.choice(WATCHES), (begin or house.now) + dice.randint(1, 5) * HOUR
            silences[house.silence(end, watch=watch, since=begin)] = (watch, begin, end)
        case "end" if silences:
            key = dice.choice(list(silences))
            if house.now < silences.pop(key)[2]:
                house.end(key)
        case "later":
            house.tell(dice.randint(1, 3) * HOUR)
        case "back":
            house.tell(-HOUR)


WATCHES = ("drones", "kyiv", "ports")


@pytest.mark.parametrize("seed", range(4))
def test_whatever_silences_come_and_go_an_alert_is_told_once_and_not_while_one_holds_it(house, seed):
    dice, silences, told = Random(seed), {}, set()

    def held():
        """Return the watches that a silence holds now."""
        on = (w for w, begin, end in silences.values() if (begin or house.now) <= house.now < end)
        return set(on)

    def check():
        """Return the alerts told and all there are; none was told twice, none newly told while its watch is held."""
        with house.store.reading() as session:
            counts = dict(session.execute(select(Delivery.alert_id, func.count()).group_by(Delivery.alert_id)).all())
            alerts = dict(session.execute(select(Alert.id, Alert.watch)).all())
        assert set(counts.values()) <= {2}
        assert held().isdisjoint(alerts[alert] for alert in counts.keys() - told)
        return set(counts), set(alerts)

    for _ in range(40):
        step(dice, house, silences)
        told, _ = check()
    house.tell(400 * HOUR)
    told, alerts = check()
    assert told == alerts
    assert len(alerts) > 3

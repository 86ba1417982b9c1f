"""Digests on a real store: what one tells, since when, what was held and read meanwhile; and digests of nothing."""

import json
from datetime import timedelta

import pytest
from deliveries import EVIDENCE, Clock, deliver, played, refuse
from sqlalchemy import func, select

from alerts.alerting import Found, channel_plans, open_alerts
from alerts.channel import make_channel
from alerts.digests import open_empty, without_digest
from alerts.silencing import Silence
from config import ChannelSettings, Settings, WatchSettings
from store.alert_models import StoredMessage, StoredSilence
from store.coverage import record_coverage
from store.models import Article, SourceState, Story

HOUR = timedelta(hours=1)
SOURCES = ["wire", "bbc", "lemonde", "mod-pl"]


class House:
    """A store, a clock, a channel with a daily digest at half past seven, and a source that fails since six."""

    def __init__(self, store, now, more=(), **keys):
        self.store, self.clock = store, Clock(now)
        self.brief = played("brief", **({"digest": "07:30"} | keys))
        sources = [{"name": name, "url": f"https://{name}.example/feed"} for name in SOURCES]
        channels = {c.settings.name: c.settings.model_dump() for c in (self.brief, *more)}
        facts = {"version": 1, "timezone": "Europe/Brussels", "sources": sources, "channels": channels}
        self.settings = Settings.model_validate(facts)
        with store.transaction() as session:
            for name in SOURCES:
                then = now - timedelta(days=9)
                session.add(
                    SourceState(name=name, next_poll_at=now, first_polled_at=then, last_success_at=now - 3 * HOUR)
                )

    def read(self, *names, fail=()):
        """Have these sources read now, and others fail."""
        with self.store.transaction() as session:
            for name in (*names, *fail):
                state = session.get_one(SourceState, name)
                state.next_poll_at, state.failures = self.clock.now + HOUR, 0
                if name in fail:
                    state.failures, state.last_error_kind, state.last_error = 4, "http", "503 Service Unavailable"
                else:
                    state.last_success_at = self.clock.now

    def find(
        self, watch="drones", title="A drone over Kyiv", source="wire", story=None, silence=None, priority="normal"
    ):
        with self.store.transaction() as session:
            number = session.scalar(select(func.count(Article.id)))
            place = session.get(Story, story) if story else Story(opened_at=self.clock.now, latest_at=self.clock.now)
            key, language = f"{number:032x}", {"lemonde": "fr", "mod-pl": "pl"}.get(source, "en")
            article = Article(
                url_key=key, url=f"https://{source}.example/{number}", title=title, source=source, language=language,
                seen_at=self.clock.now, content_hash=key, story=place,
            )  # fmt: skip
            session.add(article)
            session.flush()
            settings = WatchSettings(name=watch, query="drone", channels=("brief",), priority=priority)
            plans = channel_plans({"brief": self.brief}, self.settings.zone)
            open_alerts(session, [Found(settings, article, EVIDENCE, None, silence)], plans, self.clock.now)
            return article.story_id

    def deliver(self, later=timedelta()):
        self.clock.now += later
        return deliver(self.store, self.clock, self.brief, settings=self.settings)

    def open_empty(self):
        [plan] = channel_plans({"brief": self.brief}, self.settings.zone).values()
        with self.store.transaction() as session:
            return open_empty(session, plan, self.settings, self.clock.now)


@pytest.fixture
def house(store, now):
    return House(store, now)


def test_a_digest_tells_by_watch_what_most_independent_voices_tell_first(house):
    lone = house.find(title="Lone drone")
    wide = house.find(title="A wide story of a drone", source="bbc")
    house.find(source="lemonde", story=wide, title="Un drone")
    house.find(source="mod-pl", story=wide, title="Dron")
    house.find(watch="ports", title="Port drone", story=lone)
    assert house.deliver().sent == 0
    assert house.deliver(22 * HOUR).sent == 3
    [message] = house.brief.accepted
    assert message.subject == "Tocsin digest: 2 stories (2 watches); 0 of 4 sources read"
    assert message.data["type"] == "tocsin.digest"
    told = [(a["watch"], a["article"]["title"]) for a in message.data["alerts"]]
    assert told == [("drones", "A wide story of a drone"), ("drones", "Lone drone"), ("ports", "Port drone")]
    wide_one = message.data["alerts"][0]["voices"]
    assert (wide_one["independent"], wide_one["languages"]) == (3, ["en", "fr", "pl"])
    for words in (
        "3 outlets, 3 independent, 3 languages; first: bbc, Sun 1 Mar 2026, 10:00 CET",
        "also lemonde, mod-pl",
        "found “Drone”",
        "found by the watch ports as well",
        "- Port drone (wire): see drones",
    ):
        assert words in message.text
    assert json.loads(json.dumps(message.data)) == message.data


def test_a_digest_proves_what_was_read(house):
    house.find()
    house.deliver(22 * HOUR)
    with house.store.transaction() as session:
        for n in range(20):
            record_coverage(session, SOURCES, house.clock.now + n * HOUR)
    house.find(title="Another drone")
    house.clock.now += 24 * HOUR
    house.read("wire", "bbc", fail=["mod-pl"])
    house.deliver()
    text, coverage = house.brief.accepted[1].text, house.brief.accepted[1].data["coverage"]
    assert (coverage["sources"], coverage["read"]) == (4, 2)
    assert "2 of 4 sources were read since Mon 2 Mar 2026, 08:00 CET." in text
    assert "mod-pl: not read since Sun 1 Mar 2026, 07:00 CET (http: 503 Service Unavailable)" in text
    assert (
        "lemonde: not read since Sun 1 Mar 2026, 07:00 CET, due since Sun 1 Mar 2026, 10:00 CET and not polled" in text
    )
    assert "Out of reach for a while, and read again: bbc (19 h), wire (19 h)" in text
    assert "Tocsin itself was not at work in 4 of the 23 hours" in text


def test_a_digest_tells_what_silences_hold_from_it(house):
    with house.store.transaction() as session:
        session.add(StoredSilence(watch="ports", until=house.clock.now + 72 * HOUR, made_at=house.clock.now))
    silence = Silence("1", until=house.clock.now + 72 * HOUR, watch="ports", reason="the fair")
    for n in range(7):
        house.find(watch="ports", title=f"Port {n}", silence=silence)
    house.find()
    house.deliver(22 * HOUR)
    message = house.brief.accepted[0]
    assert "1 story (1 watch), 7 held; 0 of 4" in message.subject
    assert "7 alerts: silence 1 (the fair), until Wed 4 Mar 2026, 10:00 CET" in message.text
    assert "- ports: Port 6" in message.text
    assert "- and 2 more" in message.text
    [held] = message.data["held"]
    assert (held["silence"], held["count"], held["new"], held["until"]) == ("1", 7, 7, "2026-03-04T09:00:00+00:00")


def test_a_digest_says_the_same_at_every_attempt(house):
    house.find()
    house.brief.play = refuse()
    told = []
    for _ in range(3):
        house.deliver(22 * HOUR)
        house.read(*SOURCES)
        house.brief.play = lambda message: told.append(message) or "ok"
    assert (told[0].data["coverage"]["read"], told[0].data["until"]) == (0, "2026-03-02T07:00:00+00:00")
    with house.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(StoredMessage)) == 1


def test_what_is_urgent_goes_at_once_and_is_no_digest(house):
    house.find()
    house.find(title="Urgent drone", priority="high")
    assert house.deliver().sent == 1
    assert house.brief.accepted[0].data["type"] == "tocsin.alert"
    assert house.deliver(22 * HOUR).sent == 1
    assert house.brief.accepted[1].subject.startswith("Tocsin digest: 1 story")


def test_each_digest_goes_on_where_the_one_before_ended(house):
    since = []
    for _ in range(3):
        house.find()
        house.deliver(24 * HOUR)
        since.append((house.brief.accepted[-1].data["since"][:16], house.brief.accepted[-1].data["until"][:16]))
    # The first tells of one interval.
    assert since == [
        ("2026-03-01T06:30", "2026-03-02T09:00"),
        ("2026-03-02T09:00", "2026-03-03T09:00"),
        ("2026-03-03T09:00", "2026-03-04T09:00"),
    ]


def test_nothing_matched_is_told_once_where_it_is_asked_for(store, now):
    house = House(store, now, digest_empty=True, to=("a", "b"))
    assert house.open_empty() == 2  # half past seven has passed
    assert house.open_empty() == 0
    assert house.deliver().sent == 2
    message = house.brief.accepted[0]
    assert message.subject == "Tocsin digest: nothing matched; 4 of 4 sources read"
    assert "Nothing matched." in message.text
    assert (message.data["type"], message.data["alerts"]) == ("tocsin.digest", [])
    house.clock.now += 21 * HOUR
    assert house.open_empty() == 0
    house.clock.now += 2 * HOUR
    assert house.open_empty() == 2


def test_a_digest_of_something_leaves_none_of_nothing(store, now):
    house = House(store, now, digest_empty=True)
    house.clock.now -= 12 * HOUR
    house.find()
    house.clock.now += 12 * HOUR
    assert house.open_empty() == 0
    assert house.deliver().sent == 1
    assert house.open_empty() == 0


def test_before_the_first_poll_no_digest_is_missing(store, now):
    house = House(store, now, digest_empty=True)
    with store.transaction() as session:
        for name in SOURCES:
            session.get_one(SourceState, name).first_polled_at = now - HOUR
        [plan] = channel_plans({"brief": house.brief}, house.settings.zone).values()
        assert without_digest(session, plan, now) == []


def test_a_digest_of_nothing_that_is_given_up_is_told_the_fallback_in_a_sentence(store, now, tmp_path):
    box = make_channel(ChannelSettings(name="box", kind="file", path=str(tmp_path / "box")))
    house = House(store, now, digest_empty=True, fallback="box", more=[box])
    house.brief.play = refuse(permanent=True)
    house.open_empty()
    assert house.deliver().dead == 1
    deliver(store, house.clock, box, settings=house.settings)
    message = json.loads((tmp_path / "box").read_text())
    assert message["subject"] == "Tocsin: nothing matched for brief"
    assert "since 2026-02-28 06:30 UTC; 4 of 4 sources were read" in message["text"]


def test_a_digest_that_is_given_up_goes_to_the_fallback_in_one_message(store, now, tmp_path):
    box = make_channel(ChannelSettings(name="box", kind="file", path=str(tmp_path / "box")))
    house = House(store, now, fallback="box", more=[box])
    house.brief.play = refuse(permanent=True)
    for number in range(5):
        house.find(title=f"Drone {number}")
    assert house.deliver(22 * HOUR).dead == 5
    assert deliver(store, house.clock, box, settings=house.settings).sent == 5
    [line] = (tmp_path / "box").read_text().splitlines()
    assert len(json.loads(line)["alerts"]) == 5

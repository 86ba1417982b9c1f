"""What watches found becomes matches, alerts and deliveries."""

import threading
from datetime import timedelta

import pytest
from plans import plans
from sqlalchemy import func, select

from alerts.alerting import ChannelPlan, Found, open_alerts
from config import ChannelSettings, WatchSettings
from store.alert_models import Alert, Delivery
from store.models import Article, Match, Story

EVIDENCE = [{"clause": "drone", "field": "title", "start": 0, "end": 5, "text": "Drone"}]
PLANS = {
    "desk": ChannelPlan(
        ChannelSettings(name="desk", kind="email"), ("a@example.org", "b@example.org", "a@example.org")
    ),
    "hook": ChannelPlan(ChannelSettings(name="hook", kind="webhook")),
    "brief": ChannelPlan(ChannelSettings(name="brief", kind="file", digest="1d")),
}


def watch(name="drones", **keys):
    return WatchSettings(name=name, query="drone", **keys)


def article(session, now, story=None, title="Drone over Kyiv"):
    story = story or Story(opened_at=now, latest_at=now)
    number = session.scalar(select(func.count(Article.id))) + 1
    new = Article(
        url_key=f"{number:032x}", url=f"https://example.org/{number}", title=title, source="one", seen_at=now,
        content_hash=f"{number:032x}", story=story,
    )  # fmt: skip
    session.add(new)
    session.flush()
    return new


def test_one_alert_with_one_delivery_for_each_recipient_of_each_channel(store, now):
    with store.transaction() as session:
        found = Found(watch(channels=("desk", "hook", "desk")), article(session, now), EVIDENCE)
        (alert,) = open_alerts(session, [found], PLANS, now)
        assert (alert.watch, alert.evidence, alert.opened_at) == ("drones", EVIDENCE, now)
    with store.transaction() as session:
        rows = session.execute(select(Delivery.channel, Delivery.recipient, Delivery.status, Delivery.next_attempt_at))
        assert sorted(map(tuple, rows)) == [
            ("desk", "a@example.org", "pending", now),
            ("desk", "b@example.org", "pending", now),
            ("hook", "", "pending", now),
        ]
        assert session.scalars(select(Match.quiet)).all() == [None]


def test_a_second_article_of_the_story_is_a_match_but_no_alert_and_says_why(store, now):
    with store.transaction() as session:
        first = article(session, now)
        (alert,) = open_alerts(session, [Found(watch(), first, EVIDENCE)], PLANS, now)
        again = [Found(watch(), article(session, now, first.story), EVIDENCE)]
        assert open_alerts(session, again, PLANS, now) == []
        quiet = session.scalars(select(Match.quiet).order_by(Match.id)).all()
        assert quiet == [None, f"story alerted already (alert {alert.id})"]


def test_two_articles_of_one_story_in_one_poll_alert_once(store, now):
    with store.transaction() as session:
        first = article(session, now)
        second = article(session, now, first.story)
        (alert,) = open_alerts(session, [Found(watch(), a, EVIDENCE) for a in (second, first)], PLANS, now)
        assert alert.article_id == first.id


def test_two_watches_alert_each_on_the_same_story(store, now):
    with store.transaction() as session:
        one = article(session, now)
        found = [Found(watch(name), one, EVIDENCE) for name in ("drones", "kyiv")]
        assert [a.watch for a in open_alerts(session, found, PLANS, now)] == ["drones", "kyiv"]


def test_a_quiet_match_is_kept_and_opens_nothing(store, now):
    with store.transaction() as session:
        found = Found(watch(channels=("desk",)), article(session, now), EVIDENCE, quiet="first poll of the source")
        assert open_alerts(session, [found], PLANS, now) == []
        assert session.scalars(select(Match.quiet)).all() == ["first poll of the source"]
        assert session.scalar(select(func.count(Delivery.id))) == 0


def test_a_story_first_met_quietly_still_alerts_by_its_next_article(store, now):
    with store.transaction() as session:
        first = article(session, now)
        open_alerts(session, [Found(watch(), first, EVIDENCE, quiet="first poll of the source")], PLANS, now)
        assert (
            len(open_alerts(session, [Found(watch(), article(session, now, first.story), EVIDENCE)], PLANS, now)) == 1
        )


def test_a_known_match_gets_newer_evidence_and_no_alert(store, now):
    newer = [{**EVIDENCE[0], "field": "body"}]
    with store.transaction() as session:
        one = article(session, now)
        open_alerts(session, [Found(watch(), one, EVIDENCE, quiet="first poll of the source")], PLANS, now)
        assert open_alerts(session, [Found(watch(), one, newer)], PLANS, now) == []
        assert session.execute(select(Match.evidence, Match.quiet)).all() == [(newer, "first poll of the source")]


def test_a_watch_without_channels_still_opens_its_alert(store, now):
    with store.transaction() as session:
        assert len(open_alerts(session, [Found(watch(), article(session, now), EVIDENCE)], PLANS, now)) == 1


def test_a_channel_that_is_not_configured_does_not_stop_the_others(store, now, caplog):
    with store.transaction() as session:
        found = Found(watch(channels=("gone", "hook")), article(session, now), EVIDENCE)
        open_alerts(session, [found], PLANS, now)
        assert session.scalars(select(Delivery.channel)).all() == ["hook"]
    assert "no such channel" in caplog.text


def test_a_digest_waits_unless_the_watch_is_urgent(store, now):
    with store.transaction() as session:
        for name, priority in (("calm", "normal"), ("urgent", "high")):
            found = Found(watch(name, channels=("brief",), priority=priority), article(session, now), EVIDENCE)
            open_alerts(session, [found], PLANS, now)
        due = session.scalars(select(Delivery.next_attempt_at).order_by(Delivery.id)).all()
        assert due == [now.replace(hour=0) + timedelta(days=1), now]


def test_nothing_stays_when_the_poll_fails_later(store, now):
    def poll():
        with store.transaction() as session:
            open_alerts(session, [Found(watch(channels=("hook",)), article(session, now), EVIDENCE)], PLANS, now)
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        poll()
    with store.transaction() as session:
        assert [session.scalar(select(func.count(t.id))) for t in (Match, Alert, Delivery)] == [0, 0, 0]


def test_two_processes_that_find_the_same_story_open_one_alert_and_neither_fails(store, now):
    with store.transaction() as session:
        first = article(session, now)
        ids = [first.id, article(session, now, first.story).id]
    at_once, opened, failures = threading.Barrier(2), [], []

    def poll(article_id):
        try:
            at_once.wait(10)
            with store.transaction() as session:
                found = Found(watch(channels=("hook",)), session.get(Article, article_id), EVIDENCE)
                opened.append(len(open_alerts(session, [found], PLANS, now)))
        except BaseException as error:
            failures.append(error)
            raise

    polls = [threading.Thread(target=poll, args=(i,)) for i in ids]
    for thread in polls:
        thread.start()
    for thread in polls:
        thread.join(20)
    assert (sorted(opened), failures) == ([0, 1], [])
    with store.transaction() as session:
        assert session.scalar(select(func.count(Delivery.id))) == 1


def test_the_alerts_of_a_polls_stories_are_looked_up_by_these_however_many_there_are(sqlite_store, now):
    def ring(session):
        open_alerts(session, [Found(watch(), article(session, now), EVIDENCE)], PLANS, now)

    (looked_up,) = [plan for plan in plans(sqlite_store, ring) if " hold " in plan and "alert" in plan]
    assert "SEARCH alert USING INDEX ix_alert_story_id" in looked_up

"""Feeds of the desk are pushed to whoever asks its hub and may read them: a subscriber on loopback, as WebSub says."""

import hashlib
import hmac
import time
from datetime import timedelta
from ipaddress import ip_network
from urllib.parse import parse_qs, urlsplit

import pytest
from deliveries import Clock, alert
from desks import desk, settings_with_desk, words
from people import users
from servers import plain, site
from sqlalchemy import select
from test_web_tokens import made

from alerts.retry import MAX_ATTEMPTS
from crawler.feed import parse_feed
from store.alert_models import Notice
from store.subscribers import MOST_OF_A_TOKEN, ask_for, subscribers
from store.tokens import remove
from web.feed_formats import FORMATS

LOOPBACK = [ip_network("127.0.0.0/8")]
TOKENLESS = settings_with_desk(desk={"private_addresses": ["127.0.0.0/8"]})


class Follower:
    """Subscribes as the recommendation says, says that it was it who asked, and keeps what is pushed."""

    def __init__(self, web):
        self.web, self.answer, self.says, self.verified, self.pushes = web, plain(), True, [], []
        self.callback = f"{web.url}/heard?of=tocsin"
        web.answers = Everywhere(everywhere=self.take)

    def take(self, connection, asked):
        said = {name.removeprefix("hub."): values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
        if "mode" not in said:
            self.pushes.append(asked)
            self.answer(connection, asked)
            return
        assert said["of"] == "tocsin"  # what the callback is asked with stays
        self.verified.append(said)
        answer = plain(said.get("challenge", "")) if self.says else plain("what?", status=404)
        answer(connection, asked)

    def asks(self, reader, topic, mode="subscribe", **more):
        form = {"mode": mode, "topic": topic, "callback": self.callback, "secret": "s3cret", **more}
        return reader.post("/hub", data={f"hub.{name}": value for name, value in form.items() if value is not None})


def within(ready, what="it to come", seconds=30):
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("web.pushing.TICK", 0.05)


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def store(request):
    return request.getfixturevalue(f"{request.param}_store")


@pytest.fixture
def follower():
    with site() as web:
        yield Follower(web)


class Everywhere(dict):
    """Answers every path alike."""

    def get(self, path, default=None):
        return self["everywhere"]


def rows(store):
    with store.reading() as session:
        return list(subscribers(session))


@pytest.mark.parametrize(
    ("store", "kind"), [*(("sqlite", kind) for kind in FORMATS), ("postgresql", "atom")], indirect=["store"]
)
def test_a_feed_names_the_hub_and_itself_and_what_is_new_is_pushed_signed(store, now, clock, follower, kind):
    alert(store, now)
    with desk(store, TOKENLESS, clock, pushes=True) as (here, _):
        feed = here.get(f"/feeds/alerts.{kind}?watch=drones")
        parsed = parse_feed(feed.content, feed.url, feed.headers["Content-Type"])
        topic = f"{here.root}/feeds/alerts.{kind}?watch=drones"
        assert (list(parsed.hubs), parsed.topic) == ([f"{here.root}/hub"], topic)
        assert feed.headers["Link"] == f'<{here.root}/hub>; rel="hub", <{topic}>; rel="self"'
        assert follower.asks(here, topic).status_code == 202
        within(lambda: len(follower.pushes) == 1)
        [asked] = follower.verified
        assert (asked["mode"], asked["topic"], asked["lease_seconds"]) == ("subscribe", topic, "864000")
        assert len(asked["challenge"]) > 40
        clock.now += timedelta(minutes=1)
        time.sleep(0.5)
        assert len(follower.pushes) == 1  # nothing is new
        alert(store, now, title="Drone over Odesa")
        clock.now += timedelta(minutes=1)
        within(lambda: len(follower.pushes) == 2)
        push = follower.pushes[1]
        assert b"Odesa" in push.body
        assert push.body == here.get(f"/feeds/alerts.{kind}?watch=drones").content
        headers = {name.lower(): value for name, value in push.headers.items()}
        assert headers["x-hub-signature"] == "sha256=" + hmac.new(b"s3cret", push.body, hashlib.sha256).hexdigest()
        assert (headers["content-type"], headers["link"]) == (FORMATS[kind][1], feed.headers["Link"])
        assert follower.asks(here, topic, "unsubscribe").status_code == 202
        within(lambda: rows(store) == [])
        assert follower.verified[-1]["mode"] == "unsubscribe"
        assert follower.asks(here, topic, "unsubscribe").status_code == 404


def test_who_did_not_ask_is_not_pushed_to(sqlite_store, now, clock, follower):
    alert(sqlite_store, now)
    follower.says = False
    with desk(sqlite_store, TOKENLESS, clock, pushes=True) as (here, _):
        assert follower.asks(here, f"{here.root}/feeds/alerts.atom").status_code == 202
        within(lambda: follower.verified and rows(sqlite_store) == [])
        assert follower.pushes == []
        # Nor does somebody else end what is in force, or have it signed with another secret.
        follower.says = True
        follower.asks(here, f"{here.root}/feeds/alerts.atom")
        within(lambda: len(follower.pushes) == 1)
        follower.says = False
        follower.asks(here, f"{here.root}/feeds/alerts.atom", secret="theirs")
        within(lambda: len(follower.verified) == 3)
        follower.asks(here, f"{here.root}/feeds/alerts.atom", "unsubscribe")
        within(lambda: len(follower.verified) == 4)
        within(lambda: [(one.mode, one.secret) for one in rows(sqlite_store)] == [(None, "s3cret")])


def test_who_asks_while_another_is_verified_is_verified_by_itself(sqlite_store, now, clock, follower):
    alert(sqlite_store, now)
    with desk(sqlite_store, TOKENLESS, clock, pushes=True) as (here, _):
        topic = f"{here.root}/feeds/alerts.atom"

        def first(connection, asked):
            follower.web.answers["everywhere"], follower.says = follower.take, False
            clock.now += timedelta(seconds=1)  # as clocks do: what is leased is known by when
            # Somebody else asks in their name, with a secret of his own, before they have said that it was they.
            assert follower.asks(here, topic, secret="theirs").status_code == 202
            plain(parse_qs(urlsplit(asked.path).query)["hub.challenge"][0])(connection, asked)

        follower.web.answers["everywhere"] = first
        follower.asks(here, topic)
        within(lambda: follower.verified and rows(sqlite_store) == [])
    assert follower.pushes == []


def test_a_callback_that_is_not_public_is_asked_nothing(sqlite_store, now, clock, follower):
    alert(sqlite_store, now)
    with desk(sqlite_store, settings_with_desk(desk={}), clock, pushes=True) as (here, _):
        for callback in (follower.callback, f"http://localhost:{follower.web.port}/", "http://169.254.169.254/latest/"):
            follower.callback = callback
            assert follower.asks(here, f"{here.root}/feeds/alerts.atom").status_code == 202
            within(lambda: rows(sqlite_store) == [])
    assert follower.web.asked == []


def test_what_is_asked_wrongly_is_refused_with_a_reason(sqlite_store, now, clock, follower):
    with desk(sqlite_store, TOKENLESS, clock) as (here, _):
        topic = f"{here.root}/feeds/alerts.atom"
        for changed, status, said in (
            ({"mode": "publish"}, 400, "hub.mode"),
            ({"topic": None}, 400, "hub.topic"),
            ({"topic": f"{here.root}/alerts"}, 400, "no feed of this desk"),
            ({"topic": "https://elsewhere.example/feeds/alerts.atom"}, 403, "421"),
            ({"topic": f"{here.root}/feeds/search.atom?q=NOT+a"}, 403, "400"),
            ({"topic": f"{topic}?token=guessed"}, 403, "401"),
            ({"callback": None}, 400, "hub.callback"),
            ({"callback": "file:///etc/passwd"}, 400, "hub.callback"),
            ({"callback": "http://user@example.org/"}, 400, "hub.callback"),
            ({"callback": "http://[example.org/"}, 400, "hub.callback"),
            ({"callback": "http://example.org/" + "x" * 1_000}, 400, "1000"),
            ({"secret": "ü" * 100}, 400, "hub.secret"),
            ({"secret": "a\0b"}, 400, "hub.secret"),
            ({"secret": b"\xff"}, 400, "hub.secret"),
            ({"lease_seconds": "-1"}, 400, "hub.lease_seconds"),
        ):
            answer = follower.asks(here, **{"topic": topic, **changed})
            assert (answer.status_code, said in answer.text) == (status, True), (changed, answer.text)
        assert here.post("/hub", headers={"Origin": "https://evil.example"}).status_code == 403
    assert rows(sqlite_store) == []


class TestTokens:
    @pytest.fixture
    def desks(self, sqlite_store, now, clock):
        alert(sqlite_store, now)
        users(sqlite_store, now, anna="admin")
        settings = settings_with_desk(desk={"private_addresses": ["127.0.0.0/8"]}, operator="ops", channels=OPS)
        with desk(sqlite_store, settings, clock, pushes=True) as both:
            yield both

    def test_whoever_may_read_a_feed_may_have_it_pushed_for_as_long(self, sqlite_store, now, clock, desks, follower):
        here, _ = desks
        topic = f"{here.root}/feeds/alerts.atom"
        token = made(sqlite_store, now, "read:alerts")
        assert follower.asks(here, topic).status_code == 403
        assert follower.asks(here, f"{here.root}/feeds/search.atom?q=drone&token={token}").status_code == 403
        assert follower.asks(here, f"{topic}?token={token}").status_code == 202
        within(lambda: len(follower.pushes) == 1)
        assert rows(sqlite_store)[0].token == "program"
        with sqlite_store.transaction() as session:
            remove(session, "program")
        alert(sqlite_store, now)
        clock.now += timedelta(minutes=1)
        within(lambda: follower.verified[-1]["mode"] == "denied")
        assert "401" in follower.verified[-1]["reason"]
        [one] = rows(sqlite_store)
        assert (one.state, len(follower.pushes)) == ("dropped", 1)
        with sqlite_store.reading() as session:
            [notice] = session.scalars(select(Notice))
            assert notice.words.startswith(f"A feed is pushed to 127.0.0.1:{follower.web.port} no more")
        clock.now += timedelta(days=8)
        within(lambda: rows(sqlite_store) == [])

    def test_a_token_has_so_many_and_no_more(self, sqlite_store, now):
        asked = {"topic": "t", "secret": "", "lease": timedelta(days=1), "now": now}
        with sqlite_store.transaction() as session:
            took = [ask_for(session, callback=f"c{n}", token="one", **asked) for n in range(MOST_OF_A_TOKEN + 1)]
            assert took == [True] * MOST_OF_A_TOKEN + [False]
            assert ask_for(session, callback="c0", token="one", **asked)
            assert ask_for(session, callback="c0", token="two", **(asked | {"topic": "u"}))


OPS = {"ops": {"kind": "file", "path": "outbox.jsonl"}}


def test_who_does_not_take_it_is_tried_again_and_given_up_after_days(sqlite_store, now, clock, follower):
    alert(sqlite_store, now)
    follower.answer = plain(status=500)
    with desk(sqlite_store, TOKENLESS, clock, pushes=True) as (here, _):
        follower.asks(here, f"{here.root}/feeds/alerts.atom", lease_seconds="2592000")
        within(lambda: len(follower.pushes) == 1)
        within(lambda: rows(sqlite_store)[0].failures == 1)
        follower.answer = plain()
        clock.now += timedelta(seconds=10)
        within(lambda: len(follower.pushes) == 2)
        within(lambda: (rows(sqlite_store)[0].failures, rows(sqlite_store)[0].error) == (0, None))
        follower.answer = plain(status=503)
        alert(sqlite_store, now)
        for attempt in range(MAX_ATTEMPTS):
            clock.now += timedelta(days=2)
            within(lambda n=attempt: len(follower.pushes) == 3 + n, f"attempt {attempt}")
            within(lambda n=attempt: rows(sqlite_store)[0].failures == n + 1)
        [one] = rows(sqlite_store)
        assert (one.state, one.error) == ("dropped", f"{MAX_ATTEMPTS} pushes in a row failed: it answers 503 Said")
        clock.now += timedelta(days=2)
        time.sleep(0.3)
        assert len(follower.pushes) == 2 + MAX_ATTEMPTS


def test_who_has_feeds_pushed_is_shown_without_secrets_and_can_be_ended(sqlite_store, now, clock, follower):
    alert(sqlite_store, now)
    with desk(sqlite_store, TOKENLESS, clock, pushes=True) as (here, _):
        token = made(sqlite_store, now, "read:alerts")
        follower.asks(here, f"{here.root}/feeds/alerts.atom?token={token}&watch=drones")
        within(lambda: len(follower.pushes) == 1)
        within(lambda: here.get("/subscribers.json").json()[0]["last_push_at"])
        page, [told] = here.get("/subscribers"), here.get("/subscribers.json").json()
        assert (told["feed"], told["token"], told["state"]) == ("/feeds/alerts.atom?watch=drones", "program", "active")
        assert "by the token program" in words(page)
        for secret in (token, "s3cret", "heard"):
            assert secret not in page.text + str(told)
        assert "pushed no more" in words(here.press(page, "End it"))
        assert (rows(sqlite_store), here.post(f"/subscribers/{told['subscriber']}/end").status_code) == ([], 404)


def test_one_that_is_gone_is_asked_no_more_and_a_lease_ends(sqlite_store, now, clock, follower):
    alert(sqlite_store, now)
    with desk(sqlite_store, TOKENLESS, clock, pushes=True) as (here, _):
        follower.answer = plain(status=410)
        follower.asks(here, f"{here.root}/feeds/alerts.atom")
        within(lambda: follower.pushes and rows(sqlite_store) == [])
        follower.answer = plain()
        follower.asks(here, f"{here.root}/feeds/alerts.rss", lease_seconds="60")
        within(lambda: len(follower.pushes) == 2)
        assert follower.verified[-1]["lease_seconds"] == "300"
        clock.now += timedelta(seconds=301)
        within(lambda: rows(sqlite_store) == [])


def test_what_was_under_way_when_the_desk_stopped_is_done_by_the_next(sqlite_store, now, clock, follower):
    alert(sqlite_store, now)
    with desk(sqlite_store, TOKENLESS, clock) as (here, _):  # takes, and pushes nothing
        port = here.root.rpartition(":")[2]
        assert follower.asks(here, f"{here.root}/feeds/alerts.atom").status_code == 202
    assert [one.state for one in rows(sqlite_store)] == ["asked"]
    with desk(sqlite_store, TOKENLESS, clock, pushes=True):
        within(lambda: len(follower.pushes) == 1)
    assert f"127.0.0.1:{port}/hub" in str(follower.pushes[0].headers)

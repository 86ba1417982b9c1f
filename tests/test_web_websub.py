"""What hubs call on the desk: only what we asked for is confirmed, only what is signed is kept."""

import logging
import socket
import time
from datetime import timedelta

import pytest
from deliveries import Clock
from desks import PUBLIC, desk, settings_with_desk
from hubs import CHALLENGE, signed
from sqlalchemy import select

from scheduler.subscriptions import PATH, SHORTEST_LEASE, trusted
from store.push_models import Push, Subscription
from store.pushes import keep_push, offer, waiting
from store.sources import claim_due, state_of
from web import websub

TOPIC, BODY = "https://news.example/feed", b"<rss/>"
ASKED = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": CHALLENGE, "hub.lease_seconds": "3600"}


on_both = pytest.mark.parametrize("store", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def store(request):
    """On SQLite, where nothing else is asked for."""
    return request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_store")


@pytest.fixture
def there(store, now):
    """The desk as a hub sees it: through its public name."""
    with desk(store, settings_with_desk(), Clock(now)) as (_, reader):
        yield reader


@pytest.fixture
def asked(store, now):
    """A subscription that was asked for: its path and secret."""
    with store.transaction() as session:
        state_of(session, "wire", now)
        offer(session, "wire", ("https://hub.example/", TOPIC), now)
        [one] = session.scalars(select(Subscription))
        one.state, one.asked_at = "asked", now
        one.callback = f"{PUBLIC}{PATH}{one.token}"
        return PATH + one.token, one.secret


def row(store):
    with store.reading() as session:
        return session.scalars(select(Subscription)).one_or_none()


def change(store, **values):
    with store.transaction() as session:
        for name, value in values.items():
            setattr(session.scalars(select(Subscription)).one(), name, value)


@on_both
def test_a_hub_is_told_its_challenge_as_often_as_it_asks(store, now, there, asked):
    path, _ = asked
    answer = there.get(path, params=ASKED)
    assert (answer.status_code, answer.text) == (200, CHALLENGE)
    assert answer.headers["content-type"].startswith("text/plain")  # a challenge may look like a page
    one = row(store)
    assert (one.state, one.asked_at, one.until) == ("active", None, now + timedelta(hours=1))
    assert now < one.due_at < one.until
    # Our answer was lost, or it renews the lease by itself.
    assert there.get(path, params=ASKED | {"hub.lease_seconds": "7200"}).text == CHALLENGE
    assert row(store).until == now + timedelta(hours=2)
    assert there.get(path, params=ASKED | {"hub.topic": "https://news.example/other"}).status_code == 404
    assert row(store).until == now + timedelta(hours=2)


def test_of_one_that_comes_back_for_another_topic_that_is_told(store, there, asked):
    there.get(asked[0], params=ASKED | {"hub.topic": TOPIC + "/"})
    assert row(store).error == f"the hub came back for another topic, '{TOPIC}/'"


def not_ours():
    yield {"hub.topic": "https://news.example/other"}
    yield from ({"hub.mode": mode} for mode in ("unsubscribe", "publish", None))
    short = str(round(SHORTEST_LEASE.total_seconds()) - 1)
    yield from ({"hub.lease_seconds": lease} for lease in (short, "-3600", "٣٦٠٠", "soon", None))
    yield from ({"hub.challenge": challenge} for challenge in (None, "x" * 3_000))


def test_what_was_not_asked_for_is_not_confirmed(store, there, asked):
    for changed in not_ours():
        answer = there.get(asked[0], params={name: v for name, v in (ASKED | changed).items() if v is not None})
        assert answer.status_code in (400, 404), changed
        assert CHALLENGE not in answer.text
        assert row(store).state == "asked"


def test_an_address_that_was_guessed_leads_nowhere(store, there, asked):
    assert there.get(PATH + "guessed", params=ASKED).status_code == 404
    assert there.post(PATH + "guessed", data=BODY, headers=signed(BODY, asked[1])).status_code == 410
    assert row(store).state == "asked"


def test_a_lease_without_end_ends_in_a_year(store, now, there, asked):
    there.get(asked[0], params=ASKED | {"hub.lease_seconds": "9" * 12})
    assert row(store).until == now + timedelta(days=365)


def test_a_hub_that_denies_is_believed(store, now, there, asked):
    denied = {"hub.mode": "denied", "hub.topic": TOPIC, "hub.reason": "not\nallowed"}
    assert there.get(asked[0], params=denied | {"hub.topic": "other"}).status_code == 404
    assert there.get(asked[0], params=denied).status_code == 200
    one = row(store)
    assert (one.state, one.error, one.due_at) == ("refused", "the hub refuses: not allowed", now + timedelta(days=1))
    assert there.post(asked[0], data=BODY, headers=signed(BODY, asked[1])).status_code == 410


@on_both
def test_one_that_is_left_is_forgotten_when_the_hub_asks(store, there, asked):
    change(store, state="leaving")
    assert there.get(asked[0], params=ASKED).status_code == 404
    assert there.post(asked[0], data=BODY, headers=signed(BODY, asked[1])).status_code == 410
    assert there.get(asked[0], params=ASKED | {"hub.mode": "unsubscribe"}).text == CHALLENGE
    assert row(store) is None


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_each_method_that_the_recommendation_names_is_known(method):
    assert websub.is_signed(BODY, signed(BODY, "s", method)["X-Hub-Signature"], "s")


@on_both
def test_what_is_signed_is_kept_and_its_source_is_due(store, now, there, asked):
    there.get(asked[0], params=ASKED)
    with store.transaction() as session:
        assert claim_due(session, ["wire"], now, "a", timedelta(0), 9) == ["wire"]
        session.connection().exec_driver_sql("UPDATE source_state SET next_poll_at = '2026-03-01 10:00:00'")
        assert claim_due(session, ["wire"], now, "a", timedelta(0), 9) == []
    answer = there.post(asked[0], data=BODY, headers=signed(BODY, asked[1]))
    assert (answer.status_code, answer.text) == (202, "")
    with store.transaction() as session:
        [push] = waiting(session, "wire")
        assert (push.body, push.content_type) == (BODY, "application/rss+xml")
        assert claim_due(session, ["other"], now, "a", timedelta(minutes=1), 9) == ["other"]
        assert claim_due(session, ["wire"], now, "a", timedelta(minutes=1), 9) == ["wire"]
        assert claim_due(session, ["wire"], now, "b", timedelta(minutes=1), 9) == []  # it is being read
    assert trusted(row(store), now)
    assert not trusted(row(store), now + timedelta(hours=1))


def wrong_signatures(secret):
    right = signed(BODY, secret)["X-Hub-Signature"]
    yield from ("", "sha256=", "sha256", right[:-1], right + "0", right[7:], "md5" + right[6:], "sha256=ü", "=", "\xff")
    yield signed(BODY + b"x", secret)["X-Hub-Signature"]
    yield signed(BODY, "")["X-Hub-Signature"]


def test_what_is_not_signed_is_dropped_and_told_nothing(store, there, asked):
    there.get(asked[0], params=ASKED)
    for signature in wrong_signatures(asked[1]):
        answer = there.post(asked[0], data=BODY, headers={"X-Hub-Signature": signature.encode("latin-1")})
        assert (answer.status_code, answer.text) == (202, ""), signature
    assert there.post(asked[0], data=BODY).status_code == 202
    with store.reading() as session:
        assert session.scalars(select(Push)).all() == []
    assert row(store).last_push_at is None


def test_more_than_can_wait_is_asked_to_come_again_and_as_it_need_not_its_source_is_polled(
    store, there, asked, monkeypatch
):
    monkeypatch.setattr("store.pushes.MOST_WAITING", 3)
    answers = [there.post(asked[0], data=BODY, headers=signed(BODY, asked[1])) for _ in range(5)]
    assert [one.status_code for one in answers] == [202] * 3 + [503] * 2
    assert answers[-1].headers["retry-after"] == "60"
    assert bodies(store) == [BODY] * 3 + [b""]


def test_what_is_long_fills_the_room_sooner_and_is_read_in_parts(store, there, asked, monkeypatch):
    monkeypatch.setattr("store.pushes.MOST_BYTES_WAITING", 10 * len(BODY))
    monkeypatch.setattr("store.pushes._BYTES_AT_A_TIME", 3 * len(BODY))
    answers = [there.post(asked[0], data=BODY, headers=signed(BODY, asked[1])) for _ in range(11)]
    assert [one.status_code for one in answers] == [202] * 10 + [503]
    with store.reading() as session:
        assert len(waiting(session, "wire")) == 3


def test_hundreds_of_short_pushes_wait_and_are_read_by_the_dozen(store, asked, now):
    with store.transaction() as session:
        [one] = session.scalars(select(Subscription))
        assert all(keep_push(session, one, BODY, "text/xml", now) for _ in range(200))
    with store.reading() as session:
        assert len(waiting(session, "wire")) >= 24


def bodies(store):
    with store.reading() as session:
        return list(session.scalars(select(Push.body).order_by(Push.id)))


def test_what_is_too_long_is_not_kept(store, there, asked, monkeypatch):
    monkeypatch.setattr(websub, "MOST_BYTES", 100_000)
    fits, long = b"x" * 100_000, b"x" * 100_001  # either is longer than any form of ours
    assert there.post(asked[0], data=fits, headers=signed(fits, asked[1])).status_code == 202
    assert there.post(asked[0], data=long, headers=signed(long, asked[1])).status_code == 413
    with store.reading() as session:
        assert [len(push.body) for push in session.scalars(select(Push))] == [100_000, 0]  # that it came has it polled


def test_what_breaks_off_has_its_source_polled_and_is_no_fault_of_ours(store, now, caplog):
    path = expected(store, now)
    with desk(store, settings_with_desk(), Clock(now)) as (here, _):
        for sent_to in (path, "/sign-in"):
            with socket.create_connection(("127.0.0.1", int(here.root.rpartition(":")[2])), timeout=10) as going:
                head = f"POST {sent_to} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n"
                going.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\nx".encode())
                time.sleep(0.3)
        for _ in range(100):
            if found := bodies(store):
                break
            time.sleep(0.02)
    assert found == [b""]
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def expected(store, now):
    """Have a hub expected to push; return the path it pushes to."""
    with store.transaction() as session:
        state_of(session, "wire", now)
        offer(session, "wire", ("https://hub.example/", TOPIC), now)
        [one] = session.scalars(select(Subscription))
        one.state = "asked"
        return PATH + one.token


def test_what_drips_is_not_waited_for(store, now, monkeypatch):
    monkeypatch.setattr(websub, "ARRIVES_WITHIN", 0.3)
    path = expected(store, now)
    with desk(store, settings_with_desk(), Clock(now)) as (here, _):
        port = int(here.root.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as dripping:
            dripping.sendall(f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nx".encode())
            began = time.monotonic()
            assert dripping.recv(100).startswith(b"HTTP/1.1 413")
            assert time.monotonic() - began < 5

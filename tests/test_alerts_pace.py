"""The rate of a channel: what is beyond it waits and travels together, across restarts and daemons."""

import threading
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from deliveries import Clock, alert, deliver, played, refuse, rows
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from alerts.pace import Pace
from config import ChannelSettings, Rate
from store.alert_models import Delivery, StoredMessage
from store.session import open_store

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def clock(now):
    return Clock(now)


def sizes(channel):
    """Return how many alerts each message carried."""
    return [len(message.data["alerts"]) for message in channel.accepted]


def test_what_is_beyond_the_rate_waits_and_travels_together(store, clock, now):
    hook = played(rate="3/1h")
    alert(store, now, hook, count=2)
    deliver(store, clock, hook)
    clock.now += MINUTE
    alert(store, clock.now, hook, count=5)
    deliver(store, clock, hook)
    assert sizes(hook) == [1, 1, 5]
    for _ in range(4):
        clock.now += 10 * MINUTE
        alert(store, clock.now, hook)
        deliver(store, clock, hook)
    assert sizes(hook) == [1, 1, 5]
    clock.now = now + HOUR
    deliver(store, clock, hook)
    assert sizes(hook) == [1, 1, 5, 4]
    assert set(rows(store, Delivery.status)) == {("sent",)}


def test_a_burst_beyond_the_rate_is_one_message(store, clock, now):
    hook = played(rate="3/1h")
    alert(store, now, hook, count=40)
    deliver(store, clock, hook)
    assert sizes(hook) == [40]


def test_each_recipient_has_the_whole_rate(store, clock, now):
    hook = played(rate="2/1h", to=("a", "b"))
    alert(store, now, hook, count=2)
    deliver(store, clock, hook)
    assert Counter(message.recipient for message in hook.accepted) == {"a": 2, "b": 2}


def test_high_priority_passes_a_rate_that_is_used_up_but_only_as_often_again(store, clock, now):
    hook = played(rate="2/1h")
    alert(store, now, hook, count=2)
    deliver(store, clock, hook)
    alert(store, now, hook, count=1)
    alert(store, now, hook, count=1, priority="high", watch="urgent")
    deliver(store, clock, hook)
    assert sizes(hook) == [1, 1, 1]
    assert hook.accepted[-1].data["alerts"][0]["watch"] == "urgent"
    alert(store, now, hook, count=9, priority="high", watch="urgent")
    deliver(store, clock, hook)
    assert sizes(hook) == [1, 1, 1, 9]
    alert(store, now, hook, count=1, priority="high", watch="urgent")
    deliver(store, clock, hook)
    assert sizes(hook) == [1, 1, 1, 9]
    clock.now += HOUR
    deliver(store, clock, hook)
    assert sizes(hook) == [1, 1, 1, 9, 1, 1]


def test_a_message_that_is_tried_again_takes_no_room(store, clock, now):
    hook = played(play=refuse(), rate="2/1h")
    alert(store, now, hook)
    for _ in range(4):
        deliver(store, clock, hook)
        clock.now += 10 * MINUTE
    hook.play = lambda message: "ok"
    alert(store, clock.now, hook)
    deliver(store, clock, hook)
    assert sizes(hook) == [1, 1]


def test_a_digest_is_one_message_of_the_rate(store, clock, now):
    hook = played(rate="1/1h", digest="1h")
    alert(store, now, hook, count=30)
    clock.now += HOUR
    deliver(store, clock, hook)
    assert sizes(hook) == [30]


def test_two_daemons_share_one_rate(store_url, store, now):
    hook = played(rate="4/1h")
    alert(store, now, hook, count=4)
    stores, gate = [open_store(store_url) for _ in range(3)], threading.Barrier(3)

    def daemon(number):
        gate.wait(10)
        deliver(stores[number], Clock(now + number * timedelta(seconds=1)), hook, owner=str(number))
        alert(stores[number], now, hook, count=1, watch=f"w{number}") if number == 0 else None
        deliver(stores[number], Clock(now + MINUTE), hook, owner=str(number))

    threads = [threading.Thread(target=daemon, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for one in stores:
        one.close()
    assert sizes(hook) == [1, 1, 1, 1]


@pytest.mark.parametrize("seed", [1])
def test_whatever_comes_no_window_holds_more_than_the_rate_and_nothing_is_lost(sqlite_store, now, seed):
    dice, clock, opened = Random(seed), Clock(now), 0
    hook = played(rate="3/1h", play=lambda message: "ok" if dice.random() < 0.8 else refuse()(message))
    for _ in range(60):
        clock.now += dice.choice([timedelta(seconds=20), 7 * MINUTE, 25 * MINUTE])
        count = dice.choice([0, 0, 1, 1, 2, 9])
        opened += count
        alert(sqlite_store, clock.now, hook, count=count, priority=dice.choice(["normal", "normal", "high"]))
        deliver(sqlite_store, clock, hook)
    hook.play = lambda message: "ok"
    for _ in range(40):
        clock.now += 45 * MINUTE
        deliver(sqlite_store, clock, hook)
    with sqlite_store.reading() as session:
        begun = session.scalars(select(StoredMessage.begun_at).order_by(StoredMessage.begun_at)).all()
        assert set(session.scalars(select(Delivery.status))) == {"sent"}
    assert sum(sizes(hook)) == opened
    assert max(sum(at - HOUR < other <= at for other in begun) for at in begun) <= 6


@given(st.integers(1, 9), st.integers(0, 30), st.lists(st.sampled_from("abc"), max_size=40))
def test_no_more_new_messages_are_allowed_than_there_is_room_for(count, begun, whom):
    pace = Pace({"desk": Rate(count, HOUR)}, {("desk", "a"): begun})
    allowed = Counter(name for name, _ in pace.within([((name, n), ("desk", name)) for n, name in enumerate(whom)]))
    for name, asked in Counter(whom).items():
        before = begun if name == "a" else 0
        assert allowed[name] == min(asked, count - before if before < count else max(2 * count - before, 0))
    assert pace.within([(1, ("other", "a"))]) == [1]


def test_a_rate_is_read_from_the_settings():
    assert ChannelSettings(name="desk", kind="file", rate="10/1h").rate_rule == Rate(10, HOUR)
    for wrong in ("10", "x/1h", "0/1h", "10/", "10/9d", "1001/1h"):
        with pytest.raises(ValueError, match="write"):
            ChannelSettings(name="desk", kind="file", rate=wrong)

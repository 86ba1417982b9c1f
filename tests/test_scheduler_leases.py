"""What a daemon that was killed had in hand goes on as soon as that is known; what may be alive is left its leases."""

import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from deliveries import alert, deliver, played
from sqlalchemy import select

from scheduler.leases import is_gone, new_owner, release_of_the_gone
from store.alert_models import Attempt, Breaker, Delivery
from store.models import SourceState
from store.sources import claim_due, state_of

NAMED = "from scheduler.leases import new_owner; print(new_owner(), flush=True); input()"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there it is known who is gone")


@pytest.fixture
def process():
    """Another process on this machine, and its name."""
    with subprocess.Popen([sys.executable, "-c", NAMED], stdin=-1, stdout=-1, text=True) as other:
        yield other, other.stdout.readline().strip()
        other.kill()


def claimed(store, now, owner):
    """Have a daemon of that name claim a source and a delivery, and never come back."""
    hook = played()
    alert(store, now, hook)

    def play(_message):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(store, lambda: now, played(play=play), owner=owner)
    with store.transaction() as session:
        state_of(session, "wire", now)
        claim_due(session, ["wire"], now, owner, timedelta(minutes=2), 1)
    return hook


def held(store):
    with store.reading() as session:
        of_sources = session.scalars(select(SourceState.lease_owner).where(SourceState.lease_owner.is_not(None)))
        return [*of_sources, *session.scalars(select(Delivery.lease_owner).where(Delivery.lease_owner.is_not(None)))]


def test_what_a_killed_daemon_was_sending_is_sent_at_the_next_start(store, now, process):
    other, owner = process
    hook = claimed(store, now, owner)
    release_of_the_gone(store)
    assert held(store) == [owner, owner]
    other.kill()
    other.wait()
    release_of_the_gone(store)
    assert held(store) == []
    deliver(store, lambda: now, hook, owner="two")
    assert len(hook.accepted) == 1
    with store.reading() as session:
        assert session.scalars(select(Attempt.outcome).order_by(Attempt.number)).all() == ["failed", "sent"]


def test_a_probe_under_way_in_a_daemon_that_was_killed_may_go_again(store, now, process):
    other, owner = process
    claimed(store, now, owner)
    with store.transaction() as session:
        out = {"state": "half-open", "failures": 5, "opened_at": now, "probe_at": now.replace(hour=23)}
        session.add_all([Breaker(channel="hook", **out), Breaker(channel="other", **out)])
    other.kill()
    other.wait()
    release_of_the_gone(store)
    with store.reading() as session:
        states = {one.channel: (one.state, one.probe_at) for one in session.scalars(select(Breaker))}
    assert states == {"hook": ("open", now), "other": ("half-open", now.replace(hour=23))}


@pytest.mark.parametrize(
    ("part", "other"),
    [("host", "elsewhere"), ("boot", "0" * 12), ("namespace", "1"), ("process", "many")],
)
def test_a_process_of_another_place_is_never_said_to_be_gone(process, part, other):
    ended, owner = process
    ended.kill()
    ended.wait()
    assert is_gone(owner)
    parts = dict(zip(("host", "boot", "namespace", "process", "time"), owner.split(":"), strict=True))
    assert not is_gone(":".join((parts | {part: other}).values()))


@pytest.mark.parametrize("owner", ["", "me", "host:17", "host:17:99", "a:b:c:d:e:f", "host::0:4194305:9"])
def test_a_name_that_says_nothing_says_of_nobody_that_they_are_gone(owner):
    assert not is_gone(owner)


def test_who_is_alive_is_not_gone_and_has_a_name_that_fits():
    one, two = new_owner(), new_owner()
    assert one != two
    assert not is_gone(one)
    assert str(os.getpid()) in re.split(":", one)
    assert len(one) <= 100

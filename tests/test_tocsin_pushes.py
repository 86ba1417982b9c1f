"""What `tocsin status` says of the hubs that push sources."""

import json
from datetime import timedelta

import pytest
from journey import free_port, settings_text
from sqlalchemy import select

from scheduler.clock import utc_now
from store.migrate import upgrade
from store.push_models import Subscription
from store.pushes import offer
from store.session import open_store
from store.sources import PollOutcome, finish_poll, state_of
from tocsin.cli import run

HUB = ("https://hub.example/x", "https://news.example/feed")
HOUR = timedelta(hours=1)


@pytest.fixture
def house(tmp_path):
    """Settings without a public address, and a store with one source that names a hub."""
    path, database = tmp_path / "tocsin.toml", f"sqlite:///{tmp_path}/tocsin.db"
    path.write_text(settings_text({"wire": "https://news.example/feed"}, free_port(), "", database), encoding="utf-8")
    store = open_store(database)
    upgrade(store)
    with store.transaction() as session:
        state_of(session, "wire", utc_now())
        finish_poll(session, "wire", PollOutcome(next_poll_at=utc_now(), why="1h", items=1), utc_now(), new=True)
        offer(session, "wire", HUB, utc_now())
    yield path, store
    store.close()


@pytest.fixture
def status(house, capsys):
    """Run `tocsin status` and return what it says."""

    def said(*more):
        run(["status", *more, "--config", str(house[0])])
        return capsys.readouterr().out

    return said


@pytest.mark.parametrize(
    ("state", "last_push", "missed", "error", "says"),
    [
        ("offered", None, 0, None, "hub.example would push it: set [desk] public_url"),
        ("asked", None, 0, "gone\nfishing", "is asked to push it and has not confirmed that yet: gone fishing"),
        ("refused", None, 0, "the hub refuses", "hub.example does not push it: the hub refuses"),
        ("active", None, 0, None, "hub.example is to push it, and has not yet"),
        ("active", 1, 0, None, "pushed by hub.example, last "),
        ("active", 1, 2, None, "for polls find news that it does not push; polled as usual"),
    ],
)  # fmt: skip
def test_status_says_how_it_stands_with_a_hub(house, status, state, last_push, missed, error, says):
    _, store = house
    with store.transaction() as session:
        one = session.scalars(select(Subscription)).one()
        one.state, one.missed, one.error, one.until = state, missed, error, utc_now() + HOUR
        one.last_push_at = utc_now() if last_push else None
    assert says in status()
    [row] = json.loads(status("--json"))["sources"]
    assert (row["push"]["hub"], row["push"]["state"], row["push"]["error"]) == (HUB[0], state, error)
    assert row["push"]["trusted"] == (last_push is not None and not missed)


def test_with_a_public_address_it_is_about_to_be_asked(house, status):
    path, store = house
    path.write_text(path.read_text() + '[desk]\npublic_url = "https://desk.example.org"\n', encoding="utf-8")
    assert "hub.example is about to be asked for pushes" in status()
    with store.transaction() as session:
        offer(session, "wire", None, utc_now())
    assert "hub.example" not in status()
    assert json.loads(status("--json"))["sources"][0]["push"] is None

"""The daemon drops old texts by itself, where the settings say how long they are kept."""

from datetime import timedelta

import pytest
import time_machine
from test_store_articles import apart, item, poll, stored

from scheduler.pruning import EVERY, Pruning

KEEP = timedelta(days=400)
OLD = [f"https://a.example/{number}" for number in range(5)]


@pytest.fixture
def archive(store, now, monkeypatch):
    """A store of some years, looked through two articles at a time."""
    monkeypatch.setattr("store.prune._PAGE", 2)
    for number, url in enumerate(OLD):
        poll(store, now - timedelta(days=500 + number), item(url=url), place=apart)
    return store


def kept(archive):
    return sum(bool(stored(archive, url).text) for url in OLD)


def test_texts_are_dropped_page_by_page_and_then_once_a_day(archive, now, caplog):
    caplog.set_level("INFO")
    pruning = Pruning(archive)
    with time_machine.travel(now, tick=False) as clock:
        left = []
        for _ in range(4):
            pruning.work(KEEP)
            left.append(kept(archive))
        assert left == [3, 1, 0, 0]
        assert [message for message in caplog.messages if "articles=5" in message]
        poll(archive, now - KEEP - EVERY / 2, item(url="https://a.example/later", text="Later."), place=apart)
        pruning.work(KEEP)
        assert stored(archive, "https://a.example/later").text
        clock.shift(EVERY)
        pruning.work(KEEP)
        assert not stored(archive, "https://a.example/later").text


def test_all_texts_are_kept_unless_the_settings_say_otherwise(archive):
    Pruning(archive).work(None)
    assert kept(archive) == len(OLD)


def test_a_clock_that_was_set_back_does_not_put_it_off(archive, now):
    pruning = Pruning(archive)
    with time_machine.travel(now + timedelta(days=900), tick=False):
        for _ in range(4):
            pruning.work(timedelta(days=3000))
    with time_machine.travel(now, tick=False):
        pruning.work(KEEP)
    assert kept(archive) == 3

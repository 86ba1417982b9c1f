"""How a source is, in plain words, from what a visit brought."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.diagnosis import of_failure, of_page, of_reading
from crawler.item import Item, ReadError, Reading

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def reading(*ages: float | None, **more) -> Reading:
    """Return one of items so many days old; None stands for one without a date."""
    items = (
        Item(url=f"https://e.org/{n}", title="x", published_at=None if age is None else NOW - timedelta(days=age))
        for n, age in enumerate(ages)
    )
    return Reading(items=tuple(items), **more)


def state(found: Reading) -> str:
    return of_reading(found, NOW).state


def test_one_with_news_is_fine_and_its_newest_date_told():
    found = of_reading(reading(1, 2, 3), NOW)
    assert (found.state, found.items, found.newest) == ("fine", 3, NOW - timedelta(days=1))
    assert found.what == "3 items, newest 2026-02-28"
    assert found.is_fine


def test_one_without_items_is_empty():
    assert state(reading()) == "empty"


def test_one_whose_items_have_no_page_is_empty_and_says_so():
    left_out = "2 of 2 entries have no link to a page and are left out"
    found = of_reading(reading(notes=(left_out,)), NOW)
    assert (found.state, found.what) == ("empty", f"answers, and holds nothing to read: {left_out}")


@pytest.mark.parametrize(
    ("title", "how"),
    [
        ("This RSS feed has been discontinued", "gone"),
        ("Der RSS-Feed wurde eingestellt", "gone"),
        ("Ce flux RSS n’est plus mis à jour", "gone"),
        ("RSS-лента закрыта", "gone"),
        ("Этот канал RSS отключен", "gone"),
        ("Kanał RSS został wyłączony", "gone"),
        ("Important: our RSS feeds are no longer updated", "gone"),
        ("This feed has moved to feeds.example.org", "gone"),
        ("We are no longer updating this feed", "fine"),
        ("Fleet moved to the north as a storm closed the port", "fine"),
        ("Government discontinued the frigate programme", "fine"),
        ("Germany's last atom plants shut down", "fine"),
        ("Atom-Ausstieg: letzter Meiler abgeschaltet", "fine"),
        ("USAID's Feed the Future shut down", "fine"),
        ("Drone video feeds no longer available to troops", "fine"),
        ("Army feeds troops on the moved front line", "fine"),
        ("Cows on this feed no longer belch methane", "fine"),
        ("RSS office in Nagpur closed", "fine"),
        ("На ленте фронта закрыт проход", "fine"),
        ("Талентов школа закрыта", "fine"),
    ],
)
def test_a_feed_that_says_that_it_has_ended_is_gone(title, how):
    notice = Item(url="https://e.org/1", title=title, published_at=NOW - timedelta(days=1))
    found = of_reading(Reading(items=(notice,)), NOW)
    assert (found.state, title in found.what) == (how, how == "gone")
    assert of_reading(Reading(items=(notice,) * 4), NOW).state == "fine"
    assert of_reading(Reading(items=(notice, replace(notice, title="Frigate returns"))), NOW).state == "fine"


def test_news_of_an_atom_plant_hides_neither_staleness_nor_a_new_address():
    old = Item(url="https://e.org/1", title="Atom plant shut down", published_at=NOW - timedelta(days=400))
    assert state(Reading(items=(old,))) == "stale"
    new = replace(old, published_at=NOW)
    assert state(Reading(items=(new,), moved_to="https://new.example.org/f")) == "moved"


def test_one_is_stale_by_its_own_habit():
    weekly, monthly = (range(start, start + 10 * gap, gap) for start, gap in ((60, 7), (60, 30)))
    found = of_reading(reading(*weekly), NOW)
    assert (found.state, found.what) == ("stale", "nothing new since 2025-12-31")
    assert state(reading(*monthly)) == "fine"
    assert state(reading(*range(160, 460, 30))) == "stale"


def test_a_single_item_is_given_more_time():
    assert state(reading(80)) == "fine"
    assert state(reading(100)) == "stale"


def test_dates_that_cannot_be_right_or_read_are_told_and_missing_ones_are_not():
    assert of_reading(reading(20_000, 20_000, 1), NOW).what == "its dates cannot be right, as in 1971-05-29"
    assert state(reading(-9, -9, 1)) == "undated"
    assert state(reading(20_000, 1, 2)) == "fine"
    note = "a date is unreadable: 'yesterday'"
    assert of_reading(reading(None, None, notes=(note,)), NOW).what == f"its dates cannot be read: {note}"
    assert of_reading(reading(None, None, notes=("2 entries have no link",)), NOW).what == "2 items, without dates"


def test_one_that_moved_for_good_is_told_with_its_new_address_unless_something_worse_is():
    found = of_reading(reading(1, moved_to="https://new.example.org/f"), NOW)
    assert (found.state, found.address) == ("moved", "https://new.example.org/f")
    assert state(reading(moved_to="https://new.example.org/f")) == "empty"


@pytest.mark.parametrize(
    ("kind", "status", "told"),
    [
        ("dns", None, "dns"),
        ("tls", None, "certificate"),
        ("timeout", None, "timeout"),
        ("blocked", 403, "blocked"),
        ("robots", None, "robots"),
        ("too-large", None, "too-large"),
        ("http", 404, "gone"),
        ("removed", 410, "gone"),
        ("http", 429, "busy"),
        ("http", 502, "failing"),
        ("not-a-feed", None, "not-a-feed"),
        ("parse", None, "broken"),
        ("crashed", None, "broken"),
        ("private-address", None, "private-address"),
        ("no-browser", None, "no-browser"),
        ("something new", None, "failing"),
    ],
)
def test_a_failure_keeps_its_words_and_gets_a_state(kind, status, told):
    found = of_failure(ReadError(kind, "because", status=status))
    assert (found.state, found.what, found.is_fine) == (told, "because", False)


def test_whoever_asks_for_a_password_is_told_how_to_give_one_and_nobody_sees_it():
    refused = of_failure(ReadError("blocked", "because", status=401))
    assert "NAME:PASSWORD@" in refused.cure
    signed_in = of_failure(ReadError("blocked", "because", status=401), "https://me:secret@example.org/f")
    assert "still right" in signed_in.cure
    assert "contact" in of_failure(ReadError("blocked", "because", status=403)).cure
    found = of_reading(reading(1, moved_to="https://me:secret@new.example.org/f"), NOW)
    assert (found.what, found.address) == (
        "has moved for good to https://new.example.org/f",
        "https://me:secret@new.example.org/f",
    )


def test_a_page_that_names_a_feed_is_told_with_it():
    error = ReadError("not-a-feed", "this is an HTML page")
    assert of_page(error, "https://e.org/f").address == "https://e.org/f"
    assert of_page(error, None) == of_failure(error)

"""What is answered in steps goes on by itself while a page is open, and without a script where its reader says so."""

from datetime import timedelta

import pytest
from axe import complaints
from deliveries import Clock
from desks import desk, settings_with_desk
from hands import Hands
from test_web_stories import tells


@pytest.fixture
def here(sqlite_store, now, monkeypatch):
    for module, least in (("alerts.searching", 4), ("alerts.checking", 4)):
        monkeypatch.setattr(f"{module}.AT_LEAST", least)
    for module in ("web.search", "web.watch_check"):
        monkeypatch.setattr(f"{module}.WITHIN", 1e-9)
    for n in range(30):
        what = "drone" if n % 6 == 0 else "ferry"
        tells(sqlite_store, now - timedelta(minutes=n), title=f"A {what} {n}", text="x", language="en")
    with desk(sqlite_store, settings_with_desk(), Clock(now)) as (reader, _):
        yield reader


def test_a_page_that_is_open_goes_on_looking_until_there_are_no_more(here, visit):
    hands = Hands(page := visit(here.root, width=360))
    page.goto("/search?q=drone+NOT+boat")
    hands.sees("5 found here; there are no more.")
    found = page.locator("article h2").all_inner_texts()
    assert (len(found), len(set(found))) == (5, 5)
    assert complaints(page) == []
    page.goto("/watch/new?query=ferry")
    # To type while it still looks would end that, which htmx calls an error in the console.
    hands.sees("All 30 articles of the last 30 days were looked at.")
    with page.expect_response("**/watch/check"):
        hands.fill("Name", "ferries")
    hands.sees("All 30 articles of the last 30 days were looked at.")
    hands.sees("25 matches in 25 stories.", "#said")
    assert complaints(page) == []


def test_without_a_script_a_link_and_a_button_look_further(here, visit):
    hands = Hands(page := visit(here.root, width=360, scripts=False))
    page.goto("/search?q=drone+NOT+boat")
    hands.sees("so far; there are older ones.")
    hands.use("link", "Look further back, for up to 2 seconds", "/search")
    hands.sees("5 found here; there are no more.")
    page.goto("/watch/new?query=ferry")
    hands.fill("Name", "ferries")
    hands.use("button", "Check", "/watch/check")
    hands.sees("The newest 4 articles were looked at so far")
    hands.use("button", "Look further back, for up to 4 seconds", "/watch/check")
    hands.sees("All 30 articles of the last 30 days were looked at.")

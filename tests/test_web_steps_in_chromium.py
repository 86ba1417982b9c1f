"""What is answered in steps goes on by itself while a page is open, and without a script where its reader says so."""

import asyncio
from datetime import timedelta

import pytest
from axe import complaints
from chromium import chromium
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


def test_a_page_that_is_open_goes_on_looking_until_there_are_no_more(here, tmp_path):
    async def look():
        async with chromium(tmp_path / "profile") as page:
            hands, found = Hands(page), []
            await page.open(here.root + "/search?q=drone+NOT+boat", 360)
            await hands.sees("5 found here; there are no more.")
            found.append(await page.ask("[...document.querySelectorAll('article h2')].map(e => e.innerText)"))
            said = await complaints(page)
            await page.open(here.root + "/watch/new?query=ferry", 1280)
            await hands.fill("name", "ferries")
            await hands.sees("All 30 articles of the last 30 days were looked at.")
            await hands.sees("25 matches in 25 stories.", "#said")
            return found, said + await complaints(page), page.log

    [found], said, log = asyncio.run(look())
    assert (len(found), len(set(found))) == (5, 5)
    assert (said, log) == ([], [])


def test_without_a_script_a_link_and_a_button_look_further(here, tmp_path):
    async def look():
        async with chromium(tmp_path / "profile") as page:
            hands = Hands(page)
            await page.call("Emulation.setScriptExecutionDisabled", value=True)
            await page.open(here.root + "/search?q=drone+NOT+boat", 360)
            await hands.sees("so far; there are older ones.")
            await hands.use("Look further back, for up to 2 seconds", "/search")
            await hands.sees("5 found here; there are no more.")
            await page.open(here.root + "/watch/new?query=ferry", 1280)
            await hands.fill("name", "ferries")
            await hands.use("Check", "/watch/check")
            await hands.sees("The newest 4 articles were looked at so far")
            await hands.use("Look further back, for up to 4 seconds", "/watch/check")
            await hands.sees("All 30 articles of the last 30 days were looked at.")
            return page.log

    assert asyncio.run(look()) == []

"""A watch is written in a browser: with a script and without, and by the keyboard alone."""

import asyncio
from datetime import timedelta

import pytest
from axe import complaints
from chromium import CONTRAST, chromium
from deliveries import alert, played
from desks import desk
from hands import Hands
from test_web_stories import tells
from test_web_watches import House

from web.watches import address

LED = "document.activeElement.getAttribute('aria-activedescendant')"
NAMELESS = """[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
    .filter(e => !e.labels.length).map(e => e.outerHTML)"""
#: A finger needs 44 pixels; who has a mouse, as on a wide screen, needs less.
SMALL = """(least => [...document.querySelectorAll('button, select, .button, textarea, summary, .box, input')]
    .filter(e => !['hidden', 'checkbox'].includes(e.type) && e.checkVisibility())
    .filter(e => e.getBoundingClientRect().height < least)
    .map(e => e.outerHTML))"""


@pytest.fixture
def house(sqlite_store, tmp_path, now):
    house = House(tmp_path, sqlite_store, now)
    for n in range(6):
        tells(sqlite_store, now - timedelta(days=n), title=f"NATO saw drone {n}", text="In Kyiv. " * 20, language="en")
    alert(sqlite_store, now - timedelta(days=2), played("out"), watch="drones", title="A drone")
    return house


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Wait for what was written to be in force, however busy the machine is."""
    monkeypatch.setattr("web.saving.WITHIN", 60.0)


@pytest.fixture
def here(house):
    with desk(house.store, house.force, house.clock) as (reader, _):
        yield reader


def test_a_watch_is_written_by_keyboard_alone_and_answered_while_it_is_typed(house, here, tmp_path):
    async def look():
        async with chromium(tmp_path / "profile") as page:
            hands = Hands(page)
            await page.open(here.root + "/watch/new", 1280)
            await hands.tab_to("name")
            await hands.write("alliance")
            await hands.tab_to("query")
            await hands.write("drone AND (")
            await hands.sees("the query ends where a word should follow", "#said pre")
            await page.ask("document.activeElement.select()")
            await hands.write("drone AND @OTA")
            await hands.sees("@nato", "#offered")
            await hands.press("ArrowDown")
            assert await page.ask(f"document.getElementById({LED}).getAttribute('aria-selected')") == "true"
            await hands.press("Enter")
            assert (await page.ask("document.activeElement.value")).startswith("drone AND @")
            assert await page.ask("document.getElementById('offered').hidden") is True
            await page.ask("document.activeElement.select()")
            await hands.write("drone AND @nato")
            await hands.sees("6 matches in", "#said")
            await hands.sees("NATO saw drone 0", "#found mark, #found")
            await hands.tab_to("channels")
            await hands.press(" ")
            await page.ask("document.querySelector('[name=query]').focus()")  # the buttons stand before the channels
            await hands.tab_to("Save")
            await hands.press("Enter")
            await page.arrive("/watch/save")
            await hands.sees("It is in force.")
            return page.log

    assert asyncio.run(look()) == []
    watch = house.watch("alliance")
    assert (watch.query, watch.channels) == ("drone AND @nato", ("out",))


def test_a_watch_is_written_without_a_script(house, here, tmp_path):
    async def look():
        async with chromium(tmp_path / "profile") as page:
            hands = Hands(page)
            await page.call("Emulation.setScriptExecutionDisabled", value=True)
            await page.open(here.root + "/watch?name=drones", 360)
            await hands.tab_to("query")
            await page.ask("document.activeElement.select()")
            await hands.write("drone NOT kyiv")
            await hands.tab_to("Check")
            await hands.press("Enter")
            await page.arrive("/watch/check")
            await hands.sees("The change removes 6 articles")
            await hands.tab_to("Save")
            await hands.press("Enter")
            await page.arrive("/watch/save")
            await hands.sees("It is in force.")
            return page.log

    assert asyncio.run(look()) == []
    assert house.watch().query == "drone NOT kyiv"


def test_its_pages_fit_a_phone_can_be_read_in_both_themes_and_are_named(house, here, tmp_path):
    name = "w" * 90 + '"<b>'
    text = f"\n[[watches]]\nname = '{name}'\nquery = 'drone OR {'x' * 300}'\nmust_match = ['A drone {'y' * 300}']\n"
    house.file.write_text(house.text() + text, encoding="utf-8")
    paths = ["/watches", "/watch/new", address("/watch", name), address("/watch/history", name), "/concepts"]

    async def look():
        async with chromium(tmp_path / "profile") as page:
            for path in paths:
                for width, dark in ((320, False), (360, True), (1280, False)):
                    await page.open(here.root + path, width, dark)
                    if path.startswith("/watch?"):
                        await Hands(page).sees("What it finds", "#found")
                        await page.ask("document.querySelectorAll('details').forEach(d => d.open = true)")
                    wide = await page.ask("document.documentElement.scrollWidth")
                    assert wide <= width, f"{path} is {wide} wide at {width}"
                    assert await page.ask(CONTRAST) == [], f"{path} dark={dark}"
                    assert await page.ask(NAMELESS) == []
                    assert await page.ask(f"{SMALL}({44 if width < 768 else 32})") == []
                assert await complaints(page) == [], path
            return page.log

    assert asyncio.run(look()) == []

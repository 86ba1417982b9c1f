"""A watch is written in a browser: with a script and without, and by the keyboard alone."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from axe import complaints
from chromium import CONTRAST, look, wide
from deliveries import alert, played
from desks import desk
from hands import Hands
from playwright.sync_api import expect
from test_web_stories import tells
from test_web_watches import House

from web.watches import address

SHOTS = Path(os.environ["TOCSIN_SCREENSHOTS"]) if "TOCSIN_SCREENSHOTS" in os.environ else None
LOOKED_AT = [(width, dark) for width in (320, 360, 1280, 1920) for dark in (False, True)]
NAMELESS = """[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
    .filter(e => !e.labels.length).map(e => e.outerHTML)"""
#: A finger needs 44 pixels; who has a mouse, as on a wide screen, needs less.
SMALL = """(least => [...document.querySelectorAll('button, select, .button, textarea, summary, .box, input')]
    .filter(e => !['hidden', 'checkbox'].includes(e.type) && e.checkVisibility())
    .filter(e => e.getBoundingClientRect().height < least)
    .map(e => e.outerHTML))"""

pytestmark = pytest.mark.usefixtures("patient")


@pytest.fixture
def house(sqlite_store, tmp_path, now):
    house = House(tmp_path, sqlite_store, now)
    for n in range(6):
        tells(sqlite_store, now - timedelta(days=n), title=f"NATO saw drone {n}", text="In Kyiv. " * 20, language="en")
    alert(sqlite_store, now - timedelta(days=2), played("out"), watch="drones", title="A drone")
    return house


@pytest.fixture
def here(house):
    with desk(house.store, house.force, house.clock) as (reader, _):
        yield reader


def test_a_query_is_answered_before_its_watch_has_a_name(here, visit):
    page = visit(here.root)
    page.goto("/watch/new")
    page.get_by_role("textbox", name="Query").fill("@nato AND drone")
    expect(page.locator("#said")).to_contain_text("6 matches in")
    page.get_by_role("button", name="Check").click()
    page.wait_for_url("**/watch/check")
    expect(page.locator("#found mark").first).to_have_text("NATO")


def test_a_watch_is_written_by_keyboard_alone_and_answered_while_it_is_typed(house, here, visit):
    hands = Hands(page := visit(here.root))
    query = page.get_by_role("textbox", name="Query")
    page.goto("/watch/new")
    hands.fill("Name", "alliance")
    hands.tab_to(query)
    hands.write("drone AND (")
    hands.sees("the query ends where a word should follow", "#said pre")
    hands.press("ControlOrMeta+a")
    hands.write("drone AND @OTA")
    hands.sees("@nato", "#offered")
    hands.press("ArrowDown")
    expect(page.get_by_role("listbox").get_by_role("option", selected=True)).to_have_id(
        query.get_attribute("aria-activedescendant")
    )
    hands.press("Enter")
    expect(query).to_have_value(re.compile("^drone AND @"))
    expect(page.get_by_role("listbox")).to_be_hidden()
    hands.press("ControlOrMeta+a")
    hands.write("drone AND @nato")
    hands.sees("6 matches in", "#said")
    expect(page.locator("#found mark").first).to_have_text("NATO")
    hands.sees("NATO saw drone 0", "#found")
    hands.tab_to(page.get_by_role("checkbox", name="out"))
    hands.press(" ")
    # The buttons stand before the channels: round once more.
    hands.use("button", "Save", "/watch/save")
    hands.sees("It is in force.")
    watch = house.watch("alliance")
    assert (watch.query, watch.channels) == ("drone AND @nato", ("out",))


def test_a_watch_is_written_without_a_script(house, here, visit):
    hands = Hands(page := visit(here.root, 360, scripts=False))
    page.goto("/watch?name=drones")
    hands.tab_to(page.get_by_role("textbox", name="Query"))
    hands.press("ControlOrMeta+a")
    hands.write("drone NOT kyiv")
    hands.use("button", "Check", "/watch/check")
    hands.sees("The change removes 6 articles")
    hands.use("button", "Save", "/watch/save")
    hands.sees("It is in force.")
    assert house.watch().query == "drone NOT kyiv"


def test_its_pages_fit_a_phone_can_be_read_in_both_themes_and_are_named(house, here, visit):
    name = "w" * 90 + '"<b>'
    text = f"\n[[watches]]\nname = '{name}'\nquery = 'drone OR {'x' * 300}'\nmust_match = ['A drone {'y' * 300}']\n"
    house.file.write_text(house.text() + text, encoding="utf-8")
    page = visit(here.root, 360)
    for path in ["/watches", "/watch/new", address("/watch", name), address("/watch/history", name), "/concepts"]:
        page.goto(path)
        if path.startswith("/watch?"):
            expect(page.locator("#found")).to_contain_text("What it finds")
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for width, dark in LOOKED_AT:
            look(page, width, dark)
            assert wide(page) <= width, f"{path} is too wide at {width}"
            assert page.evaluate(CONTRAST) == [], f"{path} dark={dark}"
            assert page.evaluate(NAMELESS) == []
            assert page.evaluate(f"{SMALL}({44 if width < 768 else 32})") == []
            if SHOTS:
                theme = "dark" if dark else "light"
                page.screenshot(path=SHOTS / f"{path[1:24].replace('/', '-')}-{width}-{theme}.png", full_page=True)
        assert complaints(page) == [], path

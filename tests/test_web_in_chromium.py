"""The pages as a browser shows them: no wider than a phone, readable in both themes, nothing against the policy."""

import asyncio
from datetime import timedelta

import pytest
from chromium import CONTRAST, chromium
from deliveries import Clock, played
from desks import desk, hostile_alerts, settings_with_desk

from alerts.links import Signer
from store.links import link_keys


@pytest.fixture
def reader(sqlite_store, now):
    mail = played("desk", to=("desk@example.org",))
    hostile_alerts(sqlite_store, now, mail)
    with desk(sqlite_store, settings_with_desk(), Clock(now)) as (here, _):
        yield here


def test_every_page_fits_a_phone_and_can_be_read_in_both_themes(sqlite_store, reader, now, tmp_path):
    with sqlite_store.reading() as session:
        signer = Signer("", link_keys(session)[0], now + timedelta(days=1))
    reader.post("/alerts/5/acknowledge")
    reader.post("/alerts/11/silence", data={"about": "watch", "for": "7d", "reason": "x" * 1_000})
    links = [signer.url(action, 4, 4) for action in ("show", "silence", "unsubscribe")]
    paths = ["/alerts", "/alerts/5", "/alerts/8", "/silences", *links]

    async def look():
        async with chromium(tmp_path / "profile") as page:
            for path in paths:
                for width, dark in ((320, False), (360, True), (1280, True), (1280, False)):
                    await page.open(reader.root + path, width, dark)
                    wide = await page.ask("document.documentElement.scrollWidth")
                    assert wide <= width, f"{path} is {wide} wide at {width}"
                    assert await page.ask(CONTRAST) == [], f"{path} dark={dark}"
            return page.log

    assert asyncio.run(look()) == []


def test_no_button_is_smaller_than_a_finger_and_every_field_has_a_name(reader, tmp_path):
    small = """[...document.querySelectorAll('button, select, .button, input:not([type=hidden]):not([type=radio])')]
        .filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"""
    nameless = """[...document.querySelectorAll('input:not([type=hidden]), select')]
        .filter(e => !e.labels.length).map(e => e.outerHTML)"""

    async def look():
        async with chromium(tmp_path / "profile") as page:
            for path in ("/alerts", "/alerts/1"):
                await page.open(reader.root + path, 360)
                assert await page.ask(small) == []
                assert await page.ask(nameless) == []

    asyncio.run(look())

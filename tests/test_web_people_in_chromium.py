"""Signing in and what follows, as a user does it in a browser; and the pages for it, looked at."""

import asyncio
import os
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from axe import complaints
from chromium import CONTRAST, chromium
from deliveries import Clock, alert, played
from desks import desk, settings_with_desk
from people import PASSWORD, users

from store.audit import note
from store.people_models import SignIn

#: A name that is no loopback, without TLS: there browsers tell the least of where a form comes from.
NAME = "desk.test"
PAGES = ("/alerts", "/alerts/1", "/account", "/account/codes", "/users", "/audit")


@pytest.fixture
def root(sqlite_store, now):
    alert(sqlite_store, now, played("desk"))
    users(sqlite_store, now, anna="admin", rita="reader", **{"w" * 100: "editor"})
    with sqlite_store.transaction() as session:
        for n in range(3):
            note(session, now, "w" * 100, "acknowledge", "/alerts?silence=" + "9" * n * 90, "2001:db8::1")
    with desk(sqlite_store, settings_with_desk(desk={"public_url": f"http://{NAME}"}), Clock(now)) as (here, _):
        yield here.root


@asynccontextmanager
async def browser(folder):
    async with chromium(folder / "profile", f"--host-resolver-rules=MAP {NAME} 127.0.0.1") as page:
        yield page


async def sign_in(page, root, name, width=1280, path="/alerts"):
    """Go to a page as a stranger, and sign in to see it."""
    await page.open(root + path, width)
    await page.arrive("/sign-in")
    await fill(page, name=name, password=PASSWORD)
    await page.arrive(path)


async def fill(page, **fields):
    """Fill the form that has these fields, and send it as its button does."""
    for name, value in fields.items():
        await page.ask(f"document.querySelector('main form [name={name}]').value = {value!r}")
    first = next(iter(fields))
    await page.ask(f"document.querySelector('main form [name={first}]').form.querySelector('button').click()")


def test_a_stranger_signs_in_acts_changes_the_password_and_signs_out(sqlite_store, root, tmp_path):
    root = root.replace("127.0.0.1", NAME)

    async def use():
        async with browser(tmp_path) as page:
            await sign_in(page, root, "anna")
            await page.ask("document.querySelector('[aria-label^=Acknowledge]').click()")
            await page.arrive("/alerts/1/acknowledge")
            assert "Alert 1 is acknowledged" in await page.ask("document.body.innerText")
            assert await page.ask("document.cookie") == ""
            # As a page gets alerts that ring while it is open.
            late = '<form method="post" action="/alerts/1/useful"><button id="late">Useful</button></form>'
            await page.ask(f"document.querySelector('main').insertAdjacentHTML('beforeend', `{late}`)")
            await page.ask("document.querySelector('#late').click()")
            await page.arrive("/alerts/1/useful")
            assert "marked as useful" in await page.ask("document.body.innerText")
            await page.open(root + "/account", 1280)
            await fill(page, password=PASSWORD, new="another four words", again="another four words")
            await page.until("document.querySelector('[role=status]')?.innerText.startsWith('Your password')")
            await page.ask("document.querySelector('.who button').click()")
            await page.arrive("/sign-in")
            # Of this header, which only TLS makes a promise, Chromium says that it is no promise here.
            return [said for said in page.log if "Cross-Origin-Opener-Policy" not in str(said)]

    assert asyncio.run(use()) == []
    with sqlite_store.reading() as session:
        assert session.query(SignIn).count() == 0


def test_the_pages_fit_a_phone_and_can_be_read_by_everyone_in_both_themes(root, tmp_path):
    shots = Path(os.environ["TOCSIN_SCREENSHOTS"]) if "TOCSIN_SCREENSHOTS" in os.environ else None

    async def look():
        async with browser(tmp_path) as page:
            await page.open(root + "/sign-in?next=/alerts", 360, dark=True)
            await looked_at(page, "/sign-in", 360, shots)
            await fill(page, name="anna", password="wrong")
            await page.arrive("/sign-in")
            await looked_at(page, "/sign-in (wrong)", 360, shots)
            await sign_in(page, root, "anna", 360)
            for path in PAGES:
                for width, dark in ((360, True), (1280, False), (360, False)):
                    await page.open(root + path, width, dark)
                    await looked_at(page, path, width, shots, dark)
            # The console tells of the answer 401, and of nothing else.
            return [said for said in page.log if "401" not in str(said)]

    assert asyncio.run(look()) == []


async def looked_at(page, path, width, shots, dark=False):
    await page.ask("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert await page.ask("document.documentElement.scrollWidth") <= width, path
    assert await page.ask(CONTRAST) == [], path
    assert await complaints(page) == [], path
    if shots:
        await page.picture(shots / f"{path.strip('/').replace('/', '-')}-{width}-{'dark' if dark else 'light'}.png")

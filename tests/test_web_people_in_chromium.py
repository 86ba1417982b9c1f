"""Signing in and what follows, as a user does it in a browser; and the pages for it, looked at."""

import os
from pathlib import Path

import pytest
from axe import complaints
from chromium import CONTRAST, NAME, look, wide
from deliveries import Clock, alert, played
from desks import desk, settings_with_desk
from people import PASSWORD, users
from playwright.sync_api import expect

from store.audit import note
from store.people_models import SignIn

SHOTS = Path(os.environ["TOCSIN_SCREENSHOTS"]) if "TOCSIN_SCREENSHOTS" in os.environ else None
PAGES = ("/alerts", "/alerts/1", "/account", "/account/codes", "/users", "/tokens", "/audit")


@pytest.fixture
def root(sqlite_store, now):
    alert(sqlite_store, now, played("desk"))
    users(sqlite_store, now, anna="admin", rita="reader", **{"w" * 100: "editor"})
    with sqlite_store.transaction() as session:
        for n in range(3):
            note(session, now, "w" * 100, "acknowledge", "/alerts?silence=" + "9" * n * 90, "2001:db8::1")
    with desk(sqlite_store, settings_with_desk(desk={"public_url": f"http://{NAME}"}), Clock(now)) as (here, _):
        yield here.root


def sign_in(page, name, path="/alerts"):
    """Go to a page as a stranger, and sign in to see it."""
    page.goto(path)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(path)


def test_a_stranger_signs_in_acts_changes_the_password_and_signs_out(sqlite_store, root, visit):
    page = visit(root.replace("127.0.0.1", NAME))
    sign_in(page, "anna")
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_role("main")).to_contain_text("Alert 1 is acknowledged")
    assert page.evaluate("document.cookie") == ""
    # As a page gets alerts that ring while it is open.
    late = '<form method="post" action="/alerts/1/useful"><button>It came late</button></form>'
    page.evaluate(f"document.querySelector('main').insertAdjacentHTML('beforeend', `{late}`)")
    page.get_by_role("button", name="It came late").click()
    expect(page.get_by_role("main")).to_contain_text("marked as useful")
    page.goto("/account")
    page.get_by_label("Password now").fill(PASSWORD)
    page.get_by_label("New password, 12 characters or more").fill("another four words")
    page.get_by_label("New password again").fill("another four words")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("status")).to_contain_text("Your password")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("/sign-in")
    # Of this header, which only TLS makes a promise, Chromium says that it is no promise here.
    visit.forgive("Cross-Origin-Opener-Policy")
    with sqlite_store.reading() as session:
        assert session.query(SignIn).count() == 0


def test_the_pages_fit_a_phone_and_can_be_read_by_everyone_in_both_themes(root, visit):
    page = visit(root, 360, dark=True)
    page.goto("/sign-in?next=/alerts")
    looked_at(page, "sign-in")
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looked_at(page, "sign-in-wrong")
    sign_in(page, "anna")
    for path in PAGES:
        page.goto(path)
        looked_at(page, path.strip("/").replace("/", "-"))
    # The console tells of the answer 401, and of nothing else.
    assert visit.forgive("401")


def looked_at(page, name):
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    every = ((360, False), (360, True), (1280, False), (1280, True), (1920, False), (1920, True))
    for width, dark in every if SHOTS else ((360, True), (1280, False), (1920, True)):
        look(page, width, dark)
        assert wide(page) <= width, name
        assert page.evaluate(CONTRAST) == [], name
        if SHOTS:
            page.screenshot(path=SHOTS / f"{name}-{width}-{'dark' if dark else 'light'}.png", full_page=True)
    look(page, 360)
    assert complaints(page) == [], name

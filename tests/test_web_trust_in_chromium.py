"""In a browser: a silence that then really holds, a token that opens and no longer does, a feed and the hub of it."""

import re
import threading
from datetime import timedelta

import pytest
from axe import complaints
from chromium import wide
from deliveries import Clock, alert
from desks import desk, settings_with_desk
from journey import rss
from people import PASSWORD, users
from playwright.sync_api import expect
from servers import plain, site
from test_web_hub import TOKENLESS, Follower, within
from test_web_jobs_in_chromium import here, house, web  # noqa: F401 - fixtures

from crawler.loop import run
from crawler.open_web import open_web
from scheduler.in_force import put_in_force, read_settings
from scheduler.jobs import poll
from scheduler.silenced import tell_what_was_held

pytestmark = pytest.mark.usefixtures("patient")


def main(page):
    return page.get_by_role("main")


def read_by_the_daemon(store, force, at):
    """Read the first source as the daemon does, which has a thread of its own."""

    async def read():
        async with open_web(force.settings.fetch) as to:
            await poll(store, to, force, force.settings.sources[0], at)

    daemon = threading.Thread(target=run, args=(read,))
    daemon.start()
    daemon.join()


def test_a_silence_holds_what_rings_shows_it_and_lets_it_go(sqlite_store, now, house, here, web, visit):  # noqa: F811
    page = visit(here.root)
    page.goto("/alerts")
    main(page).get_by_role("link", name="Silence").click()
    page.get_by_role("radio", name="This watch").check()
    page.get_by_label("Why").fill("the exercise")
    page.get_by_role("button", name="Silence", exact=True).click()
    expect(main(page)).to_contain_text("is quiet until")
    text = house.read_text(encoding="utf-8").replace("[fetch]", "[fetch]\nalert_on_first_poll = true")
    house.write_text(text, encoding="utf-8")
    force = put_in_force(sqlite_store, read_settings(house), now)
    items = [(f"{web.url}/new", "A drone seen over the range", "It turned back.")]
    web.answers["/wire"] = plain(rss(*items, at=now), content_type="application/rss+xml")
    read_by_the_daemon(sqlite_store, force, now + timedelta(seconds=1))
    page.goto("/deliveries")
    expect(main(page)).not_to_contain_text("A drone seen over the range")
    page.get_by_role("link", name="1 alert held").click()
    held = main(page).get_by_role("article").filter(has_text="A drone seen over the range")
    expect(held).to_contain_text("Held by silence 1 (the exercise)")
    page.goto("/silences")
    page.get_by_role("button", name="End silence 1").click()
    assert tell_what_was_held(sqlite_store, force, now + timedelta(seconds=2)) == 1
    page.goto("/deliveries")
    expect(main(page)).to_contain_text("A drone seen over the range")
    expect(main(page)).not_to_contain_text("alert held")


def test_a_token_is_made_shown_once_and_ended(sqlite_store, now, visit):
    alert(sqlite_store, now)
    users(sqlite_store, now, anna="admin")
    with desk(sqlite_store, settings_with_desk(), Clock(now)) as (reader, _):
        page, program = visit(reader.root), visit(reader.root)
        page.goto("/tokens")
        page.get_by_label("Name").fill("anna")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("Name").fill("the newsroom’s reader")
        page.get_by_role("checkbox", name="read:alerts").check()
        page.get_by_label("Days that it is good for").fill("30")
        page.get_by_role("button", name="Make the token").click()
        token = page.get_by_role("status").locator("code").first.inner_text()
        assert token.startswith("tocsin_")
        asked = {"headers": {"Authorization": f"Bearer {token}"}}
        assert "Drone over Kyiv" in program.request.get("/alerts.json", **asked).text()
        assert program.request.get("/search.json?q=drone", **asked).status == 403
        page.goto("/tokens")
        expect(main(page)).to_contain_text("until Tue 31 Mar 2026")
        expect(main(page)).not_to_contain_text(token)
        page.get_by_role("button", name="End it").click()
        expect(main(page)).to_contain_text("There are none")
        assert program.request.get("/alerts.json", **asked).status == 401
        page.goto("/audit")
        expect(main(page)).to_contain_text("token the newsroom’s reader: read:alerts")


def test_a_watch_leads_to_its_feed_and_the_feed_to_the_hub_that_pushes_it(sqlite_store, now, visit, monkeypatch):
    monkeypatch.setattr("web.pushing.TICK", 0.05)
    clock = Clock(now)
    alert(sqlite_store, now)
    settings = settings_with_desk(watches=[{"name": "drones", "query": "drone"}], desk=TOKENLESS.desk.model_dump())
    with site() as heard, desk(sqlite_store, settings, clock, pushes=True) as (reader, _):
        page, follower = visit(reader.root), Follower(heard)
        page.goto("/watch?name=drones")
        page.get_by_role("link", name="1 alert").click()
        page.get_by_text("As a file or feed").click()
        feed = page.get_by_role("link", name="Atom").get_attribute("href")
        link = page.evaluate("feed => fetch(feed).then(answer => answer.headers.get('link'))", feed)
        hub, topic = re.fullmatch('<(.+)>; rel="hub", <(.+)>; rel="self"', link).groups()
        assert (hub, topic) == (f"{reader.root}/hub", reader.root + feed)
        assert follower.asks(reader, topic).status_code == 202
        within(lambda: len(follower.pushes) == 1)
        alert(sqlite_store, now, title="Drone over Odesa")
        clock.now += timedelta(minutes=1)
        within(lambda: len(follower.pushes) == 2)
        assert b"Odesa" in follower.pushes[1].body
        page.goto("/channels")
        page.get_by_role("link", name="Feeds pushed").click()
        expect(main(page)).to_contain_text("In order")
        page.get_by_role("button", name="End it").click()
        expect(main(page)).to_contain_text("It is pushed no more.")


def test_axe_has_nothing_against_what_buttons_answer(house, here, web, visit):  # noqa: F811
    page, head = visit(here.root, 360), '<link rel=alternate type="application/rss+xml" href="/ships.xml">'
    web.answers["/"] = plain(f"<!doctype html><html lang=en><head>{head}</head></html>", content_type="text/html")
    for path, label, text, button in (
        ("/alerts/1", "Why", "seen", "Silence"),
        ("/channels", "", "", "Send test"),
        ("/sources/add", "Address", "http://10.0.0.1/", "Look what it offers"),
        ("/sources/add", "Address", web.url, "Look what it offers"),
        ("", "Name", "ships", "Add this source"),
        ("/watch?name=drones", "Query", "drone (", "Save"),
        ("/watch?name=drones", "Query", "drone OR uav", "Save"),
        ("/tokens", "Name", "", "Make the token"),
        ("/deliveries/1", "", "", "Try again"),
        ("/sources", "", "", "Poll now"),
        ("/stories/2", "", "", "Split off the chosen articles"),
    ):
        if path:
            page.goto(path)
        if text:
            page.get_by_label(label).first.fill(text)
        if button == "Make the token":
            page.get_by_label("Name").fill("x")
            page.get_by_role("checkbox").first.check()
        page.get_by_role("button", name=button, exact=button in ("Silence", "Save")).first.click()
        page.wait_for_load_state()
        assert complaints(page) == [], (path, button)
        assert wide(page) <= 360, (path, button)
    # What is refused is told so, and a page that is left asks no further.
    visit.forgive("400|htmx:(afterRequest|sendAbort)")

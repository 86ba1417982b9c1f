"""Jobs of the desk done with mouse and scripts, as most users do them: those that the keyboard tests leave out."""

import threading
from datetime import timedelta

import pytest
from desks import in_force
from people import PASSWORD, users
from playwright.sync_api import expect
from test_web_jobs_in_chromium import here, house, web  # noqa: F401 - fixtures

from config.load import load
from crawler.loop import run
from crawler.open_web import open_web
from scheduler.jobs import poll
from store.models import Article, ArticleVersion
from web.totp import STEP, code

pytestmark = pytest.mark.usefixtures("patient")


@pytest.fixture
def page(here, visit):  # noqa: F811
    return visit(here.root)


def main(page):
    return page.get_by_role("main")


def test_an_alert_leads_to_the_stored_copy_and_to_who_told_it(page):
    page.goto("/alerts")
    page.get_by_role("link", name="stored copy").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Drone over Kyiv")
    expect(page.locator("mark").first).to_have_text("Drone")
    page.go_back()
    page.get_by_role("link", name="the story").click()
    expect(page.get_by_role("img", name="Who told it when")).to_be_visible()
    page.get_by_text("The same as a table").click()
    expect(page.get_by_role("row", name="one")).to_be_visible()


def test_what_an_article_said_before_is_seen_beside_what_it_says(sqlite_store, now, page):
    with sqlite_store.transaction() as session:
        row = {"number": 1, "title": "Ministers to meet", "summary": "", "text": "", "content_hash": "h"}
        session.add(ArticleVersion(article_id=2, seen_at=now - timedelta(hours=2), **row))
        session.get(Article, 2).version = 2
    page.goto("/stories/2")
    page.get_by_role("link", name="2 versions").click()
    expect(page.get_by_role("article").locator("del").first).to_have_text("to")


def test_a_change_of_a_watch_is_seen_before_it_is_saved_and_put_back_after(house, page):  # noqa: F811
    page.goto("/watch?name=drones")
    found = page.locator("#found")
    expect(found).to_contain_text("µs of processor time an article")
    expect(found.locator("svg")).to_be_visible()
    page.get_by_label("Lines it must find").fill("Ministers meet in Kyiv\nA frigate sails")
    page.get_by_label("Query").fill("drone OR minist*")
    expect(found).to_contain_text("The change adds 3 articles")
    expect(found.get_by_role("listitem").filter(has_text="A frigate sails")).to_contain_text("✗ not found")
    page.get_by_label("Lines it must find").fill("Ministers meet in Kyiv")
    page.get_by_role("button", name="Save").click()
    expect(main(page)).to_contain_text("It is in force.")
    assert load(house).settings.watches[0].query == "drone OR minist*"
    page.goto("/watch/history?name=drones")
    page.get_by_role("button", name="Put").last.click()
    expect(main(page)).to_contain_text("It is in force.")
    assert load(house).settings.watches[0].query == "drone"


def test_a_poll_asked_for_is_watched_until_its_news_is_there(sqlite_store, house, page, web, now):  # noqa: F811
    web.answers["/wire"] = web.answers["/ships.xml"]
    page.goto("/sources")
    page.get_by_role("button", name="Poll now").click()
    expect(main(page)).to_contain_text("It is due: the daemon reads it within seconds.")
    force = in_force(load(house).settings)

    async def read():
        async with open_web(force.settings.fetch) as to:
            await poll(sqlite_store, to, force, force.settings.sources[0], now + timedelta(seconds=1))

    # As the daemon does, which is no part of the desk.
    daemon = threading.Thread(target=run, args=(read,))
    daemon.start()
    expect(main(page)).to_contain_text("It was read: 4 new articles.")
    daemon.join()
    page.get_by_role("link", name="See the page as it is now").click()
    expect(main(page).get_by_role("link", name="Ships 0")).to_be_visible()


def test_lists_of_sources_come_and_go_as_opml(house, page, tmp_path):  # noqa: F811
    page.goto("/sources/add")
    with page.expect_download() as taken:
        page.get_by_role("link", name="All sources as OPML").click()
    text = taken.value.path().read_text(encoding="utf-8")
    assert load(house).settings.sources[0].url in text
    (tmp_path / "other.opml").write_text(
        text.replace("/wire", "/ships.xml").replace('"wire"', '"ships"'), encoding="utf-8"
    )
    page.get_by_label("OPML file of another reader").set_input_files(tmp_path / "other.opml")
    page.get_by_label("Tags for all of them").fill("sea")
    page.get_by_role("button", name="Import").click()
    expect(main(page)).to_contain_text("1 added")
    assert [(one.name, one.tags) for one in load(house).settings.sources][1:] == [("ships", ("sea",))]


@pytest.mark.parametrize("path", ["/search?q=minist*", "/alerts?watch=drones"])
def test_what_is_found_is_had_as_a_file_of_each_kind(page, path):
    page.goto(path)
    page.get_by_text("As a file or feed").click()
    links = page.locator(".exports a:not([rel])")
    assert links.count() == 6
    for link in links.all():
        with page.expect_download() as taken:
            link.click()
        assert taken.value.path().stat().st_size > 200, taken.value.suggested_filename


def test_times_are_shown_in_the_zone_of_who_reads(page):
    page.goto("/preferences")
    page.get_by_label("Time zone").fill("Asia/Tokyo")
    page.get_by_role("button", name="Keep").click()
    page.goto("/alerts")
    expect(main(page)).to_contain_text("Sun 1 Mar 2026, 18:00 JST")


def sign_in(page, name, codes=""):
    page.goto("/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("One-time code").fill(codes)
    page.get_by_role("button", name="Sign in").click()


def test_codes_are_switched_on_and_asked_for(sqlite_store, now, page, visit):
    users(sqlite_store, now, anna="admin")
    sign_in(page, "anna")
    page.get_by_role("link", name="anna").click()
    page.get_by_role("link", name="Switch them on").click()
    secret = main(page).locator("code").first.inner_text()
    page.get_by_label("The code that it shows now").fill(code(secret, int(now.timestamp()) // STEP))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Switch the codes on").click()
    expect(main(page)).to_contain_text("A code is asked for whenever you sign in.")
    page.get_by_role("button", name="Sign out", exact=True).click()
    sign_in(page, "anna")
    expect(page.get_by_role("alert")).to_contain_text("the code is wrong")
    assert visit.forgive("401")
    # That of the step before is spent: who looked over a shoulder cannot use it.
    sign_in(page, "anna", code(secret, int(now.timestamp()) // STEP + 1))
    expect(page).to_have_url("/alerts")


def test_each_role_sees_the_buttons_that_it_may_press(sqlite_store, now, page):
    users(sqlite_store, now, anna="admin", ed="editor", rita="reader")
    acknowledge, people = page.get_by_role("button", name="Acknowledge"), page.get_by_role("link", name="Users")
    for name, may in (("rita", (0, 0)), ("ed", (1, 0)), ("anna", (1, 1))):
        sign_in(page, name)
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
        page.goto("/alerts")
        assert (acknowledge.count(), people.count()) == may, name
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.wait_for_url("/sign-in")

"""Each job of the desk done as a user would, in a browser that runs no script, by somebody who has no mouse."""

import asyncio
from datetime import timedelta

import pytest
from chromium import chromium
from deliveries import Clock, alert, deliver, played, refuse
from desks import FromFile, desk
from hands import SEEN, Hands
from journey import rss
from people import PASSWORD, users
from servers import plain, site
from test_web_stories import tells

from config.load import load
from store.alert_models import Acknowledgement, Feedback, StoredSilence
from store.models import Article, Regrouping, SourceState
from store.tallies import count_up

SETTINGS = """version = 1
timezone = "Europe/Brussels"
[fetch]
per_host_delay = "0s"
private_addresses = ["127.0.0.0/8"]
[channels.desk]
kind = "file"
path = "{folder}/out.jsonl"
digest = "07:30"
[[sources]]
name = "wire"
url = "{web}/wire"
[[watches]]
name = "drones"
query = "drone"
channels = ["desk"]
"""

pytestmark = pytest.mark.usefixtures("patient")


@pytest.fixture
def web():
    with site() as running:
        items = ((f"{running.url}/{n}", f"Ships {n}", "A teaser of it.") for n in range(4))
        running.answers["/ships.xml"] = plain(rss(*items), content_type="application/rss+xml")
        yield running


@pytest.fixture
def house(sqlite_store, tmp_path, now, web):
    """A desk with one of each: an alert, a story, a delivery that was given up, a source, what was counted."""
    path = tmp_path / "tocsin.toml"
    path.write_text(SETTINGS.format(folder=tmp_path, web=web.url), encoding="utf-8")
    mail = played("desk", refuse("550 no", permanent=True))
    alert(sqlite_store, now, mail, title="Drone over Kyiv")
    deliver(sqlite_store, Clock(now), mail)
    _, story = tells(sqlite_store, now - timedelta(hours=2), "wire", title="Ministers meet", language="en")
    tells(sqlite_store, now - timedelta(hours=1), "dpa", story, title="Minister treffen sich", language="de")
    tells(sqlite_store, now, "afp", title="The ministers met", language="en")
    with sqlite_store.transaction() as session:
        count_up(session, now.date(), {("watch", "drones"): 3, ("all", ""): 9, ("language", "de"): 4})
    return path


@pytest.fixture
def here(sqlite_store, house, now):
    with desk(sqlite_store, FromFile(sqlite_store, house), Clock(now)) as (reader, _):
        yield reader


def without_scripts(root, folder, job, width=1280):
    """Have somebody without scripts and mouse do a job; fail if the browser has anything against a page."""

    async def use():
        async with chromium(folder / "profile") as page:
            await page.call("Emulation.setScriptExecutionDisabled", value=True)
            hands = Hands(page)

            async def go(path):
                await page.open(root + path, width)

            await job(hands, go)
            return page.log

    assert asyncio.run(use()) == []


def kept(store, table):
    with store.reading() as session:
        return session.query(table).count()


def test_alerts_are_narrowed_acknowledged_rated_and_silenced(sqlite_store, here, tmp_path):
    async def job(hands, go):
        await go("/alerts")
        await hands.choose("watch", "drones")
        await hands.use("Show")
        await hands.page.until("location.search.includes('watch=drones')")
        await hands.sees("Drone over Kyiv")
        await hands.use("Acknowledge", "/alerts/1/acknowledge")
        await hands.sees("Alert 1 is acknowledged")
        await go("/alerts")
        await hands.use("Useful", "/alerts/1/useful")
        await go("/alerts")
        await hands.use("Drone over Kyiv", "/alerts/1")
        await hands.fill("reason", "seen enough")
        await hands.use("Silence", "/alerts/1/silence")
        await go("/silences")
        await hands.sees("seen enough")
        await hands.use("End silence", "/silences/1/end")

    without_scripts(here.root, tmp_path, job, width=360)
    assert [kept(sqlite_store, table) for table in (Acknowledgement, Feedback, StoredSilence)] == [1, 1, 1]


def test_a_story_is_joined_split_and_put_back(sqlite_store, here, tmp_path):
    async def job(hands, go):
        await go("/stories/2")
        await hands.sees("2 articles, 2 outlets, 2 languages")
        await hands.tab_to("article")
        await hands.press(" ")
        await hands.fill("why", "other news")
        await hands.use("Split off the chosen articles")
        await hands.sees("1 article is a story of its own now")
        await hands.use("Undo")
        await hands.sees("undone")
        await go("/stories/2")
        await hands.use("Join another story into this one …", "/stories/2/join")
        await hands.fill("q", "3")
        await hands.use("Search")
        await hands.page.until("location.search === '?q=3'")
        await hands.use("Join it")
        await hands.sees("Story 3 is joined into story 2.")

    without_scripts(here.root, tmp_path, job)
    assert kept(sqlite_store, Regrouping) == 2
    with sqlite_store.reading() as session:
        assert {session.get(Article, number).story_id for number in (2, 3, 4)} == {2}


def test_a_search_becomes_a_watch_and_a_channel_is_tried(house, here, tmp_path):
    async def job(hands, go):
        await go("/search")
        await hands.fill("q", "minist*")
        await hands.press("Enter")
        await hands.sees("Ministers meet")
        await hands.use("Save as a watch", "/watch/new")
        await hands.fill("name", "ministers")
        await hands.use("Save", "/watch/save")
        await hands.sees("It is in force.")
        await go("/watch/history?name=ministers")
        await hands.sees("by the desk")
        await go("/channels")
        await hands.use("Send test", "/channels/test")
        await hands.sees("bytes appended")

    without_scripts(here.root, tmp_path, job)
    assert [watch.query for watch in load(house).settings.watches] == ["drone", "minist*"]


def test_sources_are_polled_found_added_and_switched_on(sqlite_store, house, here, web, tmp_path):
    async def job(hands, go):
        await go("/sources")
        await hands.use("Poll now", "/source")
        await go("/sources")
        await hands.use("Add sources", "/sources/add")
        await hands.fill("address", f"{web.url}/ships.xml")
        await hands.use("Look what it offers", "/sources/look")
        await hands.sees("Ships 0")
        await hands.fill("name", "ships")
        await hands.use("Add this source", "/sources/add")
        await hands.sees("It is in force.")
        await go("/catalogue?find=nato-news")
        await hands.use("Switch on", "/catalogue/switch")

    without_scripts(here.root, tmp_path, job)
    names = [source.name for source in load(house).settings.sources]
    assert {"wire", "ships"} < set(names)
    assert any(name.startswith("nato-news") for name in names)
    assert kept(sqlite_store, SourceState) >= 1


def test_what_was_given_up_is_tried_again_and_a_digest_is_looked_at(here, tmp_path):
    async def job(hands, go):
        await go("/deliveries")
        await hands.choose("status", "dead")
        await hands.use("Show")
        await hands.page.until("location.search.includes('status=dead')")
        await hands.use("drones: Drone over Kyiv", "/deliveries/1")
        await hands.sees("550 no")
        await hands.use("Try again", "/deliveries/1/retry")
        await go("/digests?channel=desk")
        await hands.sees("As it would be sent now")
        assert await hands.page.ask("document.querySelector('iframe.mail').getAttribute('sandbox')") == ""

    without_scripts(here.root, tmp_path, job)


def test_trends_are_looked_through_and_the_desk_speaks_another_language(here, tmp_path):
    async def job(hands, go):
        await go("/trends")
        await hands.sees("drones")
        await hands.use("Languages")
        await hands.page.until("location.search.includes('by=language')")
        await hands.use("90 days")
        await hands.page.until("location.search.includes('days=90')")
        await hands.sees("German")
        await hands.use("Zone, language and colours", "/preferences")
        await hands.choose("language", "Fra")
        await hands.use("Keep")
        await hands.page.until("document.documentElement.lang === 'fr'")
        await go("/alerts")
        await hands.sees("Alertes")

    without_scripts(here.root, tmp_path, job)


def test_feeds_and_files_are_a_link_away(here, tmp_path):
    async def job(hands, go):
        await go("/alerts?watch=drones")
        await hands.use("As a file or feed")
        await hands.tab_to("Atom")
        address = await hands.page.ask("document.activeElement.href")
        assert "/feeds/alerts.atom?watch=drones" in address
        feed = here.get(address.removeprefix(here.root))
        assert "Drone over Kyiv" in feed.text
        await go("/search?q=minist*")
        await hands.use("As a file or feed")
        await hands.tab_to("JSON Lines")
        file = here.get((await hands.page.ask("document.activeElement.href")).removeprefix(here.root))
        assert file.text.count("\n") == 3

    without_scripts(here.root, tmp_path, job)


def test_who_has_users_signs_in_and_adds_another(sqlite_store, here, now, tmp_path):
    users(sqlite_store, now, anna="admin")

    async def job(hands, go):
        await go("/users")
        await hands.page.arrive("/sign-in")
        await hands.fill("name", "anna")
        await hands.fill("password", PASSWORD)
        await hands.use("Sign in", "/users")
        await hands.fill("name", "ed")
        await hands.fill("password", "another four words")
        await hands.use("Add the user")
        await hands.sees("last here: never")
        await go("/audit")
        await hands.sees("user ed")
        await hands.use("Sign out", "/sign-in")

    without_scripts(here.root, tmp_path, job)


#: What can be used on a page, and is shown: a group of radio buttons is one, reached at the one that is chosen.
USABLE = """[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter(e => e.checkVisibility() && e.type !== 'hidden' && !e.disabled && (e.type !== 'radio' || e.checked))"""
REACHED = "document.activeElement.setAttribute('data-reached', '')"
LEFT = f"{USABLE}.filter(e => !e.hasAttribute('data-reached')).map(e => e.outerHTML)"


def test_tab_reaches_all_that_can_be_used_on_every_page_and_shows_where_it_is(here, tmp_path):
    paths = ["/alerts", "/alerts/1", "/stories/2", "/stories/2/join?q=minist*", "/search?q=minist*", "/watches"]
    paths += ["/watch?name=drones", "/trends", "/silences", "/deliveries", "/deliveries/1", "/digests?channel=desk"]
    paths += ["/channels", "/sources", "/source?name=wire", "/sources/add", "/catalogue?find=nato", "/concepts?find=ot"]
    paths += ["/preferences", "/users", "/audit", "/subscribers", "/no-such-page"]

    async def look():
        async with chromium(tmp_path / "profile") as page:
            hands = Hands(page)
            for path in paths:
                await page.open(here.root + path, 1280)
                await page.ask("document.querySelectorAll('details').forEach(one => { one.open = true; })")
                # A field for a day has a stop for each part of it.
                for _ in range(await page.ask(f"{USABLE}.length") + 12):
                    await hands.press("Tab")
                    if await page.ask(f"{REACHED}, document.activeElement !== document.body"):
                        where = await page.ask("document.activeElement.outerHTML")
                        assert await page.ask(SEEN), f"{path}: the focus cannot be seen on {where}"
                assert await page.ask(LEFT) == [], path

    asyncio.run(look())

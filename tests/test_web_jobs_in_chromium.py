"""Each job of the desk done as a user would, in a browser that runs no script, by somebody who has no mouse."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from deliveries import Clock, alert, deliver, played, refuse
from desks import FromFile, desk
from hands import SEEN, Hands
from journey import rss
from people import PASSWORD, users
from playwright.sync_api import expect
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


@pytest.fixture
def hands(here, visit):
    """Somebody without scripts and mouse, who looks at the desk on a phone."""
    return Hands(visit(here.root, 360, scripts=False))


def kept(store, table):
    with store.reading() as session:
        return session.query(table).count()


def test_alerts_are_narrowed_acknowledged_rated_and_silenced(sqlite_store, hands):
    hands.page.goto("/alerts")
    hands.choose("Watch", "drones")
    hands.use("button", "Show", "/alerts?watch=drones")
    hands.sees("Drone over Kyiv")
    hands.use("button", "Acknowledge", "/alerts/1/acknowledge")
    hands.sees("Alert 1 is acknowledged")
    hands.page.goto("/alerts")
    hands.use("button", "Useful", "/alerts/1/useful")
    hands.page.goto("/alerts")
    hands.use("link", "Drone over Kyiv", "/alerts/1")
    hands.fill("Why (shown wherever it holds something)", "seen enough")
    hands.use("button", "Silence", "/alerts/1/silence")
    hands.page.goto("/silences")
    hands.sees("seen enough")
    hands.use("button", "End silence", "/silences/1/end")
    assert [kept(sqlite_store, table) for table in (Acknowledgement, Feedback, StoredSilence)] == [1, 1, 1]


def test_a_story_is_joined_split_and_put_back(sqlite_store, hands):
    hands.page.goto("/stories/2")
    hands.sees("2 articles, 2 outlets, 2 languages")
    hands.tab_to(hands.page.get_by_role("checkbox", name="belongs elsewhere"))
    hands.press(" ")
    hands.fill("Why the chosen articles belong elsewhere", "other news")
    hands.use("button", "Split off the chosen articles")
    hands.sees("1 article is a story of its own now")
    hands.use("button", "Undo")
    hands.sees("undone")
    hands.page.goto("/stories/2")
    hands.use("link", "Join another story into this one …", "/stories/2/join")
    hands.fill("Words of the other story", "3")
    hands.use("button", "Search", "/stories/2/join?q=3")
    hands.use("button", "Join it")
    hands.sees("Story 3 is joined into story 2.")
    assert kept(sqlite_store, Regrouping) == 2
    with sqlite_store.reading() as session:
        assert {session.get(Article, number).story_id for number in (2, 3, 4)} == {2}


def test_a_search_becomes_a_watch_and_a_channel_is_tried(house, hands):
    hands.page.goto("/search")
    hands.fill("Query", "minist*")
    hands.press("Enter")
    hands.sees("Ministers meet")
    hands.use("link", "Save as a watch", "/watch/new?")
    hands.fill("Name", "ministers")
    hands.use("button", "Save", "/watch/save")
    hands.sees("It is in force.")
    hands.page.goto("/watch/history?name=ministers")
    hands.sees("by the desk")
    hands.page.goto("/channels")
    hands.use("button", "Send test", "/channels/test")
    hands.sees("bytes appended")
    assert [watch.query for watch in load(house).settings.watches] == ["drone", "minist*"]


def test_sources_are_polled_found_added_taken_out_and_switched_on(sqlite_store, house, hands, web):
    hands.page.goto("/sources")
    hands.use("button", "Poll now", "/source?")
    hands.page.goto("/sources")
    hands.use("link", "Add sources", "/sources/add")
    hands.fill("Address of a site, a page or a feed", f"{web.url}/ships.xml")
    hands.use("button", "Look what it offers", "/sources/look")
    hands.sees("Ships 0")
    hands.fill("Name", "ships")
    hands.use("button", "Add this source", "/sources/add")
    hands.sees("It is in force.")
    hands.page.goto("/source?name=ships")
    hands.use("link", "Take out …", "/source/remove")
    hands.use("button", "Take out", "/source/remove")
    hands.sees("Taken out")
    hands.use("button", "Put it back", "/source/put-back")
    hands.sees("Put back")
    hands.page.goto("/catalogue?find=nato-news")
    hands.use("button", "Switch on", "/catalogue/switch")
    names = [source.name for source in load(house).settings.sources]
    assert {"wire", "ships"} < set(names)
    assert any(name.startswith("nato-news") for name in names)
    assert kept(sqlite_store, SourceState) >= 1


def test_what_was_given_up_is_tried_again_and_a_digest_is_looked_at(hands):
    hands.page.goto("/deliveries")
    hands.choose("Status", "dead")
    hands.use("button", "Show", "/deliveries?status=dead")
    hands.use("link", "drones: Drone over Kyiv", "/deliveries/1")
    hands.sees("550 no")
    hands.use("button", "Try again", "/deliveries/1/retry")
    hands.page.goto("/digests?channel=desk")
    hands.sees("As it would be sent now")
    expect(hands.page.locator("iframe.mail")).to_have_attribute("sandbox", "")


def test_trends_are_looked_through_and_the_desk_speaks_another_language(hands):
    hands.page.goto("/trends")
    hands.sees("drones")
    hands.use("link", "Languages", "/trends?by=language")
    hands.use("link", "90 days")
    expect(hands.page).to_have_url(re.compile("days=90"))
    hands.sees("German")
    hands.use("link", "Zone, language and colours", "/preferences")
    hands.choose("Language", "Fra")
    hands.use("button", "Keep")
    expect(hands.page.locator("html[lang=fr]")).to_be_attached()
    hands.page.goto("/alerts")
    hands.sees("Alertes")


def test_feeds_and_files_are_a_link_away(here, hands):
    def offered(path, name):
        hands.page.goto(path)
        hands.tab_to(hands.page.get_by_text("As a file or feed"))
        hands.press("Enter")
        link = hands.page.get_by_role("link", name=name)
        hands.tab_to(link)
        return here.get(link.get_attribute("href"))

    feed = offered("/alerts?watch=drones", "Atom")
    assert urlsplit(feed.url).path == "/feeds/alerts.atom"
    assert "Drone over Kyiv" in feed.text
    assert offered("/search?q=minist*", "JSON Lines").text.count("\n") == 3


def test_who_has_users_signs_in_and_adds_another(sqlite_store, now, hands):
    users(sqlite_store, now, anna="admin")
    hands.page.goto("/users")
    hands.arrives("/sign-in?")
    hands.fill("Name", "anna")
    hands.fill("Password", PASSWORD)
    hands.use("button", "Sign in", "/users")
    hands.fill("Name", "ed")
    hands.fill("Password, 12 characters", "another four words")
    hands.use("button", "Add the user")
    hands.sees("last here: never")
    hands.page.goto("/audit")
    hands.sees("user ed")
    hands.use("button", "Sign out", "/sign-in")


#: What can be used on a page, and is shown: a group of radio buttons is one, reached at the one that is chosen.
USABLE = """[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter(e => e.checkVisibility() && e.type !== 'hidden' && !e.disabled && (e.type !== 'radio' || e.checked))"""
#: Has a page note what the focus comes to, and where that cannot be seen.
NOTED = f"""window.unseen = [];
document.querySelectorAll('details').forEach(one => {{ one.open = true; }});
document.addEventListener('focusin', event => {{
    event.target.setAttribute('data-reached', '');
    if (!{SEEN}) window.unseen.push(event.target.outerHTML);
}});"""
LEFT = f"{USABLE}.filter(e => !e.hasAttribute('data-reached')).map(e => e.outerHTML)"


def test_tab_reaches_all_that_can_be_used_on_every_page_and_shows_where_it_is(here, visit):
    paths = ["/alerts", "/alerts/1", "/stories/2", "/stories/2/join?q=minist*", "/search?q=minist*", "/watches"]
    paths += ["/watch?name=drones", "/trends", "/silences", "/deliveries", "/deliveries/1", "/digests?channel=desk"]
    paths += ["/channels", "/sources", "/source?name=wire", "/sources/add", "/catalogue?find=nato", "/concepts?find=ot"]
    paths += [
        "/source/remove?name=wire",
        "/preferences",
        "/users",
        "/tokens",
        "/audit",
        "/subscribers",
        "/no-such-page",
    ]

    page = visit(here.root)
    for path in paths:
        page.goto(path)
        page.evaluate(NOTED)
        # A field for a day has a stop for each part of it.
        # A key that is held down presses itself again, at half the cost of as many that are let go.
        for _ in range(page.evaluate(f"{USABLE}.length") + 12):
            page.keyboard.down("Tab")
        page.keyboard.up("Tab")
        assert page.evaluate("window.unseen") == [], path
        assert page.evaluate(LEFT) == [], path
    assert visit.forgive("404")

"""The pages as a browser shows them: no wider than a phone, readable in both themes, nothing against the policy."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from axe import complaints
from chromium import CONTRAST, look, wide
from deliveries import Clock, deliver, played, refuse
from desks import desk, hostile_alerts, settings_with_desk
from playwright.sync_api import expect
from test_web_sources import stands
from test_web_stories import tells

from alerts.links import Signer
from scheduler.habit import Habit, learned, to_json
from store.alert_models import Alert, Departure
from store.links import link_keys
from store.models import Article, ArticleVersion, Sighting
from store.push_models import Subscriber
from store.tallies import count_up

#: Where pictures of all pages are put to be looked at, if anywhere.
SHOTS = Path(os.environ["TOCSIN_SCREENSHOTS"]) if "TOCSIN_SCREENSHOTS" in os.environ else None
LOOKED_AT = [(width, dark) for width in (360, 1280, 1920) for dark in (False, True)]


def slug(path):
    return re.sub(r"\W+", "-", path).strip("-")[:60]


@pytest.fixture
def reader(sqlite_store, now, tmp_path):
    mail = played("desk", to=("desk@example.org",))
    hostile_alerts(sqlite_store, now, mail)
    hard_deliveries(sqlite_store, now)
    sources = [{"name": name, "url": f"https://{name}.example/"} for name in ("one", "w" * 100)]
    hard_sources(sqlite_store, now)
    channels = {"desk": {"kind": "file", "path": str(tmp_path / "out"), "digest": "07:30"}}
    watches = [{"name": "Luftverteidigungsraketenlieferungsvereinbarungsentwurf " + "w" * 40, "query": "nato"}]
    given = settings_with_desk(sources=sources, channels=channels, watches=watches)
    with desk(sqlite_store, given, Clock(now)) as (here, _):
        yield here


def told_by_many(store, now):
    """Have a story told by outlets with long names, for long reasons; give article 2 another version. Return its id."""
    _, story = tells(store, now, language="de")
    for n in range(30):
        why = {"words": "word " * 40}
        tells(store, now + timedelta(minutes=7 * n), f"outlet {n} " + "o" * 80, story, language="fr", story_why=why)
    with store.transaction() as session:
        row = {"number": 1, "title": "It was " + "x" * 300, "summary": "", "text": "Old. " * 300, "content_hash": "h"}
        session.add(ArticleVersion(article_id=2, seen_at=now, **row))
        session.get(Article, 2).version = 2
    return story


def hard_deliveries(store, now):
    """Have a channel refuse for good with long answers, until it is out of order."""
    deliver(store, Clock(now), played("desk", refuse("x" * 900, permanent=True), to=("desk@example.org",)))


def counted(store, now):
    """Have much come of watches with long names, and a spike."""
    with store.transaction() as session:
        for n in range(100):
            numbers = {("watch", "drones"): n + 1, ("watch", "w" * 100): n + 1, ("all", ""): 9, ("copy", ""): 3}
            count_up(session, (now - timedelta(days=n)).date(), numbers)
        figures = {"count": 2, "usual": 0.5, "spread": 0.2, "score": 8, "weeks": 6, "sources": 1}
        spike = Departure(
            watch="drones", kind="spike", window_start=now - timedelta(hours=6), began_at=now, figures=figures
        )
        session.add(spike)
        session.flush()
        session.add(Alert(watch="drones", departure_id=spike.id, evidence=[], opened_at=now))


def hard_sources(store, now):
    """Put in a source that reads well and brings much, and one whose every text is as long as can be."""
    mornings = [now - timedelta(days=7 * week) for week in range(1, 4)] * 5
    stands(store, now, "one", habit=to_json(learned(Habit(), mornings, 5, now)))
    stands(
        store, now, "w" * 100, "failing", failures=9, last_error_kind="http", last_error="x" * 2_000, notes=["n" * 900]
    )
    with store.transaction() as session:
        for n in range(1, 9):
            at = now - timedelta(days=n % 4)
            session.add(Sighting(article_id=n, source="one", url="https://one.example/", seen_at=at))


@pytest.fixture
def paths(sqlite_store, reader, now):
    """One page of each kind, with the hardest there is on it."""
    with sqlite_store.reading() as session:
        signer = Signer("", link_keys(session)[0], now + timedelta(days=1))
    reader.post("/alerts/5/acknowledge")
    reader.post("/alerts/11/silence", data={"about": "watch", "for": "7d", "reason": "x" * 1_000})
    links = [signer.url(action, 4, 4) for action in ("show", "silence", "unsubscribe")]
    paths = [
        "/alerts",
        "/alerts/5",
        "/alerts/8",
        "/silences",
        "/channels",
        "/sources/add",
        "/catalogue",
        "/sources",
        "/source?name=one",
        "/source/remove?name=one",
        *links,
    ]
    paths += ["/deliveries", "/deliveries?status=dead", "/deliveries/1", "/deliveries/3"]
    paths += [
        "/stories/2",
        f"/stories/{told_by_many(sqlite_store, now)}",
        "/stories/2/join?q=drone",
        "/articles/2/versions",
    ]
    paths += ["/stories/2/join?q=drone", "/search", "/search?q=drone", "/search?q=drone+AND+("]
    counted(sqlite_store, now)
    paths += [
        "/trends",
        "/trends?name=drones",
        "/digests",
        "/digests?channel=desk",
        "/articles/5?alert=5",
        "/concepts?find=na",
        "/no-such-page",
    ]
    with sqlite_store.transaction() as session:
        given = {"token": "w" * 100, "lease": 9, "new_secret": "", "seen": "", "error": "x" * 300, "due_at": now}
        topic = f"https://tocsin.example.org/feeds/alerts.atom?watch={'w' * 300}"
        session.add(Subscriber(topic=topic, callback=f"https://{'w' * 90}/", state="dropped", until=now, **given))
    paths += ["/subscribers", "/preferences", "/users", "/tokens", "/audit"]
    return paths


def test_every_page_fits_a_phone_and_can_be_read_in_both_themes(reader, paths, visit):
    page = visit(reader.root, 360)
    for path in paths:
        page.goto(path)
        for width, dark in LOOKED_AT if SHOTS else ((320, False), (360, True), (1280, False), (1920, True)):
            look(page, width, dark)
            assert wide(page) <= width, f"{path} is too wide at {width}"
            assert page.evaluate(CONTRAST) == [], f"{path} dark={dark}"
            if SHOTS:
                theme = "dark" if dark else "light"
                page.screenshot(path=SHOTS / f"{slug(path)}-{width}-{theme}.png", full_page=True)
    assert visit.forgive("404 .*/no-such-page")


def test_axe_has_nothing_against_any_page(reader, paths, visit):
    page = visit(reader.root, 360)
    for path in paths:
        page.goto(path)
        assert complaints(page) == [], path
    assert visit.forgive("404 .*/no-such-page")


def test_no_button_is_smaller_than_a_finger_and_every_field_has_a_name(reader, visit):
    small = """[...document.querySelectorAll('button:not([hidden]), select, .button, .choice, input')]
        .filter(e => !['hidden', 'radio', 'checkbox'].includes(e.type))
        .filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"""
    nameless = """[...document.querySelectorAll('input:not([type=hidden]), select')]
        .filter(e => !e.labels.length).map(e => e.outerHTML)"""
    page = visit(reader.root, 360)
    for path in (
        "/alerts",
        "/alerts/1",
        "/sources",
        "/source?name=one",
        "/deliveries?status=dead",
        "/search",
        "/stories/2",
    ):
        page.goto(path)
        assert page.evaluate(small) == []
        assert page.evaluate(nameless) == []


def test_keys_move_the_focus_open_and_search_and_can_be_switched_off(reader, visit):
    page = visit(reader.root)
    focus = page.locator(":focus")

    def press(*keys):
        for key in keys:
            page.keyboard.press(key)

    def led_to():
        return focus.get_attribute("href")

    page.goto("/deliveries")
    lines = [one.get_attribute("href") for one in page.locator(".lines > li a").all()]
    press("j")
    assert led_to() == lines[0]
    press("j")
    assert led_to() == lines[1]
    press("k")
    assert led_to() == lines[0]
    press("o")
    expect(page).to_have_url(reader.root + lines[0])
    press("g", "s")
    expect(page).to_have_url(reader.root + "/sources")
    press("/")
    expect(page.get_by_label("Name or address")).to_be_focused()
    press("j")
    expect(page.get_by_label("Name or address")).to_have_value("j")


def test_what_was_given_up_is_all_due_again_though_its_channel_is_out_of_order(reader, visit):
    page = visit(reader.root)
    page.goto("/deliveries")
    expect(page.get_by_role("heading", name="Channel desk is out of order")).to_be_visible()
    page.get_by_role("link", name="Those given up").click()
    page.get_by_role("button", name="Try all again that were given up").click()
    expect(page.get_by_role("status")).to_contain_text("are due again, with all attempts ahead.")


def test_an_alert_is_opened_acknowledged_and_silenced_by_a_letter(reader, visit):
    page = visit(reader.root)
    # What a stranger wrote is of no interest here, and out of reach.
    page.context.route("https://example.org/**", lambda asked: asked.fulfill(body="the original"))
    page.goto("/alerts")
    page.keyboard.press("j")
    with page.expect_popup() as opened:
        page.keyboard.press("v")
    assert opened.value.url.startswith("https://example.org/")
    page.keyboard.press("s")
    expect(page).to_have_url(re.compile(r"/alerts/\d+#silence$"))
    page.go_back()
    page.keyboard.press("j")
    page.keyboard.press("m")
    expect(page).to_have_url(re.compile("/acknowledge$"))


def test_help_says_which_keys_there_are_and_switches_them_off(reader, visit):
    page = visit(reader.root)
    page.goto("/alerts")
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Keys")
    expect(help_).to_contain_text("acknowledge it (alerts)")
    assert page.evaluate(CONTRAST) == []
    help_.get_by_label("Keys on").uncheck()
    help_.get_by_role("button", name="Close").click()
    expect(help_).to_have_count(0)
    page.keyboard.press("j")
    page.reload()
    page.keyboard.press("j")
    expect(page.locator("main a:focus")).to_have_count(0)

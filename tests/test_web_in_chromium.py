"""The pages as a browser shows them: no wider than a phone, readable in both themes, nothing against the policy."""

import asyncio
from datetime import timedelta

import pytest
from axe import complaints
from chromium import CONTRAST, chromium
from deliveries import Clock, deliver, played, refuse
from desks import desk, hostile_alerts, settings_with_desk
from test_web_sources import stands
from test_web_stories import tells

from alerts.links import Signer
from scheduler.habit import Habit, learned, to_json
from store.alert_models import Alert, Departure
from store.links import link_keys
from store.models import Article, ArticleVersion, Sighting
from store.push_models import Subscriber
from store.tallies import count_up


@pytest.fixture
def reader(sqlite_store, now):
    mail = played("desk", to=("desk@example.org",))
    hostile_alerts(sqlite_store, now, mail)
    hard_deliveries(sqlite_store, now)
    sources = [{"name": name, "url": f"https://{name}.example/"} for name in ("one", "w" * 100)]
    hard_sources(sqlite_store, now)
    with desk(sqlite_store, settings_with_desk(sources=sources), Clock(now)) as (here, _):
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
        spike = Departure(watch="drones", kind="spike", window_start=now, began_at=now, figures=figures)
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
    paths += ["/trends", "/trends?name=drones", "/digests", "/articles/5?alert=5", "/concepts?find=na", "/no-such-page"]
    with sqlite_store.transaction() as session:
        given = {"token": "w" * 100, "lease": 9, "new_secret": "", "seen": "", "error": "x" * 300, "due_at": now}
        topic = f"https://tocsin.example.org/feeds/alerts.atom?watch={'w' * 300}"
        session.add(Subscriber(topic=topic, callback=f"https://{'w' * 90}/", state="dropped", until=now, **given))
    paths += ["/subscribers", "/preferences", "/users", "/audit"]
    return paths


def test_every_page_fits_a_phone_and_can_be_read_in_both_themes(reader, paths, tmp_path):
    async def look():
        async with chromium(tmp_path / "profile") as page:
            for path in paths:
                for width, dark in ((320, False), (360, True), (1280, False), (1920, True)):
                    await page.open(reader.root + path, width, dark)
                    wide = await page.ask("document.documentElement.scrollWidth")
                    assert wide <= width, f"{path} is {wide} wide at {width}"
                    assert await page.ask(CONTRAST) == [], f"{path} dark={dark}"
            # The console tells of the page that is not there, and of nothing else.
            return [said for said in page.log if "404" not in str(said)]

    assert asyncio.run(look()) == []


def test_axe_has_nothing_against_any_page(reader, paths, tmp_path):
    async def look():
        async with chromium(tmp_path / "profile") as page:
            for path in paths:
                await page.open(reader.root + path, 360)
                assert await complaints(page) == [], path

    asyncio.run(look())


def test_no_button_is_smaller_than_a_finger_and_every_field_has_a_name(reader, tmp_path):
    small = """[...document.querySelectorAll('button:not([hidden]), select, .button, .choice, input')]
        .filter(e => !['hidden', 'radio', 'checkbox'].includes(e.type))
        .filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"""
    nameless = """[...document.querySelectorAll('input:not([type=hidden]), select')]
        .filter(e => !e.labels.length).map(e => e.outerHTML)"""

    async def look():
        async with chromium(tmp_path / "profile") as page:
            for path in (
                "/alerts",
                "/alerts/1",
                "/sources",
                "/source?name=one",
                "/deliveries?status=dead",
                "/search",
                "/stories/2",
            ):
                await page.open(reader.root + path, 360)
                assert await page.ask(small) == []
                assert await page.ask(nameless) == []

    asyncio.run(look())


def test_keys_move_the_focus_open_and_search_and_can_be_switched_off(reader, tmp_path):
    where = "document.activeElement.getAttribute('href') || document.activeElement.name"

    async def look():
        async with chromium(tmp_path / "profile") as page:

            async def press(*keys):
                for key in keys:
                    await page.call("Input.dispatchKeyEvent", type="keyDown", key=key, text=key)
                    await page.call("Input.dispatchKeyEvent", type="keyUp", key=key)
                return await page.ask(where)

            await page.open(reader.root + "/deliveries", 1280)
            lines = await page.ask("[...document.querySelectorAll('.lines > li a')].map(a => a.getAttribute('href'))")
            assert [await press("j"), await press("j"), await press("k")] == [lines[0], lines[1], lines[0]]
            await press("o")
            await page.arrive(lines[0])
            await press("g", "s")
            await page.arrive("/sources")
            assert await press("/") == "find"
            await press("j")
            assert await page.ask("document.activeElement.value") == "j"
            await page.open(reader.root + "/alerts", 1280)
            await press("j", "v")
            for _ in range(100):
                tabs = [one["url"] for one in (await page.call("Target.getTargets"))["targetInfos"]]
                if opened := [url for url in tabs if url.startswith("https://example.org/")]:
                    break
                await asyncio.sleep(0.05)
            assert len(opened) == 1, tabs
            await press("m")
            await page.until("location.pathname.endsWith('/acknowledge')")
            await page.open(reader.root + "/alerts", 1280)
            await press("?")
            assert await page.ask("document.querySelector('dialog').open") is True
            assert await page.ask(CONTRAST) == []
            await page.ask("document.querySelector('dialog input').click(), document.querySelector('dialog').close()")
            # A closed dialog's field keeps the focus until the page is drawn again.
            await page.ask("document.activeElement.blur()")
            assert await press("j") is None
            return page.log

    assert asyncio.run(look()) == []

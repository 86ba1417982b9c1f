"""What came is counted with what brings it, and the trends show it; spikes lead to the stories behind them."""

from datetime import date, timedelta

import pytest
from deliveries import Clock, alert, played
from desks import desk as served
from desks import settings_with_desk, tree, words
from lxml import html
from sqlalchemy import insert, select
from test_store_migrate import apply
from test_tocsin_story import KYIV

from alerts.bars import bars
from alerts.placement import SAME_TEXT
from alerts.tallying import tally
from store.alert_models import Alert, Departure
from store.migrate import upgrade
from store.models import Article, Match, SourceState, Story, Tally
from store.session import open_store
from store.tallies import by_day, count_up, totals
from web.drawing import Marked, bars_drawn
from web.phrases import said
from web.tongue import percent, spoken

HOOK = played("desk")
EVIDENCE = [{"clause": "@nato", "field": "title", "start": 0, "end": 4, "text": "NATO", "concept": "@nato"}]


def about(n):
    key = f"{n:032x}"
    return {"url_key": key, "url": f"https://example.org/{n}", "title": "x", "source": "one", "content_hash": key}


def seen(session, now, n, language="de", **keys):
    story = Story(opened_at=now, latest_at=now)
    article = Article(**about(n), seen_at=now, language=language, story=story, **keys)
    session.add(article)
    session.flush()
    return article


def seen_before(session, now, n, **columns):
    """Store an article in tables of an older version, which has not all columns of today."""
    session.add(Story(id=n, opened_at=now, latest_at=now))
    session.flush()
    session.execute(insert(Article.__table__).values(**about(n), seen_at=now, story_id=n, **columns))


def counted(store):
    with store.reading() as session:
        return {(one.kind, one.name): one.number for one in session.scalars(select(Tally))}


def test_what_a_poll_brings_is_counted_once(store, now):
    with store.transaction() as session:
        articles = [
            seen(session, now, 1, "de-AT"),
            seen(session, now, 2, None, story_why={"kind": SAME_TEXT}),
            seen(session, now, 3, "fr"),
        ]
        rows = [("w", 1, None), ("v", 1, "story alerted already"), ("w", 2, "first poll of the source"), ("w", 3, None)]
        for watch, id_, quiet in rows:
            row = {"watch": watch, "article_id": id_, "evidence": EVIDENCE, "matched_at": now, "quiet": quiet}
            session.add(Match(**row))
        # One that was found before is not found again by a newer version.
        early = {"watch": "u", "article_id": 3, "evidence": EVIDENCE, "quiet": None}
        session.add(Match(**early, matched_at=now - timedelta(hours=1)))
        session.flush()
        tally(session, articles[:2], articles[2:], "AT", now)
    assert counted(store) == {
        ("all", ""): 2, ("copy", ""): 1, ("language", "de"): 1, ("language", ""): 1, ("country", "AT"): 2,
        ("watch", "w"): 2, ("watch", "v"): 1, ("concept", "nato"): 2,
    }  # fmt: skip
    with store.transaction() as session:
        tally(session, [seen(session, now, 4)], [], None, now)
    assert counted(store)["all", ""] == 3
    assert counted(store)["country", ""] == 1


def test_a_poll_counts_what_it_brings_but_not_what_a_source_held_before(desk, store):
    name, title, words_ = KYIV
    desk.tell(name, title, words_)
    desk.poll()
    desk.poll()
    found = counted(store)
    assert (found["all", ""], found["watch", "Drones"], found["language", "en"]) == (1, 1, 1)
    other = desk.text.replace('name = "wire"', 'name = "other"').replace('/wire"', '/wire?of=another"')
    desk.web.answers["/wire?of=another"] = lambda *asked: desk.web.answers["/wire"](*asked)
    desk.write(other)
    desk.tell("port", "Drone maker opens a plant", "The maker of drones employs two hundred engineers.")
    desk.poll()
    assert counted(store) == found


def test_names_are_read_most_first_within_their_days(store, now):
    day = now.date()
    with store.transaction() as session:
        for back, number in ((0, 3), (1, 4), (40, 100)):
            count_up(session, day - timedelta(days=back), {("watch", "a"): number, ("watch", "b"): 2 * number})
        count_up(session, day, {("language", "c"): 1_000})
    with store.reading() as session:
        since = day - timedelta(days=29)
        assert list(totals(session, "watch", since, day).items()) == [("b", 14), ("a", 7)]
        assert by_day(session, "watch", ["a"], since, day) == {"a": {day: 3, day - timedelta(days=1): 4}}


def test_what_is_there_before_the_upgrade_is_counted(bare_url, now):
    store = open_store(bare_url)
    apply(store, "0014")
    with store.transaction() as session:
        times = dict.fromkeys(("first_polled_at", "first_success_at"), now)
        session.add(SourceState(name="one", next_poll_at=now, health="fine", **times))
        seen_before(session, now, 1, language="de")
        seen_before(session, now + timedelta(days=1), 2, language="fr-BE", story_why={"kind": SAME_TEXT})
        for id_, watch in ((2, "w"), (2, "v"), (1, "w")):
            quiet = None if id_ == 2 else "first poll of the source"
            row = {"watch": watch, "article_id": id_, "evidence": EVIDENCE, "quiet": quiet}
            session.add(Match(**row, matched_at=now + timedelta(days=1)))
    upgrade(store)
    assert counted(store) == {
        ("all", ""): 1, ("copy", ""): 1, ("language", "fr"): 1, ("watch", "w"): 1, ("watch", "v"): 1,
        ("concept", "nato"): 1,
    }  # fmt: skip
    with store.reading() as session:
        assert {one.day for one in session.scalars(select(Tally))} == {(now + timedelta(days=1)).date()}
    store.close()


@pytest.fixture
def here(sqlite_store, now):
    with served(sqlite_store, settings_with_desk(), Clock(now)) as (reader, _):
        yield reader


def test_trends_show_what_came_most_and_how_that_has_changed(sqlite_store, here, now):
    assert "Nothing was counted" in words(here.get("/trends"))
    day = now.date()
    with sqlite_store.transaction() as session:
        count_up(session, day, {("watch", "a"): 3, ("watch", "b"): 6, ("all", ""): 10, ("copy", ""): 4})
        count_up(session, day - timedelta(days=45), {("watch", "b"): 4})
        count_up(session, day, {("language", "de"): 1, ("language", ""): 1, ("country", ""): 1, ("concept", "nato"): 1})
        count_up(session, day, {("watch", '<b>"'): 1})
    page = here.get("/trends")
    cards = [" ".join(card.text_content().split()) for card in tree(page).iter("article")]
    assert cards[0].startswith("b 6 in all (+50%), at most 6 a bar")
    assert cards[1].startswith("a 3 in all (none before)")
    assert "10 articles, 60% of them in words of their own" in words(page)
    assert not list(tree(page).iter("b"))
    for by, names in (
        ("language", {"German", "language unknown"}),
        ("country", {"country unknown"}),
        ("concept", {"@nato"}),
    ):
        assert {h.text_content() for h in tree(here.get(f"/trends?by={by}")).findall(".//article/h2")} == names
    year = here.get("/trends.json?name=b&days=365").json()
    assert year["series"] == [
        {"name": "b", "total": 10, "before": 0, "days": {"2026-01-15": 4, "2026-03-01": 6}, "spikes": []}
    ]
    table = [[cell.text for cell in row] for row in tree(here.get("/trends?name=b")).findall(".//tbody/tr")]
    assert (len(table), table[-1]) == (30, ["2026-03-01", "2026-03-01", "6"])
    for query in ("by=x", "days=7", "days=x"):
        assert here.get(f"/trends?{query}").status_code == 400


def test_a_spike_is_marked_and_leads_to_the_stories_behind_it(store, now):
    with served(store, settings_with_desk(), Clock(now)) as (here, _):
        alert(store, now, HOOK, count=2)
        with store.transaction() as session:
            count_up(session, now.date(), {("watch", "drones"): 2})
            figures = {"count": 2, "usual": 0.5, "spread": 0.2, "score": 8, "weeks": 6, "sources": 1}
            times = {"window_start": now - timedelta(hours=6), "began_at": now + timedelta(minutes=1)}
            spike = Departure(watch="drones", kind="spike", **times, figures=figures)
            session.add(spike)
            session.flush()
            session.add(Alert(watch="drones", departure_id=spike.id, evidence=[], opened_at=now))
        page = here.get("/trends?name=drones")
        assert len(tree(page).xpath("//*[@class='spike']")) == 1
        assert tree(page).xpath("//article//h3/a/@href") == ["/alerts/3"]
        assert tree(page).xpath("//article//ul//a/@href") == ["/stories/1", "/stories/2"]
        assert "100% are independent voices (2 of 2)" in words(page)
        assert len(tree(here.get("/trends")).xpath("//*[@class='spike']")) == 1
        assert here.get("/trends.json?name=drones").json()["series"][0]["spikes"] == [3]


def test_bars_are_as_high_as_their_numbers():
    days = [date(2026, 3, n) for n in (1, 2, 3)]
    drawn = bars(dict(zip(days, (10, 0, 1), strict=True)), {days[0]: 5}, days[0], days[-1])
    svg = html.fromstring(bars_drawn(drawn, "name", "told", [Marked(days[2], "spike")]))
    whole, part = (path.get("d") for path in svg.xpath(".//svg[@viewbox]/path"))
    assert whole == "M0.1 60v-60.0h.8v60.0z M2.1 60v-6.0h.8v6.0z"
    assert part == "M0.1 60v-30.0h.8v30.0z"
    assert svg.xpath(".//svg[@overflow]/@x") == ["83.33%"]
    assert svg.findtext(".//title") == "name. told; 2026-03-03: spike"


def test_more_and_less_are_written_as_the_language_has_it():
    for language, less, more in (
        ("en", "−66%", "+50%"),
        ("fr", "−66\xa0%", "+50\xa0%"),
        ("de", "−66\xa0%", "+50\xa0%"),
    ):
        with spoken(language):
            assert (percent(-0.66, change=True), percent(0.5, change=True)) == (less, more)
    with spoken("fr"):
        assert said("Spike: 20 articles in 6h, usually 0.5 ± 0.7") == "Pic : 20 articles en 6h, d’habitude 0,5 ± 0,7"

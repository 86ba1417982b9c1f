"""The desk's pages on sources: how each stands and why, what it brings and when; and having it read now."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from deliveries import Clock
from desks import desk, settings_with_desk, tree, words

from scheduler.habit import Habit, learned, to_json
from store.models import Article, Sighting, SourceState, Story
from store.sources import claim_due, note_health
from web.sources import PAGE

HOSTILE = '<img src=x onerror=alert(1)>" {{ 7*7 }} \u202e'
SOURCES = [
    {"name": "wire", "url": "https://me:pass@wire.example/feed?key=secret", "language": "fr", "tags": ["agency"]},
    {"name": "ministry", "url": "https://ministry.example/news", "country": "PL"},
    {"name": "off", "url": "https://off.example/", "enabled": False},
    {"name": 'a/b?"<b>&', "url": "https://odd.example/"},
]


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def here(sqlite_store, clock):
    with desk(sqlite_store, settings_with_desk(sources=SOURCES), clock) as (reader, _):
        yield reader


def stands(store, now, name, health="fine", **keys):
    given = {"first_polled_at": now - timedelta(days=40), "last_success_at": now, "last_new_at": now, "items": 9}
    with store.transaction() as session:
        session.add(SourceState(name=name, next_poll_at=now + timedelta(minutes=15), **given | keys))
        session.flush()
        note_health(session, {name: health}, now - timedelta(hours=2))


def brings(store, at, source, count=1, title="Drone over Kyiv", first=None):
    with store.transaction() as session:
        for _ in range(count):
            number = session.query(Article).count()
            key = f"{number:032x}"
            about = {"url": f"https://example.org/{number}", "title": title, "source": first or source}
            article = Article(url_key=key, seen_at=at, content_hash=key, **about)
            article.story = Story(opened_at=at, latest_at=at)
            session.add(article)
            session.flush()
            session.add(Sighting(article_id=article.id, source=source, url=article.url, seen_at=at))


def cards(page):
    return [" ".join(card.text_content().split()) for card in tree(page).iter("article")]


def names(page):
    return [" ".join(h2.text_content().split()) for h2 in tree(page).xpath("//main//h2")]


def test_those_that_need_a_person_stand_first_with_why_and_since_when(sqlite_store, here, now):
    stands(sqlite_store, now, "ministry", next_poll_why="15m, as it brings about 4 a day")
    error = "https://me:pass@wire.example/feed?key=secret answered 503"
    stands(sqlite_store, now, "wire", "failing", failures=4, last_error_kind="http", last_error=error)
    page = here.get("/sources")
    assert names(page) == ["wire", 'a/b?"<b>&', "ministry", "off"]
    failing, new, fine, off = cards(page)
    why = "https://wire.example/feed answered 503 (4 times in a row)"
    assert f"Failing since Sun 1 Mar 2026, 08:00 CET {why}" in failing
    assert "Fine since" in fine
    assert "Next poll Sun 1 Mar 2026, 10:15 CET: 15m, as it brings about 4 a day" in fine
    assert "not polled yet" in new
    assert "the settings switch it off" in off
    assert "Poll now" not in off


def test_a_password_in_an_address_is_on_no_page(sqlite_store, here, now):
    why = "https://me:pass@wire.example/feed?key=secret is gone"
    stands(sqlite_store, now, "wire", failures=9, last_error_kind="dns", last_error=why, notes=[why],
           moved_to="https://me:pass@wire.example/new?key=secret")  # fmt: skip
    for path in ("/sources", "/sources.json", "/source?name=wire", "/source.json?name=wire"):
        page = here.get(path)
        assert page.status_code == 200
        assert "secret" not in page.text
        assert "me:pass" not in page.text
    assert "It has moved for good to https://wire.example/new" in words(here.get("/source?name=wire"))


def test_articles_are_counted_by_the_days_of_the_reader(sqlite_store, here, now):
    stands(sqlite_store, now, "wire")
    brings(sqlite_store, now, "wire", 2)
    brings(sqlite_store, now.replace(hour=0) - timedelta(minutes=30), "wire")  # 00:30 of the same day in Brussels
    brings(sqlite_store, now.replace(hour=0) - timedelta(minutes=90), "wire")
    brings(sqlite_store, now - timedelta(days=14), "wire")
    brings(sqlite_store, now, "ministry")
    days = here.get("/source.json?name=wire").json()["days"]
    assert (len(days), days[-2:]) == (14, [{"day": "2026-02-28", "articles": 1}, {"day": "2026-03-01", "articles": 3}])
    page = here.get("/source?name=wire")
    assert "4 articles in 14 days, at most 3 a day" in words(page)
    [bars] = tree(page).xpath("//svg[contains(@class, 'days')]/path[@class='bar']/@d")
    assert bars == "M242 60v-20h16v20z M262 60v-60h16v60z"
    [told] = tree(page).xpath("//svg[contains(@class, 'days')]/title/text()")
    assert told.endswith("Sat 2026-02-28: 1; Sun 2026-03-01: 3")


def test_polling_now_makes_it_due_and_says_so(sqlite_store, here, now):
    stands(sqlite_store, now, "wire")
    sent_on = here.press(here.get("/source?name=wire"), "Poll now")
    assert sent_on.status_code == 303
    assert "It is due: the daemon reads it within seconds." in words(here.get(sent_on.headers["Location"]))
    assert "asked for on the desk" in cards(here.get("/sources"))[2]
    with sqlite_store.transaction() as session:
        assert claim_due(session, ["wire"], now, "me", timedelta(minutes=5), 10) == ["wire"]
    assert "Being read now" in words(here.get("/source?name=wire"))
    odd = {"name": 'a/b?"<b>&'}
    assert here.post("/source/poll", data=odd).status_code == 303
    assert here.post("/source/poll", data={"name": "off"}).status_code == 400
    assert here.post("/source/poll", data={"name": "nobody"}).status_code == 404


def test_the_habit_is_drawn_in_the_hours_of_the_reader(sqlite_store, here, now):
    mornings = [now - timedelta(days=7 * week) for week in range(1, 4)] * 5
    habit = to_json(learned(Habit(), mornings, 5, now))
    stands(sqlite_store, now, "wire", habit=habit)
    page = here.get("/source?name=wire")
    [week] = tree(page).xpath("//svg[contains(@class, 'week')]")
    # 1 March 2026 is a Sunday, and 09:00 UTC is 10:00 in Brussels.
    assert "Most comes on Sun 10:00" in week.find("title").text
    assert len(week.findall(".//rect")) == 168
    rates = here.get("/source.json?name=wire").json()["hours_of_the_week"]
    assert rates.index(max(rates)) == 6 * 24 + 10
    assert not tree(here.get("/source?name=ministry")).xpath("//svg[contains(@class, 'week')]")


def test_articles_of_a_source_are_read_page_by_page(sqlite_store, here, now):
    brings(sqlite_store, now, "wire", PAGE)
    brings(sqlite_store, now + timedelta(minutes=1), "wire", 2, first="ministry")
    first = here.get("/source.json?name=wire").json()
    second = here.get(first["next"]).json()
    seen = [one["url"] for one in first["articles"] + second["articles"]]
    assert (len(first["articles"]), len(second["articles"]), len(set(seen)), second["next"]) == (
        PAGE,
        2,
        PAGE + 2,
        None,
    )
    page = here.get("/source?name=wire")
    assert words(page).count("first seen in ministry") == 2
    [more] = tree(page).xpath("//a[@rel='next']/@href")
    assert "first in" not in words(here.get(more))


def test_many_sources_are_paged_filtered_and_found(sqlite_store, now):
    many = [{"name": f"s{n:03}", "url": f"https://{n}.example/"} for n in range(PAGE + 5)]
    for n in (3, 34):
        stands(sqlite_store, now, f"s{n:03}", "failing", failures=5, last_error_kind="http", last_error="503")
    with desk(sqlite_store, settings_with_desk(sources=many), lambda: now) as (here, _):
        first = here.get("/sources.json").json()
        second = here.get(first["next"]).json()
        listed = [one["source"] for one in first["sources"] + second["sources"]]
        assert listed[:3] == ["s003", "s034", "s000"]
        assert sorted(listed) == [one["name"] for one in many]
        assert (first["states"]["failing"], first["states"]["new"], second["next"]) == (2, PAGE + 3, None)
        assert names(here.get("/sources?state=failing")) == ["s003", "s034"]
        assert names(here.get("/sources?find=17.EXAMPLE")) == ["s017"]
        assert "No source is of this kind" in words(here.get("/sources?find=nowhere"))
        assert here.get("/sources?state=ill").status_code == 400
        assert here.get("/sources.json?after=x").json()["error"] == "`after` is the state of a source and its name."


def test_what_is_asked_wrongly_is_answered(here):
    assert here.get("/source?name=nobody").status_code == 404
    assert here.get("/source").status_code == 404
    assert here.get("/source?name=wire&before=x").status_code == 400
    assert "There are no sources" not in words(here.get("/sources"))


def test_what_a_stranger_wrote_breaks_out_of_nothing(sqlite_store, here, now):
    name = 'a/b?"<b>&'
    stands(sqlite_store, now, name, failures=9, last_error_kind="dns", last_error=HOSTILE, notes=[HOSTILE],
           next_poll_why=HOSTILE, moved_to="https://x.example/" + HOSTILE)  # fmt: skip
    brings(sqlite_store, now, name, title=HOSTILE)
    for path in ("/sources", here.get("/sources") and tree(here.get("/sources")).xpath("//h2/a/@href")[0]):
        page = here.get(path)
        assert page.status_code == 200
        assert not list(tree(page).iter("img"))
        assert not list(tree(page).iter("b"))
        assert "\u202e" not in page.text
        assert "49" not in page.text


def test_how_far_a_poll_is_is_told_until_it_is_over(sqlite_store, here, now):
    later = now + timedelta(minutes=1)
    at = quote((now + timedelta(seconds=1)).isoformat(), safe="")
    stands(sqlite_store, now, "wire", last_polled_at=now, lease_until=now + timedelta(minutes=9))
    part = here.get(f"/source/progress?name=wire&asked={at}")
    assert "It is being read now." in part.text
    assert 'hx-trigger="every 1s"' in part.text
    with sqlite_store.transaction() as session:
        kept = session.get(SourceState, "wire")
        kept.last_polled_at, kept.lease_until = later, None
    brings(sqlite_store, later, "wire")
    brings(sqlite_store, now - timedelta(hours=1), "wire")
    part = here.get(f"/source/progress?name=wire&asked={at}")
    assert "It was read: 1 new article." in part.text
    assert "hx-get" not in part.text
    with sqlite_store.transaction() as session:
        session.get(SourceState, "wire").last_error = f"no answer from {SOURCES[0]['url']}"
    page = here.get(f"/source?name=wire&asked={at}")
    assert "It could not be read: no answer" in words(page)
    assert "secret" not in page.text
    assert here.get("/source/progress?name=wire").status_code == 400
    assert here.get("/source/progress?name=wire&asked=soon").status_code == 400
    assert here.get("/source/progress?name=wire&asked=0001-01-01").status_code == 400
    assert here.get(f"/source/progress?name=nobody&asked={at}").status_code == 404

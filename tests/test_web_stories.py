"""The desk's pages on a story and on the versions of an article."""

from datetime import UTC, timedelta

import pytest
from deliveries import Clock, alert, played
from desks import desk, settings_with_desk, tree, words
from lxml import html

import alerts.searching
import web.search
import web.stories
from store.alert_models import Alert
from store.models import Article, ArticleVersion, Story
from web.differences import MOST, Part, difference
from web.stories import PAGE
from web.timeline import SHAPES, Lane, Mark, shapes_of, timeline_drawn

HOSTILE = '<img src=x onerror=alert(1)>" {{ 7*7 }} \u202e'
HOOK = played("desk")
SOURCES = [
    {"name": "dpa", "url": "https://dpa.example/", "country": "DE"},
    {"name": "afp", "url": "https://afp.example/", "country": "FR"},
]


@pytest.fixture
def here(sqlite_store, now):
    with desk(sqlite_store, settings_with_desk(sources=SOURCES), Clock(now)) as (reader, _):
        yield reader


def tells(store, at, source="dpa", story=None, **keys):
    """Store an article of a story, of a new one unless given; return its id and that of the story."""
    with store.transaction() as session:
        number = session.query(Article).count() + 1
        key = f"a{number:031x}"
        about = {"url": f"https://example.org/{number}", "title": "A drone", "source": source, "seen_at": at}
        article = Article(url_key=key, content_hash=key, **{**about, **keys})
        article.story = session.get(Story, story) if story else Story(opened_at=at, latest_at=at)
        session.add(article)
        session.flush()
        return article.id, article.story_id


def cards(page):
    return [" ".join(card.text_content().split()) for card in tree(page).iter("article")]


def test_who_was_seen_first_and_who_had_it_before_by_its_date_are_both_said(sqlite_store, here, now):
    why = {"kind": "new", "words": "no earlier article is like it"}
    _, story = tells(sqlite_store, now, story_why=why)
    tells(sqlite_store, now + timedelta(hours=1), "afp", story, published_at=now - timedelta(minutes=20))
    page = here.get(f"/stories/{story}")
    first = "first in afp, Sun 1 Mar 2026, 09:40 CET; first seen in dpa, Sun 1 Mar 2026, 10:00 CET"
    assert first in words(page)
    assert "it was seen first, though by its date afp had the story before: no earlier article is like it" in words(
        page
    )


def test_a_story_says_who_told_it_when_and_why_each_article_belongs(sqlite_store, here, now):
    _, story = tells(sqlite_store, now, language="de", title="Drohne")
    why = {"kind": "same-news", "words": "Kyiv stands in both, this one and article 1"}
    tells(sqlite_store, now + timedelta(hours=1), "afp", story, language="fr", story_why=why)
    tells(sqlite_store, now + timedelta(hours=2), "afp", story, language="fr")
    tells(sqlite_store, now)
    page = here.get(f"/stories/{story}")
    assert tree(page).find(".//h1").text_content() == "Drohne"
    assert "3 articles, 2 outlets, 2 languages, 2 countries" in words(page)
    table = [[" ".join(cell.text_content().split()) for cell in row] for row in tree(page).findall(".//tbody/tr")]
    assert table == [
        ["dpa", "DE", "German", "Sun 1 Mar 2026, 10:00 CET", "1", "0", "0"],
        ["afp", "FR", "French", "Sun 1 Mar 2026, 11:00 CET", "2", "0", "0"],
    ]
    marks = [mark.get("x") for mark in tree(page).xpath("//*[@class='timeline']/*[@overflow]")]
    assert marks == ["3.00%", "50.00%", "97.00%"]
    assert "First seen in dpa, Sun 1 Mar 2026, 10:00 CET; afp last" in tree(page).findtext(".//desc")
    assert "Why it belongs here: it Kyiv stands in both, this one and article 1" in cards(page)[1]
    assert "not sure" not in cards(page)[1]
    told = here.get(f"/stories/{story}.json").json()
    assert [one["country"] for one in told["articles"]] == ["DE", "FR", "FR"]
    assert told["articles"][1]["why"] == why


def test_an_article_that_perhaps_tells_other_news_says_why(sqlite_store, here, now):
    _, story = tells(sqlite_store, now, title="Drohne")
    why = {"kind": "same-news", "words": "shares Kyiv", "doubtful": True, "doubt": "they name other days"}
    tells(sqlite_store, now + timedelta(hours=1), "afp", story, language="fr", story_why=why)
    told = "Perhaps other news, so it rings for its watches all the same. Why that is not sure: they name other days"
    assert [told in card for card in cards(here.get(f"/stories/{story}"))] == [False, True]


def test_a_name_written_the_other_way_keeps_the_commas_and_figures_beside_it_where_they_belong(sqlite_store, here, now):
    why = {
        "kind": "same-news",
        "words": "shares مسقط, 3 December, בנימין נתניהו with article 1; likeness 0.30 is enough",
    }
    _, story = tells(sqlite_store, now, story_why=why)
    page = here.get(f"/stories/{story}")
    assert [name.text for name in tree(page).iter("bdi")] == ["مسقط", "בנימין נתניהו"]
    assert "it shares مسقط, 3 December, בנימין נתניהו with article 1" in words(page)


def test_a_long_story_is_read_page_by_page(sqlite_store, here, now):
    _, story = tells(sqlite_store, now)
    for n in range(1, PAGE + 3):
        tells(sqlite_store, now + timedelta(minutes=n % 7), f"s{n}", story)
    first = here.get(f"/stories/{story}.json").json()
    second = here.get(first["next"]).json()
    found = [one["article"] for one in first["articles"] + second["articles"]]
    assert (len(first["articles"]), len(set(found)), second["next"]) == (PAGE, PAGE + 3, None)
    page = here.get(f"/stories/{story}")
    assert "and 8 more outlets" in words(page)
    [more] = tree(page).xpath("//a[@rel='next']/@href")
    assert len(cards(here.get(more))) == 3


def test_languages_copies_and_later_versions_are_told_apart_by_shape(sqlite_store, here, now):
    id_, story = tells(sqlite_store, now, language="de", version=3, changed_at=now + timedelta(hours=4))
    copy = {"kind": "same-text", "article": id_, "words": "all of it"}
    tells(sqlite_store, now + timedelta(hours=1), "afp", story, language="fr", story_why=copy)
    tells(sqlite_store, now + timedelta(hours=2), "dpa", story, language="de")
    with sqlite_store.transaction() as session:
        for number, seen in ((1, now), (2, now + timedelta(hours=2))):
            row = {"number": number, "title": "x", "summary": "", "text": "", "content_hash": "h", "seen_at": seen}
            session.add(ArticleVersion(article_id=id_, **row))
    page = here.get(f"/stories/{story}")
    marks = [(mark.get("x"), mark[0].get("class")) for mark in tree(page).xpath("//*[@class='timeline']/*[@overflow]")]
    assert marks == [
        ("50.00%", "version"), ("97.00%", "version"), ("3.00%", "l0"), ("50.00%", "l0"), ("26.50%", "l1 copy"),
    ]  # fmt: skip
    legend = [" ".join(one.text_content().split()) for one in tree(page).xpath("//*[@class='legend']/li")]
    assert legend[:3] == ["German (2)", "French (1)", "hollow: a copy of another's text (1)"]
    assert shapes_of([None, *"aabcdefghij"])["j"] == len(SHAPES) - 1
    assert len({*SHAPES}) == 8


@pytest.mark.parametrize("length", [0, 1, 60, 3_599, 86_400, 10**6, 10**8, 10**9])
def test_times_are_named_seldom_enough_to_be_read(now, length):
    marks = tuple(Mark(at, "de", False) for at in (now, now + timedelta(seconds=length)))
    drawn = html.fromstring(timeline_drawn([Lane("dpa", "DE", marks)], shapes_of(["de"]), UTC, "name", "told"))
    names = [text.text for text in drawn.xpath(".//text[@text-anchor]")]
    assert len(names) <= 4
    assert len({*names}) == len(names)


def test_stories_are_joined_found_by_words_or_number_and_parted_again(store, now, monkeypatch):
    with desk(store, settings_with_desk(sources=SOURCES), Clock(now)) as (here, _):
        [first] = alert(store, now, HOOK, title="Drone over Kyiv")
        [second] = alert(store, now, HOOK, title="Drone above the capital")
        tells(store, now, story=2)
        page = here.get("/stories/1/join?q=capital")
        assert [link.get("href") for link in tree(page).findall(".//article/h2/a")] == ["/stories/2"]
        assert tree(here.get("/stories/1/join?q=2")).xpath("//article//a/@href") == ["/stories/2"]
        assert "No other story" in words(here.get("/stories/1/join?q=1"))
        assert tree(here.get("/stories/1/join?q=(")).xpath("//*[@role='alert']")
        monkeypatch.setattr(alerts.searching, "AT_LEAST", 1)
        monkeypatch.setattr(web.search, "WITHIN", 1e-9)
        begun = here.get("/stories/2/join?q=drone")
        assert "No other story is found so far." in words(begun)
        [further] = tree(begun).xpath("//a[@rel='next']/@href")
        assert tree(here.get(further)).xpath("//article/h2/a/@href") == ["/stories/1"]
        done = here.press(page, "Join it", why="one attack")
        assert "Story 2 is joined into story 1." in words(done)
        moved = here.get("/stories/2")
        assert (moved.status_code, moved.headers["location"]) == (307, "/stories/1")
        story = here.get("/stories/1")
        assert "story 2 joined into story 1 Sun 1 Mar 2026, 10:00 CET, by the desk · one attack" in words(story)
        assert words(story).count("It came here by regrouping 1.") == 2
        told = here.get("/stories/2.json").json()
        assert (told["story"], len(told["articles"]), told["regroupings"][0]["why"]) == (1, 3, "one attack")
        assert "stories 2 and 1 are as they were" in words(here.press(story, "Undo"))
        assert here.get("/stories/2.json").json()["story"] == 2
        assert {first, second} == {one for n in (1, 2) for one in here.get(f"/stories/{n}.json").json()["alerts"]}
        assert here.post("/regroupings/1/undo").status_code == 400
        assert "undone already" in words(here.post("/regroupings/1/undo"))


def test_of_a_story_of_hundreds_the_first_are_shown_and_that_is_said(sqlite_store, here, now, monkeypatch):
    monkeypatch.setattr(web.stories, "DRAWN", 2)
    _, story = tells(sqlite_store, now)
    tells(sqlite_store, now, story=story)
    tells(sqlite_store, now, story=story)
    page = here.get(f"/stories/{story}")
    assert "2 articles, 1 outlet, 1 country, and perhaps more: the first are shown" in words(page)
    assert len(cards(page)) == 2


def test_articles_are_split_off_and_undone(store, now):
    with desk(store, settings_with_desk(sources=SOURCES), Clock(now)) as (here, _):
        ids = [tells(store, now)[0], *(tells(store, now, story=1)[0] for _ in range(2))]
        form = tree(here.get("/stories/1")).get_element_by_id("split")
        assert form.action == "/stories/1/split"
        assert len(tree(here.get("/stories/1")).xpath("//input[@form='split'][@name='article']")) == 3
        done = here.post("/stories/1/split", data={"article": ids[1:], "why": "elsewhere"})
        assert "2 articles are a story of their own now: 2." in words(done)
        assert [len(here.get(f"/stories/{n}.json").json()["articles"]) for n in (1, 2)] == [1, 2]
        here.press(done, "Undo")
        assert len(here.get("/stories/1.json").json()["articles"]) == 3
        german = words(here.get("/stories/1", headers={"Accept-Language": "de"}))
        assert "Umgruppierung 1: 2 Artikel der Geschichte 1 als Geschichte 2 abgetrennt" in german
        when = "So. 1 März 2026, 10:00 CET, von dem Pult"
        assert f"{when} · elsewhere · zurückgenommen: {when}" in german


def test_what_cannot_be_joined_or_split_is_said_and_nothing_is_changed(sqlite_store, here, now):
    ids = [tells(sqlite_store, now)[0], tells(sqlite_store, now)[0]]
    for path, data in (
        ("/stories/1/join", {"other": 1}),
        ("/stories/1/join", {"other": 9}),
        ("/stories/1/join", {"other": "x"}),
        ("/stories/1/join", {}),
        ("/stories/1/split", {}),
        ("/stories/1/split", {"article": ids}),
        ("/stories/1/split", {"article": ids[:1]}),
        ("/stories/2/split", {"article": [99]}),
        ("/regroupings/7/undo", {}),
        (f"/regroupings/{10**20}/undo", {}),
    ):
        assert here.post(path, data=data).status_code == 400, (path, data)
    for path in ("/stories/9/join", f"/stories/{10**20}/join"):
        assert here.get(path).status_code == 404
    assert here.get("/stories/1.json").json()["regroupings"] == []


def test_alerts_and_stories_lead_to_each_other(sqlite_store, here, now):
    alert(sqlite_store, now, played("desk"))
    for path in ("/alerts", "/alerts/1"):
        [link] = tree(here.get(path)).xpath("//a[starts-with(@href, '/stories/')]/@href")
    assert tree(here.get(link)).xpath("//a[@href='/alerts/1']")


def test_a_watch_that_rang_for_many_articles_of_a_story_is_named_once(sqlite_store, here, now):
    [first] = alert(sqlite_store, now, played("desk"), scope="article")
    with sqlite_store.reading() as session:
        story = session.get_one(Alert, first).story_id
    alert(sqlite_store, now, played("desk"), count=2, story_of=story, scope="article")
    alert(sqlite_store, now, played("desk"), watch="ports", story_of=story)
    said = tree(here.get(f"/stories/{story}")).xpath("//p[a[contains(@href, '.json')]]")[0]
    assert " ".join(said.text_content().split()).endswith("· drones: 1 2 3 · Alert 4, ports")


def test_versions_show_what_went_and_what_came(sqlite_store, here, now):
    text = "Two drones fell on Kyiv. Nobody was hurt."
    later = "Three drones fell on Kyiv. Nobody was hurt. The mayor spoke."
    hour = timedelta(hours=1)
    id_, story = tells(sqlite_store, now, title="Drones", text=later, version=2, changed_at=now + hour)
    with sqlite_store.transaction() as session:
        row = {"number": 1, "title": "Drones", "summary": "", "text": text, "content_hash": "h", "seen_at": now}
        session.add(ArticleVersion(article_id=id_, **row))
    [link] = tree(here.get(f"/stories/{story}")).xpath("//a[contains(@href, '/versions')]/@href")
    page = here.get(link)
    card = tree(page).find(".//article")
    assert [e.text.strip() for e in card.iter("del", "ins")] == ["Two", "Three", "The mayor spoke."]
    assert cards(page)[0].startswith("Version 2, Sun 1 Mar 2026, 11:00 CET")
    told = here.get(f"{link}.json").json()
    assert [(one["version"], one["text"]) for one in told] == [(1, text), (2, later)]
    other, _ = tells(sqlite_store, now)
    assert "There is one version of it." in words(here.get(f"/articles/{other}/versions"))


def test_long_texts_are_compared_in_little_time():
    old, new = "".join(f"w{n % 90} " for n in range(90_000)), "".join(f"w{n % 89} " for n in range(90_000))
    parts = difference(old, new)
    assert sum(len(part.text) for part in parts) <= 3 * MOST
    assert {part.kind for part in parts} == {"gone", "new"}
    assert difference("a" * MOST + "b", "a" * MOST + "c") == []
    long = "It stayed as it was. " * 100
    assert difference(long + "Old.", long + "New.")[1:] == [Part("gone", "Old."), Part("new", "New.")]
    assert len(difference(long + "Old.", long + "New.")[0].text) < 200


def test_what_is_not_there_is_said(sqlite_store, here, now):
    _, story = tells(sqlite_store, now)
    for path in ("/stories/99", f"/stories/{10**20}", "/articles/99/versions", f"/articles/{10**20}/versions.json"):
        assert here.get(path).status_code == 404, path
    assert here.get(f"/stories/{story}?after=x").status_code == 400


def test_what_a_stranger_wrote_breaks_out_of_nothing(sqlite_store, here, now):
    texts = {"title": HOSTILE, "text": HOSTILE, "url": "javascript:alert(1)", "story_why": {"words": HOSTILE}}
    id_, story = tells(sqlite_store, now, HOSTILE[:60], version=2, **texts)
    with sqlite_store.transaction() as session:
        row = {"number": 1, "title": HOSTILE[::-1], "summary": "", "text": HOSTILE[::-1], "content_hash": "h"}
        session.add(ArticleVersion(article_id=id_, seen_at=now, **row))
    for path in (f"/stories/{story}", f"/articles/{id_}/versions"):
        page = here.get(path)
        assert page.status_code == 200
        assert not list(tree(page).iter("img"))
        assert "\u202e" not in page.text
        assert "{{ 7*7 }}" in words(page)
        assert "javascript:" not in page.text

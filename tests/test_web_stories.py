"""The desk's pages on a story and on the versions of an article."""

from datetime import timedelta

import pytest
from deliveries import Clock, alert, played
from desks import desk, settings_with_desk, tree, words

from store.models import Article, ArticleVersion, Story
from web.differences import MOST, Part, difference
from web.stories import PAGE

HOSTILE = '<img src=x onerror=alert(1)>" {{ 7*7 }} \u202e'
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


def test_a_story_says_who_told_it_when_and_why_each_article_belongs(sqlite_store, here, now):
    _, story = tells(sqlite_store, now, language="de", title="Drohne")
    why = {"kind": "same-news", "words": "Kyiv stands in both, this one and article 1"}
    tells(sqlite_store, now + timedelta(hours=1), "afp", story, language="fr", story_why=why)
    tells(sqlite_store, now + timedelta(hours=2), "afp", story, language="fr")
    tells(sqlite_store, now)
    page = here.get(f"/stories/{story}")
    assert tree(page).find(".//h1").text_content() == "Drohne"
    assert "3 articles, 2 outlets, 2 languages, 2 countries" in words(page)
    lanes = [" ".join(lane.text_content().split()) for lane in tree(page).xpath("//*[@class='lanes']/li")]
    assert lanes == [
        "dpa · German · DE · first Sun 1 Mar 2026, 10:00 CET",
        "afp · French · FR · first Sun 1 Mar 2026, 11:00 CET · 2 articles",
    ]
    marks = [[float(m.get("cx")) for m in lane.iter("circle")] for lane in tree(page).xpath("//*[@class='lanes']/li")]
    assert marks == [[6], [240, 474]]
    assert "Why it belongs here: Kyiv stands in both, this one and article 1" in cards(page)[1]
    told = here.get(f"/stories/{story}.json").json()
    assert [one["country"] for one in told["articles"]] == ["DE", "FR", "FR"]
    assert told["articles"][1]["why"] == why


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


def test_alerts_and_stories_lead_to_each_other(sqlite_store, here, now):
    alert(sqlite_store, now, played("desk"))
    for path in ("/alerts", "/alerts/1"):
        [link] = tree(here.get(path)).xpath("//a[starts-with(@href, '/stories/')]/@href")
    assert tree(here.get(link)).xpath("//a[@href='/alerts/1']")


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

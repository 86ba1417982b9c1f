"""What a poll brings is read, weighed and looked up together, and stands where it would had it come one by one."""

import tomllib
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from alerts import stories
from alerts.stories import place
from benchmarks.labelled.records import read_records
from store import incoming
from store.articles import record
from store.base import Base
from store.migrate import upgrade
from store.new_article import NewArticle
from store.session import open_store

TOLD = {
    row["id"]: row
    for row in tomllib.loads((Path(__file__).parent / "data" / "stories.toml").read_text("utf-8"))["article"]
}
#: All that placing writes but the log of the counting, which has a row for several articles.
TABLES = ("article", "story", "article_vector", "fingerprint", "article_version", "regrouping", "sighting")
#: PostgreSQL leaves out the numbers of stories that a poll might have opened and has not.
STORIES = {
    ("story", "id"),
    ("story", "merged_into_id"),
    ("article", "story_id"),
    *[("regrouping", f"{of}_id") for of in ("from", "to")],
}


def item(number, title, text, language, published=None):
    url = f"https://example.org/{number}"
    return NewArticle(
        url=url, url_key=f"{number:032x}", title=title, text=text, language=language, published_at=published
    )


def told(number, id_, text=None):
    row = TOLD[id_]
    return item(number, row["title"], text or row["text"].strip(), row["language"])


def polls():
    """Return polls of ten articles of the labelled set, with some of the last poll that come again and are changed."""
    records = read_records()[:100]
    items = [item(n, r.title, r.text, r.language, r.published) for n, r in enumerate(records)]
    for first in range(0, len(items), 10):
        poll = items[first : first + 10]
        for at in (2, 7) if first else ():
            earlier = items[first + at - 10]
            poll.insert(at, replace(earlier, text=f"{earlier.text}\n{items[first].text}"))
        yield records[min(first + 9, len(records) - 1)].seen, poll


def keep(store, polls, size):
    """Place what came in polls, so many at once, and return what the store then holds."""
    for at, poll in polls:
        with store.transaction() as session:
            for first in range(0, len(poll), size):
                record(session, "s", poll[first : first + size], at, partial(place, now=at))
    with store.reading() as session:
        kept = {
            name: session.execute(select(table).order_by(*table.primary_key)).mappings().all()
            for name, table in tables()
        }
    story = {row["id"]: place for place, row in enumerate(kept["story"])} | {None: None}
    return {
        name: [{key: story[of] if (name, key) in STORIES else of for key, of in row.items()} for row in rows]
        for name, rows in kept.items()
    }


def tables():
    return [(name, Base.metadata.tables[name]) for name in TABLES]


def other(tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/one_by_one.db")
    upgrade(store)
    return store


@pytest.mark.parametrize(("waiting", "together"), [(4, 3), (500, 50)])
def test_a_poll_is_placed_as_if_its_articles_came_one_by_one(store, tmp_path, monkeypatch, waiting, together):
    monkeypatch.setattr(incoming, "_AT_ONCE", waiting)
    monkeypatch.setattr(stories, "_TOGETHER", together)
    came = list(polls())
    kept = keep(store, came, 100)
    assert kept == keep(other(tmp_path), came, 1)
    assert (len(kept["article"]), len(kept["article_version"])) == (100, 18)
    assert 10 < len({row["story_id"] for row in kept["article"]}) < 60


def test_who_comes_after_stories_were_joined_in_the_same_poll_finds_them_joined(store, now, tmp_path):
    def apart(session, articles):
        return (replace(placement, story_id=None) for placement in place(session, articles, now))

    copy = f"{TOLD['udcg-fr']['text'].strip()} La réunion aura lieu mardi."
    later = [told(3, "udcg-de"), told(4, "udcg-fr", copy), told(5, "udcg-uk"), told(6, "norway-en")]
    kept = []
    for target, size in ((store, 100), (other(tmp_path), 1)):
        with target.transaction() as session:
            record(session, "s", [told(1, "udcg-en"), told(2, "udcg-fr")], now, apart)
        kept.append(keep(target, [(now + timedelta(hours=1), later)], size))
    assert kept[0] == kept[1]
    assert len(kept[0]["regrouping"]) == 1
    numbers = [row["story_id"] for row in kept[0]["article"]]
    assert len(set(numbers[:5])) == 1
    assert numbers[5] != numbers[0]

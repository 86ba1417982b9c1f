"""What new articles are compared with is what the store has, whoever changed it, and whatever was taken back."""

from datetime import timedelta
from weakref import WeakKeyDictionary

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from store import window as held_in_memory
from store.incoming import Marks, Placement, add_article
from store.models import Article, ArticleVector
from store.regroup import join, split, undo
from store.session import open_store
from store.stories import forget, remember, take_turn
from store.vectors import Vector
from store.window import Window, window

DAY = timedelta(days=1)
EVER = 400 * DAY


def put(store, at, weights, story=None, common=None, headline=("nname",), fail=False):
    """Store an article with these rarest features, and return its number and its story."""
    with store.transaction() as session:
        take_turn(session)
        number = session.scalar(select(func.count()).select_from(Article))
        article = Article(url_key=f"{number:032x}", url="u", title=f"T{number}", source="s", seen_at=at)
        article.content_hash, article.text, article.summary, article.authors = "", "", "", []
        article.version, article.complete = 1, True
        marks = Marks(at, Vector("en", {"word": 1.0}, common or {"nname": 1.0}, frozenset(headline), 2.5), (), weights)
        add_article(session, article, Placement(story, {}, marks=marks), at)
        found = article.id, article.story_id
        if fail:
            session.rollback()
        return found


def near(store, now, weights, limit=10, within=EVER, but=None):
    with store.transaction() as session:
        take_turn(session)
        return window(session).stories(session, weights, (now - within, now + within), limit, but)


def members(store, now, stories, within=EVER, but=None):
    with store.transaction() as session:
        take_turn(session)
        return window(session).members(session, stories, (now - within, now + within), but)


@pytest.fixture
def other(store_url):
    """The same store as another process has it open."""
    store = open_store(store_url)
    yield store
    store.close()


def test_stories_are_found_by_what_their_articles_share_the_nearest_first(store, now):
    put(store, now, {1: 0.5, 2: 0.5})
    put(store, now, {1: 0.9})
    put(store, now, {3: 0.9})
    put(store, now, {2: 0.9}, story=2)
    assert near(store, now, {1: 0.5, 2: 0.5}) == [1, 2]
    assert near(store, now, {1: 0.5, 2: 0.5}, limit=1) == [1]
    assert near(store, now, {1: 0.5}, but=2) == [1]
    assert near(store, now, {7: 1.0}) == []


def test_of_equally_near_stories_the_earlier_one_comes_first(store, now):
    for _ in range(5):
        put(store, now, {1: 0.5})
    assert near(store, now, {1: 0.5}, limit=3) == [1, 2, 3]


def test_what_is_of_another_time_is_not_found(store, now):
    put(store, now - 2 * DAY, {1: 0.9})
    put(store, now + 2 * DAY, {1: 0.8})
    put(store, now + DAY, {1: 0.1})
    assert near(store, now, {1: 0.5}, within=DAY) == [3]
    assert members(store, now, [1, 2, 3], within=DAY)[0].article_id == 3


def test_of_a_story_its_latest_articles_speak_oldest_first(store, now):
    put(store, now, {1: 0.5})
    for hour in range(9):
        put(store, now + timedelta(hours=9 - hour), {1: 0.5}, story=1)
    assert [m.article_id for m in members(store, now, [1])] == [9, 8, 7, 6, 5, 4, 3, 2]
    assert [m.article_id for m in members(store, now, [1], but=4)] == [9, 8, 7, 6, 5, 3, 2]


def test_a_member_is_the_same_read_from_the_store_and_as_it_was_placed(store, other, now):
    put(store, now, {1: 0.5}, common={"nname": 0.1234, "tUA": 0.9})
    put(store, now, {1: 0.5}, headline=())
    assert members(store, now, [1, 2]) == members(other, now, [1, 2])
    assert list(members(other, now, [1])[0].vector.common) == ["nname", "tUA"]


def test_what_another_process_has_stored_is_seen(store, other, now):
    for times in range(3):
        put(store, now, {1: 0.5})
        put(other, now, {1: 0.5, 2: 0.5})
        assert near(store, now, {2: 1.0}) == near(other, now, {2: 1.0}) == [2 * n + 2 for n in range(times + 1)]


def test_what_is_taken_back_is_not_held_even_if_another_takes_its_place(store, other, now):
    put(store, now, {1: 0.5})
    put(store, now, {2: 0.5}, fail=True)
    assert near(store, now, {2: 0.5}) == []
    put(store, now, {2: 0.5}, fail=True)
    number, story = put(other, now, {3: 0.5, 2: 0.1})
    assert near(store, now, {2: 0.5}) == near(store, now, {3: 0.5}) == [story]
    assert [m.article_id for m in members(store, now, [story])] == [number]


def test_an_article_that_the_log_had_no_room_for_is_not_held(sqlite_store, now):
    put(sqlite_store, now, {1: 0.5})
    full = "CREATE TRIGGER full BEFORE INSERT ON counted_features BEGIN SELECT RAISE(ABORT, 'full'); END"
    with sqlite_store.engine.begin() as connection:
        connection.exec_driver_sql(full)
    with pytest.raises(IntegrityError):
        put(sqlite_store, now, {2: 0.5})
    with sqlite_store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER full")
    assert near(sqlite_store, now, {1: 0.5, 2: 0.5}) == [1]


def test_an_article_stored_before_anything_is_asked_is_held_once(store, other, now):
    put(store, now, {1: 0.1})
    put(store, now, {1: 0.15})
    put(other, now, {1: 0.1})
    put(store, now, {2: 0.1, 1: 0.1})
    assert near(store, now, {1: 1.0}) == [2, 1, 3, 4]
    assert [m.article_id for m in members(store, now, [1, 2, 3, 4])] == [1, 2, 3, 4]


def test_joins_splits_and_what_is_undone_are_seen_by_all(store, other, now):
    numbers = [put(store, now, {n: 0.5})[0] for n in (1, 2, 3)]
    assert near(other, now, {2: 1.0}) == [2]
    with store.transaction() as session:
        done = join(session, 1, 2, why="", now=now, by="ann").id
    assert near(store, now, {2: 1.0}) == near(other, now, {2: 1.0}) == [1]
    assert {m.story_id for m in members(other, now, [1])} == {1}
    with other.transaction() as session:
        undo(session, done, now=now, by="ann")
    assert near(store, now, {2: 1.0}) == near(other, now, {2: 1.0}) == [2]
    put(other, now, {3: 0.5}, story=3)
    with other.transaction() as session:
        parted = split(session, [numbers[2]], why="", now=now, by="ann").to_id
    assert [m.article_id for m in members(store, now, [parted])] == [numbers[2]]
    assert near(store, now, {3: 1.0}) == near(other, now, {3: 1.0}) == [3, parted]


def test_an_article_whose_text_has_changed_is_found_by_what_it_says_now(store, other, now):
    number, story = put(store, now, {1: 0.5, 2: 0.5})
    put(store, now, {2: 0.5})
    assert near(other, now, {1: 1.0}) == [story]
    with store.transaction() as session:
        article = session.get_one(Article, number)
        remember(session, article, Marks(now, Vector("fr", {"mot": 1.0}, {"nnom": 1.0}), weights={2: 0.1, 5: 0.5}))
    for one in (store, other):
        assert near(one, now, {1: 1.0}) == []
        assert near(one, now, {5: 1.0}) == [story]
        assert near(one, now, {2: 1.0}) == [2, story]
        assert members(one, now, [story])[0].vector.language == "fr"


def test_what_is_forgotten_is_held_no_longer(store, other, now):
    put(store, now - 20 * DAY, {1: 0.5})
    put(store, now, {1: 0.4})
    assert near(other, now, {1: 1.0}) == [1, 2]
    with store.transaction() as session:
        forget(session, now - 10 * DAY, now - 400 * DAY)
        assert session.scalar(select(func.count()).select_from(ArticleVector)) == 1
    assert near(store, now, {1: 1.0}) == near(other, now, {1: 1.0}) == [2]
    with store.transaction() as session:
        assert len(held_in_memory.window(session)) == 1


def test_little_is_held_and_the_rest_read_again(store, now, monkeypatch):
    monkeypatch.setattr(held_in_memory, "_MOST", 3)
    for _ in range(6):
        put(store, now, {1: 0.5})
    assert [m.article_id for m in members(store, now, [1, 2])] == [1, 2]
    assert [m.article_id for m in members(store, now, [1, 2, 3, 4, 5, 6])] == [1, 2, 3, 4, 5, 6]


def test_a_process_that_begins_anew_holds_the_same(store, now, monkeypatch):
    for number in range(7):
        put(store, now, {number % 3: 0.5, 9: 0.1 * number or 0.05})
    before = near(store, now, {0: 0.3, 1: 0.2, 9: 0.7})
    monkeypatch.setattr(held_in_memory, "_of_engine", WeakKeyDictionary())
    assert near(store, now, {0: 0.3, 1: 0.2, 9: 0.7}) == before
    with store.transaction() as session:
        assert isinstance(window(session), Window)

"""How often features were counted is the same whoever asks, whatever was taken back, and after a restart."""

import random

import numpy as np
from sqlalchemy import func, select

from store import frequencies as counting
from store.frequencies import Frequencies
from store.models import CountedFeatures
from store.session import open_store


def rows_of(hashes):
    return np.array(hashes, dtype=np.int64)


def count(store, hashes):
    with store.transaction() as session:
        return by_hash(hashes, counting.frequencies(session).count(session, rows_of(hashes)))


def seen(store, hashes, counts=None):
    with store.transaction() as session:
        return by_hash(hashes, (counts or counting.frequencies(session)).seen(session, rows_of(hashes)))


def by_hash(hashes, counts):
    return dict(zip(hashes, counts.tolist(), strict=True))


def take_back(store, hashes):
    with store.transaction() as session:
        counting.frequencies(session).count(session, rows_of(hashes))
        session.rollback()


def test_a_feature_is_counted_once_for_each_article(store):
    assert count(store, [1, 2, 2, -3]) == {1: 0, 2: 0, -3: 0}
    assert count(store, [2, -3]) == {2: 1, -3: 1}
    assert seen(store, [1, 2, -3, 4]) == {1: 1, 2: 2, -3: 2, 4: 0}


def test_of_two_features_that_share_their_cells_the_later_one_is_taken_for_the_earlier(store):
    one, other, apart = 1, 1 + (1 << 21), 5
    assert count(store, [other, apart, one]) == {one: 0, apart: 0, other: 1}
    assert seen(store, [one, other, apart]) == {one: 2, other: 2, apart: 1}


def test_two_processes_count_together(store_url):
    one, other = open_store(store_url), open_store(store_url)
    for times in range(3):
        assert count(one, [7]) == {7: 2 * times}
        assert count(other, [7, 8]) == {7: 2 * times + 1, 8: times}
    assert seen(one, [7, 8]) == seen(other, [7, 8]) == {7: 6, 8: 3}
    one.close()
    other.close()


def test_what_is_taken_back_was_not_counted_even_if_another_takes_its_place(store, store_url):
    other = open_store(store_url)
    count(store, [1])
    take_back(store, [1, 2])
    assert seen(store, [1, 2]) == {1: 1, 2: 0}
    take_back(store, [1, 2])
    count(other, [1, 3])
    assert seen(store, [1, 2, 3]) == {1: 2, 2: 0, 3: 1}
    other.close()


def test_counts_are_kept_as_a_whole_now_and_then_and_read_again_by_all(store, store_url, monkeypatch):
    monkeypatch.setattr(counting, "KEPT_EVERY", 5)
    numbers, held = random.Random(3), open_store(store_url)
    seen(held, [1])
    for _ in range(13):
        count(store, numbers.sample(range(-20, 20), 10))
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(CountedFeatures)) < 5
    every = list(range(-20, 20))
    assert seen(store, every) == seen(held, every) == seen(store, every, Frequencies())
    assert sum(seen(store, every).values()) == 130
    held.close()


def test_what_was_counted_earlier_fades_for_all(store, store_url):
    other = open_store(store_url)
    for _ in range(5):
        count(other, [1])
    count(store, [2])
    with store.transaction() as session:
        counting.frequencies(session).fade(session)
    assert seen(store, [1, 2]) == seen(other, [1, 2]) == {1: 2, 2: 0}
    assert count(other, [1]) == {1: 2}
    assert seen(store, [1]) == {1: 3}
    other.close()


def test_features_that_share_one_cell_are_told_apart_by_the_other(sqlite_store):
    frequent, beside = 5, 5 + (1 << 32)
    for _ in range(9):
        count(sqlite_store, [frequent])
    assert count(sqlite_store, [beside]) == {beside: 0}
    assert seen(sqlite_store, [frequent, beside]) == {frequent: 9, beside: 1}


def count_together(store, *articles, take_back=False):
    """Count articles as those of one poll; return how many rows of the log that took."""
    with store.transaction() as session:
        counts = counting.frequencies(session)
        rows = select(func.count()).select_from(CountedFeatures)
        before = session.scalar(rows)
        for hashes in articles:
            counts.count(session, rows_of(hashes), later=True)
        counts.write(session)
        written = session.scalar(rows) - before
        if take_back:
            session.rollback()
        return written


def test_articles_that_are_counted_together_are_one_row_and_read_apart(store, store_url):
    other = open_store(store_url)
    assert seen(other, [1]) == {1: 0}
    # The first is written at once; of the last nobody could tell where it begins.
    assert count_together(store, [3, 1], [5, 1, 2], [1, 2], [], [2], [7, 8]) == 3
    expected = {1: 3, 2: 3, 3: 1, 5: 1, 7: 1, 8: 1}
    assert seen(store, list(expected)) == seen(other, list(expected)) == expected
    assert seen(store, list(expected), Frequencies()) == expected
    other.close()


def test_what_was_counted_together_and_taken_back_was_not_counted(store):
    count(store, [1, 2])
    count_together(store, [1, 2], [1, 3], [1, 4], take_back=True)
    assert seen(store, [1, 2, 3, 4]) == {1: 1, 2: 1, 3: 0, 4: 0}


def test_what_nobody_wrote_was_not_counted(store):
    with store.transaction() as session:
        for _ in range(3):
            counting.frequencies(session).count(session, rows_of([1, 2]), later=True)
    assert seen(store, [1, 2]) == {1: 1, 2: 1}


def test_counts_that_are_kept_while_articles_wait_are_those_of_all(store, store_url, monkeypatch):
    monkeypatch.setattr(counting, "KEPT_EVERY", 3)
    other = open_store(store_url)
    count_together(store, *([1, n] for n in range(2, 12)))
    assert seen(store, [1, 2, 11]) == seen(other, [1, 2, 11]) == {1: 10, 2: 1, 11: 1}
    other.close()

"""Chores are done once in their interval, whoever asks and however often the daemon restarts."""

from datetime import timedelta

from store.chores import take

WEEK = timedelta(days=7)


def ask(store, now):
    with store.transaction() as session:
        return take(session, "forget", WEEK, now)


def test_a_chore_is_done_once_per_interval(store, now):
    assert [ask(store, now + days * timedelta(days=1)) for days in (0, 3, 7, 8, 13, 14)] == [
        *(False, False, True, False, False, True)
    ]


def test_a_clock_set_back_does_not_put_a_chore_off(store, now):
    ask(store, now)
    assert ask(store, now - timedelta(days=365))

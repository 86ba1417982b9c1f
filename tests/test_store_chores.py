"""Chores are done once in their interval, whoever asks and however often the daemon restarts."""

import threading
from datetime import timedelta

from sqlalchemy import select

from store.chores import take
from store.models import Chore

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


def test_two_daemons_that_first_hear_of_a_chore_at_once_both_leave_it_for_later(store, now):
    answers, known = [], threading.Event()

    def ask_second():
        known.wait(10)
        answers.append(ask(store, now))

    second = threading.Thread(target=ask_second)
    second.start()
    with store.transaction() as session:
        answers.append(take(session, "forget", WEEK, now))
        session.flush()
        known.set()
        second.join(0.3)  # it waits for us, as each daemon does for the other
    second.join(10)
    assert answers == [False, False]
    with store.reading() as session:
        assert session.scalars(select(Chore.name)).all() == ["forget"]

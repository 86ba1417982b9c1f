"""What is loaded is looked through no more, and what holds itself in a circle goes at the next settling."""

import gc
import weakref

import pytest

from scheduler.garbage import settle


class Circle:
    def __init__(self):
        self.itself = self


@pytest.fixture
def as_it_starts():
    thresholds = gc.get_threshold()
    gc.unfreeze()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


@pytest.mark.usefixtures("as_it_starts")
def test_what_is_there_is_looked_through_no_more_until_it_is_settled_again():
    gone = weakref.ref(Circle())
    settle()
    gc.collect()
    assert gone() is not None
    settle()
    assert gone() is None

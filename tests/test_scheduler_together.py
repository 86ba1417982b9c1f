"""Doing for many at once what each asks for."""

import asyncio
import threading
from collections.abc import Sequence

from scheduler.together import Together
from store.errors import StoreError


class Work:
    """Doubles numbers, and remembers with which others; the first round lasts until it may go on."""

    def __init__(self) -> None:
        self.rounds: list[list[int]] = []
        self.go_on = threading.Event()

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.rounds.append(list(numbers))
        self.go_on.wait(10)
        if 13 in numbers:
            raise ValueError("13")
        if 99 in numbers:
            raise StoreError("full", "the disk is full")
        return [2 * number for number in numbers]


def asked(work: Work, first: int, *others: int, leaving: int | None = None) -> list[object]:
    """Ask for first, for the others while it is under way, and return what each of the others got."""

    async def ask() -> list[object]:
        together = Together(work)
        alone = asyncio.create_task(together.do(first))
        while not work.rounds:
            await asyncio.sleep(0.001)
        rest = {number: asyncio.create_task(together.do(number)) for number in others}
        await asyncio.sleep(0)
        if leaving is not None:
            rest[leaving].cancel()
        work.go_on.set()
        await alone
        return await asyncio.gather(*rest.values(), return_exceptions=True)

    return asyncio.run(ask())


def test_those_who_come_meanwhile_go_together():
    work = Work()
    assert asked(work, 1, 2, 3, 4) == [4, 6, 8]
    assert work.rounds == [[1], [2, 3, 4]]


def test_one_at_fault_takes_no_other_with_it():
    before, fault, after = asked(Work(), 1, 2, 13, 4)
    assert (before, after) == (4, 8)
    assert isinstance(fault, ValueError)


def test_a_store_that_fails_fails_all_at_once():
    work = Work()
    assert all(isinstance(error, StoreError) for error in asked(work, 1, 2, 99, 4))
    assert work.rounds == [[1], [2, 99, 4]]


def test_nothing_is_done_for_who_has_left():
    work = Work()
    first, left, last = asked(work, 1, 2, 3, 4, leaving=3)
    assert (first, last) == (4, 8)
    assert isinstance(left, asyncio.CancelledError)
    assert work.rounds == [[1], [2, 4]]


def test_no_round_is_made_for_nobody():
    work = Work()
    (left,) = asked(work, 1, 2, leaving=2)
    assert isinstance(left, asyncio.CancelledError)
    assert work.rounds == [[1]]


def test_who_comes_later_is_served_as_well():
    async def twice() -> list[int]:
        work = Work()
        work.go_on.set()
        together = Together(work)
        return [await together.do(1), await together.do(2)]

    assert asyncio.run(twice()) == [2, 4]

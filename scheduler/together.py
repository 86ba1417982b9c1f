"""Do for many at once what each of them asks of the store: a transaction costs far more than what is done in it."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from store.errors import StoreError

A = TypeVar("A")
R = TypeVar("R")

#: How long a round that follows upon another waits for more: a poll waits far longer for the network.
GATHER = 0.02


class Together(Generic[A, R]):
    """Does one thing for all who ask: those who come while it is at it are served together in its next round.

    Who comes when nothing was done for a moment is served at once. Where the last round was just now, the next one
    waits `GATHER` for more: then they come by the hundred, and a round for each few of them costs the most. `work` runs
    in a thread; it returns one result for each asked, in their order, and does all of it or nothing.
    """

    def __init__(self, work: Callable[[Sequence[A]], Sequence[R]]) -> None:
        self._work = work
        self._waiting: list[tuple[A, asyncio.Future[R]]] = []
        self._rounds: asyncio.Task[None] | None = None
        #: When the last round ended, on the monotonic clock.
        self._served = float("-inf")

    async def do(self, one: A) -> R:
        """Return what `work` returns for one, or raise what it raises. Who is cancelled before its round, has none."""
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, answer))
        if self._rounds is None:
            self._rounds = asyncio.create_task(self._serve())
        return await answer

    async def _serve(self) -> None:
        try:
            while self._waiting:
                if time.monotonic() - self._served < GATHER:
                    await asyncio.sleep(GATHER)
                waiting, self._waiting = self._waiting, []
                if asked := [(one, answer) for one, answer in waiting if not answer.done()]:
                    await self._round(asked)
                    self._served = time.monotonic()
        finally:
            self._rounds = None

    async def _round(self, asked: Sequence[tuple[A, asyncio.Future[R]]]) -> None:
        try:
            results = await asyncio.to_thread(self._work, [one for one, _ in asked])
        except Exception as error:
            # A store that cannot be used fails all alike. Else the one that is at fault must not take others with it.
            if len(asked) > 1 and not isinstance(error, StoreError):
                for single in asked:
                    await self._round([single])
                return
            for _, answer in asked:
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_, answer), result in zip(asked, results, strict=True):
            if not answer.done():
                answer.set_result(result)

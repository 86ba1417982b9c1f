"""Do for many at once what each of them asks of the store: a transaction costs far more than what is done in it."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from store.errors import StoreError

A = TypeVar("A")
R = TypeVar("R")


class Together(Generic[A, R]):
    """Does one thing for all who ask: those who come while it is at it are served together in its next round.

    Nobody waits for company: who comes alone is served alone. `work` runs in a thread; it returns one result for each
    asked, in their order, and does all of it or nothing.
    """

    def __init__(self, work: Callable[[Sequence[A]], Sequence[R]]) -> None:
        self._work = work
        self._waiting: list[tuple[A, asyncio.Future[R]]] = []
        self._rounds: asyncio.Task[None] | None = None

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
                waiting, self._waiting = self._waiting, []
                await self._round([(one, answer) for one, answer in waiting if not answer.done()])
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

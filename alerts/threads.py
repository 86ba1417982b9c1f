"""Do what may hang in a thread of its own: those that the event loop shares are the store's."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def in_own_thread(work: Callable[[], T], seconds: float) -> T:
    """Run work in a thread that nobody has to wait for.

    One that hangs in the resolver, or at a disk that does not answer, must hold up neither the store nor the end.

    Raises:
        TimeoutError: it took longer than `seconds`.

    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        try:
            outcome: tuple[T | None, BaseException | None] = (work(), None)
        except BaseException as error:  # the thread's edge: everything is carried over to the loop
            outcome = (None, error)
        with suppress(RuntimeError):  # the loop is closed, nobody waits any more
            loop.call_soon_threadsafe(settle, *outcome)

    threading.Thread(target=run, name="own", daemon=True).start()
    return await asyncio.wait_for(done, seconds)

"""Start the one event loop that everything shares: Scrapy, APScheduler, SMTP and our own tasks.

Scrapy runs here without a Twisted reactor (TWISTED_REACTOR_ENABLED = False), so that this is a plain asyncio loop:
it may be started more than once in a process, and signals stay ours.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run main() in a new event loop (uvloop's where it is installed) and return what it returns.

    Tasks that are left over are cancelled. SIGINT cancels main(), unless main() handles it itself with
    `loop.add_signal_handler`, as it may SIGTERM and SIGHUP.
    """
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(main())


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:  # on Windows there is none
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory

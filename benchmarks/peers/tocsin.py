"""Tocsin itself: `python tocsin.py SETTINGS`; what `tocsin run --once` does, with watches, stories and alerts.

Prints how many seconds of CPU went into placing articles in stories, and how many articles there are in the end.
"""

import logging
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from crawler.loop import run
from crawler.open_web import open_web
from scheduler import jobs
from scheduler.clock import utc_now
from scheduler.in_force import put_in_force, read_settings
from scheduler.once import run_once
from store.incoming import Placement
from store.migrate import upgrade
from store.session import open_store
from store.summary import summary


class Stopwatch:
    """Placing as it is, timed."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._place = jobs.place

    def place(self, *args: Any) -> Placement:
        """Return the story of an article (`alerts.stories.place`)."""
        begun = time.thread_time()
        try:
            return self._place(*args)
        finally:
            self.seconds += time.thread_time() - begun


def main(settings: str) -> None:
    """Poll every source once and deliver."""
    logging.disable(logging.WARNING)
    loaded = read_settings(Path(settings))
    store = open_store(loaded.settings.database.get_secret_value())
    upgrade(store)
    force = put_in_force(store, loaded, utc_now())
    stopwatch = Stopwatch()
    jobs.place = stopwatch.place

    async def once() -> None:
        async with open_web(force.settings.fetch) as web:
            await run_once(store, web, force, utc_now)

    run(once)
    with store.reading() as session:
        print(f"{stopwatch.seconds:.2f} {summary(session, utc_now()).articles}")
    store.close()


if __name__ == "__main__":
    main(sys.argv[1])

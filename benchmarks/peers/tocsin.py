"""Tocsin itself: `python tocsin.py SETTINGS`; what `tocsin run --once` does, with watches, stories and alerts.

Prints how many seconds of CPU went into recording what came (storing, placing in stories, matching, alerting, entering
into the index of words), and how many articles there are in the end. One round of `run --once` leaves part of the index
to the next ones; here each pays for what it brought, or those that bring nothing would pay for others.
"""

import logging
import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from benchmarks.stopwatch import Stopwatch
from scheduler.garbage import look_seldom


def main(settings: str) -> None:
    """Poll every source once and deliver."""
    look_seldom()
    # Here, as `tocsin` loads them after it.
    from alerts.indexing import index_waiting
    from crawler.loop import run
    from crawler.open_web import open_web
    from scheduler import jobs, once
    from scheduler.clock import utc_now
    from scheduler.in_force import put_in_force, read_settings
    from store.migrate import upgrade
    from store.session import open_store
    from store.summary import summary

    logging.disable(logging.WARNING)
    loaded = read_settings(Path(settings))
    store = open_store(loaded.settings.database.get_secret_value())
    upgrade(store)
    force = put_in_force(store, loaded, utc_now())
    jobs._record = recording = Stopwatch(jobs._record)
    once.index_waiting = indexing = Stopwatch(lambda store, _: index_waiting(store, math.inf))

    async def poll_all() -> None:
        async with open_web(force.settings.fetch) as web:
            await once.run_once(store, web, force, utc_now)

    run(poll_all)
    with store.reading() as session:
        print(f"{recording.seconds + indexing.seconds:.2f} {summary(session, utc_now()).articles}")
    store.close()


if __name__ == "__main__":
    main(sys.argv[1])

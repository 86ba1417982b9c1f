"""Tocsin itself: `python tocsin.py SETTINGS`; what `tocsin run --once` does, with watches, stories and alerts."""

import logging
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from crawler.loop import run
from crawler.open_web import open_web
from scheduler.clock import utc_now
from scheduler.in_force import put_in_force, read_settings
from scheduler.once import run_once
from store.migrate import upgrade
from store.session import open_store
from store.summary import summary


def main(settings: str) -> None:
    """Poll every source once and deliver."""
    logging.disable(logging.WARNING)
    loaded = read_settings(Path(settings))
    store = open_store(loaded.settings.database.get_secret_value())
    upgrade(store)
    force = put_in_force(store, loaded, utc_now())

    async def once() -> None:
        async with open_web(force.settings.fetch) as web:
            await run_once(store, web, force, utc_now)

    run(once)
    with store.reading() as session:
        print(summary(session, utc_now()).articles)
    store.close()


if __name__ == "__main__":
    main(sys.argv[1])

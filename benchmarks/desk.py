"""How long the desk's pages take on a full store: `python benchmarks/desk.py [--articles N] [--postgresql]`; `--smoke`.

Fills a store with articles, ten to a story (one story has hundreds), each seen in one of a thousand sources, an alert
for each story, and what readers did with them. Their words are as frequent as those of a language (Zipf); all are
entered into the index. `--store URL` keeps that store, or measures one that was kept. Serves the desk from it by
uvicorn on loopback and asks, as an admin and over one connection, for every page and file that it has (`--only` those
whose address has this in it), many times each. Prints milliseconds from asking to the last byte, those for which
processors were at work on the answer, and kilobytes.

Each must stay under 50 ms at the median and 200 ms at the 99th percentile: of the processor, since what else the
machine does is no fault of the page. 1 where one does not.
"""

import argparse
import sys
import tempfile
import time
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import postgres
import requests
from desks import desk, in_force, settings_with_desk
from people import PASSWORD
from sqlalchemy import text

from alerts.links import PATH, Signer
from benchmarks.desk_pages import addresses
from benchmarks.desk_store import ANN, EDITS, NOW, fill, revision_text, settings, size_of
from scheduler.garbage import settle
from store.links import link_keys
from store.session import Store, open_store
from store.statements import on_postgresql
from web.routes import ROUTES

MEDIAN, RARELY = 0.050, 0.200


@dataclass(frozen=True)
class Took:
    """How long answers took, in seconds, by the clock and of processors, each from the shortest; and their bytes."""

    clock: list[float]
    processor: list[float]
    size: int

    @property
    def slow(self) -> bool:
        """Whether that is longer than a page may take."""
        return _middle(self.processor) > MEDIAN or _rare(self.processor) > RARELY

    def __str__(self) -> str:
        times = [1000 * one(of) for of in (self.processor, self.clock) for one in (_middle, _rare)]
        shown = "processor {:>6.1f} ms p99 {:>7.1f}   clock {:>7.1f} ms p99 {:>7.1f}".format(*times)
        return f"{shown}  {self.size / 1000:>6.1f} kB{'  SLOW' if self.slow else ''}"


def main() -> int:
    """Measure and print; 1 where a page took longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000, help="in a store that is filled")
    parser.add_argument("--asks", type=int, default=200, help="so often for each page")
    parser.add_argument("--only", default="", metavar="TEXT", help="only addresses that have this in them")
    parser.add_argument("--store", metavar="URL", help="where the store is, or is to be kept")
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL server of its own")
    parser.add_argument("--smoke", action="store_true", help="little of everything, once; nothing is held against it")
    args = parser.parse_args()
    articles, asks = (3_200, 1) if args.smoke else (args.articles, args.asks)
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres.server() if args.postgresql else nullcontext(f"sqlite:///{folder}/") as server,
    ):
        store = open_store(args.store or server + ("postgres" if args.postgresql else "tocsin.db"))
        if size_of(store) == (0, 0):
            busy = time.process_time()
            fill(store, articles)
            print(f"  filled with {articles:,} articles: {time.process_time() - busy:.0f} s of our processor")
        slow = measured(store, Path(folder), asks, args.only)
        store.close()
    return 0 if args.smoke or not slow else 1


def measured(store: Store, folder: Path, asks: int, only: str) -> list[str]:
    """Print how long each page takes; return those that take too long. The settings are written into the folder."""
    written = folder / "tocsin.toml"
    written.write_text(revision_text(EDITS), encoding="utf-8")
    force = replace(in_force(settings_with_desk(**settings())), watched=(written,))
    articles, stories = size_of(store)
    with store.reading() as session:
        link = Signer("", link_keys(session)[0], NOW + timedelta(days=1)).url("show", stories // 2, 0)
    slow, server = [], _server(store)
    settle()  # as the daemon does
    with desk(store, lambda: force, lambda: NOW) as (here, _), requests.Session() as web:
        web.post(f"{here.root}/sign-in", data={"name": ANN, "password": PASSWORD}).raise_for_status()
        for page in addresses(ROUTES, stories, articles, link.removeprefix(PATH)):
            if only in page:
                took = _took(web, here.root + page, asks, server)
                print(f"  {page[:48]:<50}{took}", flush=True)
                slow += [page] if took.slow else []
    return slow


def _took(web: requests.Session, url: str, asks: int, server: Path | None) -> Took:
    # What is read once for all readers (templates, dictionaries) is no page's own.
    size = len(_answer(web, url))
    times = list(zip(*(_timed(web, url, server) for _ in range(asks)), strict=True))
    return Took(sorted(times[0]), sorted(times[1]), size)


def _timed(web: requests.Session, url: str, server: Path | None) -> tuple[float, float]:
    """Return how long one answer takes by the clock, and of processors but for that of who asks."""
    began, busy, ours = time.perf_counter(), _busy(server), time.thread_time()
    _answer(web, url)
    took, asking = time.perf_counter() - began, time.thread_time() - ours
    return took, _busy(server) - busy - asking


def _server(store: Store) -> Path | None:
    """Return where /proc tells of the database's server; None for SQLite, which is in this process."""
    with store.reading() as session:
        if not on_postgresql(session):
            return None
        status = Path(f"/proc/{session.execute(text('SELECT pg_backend_pid()')).scalar_one()}/status").read_text()
    return Path("/proc") / status.partition("PPid:")[2].split()[0]


def _busy(server: Path | None) -> float:
    """Return for how many seconds processors were at work for this process and for the database's server."""
    of = (server / "task" / server.name / "children").read_text().split() if server else []
    return time.process_time() + sum(int(Path(f"/proc/{one}/schedstat").read_text().split()[0]) for one in of) / 1e9


def _middle(times: list[float]) -> float:
    return times[len(times) // 2]


def _rare(times: list[float]) -> float:
    return times[int(len(times) * 0.99)]


def _answer(web: requests.Session, url: str) -> bytes:
    answer = web.get(url, timeout=60, allow_redirects=False)
    answer.raise_for_status()
    return answer.content


if __name__ == "__main__":
    sys.exit(main())

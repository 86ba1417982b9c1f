"""How fast the whole way is in a full store: `python benchmarks/archive.py --stored 1000000`, or `--smoke`.

The store is filled with old articles in bulk: each has a story, an address, a short text and sixteen fingerprints, as
any has after its week is over. Then invented news come, in polls of ten: new stories, retellings of them and copies
with furniture around. They go through what a poll does once it has read its items: looking up addresses, storing,
placing into stories, matching the starter file's watches, opening alerts. The first of them (`--active`) fill the days
in which news are joined, the last are measured. Nothing is fetched, and no delivery goes out. In the end as many again
are only looked up by their fingerprints and stored, which shows apart what that costs.

Given several numbers, `--stored 100000 200000 400000`, the same store grows from one to the next, and all is measured
at each. Between them some days pass and what only recent stories need is forgotten, as the daemon does: so the window
of recent articles is always as large, and this process is to hold as much memory however much is stored.

Ten million take an hour to fill: with `--store URL` they are kept, and another run begins where the last one ended.

Invented news are of one language, and of words that come again. `--news CORPUS` takes real ones instead, in the form of
`benchmarks/stories.py`, in order of time: the first half fills the last days, the second is measured, dictionaries of
their languages and all. Given to one number of `--stored`, for there are only so many.

What a machine does in a second is another on each: `--sketch FOLDER` runs the sketch that the floors were measured with
beside it, on such news after as many old ones. It tells stories and copies and does nothing else.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import postgres
from sqlalchemy import Connection, func, select, text
from sqlalchemy.orm import Session

from alerts.copies import BOILERPLATE, Text, compare, read_text
from benchmarks.invented.newsroom import Newsroom
from benchmarks.peers.sketch import Sketch
from benchmarks.stopwatch import Stopwatch
from benchmarks.stories import read_corpus
from config.starter import starter_text
from crawler.addresses import url_key
from crawler.item import Item, Reading
from scheduler import jobs
from scheduler.daemon import FORGET_COPIES_BEFORE
from scheduler.in_force import InForce, put_in_force, read_settings
from scheduler.jobs import _record
from scheduler.visits import Visit
from store.incoming import Marks, Placement, add_article, together
from store.migrate import upgrade
from store.models import Article
from store.session import Store, open_store
from store.sources import state_of
from store.statements import on_postgresql
from store.stories import PAST, candidates_by_fingerprint, forget, look_ahead, texts_of
from store.vectors import Vector
from store.window import window

NOW = datetime(2026, 3, 1, tzinfo=UTC)
POLL = 10
#: Between two polls; with the default of active articles all come within the week in which news are joined.
PAUSE = timedelta(seconds=30)
PRINTS = 16
DAY = timedelta(days=1)
TABLES = ("article", "story")


def main() -> int:
    """Fill, measure and print; with --smoke fail where copies do not stand in the story of what they copy."""
    args = _arguments()
    with database(args.postgresql, args.store) as store:
        held, told, at = kept(store)
        force, newsroom = in_force(store), Newsroom(told)
        for before, stored in pairwise([held, *(n for n in args.stored if n >= held)]):
            started = time.perf_counter()
            fill(store, stored - before)
            print(f"stored={stored:,} in bulk in {time.perf_counter() - started:.0f} s", flush=True)
            at += PAST + DAY
            if args.news:
                measure_real(store, force, args.news, at)
            else:
                placing = measure(store, force, newsroom, at, args.active, args.measure)
                if args.sketch:
                    compare_with_sketch(args.sketch, stored, args.active, args.measure, *placing)
        astray = copies_astray(store)
        print(f"copies outside the story of their text: {astray}")
    return 1 if args.smoke and astray else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stored", type=int, nargs="+", default=[100_000], help="old articles; from few to many")
    parser.add_argument("--active", type=int, default=5_000, help="articles of the last days")
    parser.add_argument("--measure", type=int, default=2_000, help="articles measured after them")
    parser.add_argument("--postgresql", action="store_true", help="a server of its own instead of SQLite")
    parser.add_argument("--store", metavar="URL", help="a store to keep; what it holds already is not filled again")
    parser.add_argument("--news", type=Path, metavar="CORPUS", help="real articles instead of invented ones")
    parser.add_argument("--sketch", type=Path, metavar="FOLDER", help="where a sketch of stories is, to compare with")
    parser.add_argument("--smoke", action="store_true", help="a few hundred articles, on SQLite")
    args = parser.parse_args()
    if args.smoke:
        args.stored, args.active, args.measure, args.postgresql = [2_000, 3_000], 60, 60, False
    if sorted(set(args.stored)) != args.stored:
        parser.error("--stored: a store only grows; write each number once, from few to many")
    if args.news and not args.news.exists():
        parser.error(f"--news: {args.news} is not there")
    if args.sketch and not args.sketch.exists():
        print(f"--sketch: skipped, for {args.sketch} is not there")
        args.sketch = None
    if args.news and len(args.stored) > 1:
        parser.error("--news: there are so many articles only; give one number to --stored")
    return args


def measure(
    store: Store, force: InForce, newsroom: Newsroom, at: datetime, active: int, measured: int
) -> tuple[float, float]:
    """Print what articles cost that come from a time on: those that fill the last days, and those after them.

    Returns the seconds of CPU for each of these, and those of them that storing and placing took.
    """
    with store.transaction() as session:
        forget(session, at - PAST, at - FORGET_COPIES_BEFORE)
    newsroom.told.clear()
    told = tell(store, force, newsroom.items(active), at)
    print(f"  active={active:,} {told.words()} memory={memory():.0f} MB", flush=True)
    later = at + (active // POLL + 1) * PAUSE
    jobs.record = recording = Stopwatch(jobs.record)
    told = tell(store, force, newsroom.items(measured), later)
    jobs.record = recording.function
    print(f"  measured={measured:,} {told.words()} alerts={told.alerts}")
    with store.transaction() as session:
        held = len(window(session))
    print(f"  window={held:,} articles memory={memory():.0f} MB database={size(store):,} MB")
    alone = near_duplicates(store, newsroom.items(measured), later)
    print(f"  near-duplicate check and insert alone: {alone.words()}", flush=True)
    return statistics.mean(told.cpu), recording.seconds / measured


def compare_with_sketch(
    folder: Path, stored: int, active: int, measured: int, whole: float, storing_and_placing: float
) -> None:
    """Print what the sketch takes for each of such articles after as many old ones, and how much longer this does.

    Arguments: `whole`: seconds of CPU that an article took here; `storing_and_placing`: those of them for its story.
    """
    with tempfile.TemporaryDirectory() as name:
        sketch, newsroom = Sketch(folder, Path(name) / "sketch.db", stored), Newsroom(0)
        sketch.tell(newsroom.items(active), NOW, POLL, PAUSE)
        stages = sketch.tell(newsroom.items(measured), NOW + (active // POLL + 1) * PAUSE, POLL, PAUSE)
    cpu = sum(stages.values())
    parts = " ".join(f"{stage}={1000 * seconds:.2f}" for stage, seconds in stages.items())
    print(f"  sketch, which only tells stories and copies: CPU={1000 * cpu:.2f} ms each ({1 / cpu:.0f}/s) {parts}")
    here = f"CPU={1000 * storing_and_placing:.2f} ms each, {storing_and_placing / cpu:.2f} of it"
    all_ = f"{1000 * whole:.2f}, {whole / cpu:.2f} of it"
    print(f"  storing and placing here: {here}; with watches and alerts {all_}", flush=True)


def measure_real(store: Store, force: InForce, corpus: Path, at: datetime) -> None:
    """Print what real articles cost that come from a time on: the first half of them, and the second."""
    items = [
        Item(url=one.url, title=one.title, text=one.text, language=one.language, complete=True)
        for one, _ in read_corpus(corpus, "all")
    ]
    half = len(items) // 2
    later = at + (half // POLL + 1) * PAUSE
    for name, some, since in (("active", items[:half], at), ("measured", items[half:], later)):
        told = tell(store, force, iter(some), since)
        print(f"  real, {name}={len(some):,} {told.words()} alerts={told.alerts} memory={memory():.0f} MB", flush=True)


@contextmanager
def database(on_a_server: bool, kept_at: str | None) -> Iterator[Store]:
    """Yield the store of an address, or a new one that is thrown away at the end."""
    if kept_at:
        yield from _opened(kept_at)
    elif on_a_server:
        with postgres.server() as address:
            yield from _opened(f"{address}postgres")
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield from _opened(f"sqlite:///{folder}/archive.db")


def _opened(url: str) -> Iterator[Store]:
    store = open_store(url)
    upgrade(store)
    yield store
    store.close()


def kept(store: Store) -> tuple[int, int, datetime]:
    """Return how many old articles a store holds, how many of earlier runs, and when the last of all was seen."""
    with store.reading() as session:
        old = session.execute(text("SELECT count(*) FROM article WHERE source = 'old'")).scalar_one()
        others = session.execute(text("SELECT count(*) FROM article WHERE source != 'old'")).scalar_one()
        last = session.scalar(select(func.max(Article.seen_at)).where(Article.source != "old"))
    return old, others, last or NOW


def fill(store: Store, articles: int) -> None:
    """Store old articles, three to a story, with fingerprints spread evenly over all numbers, in the order of these."""
    if not articles:
        return
    half, step = articles * PRINTS // 2, (1 << 63) // (articles * PRINTS // 2)
    # Each article has its sixteen, far apart: the stride shares no factor with the number of articles.
    stride = next(n for n in (7919, 7907, 7901) if articles % n)
    old = "'2025-06-01 00:00:00'"
    with _unchecked(store) as filled:
        server = filled.dialect.name == "postgresql"
        last, story = (filled.execute(text(f"SELECT coalesce(max(id), 0) FROM {t}")).scalar_one() for t in TABLES)  # noqa: S608
        key = f"lpad(to_hex(i + {last}), 32, '0')" if server else f"printf('%032x', i + {last})"
        filled.execute(text("DROP INDEX ix_fingerprint_article"))
        filled.execute(
            text(
                f"INSERT INTO story (id, opened_at, latest_at) SELECT i + {story}, {old}, {old} "  # noqa: S608 -- ours
                f"FROM {_series(server, articles // 3 + 1)}"
            )
        )
        filled.execute(
            text(
                "INSERT INTO article (id, url_key, url, title, summary, text, authors, source, seen_at, version, "  # noqa: S608
                f"content_hash, complete, story_id, story_why) SELECT i + {last}, {key}, "
                f"'https://old.example.org/' || i, 'Old news ' || i, '', '{'Old text. ' * 30}', '[]', 'old', {old}, 1, "
                f"{key}, true, i / 3 + 1 + {story}, '{{}}' FROM {_series(server, articles)}"
            )
        )
        for start, first in ((f"{-(1 << 63) + 1} - 1", 0), ("0", half)):
            filled.execute(
                text(
                    f"INSERT INTO fingerprint (hash, article_id) SELECT {start} + (i - 1) * {step}, "  # noqa: S608
                    f"{last} + 1 + ((i + {first}) * {stride}) % {articles} FROM {_series(server, half)}"
                )
            )
        filled.execute(text("CREATE INDEX ix_fingerprint_article ON fingerprint (article_id)"))
        for table in TABLES if server else ():
            filled.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))  # noqa: S608
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


@contextmanager
def _unchecked(store: Store) -> Iterator[Connection]:
    """Yield a transaction that may take long, and in which no row is looked up that another one refers to.

    Ten million articles have a hundred and sixty million fingerprints.
    """
    with store.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            with connection.begin():
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
                connection.exec_driver_sql("ALTER TABLE fingerprint DISABLE TRIGGER ALL")
                yield connection
                connection.exec_driver_sql("ALTER TABLE fingerprint ENABLE TRIGGER ALL")
            return
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            yield connection
        driver.execute("PRAGMA foreign_keys = ON")


def _series(server: bool, numbers: int) -> str:
    if server:
        return f"generate_series(1, CAST({numbers} AS bigint)) AS one(i)"
    return (
        "(WITH RECURSIVE one(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM one "  # noqa: S608
        f"WHERE i < {numbers}) SELECT i FROM one)"
    )


def in_force(store: Store) -> InForce:
    """Return the starter file's settings and watches in force."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tocsin.toml"
        path.write_text(starter_text(), encoding="utf-8")
        return put_in_force(store, read_settings(path), NOW)


@dataclass
class Told:
    """What articles have cost: CPU of the process and time by the clock, each for one of a poll, in seconds."""

    cpu: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    alerts: int = 0

    def words(self) -> str:
        """Return the figures."""
        cpu, clock = statistics.mean(self.cpu), sorted(self.clock)
        times = f"p50={1000 * clock[len(clock) // 2]:.1f} p99={1000 * clock[int(0.99 * len(clock))]:.1f} ms"
        return f"CPU={1000 * cpu:.2f} ms each ({1 / cpu:.0f}/s) clock: {times} each"


def tell(store: Store, force: InForce, items: Iterator[Item], at: datetime) -> Told:
    """Store articles in polls of ten, from a time on."""
    told, source = Told(), force.settings.sources[0]
    while poll := list(islice(items, POLL)):
        with store.transaction() as session:
            state = state_of(session, source.name, at)
        cpu, clock = time.process_time(), time.perf_counter()
        polled = _record(store, force, Visit(source, at, state), Reading(items=tuple(poll)), frozenset())
        told.cpu.append((time.process_time() - cpu) / len(poll))
        told.clock.append((time.perf_counter() - clock) / len(poll))
        told.alerts += polled.alerts
        at += PAUSE
    return told


def near_duplicates(store: Store, items: Iterator[Item], at: datetime) -> Told:
    """Store articles in polls of ten by their texts alone: nothing is looked for but what each copies."""
    told = Told()
    while poll := list(islice(items, POLL)):
        cpu, clock = time.process_time(), time.perf_counter()
        with store.transaction() as session, together(session, len(poll)):
            texts = [read_text(item.text) for item in poll]
            look_ahead(session, [read.prints.all for read in texts])
            for item, read in zip(poll, texts, strict=True):
                _insert_or_join(session, item, read, at)
        told.cpu.append((time.process_time() - cpu) / len(poll))
        told.clock.append((time.perf_counter() - clock) / len(poll))
    return told


def _insert_or_join(session: Session, item: Item, text_read: Text, at: datetime) -> None:
    key = url_key(item.url)
    likest, boilerplate = candidates_by_fingerprint(session, text_read.prints.all, BOILERPLATE)
    story = None
    for _, its_story, its_time, _, body in texts_of(session, likest[:5]) if likest else ():
        verdict, _ = compare(text_read, read_text(body), abs(at - its_time), boilerplate)
        story = its_story if verdict in ("identical", "copy") else story
    article = Article(url=item.url, url_key=key, title=item.title, text=item.text, source="apart", seen_at=at)
    article.summary, article.authors, article.version, article.complete = "", [], 1, True
    article.content_hash = key
    marks = Marks(at, Vector("en", {}, {}), text_read.prints.sample(boilerplate))
    add_article(session, article, Placement(story, {}, marks=marks), at)


def memory() -> float:
    """Return how much this process holds now, in MB: it must not grow with what is stored."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def size(store: Store) -> int:
    """Return how large the database is, in MB."""
    with store.reading() as session:
        if on_postgresql(session):
            return int(session.execute(text("SELECT pg_database_size(current_database())")).scalar_one()) >> 20
        pages, page = (session.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("page_count", "page_size"))
        return int(pages) * int(page) >> 20


def copies_astray(store: Store) -> int:
    """Return how many of the new articles that copy another do not stand in its story."""
    with store.reading() as session:
        rows = session.execute(
            text("SELECT story_id, text FROM article WHERE source NOT IN ('old', 'apart') ORDER BY id")
        ).all()
    story_of = {body: story for story, body in rows if not body.startswith("Subscribe ")}
    copies = [
        (story, body.split(" now. ", 1)[1].split(" Read more at ")[0]) for story, body in rows if body not in story_of
    ]
    return sum(story_of.get(body) != story for story, body in copies)


if __name__ == "__main__":
    sys.exit(main())

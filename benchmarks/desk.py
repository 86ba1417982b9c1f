"""How long the desk's pages take on a full store: `python benchmarks/desk.py [--articles N] [--postgresql]`; `--smoke`.

Fills a store with articles, ten to a story, each seen in one of a thousand sources, and an alert for each story. Their
words are as frequent as those of a language (Zipf); all are entered into the index, and what that takes is printed.
Serves the desk from it by uvicorn on loopback and asks for each page many times over one connection. Prints
milliseconds from asking to the last byte, those of the processor (of asker and server, which share it), and kilobytes.
Each page must stay under 50 ms at the median and 200 ms at the 99th percentile; 1 where one does not.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate, islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import postgres
import requests
from desks import desk, settings_with_desk
from sqlalchemy import insert, text

from alerts.indexing import index_waiting
from alerts.links import Signer
from scheduler.habit import Habit, learned, to_json
from store.alert_models import Acknowledgement, Alert, Delivery, Feedback
from store.base import Base
from store.links import link_keys
from store.migrate import upgrade
from store.models import Article, Sighting, SourceState, Story, Tally
from store.session import Store, open_store

MEDIAN, RARELY = 0.050, 0.200
TOGETHER, WATCHES, SOURCES, CONCEPTS = 10, 200, 1_000, 300
_SYLLABLES = ("ka", "mo", "ri", "te", "su", "lan", "der", "vi", "po", "nex", "tra", "gul", "bo", "fen", "hi", "qua")
LANGUAGES = ("en", "fr", "de", "uk", "pl")
#: A rare word, one in a thousand, one in all, one of its forms, a phrase, none, beginnings, a concept, a filter …
SEARCHES = [
    *(("halyard", ""), ("mooring", ""), ("navy", ""), ("moorings", ""), ('"the baltic sea"', ""), ("nowhere", "")),
    *(("moor*", ""), ("fri*", ""), ("@nato OR halyard", ""), ("title:navy OR title:halyard", "")),
    *(("mooring halyard", ""), ("mooring -navy", ""), ("frigate NEAR/3 halyard", ""), ("navy", "&source=wire-7")),
    *(("navy", "&until=2025-04-01"), ("mooring", "&since=2025-05-01&until=2025-05-20"), ("halyard", "&language=fr")),
]
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def main() -> int:
    """Measure and print; 1 where a page took longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--asks", type=int, default=200, help="so often for each page")
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL server of its own")
    parser.add_argument(
        "--smoke", action="store_true", help="a little of everything, on SQLite; nothing is held against it"
    )
    args = parser.parse_args()
    articles, asks = (1_000, 3) if args.smoke else (args.articles, args.asks)
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres.server() if args.postgresql else nullcontext(f"sqlite:///{folder}/") as server,
    ):
        store = open_store(server + ("postgres" if args.postgresql else "tocsin.db"))
        fill(store, articles)
        slow = measured(store, articles // TOGETHER, asks)
        store.close()
    return 0 if args.smoke or not slow else 1


def fill(store: Store, articles: int) -> None:
    """Put so many articles into the store, an alert for each story, and what readers said of some."""
    upgrade(store)
    stories = articles // TOGETHER
    rows: list[tuple[type[Base], int, Callable[[int], dict[str, Any]]]] = [
        (Story, stories, lambda n: {"id": n, "opened_at": _at(n), "latest_at": _at(n)}),
        (Article, articles, _article),
        (Sighting, articles, _sighting),
        (SourceState, SOURCES, _source_state),
        (Alert, stories, _alert),
        (Delivery, stories, _delivery),
        (Acknowledgement, stories // 3, lambda n: {"alert_id": 3 * n, "at": NOW, "by": "Ann"}),
        (Tally, 365 * (WATCHES + CONCEPTS + 62), _tally),
        (Feedback, stories // 5, lambda n: {"alert_id": 5 * n, "at": NOW, "by": "Ann", "useful": n % 4 > 0}),
    ]
    for model, count, row in rows:
        made = (row(n) for n in range(1, count + 1))
        while part := list(islice(made, 50_000)):
            with store.transaction() as session:
                session.execute(insert(model), part)
    _index(store, articles)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _index(store: Store, articles: int) -> None:
    busy, began = time.process_time(), time.perf_counter()
    while index_waiting(store, 60):
        pass
    each = 1000 * (time.process_time() - busy) / articles
    print(f"  indexed: {each:.2f} ms of our processor an article, {1000 * _size(store) / articles:.1f} kB of disk")
    print(f"  in {time.perf_counter() - began:.0f} s; with the articles themselves {_size(store, whole=True):.0f} MB")


def _size(store: Store, whole: bool = False) -> float:
    """Return how many MB the index takes, or the whole store."""
    with store.reading() as session:
        if store.engine.dialect.name == "postgresql":
            of = "pg_database_size(current_database())" if whole else "pg_total_relation_size('word_index')"
            return float(session.execute(text(f"SELECT {of}")).scalar_one()) / 1e6
        if whole:
            pages = session.execute(text("PRAGMA page_count")).scalar_one()
            return float(pages * session.execute(text("PRAGMA page_size")).scalar_one()) / 1e6
        of = "SELECT sum(length(block)) FROM word_index_data"
        return float(session.execute(text(of)).scalar_one()) / 1e6


def _at(story: int) -> datetime:
    return NOW - timedelta(days=365) + timedelta(minutes=5) * story


def _article(n: int) -> dict[str, Any]:
    story, key = (n - 1) // TOGETHER + 1, f"{n:032x}"
    title = f"Frigate {n} has left the yard for the Baltic Sea"
    return {
        "id": n, "url_key": key, "url": f"https://example.org/{n}", "title": title, "source": f"wire-{n % SOURCES}",
        "seen_at": _at(story) + timedelta(minutes=n % TOGETHER), "content_hash": key, "story_id": story,
        "text": f"{title}, the navy said on Thursday. {_sentences(n)}", "language": LANGUAGES[n % len(LANGUAGES)],
    }  # fmt: skip


@cache
def _pool(language: str) -> list[str]:
    """Return sentences whose words are as frequent as those of a language (Zipf), the same each time."""
    letters = random.Random(language)
    ranks = range(1, 30_001)
    sums = list(accumulate(1 / rank for rank in ranks))
    words = [f"{_SYLLABLES[rank % 16]}{_SYLLABLES[rank // 16 % 16]}{rank:x}" for rank in ranks]
    return [" ".join(letters.choices(words, cum_weights=sums, k=15)).capitalize() + "." for _ in range(40_000)]


def _sentences(n: int) -> str:
    """Return six sentences of fifteen words, others for each article; one article in 50,000 has a rare word."""
    pool = _pool(LANGUAGES[n % len(LANGUAGES)])
    rare = "Halyard was seen there." if n % 50_000 == 7 else ""
    middle = "A mooring was seen there." if n % 1_000 == 7 else ""
    return " ".join([*(pool[(n * 7919 + k * 104_729) % len(pool)] for k in range(6)), rare, middle])


def _sighting(n: int) -> dict[str, Any]:
    at = _at((n - 1) // TOGETHER + 1) + timedelta(minutes=n % TOGETHER)
    return {"id": n, "article_id": n, "source": f"wire-{n % SOURCES}", "url": f"https://example.org/{n}", "seen_at": at}


def _source_state(n: int) -> dict[str, Any]:
    habit = learned(Habit(), [NOW - timedelta(hours=7 * k + n % 24) for k in range(60)], 30, NOW)
    times = dict.fromkeys(("first_polled_at", "last_polled_at", "first_success_at", "last_success_at"), NOW)
    kept = {"next_poll_at": NOW + timedelta(minutes=n % 60), "items": 30, "habit": to_json(habit), "failures": 0}
    return {"name": f"wire-{n - 1}", **times, **kept, "health": "failing" if n % 50 == 0 else "fine", "health_at": NOW}


def _alert(n: int) -> dict[str, Any]:
    evidence = [
        {"clause": "frigate", "field": field, "start": 0, "end": 7, "text": "Frigate"} for field in ("title", "body")
    ]
    told = {"story_id": n, "article_id": (n - 1) * TOGETHER + 1, "evidence": evidence, "opened_at": _at(n)}
    return {"id": n, "watch": f"Ships {n % WATCHES}", **told}


def _delivery(n: int) -> dict[str, Any]:
    done = {"status": "dead" if n % 500 == 0 else "sent", "message_id": f"m-{n}", "settled_at": _at(n), "attempts": 1}
    return {"id": n, "alert_id": n, "channel": "desk", "created_at": _at(n), "next_attempt_at": _at(n), **done}


def _tally(n: int) -> dict[str, Any]:
    """Return a number of one day: of all, copies, 30 languages, 30 countries, the watches and the concepts."""
    day, row = divmod(n - 1, WATCHES + CONCEPTS + 62)
    kinds = [("all", 1), ("copy", 1), ("language", 30), ("country", 30), ("watch", WATCHES), ("concept", CONCEPTS)]
    for kind, names in kinds:
        if row < names:
            name = "" if names == 1 else f"Ships {row}" if kind == "watch" else f"{kind} {row}"
            return {"kind": kind, "day": (NOW - timedelta(days=day)).date(), "name": name, "number": 1 + n % 97}
        row -= names
    raise AssertionError(n)


def measured(store: Store, alerts: int, asks: int) -> list[str]:
    """Print how long each page takes; return those that take too long."""
    with store.reading() as session:
        show = Signer("", link_keys(session)[0], NOW + timedelta(days=1)).url("show", alerts // 2, 0)
    pages = ["/alerts", f"/alerts?before={alerts // 2}", "/alerts?watch=Ships+7", "/alerts?state=not-useful"]
    pages += ["/alerts?state=held", "/alerts?state=open&state=unrated", "/alerts.json", f"/alerts/{alerts}", show]
    pages += ["/sources", "/sources?state=failing", "/sources.json?after=fine+wire-500", "/source?name=wire-7"]
    pages += ["/deliveries", "/deliveries?status=dead", "/deliveries?watch=Ships+7&channel=desk", "/deliveries/7"]
    pages += [f"/stories/{alerts // 2}", "/articles/7/versions"]
    pages += ["/watches", "/watch?name=Ships+7", "/channels", "/catalogue?tag=press", "/concepts?find=na"]
    pages += [f"/search?q={quote(query)}{more}" for query, more in SEARCHES]
    pages += ["/trends", "/trends?by=concept&days=365", "/trends?by=language&days=90", "/trends?name=Ships+7&days=365"]
    pages += [f"/stories/{alerts // 2}/join", "/digests"]
    slow, sources = [], [{"name": f"wire-{n}", "url": f"https://wire-{n}.example/"} for n in range(SOURCES)]
    watches = [{"name": f"Ships {n}", "query": "frigate"} for n in range(WATCHES)]
    settings = settings_with_desk(sources=sources, watches=watches)
    with desk(store, settings, lambda: NOW) as (here, _), requests.Session() as web:
        for page in pages:
            busy = time.process_time()
            answers = sorted(_timed(web, here.root + page, asks))
            cpu = 1000 * (time.process_time() - busy) / asks
            middle, rare = answers[len(answers) // 2][0], answers[int(len(answers) * 0.99)][0]
            size = answers[0][1] / 1000
            times = f"{1000 * middle:>8.1f} ms  p99 {1000 * rare:>8.1f} ms  processor {cpu:>6.1f} ms"
            print(f"  {page[:40]:<42}{times}  {size:>6.1f} kB", flush=True)
            slow += [page] if middle > MEDIAN or rare > RARELY else []
    return slow


def _timed(web: requests.Session, url: str, asks: int) -> Iterator[tuple[float, int]]:
    for _ in range(asks):
        began = time.perf_counter()
        answer = web.get(url, timeout=60)
        answer.raise_for_status()
        yield time.perf_counter() - began, len(answer.content)


if __name__ == "__main__":
    sys.exit(main())

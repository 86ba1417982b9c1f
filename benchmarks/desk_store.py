"""A full store for `benchmarks/desk.py`: a year of articles, what they rang, and what readers did with it."""

import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from people import KEPT
from sqlalchemy import func, insert, select, text, update

from alerts.indexing import index_waiting
from scheduler.habit import Habit, learned, to_json
from store.alert_models import (
    Acknowledgement,
    Alert,
    Attempt,
    Breaker,
    Delivery,
    Departure,
    Feedback,
    Hold,
    StoredMessage,
    StoredSilence,
)
from store.base import Base
from store.migrate import upgrade
from store.models import (
    Article,
    ArticleVersion,
    Coverage,
    Edit,
    Match,
    Regrouping,
    Revision,
    Sighting,
    SourceState,
    Story,
    Tally,
)
from store.people_models import AuditEntry, User
from store.session import Store

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
TOGETHER, WATCHES, SOURCES, CONCEPTS = 10, 200, 1_000, 300
#: Articles of the one story that everybody tells, the newest; edits of the settings; versions of one article.
LONG, EDITS, VERSIONS = 500, 200, 5
LANGUAGES = ("en", "fr", "de", "uk", "pl")
#: The user as whom the benchmark asks, and the article that has versions.
ANN, CHANGED = "Ann", 7
_SYLLABLES = ("ka", "mo", "ri", "te", "su", "lan", "der", "vi", "po", "nex", "tra", "gul", "bo", "fen", "hi", "qua")

Row = Callable[[int], dict[str, Any]]


def fill(store: Store, articles: int) -> None:
    """Put so many articles into the store, an alert for each story, and what readers said of some."""
    upgrade(store)
    stories = articles // TOGETHER
    _insert(
        store,
        (Story, stories, lambda n: {"id": n, "opened_at": _at(n), "latest_at": _at(n)}),
        (Article, articles, _article),
        (Sighting, articles, _sighting),
        (SourceState, SOURCES, _source_state),
        (Alert, stories, _alert),
        (Match, stories, _match),
        (Delivery, stories, _delivery),
        (Attempt, stories, _attempt),
        (StoredMessage, stories, lambda n: {"id": f"m-{n}", "channel": "desk", "begun_at": _at(n)}),
        (Acknowledgement, stories // 3, lambda n: {"alert_id": 3 * n, "at": NOW, "by": ANN}),
        (Feedback, stories // 5, lambda n: {"alert_id": 5 * n, "at": NOW, "by": ANN, "useful": n % 4 > 0}),
        (Tally, min(365, articles // 200) * (WATCHES + CONCEPTS + 62), _tally),
        (Coverage, 365 * 24, lambda n: {"hour": NOW - timedelta(hours=n), "missing": ["wire-1"] * (n % 7 == 0)}),
    )
    _fill_beside(store, articles, stories)
    _index(store, articles + LONG)
    with store.transaction() as session:
        session.execute(text("ANALYZE"))


def _index(store: Store, articles: int) -> None:
    """Enter all into the index, and print what that takes."""
    busy = time.process_time()
    while index_waiting(store, 60):
        pass
    of = "pg_total_relation_size('word_index')" if store.engine.dialect.name == "postgresql" else _BLOCKS
    with store.reading() as session:
        size = int(session.execute(text(f"SELECT {of}")).scalar_one())
    each = 1000 * (time.process_time() - busy) / articles
    print(
        f"  indexed: {each:.2f} ms of our processor and {size / 1000 / articles:.2f} kB of disk an article", flush=True
    )


#: What SQLite keeps of a full-text index.
_BLOCKS = "sum(length(block)) FROM word_index_data"


def _fill_beside(store: Store, articles: int, stories: int) -> None:
    """Put in what readers do, what is held, and one story that is told by hundreds."""
    story = {"id": stories + 1, "opened_at": NOW - timedelta(hours=9), "latest_at": NOW}
    _insert(
        store,
        (Story, 1, lambda _: story),
        (Article, LONG, lambda n: _article(articles + n) | _of_long(story, n)),
        (Sighting, LONG, lambda n: _sighting(articles + n)),
        (Alert, 1, lambda _: _alert(stories + 1) | {"article_id": articles + 1, "opened_at": NOW}),
        (Departure, 200, lambda n: _departure(stories, n)),
        (Alert, 200, lambda n: _of_departure(stories, n)),
        (StoredSilence, 200, lambda n: _silence(stories, n)),
        (Hold, stories // 100, _hold),
        (Delivery, 300, lambda n: _waiting(stories, n)),
        (Breaker, 1, lambda _: {"channel": "desk", "failures": 3, "answer": "451 later"}),
        (ArticleVersion, VERSIONS, _version),
        (Regrouping, 20, lambda n: _regrouping(articles, stories, n)),
        (Revision, EDITS, _revision),
        (Edit, EDITS, lambda n: {"id": n, "revision_id": n, "at": _at(n), "by": ANN, "what": f"watch Ships {n % 20}"}),
        (User, 20, _user),
        (AuditEntry, min(100_000, articles), _audit),
    )
    with store.transaction() as session:
        session.execute(update(Article).where(Article.id == CHANGED).values(version=VERSIONS + 1, changed_at=NOW))


def size_of(store: Store) -> tuple[int, int]:
    """Return the highest numbers of an article and of a story in the store: 0, 0 while it is empty."""
    upgrade(store)
    with store.reading() as session:
        of = select(func.max(Article.id)), select(func.max(Story.id))
        return session.scalar(of[0]) or 0, session.scalar(of[1]) or 0


def settings() -> dict[str, Any]:
    """Return the settings that go with it, as keys of a settings file."""
    sources = [
        {"name": f"wire-{n}", "url": f"https://wire-{n}.example/", "country": ("FR", "DE", "PL")[n % 3],
         "language": LANGUAGES[n % 5], "tags": ["press"] if n % 4 else ["official"]}
        for n in range(SOURCES)
    ]  # fmt: skip
    watches = [{"name": f"Ships {n}", "query": "frigate", "channels": ["desk", "daily"]} for n in range(WATCHES)]
    mail = {"kind": "email", "to": ["ann@example.org"], "from": "tocsin@example.org", "smtp": "smtp://127.0.0.1:1"}
    channels = {"desk": {**mail, "smtp": "smtp://127.0.0.1:1?tls=none"}}
    channels["daily"] = {**channels["desk"], "digest": "12:00"}
    return {"sources": sources, "watches": watches, "channels": channels}


def _insert(store: Store, *rows: tuple[type[Base], int, Row]) -> None:
    for model, count, row in rows:
        made = (row(n) for n in range(1, count + 1))
        while part := list(islice(made, 50_000)):
            with store.transaction() as session:
                session.execute(insert(model), part)


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


def _of_long(story: dict[str, Any], n: int) -> dict[str, Any]:
    return {"story_id": story["id"], "seen_at": story["opened_at"] + timedelta(minutes=n)}


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
    times = dict.fromkeys(("last_polled_at", "last_success_at"), NOW)
    times |= dict.fromkeys(("first_polled_at", "first_success_at"), NOW - timedelta(days=365))
    kept = {"next_poll_at": NOW + timedelta(minutes=n % 60), "items": 30, "habit": to_json(habit), "failures": 0}
    return {"name": f"wire-{n - 1}", **times, **kept, "health": "failing" if n % 50 == 0 else "fine", "health_at": NOW}


def _evidence() -> list[dict[str, Any]]:
    return [
        {"clause": "frigate", "field": field, "start": 0, "end": 7, "text": "Frigate"} for field in ("title", "body")
    ]


def _alert(n: int) -> dict[str, Any]:
    told = {"story_id": n, "article_id": (n - 1) * TOGETHER + 1, "evidence": _evidence(), "opened_at": _at(n)}
    return {"id": n, "watch": f"Ships {n % WATCHES}", **told}


def _match(n: int) -> dict[str, Any]:
    about = {"watch": f"Ships {n % WATCHES}", "article_id": (n - 1) * TOGETHER + 1, "evidence": _evidence()}
    return {"id": n, **about, "matched_at": _at(n), "quiet": None}


def _delivery(n: int) -> dict[str, Any]:
    done = {"status": "dead" if n % 500 == 0 else "sent", "message_id": f"m-{n}", "settled_at": _at(n), "attempts": 1}
    return {"id": n, "alert_id": n, "channel": "desk", "created_at": _at(n), "next_attempt_at": _at(n), **done}


def _attempt(n: int) -> dict[str, Any]:
    answer = {"outcome": "dead", "answer": "550 no such user"} if n % 500 == 0 else {"outcome": "sent", "answer": "250"}
    return {"id": n, "delivery_id": n, "number": 1, "at": _at(n), "duration_ms": 80, **answer}


def _waiting(stories: int, n: int) -> dict[str, Any]:
    """Return the delivery of one of the last alerts, which waits for a digest."""
    to = {"channel": "daily", "recipient": "ann@example.org", "created_at": NOW, "next_attempt_at": NOW}
    return {"id": stories + n, "alert_id": stories - n, **to, "status": "pending", "attempts": 0}


def _departure(stories: int, n: int) -> dict[str, Any]:
    at = _at(stories) - timedelta(days=n % 60)
    figures = {"count": 40, "usual": 4.0, "spread": 2.0, "score": 18.0, "weeks": 8, "sources": 12}
    about = {"watch": f"Ships {n % WATCHES}", "kind": "spike", "window_start": at - timedelta(hours=1)}
    return {"id": n, **about, "began_at": at, "ended_at": at + timedelta(hours=2), "figures": figures}


def _of_departure(stories: int, n: int) -> dict[str, Any]:
    at = _at(stories) - timedelta(days=n % 60)
    return {"id": stories + 1 + n, "watch": f"Ships {n % WATCHES}", "departure_id": n, "evidence": [], "opened_at": at}


def _silence(stories: int, n: int) -> dict[str, Any]:
    about = {"watch": f"Ships {n}"} if n % 2 else {"story_id": stories - n}
    return {"id": n, **about, "until": NOW + timedelta(days=n % 9 - 4), "reason": "holiday", "made_at": NOW}


def _hold(n: int) -> dict[str, Any]:
    told = NOW if n % 2 else None
    held = {"silence": str(n % 200 + 1), "reason": "holiday", "channels": ["desk"], "held_at": NOW}
    return {"alert_id": 100 * n - 1, **held, "told_at": told}


def _version(n: int) -> dict[str, Any]:
    old = _article(CHANGED)
    text_then = old["text"].replace("Thursday", f"Thursday ({n})")
    about = {"title": old["title"], "summary": "", "text": text_then, "content_hash": f"{n:032x}"}
    return {"id": n, "article_id": CHANGED, "number": n, **about, "seen_at": NOW}


def _regrouping(articles: int, stories: int, n: int) -> dict[str, Any]:
    moved = {"articles": [articles + n], "silences": [], "marks": []}
    return {"id": n, "kind": "join", "from_id": n, "to_id": stories + 1, "moved": moved, "by": ANN, "at": NOW}


def _revision(n: int) -> dict[str, Any]:
    return {"id": n, "digest": f"{n:032x}", "text": f"# file: tocsin.toml\n{revision_text(n)}", "first_at": _at(n)}


def revision_text(edit: int) -> str:
    """Return the settings after an edit; each has changed one of twenty watches."""
    lines = ["version = 1\n"]
    for watch in range(WATCHES):
        query = f"frigate OR ship{edit - (edit - watch) % 20}" if watch < 20 and edit > watch else "frigate"
        lines.append(f'[[watches]]\nname = "Ships {watch}"\nquery = "{query}"\nchannels = ["desk", "daily"]\n')
    return "\n".join(lines)


def _user(n: int) -> dict[str, Any]:
    name, role = (ANN, "admin") if n == 1 else (f"Reader {n}", "reader")
    return {"id": n, "name": name, "name_key": name.casefold(), "role": role, "password": KEPT, "created_at": NOW}


def _audit(n: int) -> dict[str, Any]:
    about = {"what": ("acknowledge", "useful", "silence")[n % 3], "about": f"/alerts/{n}", "address": "192.0.2.1"}
    # Without numbers of ours: the sign-in of who asks is an entry, too.
    return {"at": _at(n), "who": ANN if n % 2 else f"Reader {n % 20}", **about}


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

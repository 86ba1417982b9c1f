"""How well articles are placed into stories: `python benchmarks/stories.py CORPUS`, or `--smoke` on our own articles.

CORPUS is JSON lines, gzipped: id, lang, title, text, ts (seconds), gold (the name of its story, or null where that is
not known). Its articles go through the real `place`, in order of time, over a new SQLite store. Half of the stories,
by a hash of their names, were used to choose the thresholds (`--part tuned`); the other half (`--part held`) tells how
good they are.
"""

import argparse
import gzip
import json
import math
import sys
import tempfile
import time
import tomllib
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from alerts.stories import place
from store.migrate import upgrade
from store.models import Article, Story
from store.session import Store, open_store

#: Articles of our own, told again in other words and languages.
OWN = Path(__file__).parent.parent / "tests" / "data" / "stories.toml"
#: Articles in one transaction, as in a poll.
_POLL = 20


@dataclass(frozen=True)
class Document:
    """An article of a corpus; `gold` names its story, or is None where nobody has said."""

    id: str
    language: str
    title: str
    text: str
    at: datetime
    gold: str | None


def main() -> int:
    """Measure and print; 0 also where the corpus is absent, which is said."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--smoke", action="store_true", help="articles of our own; fails where one is misplaced")
    parser.add_argument("--part", choices=("all", "tuned", "held"), default="all")
    parser.add_argument("--words", type=int, help="title and so many words only")
    parser.add_argument("--wrong", type=int, default=0, help="print so many wrong joins")
    args = parser.parse_args()
    if args.smoke:
        return smoke()
    if args.corpus is None or not args.corpus.exists():
        print(
            f"skipped: no corpus at {args.corpus or '(none given)'}; it is third-party text and not part of this house"
        )
        return 0
    report(read_corpus(args.corpus, args.part, args.words), args.wrong)
    return 0


def smoke() -> int:
    """Place our own articles; return 1 where a story is torn or two are one."""
    rows = tomllib.loads(OWN.read_text("utf-8"))["article"]
    start = datetime(2026, 4, 2, 6, tzinfo=UTC)
    documents = [
        Document(r["id"], r["language"], r["title"], r["text"], start + timedelta(hours=r["hours"]), r["story"])
        for r in rows
    ]
    return 0 if report(sorted(documents, key=lambda d: (d.at, d.id)), 5) else 1


def read_corpus(path: Path, part: str, words: int | None) -> list[Document]:
    """Return a corpus, or the part of it whose stories fall into one half, in order of time."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    chosen = [row for row in rows if part == "all" or _half(row["gold"] or row["id"]) == part]
    return sorted((_document(row, words) for row in chosen), key=lambda d: (d.at, d.id))


def _half(story: str) -> str:
    return "tuned" if zlib.crc32(story.encode()) % 2 else "held"


def _document(row: dict[str, str], words: int | None) -> Document:
    text = row["text"]
    if words:
        size = words if " " in text[:200] else 3 * words
        text = " ".join(text.split()[:words]) if " " in text[:200] else text[:size]
    at = datetime.fromtimestamp(float(row["ts"]), UTC)
    return Document(row["id"], row["lang"], row["title"], text, at, row["gold"])


def placed(documents: Sequence[Document]) -> tuple[dict[str, int], float]:
    """Return the story of each document, by id, and the seconds of CPU that placing one took."""
    stories: dict[str, int] = {}
    started = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/stories.db")
        upgrade(store)
        for first in range(0, len(documents), _POLL):
            stories |= _poll(store, documents[first : first + _POLL])
        store.engine.dispose()
    return stories, (time.process_time() - started) / max(1, len(documents))


def _poll(store: Store, documents: Sequence[Document]) -> dict[str, int]:
    with store.transaction() as session:
        articles = {}
        for document in documents:
            article = _article(document)
            placement = place(session, article, document.at)
            if placement.story_id is None:
                article.story = Story(opened_at=document.at, latest_at=document.at)
            else:
                article.story_id = placement.story_id
            article.story_why = placement.why
            session.add(article)
            session.flush()
            articles[document.id] = article
        return {id_: article.story_id for id_, article in articles.items()}


def _article(document: Document) -> Article:
    key = f"{zlib.crc32(document.id.encode()):08x}{zlib.adler32(document.id.encode()):08x}"
    return Article(
        url_key=key,
        url=f"https://example.org/{key}",
        title=document.title,
        text=document.text,
        language=document.language,
        source="benchmark",
        seen_at=document.at,
        content_hash=key,
    )


def report(documents: Sequence[Document], wrong: int) -> bool:
    """Print the figures; return whether every document stands where it should."""
    stories, seconds = placed(documents)
    known = [d for d in documents if d.gold is not None]
    print(f"articles={len(documents)} of known story={len(known)} CPU={1000 * seconds:.1f} ms each, storing included")
    everything = [pairs(known, stories, d) for d in ("all", "across", "within")]
    for name, figures in zip(("all pairs", "across languages", "within a language"), everything, strict=True):
        print(f"{name:18} {shown(*figures)}")
    print(f"{'BCubed':18} {shown(*bcubed(known, stories))}")
    print(alerts_line(documents, stories))
    for line in misplaced(documents, stories)[:wrong]:
        print(line)
    return everything[0] == (1.0, 1.0)


def shown(precision: float, recall: float) -> str:
    """Return precision, recall and F1 in per cent."""
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f"P={100 * precision:.1f} R={100 * recall:.1f} F1={100 * f1:.1f}"


def pairs(documents: Sequence[Document], stories: dict[str, int], which: str) -> tuple[float, float]:
    """Return precision and recall of "these two are one story" over pairs: all, across or within languages."""
    together = _pairs(((d.gold, stories[d.id]), d) for d in documents)
    told = _pairs((stories[d.id], d) for d in documents)
    true = _pairs((d.gold, d) for d in documents)
    return together[which] / max(1, told[which]), together[which] / max(1, true[which])


def _pairs(grouped: Iterable[tuple[object, Document]]) -> dict[str, int]:
    sizes: Counter[object] = Counter()
    by_language: Counter[object] = Counter()
    for key, document in grouped:
        sizes[key] += 1
        by_language[key, document.language] += 1
    total = sum(math.comb(n, 2) for n in sizes.values())
    within = sum(math.comb(n, 2) for n in by_language.values())
    return {"all": total, "within": within, "across": total - within}


def bcubed(documents: Sequence[Document], stories: dict[str, int]) -> tuple[float, float]:
    """Return BCubed precision and recall (Bagga and Baldwin 1998)."""
    both = Counter((d.gold, stories[d.id]) for d in documents)
    told, true = Counter(stories[d.id] for d in documents), Counter(d.gold for d in documents)
    count = max(1, len(documents))
    precision = sum(n * n / told[story] for (_, story), n in both.items()) / count
    return precision, sum(n * n / true[gold] for (gold, _), n in both.items()) / count


def alerts_line(documents: Sequence[Document], stories: dict[str, int]) -> str:
    """Return how often a watch that wants every article would ring: what an alert per story is worth.

    A story rings where its article opens one; a story whose first article was put into another has rung for nobody.
    """
    first: dict[int, Document] = {}
    rung: Counter[str] = Counter()
    absorbed = 0
    seen: set[str] = set()
    for d in documents:
        opens = first.setdefault(stories[d.id], d) is d
        if d.gold is None:
            continue
        rung[d.gold] += opens
        absorbed += d.gold not in seen and not opens
        seen.add(d.gold)
    count = max(1, len(seen))
    once = sum(n == 1 for n in rung.values()) / count
    ratio = sum(rung.values()) / count
    lost = 100 * absorbed / count
    return f"alerts per story={ratio:.2f} exactly one={100 * once:.1f} % first article absorbed={lost:.1f} %"


def misplaced(documents: Sequence[Document], stories: dict[str, int]) -> list[str]:
    """Return lines that tell which stories were joined though they are two."""
    members: dict[int, dict[str, Document]] = defaultdict(dict)
    for d in documents:
        if d.gold is not None:
            members[stories[d.id]].setdefault(d.gold, d)
    mixed = [list(ds.values()) for ds in members.values() if len(ds) > 1]
    gap = timedelta(0)
    return [" | ".join(f"[{d.language}] {d.title[:70]} +{(d.at - ds[0].at or gap)}" for d in ds) for ds in mixed]


if __name__ == "__main__":
    sys.exit(main())

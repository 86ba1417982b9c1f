"""How well articles are placed into stories: `python benchmarks/stories.py [CORPUS]`, or `--smoke` on a few.

Without CORPUS it is the labelled set of our own (`tests/data/stories`), in full and with title and 50 words. CORPUS is
JSON lines, gzipped: id, lang, title, text, ts (seconds), gold (the name of its story, or null where that is not known).
All go through the store's own `record` and the real `place`, in order of time, over a new SQLite store. Half of the
stories, by a hash of their names, may be used to choose thresholds (`--part tuned`); the other half (`--part held`)
tells how good they are. `--blind` takes a set of our own that was written before the rules were looked at.
"""

import argparse
import gzip
import json
import sys
import tomllib
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.labelled import measures
from benchmarks.labelled.placing import Placed, delayed, placed, shortened
from benchmarks.labelled.record import Record
from benchmarks.labelled.records import read_blind, read_records

#: A few articles of our own, told again in other words and languages.
FEW = Path(__file__).parent.parent / "tests" / "data" / "stories.toml"
PARTS = ("all", "tuned", "held")
#: As many words as a feed of summaries brings.
SUMMARY = 50


def main() -> int:
    """Measure and print; 0 also where the corpus is absent, which is said."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--smoke", action="store_true", help="a few articles of our own; fails where one is misplaced")
    parser.add_argument("--part", choices=PARTS, default="all")
    parser.add_argument("--words", type=int, help="title and so many words only")
    parser.add_argument("--blind", action="store_true", help="our blind set, which nothing is to be chosen by")
    parser.add_argument("--order", type=int, default=0, help="our own set in another order of arrival, by this number")
    parser.add_argument("--wrong", type=int, default=0, help="print so many of each kind of mistake")
    args = parser.parse_args()
    if args.smoke:
        return smoke()
    if args.corpus is None:
        for words in (args.words,) if args.words else (None, SUMMARY):
            name = "blind" if args.blind else "labelled"
            print(f"own {name} set, {f'title and {words} words' if words else 'in full'}")
            report_own(read_blind() if args.blind else read_records(), words, args.part, args.wrong, args.order)
        print("skipped: no corpus given; it is third-party text and not part of this house")
    elif not args.corpus.exists():
        print(f"skipped: no corpus at {args.corpus}; it is third-party text and not part of this house")
    else:
        report(*placed(_short(read_corpus(args.corpus, args.part), args.words)), args.wrong)
    return 0


def smoke() -> int:
    """Place a few articles of our own; return 1 where a story is torn or two are one."""
    start = datetime(2026, 4, 2, 6, tzinfo=UTC)
    articles = [
        (_bare(r["id"], r["language"], r["title"], r["text"], start + timedelta(hours=r["hours"])), r["story"])
        for r in tomllib.loads(FEW.read_text("utf-8"))["article"]
    ]
    places, seconds = placed(sorted(articles, key=lambda a: (a[0].seen, a[0].id)))
    report(places, seconds, 5)
    return 0 if measures.pairs(places, "all") == (1.0, 1.0) else 1


def read_corpus(path: Path, part: str) -> list[tuple[Record, str | None]]:
    """Return a corpus, or the part of it whose stories fall into one half, in order of time."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    chosen = [_of_corpus(row) for row in rows if part in ("all", half(row["gold"] or row["id"]))]
    return sorted(chosen, key=lambda a: (a[0].seen, a[0].id))


def half(story: str) -> str:
    """Return the half into which a story falls by its name."""
    return "tuned" if zlib.crc32(story.encode()) % 2 else "held"


def _of_corpus(row: dict[str, Any]) -> tuple[Record, str | None]:
    at = datetime.fromtimestamp(float(row["ts"]), UTC)
    return _bare(row["id"], row["lang"], row["title"], row["text"], at), row["gold"]


def _bare(id_: str, language: str, title: str, text: str, at: datetime) -> Record:
    address = f"https://example.org/{zlib.crc32(id_.encode()):08x}{zlib.adler32(id_.encode()):08x}"
    return Record(id_, None, "article", language, "benchmark", "", address, title, text, None, at)


def _short(articles: list[tuple[Record, str | None]], words: int | None) -> list[tuple[Record, str | None]]:
    return [(shortened(article, words), gold) for article, gold in articles] if words else articles


def report_own(records: list[Record], words: int | None, part: str, wrong: int, order: int) -> None:
    """Print the figures of a set of our own: of both halves, and of what is asked for by kind and language."""
    if order:
        records = sorted((delayed(r, order) for r in records), key=lambda r: (r.seen, r.id))
    places, seconds = placed(_short([(r, r.story or r.id) for r in records], words))
    print(f"articles={len(records)} noise={sum(r.story is None for r in records)} CPU={1000 * seconds:.1f} ms each")
    for name in PARTS if part == "all" else (part,):
        print(f"{name}:")
        print_quality(_of_part(places, name))
    chosen = _of_part(places, part)
    print_fared("kind", chosen, lambda p: p.record.kind)
    print_languages(chosen)
    print_noise(chosen)
    print_wrong(chosen, wrong)


def _of_part(places: Sequence[Placed], part: str) -> list[Placed]:
    return [p for p in places if p.gold and part in ("all", half(p.gold))]


def report(places: Sequence[Placed], seconds: float, wrong: int) -> None:
    """Print the figures of a corpus."""
    known = [p for p in places if p.gold is not None]
    print(f"articles={len(places)} of known story={len(known)} CPU={1000 * seconds:.1f} ms each, storing included")
    print_quality(known)
    print_languages(known)
    print_wrong(known, wrong)


def print_quality(known: Sequence[Placed]) -> None:
    """Print pairs, BCubed, and what a watch that wants every article would ring; then the same with noise counted."""
    told = [p for p in known if not _is_noise(p)]
    for which, name in (("all", "all pairs"), ("across", "across languages"), ("within", "within a language")):
        print(f"  {name:18} {shown(measures.pairs(told, which))}")
    print(f"  {'BCubed':18} {shown(measures.bcubed(told))}")
    heard = measures.ringing(told)
    count = max(1, heard.stories)
    print(
        f"  alerts per story={heard.alerts / count:.2f} possible follow-ups={heard.follow_ups / count:.2f} "
        f"exactly one={100 * heard.once / count:.1f} % (follow-ups counted {100 * heard.heard_once / count:.1f} %) "
        f"first article absorbed={100 * len(heard.absorbed) / count:.1f} %"
    )
    if len(told) < len(known):
        print(f"  {'pairs, with noise':18} {shown(measures.pairs(known, 'all'))}")
        print(f"  {'BCubed, with noise':18} {shown(measures.bcubed(known))}")


def _is_noise(one: Placed) -> bool:
    return one.gold == one.record.id


def shown(quality: measures.Quality) -> str:
    """Return precision, recall and F1 in per cent."""
    return f"P={100 * quality[0]:.1f} R={100 * quality[1]:.1f} F1={100 * measures.f1(quality):.1f}"


def print_fared(what: str, known: Sequence[Placed], key: Callable[[Placed], str]) -> None:
    """Print by kind how the articles fared whose news was there before."""
    print(f"by {what}: with its story, alone, with other news")
    for name, n in measures.joined(known, key).items():
        print(f"  {name:18} {n.right:4} {n.torn:4} {n.astray:4}")


def print_languages(known: Sequence[Placed]) -> None:
    """Print BCubed by language."""
    by_language: dict[str, list[Placed]] = defaultdict(list)
    for one in known:
        by_language[one.record.language].append(one)
    print("BCubed by language:")
    for language, some in sorted(by_language.items()):
        print(f"  {language:4} {len(some):5} articles {shown(measures.bcubed(known, some))}")


def print_noise(known: Sequence[Placed]) -> None:
    """Print by kind how many articles that tell news of their own were joined to other news."""
    noise = [p for p in known if _is_noise(p)]
    lost = Counter(p.record.kind for p in measures.ringing(noise).absorbed)
    doubtful = Counter(p.record.kind for p in noise if p.doubtful)
    print(f"noise: {len(noise)} articles, {lost.total()} joined to other news, {doubtful.total()} doubtfully")
    for kind, count in sorted(Counter(p.record.kind for p in noise).items()):
        print(f"  {kind:18} {count:4} {lost[kind]:4} {doubtful[kind]:4}")


def print_wrong(known: Sequence[Placed], most: int) -> None:
    """Print firsts nobody would hear of, stories with more than one piece of news, and news in more than one story."""
    openers: dict[int, Placed] = {}
    for one in known:
        openers.setdefault(one.story, one)
    absorbed = [[openers[one.story], one] for one in measures.ringing(known).absorbed if not _is_noise(one)]
    found = (("absorbed", absorbed), ("joined", measures.mixed(known)), ("torn", measures.torn(known)))
    for what, groups in found:
        for firsts in groups[:most]:
            start = firsts[0].record.seen
            parts = (f"[{p.record.language}] {p.record.title[:70]} +{p.record.seen - start}" for p in firsts)
            print(f"{what}: {' | '.join(parts)}")


if __name__ == "__main__":
    sys.exit(main())

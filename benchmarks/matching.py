"""Many watches against articles, beside Lucene's Monitor: `python benchmarks/matching.py CORPUS [--lucene CLASSPATH]`.

CORPUS is a folder with `watches.txt.gz` (a query a line) and `articles.jsonl.gz` (lang, source, title, summary, body).
Half of the articles warm both engines; the other half is matched: for the first time («first seen»), and again when
all its words have been met («warm»). Both engines are asked for the same, without inflection, of which Lucene is told
nothing; what inflection adds is measured apart. Times are CPU seconds of the thread that matches, the median of
several passes, the engines taking turns. `--lucene` is a class path with Lucene's jars and the compiled driver, as
benchmarks/lucene/LuceneMonitor.java says. `--smoke` runs on a handful of our own.
"""

import argparse
import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lucene import export

from alerts.concepts import Concepts
from alerts.document import Document
from alerts.matcher import Matcher
from alerts.watch import Watch, compile_watch
from config import WatchSettings
from scheduler.garbage import settle

SIZES = (10, 1_000, 10_000, 100_000)
#: Of so many articles the evidence is asked for: each may match hundreds of watches.
SHOWN = 200
GROWTH = (1_000, 3_000, 10_000, 30_000, 100_000, 225_000)
PASSES = 3
ADDED = 300
NONE = Concepts({})
NO_LUCENE = """Lucene Monitor skipped: no Lucene jars. Put lucene-core, lucene-memory, lucene-queries,
lucene-analysis-common and lucene-monitor (Maven Central, group org.apache.lucene, one version 9; Java 17 or newer)
into one folder, compile benchmarks/lucene/LuceneMonitor.java against them, and name the class path:
--lucene 'CLASSES:JARS/*'."""
JAVA = ("java", "-Xms4g", "-Xmx8g", "-XX:+UseParallelGC", "-XX:ParallelGCThreads=1")


@dataclass
class Figures:
    """What was measured of our matcher; microseconds of CPU for one article, bytes for one watch."""

    watches: int
    inflect: bool
    build_s: float
    watch_bytes: float
    first_seen_us: float
    warm_us: float
    warm_passes_us: list[float]
    evidence_us: float
    add_us: float
    add_p99_us: float
    remove_us: float
    matches: float


def main() -> int:
    """Measure and print; 0 also where the corpus is absent, which is said."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--lucene", metavar="CLASSPATH")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--growth", action="store_true", help="our matcher alone, from 1,000 to 225,000 watches")
    parser.add_argument("--differential", type=int, metavar="PAIRS", help="so many watch-article pairs, both ways")
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--inflect", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.smoke:
        return smoke()
    if args.corpus is None or not args.corpus.is_dir():
        print(f"matching: no corpus at {args.corpus}; nothing measured")
        return 0
    if args.measure:
        print(json.dumps(asdict(measure(args.corpus, args.measure, args.inflect))))
        return 0
    if args.differential:
        return differential(args.corpus, args.differential)
    return growth(args.corpus) if args.growth else compare(args.corpus, args.sizes, args.lucene)


# The work: queries and articles.


def queries(corpus: Path, number: int) -> list[str]:
    """Return so many queries; past the end of the file its queries again, each with a name of its own added."""
    with gzip.open(corpus / "watches.txt.gz", "rt", encoding="utf-8") as lines:
        known = [line.rstrip("\n") for line in lines]
    return [known[i] if i < len(known) else f"({known[i % len(known)]}) OR zz{i}name" for i in range(number)]


def articles(corpus: Path) -> tuple[list[Document], list[Document]]:
    """Return the articles that warm and those that are measured."""
    with gzip.open(corpus / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    random.Random(1).shuffle(rows)
    half = len(rows) // 2
    documents = [_document(row) for row in rows]
    return documents[:half], documents[half:]


def _document(row: dict[str, str]) -> Document:
    texts = {name: row[name] for name in ("title", "summary", "body", "source")}
    return Document(language=row["lang"], **texts)


def anew(documents: Sequence[Document]) -> list[Document]:
    """Return documents as they come in: nothing about them worked out yet."""
    return [Document(**{name: getattr(d, name) for name in d.__dataclass_fields__}) for d in documents]


def watches_of(texts: Sequence[str], inflect: bool) -> Iterator[Watch]:
    """Yield a watch for each query, as the daemon does it: each is kept before the next is understood."""
    for number, query in enumerate(texts):
        yield compile_watch(WatchSettings(name=f"watch {number}", query=query, inflect=inflect), NONE)


# Measuring ours.


def measure(corpus: Path, number: int, inflect: bool) -> Figures:
    """Measure our matcher with so many watches; in a process of its own, for the memory."""
    warmup, documents = articles(corpus)
    texts = queries(corpus, number)
    empty = memory()
    started = time.thread_time()
    together = Matcher(NONE, watches_of(texts, inflect))
    build, kept = time.thread_time() - started, memory()
    settle()
    _pass(together, warmup)
    first_seen = _pass(together, documents)
    warm = [_pass(together, documents) for _ in range(PASSES)]
    matches = sum(len(together.find(document)) for document in anew(documents))
    evidence = _evidence(together, documents[:SHOWN], median(warm))
    add, remove = _changes(together, number, inflect)
    return Figures(
        watches=number,
        inflect=inflect,
        build_s=build,
        watch_bytes=(kept - empty) / number,
        first_seen_us=first_seen,
        warm_us=median(warm),
        warm_passes_us=warm,
        evidence_us=evidence,
        add_us=median(add),
        add_p99_us=sorted(add)[int(len(add) * 0.99)],
        remove_us=median(remove),
        matches=matches / len(documents),
    )


def _pass(together: Matcher, documents: Sequence[Document]) -> float:
    """Return the CPU microseconds that a document took."""
    fresh, started = anew(documents), time.thread_time()
    for document in fresh:
        together.find(document)
    return (time.thread_time() - started) / len(documents) * 1e6


def _evidence(together: Matcher, documents: Sequence[Document], found_us: float) -> float:
    """Return the CPU microseconds that the evidence of one match took, beyond those of finding what matches."""
    for document in anew(documents):
        together.match(document)  # what is evidence for the first time has dictionaries read
    fresh, started = anew(documents), time.thread_time()
    matches = sum(len(together.match(document)) for document in fresh)
    return ((time.thread_time() - started) * 1e6 - len(documents) * found_us) / max(1, matches)


def _changes(together: Matcher, number: int, inflect: bool) -> tuple[list[float], list[float]]:
    """Return the CPU microseconds of adding and removing watches: half of known words, half of new ones."""
    words = ["government", "minister", "guerre", "Stadt", "война", "country"]
    texts = [
        f"zzbrand{i} OR zzcorp{i}*"
        if i % 2
        else f'{words[i % 6]} AND ("{words[(i + 1) % 6]} {words[i % 5]}" OR pol{i}*)'
        for i in range(ADDED)
    ]
    new = [compile_watch(WatchSettings(name=f"new {i}", query=q, inflect=inflect), NONE) for i, q in enumerate(texts)]
    add = [_timed(lambda watch=watch: together.add(watch)) for watch in new]
    visible = together.find(Document(body="zzbrand7 zzcorp9x", language="en"))
    assert {watch.name for watch in visible} >= {"new 7", "new 9"}
    remove = [_timed(lambda watch=watch: together.remove(watch.name)) for watch in new]
    assert len(together) == number
    return add, remove


def _timed(work: Callable[[], object]) -> float:
    started = time.thread_time()
    work()
    return (time.thread_time() - started) * 1e6


def memory() -> int:
    """Return the bytes of memory this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def ours(corpus: Path, number: int, inflect: bool = False) -> Figures:
    """Measure our matcher in a process of its own."""
    command = [sys.executable, __file__, str(corpus), "--measure", str(number), *(["--inflect"] if inflect else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Figures(**json.loads(done.stdout))


# Lucene.


def lucene(class_path: str, folder: Path, number: int, presearcher: str) -> dict[str, object]:
    """Measure Lucene's Monitor on what was exported to folder."""
    matches = folder / f"matches-{number}"
    command = [
        *JAVA,
        "-cp",
        class_path,
        "LuceneMonitor",
        str(folder),
        str(number),
        presearcher,
        str(PASSES),
        str(matches),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, object] = json.loads(done.stdout)
    return figures


def differences(corpus: Path, folder: Path, number: int) -> Iterator[tuple[str, str, bool]]:
    """Yield each query and article on which the engines differ, and whether ours finds it."""
    _, documents = articles(corpus)
    texts = queries(corpus, number)
    together = Matcher(NONE, watches_of(texts, inflect=False))
    lines = (folder / f"matches-{number}").read_text().splitlines()
    for document, line in zip(documents, lines, strict=True):
        theirs = {f"watch {query}" for query in line.split()}
        here = {watch.name for watch in together.find(document)}
        for name in here ^ theirs:
            yield texts[int(name.removeprefix("watch "))], document.title, name in here


def compare(corpus: Path, sizes: Sequence[int], class_path: str | None) -> int:
    """Print our figures beside Lucene's."""
    if not class_path or not shutil.which("java"):
        print(NO_LUCENE, end="\n\n")
        class_path = None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if class_path:
            export.write(folder, watches_of(queries(corpus, max(sizes)), inflect=False), *articles(corpus))
        for number in sizes:
            compare_at(corpus, folder, number, class_path)
        if class_path:
            _explain_differences(corpus, folder, min(max(sizes), 10_000) if 10_000 in sizes else max(sizes))
    return 0


def compare_at(corpus: Path, folder: Path, number: int, class_path: str | None) -> None:
    """Print one size: ours, Lucene tuned in two ways, and ours again; then ours with inflection."""
    runs = [ours(corpus, number)]
    theirs = [lucene(class_path, folder, number, how) for how in ("edge", "multi2")] if class_path else []
    runs.append(ours(corpus, number))
    warm, first = (median(getattr(run, name) for run in runs) for name in ("warm_us", "first_seen_us"))
    run = runs[0]
    print(f"{number:,} watches, {run.matches:.1f} matches an article")
    print(
        f"  Tocsin          warm {warm:6.0f} µs   first seen {first:6.0f} µs   load {run.build_s:.1f} s"
        f"   {run.watch_bytes:.0f} B a watch, with its settings"
    )
    print(
        f"                  add {run.add_us:.0f} µs (p99 {run.add_p99_us:.0f})   remove {run.remove_us:.0f} µs"
        f"   evidence {run.evidence_us:.0f} µs a match"
    )
    for figures in theirs:
        print(
            f"  Lucene {figures['version']} {figures['presearcher']:7} {figures['median_us']:6.0f} µs"
            f"   build {figures['build_s']:.1f} s   {figures['heap_mb']:.0f} MB   add {figures['add_ms'] * 1e3:.0f} µs"
        )
    if theirs:
        best = min(float(str(figures["median_us"])) for figures in theirs)
        print(f"  Lucene's best / Tocsin: warm {best / warm:.2f}, first seen {best / first:.2f}")
    inflected = ours(corpus, number, inflect=True)
    print(
        f"  with inflection warm {inflected.warm_us:6.0f} µs   first seen {inflected.first_seen_us:6.0f} µs"
        f"   {inflected.matches:.1f} matches an article",
        flush=True,
    )


def _explain_differences(corpus: Path, folder: Path, number: int) -> None:
    found = list(differences(corpus, folder, number))
    print(f"\nAgainst Lucene at {number:,} watches: {len(found)} differences")
    for query, title, here in found[:20]:
        print(f"  {'ours only' if here else 'Lucene only'}: {query[:90]!r} in {title[:50]!r}")


def growth(corpus: Path) -> int:
    """Print how our matcher grows with the number of watches, as a table of Markdown."""
    print("| watches | matches an article | warm µs | first seen µs | B a watch | add µs | add p99 µs | load s |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    for number in GROWTH:
        run = ours(corpus, number)
        print(
            f"| {number:,} | {run.matches:.1f} | {run.warm_us:.0f} | {run.first_seen_us:.0f} | {run.watch_bytes:.0f}"
            f" | {run.add_us:.0f} | {run.add_p99_us:.0f} | {run.build_s:.1f} |",
            flush=True,
        )
    return 0


# Right and wrong.


def differential(corpus: Path, pairs: int) -> int:
    """Compare matcher and plain evaluator on so many pairs of a watch and an article; 1 if they differ."""
    chance = random.Random(2)
    documents = [document for half in articles(corpus) for document in half]
    texts = chance.sample(queries(corpus, 100_000), 2_000)
    done = wrong = matches = 0
    while done < pairs:
        some = chance.sample(texts, 500) + [_about(chance.choice(documents), chance) for _ in range(500)]
        watches = [watch for inflect in (True, False) for watch in _understood(some, inflect)]
        together = Matcher(NONE, watches)
        for document in chance.sample(documents, min(50, len(documents))):
            here = {id(match.watch): match.evidence.hits for match in together.match(document)}
            there = {id(w): evidence.hits for w in watches if (evidence := w.evaluate(document)) is not None}
            differ = sum(here.get(key) != there.get(key) for key in here.keys() | there.keys())
            done, wrong, matches = done + len(watches), wrong + differ, matches + len(there)
        print(f"{done:,} pairs, {matches:,} matches, {wrong} differences", flush=True)
    return int(wrong > 0)


def _about(document: Document, chance: random.Random) -> str:
    """Return a query made of the words of an article, so that some hold."""
    words = [word for word in document.body.split() if word.isalnum()] or ["none"]
    forms = ('"{} {}"', "{} NEAR/4 {}", "{} SENTENCE {}", "title:{} OR {}", "{}* -{}", "COUNT({} OR {}) >= 3", "={} {}")
    at = chance.randrange(len(words))
    return chance.choice(forms).format(words[at], words[min(at + chance.choice((1, 1, 3)), len(words) - 1)])


def _understood(texts: Sequence[str], inflect: bool) -> Iterator[Watch]:
    for number, query in enumerate(texts):
        try:
            settings = WatchSettings(name=f"{inflect} {number}", query=query, inflect=inflect)
            yield compile_watch(settings, NONE)
        except ValueError:
            continue


def smoke() -> int:
    """Run every way of measuring on a corpus of a handful."""
    rows = [
        {"lang": lang, "source": "s", "title": f"Drones {n}", "summary": "", "body": f"{text} {n} x-y drone"}
        for n in range(10)
        for lang, text in (("en", "missiles over the city"), ("fr", "l’OTAN et les drones"), ("uk", "об’єкт і ракети"))
    ]
    texts = ["drone*", '"les drones" OTAN', "missile NEAR/3 city", "(title:drones -zzz) lang:uk", "x-y", "об'єкт OR zz"]
    with tempfile.TemporaryDirectory() as name:
        corpus = Path(name)
        with gzip.open(corpus / "watches.txt.gz", "wt", encoding="utf-8") as file:
            file.writelines(f"{text}\n" for text in texts * 400)
        with gzip.open(corpus / "articles.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
        export.write(corpus, watches_of(texts, inflect=False), *articles(corpus))
        figures = measure(corpus, 12, inflect=True)
        print(figures)
        return int(figures.matches <= 0) or compare(corpus, [10], None) or differential_smoke(corpus)


def differential_smoke(corpus: Path) -> int:
    """Compare the few watches of the smoke run both ways."""
    watches = list(watches_of(queries(corpus, 6), inflect=True))
    together = Matcher(NONE, watches)
    for document in articles(corpus)[0]:
        if together.find(document) != [watch for watch in watches if watch.evaluate(document) is not None]:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

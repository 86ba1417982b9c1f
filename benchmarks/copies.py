"""How well one text is found again after the edits of the press, and templates are told apart: `--smoke` does a few.

The texts are those of the labelled set (`tests/data/stories`). Each long one is edited in thirteen ways and compared
with its original in both orders of arrival, and the originals with each other; articles of one template are compared
with each other (they must stay apart) and with their corrections (they must be one).
"""

import argparse
import itertools
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from alerts.copies import Document, group
from benchmarks.labelled.edits import EDITS, Text
from benchmarks.labelled.noise import corrections
from benchmarks.labelled.placing import SPACELESS
from benchmarks.labelled.record import Record
from benchmarks.labelled.records import FOLDER, read_records

#: A text of so many words is long enough to be edited in all ways; of so many letters where words are not set apart.
LONG, LONG_LETTERS = 110, 200
_AT = datetime(2026, 3, 2, 6, tzinfo=UTC)


@dataclass(frozen=True)
class Pair:
    """Two texts that are one or two, and what became of them."""

    kind: str
    language: str
    one: bool
    found: bool


def main() -> int:
    """Measure and print; 1 where a text of the few of `--smoke` is not found again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a few texts; fails where one is not found again")
    args = parser.parse_args()
    if args.smoke:
        few = list(edited(long_texts()[:1]))
        print_recall("edit", few)
        return 0 if all(pair.found for pair in few) else 1
    texts = long_texts()
    print(f"{len(texts)} texts in {len({t.language for t in texts})} languages, {len(EDITS)} edits, both orders")
    pairs = list(edited(texts))
    print_recall("edit", pairs)
    apart = list(originals(texts))
    print(f"originals joined though they are two: {sum(p.found for p in apart)} of {len(apart)} pairs")
    for kind, some in sorted(_by_kind(templates()).items()):
        print(f"template {kind:17} {shown(some)}")
    return 0


def long_texts() -> list[Record]:
    """Return the long articles of the set that are no copies."""
    told = (r for r in read_records() if r.kind == "original")
    return [r for r in told if len(r.text.split()) >= LONG or (r.language in SPACELESS and len(r.text) >= LONG_LETTERS)]


def edited(texts: Sequence[Record]) -> Iterator[Pair]:
    """Yield each text with each edit of it, in both orders of arrival."""
    outlets = tomllib.loads((FOLDER / "outlets.toml").read_text("utf-8"))["outlets"]
    others = {r.language: r.text for r in read_records() if r.kind == "telling"}
    for record in texts:
        furniture = outlets[record.outlet]["furniture"]
        text = Text(record.text, record.language, others[record.language], furniture, record.credit or "Reuters")
        for name, edit in EDITS.items():
            new = edit(text)
            for first, second in ((record.text, new), (new, record.text)):
                yield Pair(name, record.language, True, joined(first, second))


def originals(texts: Sequence[Record]) -> Iterator[Pair]:
    """Yield each pair of texts that tell different news."""
    for one, two in itertools.combinations(texts, 2):
        yield Pair("original", one.language, False, joined(one.text, two.text))


def templates() -> Iterator[Pair]:
    """Yield the pairs of articles of one template, which are two, and each with its correction, which are one."""
    by_template: dict[str, list[Record]] = defaultdict(list)
    for record in read_records():
        if record.id.startswith("template-"):
            by_template[record.id.split("/")[0]].append(record)
    for records in by_template.values():
        for one, two in itertools.combinations(records, 2):
            yield Pair(one.kind, one.language, False, joined(one.text, two.text))
    for kind, text, correction in corrections(
        tomllib.loads((FOLDER / "templates.toml").read_text("utf-8"))["template"]
    ):
        yield Pair(kind, "", True, joined(text.strip(), correction.strip()))


def joined(first: str, second: str) -> bool:
    """Tell whether two texts that come three hours apart are taken for one."""
    groups = group([Document(1, first, _AT), Document(2, second, _AT + timedelta(hours=3))])
    return groups[1] == groups[2]


def print_recall(what: str, pairs: Sequence[Pair]) -> None:
    """Print how many of the pairs that are one were found, by kind, and by language where some were not."""
    for kind, some in _by_kind(pairs).items():
        missed = sorted({p.language for p in some if not p.found})
        note = f" missed in {', '.join(missed)}" if missed else ""
        print(f"{what} {kind:22} {100 * sum(p.found for p in some) / len(some):5.1f} % of {len(some)}{note}")
    print(f"{what}s in all {100 * sum(p.found for p in pairs) / len(pairs):.2f} %")


def _by_kind(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    by_kind: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_kind[pair.kind].append(pair)
    return by_kind


def shown(pairs: Sequence[Pair]) -> str:
    """Return how many pairs of two articles were joined, and how many corrections found."""
    two, one = ([p for p in pairs if p.one == which] for which in (False, True))
    told = f"joined though they are two: {sum(p.found for p in two)} of {len(two)} pairs"
    return f"{told}; corrections found: {sum(p.found for p in one)} of {len(one)}" if one else told


if __name__ == "__main__":
    sys.exit(main())

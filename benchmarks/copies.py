"""How well copies of a text are told from other texts: `python benchmarks/copies.py`, or `--smoke`.

Thirteen kinds of edit are made of each long text of our labelled set, in eleven languages, and looked for in the way
the store does it: few fingerprints of the first text are kept, all of the second are looked up, then the texts are
compared. Both directions are tried, as a teaser may come before the article. Then every two different texts are
compared, and every two articles that were made of one template with other facts.
"""

import argparse
import random
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from alerts.copies import Text, compare, read_text
from benchmarks.labelled.record import Record
from benchmarks.labelled.records import read_records

DATA = Path(__file__).resolve().parent.parent / "tests" / "data" / "stories"
#: Shorter texts have no quarter that says anything.
LONG = 800
HOURS = timedelta(hours=6)
ABOVE = (
    "Home News World Politics Business Opinion Sport Culture Video Log in Subscribe Search",
    "We use cookies to run this site and to learn how it is used. Accept all Only necessary ones More choices",
    "Share this on Facebook Share by e-mail Copy the link Print Save for later Listen to this article",
)
BELOW = (
    "Our newsletter brings you the news of the day every evening. Sign up here. You can leave at any time.",
    "All rights reserved. Reprinting, storing or passing on of this text only with our leave in writing.",
    "Read more on the subject Most read this week Comments are closed About us Imprint Contact Privacy",
)
CREDITS = ("HARBOUR CITY (Wire) – ", "By our correspondent. ", "12 March (Agency) -- ", "dpx Nordhaven: ")
SIGNED = (" (Reporting by A. Marlow; editing by B. Sund)", " © The Wire 2026", " agx/ks/ld", "")
#: What other outlets, or the same one later, make of a text in the labelled set.
COPIES = ("reprint", "teaser", "truncated", "edited", "corrected")
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s*(?=\S)")


def main() -> int:
    """Measure and print; with --smoke fail where a copy is missed, or two different texts are taken for one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="the longest texts once")
    parser.add_argument("--seeds", type=int, default=5, help="how often edits are drawn")
    parser.add_argument("--wrong", type=int, default=5, help="print so many errors of a kind")
    args = parser.parse_args()
    texts = long_texts()
    if not texts:
        print(f"skipped: no texts in {DATA}")
        return 0
    if args.smoke:
        texts, args.seeds = sorted(texts, key=len)[-12:], 1
    recall = edits_found(texts, args.seeds, args.wrong)
    false = different_taken_for_one(args.wrong)
    apart = templates_told_apart(args.wrong)
    outlets = copies_of_outlets(args.wrong)
    return 1 if args.smoke and (recall < 0.99 or false or min(apart, outlets) < 0.9) else 0


def long_texts() -> list[str]:
    """Return the first texts of our labelled stories that are long enough to have a quarter."""
    return [text for text in first_texts() if len(text) >= (LONG if units(text)[1] else LONG // 3)]


def first_texts() -> list[str]:
    """Return the first text of each labelled story, and those of the noise."""
    told = [story["article"][0] for path in sorted(DATA.glob("stories-*.toml")) for story in _read(path)["story"]]
    noise = [article for path in sorted(DATA.glob("noise-*.toml")) for article in _read(path)["article"]]
    return [article["text"].strip() for article in (*told, *noise)]


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def units(text: str) -> tuple[list[str], str]:
    """Return a text's words, or its characters where it has no spaces, and what joins them."""
    return (text.split(), " ") if text.count(" ") * 20 > len(text) else (list(text), "")


def sentences(text: str) -> list[str]:
    """Return a text's sentences."""
    return [part for part in _SENTENCE.split(text) if part]


def typography(text: str, _other: str, _draw: random.Random) -> str:
    """Quotes, dashes, spaces and the ends of lines."""
    return text.replace('"', "”").replace("'", "’").replace(" – ", " - ").replace(". ", ".\n\n").replace("\u00a0", " ")


def furniture(text: str, _other: str, draw: random.Random) -> str:
    """What stands around it on its page."""
    return f"{draw.choice(ABOVE)}\n{text}\n{draw.choice(BELOW)}"


def credit(text: str, _other: str, draw: random.Random) -> str:
    """Another agency's name, another signature."""
    return draw.choice(CREDITS) + text + draw.choice(SIGNED)


def shortened(text: str, _other: str, draw: random.Random) -> str:
    """A paragraph cut out."""
    parts = sentences(text)
    size = max(1, len(parts) // 8)
    at = draw.randrange(1, max(2, len(parts) - size))
    return " ".join(parts[:at] + parts[at + size :])


def lengthened(text: str, other: str, draw: random.Random) -> str:
    """A paragraph of another article put in."""
    parts, foreign = sentences(text), sentences(other)
    at = draw.randrange(len(parts))
    return " ".join([*parts[:at], *foreign[: max(1, len(parts) // 8)], *parts[at:]])


def reworded(share: float) -> Callable[[str, str, random.Random], str]:
    """A share of the words left out, doubled or replaced."""

    def edit(text: str, other: str, draw: random.Random) -> str:
        words, joined = units(text)
        foreign = units(other)[0]
        edited = (
            draw.choice(("", f"{word}{joined}{draw.choice(foreign)}", draw.choice(foreign)))
            if draw.random() < share
            else word
            for word in words
        )
        return joined.join(word for word in edited if word)

    return edit


def reordered(text: str, _other: str, draw: random.Random) -> str:
    """Two sentences that change places."""
    parts = sentences(text)
    one, other = draw.sample(range(len(parts)), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return " ".join(parts)


def beginning(share: float = 1.0, most: int = 10**6) -> Callable[[str, str, random.Random], str]:
    """The beginning alone, by its share of the words or by their number."""

    def edit(text: str, _other: str, _draw: random.Random) -> str:
        words, joined = units(text)
        return joined.join(words[: min(most if joined else 2 * most, int(len(words) * share))]) + " …"

    return edit


def new_lead(text: str, other: str, _draw: random.Random) -> str:
    """Another beginning, by a fifth; the rest as it was."""
    parts, foreign = sentences(text), sentences(other)
    return " ".join([*foreign[1 : 1 + max(1, len(parts) // 5)], *parts[1:]])


def syndicated(text: str, other: str, draw: random.Random) -> str:
    """All that happens on the way to another outlet."""
    return furniture(credit(reworded(0.03)(shortened(text, other, draw), other, draw), other, draw), other, draw)


EDITS: dict[str, Callable[[str, str, random.Random], str]] = {
    "typography": typography,
    "furniture around": furniture,
    "another credit": credit,
    "paragraph cut": shortened,
    "paragraph put in": lengthened,
    "3 % of words": reworded(0.03),
    "8 % of words": reworded(0.08),
    "sentences reordered": reordered,
    "first half": beginning(0.5),
    "first quarter": beginning(0.25),
    "teaser of 40 words": beginning(most=40),
    "new lead": new_lead,
    "syndicated": syndicated,
}


def found(first: Text, second: Text) -> bool:
    """Tell whether the second text is taken for a copy of the first, which is stored."""
    if second.digest != first.digest and second.prints.all.isdisjoint(first.prints.sample()):
        return False
    return compare(second, first, HOURS)[0] in ("identical", "copy")


def edits_found(texts: Sequence[str], seeds: int, wrong: int) -> float:
    """Print which share of each kind of edit is found, either one stored first; return the mean."""
    means = []
    print(f"{len(texts)} texts, each edited {seeds} times      original first   edit first")
    for kind, edit in EDITS.items():
        first = second = tried = 0
        missed = []
        for seed in range(seeds):
            draw = random.Random(f"{kind} {seed}")
            for number, text in enumerate(texts):
                other = texts[(number + 1 + draw.randrange(len(texts) - 1)) % len(texts)]
                original, edited = read_text(text), read_text(edit(text, other, draw))
                forth, back = found(original, edited), found(edited, original)
                first, second, tried = first + forth, second + back, tried + 1
                missed += [] if forth and back else [text[:60]]
        print(f"{kind:36}{100 * first / tried:14.1f} %{100 * second / tried:11.1f} %")
        for text, times in Counter(missed).most_common(wrong):
            print(f"    missed {times} times: {text}")
        means.append((first + second) / (2 * tried))
    mean = sum(means) / len(means)
    print(f"{'all':36}{100 * mean:14.2f} %")
    return mean


def different_taken_for_one(wrong: int) -> int:
    """Print and return how many pairs of texts of different news are taken for copies."""
    every = [(text, read_text(text)) for text in dict.fromkeys(first_texts())]
    pairs = list(combinations(every, 2))
    false = [(one, other) for (one, a), (other, b) in pairs if found(a, b) or found(b, a)]
    print(f"texts of different news taken for one: {len(false)} of {len(pairs):,} pairs")
    for one, other in false[:wrong]:
        print(f"    {one[:150]!r} | {other[:150]!r}")
    return len(false)


def templates_told_apart(wrong: int) -> float:
    """Print how well repeats of a template's article are told from its other articles; return the lower of P and R."""
    true = false = repeats = pairs = 0
    draw = random.Random(7)
    for template in _read(DATA / "templates.toml")["template"]:
        made = [template["text"].strip().format(*row) for row in template["facts"]]
        read = [read_text(text) for text in made]
        for text, its in zip(made, read, strict=True):
            repeats += 1
            true += found(its, read_text(furniture(credit(text, "", draw), "", draw)))
        for (one, a), (other, b) in combinations(zip(made, read, strict=True), 2):
            pairs += 1
            if found(a, b):
                false += 1
                if false <= wrong:
                    print(f"    taken for one: {one[:150]} | {other[:150]}")
    precision, recall = true / max(1, true + false), true / max(1, repeats)
    print(f"templates: P={precision:.3f} R={recall:.3f}; {repeats} repeats, {pairs:,} pairs with other facts")
    return min(precision, recall)


def copies_of_outlets(wrong: int) -> float:
    """Print which share of the labelled set's reprints, teasers, cut and corrected texts is found; return it."""
    told: dict[str | None, list[Record]] = defaultdict(list)
    share: dict[str, list[bool]] = defaultdict(list)
    for record in read_records():
        told[record.story].append(record)
    for record in (r for records in told.values() for r in records if r.kind in COPIES):
        text, others = read_text(record.text), (r for r in told[record.story] if r is not record)
        known = any(found(read_text(other.text), text) for other in others)
        share[record.kind].append(known)
        if not known and share[record.kind].count(False) <= wrong:
            print(f"    missed: {record.kind} of {record.story}: {record.text[:150]!r}")
    every = [known for kind in share.values() for known in kind]
    print("outlets: " + ", ".join(f"{kind} {sum(k)} of {len(k)}" for kind, k in share.items()))
    return sum(every) / max(1, len(every))


if __name__ == "__main__":
    sys.exit(main())

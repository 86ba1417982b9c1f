"""Tell whether two texts are the same text: copied, cut, or with a word changed. Touches no database.

Robots write too: quake notices, results and daily reports share their wording and differ in figures and names. Such a
template is not a copy.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import filterfalse
from typing import Literal

from alerts import fingerprint as fp

#: How much of the shorter text must stand in the longer one; less will do soon after, when all else agrees.
COPY = 0.5
LIKELY_COPY = 0.35
#: So much shared is no chance of furniture: two groups that such a text belongs to are one.
SURE_COPY = 0.8
#: Copies older than this are another story, unless the text is identical; a likely copy is believed for a shorter time.
COPY_AGE = timedelta(days=7)
LIKELY_COPY_AGE = timedelta(days=2)
#: Fewer shared fingerprints are a quotation.
FEWEST_SHARED = 3
#: A text of fewer words says too little to be known by them.
FEWEST_WORDS = 25
#: What the articles of one template never share: so much of the figures in as many places, and so much of the names.
FEW_PLACES = 2
FIGURES_AGREE = 0.63
NAMES_AGREE = 0.6
#: Of the names so much where there are hardly any figures, and so much to let one figure be another.
MORE_NAMES = 0.74
SAME_NAMES = 0.87
#: A figure stands in two places: before some words, and after some.
ONE_FIGURE = 2
#: A fingerprint that stands in as many different stories is boilerplate.
BOILERPLATE = 4


@dataclass(frozen=True)
class Text:
    """What is compared of a text."""

    digest: str
    length: int
    prints: fp.Fingerprints
    #: The figures that stand before two words, and after two.
    figures: Mapping[str, frozenset[str]]
    names: frozenset[str]


Verdict = Literal["identical", "copy", "template", "other"]


@lru_cache(maxsize=256)
def read_text(body: str) -> Text:
    """Return what is compared of a text without its title: headlines are edited most."""
    words = fp.tokens(body)
    return Text(
        fp.text_hash(words),
        len(words),
        fp.fingerprints(words),
        _figures(words),
        _names(fp.words_in(body)),
    )


def _names(words: Iterable[str]) -> frozenset[str]:
    # Most words are small: these are passed over at once.
    others = filterfalse(str.islower, set(words))
    return frozenset([word.casefold() for word in others if len(word) > 2 and word[0].isupper()])


def compare(a: Text, b: Text, apart: timedelta, boilerplate: frozenset[int] = frozenset()) -> tuple[Verdict, float]:
    """Return what two texts that came `apart` are to each other, and how much of the shorter stands in the longer."""
    if a.digest == b.digest and a.length >= FEWEST_WORDS:
        return "identical", 1.0
    if fp.shared(a.prints, b.prints, boilerplate) < FEWEST_SHARED:
        return "other", 0.0
    part = fp.containment(a.prints, b.prints, boilerplate)
    if part < LIKELY_COPY:
        return "other", part
    if not same_facts(a, b):
        return "template", part
    return ("copy" if (part >= COPY and apart <= COPY_AGE) or apart <= LIKELY_COPY_AGE else "other"), part


def same_facts(a: Text, b: Text) -> bool:
    """Tell whether two texts have the same figures in the same places, and the shorter's names stand in the longer.

    Figures of a lead or of furniture that only one of them has are in no place of the other, and count for nothing.
    Where nearly all names are the same, one figure may be put right; without figures, names must say more.
    """
    names = overlap(a.names, b.names)
    places = a.figures.keys() & b.figures.keys()
    differ = sum(a.figures[place].isdisjoint(b.figures[place]) for place in places)
    agree = differ <= (1 - FIGURES_AGREE) * len(places)
    if names >= SAME_NAMES:
        return agree or differ <= ONE_FIGURE
    return agree and names >= (NAMES_AGREE if len(places) >= FEW_PLACES else MORE_NAMES)


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Return how much of the smaller set stands in the larger; all of it if there is nothing to compare."""
    smaller = min(len(a), len(b))
    return len(a & b) / smaller if smaller else 1.0


def _figures(words: Sequence[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    figures = [at for at, word in enumerate(words) if word[0].isdigit()]
    masked = ["", "", *words, "", ""]
    for at in figures:
        masked[at + 2] = "#"
    for at in figures:
        for place in (masked[at : at + 2], masked[at + 2 : at + 5]):
            if place[-2:] != ["#", "#"]:
                found[" ".join(place)].add(words[at])
    return {place: frozenset(figures) for place, figures in found.items()}


@dataclass(frozen=True)
class Document:
    """A text to be grouped; `published` may be unknown."""

    id: Hashable
    text: str
    published: datetime | None = None


def group(documents: Iterable[Document]) -> dict[Hashable, int]:
    """Return a group number for each document: those of one number are copies of one text.

    The same rules as for stories, by text alone and in memory.
    """
    groups = _Groups()
    read: list[tuple[Document, Text]] = []
    found_in: dict[int, list[int]] = defaultdict(list)
    for number, document in enumerate(documents):
        text = read_text(document.text)
        read.append((document, text))
        groups.add()
        rows = {h: found_in[h] for h in text.prints.all if h in found_in}
        common = frozenset(h for h, at in rows.items() if len({groups.of(i) for i in at}) >= BOILERPLATE)
        copies = []
        for other in {i for h, at in rows.items() if h not in common for i in at}:
            earlier, its_text = read[other]
            verdict, part = compare(text, its_text, _apart(document, earlier), common)
            if verdict in ("identical", "copy"):
                copies.append((part, -other))
        best = max(copies, default=None)
        groups.join_all(number, [-i for part, i in copies if part >= SURE_COPY or (part, i) == best])
        for h in text.prints.sample(common):
            found_in[h].append(number)
    return {document.id: groups.of(i) for i, (document, _) in enumerate(read)}


def _apart(a: Document, b: Document) -> timedelta:
    return abs(a.published - b.published) if a.published and b.published else timedelta(0)


class _Groups:
    """Numbers joined into groups, each named by its lowest (union-find)."""

    def __init__(self) -> None:
        self._above: list[int] = []

    def add(self) -> None:
        self._above.append(len(self._above))

    def of(self, number: int) -> int:
        while self._above[number] != number:
            number = self._above[number] = self._above[self._above[number]]
        return number

    def join_all(self, number: int, others: Iterable[int]) -> None:
        for other in others:
            low, high = sorted((self.of(number), self.of(other)))
            self._above[high] = low

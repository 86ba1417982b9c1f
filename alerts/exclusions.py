"""Which words mark the matches that are not wanted, so that a watch can exclude them. Pure.

Where the user says which are not wanted, words are ranked by smoothed log-odds between the unwanted and the wanted
(Monroe, Colaresi and Quinn 2008, "Fightin' Words", with 0.5 for a prior). Where nothing is said, the matches are
parted by the word whose presence goes along with the most other words (association analysis, Williams and Lambert
1959): "NOT quarterback" then stands for a group of matches that also share "touchdown" and "season". Reprints are not
independent, so each story counts once; words are compared within their own language, or they would only tell German
from French.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from alerts.document import Document, Field
from alerts.query_tree import Fact, clause
from alerts.text import Token

#: Characters of a field that are looked at. What an article is about stands early, and of equal lengths none has more
#: words in common with others only because it is longer.
_READ = 1_500
#: Two standard deviations: a word this far from chance is worth trying on the matches.
_SURE = 1.96
#: So many times the labels are dealt out at random.
_DEALS = 19
#: Candidates that are worth the evaluation.
_TRIED = 30
#: A group needs so many stories, and so many words that go along with its word (chi-square, p < 0.001).
_FEWEST_STORIES, _FEWEST_COMPANIONS, _CHI_SQUARE = 3, 5, 10.83
#: Fewer matches of a language cannot be told apart.
_FEWEST_TO_PART = 10
#: How near a group is to itself is told by so many of the words that go along the most.
_COMPANIONS = 10
#: So many groups are named.
_GROUPS = 3
#: Words that are compared with each other; the commonest are taken.
_COMPARED = 300
#: A clause that loses wanted matches is only named if it removes so many times the share of the others.
_WORTH = 5


class Sample:
    """Matches and the words in them. A set of matches is an integer that has a bit for each.

    Attributes:
        size: how many there are.
        unwanted, wanted: those of which that is known.

    """

    def __init__(self, inflect: bool = True) -> None:
        self._inflect = inflect
        self.size = self.unwanted = self.wanted = 0
        self._first: dict[tuple[int, bool | None], int] = {}
        self._languages: dict[str | None, int] = defaultdict(int)
        self._words: dict[str, int] = defaultdict(int)
        self._facts: dict[str, int] = defaultdict(int)
        self._clauses: dict[str, str] = {}

    def add(self, document: Document, story: int, wanted: bool | None = None) -> None:
        """Add a match; `wanted`: what the user says of it."""
        bit = 1 << self.size
        self.size += 1
        self.unwanted |= bit if wanted is False else 0
        self.wanted |= bit if wanted else 0
        if (story, wanted) in self._first:
            return
        self._first[story, wanted] = bit
        self._languages[document.language] |= bit
        for key, text in _words(document, self._inflect):
            self._clauses.setdefault(key, text)
            self._words[key] |= bit
        for name, value in (("source", document.source), ("lang", document.language)):
            if value:
                self._facts[clause(Fact(name, value))] |= bit

    def markers(self) -> dict[str, float]:
        """Return clauses that mark the unwanted, each with how sure that is (standard deviations), surest first."""
        found = self._sureness(self.unwanted & self._counted, self.wanted & self._counted)
        surest = sorted((c for c in found if found[c] >= _SURE), key=lambda c: (-found[c], len(c), c))
        return {text: found[text] for text in surest[:_TRIED]}

    def by_chance(self) -> float:
        """Return how sure the surest clause would be if nothing marked the unwanted: the most of some random deals.

        Among thousands of words some always seem to mark a few articles. The same labels are dealt out at random
        (Westfall and Young 1993): what is surer than all of 19 deals has a chance of 1 in 20 to mean nothing.
        """
        labelled = (self.unwanted | self.wanted) & self._counted
        bits = [1 << n for n in range(self.size) if labelled >> n & 1]
        number = (self.unwanted & self._counted).bit_count()
        # Seeded, so that the same matches give the same answer; no secret is made of it.
        dealt = (sum(Random(deal).sample(bits, number)) for deal in range(_DEALS))  # noqa: S311
        return max(max(self._sureness(deal, labelled & ~deal).values(), default=0.0) for deal in dealt)

    def _sureness(self, unwanted: int, wanted: int) -> dict[str, float]:
        least = min(2, unwanted.bit_count())
        found = {}
        for key, bits in self._words.items():
            if (bits & unwanted).bit_count() >= least:
                among = self._in_languages(bits & unwanted)
                # Without a wanted match in these languages nothing is known of the word.
                if wanted & among:
                    found[self._clauses[key]] = _log_odds(bits, unwanted & among, wanted & among)
        for fact, bits in self._facts.items():
            if (bits & unwanted).bit_count() >= least:
                found[fact] = _log_odds(bits, unwanted, wanted)
        return found

    def groups(self) -> "list[Group]":
        """Return the words that part a minority from the other matches of its language, most distinct first."""
        enough = [bits for bits in self._languages.values() if bits.bit_count() >= _FEWEST_TO_PART]
        found = [group for bits in enough for group in self._part(bits)]
        return sorted(found, key=lambda group: (-group.score, group.clause))[:_TRIED]

    def _part(self, among: int) -> "Iterator[Group]":
        number = among.bit_count()
        single = ((key, bits & among) for key, bits in self._words.items() if " " not in key)
        minor = [(k, bits) for k, bits in single if _FEWEST_STORIES <= bits.bit_count() <= number / 3]
        minor = sorted(minor, key=lambda one: (-one[1].bit_count(), one[0]))[:_COMPARED]
        for key, bits in minor:
            along = [(_association(bits, other, number), name) for name, other in minor if name != key]
            strong = sorted((value, name) for value, name in along if value >= _CHI_SQUARE)
            if len(strong) >= _FEWEST_COMPANIONS:
                score = sum(value for value, _ in strong[-_COMPANIONS:])
                companions = tuple(self._clauses[name] for _, name in reversed(strong[-4:]))
                yield Group(self._clauses[key], score, companions)

    @property
    def _counted(self) -> int:
        return sum(self._first.values())

    def _in_languages(self, bits: int) -> int:
        return sum(those for those in self._languages.values() if those & bits)


@dataclass(frozen=True)
class Group:
    """Matches that have a word in common, and other words along with it."""

    clause: str
    score: float
    companions: tuple[str, ...]


@dataclass(frozen=True)
class Exclusion:
    """A clause to exclude, why, and the matches this removes, as a set of bits of the sample.

    `is_safe` tells that it removes none that is known to be wanted, and is surer than chance.
    """

    clause: str
    removed: int
    why: str
    is_safe: bool = True


def choose(
    removed: Mapping[str, int],
    unwanted: int,
    wanted: int,
    sure: Mapping[str, float],
    by_chance: float = 0.0,
    most: int = 5,
) -> list[Exclusion]:
    """Return the clauses that together remove the unwanted matches.

    Those that lose no wanted one come first, and those that may mark the unwanted by chance last; what does both is
    left out.

    Args:
        removed: for each clause the matches that it was found to remove.
        unwanted: matches of which that is known.
        wanted: the same.
        sure: how sure each clause marks the unwanted.
        by_chance: how sure one would be that does not.
        most: how many are returned.

    """
    worth = [clause for clause, bits in removed.items() if _is_worth(bits, unwanted, wanted)]
    chosen: list[Exclusion] = []
    left, least = unwanted, min(2, unwanted.bit_count())
    for is_lossless, is_sure in ((True, True), (False, True), (True, False)):
        fit = [c for c in worth if (not removed[c] & wanted, sure[c] > by_chance) == (is_lossless, is_sure)]
        while len(chosen) < most and fit:
            best = max(fit, key=lambda c: ((removed[c] & left).bit_count(), sure[c]))
            if (removed[best] & left).bit_count() < least:
                break
            why = "surer than chance" if is_sure else "may be chance"
            chosen.append(Exclusion(best, removed[best], why, is_lossless and is_sure))
            left &= ~removed[best]
    return chosen


def choose_groups(removed: Mapping[str, int], groups: Sequence[Group], size: int) -> list[Exclusion]:
    """Return the groups that hold matches of their own, and of the `size` there are at most half.

    Args:
        removed: for each clause the matches that it was found to remove.
        groups: what the clauses stand for, most distinct first.
        size: how many matches there are.

    """
    chosen: list[Exclusion] = []
    for group in groups:
        bits = removed.get(group.clause, 0)
        is_minor = 0 < bits.bit_count() <= size / 2
        if is_minor and len(chosen) < _GROUPS and not any(_mostly_same(bits, other.removed) for other in chosen):
            chosen.append(Exclusion(group.clause, bits, f"these also share {', '.join(group.companions)}"))
    return chosen


def _mostly_same(one: int, other: int) -> bool:
    return (one & other).bit_count() > min(one.bit_count(), other.bit_count()) / 2


def most_lost(wanted: int) -> float:
    """Return how large the share of wanted coverage that a clause removes may be if it removed none of so many.

    The exact upper bound at 95 %, near 3 / wanted.
    """
    return float(1 - 0.05 ** (1 / wanted)) if wanted else 1.0


def _words(document: Document, inflect: bool) -> Iterator[tuple[str, str]]:
    """Yield the words and pairs of words of a document: by what they are compared, and as a watch asks for them."""
    for field in document.fields:
        before: tuple[Token, str] | None = None
        for token in _plain_tokens(field):
            key = min((token.lemmas if inflect else None) or token.forms)
            if len(key) > 2 and not key.isdigit():
                yield key, token.surface.lower()
            if before is not None and before[0].sentence == token.sentence:
                gap = field.text[before[0].end : token.start]
                yield f"{before[1]} {key}", f'"{before[0].surface}{gap and " "}{token.surface}"'.lower()
            before = token, key


def _plain_tokens(field: Field) -> Iterator[Token]:
    beginning = Field(field.name, field.text[:_READ], field.language)
    return (token for token in beginning.tokens if token.width == 1)


def _log_odds(bits: int, unwanted: int, wanted: int) -> float:
    """Return the log-odds of a word between the two sets, smoothed, in its standard deviations."""
    a, b = (bits & unwanted).bit_count() + 0.5, (bits & wanted).bit_count() + 0.5
    c, d = (~bits & unwanted).bit_count() + 0.5, (~bits & wanted).bit_count() + 0.5
    return math.log(a * d / (b * c)) / math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)


def _association(one: int, other: int, number: int) -> float:
    """Return the chi-square of two words in so many matches, with Yates' correction; 0 if they avoid each other.

    What stands together fewer times than a group needs is 0 as well: of so few, chi-square makes too much.
    """
    both, n1, n2 = (one & other).bit_count(), one.bit_count(), other.bit_count()
    surplus = both * number - n1 * n2 - number / 2
    if surplus <= 0 or both < _FEWEST_STORIES:
        return 0.0
    return number * surplus**2 / (n1 * n2 * (number - n1) * (number - n2))


def _is_worth(bits: int, unwanted: int, wanted: int) -> bool:
    gain = (bits & unwanted).bit_count() / max(1, unwanted.bit_count())
    loss = (bits & wanted).bit_count() / max(1, wanted.bit_count())
    return gain > _WORTH * loss

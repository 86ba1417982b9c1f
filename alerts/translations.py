"""Tell whether an article names in the order of another, in another language, what that names: it is its translation.

Two that report the same news name much the same, each in an order of its own. A translation keeps the order; so does a
form that is filled in anew, but it has other figures or countries. Touches no database.
"""

import itertools
from collections.abc import Collection, Mapping

from alerts.features import FindConcepts, features_in, skeleton, what_is_read
from alerts.sentences import split

#: Of the pairs of things that both name at different places, as many as can be told.
_FEWEST_PAIRS = 16
#: So much more of these pairs stand in the same order than in the other, of all of them.
_IN_ORDER = 0.7
#: So many of what both name are more than concepts, which any two fires have in common.
_FEWEST_TELLING = 2
#: So much of what the one that says less names is named by the other, too.
_ENOUGH_NAMED = 0.42
#: What stands behind so many sentences is not compared.
_SENTENCES = 60

#: By what an article names, in any language, in which of its sentences it does so first.
Outline = Mapping[str, int]


def outline(title: str, body: str, language: str, concepts: FindConcepts) -> Outline:
    """Return in which sentence an article first names what, its headline being the first one."""
    title, text = what_is_read(title, body)
    first: dict[str, int] = {}
    sentences = itertools.chain([title], itertools.islice(split(text), _SENTENCES))
    for number, sentence in enumerate(sentences):
        for feature in features_in(sentence, language, concepts):
            first.setdefault(feature, number)
    return {feature: number for feature, number in first.items() if _is_compared(feature, first)}


def _is_compared(feature: str, named: Collection[str]) -> bool:
    """Tell whether it says what an article names; names do by their sounds, where they have enough of them."""
    return feature[0] != "c" and not (feature[0] == "n" and f"s{skeleton(feature[1:])}" in named)


def is_translation(one: Outline, other: Outline) -> bool:
    """Tell whether one of two articles of different languages is the translation of the other.

    Of figures, days and countries one of them has no other ones, as those have that only follow the same form.
    """
    less, more = sorted((one, other), key=len)
    shared = less.keys() & more.keys()
    if len(shared) < _ENOUGH_NAMED * len(less) or sum(f[0] != "k" for f in shared) < _FEWEST_TELLING:
        return False
    for kinds in ("#d", "t"):
        ours, theirs = ({f for f in each if f[0] in kinds} for each in (one, other))
        if not (ours <= theirs or theirs <= ours):
            return False
    turns = [(one[f] - one[g]) * (other[f] - other[g]) for f, g in itertools.combinations(sorted(shared), 2)]
    alike, against = sum(turn > 0 for turn in turns), sum(turn < 0 for turn in turns)
    return alike + against >= _FEWEST_PAIRS and alike - against >= _IN_ORDER * (alike + against)

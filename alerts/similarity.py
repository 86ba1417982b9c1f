"""Weigh the features of an article by how rare they are, and compare articles by them. Touches no database.

A feature that is rare tells much. How rare it is, is counted as articles come; until enough have come, and after that
a little, a guess by the feature's kind stands in, so that the first articles of a new store are placed soberly.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import log

from alerts.features import Features
from alerts.fingerprint import signed_hashes
from alerts.memo import Memo
from store.vectors import Vector

#: The guess weighs as much as so many articles.
_PRIOR_ARTICLES = 400
#: What stands in the headline or the lead counts so much more.
HEADLINE = 0.3
#: A vector keeps its heaviest parts.
WORDS = 70
COMMON = 120
#: How much a common feature of a kind counts.
_KIND_WEIGHT = {"#": 1.0, "d": 1.0, "n": 1.0, "s": 0.7, "t": 0.8, "k": 0.7, "c": 0.4}
#: In which part of all articles a feature of a kind stands, where nothing else is known.
_KIND_SHARE = {"#": 0.004, "d": 0.01, "n": 0.006, "s": 0.008, "t": 0.06, "k": 0.06, "c": 0.015}
_OFTEN_NAMED = {"tUS": 0.3, "tRU": 0.2, "tCN": 0.15, "tGB": 0.15, "tFR": 0.15, "tDE": 0.15, "tUA": 0.15, "tEU": 0.2}
#: The same for words, by their length.
_WORD_SHARE = {1: 0.5, 2: 0.5, 3: 0.2, 4: 0.1, 5: 0.05, 6: 0.03}
_LONG_WORD_SHARE = 0.015
_WORD_PRIOR = {letters: share * _PRIOR_ARTICLES for letters, share in _WORD_SHARE.items()}
_LONG_WORD_PRIOR = _LONG_WORD_SHARE * _PRIOR_ARTICLES
#: What is so frequent says nothing.
_NOTHING = 0.3


def count_hashes(features: Features) -> list[int]:
    """Return what to count for an article: its words and common features in its language, and the latter in all."""
    here = signed_hashes((*features.words, *features.common), after=f"{features.language} ")
    return here + signed_hashes((*features.common, total_key(features.language), total_key("")))


def total_key(language: str) -> str:
    """Return the key under which the articles of a language ("": of all) are counted."""
    return f"* {language}"


def weigh(features: Features, counts: Sequence[int]) -> Vector:
    """Return the vector of an article, given in how many articles each of its `count_hashes` has stood before."""
    *seen, in_language, in_all = counts
    here, anywhere = in_language + _PRIOR_ARTICLES, in_all + _PRIOR_ARTICLES
    # How rare they are is written out: for hundreds of features a call for each would take most of the time.
    of_words = zip(features.words.items(), seen, strict=False)
    words = {
        word: _often(times) * (-log((n + _WORD_PRIOR.get(len(word), _LONG_WORD_PRIOR)) / here) - _NOTHING)
        for (word, times), n in of_words
    }
    common = {}
    rest = seen[len(words) :]
    of_common = zip(features.common.items(), rest, rest[len(features.common) :], strict=False)
    for (feature, times), n, n_anywhere in of_common:
        prior, weight = _priors[feature]
        often = _often(times) + (HEADLINE if feature in features.headline else 0)
        rarity = min(-log((n + prior) / here) - _NOTHING, -log((n_anywhere + prior) / anywhere) - _NOTHING)
        common[feature] = often * max(0.0, rarity) * weight
    kept, length = unit(common, COMMON)
    return Vector(features.language, unit(words, WORDS)[0], kept, features.headline & kept.keys(), round(length, 4))


def unit(weights: Mapping[str, float], heaviest: int) -> tuple[dict[str, float], float]:
    """Return the heaviest weights, scaled to length 1, and what their length was."""
    # Numbers alone are sorted in a third of the time: they tell which of the hundreds may be kept.
    least = sorted(weights.values())[-heaviest:][:1]
    kept_perhaps = ((w, f) for f, w in weights.items() if w > 0 and w >= least[0])
    # Equal weights are told apart by name, so that the same article is the same vector everywhere.
    kept = sorted(kept_perhaps, reverse=True)[:heaviest]
    length = math.sqrt(sum(w * w for w, _ in kept)) or 1.0
    return {f: round(w / length, 4) for w, f in kept}, length


def middle(many: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Return the direction in the middle of others, of length 1; empty if there are none."""
    total = _sum({}, many)
    length = math.sqrt(sum(w * w for w in total.values())) or 1.0
    return {f: w / length for f, w in total.items()}


def cosine(one: Mapping[str, float], many: Sequence[Mapping[str, float]]) -> float:
    """Return how close a direction is to the middle of others, between 0 and 1."""
    first, *others = many or ({},)
    between: Mapping[str, float] = _sum(first, others) if others else first
    length = math.sqrt(sum([w * w for w in between.values()]))
    return sum([w * between[f] for f, w in one.items() if f in between]) / length if length else 0.0


def _sum(first: Mapping[str, float], others: Iterable[Mapping[str, float]]) -> dict[str, float]:
    summed = defaultdict(float, first)
    for other in others:
        for f, w in other.items():
            summed[f] += w
    return summed


@lru_cache(maxsize=1_000)
def _often(times: float) -> float:
    return 1 + log(max(times, 1))


def _prior(feature: str) -> tuple[float, float]:
    return _share(feature) * _PRIOR_ARTICLES, _KIND_WEIGHT[feature[0]]


def _share(feature: str) -> float:
    if feature[0] == "#":
        value = float(feature[1:])
        if value in range(1990, 2040):
            return 0.1
        return 0.03 if value < 100 or value % 100 == 0 else _KIND_SHARE["#"]
    return _OFTEN_NAMED.get(feature, _KIND_SHARE[feature[0]])


#: The guess of how often a feature has stood, and how much its kind counts.
_priors = Memo(_prior, 50_000)

"""Weigh the features of an article by how rare they are, and compare articles by them. Touches no database.

A feature that is rare tells much. How rare it is, is counted as articles come; until enough have come, and after that
a little, a guess by the feature's kind stands in, so that the first articles of a new store are placed soberly.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alerts.features import Features
from alerts.fingerprint import signed_hashes
from alerts.memo import Memo
from store.frequencies import Counts
from store.vectors import Vector
from store.weights import UNITS, WEIGHTS

Numbers = NDArray[np.float64]

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


def weigh(features: Features, counts: Counts) -> Vector:
    """Return the vector of an article, given in how many articles each of its `count_hashes` has stood before."""
    words, common = list(features.words), list(features.common)
    in_language, in_all = counts[-2:] + _PRIOR_ARTICLES
    of_words, here, anywhere = np.split(counts[:-2], (len(words), len(words) + len(common)))
    word_priors = _numbers([_WORD_PRIOR.get(len(word), _LONG_WORD_PRIOR) for word in words])
    weights = _often(features.words) * _rarity(of_words + word_priors, in_language)
    priors, kinds = _numbers([_priors[feature] for feature in common]).reshape(-1, 2).T
    headline = HEADLINE * _numbers([feature in features.headline for feature in common])
    rarity = np.minimum(_rarity(here + priors, in_language), _rarity(anywhere + priors, in_all))
    kept, length = unit(common, (_often(features.common) + headline) * rarity * kinds, COMMON)
    return Vector(
        features.language, unit(words, weights, WORDS)[0], kept, features.headline & kept.keys(), round(length, 4)
    )


def unit(names: Sequence[str], weights: Numbers, heaviest: int) -> tuple[dict[str, float], float]:
    """Return the heaviest positive weights by name, scaled to length 1, and what their length was."""
    least = np.partition(weights, -heaviest)[-heaviest] if len(names) > heaviest else 0
    perhaps = np.flatnonzero((weights > 0) & (weights >= least)).tolist()
    # Equal weights are told apart by name, so that the same article is the same vector everywhere.
    kept = sorted(zip(weights[perhaps].tolist(), [names[i] for i in perhaps], strict=True), reverse=True)[:heaviest]
    length = math.sqrt(sum([w * w for w, _ in kept])) or 1.0
    scale = UNITS / length
    return {name: WEIGHTS[int(w * scale + 0.5)] for w, name in kept}, length


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


def _often(times: Mapping[str, float]) -> Numbers:
    """Return how much it counts that features stand so many times."""
    return 1 + np.log(np.maximum(_numbers(list(times.values())), 1))


def _rarity(seen: Numbers, of: float) -> Numbers:
    """Return how much it tells that features have stood in so many of all articles."""
    return -np.log(seen / of) - _NOTHING


def _numbers(values: Sequence[Any]) -> Numbers:
    return np.array(values, dtype=np.float64)


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

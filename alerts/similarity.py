"""Weigh the features of an article by how rare they are, and compare articles by them. Touches no database.

A feature that is rare tells much. How rare it is, is counted as articles come; until enough have come, and after that
a little, a guess by the feature's kind stands in, so that the first articles of a new store are placed soberly.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import mul
from struct import pack
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alerts.features import Features
from alerts.fingerprint import signed_hash
from alerts.memo import WORDS_HELD, Memo
from store.frequencies import Counts, Hashes
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


class Weighing:
    """The features of an article on their way to its vector: what is to be counted of them, and then how they weigh."""

    def __init__(self, features: Features) -> None:
        self._features = features
        words, common = _memos(features.language)
        # Put in a row by one call, and read by numpy where they stand.
        self._words = np.frombuffer(b"".join(map(words.__getitem__, features.words)), _OF_WORD)
        self._common = np.frombuffer(b"".join(map(common.__getitem__, features.common)), _OF_COMMON)

    @property
    def hashes(self) -> Hashes:
        """What to count for the article: its words and common features in its language, and the latter in all."""
        totals = [signed_hash(total_key(self._features.language)), signed_hash(total_key(""))]
        return np.concatenate((self._words["here"], self._common["here"], self._common["anywhere"], totals))

    def vector(self, counts: Counts) -> Vector:
        """Return the vector of the article, given in how many articles each of its `hashes` has stood before."""
        features, end = self._features, len(self._words)
        in_language, in_all = counts[-2:] + _PRIOR_ARTICLES
        here, anywhere = counts[end:-2].reshape(2, -1)
        weights = _often(features.words) * _rarity(counts[:end] + self._words["prior"], in_language)
        prior = self._common["prior"]
        rarity = np.minimum(_rarity(here + prior, in_language), _rarity(anywhere + prior, in_all))
        often = _often(features.common) + HEADLINE * _numbers([*map(features.headline.__contains__, features.common)])
        common, length = unit(list(features.common), often * rarity * self._common["kind"], COMMON)
        words, _ = unit(list(features.words), weights, WORDS)
        return Vector(features.language, words, common, features.headline & common.keys(), round(length, 4))


def total_key(language: str) -> str:
    """Return the key under which the articles of a language ("": of all) are counted."""
    return f"* {language}"


def unit(names: Sequence[str], weights: Numbers, heaviest: int) -> tuple[dict[str, float], float]:
    """Return the heaviest positive weights by name, scaled to length 1, and what their length was."""
    least = np.partition(weights, -heaviest)[-heaviest] if len(names) > heaviest else 0
    perhaps = np.flatnonzero((weights > 0) & (weights >= least))
    some = map(names.__getitem__, perhaps.tolist())
    # Equal weights are told apart by name, so that the same article is the same vector everywhere.
    kept = sorted(zip(weights[perhaps].tolist(), some, strict=True), reverse=True)[:heaviest]
    if not kept:
        return {}, 1.0
    weigh, names = zip(*kept, strict=True)
    length = math.sqrt(sum(map(mul, weigh, weigh)))
    units = (np.array(weigh) * (UNITS / length) + 0.5).astype(np.int64)
    return dict(zip(names, map(WEIGHTS.__getitem__, units.tolist()), strict=True)), length


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


#: What is known of a word and of a common feature before any article: its hashes, the guess of how often it has stood,
#: and how much its kind counts.
_OF_WORD = np.dtype([("here", "i8"), ("prior", "f8")])
_OF_COMMON = np.dtype([("here", "i8"), ("anywhere", "i8"), ("prior", "f8"), ("kind", "f8")])


# Of so many languages it is remembered; articles name again what others have named.
@lru_cache(maxsize=16)
def _memos(language: str) -> tuple[Memo[bytes], Memo[bytes]]:
    """Return what is known of the words of a language and of common features in it, packed."""

    def of_word(word: str) -> bytes:
        return pack("qd", signed_hash(f"{language} {word}"), _WORD_PRIOR.get(len(word), _LONG_WORD_PRIOR))

    def of_common(feature: str) -> bytes:
        here, anywhere = signed_hash(f"{language} {feature}"), signed_hash(feature)
        return pack("qqdd", here, anywhere, _share(feature) * _PRIOR_ARTICLES, _KIND_WEIGHT[feature[0]])

    return Memo(of_word, WORDS_HELD), Memo(of_common, WORDS_HELD)


def _share(feature: str) -> float:
    if feature[0] == "#":
        value = float(feature[1:])
        if value in range(1990, 2040):
            return 0.1
        return 0.03 if value < 100 or value % 100 == 0 else _KIND_SHARE["#"]
    return _OFTEN_NAMED.get(feature, _KIND_SHARE[feature[0]])

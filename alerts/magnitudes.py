"""Read the magnitudes of quakes as they are written: 6.0 is one, and so is the 6 of "M6" and of "magnitude 6". Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache

from alerts.numbers import scale_after

#: Quakes that are news are no smaller; none was larger.
_LEAST = 2.5

#: Words for magnitude in the languages of the press, by their beginnings.
_WORD = (
    r"(?:magnitud|mag\b|stärke|магн[иі]туд|büyükl|jačin|kracht|stærð|マグニチュード|بقوة|قوته|شدت|მაგნიტუდ|մագնիտուդ"
    r"|মাত্রা)[^\W\d_]*"
)
_FIGURE = r"(?<![\d.,٫$€£])(\d(?:[.,٫]\d)?)(?![.,٫]?\d)"
#: Between the word and its figure stand small words at most: "magnitude of 6", "Stärke von rund 6".
_BESIDE = re.compile(
    rf"{_FIGURE}(?:[\s-]{{0,2}}{_WORD}|\s?级)|{_WORD}(?:\s+[^\W\d_]{{1,4}}){{0,2}}[\s:-]{{0,2}}{_FIGURE}"
    rf"|(?<![^\W_])(?-i:M[wLsb]?)\s?{_FIGURE}",
    re.IGNORECASE,
)
_WITH_DECIMAL = re.compile(rf"(?=\d[.,]){_FIGURE}(?!\s?(?:[%‰°]|k?m\b|км))")

_POINT = str.maketrans(",٫", "..")


@lru_cache(maxsize=10_000)
def magnitudes_in_headline(title: str) -> frozenset[float]:
    """Return the magnitudes in the headline of an article about a quake.

    Those beside a word for magnitude; where there are none, figures with one decimal that seem to count nothing else.

    >>> sorted(magnitudes_in_headline("6.2-magnitude quake in Chile; copper falls 2.6%"))
    [6.2]

    """
    return magnitudes_named(title) or frozenset(_within(_alone(title)))


def magnitudes_named(text: str) -> frozenset[float]:
    """Return the magnitudes of a text that stand beside a word for magnitude."""
    return frozenset(_within(next(filter(None, found)) for found in _BESIDE.findall(text)))


def _alone(title: str) -> Iterator[str]:
    for found in _WITH_DECIMAL.finditer(title):
        # How much a billion is, which languages differ in, does not matter here.
        if scale_after(title[found.end() :], "") == 1:
            yield found[1]


def _within(written: Iterator[str]) -> Iterator[float]:
    return (value for value in (float(figure.translate(_POINT)) for figure in written) if value >= _LEAST)

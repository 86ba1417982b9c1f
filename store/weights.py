"""How much each of some words weighs, packed into half the room of JSON and read in a third of the time. Pure."""

import sys
from array import array
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Dialect, LargeBinary, TypeDecorator

#: So many units are a weight of 1: weights are kept to four digits, as `alerts.similarity` rounds them.
UNITS = 10_000
#: Every weight there is, by how many units it is, once: two hundred make an article, and thousands of them are held.
WEIGHTS = tuple(number / UNITS for number in range(1 << 16))


class Weights(TypeDecorator[Mapping[str, float]]):
    """A column of weights by word, each between 0 and 6.5; the words are in the order given, and hold no line feed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, float] | None, dialect: Dialect) -> bytes | None:
        """Pack them."""
        return None if value is None else pack(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Mapping[str, float] | None:
        """Unpack them."""
        return None if value is None else unpack(value)


class WeightsByHash(TypeDecorator[Mapping[int, float]]):
    """A column of weights by the hash of what weighs so much, signed 64 bits."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Mapping[int, float] | None, dialect: Dialect) -> bytes | None:
        """Pack them."""
        return None if value is None else array("q", value).tobytes() + _numbers(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Mapping[int, float] | None:
        """Unpack them."""
        return None if value is None else unpack_hashes(value)


def pack(weights: Mapping[str, float]) -> bytes:
    """Return weights as bytes: their number, each in ten-thousandths, all as 16 bits; then the words."""
    numbers = array("H", (len(weights),)).tobytes() + _numbers(weights)
    return numbers + "\n".join(weights).encode()


def unpack(packed: bytes) -> Mapping[str, float]:
    """Return the weights that `pack` has made bytes of, the same to the last digit where they had four."""
    size = int.from_bytes(packed[:2], "little")
    numbers = array("H", packed[2 : 2 + 2 * size])
    words = map(sys.intern, packed[2 + 2 * size :].decode().split("\n"))
    return dict(zip(words, map(WEIGHTS.__getitem__, numbers), strict=bool(size)))


def unpack_hashes(packed: bytes) -> Mapping[int, float]:
    """Return the weights of a column of `WeightsByHash`: eight bytes for each hash, then two for each weight."""
    size = len(packed) // 10
    hashes, numbers = array("q", packed[: 8 * size]), array("H", packed[8 * size :])
    return dict(zip(hashes, map(WEIGHTS.__getitem__, numbers), strict=True))


def units(weights: Iterable[float]) -> list[int]:
    """Return how many ten-thousandths each weight is."""
    return [round(weight * UNITS) for weight in weights]


def _numbers(weights: Mapping[Any, float]) -> bytes:
    return array("H", units(weights.values())).tobytes()

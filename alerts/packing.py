"""Numbers side by side, four bytes each.

A document touches hundreds of tables of numbers. As objects they lie scattered in memory, and to fetch them takes
longer than all that is done with them; numbers made anew from their bytes lie together.
"""

from array import array
from collections.abc import Iterable


def packed(numbers: Iterable[int]) -> bytes:
    """Return numbers, each from 0 and below 2³², as bytes. Such bytes may be joined."""
    return array("I", numbers).tobytes()


def unpacked(content: bytes | bytearray) -> list[int]:
    """Return the numbers that were packed.

    >>> unpacked(packed([1, 2]) + packed([3]))
    [1, 2, 3]

    """
    return memoryview(content).cast("I").tolist()

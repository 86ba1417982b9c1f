"""What an article is about, as it is stored and compared; `alerts.similarity` weighs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Vector:
    """What an article is about, as two directions of length 1: in the words of its language, and in any language.

    `headline` holds the common features that stand in title or lead; `length` is that of `common` before it was
    scaled: how much the article says in all.
    """

    language: str
    words: Mapping[str, float]
    common: Mapping[str, float]
    headline: frozenset[str] = frozenset()
    length: float = 1.0

    @cached_property
    def said(self) -> float:
        """How much the features weigh that are kept of `common`, all together, before they were scaled."""
        return sum(self.common.values()) * self.length

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of `common` that two articles share for a reason: small ones stand anywhere."""
        return frozenset(f for f in self.common if f[0] == "#" and (float(f[1:]) >= 32 or "." in f))

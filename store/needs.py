"""What an article must hold for a query to find it, as far as an index of words can tell. Pure.

An article is listed in the index under keys: its words as the watch language folds them, and facts. A need says which
keys it has to be listed under. It is necessary, not enough: what meets it is looked at whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Key:
    """One key; with `is_prefix` any that begins so."""

    text: str
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of these: two at least."""

    parts: tuple["Need", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these; of none: nothing meets it."""

    parts: tuple["Need", ...]


Need: TypeAlias = Key | AllOf | AnyOf
#: Met by no article.
NOTHING = AnyOf(())


def all_of(parts: Iterable[Need | None]) -> Need | None:
    """Return the need of all parts; None asks for nothing, and stands for no part that asks for something."""
    wanted = dict.fromkeys(part for part in parts if part is not None)
    flat = dict.fromkeys(one for part in wanted for one in (part.parts if isinstance(part, AllOf) else (part,)))
    if NOTHING in flat:
        return NOTHING
    return AllOf(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def any_of(parts: Iterable[Need | None]) -> Need | None:
    """Return the need of one of the parts: None where one of them asks for nothing."""
    wanted = list(parts)
    if None in wanted:
        return None
    flat = dict.fromkeys(
        one for part in wanted if part is not None for one in (part.parts if isinstance(part, AnyOf) else (part,))
    )
    return AnyOf(tuple(flat)) if len(flat) != 1 else next(iter(flat))

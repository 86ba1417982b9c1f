"""Tell that news is of other weapons: two Patriot launchers are delivered, and that week thirty Leopard tanks. Pure.

Ministries tell it in the same words, of the same people and countries; who was told of the ones has not heard of the
others.
"""

from collections.abc import Collection, Sequence

from alerts.likeness import View
from store.vectors import Vector
from store.window import Member


def other_weapon(view: View, members: Sequence[Member]) -> bool:
    """Tell whether an article and each of a story, at least one, begin with weapons that the other side never names."""
    ours = _begun_with(view.vector, view.weapons)
    return bool(ours and members) and all(_is_of_others(ours, view, m.vector) for m in members)


def _is_of_others(ours: Collection[str], view: View, other: Vector) -> bool:
    theirs = _begun_with(other, view.weapons)
    named = any(weapon in other.common for weapon in ours) or any(weapon in view.vector.common for weapon in theirs)
    return bool(theirs) and not named


def _begun_with(vector: Vector, weapons: Collection[str]) -> list[str]:
    """Return the weapons in headline and lead, as features."""
    return [feature for feature in vector.headline if feature[0] == "k" and feature[1:] in weapons]

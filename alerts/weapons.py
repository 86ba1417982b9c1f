"""Tell that news is of other weapons: two Patriot launchers are delivered, and that week thirty Leopard tanks. Pure.

Ministries tell it in the same words, of the same people and countries; who was told of the ones has not heard of the
others.
"""

from collections.abc import Collection, Sequence

from alerts.likeness import View
from store.vectors import Vector
from store.window import Member


def other_weapon(view: View, members: Sequence[Member]) -> bool:
    """Tell whether an article and a story begin with weapons that the other side never names.

    Of its articles some may begin with none: a short one only speaks of the fighter.
    """
    ours = _begun_with(view.vector, view.weapons)
    theirs = {weapon for member in members for weapon in _begun_with(member.vector, view.weapons)}
    named = any(weapon in member.vector.common for member in members for weapon in ours)
    return bool(ours and theirs) and not named and theirs.isdisjoint(view.vector.common)


def _begun_with(vector: Vector, weapons: Collection[str]) -> list[str]:
    """Return the weapons in headline and lead, as features."""
    return [feature for feature in vector.headline if feature[0] == "k" and feature[1:] in weapons]

"""Tell whether two articles share more than one thing: somebody's name, office and country are one and the same. Pure.

One person does many things in a day, and one parliament passes many laws: that alone makes no two articles one story.
"""

from collections.abc import Iterable, Sequence

from alerts.features import what_is_read
from alerts.likeness import RARE, View

#: So many things two articles of one story share at least.
ENOUGH = 2


def share_enough(view: View, features: Sequence[str]) -> bool:
    """Tell whether what an article shares with another, given as features, is more than one thing.

    Numbers, days, designations and concepts are things; names that stand side by side in the article are one; countries
    and what news speaks of every day are none.
    """
    written = view.surfaces([feature for feature in features if not _has_figures(feature)])
    things = sum(_is_thing(feature, view) for feature in features if feature not in written)
    if things >= ENOUGH:
        return True
    somebody = any(is_somebody(feature, view) for feature in features)
    names = _apart(sorted(set(written.values())), "\n".join(what_is_read(view.title, view.body)))
    return things + max(names, somebody) >= ENOUGH


def is_somebody(feature: str, view: View) -> bool:
    """Tell whether a feature is a person, or an office."""
    return feature[0] == "k" and feature[1:] in view.people


def _is_thing(feature: str, view: View) -> bool:
    match feature[0]:
        case "#":
            return feature in view.vector.numbers
        case "k":
            return feature[1:] not in view.people and view.vector.common[feature] * view.vector.length >= RARE
        case kind:
            return kind in "nd"


def _has_figures(feature: str) -> bool:
    return any(map(str.isdigit, feature))


def _apart(names: Iterable[str], text: str) -> int:
    """Return how many there are of names of which some stand side by side in a text."""
    groups: list[set[str]] = []
    for name in names:
        beside = [group for group in groups if any(_side_by_side(name, other, text) for other in group)]
        groups = [group for group in groups if group not in beside] + [{name}.union(*beside)]
    return len(groups)


def _side_by_side(one: str, other: str, text: str) -> bool:
    return f"{one} {other}" in text or f"{other} {one}" in text

"""Tell whether an article and a story speak of other things, whomever and whichever places both name. Pure.

One minister signs a treaty and opens a hospital, in one town, on one day: the articles share all their names, and these
are rare and stand in the headlines. But what the headline of one says beside names stands nowhere in the other.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from alerts.features import headline_words
from alerts.likeness import RESTED, Likeness, View
from alerts.things import is_somebody
from store.vectors import Vector
from store.window import Member

#: Articles of one language tell one news if together so much of the words and of the things in their headlines stands
#: in the other (each between 0 and 1), and articles of two if so much of the things does.
ENOUGH = 0.6
ENOUGH_ACROSS = 0.15
#: From `LATE` on so much more of both, the longer nobody has told the story: all of it after `RESTED`. Of what goes on
#: with news the next day the names are the same, and the headline says what came of it.
ENOUGH_LATER = 0.8
LATE = timedelta(hours=12)
#: What is far more like an article of another language than needed, and tells so much of the same things, tells what
#: that one does, whatever those of its own language say beside.
BESIDE_ITS_LANGUAGE = 0.3
FAR_MORE_LIKE = 1.55
#: So much of both within a language, and of the things across two, tells soon after the news that it is the same one.
ALIKE = 0.95
ALIKE_ACROSS = 0.3
SOON = timedelta(hours=3)
#: Where the concepts named weigh less, it is not known what an article speaks of: few are known in its language.
KNOWN = 2.0


def other_topic(best: Likeness, members: Sequence[Member]) -> bool:
    """Tell whether headline and lead of an article and of all of a story, at least one, speak of other things."""
    view = best.view
    alike = _told_within(view, members)
    if alike is not None:
        return alike < ENOUGH and not _told_across(best, members)
    known = _known(view.vector, view.people) and any(_known(m.vector, view.people) for m in members)
    return known and max(_covered(view, m) for m in members) < ENOUGH_ACROSS


def says_other_things(best: Likeness, members: Sequence[Member]) -> bool:
    """Tell whether an article's headline says less of what the story's do than one would that tells it so late."""
    if best.rest < LATE:
        return False
    alike = _told_within(best.view, members)
    return alike is not None and alike < ENOUGH + ENOUGH_LATER * _late(best) and not _told_across(best, members)


def same_topic(best: Likeness, members: Sequence[Member]) -> bool:
    """Tell whether an article soon after a story shares a name with it, but nobody, and speaks of the same things."""
    view, features = best.view, best.features
    named = any(feature[0] in "ns" for feature in features)
    if best.rest > SOON or not named or any(is_somebody(feature, view) for feature in features):
        return False
    if best.across:
        return any(_covered(view, m) >= ALIKE_ACROSS for m in members if m.vector.language != view.vector.language)
    return (_told_within(view, members) or 0.0) >= ALIKE


def _told_within(view: View, members: Sequence[Member]) -> float | None:
    """Return how much of words and things in its headline the story tells in an article's language; None: nothing."""
    kin = [m for m in members if m.vector.language == view.vector.language]
    return max(_covered(view, m) for m in members) + max(_told(view, m) for m in kin) if kin else None


def _told_across(best: Likeness, members: Sequence[Member]) -> bool:
    if not best.across or best.ratio < FAR_MORE_LIKE:
        return False
    view, needed = best.view, BESIDE_ITS_LANGUAGE * (1 + _late(best))
    return any(_covered(view, m) >= needed for m in members if m.vector.language != view.vector.language)


def _late(best: Likeness) -> float:
    """Return how much of what is needed after a rest is needed after that of a story."""
    return min(best.rest / RESTED, 1.0) ** 2


def _told(view: View, member: Member) -> float:
    """Return how much of what the headline of one says in words that are no shared name the other says, too."""
    shared = view.vector.common.keys() & member.vector.common.keys()
    ours, theirs = (_plain(one.title, one.vector.language, shared) for one in (view, member))
    here, there = view.vector.words, member.vector.words
    return max(_part(ours, here, there), _part(theirs, there, here))


def _plain(title: str, language: str, shared: Collection[str]) -> list[str]:
    return [stem for stem, named in headline_words(title, language) if not any(f in shared for f in named)]


def _covered(view: View, member: Member) -> float:
    """Return how much of the things in headline and lead of one the other names, too."""
    ours, theirs = view.vector.common, member.vector.common
    return max(
        _part(_things(view.vector, view.people), ours, theirs),
        _part(_things(member.vector, view.people), theirs, ours),
    )


def _part(of: Iterable[str], weights: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the part of some features, by weight, that stands in another article as well; 0 if there are none."""
    weighed = [(weights[feature], feature in other) for feature in of if feature in weights]
    return sum([w for w, both in weighed if both]) / (sum([w for w, _ in weighed]) or 1.0)


def _things(vector: Vector, people: Collection[str]) -> list[str]:
    """Return what headline and lead name beside people, places and names; in order, so that sums are the same."""
    return sorted(f for f in vector.headline if _is_thing(f, people))


def _is_thing(feature: str, people: Collection[str]) -> bool:
    match feature[0]:
        case "k":
            return feature[1:] not in people
        case "n":
            return any(map(str.isdigit, feature))
        case kind:
            return kind in "#dc"


def _known(vector: Vector, people: Collection[str]) -> bool:
    concepts = (f for f in vector.headline if f[0] == "k" and f[1:] not in people)
    return vector.length * sum(sorted(vector.common[f] for f in concepts)) >= KNOWN

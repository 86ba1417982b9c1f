"""How well articles are put into stories: pairs, BCubed, alerts, and what went wrong by kind. Reads nothing."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.labelled.placing import Placed

#: Precision and recall.
Quality = tuple[float, float]


def f1(quality: Quality) -> float:
    """Return their harmonic mean."""
    precision, recall = quality
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def pairs(known: Sequence[Placed], which: str) -> Quality:
    """Return how right "these two are one story" is over pairs: `all`, `across` or `within` languages."""
    together = _pairs(((p.gold, p.story), p) for p in known)
    told = _pairs((p.story, p) for p in known)
    true = _pairs((p.gold, p) for p in known)
    return together[which] / max(1, told[which]), together[which] / max(1, true[which])


def _pairs(grouped: Iterable[tuple[object, Placed]]) -> dict[str, int]:
    sizes: Counter[object] = Counter()
    by_language: Counter[object] = Counter()
    for key, one in grouped:
        sizes[key] += 1
        by_language[key, one.record.language] += 1
    total = sum(math.comb(n, 2) for n in sizes.values())
    within = sum(math.comb(n, 2) for n in by_language.values())
    return {"all": total, "within": within, "across": total - within}


def bcubed(known: Sequence[Placed], of: Sequence[Placed] | None = None) -> Quality:
    """Return BCubed precision and recall (Bagga and Baldwin 1998), over some of the articles or all of them."""
    both = Counter((p.gold, p.story) for p in known)
    told, true = Counter(p.story for p in known), Counter(p.gold for p in known)
    asked = known if of is None else of
    count = max(1, len(asked))
    precision = sum(both[p.gold, p.story] / told[p.story] for p in asked) / count
    return precision, sum(both[p.gold, p.story] / true[p.gold] for p in asked) / count


@dataclass(frozen=True)
class Ringing:
    """What a watch that wants every article would hear, by story: alerts, marked follow-ups, and silence.

    A story rings where its article opens one; one joined doubtfully rings as a possible follow-up. `once`: of how many
    stories one article opened an alert; `heard_once`: of how many one rang in either way. `absorbed`: the first article
    was surely joined to other news, so nobody heard of it.
    """

    stories: int
    alerts: int
    follow_ups: int
    once: int
    heard_once: int
    absorbed: tuple[Placed, ...]


def ringing(known: Sequence[Placed]) -> Ringing:
    """Return the alerts of the stories that these articles, in order of time, tell."""
    rung: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    seen: set[str] = set()
    absorbed: list[Placed] = []
    for one in known:
        if one.gold is None:
            continue
        rung[one.gold] += one.opened
        marked[one.gold] += one.doubtful
        if one.gold not in seen and not one.opened and not one.doubtful:
            absorbed.append(one)
        seen.add(one.gold)
    once, heard_once = (sum(n == 1 for n in heard.values()) for heard in (rung, rung + marked))
    return Ringing(len(seen), rung.total(), marked.total(), once, heard_once, tuple(absorbed))


@dataclass(frozen=True)
class Joined:
    """Of articles whose news was there before: how many stand with it, alone, or with other news."""

    right: int
    torn: int
    astray: int


def joined(known: Sequence[Placed], key: Callable[[Placed], str]) -> dict[str, Joined]:
    """Return by `key` how the articles fared that were not the first of their news."""
    stands: dict[str, set[int]] = defaultdict(set)
    fared: dict[str, Counter[str]] = defaultdict(Counter)
    for one in known:
        if one.gold is None:
            continue
        if one.gold in stands:
            right = one.story in stands[one.gold]
            fared[key(one)]["right" if right else "torn" if one.opened else "astray"] += 1
        stands[one.gold].add(one.story)
    return {name: Joined(n["right"], n["torn"], n["astray"]) for name, n in sorted(fared.items())}


def mixed(known: Sequence[Placed]) -> list[list[Placed]]:
    """Return the stories that hold two pieces of news or more, by the first article of each."""
    members: dict[int, dict[str | None, Placed]] = defaultdict(dict)
    for one in known:
        members[one.story].setdefault(one.gold, one)
    return [list(firsts.values()) for firsts in members.values() if len(firsts) > 1]


def torn(known: Sequence[Placed]) -> list[list[Placed]]:
    """Return the news that stands in two stories or more, by the first article in each."""
    stands: dict[str | None, dict[int, Placed]] = defaultdict(dict)
    for one in known:
        stands[one.gold].setdefault(one.story, one)
    return [list(firsts.values()) for firsts in stands.values() if len(firsts) > 1]

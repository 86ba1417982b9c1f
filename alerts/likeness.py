"""Tell how much an article is like a story: whether they tell the same news. Touches no database."""

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from alerts.copies import Text
from alerts.features import names_written
from alerts.fingerprint import SPACELESS
from alerts.kindred import share_words
from alerts.memo import WORDS_HELD, Memo
from alerts.numbers import YEARS, locale_of
from store.vectors import Vector
from store.window import Member

#: News fades; after `EXPIRES` nothing is joined by it.
FADES = timedelta(days=3)
EXPIRES = timedelta(days=7)


@dataclass(frozen=True)
class Weights:
    """How much it tells that two articles share something, so that 1 is enough.

    `overlap`: how much of what the one that says less names the other names, too; `evidence`: how much that is;
    `numbers`: each of up to three telling numbers; `conflict`: both have such numbers and share none; `words`: those of
    their language; `fading`: the time between them.
    """

    overlap: float
    evidence: float
    numbers: float
    conflict: float
    words: float
    fading: float


# By logistic regression on the tuned half of the corpus of `benchmarks/stories.py`, rounded.
WITHIN = Weights(overlap=1.25, evidence=0, numbers=0.2, conflict=0.15, words=1.4, fading=0.4)
ACROSS = Weights(overlap=2.4, evidence=0.1, numbers=0.17, conflict=0.5, words=0, fading=0.85)
#: Two that are kindred share words with the rest, and fewer than one does with itself.
NEARLY_WITHIN = replace(ACROSS, words=0.6)
#: An article that says less than this is weighed as if it said so much.
LEAST_SAID = 10.0
#: So much more likeness is needed where headlines and leads name nothing in common: one person does many things.
OTHER_HEADLINE = 1.6
#: So much more likeness is needed for a join that keeps an alert back.
SURE = 1.15
#: And so much more beside, the longer nobody has told the story: all of it after `RESTED`, most in the last hours.
#: What comes a day later of the same people and places is other news more often than not.
AFTER_REST = 0.85
#: Across languages so much: what recurs from day to day, as the weather does, recurs in a language.
AFTER_REST_ACROSS = 0.45
#: And so much of it if they share a number: what a contract is worth is told again when it is fought over, too.
AFTER_REST_BY_NUMBER = 0.5
RESTED = timedelta(days=1)
#: What a concept weighs at least that is rare.
RARE = 3.5
#: With no article known yet so much more likeness is needed, and as much again beyond doubt; half as much with
#: `FAMILIAR` of them.
NEW_STORE = 0.25
FAMILIAR = 100
#: An article's names are looked for in its beginning first, which has so many letters.
_SOON = 1_000
_HAS_FIGURES = re.compile(r"\d").search
#: What is less, or a year, comes again in other news of the same people; a number with a point does not.
_LEAST_TELLING = 100
#: The article and one of the story share so many features that are more than words, not all of them small numbers.
FEWEST_SHARED = 2


@dataclass(frozen=True)
class View:
    """An article as it is compared: `at` which time, after how many others; `people` and `weapons` are concept keys."""

    title: str
    body: str
    text: Text
    vector: Vector
    at: datetime
    known: int = 0
    people: frozenset[str] = frozenset()
    weapons: frozenset[str] = frozenset()

    @cached_property
    def headlined(self) -> frozenset[str]:
        """What headline and lead name, but for countries: it tells which of one person's or country's news this is."""
        return frozenset(f for f in self.vector.headline if f[0] in "nskd#")

    def surfaces(self, features: Collection[str]) -> dict[str, str]:
        """Return how the article writes the names among some of its features."""
        names = {feature for feature in features if feature[0] in "ns"}
        found: dict[str, str] = {}
        for body in self._parts(names):
            for feature, word in names_written(self.title, body, self.vector.language):
                if feature in names:
                    found.setdefault(feature, word)
                    if len(found) == len(names):
                        return found
        return found

    def _parts(self, names: Collection[str]) -> Iterator[str]:
        """Yield what of the body some names are looked for in: most that matter are written soon."""
        # Where words have no spaces, names are not found in the order in which they stand; nor are designations.
        if names and self.vector.language not in SPACELESS and not any(map(_HAS_FIGURES, names)):
            yield self.body[: self.body.find(" ", _SOON) + 1]
        if names:
            yield self.body


@dataclass(frozen=True)
class Likeness:
    """How much an article is like a story, what is needed for the same news, and what it shares with `article_id`.

    `features` are those shared; `same_headline`: headline or lead of both name one thing more than a country;
    `same_number`: both have a number that they share for a reason; `rest`: for how long nobody had told the story;
    `across`: they are in two languages.
    """

    story_id: int
    article_id: int
    score: float
    needed: float
    features: Sequence[str]
    view: View
    same_headline: bool = True
    same_number: bool = False
    rest: timedelta = timedelta()
    across: bool = False

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """What they share, for programs."""
        return tuple(dict.fromkeys(map(_shorts.__getitem__, self.features)))

    # Of many stories one is joined: of the others nobody asks how the article writes its names.
    @cached_property
    def named(self) -> tuple[str, ...]:
        """The same as the article's reader would put it."""
        told = _telling(self.features)
        return in_words(told, self.view.surfaces(told))

    def first_named(self, most: int) -> tuple[str, ...]:
        """Return so many of `named` at most, without looking for the others."""
        told = _telling(self.features)
        words = in_words(told[:most], self.view.surfaces(told[:most]))
        return words if len(words) == most or len(told) <= most else self.named[:most]

    @property
    def ratio(self) -> float:
        """From 1 on it is the same news."""
        return self.score / self.needed if not missing(self.shared) else 0.0

    @property
    def sure(self) -> bool:
        """Whether it is the same news beyond doubt, if it comes soon enough."""
        return self.ratio >= SURE * more_caution(self.view)

    @property
    def soon_enough(self) -> bool:
        """Whether it comes so soon after the story that nobody needs to be told of it who was told of that."""
        after_rest = (AFTER_REST_ACROSS if self.across else AFTER_REST) * min(self.rest / RESTED, 1.0) ** 3
        by_number = AFTER_REST_BY_NUMBER if self.same_number else 1
        return self.ratio >= (SURE + after_rest * by_number) * more_caution(self.view)

    def why(self, kind: str) -> dict[str, Any]:
        """Return the reason, in words and data."""
        named = self.first_named(6)
        shares = f"shares {', '.join(named)} with article {self.article_id}" if named else "shares no name"
        enough = "enough" if self.ratio >= 1 else "too little"
        return {
            "kind": kind,
            "article": self.article_id,
            "score": round(self.score, 3),
            "needed": round(self.needed, 3),
            "shared": list(self.shared[:12]),
            "words": f"{shares}; likeness {self.score:.2f} is {enough}, {self.needed:.2f} is needed",
        }


class Nearness(NamedTuple):
    """How near an article is to a story, and to which article of it most: of most stories no more is asked.

    `ratio` is how much of the likeness that is `needed` it has; 0 where they share too few things to be compared.
    """

    story_id: int
    ratio: float
    score: float
    needed: float
    nearest: Member


def nearness(view: View, members: Sequence[Member]) -> Nearness:
    """Return how near an article is to a story, given as its latest articles, at least one: as to the likest."""
    vector, at, headlined = view.vector, view.at, view.headlined
    nearest, score, other_headline = members[0], -math.inf, True
    for member in members:
        its = alike(vector, at, member)
        if its > score or (its == score and member.article_id < nearest.article_id):
            nearest, score = member, its
        other_headline = other_headline and headlined.isdisjoint(member.vector.headline)
    needed = caution(view) * (OTHER_HEADLINE if other_headline else 1)
    both = filter(nearest.vector.common.__contains__, vector.common)
    ratio = score / needed if not missing(_shorts[f] for f in both if f[0] != "c") else 0.0
    return Nearness(nearest.story_id, ratio, score, needed, nearest)


def likeness(view: View, members: Sequence[Member], near: Nearness | None = None) -> Likeness:
    """Return how much an article is like a story, given as its latest articles; how `near` it is if that is known."""
    story_id, _, score, needed, nearest = near or nearness(view, members)
    headlines = view.vector.headline & frozenset[str]().union(*(m.vector.headline for m in members))
    return Likeness(
        story_id,
        nearest.article_id,
        score,
        needed,
        shared_features(view.vector, nearest),
        view,
        same_headline=any(_is_name(f, view.vector) for f in headlines),
        same_number=_share_a_number(view.vector, nearest.vector),
        rest=min(abs(view.at - m.at) for m in members),
        across=view.vector.language != nearest.vector.language,
    )


def alike(vector: Vector, at: datetime, member: Member) -> float:
    """Return how much two articles are alike; about 1 is enough for the same news.

    The article that says less is to say what the other one does, so that one may be longer.
    """
    apart = abs(at - member.at)
    if apart > EXPIRES:
        return 0.0
    other = member.vector
    one, its = vector.language, other.language
    weights = WITHIN if one == its else NEARLY_WITHIN if share_words(one, its) else ACROSS
    common, ours = other.common, vector.common
    length, its_length = vector.length, other.length
    # Not by min(): its calls took a sixth of comparing.
    evidence = sum(
        [
            here if (here := ours[f] * length) < (there := common[f] * its_length) else there
            for f in filter(common.__contains__, ours)
        ]
    )
    less = min(vector.said, other.said)
    score = weights.overlap * evidence / max(less, LEAST_SAID) + weights.evidence * math.sqrt(evidence)
    if numbers := len(vector.numbers & other.numbers):
        score += weights.numbers * min(numbers, 3)
    elif vector.numbers and other.numbers:
        score -= weights.conflict
    if weights.words:
        words, our_words = other.words, vector.words
        alike_in_words = sum([our_words[f] * words[f] for f in filter(words.__contains__, our_words)])
        score += weights.words * math.sqrt(alike_in_words)
    return score - weights.fading * 0.5 * (apart / FADES) ** 2


def missing(shared: Iterable[str]) -> int:
    """Return how many more things two articles need to share to be compared, which share these: `Likeness.shared`.

    A dozen of something is in all news: small numbers alone are not enough. Asked of every story that is near: no more
    of the things are looked at than are needed.
    """
    things, telling = set(), False
    for thing in shared:
        things.add(thing)
        telling = telling or _tells_which(thing)
        if telling and len(things) >= FEWEST_SHARED:
            return 0
    return max(FEWEST_SHARED - len(things), 0 if telling else 1)


def _share_a_number(one: Vector, other: Vector) -> bool:
    """Whether both have a number that tells which news this is, days later too.

    An age, a distance and a year are of all that is told of one person, place or plan; and an F-35 says nothing of 35.
    """
    shared = [number[1:] for number in one.numbers & other.numbers if _tells_which(number[1:])]
    designations = [f for f in one.common if f[0] == "n" and f[-1].isdigit()] if shared else []
    return any(not any(name.endswith(number) for name in designations) for number in shared)


def _tells_which(number: str) -> bool:
    """Whether a number, or what is none, is more than one that comes again in other news."""
    return not number.isdecimal() or (int(number) >= _LEAST_TELLING and int(number) not in YEARS)


def _is_name(feature: str, vector: Vector) -> bool:
    """Whether it says which news this is; of concepts only rare ones do: news speaks of police every day."""
    return feature[0] in "nsd#" or (feature[0] == "k" and vector.common.get(feature, 0.0) * vector.length >= RARE)


def caution(view: View) -> float:
    """Return how much more likeness is needed: until enough articles are known, what is rare is a guess."""
    return 1 + NEW_STORE * FAMILIAR / (FAMILIAR + view.known)


def more_caution(view: View) -> float:
    """Return how much more than what is needed a sure join needs by then: as much as `caution` adds, once again."""
    needed = caution(view)
    return (2 * needed - 1) / needed


def shared_features(vector: Vector, member: Member) -> list[str]:
    """Return the features beside words that an article and another one share, heaviest first, skeletons last."""
    ours, other = vector.common, member.vector.common
    shared = filter(other.__contains__, ours)
    both = [(f[0] == "s", -ours[f] * other[f], f) for f in shared if f[0] != "c"]
    return [feature for _, _, feature in sorted(both)]


def in_words(shared: Sequence[str], surfaces: Mapping[str, str]) -> tuple[str, ...]:
    """Return features as a reader of the article would recognise them.

    Arguments: `surfaces` is how the article writes its names. A skeleton says nothing by itself, so it only stands,
    as the name it was read from, where nothing else is shared.

    >>> in_words(["tUA", "#3.5e+09", "d2-24", "kudcg", "sptn"], {"sptn": "Путин"})
    ('Ukraine', '3,500,000,000', '24 February', '@udcg')
    >>> in_words(["sptn"], {"sptn": "Путин"})
    ('Путин',)

    """
    return tuple(dict.fromkeys(surfaces.get(f) or _spelled_out(f) for f in _telling(shared)))


def _telling(shared: Sequence[str]) -> Sequence[str]:
    return [f for f in shared if f[0] != "s"] or shared


def _spelled_out(feature: str) -> str:
    kind, name = feature[0], feature[1:]
    english = locale_of("en")
    if kind == "#":
        return f"{float(name):,.15g}"
    if english and kind == "d":
        month, day = name.split("-")
        return f"{day} {english.months['format']['wide'][int(month)]}"
    if english and kind == "t":
        return str(english.territories.get(name, name))
    return _short(feature)


def _short(feature: str) -> str:
    kind, name = feature[0], feature[1:]
    if kind == "d":
        month, day = name.split("-")
        return f"{day}.{month}."
    shown = {"k": f"@{name}", "s": f"~{name}", "n": name.upper() if len(name) <= 5 else name.capitalize()}
    return shown.get(kind, name)


#: Features as programs are shown them.
_shorts = Memo(_short, WORDS_HELD)

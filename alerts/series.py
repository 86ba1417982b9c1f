"""Tell what comes again and again from news: daily briefings, robots' reports, reviews of the press.

Their articles share headlines and wording and tell other news each time. Touches no database.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from alerts.copies import Text
from alerts.features import CAPITAL_NOUNS, LONGEST, headline_words, latin, names_in, skeleton
from alerts.fingerprint import SPACELESS, tokens, words_in
from alerts.kindred import in_latin, share_words
from alerts.likeness import RARE, View
from alerts.magnitudes import magnitudes_in_headline, magnitudes_named
from alerts.numbers import calendar_words, days, numbers, weekdays
from store.vectors import Vector
from store.window import Member

#: Equal headlines so far apart are a series ("Morning briefing"), unless they name something.
SERIES = timedelta(hours=12)
#: Headlines of one form share this part of the words of the shorter one, and so many at least.
SAME_FORM = 0.4
FEWEST_WORDS = 2
#: A page made of passages of so many stories is a review of them, if no one of them is so much of it.
REVIEWED = 3
MOST_OF_IT = 0.5

#: A magnitude is put right by no more; one that differs by more is another quake's.
REVISED = 0.3
_QUAKE = "kearthquake"

#: What is no smaller is an amount, which another one is if it is rounded by no more than such a part.
AMOUNT = 1_000_000
ROUNDED = 0.05

#: Names that begin with so many same letters may be one in two cases.
BEGINNING = 4
#: So many consonants of two names are alike by chance no more.
_BONES = 4

#: Headlines of which it is remembered what stands in them: each is compared with many.
_TITLES = 10_000

#: What two headlines of one form are to each other.
Form = Literal["other", "doubtful"]

_DIGITS = re.compile(r"\d[\d.,\u00a0\u202f]*")
_COUNTED_DAY = re.compile(
    r"\b(?:day|jour|tag|день|доба|dzień|día|giorno|den|gün)\s+#|#\s*(?:-?[йіея]+\s+)?(?:день|доба|jour|tag|dzień)\b"
)
_LETTERS = re.compile(r"[^\W\d_]+")


def in_series(view: View, members: Sequence[Member]) -> bool:
    """Tell whether an article is of a series that a story is of: they tell other news, however like they are."""
    return any(m.vector.language == view.vector.language and recurs(view, m.title, m.at) for m in members)


def of_one_form(view: View, members: Sequence[Member]) -> Form | None:
    """Tell whether an article and all of a story in words like its own seem to be one template with other facts.

    Returns `other` where their headlines have no fact in common, and `doubtful` where they have.
    """
    forms = {_form(view, m) for m in members if share_words(m.vector.language, view.vector.language)}
    return None if None in forms or not forms else "doubtful" if "doubtful" in forms else "other"


def recurs(view: View, title: str, at: datetime) -> bool:
    """Tell whether a headline of the same language is that of another day: «Day 1,234», "Morning briefing"."""
    language = view.vector.language
    mask = title_mask(view.title, language)
    here, there = _figures(view.title), _figures(title)
    if mask != title_mask(title, language):
        return here != there and same_form(view.title, title) and _other_day(view.title, title, language)
    if here != there and _COUNTED_DAY.search(mask):
        return True
    names_something = sum(word[0].isupper() for word in _LETTERS.findall(view.title)[1:]) >= 2
    return abs(view.at - at) >= SERIES and (here != there or not names_something)


def other_quake(view: View, members: Sequence[Member]) -> bool:
    """Tell whether an article tells of a quake that by its magnitude is none of those in the headlines of a story."""
    return other_magnitude(view, [m.title for m in members if _QUAKE in m.vector.common])


def other_magnitude(view: View, headlines: Iterable[str]) -> bool:
    """Tell whether an article tells of a quake whose magnitude is none of those in headlines that have one."""
    if _QUAKE not in view.vector.common:
        return False
    theirs = frozenset[float]().union(*map(magnitudes_in_headline, headlines))
    ours = magnitudes_in_headline(view.title) or magnitudes_named(view.body[:LONGEST])
    return bool(ours and theirs) and all(abs(one - other) > REVISED for one in ours for other in theirs)


def other_amount(view: View, title: str, body: str) -> bool:
    """Tell whether the headlines of an article and of another of its language name other amounts, of millions or more.

    Neither stands in the text of the other, be it rounded: two contracts of one firm are put into the same words.
    """
    ours, theirs = (_amounts(one, view.vector.language) for one in (view.title, title))
    if not (ours and theirs):
        return False
    here, there = (_amounts(one, view.vector.language) for one in (f"{view.title}\n{view.body}", f"{title}\n{body}"))
    return not _near_any(ours, there) and not _near_any(theirs, here)


def other_subject(view: View, members: Sequence[Member]) -> bool:
    """Tell whether an article and all of a story in words like its own, at least one, begin with names of their own.

    Who does it stands first in a headline: the results of two firms share their wording, and often their figures.
    """
    kin = [m for m in members if share_words(m.vector.language, view.vector.language)]
    ours = _first_name(view.title, view.vector)
    return bool(kin and ours) and all(
        _lacks(m.vector, ours) and bool(theirs := _first_name(m.title, m.vector)) and _lacks(view.vector, theirs)
        for m in kin
    )


def elsewhere(view: View, title: str, body: str) -> bool:
    """Tell whether an article and another of its language have headlines of one form that name other places or people.

    Each names what stands nowhere in the other text: the same ministers meet in Vilnius, and two days later in Riga.
    What only sounds the same is no other name: who corrects one spells it otherwise. Where all nouns have capitals,
    the names are those that its own text has: the others are words of a headline.
    """
    language = view.vector.language
    if language in SPACELESS or not same_form(view.title, title):
        return False
    named, its = set(names_in(view.title, language)), set(names_in(title, language))
    ours, theirs = named - its, its - named
    if not ours or not theirs:
        return False
    here, there = (_spellings(text, language) for text in (view.body, body))
    if language in CAPITAL_NOUNS:
        ours = {name for name in ours if name[1 : BEGINNING + 1] in here}
        theirs = {name for name in theirs if name[1 : BEGINNING + 1] in there}
    return _lacking(ours, there) and _lacking(theirs, here)


def other_weekday(view: View, body: str, at: datetime) -> bool:
    """Tell whether an article and another of its language, of other days, name other weekdays and none in common.

    Ships come again, and an office tells it in the same words; what is printed again names the day it happened.
    """
    if abs(view.at - at) < SERIES:
        return False
    here, there = (weekdays(text[:LONGEST], view.vector.language) for text in (view.body, body))
    return bool(here and there) and here.isdisjoint(there)


def other_day_told(view: View, text: Text, body: str, at: datetime) -> bool:
    """Tell whether an article and another of its language, of other days, name other days of a month in one place.

    A staff tells of each night in the same words, «in the night of 6 March»; what is printed again keeps its day.
    """
    ours, theirs = view.text.figures, text.figures
    differ = [place for place in ours.keys() & theirs.keys() if place.strip() and ours[place].isdisjoint(theirs[place])]
    if abs(view.at - at) < SERIES or not differ:
        return False
    here, there = ({f"{day}" for _, day in days(one[:LONGEST], view.vector.language)} for one in (view.body, body))
    return any(ours[place] <= here and theirs[place] <= there for place in differ)


def is_review(passages: Collection[float]) -> bool:
    """Tell whether a page reviews other articles, given which part of it stands in each story that it shares with."""
    return len(passages) >= REVIEWED and max(passages) < MOST_OF_IT


def covered(view: View, text: Text) -> float:
    """Return how much of an article stands in another text, between 0 and 1."""
    ours = view.text.prints.all
    return len(ours & text.prints.all) / len(ours) if ours else 0.0


@lru_cache(maxsize=_TITLES)
def title_mask(title: str, language: str) -> str:
    """Return a headline without what changes from day to day: figures, months and weekdays."""
    words = _DIGITS.sub("#", title.casefold()).split()
    ignored = calendar_words(language)
    return " ".join(word for word in words if word.strip(".,:;()") not in ignored)


def same_form(one: str, other: str) -> bool:
    """Tell whether two headlines are made of the same words, but for some."""
    here, there = _words(one), _words(other)
    return len(here & there) >= max(FEWEST_WORDS, SAME_FORM * min(len(here), len(there)))


def _other_day(one: str, other: str, language: str) -> bool:
    here, there = set(days(one, language)), set(days(other, language))
    return bool(here and there) and not here & there


def _form(view: View, member: Member) -> Form | None:
    language, its = view.vector.language, member.vector.language
    one, other = in_latin(view.title, language), in_latin(member.title, its)
    if language in SPACELESS or one == other or not same_form(one, other):
        return None
    here, there = facts(view.title, language), facts(member.title, its)
    ours = _missing(here - there, member.vector.common, member.vector.words)
    theirs = _missing(there - here, view.vector.common, view.vector.words)
    if not (ours and theirs):
        return None
    return "doubtful" if here & there else "other"


@lru_cache(maxsize=_TITLES)
def facts(title: str, language: str) -> frozenset[str]:
    """Return the names and the figures of a headline, as features."""
    return frozenset((*names_in(title, language), *(f"#{value:g}" for value in numbers(title, language))))


def _first_name(title: str, vector: Vector) -> list[str]:
    """Return the first word of a headline, as features, if it is a rare name; the first of them is its stem."""
    stem, named = next(iter(headline_words(title, vector.language)), ("", ()))
    known = [feature for feature in named if feature in vector.common]
    rare = any(vector.common[feature] * vector.length >= RARE for feature in known)
    return [stem, *known] if rare else []


def _amounts(text: str, language: str) -> list[float]:
    return [value for value in numbers(text, language) if value >= AMOUNT]


def _near_any(ones: Iterable[float], others: Collection[float]) -> bool:
    return any(abs(one - other) <= ROUNDED * other for one in ones for other in others)


def _lacks(vector: Vector, name: Sequence[str]) -> bool:
    # In one language a name is written alike; that it would sound like another one tells nothing.
    return name[0] not in vector.words and not any(f in vector.common for f in name[1:] if f[0] != "s")


def _spellings(text: str, language: str) -> frozenset[str]:
    """Return how the words of a text begin, in all their cases, and the consonants of those that are long enough."""
    words = {latin(word) for word in words_in(in_latin(text, language))}
    return frozenset([*(word[:BEGINNING] for word in words), *(_bones(word) for word in words)])


def _bones(name: str) -> str:
    """Return how a name sounds, marked as such; if it is short it is as it is written."""
    bones = skeleton(name)
    return f"~{bones}" if len(bones) >= _BONES else name[:BEGINNING]


def _lacking(names: Iterable[str], spellings: Collection[str]) -> bool:
    """Tell whether one of some names, as features, stands nowhere in a text, in no case and no spelling."""
    return any(name[1 : BEGINNING + 1] not in spellings and _bones(name[1:]) not in spellings for name in names)


@lru_cache(maxsize=_TITLES)
def _figures(title: str) -> Mapping[str, int]:
    # Two plain dicts are compared in a tenth of the time that two counters take.
    return dict(Counter(_DIGITS.findall(title)))


@lru_cache(maxsize=_TITLES)
def _words(title: str) -> frozenset[str]:
    return frozenset(tokens(title))


def _missing(named: Collection[str], common: Mapping[str, float], words: Mapping[str, float]) -> list[str]:
    # Small figures are no features of an article: of them nothing is known.
    return [f for f in named if f not in common and f[1:8] not in words and (f[0] != "#" or float(f[1:]) >= 10)]

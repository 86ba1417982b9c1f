"""Tell whether an article copies an earlier one, by what both say and by their headlines. Touches no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.copies import Text, Verdict, compare
from alerts.denials import text_takes_back
from alerts.features import STEM, headline_words
from alerts.filled import text_filled_otherwise
from alerts.fingerprint import SPACELESS, tokens
from alerts.kindred import in_latin
from alerts.likeness import View
from alerts.locations import other_city_told, other_country_told
from alerts.numbered import other_number_told
from alerts.series import elsewhere, other_amount, other_day_told, other_magnitude, other_weekday, recurs, same_form

#: Headlines are alike that share so much of the words of the shorter one.
ALIKE = 0.5
#: A text speaks of a headline with so much of its words, and may have so much by chance. Of 187 teasers that are joined
#: as copies, and rightly, one has less of the one headline and no more of the other; of as many whole articles none.
SPOKEN = 0.2
BY_CHANCE = 0.5
#: So much of a text is boilerplate that says nothing.
NOTHING_ELSE = 0.8
_SHORTEST = 4


@dataclass(frozen=True)
class Earlier:
    """An earlier article that shares fingerprints with a new one."""

    article_id: int
    story_id: int
    at: datetime
    title: str
    body: str
    text: Text


@dataclass(frozen=True)
class Alike:
    """The earlier articles that share most fingerprints with a new one; `boilerplate` are those that tell nothing."""

    texts: Sequence[Earlier] = ()
    boilerplate: frozenset[int] = frozenset()


def compared(view: View, earlier: Earlier, boilerplate: frozenset[int]) -> tuple[Verdict, float]:
    """Return what an article and an earlier one are to each other, and how much of the shorter stands in the longer.

    Under a headline of another day, quake, place or amount, of other things in the same form, or of the contrary, no
    text is a copy; nor is one that names another weekday. An equal one is, unless the headlines are of one form: of
    what an office tells, a teaser says often no more than what it says of all its notices. Where a text does not speak
    of its headline, nothing is known by it.
    """
    verdict, part = compare(view.text, earlier.text, abs(view.at - earlier.at), boilerplate)
    if verdict in ("identical", "copy") and _speaks_of_neither(view, earlier):
        return "template", part
    if verdict == "identical":
        one_form = view.title != earlier.title and same_form(view.title, earlier.title)
        return "template" if one_form and _headlined_otherwise(view, earlier) else verdict, part
    if verdict != "copy":
        return verdict, part
    told = (view, earlier.title, earlier.body)
    another_day = other_weekday(view, earlier.body, earlier.at) or other_day_told(
        view, earlier.text, earlier.body, earlier.at
    )
    figures = other_magnitude(view, [earlier.title]) or other_amount(*told)
    if _headlined_otherwise(view, earlier) or another_day or figures or text_filled_otherwise(*told):
        return "template", part
    return "other" if text_takes_back(view, earlier.title, earlier.body) else "copy", part


def says_nothing(text: Text, boilerplate: frozenset[int]) -> bool:
    """Tell whether a text is boilerplate, nearly all of it: of what stands under such a headline no more is known."""
    stored = text.prints.sample() if boilerplate else ()
    return bool(stored) and sum(h in boilerplate for h in stored) >= NOTHING_ELSE * len(stored)


def alike_headlines(one: str, other: str, language: str) -> bool:
    """Tell whether two headlines of a language share half of the longer words and figures of the shorter one."""
    ours, theirs = _telling(one, language), _telling(other, language)
    return len(ours & theirs) >= ALIKE * min(len(ours), len(theirs))


def _speaks_of_neither(view: View, earlier: Earlier) -> bool:
    """Tell whether a text is not of what two unlike headlines say: it stands under each of a source.

    So do the words by which an office describes itself in its feed, and those of a wall that asks for cookies.
    """
    language = view.vector.language
    if alike_headlines(view.title, earlier.title, language):
        return False
    least, most = sorted(_spoken(one.title, one.body, language) for one in (view, earlier))
    return least < SPOKEN and most <= BY_CHANCE


def _telling(title: str, language: str) -> frozenset[str]:
    """Return the longer words and the figures of a headline, as they are compared."""
    stems = (stem for stem, _ in headline_words(title, language))
    return frozenset(s for s in stems if language in SPACELESS or len(s) >= _SHORTEST or s.isdecimal())


def _spoken(title: str, body: str, language: str) -> float:
    """Return the part of the words of a headline that stand in a text."""
    words = _telling(title, language)
    stems = {token[:STEM] for token in tokens(in_latin(body, language))} if language not in SPACELESS else body
    return sum(word in stems for word in words) / len(words)


def _headlined_otherwise(view: View, earlier: Earlier) -> bool:
    """Tell whether headlines of an article and an earlier one of its language are of other days, places or items."""
    told = (view, earlier.title, earlier.body)
    moved = elsewhere(*told) or other_city_told(*told) or other_country_told(*told)
    return moved or recurs(view, earlier.title, earlier.at) or other_number_told(view, earlier.title)

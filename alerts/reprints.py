"""Tell whether an article copies an earlier one, by what both say and by their headlines. Touches no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.copies import Text, Verdict, compare
from alerts.denials import text_takes_back
from alerts.filled import text_filled_otherwise
from alerts.likeness import View
from alerts.locations import other_city_told, other_country_told
from alerts.numbered import other_number_told
from alerts.series import elsewhere, other_amount, other_day_told, other_magnitude, other_weekday, recurs, same_form


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
    what an office tells, a teaser says often no more than what it says of all its notices.
    """
    verdict, part = compare(view.text, earlier.text, abs(view.at - earlier.at), boilerplate)
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


def _headlined_otherwise(view: View, earlier: Earlier) -> bool:
    """Tell whether headlines of an article and an earlier one of its language are of other days, places or items."""
    told = (view, earlier.title, earlier.body)
    moved = elsewhere(*told) or other_city_told(*told) or other_country_told(*told)
    return moved or recurs(view, earlier.title, earlier.at) or other_number_told(view, earlier.title)

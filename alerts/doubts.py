"""Say why an article perhaps tells other news than the story that it is most like, '' where it hardly does. Pure.

What is in doubt is joined and rings all the same. Each reason was chosen for what it costs: of the joins that are right
(tuned half of the corpus of `benchmarks/stories.py`) it puts one in a hundred in doubt, and most of those that are not.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from alerts.denials import takes_back
from alerts.filled import filled_otherwise
from alerts.likeness import RESTED, Likeness, View
from alerts.locations import other_city, other_country
from alerts.numbered import other_number
from alerts.previews import only_announced
from alerts.regions import other_region
from alerts.roundups import is_roundup
from alerts.series import SERIES, Form, other_quake, other_subject
from alerts.things import is_somebody, share_enough
from alerts.topics import other_topic, same_topic, says_other_things
from alerts.turns import turned
from alerts.weapons import other_weapon
from config.durations import duration_text
from store.vectors import Vector
from store.window import Member

#: With so much more likeness than needed, one thing in common is enough, unless it is somebody: one person does many
#: things in a day, and where little else is known in a language, name and office are likeness enough.
PLAIN = 1.35
#: With so much more they share more than a form filled in twice: soon after each other, and later. Of two firms'
#: earnings, or of the weather of two days, none had as much.
MORE_THAN_A_FORM = 1.75
MORE_THAN_A_FORM_LATER = 2.0
#: Concepts and cognates: where only these are shared by two languages, they are those of any two fires.
_EVERYDAY = "kc"
#: And with so much more it tells nothing that their headlines name nothing in common.
WHATEVER_THE_HEADLINES = 1.55

OTHER_QUAKE = "the quakes differ in magnitude"
#: What headlines tell apart, and in which words it is said; the plainest first.
BY_HEADLINES: Sequence[tuple[Callable[[View, Sequence[Member]], bool], str]] = (
    (other_quake, OTHER_QUAKE),
    (other_region, "their headlines name other regions"),
    (other_city, "their headlines name other cities"),
    (other_country, "their headlines name other countries"),
    (other_weapon, "they begin with other weapons"),
    (other_number, "their headlines number them otherwise"),
    (filled_otherwise, "their headlines fill one form with other names or figures"),
    (takes_back, "one of them denies by its headline what the others may tell"),
    (turned, "it tells by its headline the contrary of what the others do"),
    (only_announced, "the others only announce what it may tell has come about"),
    (other_subject, "their headlines begin with other names"),
)
GATHERED = "it gathers news of many stories"
FORM = "they share wording that may be a template's"
NO_NAME = "headlines and leads share no name"
OTHER_TOPIC = "their headlines speak of different things"
LITTLE = "the likeness is little more than enough"
_TOLD_APART = frozenset(words for _, words in BY_HEADLINES)
#: In such doubt, what comes the next day, which is so long after the others, is other news nine times of ten; what
#: comes sooner is not.
_OTHER_NEWS_NEXT_DAY = (_TOLD_APART - {OTHER_QUAKE}) | {NO_NAME, OTHER_TOPIC, LITTLE}
NEXT_DAY = timedelta(hours=16)
#: And in such doubt what comes a whole day later: two offices measure one quake, and tellings share words as forms do.
_OTHER_NEWS_A_DAY_LATER = {OTHER_QUAKE, FORM}
_WHATEVER_THE_TEXTS = _TOLD_APART | {GATHERED}


def gathers(one: View | Member) -> bool:
    """Tell whether an article gathers news of many stories."""
    return is_roundup(one.title, one.vector.language)


def unproven(best: Likeness, members: Sequence[Member], form: Form | None) -> str:
    """Return why the article does not show what the story tells: then it links no other stories to it either.

    Arguments: articles of the story; whether it and they seem to be one template.
    """
    if gathers(best.view):
        return GATHERED
    if told_apart := by_headlines(best.view, members):
        return told_apart
    if form == "doubtful" and not _more_than_a_form(best):
        return FORM
    if not best.same_headline and best.ratio < WHATEVER_THE_HEADLINES and not same_topic(best, members):
        return NO_NAME
    if best.across and all(feature[0] in _EVERYDAY for feature in best.features):
        return "they share no name, figure or place"
    if not best.sure and not same_topic(best, members):
        return LITTLE
    return OTHER_TOPIC if other_topic(best, members) else ""


def by_headlines(view: View, members: Sequence[Member]) -> str:
    """Return why an article perhaps tells other news than a story by what their headlines say of them."""
    return next((words for told_apart, words in BY_HEADLINES if told_apart(view, members)), "")


def stands_apart(best: Likeness, doubt: str) -> bool:
    """Tell whether an article in such doubt is other news rather than not: it follows the story, and is none of it."""
    if doubt in _OTHER_NEWS_A_DAY_LATER:
        return best.rest >= RESTED
    return doubt == GATHERED or (best.rest >= NEXT_DAY and doubt in _OTHER_NEWS_NEXT_DAY)


def may_be_translated(best: Likeness, members: Sequence[Member], doubt: str) -> bool:
    """Tell whether a doubt would be none if the article was but a translation: what headlines tell stays in doubt."""
    if not doubt or not best.across or doubt in _WHATEVER_THE_TEXTS:
        return False
    return not says_other_things(best, members)


def _more_than_a_form(best: Likeness) -> bool:
    return best.ratio >= (MORE_THAN_A_FORM if best.rest < SERIES else MORE_THAN_A_FORM_LATER)


def other_news(best: Likeness, members: Sequence[Member]) -> str:
    """Return why the article perhaps tells other news of the same people or places than those of a story."""
    plain = best.ratio >= PLAIN and not any(is_somebody(feature, best.view) for feature in best.features)
    if not plain and not share_enough(best.view, best.features) and not same_topic(best, members):
        return "they share one name and little else"
    ours, theirs = _days([best.view.vector]), _days(member.vector for member in members)
    if best.rest >= SERIES and ours and theirs and ours.isdisjoint(theirs):
        return "they name other days"
    late = f"it comes {duration_text(timedelta(minutes=best.rest // timedelta(minutes=1)))} after the others"
    if not best.soon_enough and not same_topic(best, members):
        return late if best.same_number else f"{late}, without a number of theirs"
    return f"{late}, and its headline says other things" if says_other_things(best, members) else ""


def _days(vectors: Iterable[Vector]) -> set[str]:
    return {feature for vector in vectors for feature in vector.common if feature[0] == "d"}

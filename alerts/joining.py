"""Tell which stories an article shows to be one: two that opened apart before anything linked them.

Stories are compared by the middle of their articles, which says more of them than any one article. Touches no database.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from alerts.likeness import FADES, View, caution
from alerts.similarity import cosine, middle
from store.window import Member

#: So near an article must be to the other story, where 1 is enough to stand in it.
NEARLY = 0.75
#: How much the words of a language count beside what is the same in every language.
WORDS_COUNT = 0.6
#: How close the middles of two stories must be that share a language, and of two that do not: surer than an article of
#: a story, because many go along.
CLOSE = 0.275
CLOSE_ACROSS = 0.15


def linked(
    view: View, story_id: int, others: Iterable[int], stories: Mapping[int, Sequence[Member]]
) -> tuple[int, ...]:
    """Return the stories that are one with that of an article, in the order given.

    Arguments: the story it belongs to, the others that are `NEARLY` near enough to it, and the latest articles of each.
    """
    article = Member(0, story_id, view.at, view.title, view.vector)
    ours = [*stories[story_id], article]
    return tuple(other for other in others if closeness(ours, stories[other]) >= caution(view))


def closeness(ones: Sequence[Member], others: Sequence[Member]) -> float:
    """Return how close two stories are, given as their latest articles; from 1 on they are one."""
    common = cosine(middle(m.vector.common for m in ones), [m.vector.common for m in others])
    languages = {m.vector.language for m in ones} & {m.vector.language for m in others}
    if not languages:
        return common * _fading(ones, others) / CLOSE_ACROSS
    words = max(_in_words(ones, others, language) for language in languages)
    return (WORDS_COUNT * words + (1 - WORDS_COUNT) * common) * _fading(ones, others) / CLOSE


def _in_words(ones: Iterable[Member], others: Iterable[Member], language: str) -> float:
    here, there = ([m.vector.words for m in some if m.vector.language == language] for some in (ones, others))
    return cosine(middle(here), there)


def _fading(ones: Sequence[Member], others: Sequence[Member]) -> float:
    (first, last), (start, end) = _span(ones), _span(others)
    apart = max(timedelta(0), max(first, start) - min(last, end))
    return math.exp(-0.5 * (apart / FADES) ** 2)


def _span(members: Sequence[Member]) -> tuple[datetime, datetime]:
    times = [m.at for m in members]
    return min(times), max(times)

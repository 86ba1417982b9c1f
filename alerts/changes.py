"""Decide what has changed in a story that its watch wants to be told of again. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from alerts.headlines import Said
from alerts.voices import OFFICIAL, voices_of
from config.again import Wish
from config.choosing import SourceFacts
from config.durations import duration_text
from store.tellings import Telling


@dataclass(frozen=True)
class Change:
    """One change: its kind (official, country, sources, headline, wakes), in words, and the article that brought it."""

    kind: str
    words: str
    article: int


def changes_of(
    wish: Wish,
    told: Sequence[Telling],
    new: Sequence[Telling],
    said: Mapping[int, Said],
    sources: Mapping[str, SourceFacts],
    alone: Collection[int] = (),
) -> list[Change]:
    """Return what of a wish has come true since a story was told last.

    Arguments: who told it by then and who joined since, each in the order they were seen; what is new in headlines, by
    article, in the order they came; the sources by name; the articles that were told by alerts of their own. What these
    bring is known, but not how many tell the story with them.
    """
    known = [*told, *(one for one in new if one.article in alone)]
    unknown = [one for one in new if one.article not in alone]
    found: list[Change] = []
    if wish.official:
        found += _official(known, unknown, sources)
    if wish.country:
        found += _countries(known, unknown, sources)
    found += _reached(wish.sources, told, new, sources)
    if wish.headline:
        found += [Change("headline", _said(what), article) for article, what in said.items() if what != Said()]
    if wish.wakes is not None:
        found += _woken(wish.wakes, known, unknown)
    return found


def _official(told: Sequence[Telling], new: Sequence[Telling], sources: Mapping[str, SourceFacts]) -> Iterator[Change]:
    def is_official(one: Telling) -> bool:
        return one.source in sources and OFFICIAL in sources[one.source].tags

    first = next(filter(is_official, new), None)
    if first is not None and not any(map(is_official, told)):
        yield Change("official", f"now also an official source: {first.source}", first.article)


def _countries(told: Sequence[Telling], new: Sequence[Telling], sources: Mapping[str, SourceFacts]) -> Iterator[Change]:
    def country(one: Telling) -> str | None:
        return sources[one.source].country if one.source in sources else None

    known = {None, *map(country, told)}
    for one in new:
        if (where := country(one)) not in known:
            known.add(where)
            yield Change("country", f"now also told in another country: {where}, by {one.source}", one.article)


def _reached(
    marks: Sequence[int], told: Sequence[Telling], new: Sequence[Telling], sources: Mapping[str, SourceFacts]
) -> Iterator[Change]:
    """Yield the highest mark that is passed: two passed at once are one change."""
    if not marks or not new:
        return
    before, now = (len(voices_of(who, sources).independent) for who in (told, [*told, *new]))
    if any(before < mark <= now for mark in marks):
        yield Change("sources", f"{now} independent sources tell it; it was {before}", new[-1].article)


def _said(what: Said) -> str:
    figures = [f"the figure {figure}" for figure in what.figures[:3]]
    names = [f"the name {name}" for name in what.names[:3]]
    denials = [f"the words «{what.denial}»"] if what.denial else []
    return f"new in a headline: {', '.join((*denials, *figures, *names))}"


def _woken(rest: timedelta, told: Sequence[Telling], new: Sequence[Telling]) -> Iterator[Change]:
    latest = max((one.seen_at for one in told), default=None)
    for one in new:
        if latest is not None and one.seen_at - latest >= rest:
            slept = timedelta(hours=(one.seen_at - latest) // timedelta(hours=1))
            yield Change("wakes", f"told again after {duration_text(slept)} of rest", one.article)
            return
        latest = one.seen_at if latest is None else max(latest, one.seen_at)

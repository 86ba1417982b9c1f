"""Long messages, by watch and story: what they tell in full, what by headline, what they only count. Pure."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from alerts.display import one_line
from alerts.links import AlertLinks
from alerts.message import NO_LINKS, Shown, shown_alert, template, told_by
from alerts.proof_words import ShownProof
from alerts.views import AlertView
from alerts.voices import Voices
from alerts.volume_words import ShownVolume
from alerts.wording import ShownLink, of_long_ago, shown_link

#: Stories of one watch that are told in full, and then by their headlines; the rest is counted.
FULL, HEADLINES = 10, 20
#: The same for all watches together: mail programs cut off what is longer than about 100 kB.
FULL_IN_ALL, HEADLINES_IN_ALL = 40, 150
#: Words that made a watch ring, and other outlets, named for one story.
_WORDS, _OUTLETS = 6, 4
PRIORITIES = ("high", "normal", "low")


@dataclass(frozen=True)
class Entry:
    """A story of a digest, ready to be shown: `alert` as any message shows it, and how widely it is told."""

    alert: Shown
    told: str
    words: str
    elsewhere: str
    also: str


@dataclass(frozen=True)
class Headline:
    """A story of which only the headline is shown; `note` says under which watch it is told in full."""

    link: ShownLink
    note: str


@dataclass(frozen=True)
class Section:
    """What one watch has found: stories in full, further ones by headline, and how to see the `more` left out.

    `command` lists all in a terminal, `address` on the desk; it is empty where the desk has no address for readers.
    """

    watch: str
    count: int
    entries: tuple[Entry, ...]
    headlines: tuple[Headline, ...]
    more: int
    command: str
    address: str


@dataclass(frozen=True)
class ShownHeld:
    """What a silence holds, ready to be shown."""

    count: int
    line: str
    alerts: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class Place:
    """An alert and how it is told in a digest: in full, by its headline, or only counted."""

    alert: AlertView
    how: str


def in_order(alerts: Sequence[AlertView], stories: Mapping[int, Voices]) -> list[AlertView]:
    """Return alerts by watch, the highest priority first; of one watch what most independent voices tell first."""
    best: dict[str, int] = {}
    for alert in alerts:
        rank = PRIORITIES.index(alert.priority)
        best[alert.watch] = min(best.get(alert.watch, rank), rank)

    def key(alert: AlertView) -> tuple[Any, ...]:
        return (best[alert.watch], alert.watch, -len(stories[alert.story].independent), -alert.outlets_in_all, alert.id)

    return sorted(alerts, key=key)


def places(ordered: Sequence[AlertView]) -> list[Place]:
    """Return how each alert is told, in the same order; each watch gets its share before any gets more than that.

    A story is told in full once, under the first watch that has it.
    """
    watches = [list(group) for _, group in groupby(ordered, lambda alert: alert.watch)]
    full, told_stories = 0, set()
    headlines, found = 0, []
    for number, group in enumerate(watches, 1):
        # What is left, shared by the watches to come: the first must not use up all.
        share = max((FULL_IN_ALL - full) // (len(watches) - number + 1), 0)
        lines_share = max((HEADLINES_IN_ALL - headlines) // (len(watches) - number + 1), 0)
        here = lines = 0
        for alert in group:
            if alert.story not in told_stories and here < min(FULL, share):
                here += 1
                told_stories.add(alert.story)
                found.append(Place(alert, "full"))
            elif lines < min(HEADLINES, lines_share):
                lines += 1
                found.append(Place(alert, "headline"))
            else:
                found.append(Place(alert, "counted"))
        full, headlines = full + here, headlines + lines
    return found


def sections(
    placed: Sequence[Place], stories: Mapping[int, Voices], since: datetime, zone: tzinfo, desk: str | None = None
) -> list[Section]:
    """Return what each watch has found, ready to be shown.

    `since` is when (aware) the first of it was opened, `desk` the address by which readers reach the desk.
    """
    under = {place.alert.story: place.alert.watch for place in placed if place.how == "full"}
    also: dict[int, dict[str, None]] = {}
    for place in placed:
        # Once, though a watch of which each article rings may have many alerts of a story.
        also.setdefault(place.alert.story, {})[place.alert.watch] = None
    shown = []
    for watch, group in groupby(placed, lambda place: place.alert.watch):
        mine = list(group)
        full = [place.alert for place in mine if place.how == "full"]
        lines = [place.alert for place in mine if place.how == "headline"]
        shown.append(
            Section(
                watch=one_line(watch, 100),
                count=len(mine),
                entries=tuple(_entry(alert, stories, [*also[alert.story]], zone) for alert in full),
                headlines=tuple(_headline(alert, under.get(alert.story)) for alert in lines),
                more=len(mine) - len(full) - len(lines),
                command=_list_command(watch, since, zone),
                address=f"{desk}/alerts?{urlencode({'watch': watch})}" if desk else "",
            )
        )
    return shown


def _list_command(watch: str, since: datetime, zone: tzinfo) -> str:
    day = since.astimezone(zone).date()
    return f"tocsin alert list --watch {shlex.quote(one_line(watch, 100))} --since {day} --limit 1000"


def _entry(alert: AlertView, stories: Mapping[int, Voices], watches: Sequence[str], zone: tzinfo) -> Entry:
    voices = stories[alert.story]
    named = list(dict.fromkeys(one_line(o.source, 100) for o in alert.outlets if o.source != alert.source))
    more = len(voices.outlets) - 1 - len(named[:_OUTLETS])
    rest = f" and {more} more" if more > 0 else ""
    others = [one_line(watch, 100) for watch in watches if watch != alert.watch]
    return Entry(
        alert=shown_alert(alert, zone, 2),
        told=told_by(voices, zone),
        words=_words(alert),
        elsewhere=f"{', '.join(named[:_OUTLETS])}{rest}" if named else "",
        also=", ".join(others),
    )


def _words(alert: AlertView) -> str:
    """Return the words that made the watch ring, as in: “Ramstein group” (@udcg), “drones”."""
    found: dict[str, str] = {}
    for one in alert.evidence:
        concept = f" (@{one_line(one.concept.lstrip('@'), 100)})" if one.concept else ""
        found.setdefault(one.text.casefold(), f"“{one_line(one.text, 60)}”{concept}")
    more = f" and {len(found) - _WORDS} more" if len(found) > _WORDS else ""
    return ", ".join(list(found.values())[:_WORDS]) + more


def _headline(alert: AlertView, under: str | None) -> Headline:
    see = f"see {one_line(under, 100)}" if under is not None and under != alert.watch else ""
    notes = [note for note in (of_long_ago(alert.published_at, alert.seen_at), see) if note]
    return Headline(shown_link(alert), ", ".join(notes))


def laid_out(
    subject: str,
    lead: str,
    shown: Sequence[Section],
    volume: Sequence[ShownVolume] = (),
    held: Sequence[ShownHeld] = (),
    proof: ShownProof | None = None,
    links: Mapping[int, AlertLinks] = NO_LINKS,
) -> tuple[str, str]:
    """Return a long message as plain text and as HTML; `lead` says under the subject what it is about."""
    words = {"subject": subject, "lead": lead, "sections": shown, "groups": bool(shown), "volume": volume}
    words |= {"held": held, "held_in_all": sum(one.count for one in held), "proof": proof, "links": links}
    return template("briefing.txt").render(words), template("briefing.html").render(words)

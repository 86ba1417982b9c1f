"""Put a spike or silence into words, for people and for programs. Touches no database."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from alerts.display import numbered, one_line, visible, web_link
from alerts.views import Held, Outlet
from alerts.volume_view import VolumeView
from alerts.wording import ShownLink, iso, shown_link, time_text
from config.durations import duration_text
from store.alert_models import Departure


@dataclass(frozen=True)
class ShownStory:
    """A story behind a spike, ready to be shown."""

    link: ShownLink
    how: str
    seen: str


@dataclass(frozen=True)
class ShownVolume:
    """A spike or silence, ready to be shown: clean texts, times in the user's zone."""

    id: int
    watch: str
    priority: str
    headline: str
    explained: tuple[str, ...]
    stories: tuple[ShownStory, ...]
    more: int
    last: ShownStory | None


def in_short(view: VolumeView) -> str:
    """Return a spike or silence in a few words.

    As in: spike, 42 articles in 6h (usually 3 ± 2).
    """
    usual = usual_text(view.usual, view.spread)
    return f"{view.kind}, {numbered(view.count, 'article')} in {_length(view)} (usually {usual})"


def departure_in_short(departure: Departure) -> str:
    """Return a stored spike or silence in the same words."""
    count, usual, spread = (departure.figures[key] for key in ("count", "usual", "spread"))
    length = duration_text(departure.began_at - departure.window_start)
    return f"{departure.kind}, {numbered(count, 'article')} in {length} (usually {usual_text(usual, spread)})"


def shown_volume(view: VolumeView, zone: tzinfo) -> ShownVolume:
    """Return a spike or silence as a message shows it; `zone` is the user's."""
    usual = usual_text(view.usual, view.spread)
    return ShownVolume(
        id=view.id,
        watch=one_line(view.watch, 100),
        priority=view.priority,
        headline=f"{view.kind.capitalize()}: {numbered(view.count, 'article')} in {_length(view)}, usually {usual}",
        explained=_explained(view, zone),
        stories=tuple(
            ShownStory(shown_link(s.first), _told_by(s.articles, s.independent), time_text(s.seen_at, zone))
            for s in view.stories
        ),
        more=view.stories_in_all - len(view.stories),
        last=ShownStory(shown_link(view.last[0]), "", time_text(view.last[1], zone)) if view.last else None,
    )


def volume_data(view: VolumeView) -> dict[str, Any]:
    """Return a spike or silence for programs, ready for JSON."""
    return {
        "id": view.id,
        "watch": view.watch,
        "priority": view.priority,
        "kind": view.kind,
        "window": {"start": iso(view.start), "end": iso(view.end)},
        "count": view.count,
        "usual": view.usual,
        "spread": view.spread,
        "score": view.score,
        "weeks": view.weeks,
        "independent_sources": view.independent,
        "stories": [
            {
                "story": s.id,
                "first": {**_outlet_data(s.first), "seen": iso(s.seen_at)},
                "articles": s.articles,
                "independent_sources": s.independent,
            }
            for s in view.stories
        ],
        "stories_in_all": view.stories_in_all,
        "sources": [{"source": source, "articles": count} for source, count in view.sources],
        "sources_in_all": view.sources_in_all,
        "held": held_data(view.held),
        "last": {**_outlet_data(view.last[0]), "seen": iso(view.last[1])} if view.last else None,
    }


def held_text(held: Held, zone: tzinfo) -> str:
    """Return what held an alert back, as in: by silence 3 (election night) since Sat 28 Mar 2026, 10:01 CET."""
    reason = f" ({one_line(held.reason, 200)})" if held.reason else ""
    return f"by silence {one_line(held.silence, 100)}{reason} since {time_text(held.since, zone)}"


def held_data(held: Held | None) -> dict[str, Any] | None:
    """Return what held an alert back for programs, ready for JSON."""
    if held is None:
        return None
    return {"silence": visible(held.silence), "reason": visible(held.reason), "since": iso(held.since)}


def _explained(view: VolumeView, zone: tzinfo) -> tuple[str, ...]:
    end = view.end.astimezone(zone)
    lines = [
        f"Counted: {time_text(view.start, zone)} to {time_text(view.end, zone)}",
        f"Usually: {usual_text(view.usual, view.spread)} at this hour on {end:%A}s, the median of {view.weeks} weeks",
    ]
    if view.sources:
        named = ", ".join(f"{one_line(source, 100)} {count}" for source, count in view.sources)
        more = view.sources_in_all - len(view.sources)
        lines.append(f"Sources: {view.independent} independent; {named}{f' and {more} more' if more > 0 else ''}")
    if view.kind == "silence":
        lines.append("All that time we could read the sources that carry most of what is usual.")
    if view.held:
        lines.append(f"Held: {held_text(view.held, zone)}")
    return tuple(lines)


def usual_text(usual: float, spread: float) -> str:
    """Return how much is usual, and how far it strays: where that is little, to a tenth.

    >>> usual_text(3, 2.1), usual_text(0.5, 0.5)
    ('3 ± 2', '0.5 ± 0.5')

    """
    return f"{usual:g} ± {round(spread) if spread >= 2 else round(spread, 1):g}"


def _told_by(articles: int, independent: int) -> str:
    return f"{numbered(articles, 'article')}, {numbered(independent, 'independent source')}"


def _length(view: VolumeView) -> str:
    return duration_text(view.end - view.start)


def _outlet_data(outlet: Outlet) -> dict[str, Any]:
    title = one_line(outlet.title, 500)
    return {"source": outlet.source, "title": title, "url": web_link(outlet.url), "language": outlet.language}

"""An alert in words of the desk: what a message says of it, with times and people in the language of who asks."""

from dataclasses import replace
from datetime import tzinfo

from alerts.display import one_line
from alerts.message import Shown, shown_alert
from alerts.views import AlertView
from alerts.voices import First, Voices, in_words
from alerts.volume_view import VolumeView
from alerts.volume_words import ShownVolume, shown_volume, usual_text
from web.phrases import said
from web.tongue import day_names, time_text, with_points
from web.tongue import gettext as _


def alert_told(view: AlertView, zone: tzinfo, together: int) -> Shown:
    """Return an alert of a story as a page tells it; arguments as of `shown_alert`."""
    told, follows = shown_alert(view, zone, together), view.follows
    return replace(
        told,
        published=time_text(view.published_at, zone) if view.published_at else _("not given"),
        seen=time_text(view.seen_at, zone),
        voices=told_by(view.voices, zone) if told.voices and view.voices else "",
        follows=_("alert %(id)s, “%(title)s”", id=follows.id, title=one_line(follows.title, 200)) if follows else "",
    )


def volume_told(view: VolumeView, zone: tzinfo) -> ShownVolume:
    """Return a spike or silence as a page tells it; what holds it is told beside it."""
    told = shown_volume(view, zone)
    return replace(
        told,
        headline=said(told.headline),
        explained=_explained(view, zone),
        stories=tuple(
            replace(shown, how=said(shown.how), seen=time_text(story.seen_at, zone))
            for shown, story in zip(told.stories, view.stories, strict=True)
        ),
    )


def told_by(voices: Voices, zone: tzinfo) -> str:
    """Return who tells a story, who had it first, and who was seen first where that is another."""
    told = [said(in_words(voices))]
    if first := voices.first:
        told.append(_("first in %(source)s", source=_at(first, zone)))
    if seen := voices.seen_first:
        told.append(_("first seen in %(source)s", source=_at(seen, zone)))
    return "; ".join(told)


def _at(first: First, zone: tzinfo) -> str:
    return f"{one_line(first.source, 100)}, {time_text(first.at, zone)}"


def _explained(view: VolumeView, zone: tzinfo) -> tuple[str, ...]:
    day = day_names()[view.end.astimezone(zone).weekday()]
    usual = {"usual": with_points(usual_text(view.usual, view.spread)), "day": day, "weeks": view.weeks}
    lines = [
        _("Counted: %(start)s to %(end)s", start=time_text(view.start, zone), end=time_text(view.end, zone)),
        _("Usually: %(usual)s at this hour on %(day)s, the median of %(weeks)s weeks", **usual),
    ]
    if view.sources:
        named = [f"{one_line(source, 100)} {count}" for source, count in view.sources]
        more = view.sources_in_all - len(view.sources)
        named += [_("and %(more)s more", more=more)] if more > 0 else []
        lines.append(_("Sources: %(number)s independent; %(named)s", number=view.independent, named=", ".join(named)))
    if view.kind == "silence":
        lines.append(_("All that time we could read the sources that carry most of what is usual."))
    return tuple(lines)

"""Put into words what keeps an article in its story, and what would have put it elsewhere. Pure."""

from collections.abc import Collection, Mapping
from typing import Any

from alerts.copies import COPY, LIKELY_COPY, LIKELY_COPY_AGE
from alerts.display import one_line
from alerts.likeness import EXPIRES, FEWEST_SHARED, Likeness, missing
from alerts.placement import SAME_TEXT

_KEPT_APART = {
    "series": "its headline recurs there, as a daily report's does, and that joins nothing",
    "roundup": "one of them gathers news of many stories",
    "template": "it has the wording of that text but other figures, names or days, as a template has",
}

_TRANSLATION = "it is a translation, by the order of what it names: it "


def reason(why: Mapping[str, Any], published_before: str | None = None) -> str:
    """Return why an article stands in its story, as it was decided when it came (`Placement.why`).

    `published_before` is the source that had the story earlier, by its own date, if this one was only seen first.
    """
    words = str(why.get("words") or why.get("kind") or "nothing is kept of the reason")
    if "follows" in why:
        words += f"; but {why['doubt']}, so it only follows that"
    opened = "it opened the story"
    if published_before is not None:
        opened = f"it was seen first, though by its date {one_line(published_before, 100)} had the story before"
    kind = "translation" if why.get("translation") else str(why.get("kind"))
    begun = {SAME_TEXT: "it is a copy: ", "new": f"{opened}: ", "same-news": "it ", "translation": _TRANSLATION}
    return f"{begun.get(kind, '')}{words}"


def otherwise(why: Mapping[str, Any]) -> str:
    """Return what would have kept an article out of its story, or joined it to another; '' if nothing can be said."""
    kind, score, needed = why.get("kind"), why.get("score"), why.get("needed")
    if kind == SAME_TEXT:
        return (
            f"apart with less than {COPY:.0%} of the shorter text in both ({LIKELY_COPY:.0%} within "
            f"{LIKELY_COPY_AGE.days} days of each other), or with other figures and names in it"
        )
    if score is None or needed is None:
        return ""
    if kind == "same-news":
        return (
            f"apart with {score - needed:.2f} less likeness, with fewer than {FEWEST_SHARED} names, figures, days or "
            f"places in common, under a headline that recurs, or {EXPIRES.days} days later"
        )
    lacking = _missing(score, needed, why.get("shared", ()))
    return f"joined with {lacking}" if lacking else ""


def comparison(like: Likeness, kept_apart: str) -> str:
    """Return how an article compares with a story that it is not of, and why it is `kept_apart` (`others_like`)."""
    named = f"shares {', '.join(like.named[:6])}" if like.named else "shares no name"
    if kept_apart:
        return f"{named}; kept apart: {_KEPT_APART[kept_apart]}"
    if like.ratio >= 1:
        return f"{named}; likeness {like.score:.2f} would be enough there as well, {like.needed:.2f} is needed"
    return f"{named}; it would join with {_missing(like.score, like.needed, like.shared)}"


def _missing(score: float, needed: float, shared: Collection[str]) -> str:
    parts = [f"{needed - score:.2f} more likeness ({score:.2f}, {needed:.2f} is needed)"] if score < needed else []
    if more := missing(shared):
        things = "name, figure, day or place" if more == 1 else "names, figures, days or places"
        parts.append(f"{more} more {things} in common")
    return " and ".join(parts)

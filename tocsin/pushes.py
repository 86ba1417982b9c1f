"""How it stands with the hubs that push sources, for programs and in words."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from alerts.display import one_line
from config.discretion import without_login
from scheduler.subscriptions import trusted
from store.push_models import Subscription


def push_data(one: Subscription | None, now: datetime) -> dict[str, Any] | None:
    """Return how far a source's hub is with pushing it at `now` (aware), ready for JSON; None if it names no hub."""
    if one is None:
        return None
    return {
        "hub": without_login(one.hub),
        "state": one.state,
        "trusted": trusted(one, now),
        "until": one.until,
        "last_push": one.last_push_at,
        "missed": one.missed,
        "error": one.error,
    }


def push_words(push: dict[str, Any], public: bool, when: Callable[[datetime | None], str]) -> str:
    """Return that in words; `public` tells whether the desk has a public address, `when` writes a time."""
    hub = one_line(urlsplit(push["hub"]).netloc, 80)
    error = f": {one_line(push['error'], 300)}" if push["error"] else ""
    if push["state"] == "offered":
        return f"{hub} is about to be asked for pushes" if public else f"{hub} would push it: set [desk] public_url"
    if push["state"] == "asked":
        return f"{hub} is asked to push it and has not confirmed that yet{error}"
    if push["state"] == "refused":
        return f"{hub} does not push it{error}"
    if push["last_push"] is None:
        return f"{hub} is to push it, and has not yet{error}"
    last = f"last {when(push['last_push'])}"
    if push["trusted"]:
        return f"pushed by {hub}, {last}{error}"
    return f"not pushed any more by {hub} ({last}), for polls find news that it does not push; polled as usual{error}"

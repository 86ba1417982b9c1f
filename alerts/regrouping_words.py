"""Put into words, and into data, what was joined and split. Pure."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from alerts.display import numbered, one_line
from store.models import Regrouping


def regrouping_facts(one: Regrouping) -> dict[str, Any]:
    """Return a join or split for JSON."""
    return {
        "id": one.id,
        "kind": one.kind,
        "from": one.from_id,
        "to": one.to_id,
        "articles": one.moved["articles"],
        "by": one.by,
        "why": one.why,
        "at": one.at,
        "undone": one.undone_at,
        "undone_by": one.undone_by,
    }


def moved_by(regroupings: Iterable[Mapping[str, Any]], story: int) -> dict[int, int]:
    """Return by which join or split, of those that still stand, articles came to a story; each by number.

    Arguments: what `regrouping_facts` returns of each, in their order.
    """
    return {
        article: done["id"]
        for done in regroupings
        if done["to"] == story and not done["undone"]
        for article in done["articles"]
    }


def regrouping_in_words(done: Mapping[str, Any], when: Callable[[datetime], str]) -> str:
    """Return a join or split in a line: what, when, by whom, why, and whether it was undone.

    Arguments: what `regrouping_facts` returns; how a time is shown.
    """
    what = f"story {done['from']} joined into {done['to']}"
    if done["kind"] == "split":
        articles = numbered(len(done["articles"]), "article")
        what = f"{articles} of story {done['from']} split off into {done['to']}"
    who = "by itself" if done["by"] is None else f"by {one_line(done['by'], 100) or 'somebody'}"
    why = f" ({one_line(done['why'], 200)})" if done["why"] else ""
    undone = f"; undone {when(done['undone'])} by {done['undone_by'] or 'somebody'}" if done["undone"] else ""
    return f"Regrouping {done['id']}: {what} {when(done['at'])} {who}{why}{undone}"

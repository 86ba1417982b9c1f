"""An article of the labelled set."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

#: The tables of `outlets.toml`: outlets by key, and the phrases of each language.
Outlets = Mapping[str, Mapping[str, Any]]
#: Of so many articles one has no date of its own.
_UNDATED = 12
#: An article is seen between these minutes after it is published.
_SOONEST, _LATEST = 2, 40


@dataclass(frozen=True)
class Record:
    """An article of the set. `story` names the news it tells; None: it tells news of its own."""

    id: str
    story: str | None
    kind: str
    language: str
    outlet: str
    country: str
    url: str
    title: str
    text: str
    published: datetime | None
    seen: datetime
    credit: str | None = None


def record(id_: str, story: str | None, at: datetime, row: Mapping[str, Any], outlets: Outlets) -> Record:
    """Return an article that an outlet publishes at a time.

    Raises:
        ValueError: `outlets` has no such outlet.

    """
    outlet = outlet_of(row, outlets, id_)
    return Record(
        id=id_,
        story=story,
        kind=row["kind"],
        language=outlet["language"],
        outlet=row["outlet"],
        country=outlet["country"],
        url=f"https://{outlet['host']}/{at:%Y/%m/%d}/{number_of(id_):08x}",
        title=row["title"],
        text=row["text"].strip(),
        published=None if number_of(id_) % _UNDATED == 0 else at,
        seen=at + timedelta(minutes=_SOONEST + number_of(f"seen {id_}") % (_LATEST - _SOONEST)),
        credit=row.get("credit"),
    )


def outlet_of(row: Mapping[str, Any], outlets: Outlets, id_: str) -> Mapping[str, Any]:
    """Return the outlet that a row names. Raises ValueError if there is none, which says whose row it is."""
    try:
        outlet: Mapping[str, Any] = outlets["outlets"][row["outlet"]]
    except KeyError as error:
        raise ValueError(f"{id_}: no outlet {error}; known: {', '.join(outlets['outlets'])}") from error
    return outlet


def number_of(id_: str) -> int:
    """Return a number that is always the same for an id, for what differs from article to article."""
    return zlib.crc32(id_.encode())

"""Read the labelled set in `tests/data/stories`: what was written there, and the copies that it asks for."""

import tomllib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from benchmarks.labelled import copying

FOLDER = Path(__file__).parents[2] / "tests" / "data" / "stories"
#: What a copy of each kind is made by. The last two are newer texts at the same address.
COPIES = ("reprint", "teaser", "truncated", "edited", "corrected")
NEWER = ("edited", "corrected")
#: An article in so many has no date of its own.
_UNDATED = 12


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


def read_records(folder: Path = FOLDER) -> list[Record]:
    """Return all records, in the order in which they were seen.

    Raises:
        ValueError: a file names an outlet, an article or words that are not there; it says which story.

    """
    outlets = _toml(folder / "outlets.toml")
    found: list[Record] = []
    for path in sorted(folder.glob("stories-*.toml")):
        for story in _toml(path)["story"]:
            found += _story(story, outlets)
    for path in sorted(folder.glob("noise-*.toml")):
        found += (_noise(path.stem, number, row, outlets) for number, row in enumerate(_toml(path)["article"]))
    return sorted(found, key=lambda record: (record.seen, record.id))


@lru_cache(maxsize=1)
def _toml_text(path: Path) -> str:
    return path.read_text("utf-8")


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_toml_text(path))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error


def _story(story: Mapping[str, Any], outlets: Mapping[str, Any]) -> Iterator[Record]:
    written = [
        _record(f"{story['id']}/{number}", story["id"], story["at"], "telling" if number > 1 else "original", row, outlets)
        for number, row in enumerate(story["article"], 1)
    ]
    yield from written
    for number, row in enumerate(story.get("copies", ()), 1):
        try:
            yield _copy(f"{story['id']}/c{number}", story["at"], written[row["of"] - 1], row, outlets)
        except (IndexError, KeyError, ValueError) as error:
            raise ValueError(f"story {story['id']!r}, copy {number}: {error}") from error


def _noise(stem: str, number: int, row: Mapping[str, Any], outlets: Mapping[str, Any]) -> Record:
    return _record(f"{stem}/{number}", None, row["at"], row["kind"], row, outlets)


def _record(
    id_: str, story: str | None, start: datetime, kind: str, row: Mapping[str, Any], outlets: Mapping[str, Any]
) -> Record:
    try:
        outlet = outlets["outlets"][row["outlet"]]
    except KeyError as error:
        raise ValueError(f"{id_}: no outlet {error}; outlets.toml has them all") from error
    at = start + timedelta(hours=row.get("hours", 0))
    return Record(
        id=id_,
        story=story,
        kind=row.get("kind", kind),
        language=outlet["language"],
        outlet=row["outlet"],
        country=outlet["country"],
        url=_url(id_, at, outlet["host"]),
        title=row["title"],
        text=row["text"].strip(),
        published=_published(id_, at),
        seen=_seen(id_, at),
        credit=row.get("credit"),
    )


def _copy(id_: str, start: datetime, of: Record, row: Mapping[str, Any], outlets: Mapping[str, Any]) -> Record:
    kind = row["kind"]
    newer = kind in NEWER
    name = of.outlet if newer else row["outlet"]
    outlet, words = outlets["outlets"][name], outlets["languages"][of.language]
    if outlet["language"] != of.language:
        raise ValueError(f"{name} does not print {of.language}")
    at = start + timedelta(hours=row["hours"])
    title, text = copying.MAKERS[kind](of, row, copying.Press(outlet["furniture"], words, zlib.crc32(id_.encode())))
    return Record(
        id=id_,
        story=of.story,
        kind=kind,
        language=of.language,
        outlet=name,
        country=outlet["country"],
        url=of.url if newer else _url(id_, at, outlet["host"]),
        title=title,
        text=text,
        published=of.published if newer else _published(id_, at),
        seen=_seen(id_, at),
        credit=of.credit,
    )


def _url(id_: str, at: datetime, host: str) -> str:
    return f"https://{host}/{at:%Y/%m/%d}/{zlib.crc32(id_.encode()):08x}"


def _published(id_: str, at: datetime) -> datetime | None:
    return None if zlib.crc32(id_.encode()) % _UNDATED == 0 else at


def _seen(id_: str, at: datetime) -> datetime:
    return at + timedelta(minutes=2 + zlib.adler32(id_.encode()) % 38)

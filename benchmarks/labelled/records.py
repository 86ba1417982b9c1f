"""Read the labelled set in `tests/data/stories`: what was written there, the copies that it asks for, and noise."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.labelled import noise
from benchmarks.labelled.copying import MAKERS, Press
from benchmarks.labelled.record import Outlets, Record, number_of, outlet_of, record

FOLDER = Path(__file__).parents[2] / "tests" / "data" / "stories"
#: Stories that were written without a look at how stories are told apart, to be measured and never tuned to.
BLIND = FOLDER / "blind"
#: Copies that are a newer text at the same address.
NEWER = ("edited", "corrected")


def read_records(folder: Path = FOLDER) -> list[Record]:
    """Return all records, in the order in which they were seen.

    Raises:
        ValueError: a file is no TOML, or names an outlet, an article or words that are not there; it says where.

    """
    outlets, tables = _toml(folder / "outlets.toml"), _toml(folder / "templates.toml")
    told = _in_order(_stories(folder, outlets))
    made = [*noise.from_templates(tables["template"], outlets), *noise.digests(tables["digest"], told, outlets)]
    return _in_order([*told, *made, *_noise(folder, outlets)])


def read_blind(folder: Path = BLIND) -> list[Record]:
    """Return the records of the blind set, whose outlets are those of the labelled one, in order of being seen.

    Raises:
        ValueError: as `read_records`.

    """
    outlets = _toml(FOLDER / "outlets.toml")
    return _in_order([*_stories(folder, outlets), *_noise(folder, outlets, "blind-")])


def read_templates(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """Return the templates of noise with their rows of facts."""
    templates: list[dict[str, Any]] = _toml(folder / "templates.toml")["template"]
    return templates


def _stories(folder: Path, outlets: Outlets) -> Iterator[Record]:
    for path in sorted(folder.glob("stories-*.toml")):
        for story in _toml(path)["story"]:
            yield from _story(story, outlets)


def _noise(folder: Path, outlets: Outlets, mark: str = "") -> Iterator[Record]:
    """Yield what is written as noise; `mark` stands before the names of its files, which name it."""
    for path in sorted(folder.glob("noise-*.toml")):
        yield from noise.written(f"{mark}{path.stem}", _toml(path)["article"], outlets)


def _in_order(records: Iterator[Record] | list[Record]) -> list[Record]:
    return sorted(records, key=lambda r: (r.seen, r.id))


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error


def _story(story: Mapping[str, Any], outlets: Outlets) -> Iterator[Record]:
    written = []
    for number, row in enumerate(story["article"], 1):
        kind = {"kind": "telling" if number > 1 else "original"}
        at = story["at"] + timedelta(hours=row.get("hours", 0))
        written.append(record(f"{story['id']}/{number}", story["id"], at, kind | row, outlets))
    yield from (_credited(one, outlets) for one in written)
    for number, row in enumerate(story.get("copies", ()), 1):
        id_ = f"{story['id']}/c{number}"
        try:
            original = written[row["of"] - 1]
            copy = _copy(id_, original, row, outlets)
            made = record(id_, story["id"], story["at"] + timedelta(hours=row["hours"]), copy, outlets)
        except (IndexError, KeyError, ValueError) as error:
            raise ValueError(f"story {story['id']!r}, copy {number}: {error}") from error
        newer = row["kind"] in NEWER
        yield replace(made, url=original.url, published=original.published) if newer else made


def _credited(article: Record, outlets: Outlets) -> Record:
    """Return an article with the line that names the agency it is from, as its outlet prints it."""
    if article.credit is None:
        return article
    line = outlets["languages"][article.language]["credit"].format(credit=article.credit)
    return replace(article, text=f"{article.text}\n{line}")


def _copy(id_: str, original: Record, row: Mapping[str, Any], outlets: Outlets) -> dict[str, Any]:
    """Return the row of a copy: with the title and text that its outlet prints."""
    name = {"outlet": original.outlet} | row
    outlet = outlet_of(name, outlets, id_)
    if outlet["language"] != original.language:
        raise ValueError(f"{name['outlet']} does not print {original.language}")
    press = Press(outlet["furniture"], outlets["languages"][original.language], number_of(id_))
    title, text = MAKERS[row["kind"]](original, row, press)
    return name | {"title": title, "text": text, "credit": original.credit}

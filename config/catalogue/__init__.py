"""The sources that come with Tocsin, one file for each tier: facts, and when each was seen alive by whom.

Settings switch them on by rules, as in `catalogue = ["tag:official", "country:PL", "not:tass-ru"]`.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from config.choosing import asked_for, chooses, is_such, kind_and_value, parted
from config.explain import near
from config.problems import Problem
from config.settings import Settings, SourceSettings

#: What is known of a source's being alive, in words.
EVIDENCE = {
    "answered": "answered a visit",
    "crawled": "read by a maintained open crawler",
    "listed": "in several public lists",
    "once": "in one public list",
    "doubtful": "blocked, silent or disputed when last looked at",
}
#: With less than that it is switched on only by its name, or by this tag.
_UNVERIFIED = ("once", "doubtful")
UNVERIFIED = "unverified"


class CatalogueSource(SourceSettings):
    """A source of the catalogue. Its tags begin with its tier, the name of its file."""

    title: str = Field(min_length=1)
    evidence: Literal["answered", "crawled", "listed", "once", "doubtful"]
    seen: date | None = Field(None, description="The day of the visit that it answered.")
    note: str = ""

    @property
    def tier(self) -> str:
        """Which sort of source it is: official, wire, trade, press or think-tank."""
        return self.tags[0]

    @property
    def is_verified(self) -> bool:
        """Whether there is reason to believe that it can be read."""
        return UNVERIFIED not in self.tags


@cache
def catalogue() -> Mapping[str, CatalogueSource]:
    """Return the sources of the catalogue by name, tier by tier; read when first asked for."""
    files = sorted(Path(__file__).parent.glob("*.toml"))
    return {source.name: source for path in files for source in _read(path)}


def _read(path: Path) -> Iterator[CatalogueSource]:
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["sources"]:
        unverified = [UNVERIFIED] if entry["evidence"] in _UNVERIFIED else []
        yield CatalogueSource.model_validate({**entry, "tags": [path.stem, *entry.get("tags", ()), *unverified]})


def switched_on(rules: Sequence[str]) -> Iterator[CatalogueSource]:
    """Yield the sources of the catalogue that rules switch on; none without rules.

    One that is not verified is switched on only by its own name, or by `tag:unverified`.
    """
    wanted, _ = parted(rules)
    narrow = [asked for asked in wanted if not _is_wide(asked)]
    for source in catalogue().values() if rules else ():
        if chooses(rules, source) and (source.is_verified or any(is_such(source, asked) for asked in narrow)):
            yield source


def _is_wide(asked: str) -> bool:
    kind, value = kind_and_value(asked)
    return kind != "name" and (kind, value.casefold()) != ("tag", UNVERIFIED)


def with_catalogue(settings: Settings) -> tuple[Settings, tuple[str, ...]]:
    """Return settings with the sources of the catalogue that they switch on, and notes on those left out.

    What stands in the settings wins over what the catalogue has under the same name or address.
    """
    own = {source.name.casefold(): source for source in settings.sources}
    read = {(source.url, source.kind): source for source in settings.sources}
    added, notes = [], []
    for source in switched_on(settings.catalogue):
        if source.name.casefold() in own:
            notes.append(f"the catalogue's source {source.name!r} is left out: yours of that name stands")
        elif there := read.get((source.url, source.kind)):
            notes.append(f"the catalogue's source {source.name!r} is left out: your source {there.name!r} reads it")
        else:
            added.append(source)
    return settings.model_copy(update={"sources": (*settings.sources, *added)}), tuple(notes)


def check_rules(settings: Settings) -> Iterator[Problem]:
    """Yield a problem for each rule under `catalogue` that no source of the catalogue meets."""
    for number, rule in enumerate(settings.catalogue):
        asked = asked_for(rule)
        if not any(is_such(source, asked) for source in catalogue().values()):
            cure = f"{near(asked, _rules_like(asked))} `tocsin source list --catalogue` shows all"
            what = f"no source of the catalogue is {asked!r}"
            yield Problem(("catalogue", number), what, cure)


def _rules_like(asked: str) -> Iterable[str]:
    """Return what there could be in place of what a rule asks for: tags, countries or names."""
    kind, value = kind_and_value(asked)
    sources = catalogue().values()
    countries = {f"country:{source.country}" for source in sources if source.country}
    tags = {f"tag:{tag}" for source in sources for tag in source.tags}
    if kind != "name":
        return countries if kind == "country" else tags
    meant = {one for one in countries | tags if kind_and_value(one)[1].casefold() == value.casefold()}
    return meant or set(catalogue())

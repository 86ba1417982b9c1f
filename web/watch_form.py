"""The form of a watch: what it asks, and what was written in it as settings. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from config import WatchSettings
from config.durations import duration_text
from config.explain import explain
from config.settings import VolumeSettings

#: What the form asks: all that a watch can have but its name.
KEYS = (
    "query",
    "channels",
    "priority",
    "sources",
    "languages",
    "scope",
    "inflect",
    "enabled",
    "must_match",
    "must_not_match",
    "again",
    "cooldown",
    "flood",
    "volume",
)
_SWITCHES = ("inflect", "enabled", "flood")
_CHOICES = ("priority", "scope")
_LINES = ("sources", "must_match", "must_not_match")
_WORDS = ("languages", "again")
_NUMBERS = ("window", "at_least", "sources")
#: What of the volume is told, as the form has it.
VOLUME = {"both": (True, True), "spike": (True, False), "silence": (False, True)}
_DEFAULTS = WatchSettings(name="default", query="default")


class BadForm(ValueError):
    """What was written makes no watch; each of `problems` says what is wrong and what to do."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Draft:
    """What stands in the form: the name of the watch, the mark of what its writer has seen, and the keys."""

    name: str
    seen: str
    values: Mapping[str, Any]

    def watch(self) -> WatchSettings:
        """Return it as settings.

        Raises:
            BadForm: it is no watch.

        """
        given = {"name": self.name, **self.values}
        try:
            return WatchSettings.model_validate(given)
        except ValidationError as error:
            problems = [str(problem) for problem in explain(error, given, WatchSettings)]
            raise BadForm(problems) from error

    def changed(self, there: WatchSettings | None) -> dict[str, Any]:
        """Return the keys that differ from the watch `there` (None: it is new), with None for what is the default."""
        base, new = there or _DEFAULTS, self.watch()
        differing = {key: getattr(new, key) for key in KEYS if getattr(new, key) != getattr(base, key)}
        if there is None:
            differing = {"query": new.query, "channels": new.channels, **differing}
        return {
            key: None if there and value == getattr(_DEFAULTS, key) else _for_file(value)
            for key, value in differing.items()
        }


def draft_of(watch: WatchSettings, seen: str) -> Draft:
    """Return the form filled with a watch."""
    values = {key: getattr(watch, key) for key in KEYS}
    values["again"] = tuple("".join(one.split()) for one in watch.again)
    values |= {"cooldown": duration_text(watch.cooldown), "volume": watch.volume and _volume_of(watch.volume)}
    return Draft(watch.name, seen, values)


def _volume_of(volume: VolumeSettings) -> dict[str, Any]:
    return {**volume.model_dump(), "window": duration_text(volume.window)}


_USUAL = _volume_of(VolumeSettings())


def _for_file(value: Any) -> Any:
    """Return a value as the settings write it; of a volume what is not the default."""
    match value:
        case timedelta():
            return duration_text(value)
        case VolumeSettings():
            return {key: one for key, one in _volume_of(value).items() if one != _USUAL[key]}
    return value


def read_draft(fields: Mapping[str, Sequence[str]]) -> Draft:
    """Return what was sent of the form; what a browser leaves out is empty or off."""

    def one(name: str) -> str:
        return "\n".join(fields.get(name, ("",))[0].split("\r\n")).strip()

    values: dict[str, Any] = {"query": one("query"), "channels": tuple(fields.get("channels", ()))}
    values |= {key: one(key) or getattr(_DEFAULTS, key) for key in _CHOICES}
    values |= {key: key in fields for key in _SWITCHES}
    values |= {key: tuple(line.strip() for line in one(key).split("\n") if line.strip()) for key in _LINES}
    values |= {key: tuple(filter(None, re.split(r"[\s,;]+", one(key)))) for key in _WORDS}
    values["cooldown"] = one("cooldown") or duration_text(_DEFAULTS.cooldown)
    values["volume"] = None
    if tells := VOLUME.get(one("volume")):
        asked = {key: one(f"volume_{key}") or usual for key, usual in _USUAL.items() if key in _NUMBERS}
        values["volume"] = {"spike": tells[0], "silence": tells[1], "stories": "volume_stories" in fields, **asked}
    return Draft(one("name"), one("seen"), values)

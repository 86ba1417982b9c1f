"""The form of a watch: what it asks, and what was written in it as settings. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from config import WatchSettings
from config.explain import explain

#: What the form asks; whatever else a watch has in its file stays as it is there.
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
)
_SWITCHES = ("inflect", "enabled")
_CHOICES = ("priority", "scope")
_LINES = ("sources", "must_match", "must_not_match")
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

    def watch(self, there: WatchSettings | None) -> WatchSettings:
        """Return it as settings, with all that the form does not ask as it is `there`.

        Raises:
            BadForm: it is no watch.

        """
        given = {**({} if there is None else there.model_dump()), "name": self.name, **self.values}
        try:
            return WatchSettings.model_validate(given)
        except ValidationError as error:
            problems = [str(problem) for problem in explain(error, given, WatchSettings)]
            raise BadForm(problems) from error

    def changed(self, there: WatchSettings | None) -> dict[str, Any]:
        """Return the keys that differ from the watch `there` (None: it is new), with None for what is the default."""
        base, new = there or _DEFAULTS, self.watch(there)
        differing = {key: getattr(new, key) for key in KEYS if getattr(new, key) != getattr(base, key)}
        if there is None:
            return {"query": new.query, "channels": new.channels, **differing}
        return {key: None if value == getattr(_DEFAULTS, key) else value for key, value in differing.items()}


def draft_of(watch: WatchSettings, seen: str) -> Draft:
    """Return the form filled with a watch."""
    return Draft(watch.name, seen, {key: getattr(watch, key) for key in KEYS})


def read_draft(fields: Mapping[str, Sequence[str]]) -> Draft:
    """Return what was sent of the form; what a browser leaves out is empty or off."""

    def one(name: str) -> str:
        return "\n".join(fields.get(name, ("",))[0].split("\r\n")).strip()

    values: dict[str, Any] = {"query": one("query"), "channels": tuple(fields.get("channels", ()))}
    values |= {key: one(key) or getattr(_DEFAULTS, key) for key in _CHOICES}
    values |= {key: key in fields for key in _SWITCHES}
    values |= {key: tuple(line.strip() for line in one(key).split("\n") if line.strip()) for key in _LINES}
    values["languages"] = tuple(filter(None, re.split(r"[\s,;]+", one("languages"))))
    return Draft(one("name"), one("seen"), values)

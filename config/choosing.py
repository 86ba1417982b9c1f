"""Choose sources by rules: `nato-news`, `tag:official`, `country:FR`, and `not:` before any of them."""

from collections.abc import Sequence
from typing import Protocol


class SourceFacts(Protocol):
    """What sources are chosen by; SourceSettings is one."""

    @property
    def name(self) -> str:
        """The name of the source."""

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags."""

    @property
    def country(self) -> str | None:
        """Its country, as ISO 3166 writes it."""


def is_such(source: SourceFacts, rule: str) -> bool:
    """Whether a source is the one that rule names, or one of those: a name (or name:…), tag:… or country:…."""
    kind, colon, value = rule.partition(":")
    kind = kind.casefold()
    if colon and kind == "tag":
        return value.casefold() in map(str.casefold, source.tags)
    if colon and kind == "country":
        return value.casefold() == (source.country or "").casefold()
    return source.name.casefold() in (rule.casefold(), rule.removeprefix("name:").casefold())


def parted(rules: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the rules that ask for sources, and those after `not:`, without it."""
    wanted = [rule for rule in rules if not rule.startswith("not:")]
    return wanted, [rule.removeprefix("not:") for rule in rules if rule.startswith("not:")]


def chooses(rules: Sequence[str], source: SourceFacts) -> bool:
    """Whether rules choose source: it is one that is asked for (any, if none is) and none that is excluded."""
    wanted, excluded = parted(rules)
    chosen = not wanted or any(is_such(source, rule) for rule in wanted)
    return chosen and not any(is_such(source, rule) for rule in excluded)

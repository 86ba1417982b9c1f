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


def asked_for(rule: str) -> str:
    """Return which sources a rule is about: the rule, without the `not:` that excludes them."""
    return rule[4:] if rule[:4].casefold() == "not:" else rule


def kind_and_value(asked: str) -> tuple[str, str]:
    """Return whether a rule without `not:` is about a "tag", a "country" or a "name", and which; case does not matter.

    >>> kind_and_value("Country:UA"), kind_and_value("nato-news")
    (('country', 'UA'), ('name', 'nato-news'))
    """
    kind, _, value = asked.partition(":")
    kind = kind.casefold()
    return (kind, value) if value and kind in ("tag", "country", "name") else ("name", asked)


def is_such(source: SourceFacts, asked: str) -> bool:
    """Whether a source is the one that is asked for, or one of those: a name (or name:…), tag:… or country:…."""
    kind, value = kind_and_value(asked)
    if kind == "tag":
        return value.casefold() in map(str.casefold, source.tags)
    if kind == "country":
        return value.casefold() == (source.country or "").casefold()
    return source.name.casefold() in (asked.casefold(), value.casefold())


def parted(rules: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the rules that ask for sources, and those after `not:`, without it."""
    wanted: list[str] = []
    excluded: list[str] = []
    for rule in rules:
        asked = asked_for(rule)
        (wanted if asked == rule else excluded).append(asked)
    return wanted, excluded


def chooses(rules: Sequence[str], source: SourceFacts) -> bool:
    """Whether rules choose source: it is one that is asked for (any, if none is) and none that is excluded."""
    wanted, excluded = parted(rules)
    chosen = not wanted or any(is_such(source, rule) for rule in wanted)
    return chosen and not any(is_such(source, rule) for rule in excluded)

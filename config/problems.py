"""What is wrong in settings, and where."""

from collections.abc import Iterable
from dataclasses import dataclass

#: Keys and indices from the top, as in ("sources", 3, "url").
Keys = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in the settings: where (keys and indices from the top), what, and what to do."""

    path: Keys
    what: str
    cure: str = ""

    def __str__(self) -> str:
        return f"{self.what}; {self.cure}" if self.cure else self.what


class ConfigError(Exception):
    """The settings are wrong. Each line of the message is one problem as `file:line:column: what; what to do`."""

    def __init__(self, problems: Iterable[str] | str) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))

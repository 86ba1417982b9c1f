"""The cases of tests/data/matching.toml: what a query finds in a text, and the exact characters it is found by."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "matching.toml"


@dataclass(frozen=True)
class Case:
    """One line of the table; `found` is empty if the query is not to be found."""

    query: str
    language: str | None
    text: str
    found: tuple[str, ...]
    why: str

    def __str__(self) -> str:
        return f"{self.language}: {self.query} in {self.text[:40]}"


def cases():
    table = tomllib.loads(TABLE.read_text("utf-8"))
    return [
        Case(query, None if language == "none" else language, text, tuple(found), why)
        for language, rows in table.items()
        for query, text, found, why in rows
    ]

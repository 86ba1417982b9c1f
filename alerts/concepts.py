"""Things with names in many languages, shipped in config/concepts/ and the user's own. `@nato` is NATO, OTAN, НАТО."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import config
from config import ConceptSettings

SHIPPED = Path(config.__file__).parent / "concepts"


@dataclass(frozen=True)
class Name:
    """One name of a concept; `exact` if it must be met to the letter. A word in it may end in an asterisk."""

    text: str
    language: str
    exact: bool = False


@dataclass(frozen=True)
class Concept:
    """A thing that coverage speaks of under many names."""

    key: str
    title: str
    kind: str
    names: tuple[Name, ...]


class Concepts(Mapping[str, Concept]):
    """The concepts there are, by the name under which a watch asks for them."""

    def __init__(self, concepts: Mapping[str, Concept]) -> None:
        self._concepts = dict(concepts)

    def __getitem__(self, key: str) -> Concept:
        return self._concepts[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._concepts)

    def __len__(self) -> int:
        return len(self._concepts)


def load_concepts(own: Mapping[str, ConceptSettings] | None = None) -> Concepts:
    """Return the shipped concepts and the user's own, which stand in place of a shipped one of the same name."""
    mine = {key.lower(): _concept(key.lower(), settings) for key, settings in (own or {}).items()}
    return Concepts({**_shipped(), **mine})


@cache
def _shipped() -> Mapping[str, Concept]:
    found: dict[str, Concept] = {}
    for path in sorted(SHIPPED.glob("*.toml")):
        for key, table in tomllib.loads(path.read_text("utf-8")).items():
            if key in found:
                raise ValueError(f"{path.name}: concept {key!r} stands in another file as well")
            found[key] = _concept(key, ConceptSettings.model_validate(table))
    return found


def _concept(key: str, settings: ConceptSettings) -> Concept:
    names = tuple(_name(text, language) for language, texts in settings.names.items() for text in texts)
    return Concept(key, settings.title or key, settings.kind, names)


def _name(text: str, language: str) -> Name:
    exact = text.startswith("=")
    return Name(" ".join(text.removeprefix("=").split()), language, exact)

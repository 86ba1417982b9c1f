"""Things with names in many languages, shipped in config/concepts/ and the user's own. `@nato` is NATO, OTAN, НАТО."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import config
from alerts.document import same_language
from alerts.folding import fold
from config import ConceptSettings

#: What all news speaks of, and what tells stories apart. No watch can ask for it: its names are everyday words, which
#: mean other things in other languages.
SUBJECT = "subject"

SHIPPED = Path(config.__file__).parent / "concepts"


@dataclass(frozen=True)
class Name:
    """One name of a concept. A word in it may end in an asterisk.

    `exact`: it must be met to the letter. `ambiguous`: it counts only in an article that holds what its concept may
    stand beside. `since` and `until`: it counts only in articles of these days, both included; the name of somebody
    who held an office. `not_in`: languages in whose articles it does not count, for their own line has it as ambiguous.
    """

    text: str
    language: str
    exact: bool = False
    ambiguous: bool = False
    since: date | None = None
    until: date | None = None
    not_in: tuple[str, ...] = ()

    def counts(self, day: date | None, language: str | None) -> bool:
        """Whether it may be met in an article of that day and language; what is unknown (None) rules nothing out."""
        return self.is_current(day) and not any(same_language(tag, language) for tag in self.not_in)

    def is_current(self, day: date | None) -> bool:
        """Whether it may be met in an article of that day; of an unknown day (None) it may."""
        return day is None or ((self.since or day) <= day <= (self.until or day))


@dataclass(frozen=True)
class Concept:
    """A thing that coverage speaks of under many names.

    `beside` says what lets its ambiguous names count, apart from its other names: names, and concepts by their keys.
    """

    key: str
    title: str
    kind: str
    names: tuple[Name, ...]
    beside: tuple[Name, ...] = ()
    beside_concepts: tuple[str, ...] = ()


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

    def company(self, key: str) -> tuple[Name, ...]:
        """Return the names beside one of which the ambiguous names of a concept count.

        Raises:
            KeyError: there is no concept of that key.

        """
        concept = self._concepts[key]
        kept = [name for other in (key, *concept.beside_concepts) for name in self._names(other) if not name.ambiguous]
        return (*kept, *concept.beside)

    def called(self, name: str) -> list[str]:
        """Return the keys of the concepts that have a name spelt so, but for case, accents, hyphens and spaces."""
        wanted = fold(name)
        return [key for key, one in self._concepts.items() if any(fold(known.text) == wanted for known in one.names)]

    def _names(self, key: str) -> tuple[Name, ...]:
        return self._concepts[key].names if key in self._concepts else ()


def load_concepts(own: Mapping[str, ConceptSettings] | None = None, *, subjects: bool = False) -> Concepts:
    """Return the shipped concepts and the user's own, which stand in place of a shipped one of the same name.

    An office is also found by the names of those who held it, in articles of their time. `subjects` are left out unless
    they are asked for.
    """
    settings = {key: one for key, one in concept_settings(own).items() if subjects or one.kind != SUBJECT}
    plain = {key: _concept(key, concept) for key, concept in settings.items()}
    return Concepts({key: _with_holders(concept, settings[key], plain) for key, concept in plain.items()})


def concept_settings(own: Mapping[str, ConceptSettings] | None = None) -> Mapping[str, ConceptSettings]:
    """Return the shipped concepts and the user's own beside or in place of them, as they are written."""
    return {**shipped_settings(), **{key.lower(): concept for key, concept in (own or {}).items()}}


@cache
def shipped_settings() -> Mapping[str, ConceptSettings]:
    """Return the shipped concepts as they are written.

    Raises:
        ValueError: a concept stands in two files.

    """
    found: dict[str, ConceptSettings] = {}
    for path in sorted(SHIPPED.glob("*.toml")):
        for key, table in tomllib.loads(path.read_text("utf-8")).items():
            if key in found:
                raise ValueError(f"{path.name}: concept {key!r} stands in another file as well")
            found[key] = ConceptSettings.model_validate(table)
    return found


def _concept(key: str, settings: ConceptSettings) -> Concept:
    names = _by_their_own_line([_name(text, lang) for lang, texts in settings.names.items() for text in texts])
    beside = tuple(_name(text, "") for text in settings.beside if not text.startswith("@"))
    concepts = tuple(text[1:].lower() for text in settings.beside if text.startswith("@"))
    return Concept(key, settings.title or key, settings.kind, names, beside, concepts)


def _name(text: str, language: str) -> Name:
    ambiguous = text.startswith("~")
    text = text.removeprefix("~")
    return Name(" ".join(text.removeprefix("=").split()), language, text.startswith("="), ambiguous)


def _by_their_own_line(names: Sequence[Name]) -> tuple[Name, ...]:
    """Return names such that what the line of a language has as ambiguous is not met by other lines in its articles."""
    unsure: dict[tuple[str, bool], tuple[str, ...]] = {}
    for name in names:
        if name.ambiguous:
            unsure[name.text, name.exact] = (*unsure.get((name.text, name.exact), ()), name.language)

    def seen(name: Name) -> Name:
        languages = unsure.get((name.text, name.exact))
        return replace(name, not_in=languages) if languages and not name.ambiguous else name

    return tuple(map(seen, names))


def _with_holders(office: Concept, settings: ConceptSettings, concepts: Mapping[str, Concept]) -> Concept:
    """Return office with the names of its holders; the ambiguous ones count beside what they do for the person."""
    held = [(holder, concepts[key]) for holder in settings.holders if (key := holder.person.lower()) in concepts]
    return replace(
        office,
        names=(
            *office.names,
            *(replace(name, since=h.since, until=h.until) for h, person in held for name in person.names),
        ),
        beside=(*office.beside, *(name for _, person in held for name in person.beside)),
        beside_concepts=(*office.beside_concepts, *(key for _, person in held for key in person.beside_concepts)),
    )

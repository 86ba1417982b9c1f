"""Things with names in many languages, shipped in config/concepts/ and the user's own. `@nato` is NATO, OTAN, НАТО."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import config
from alerts.document import same_language
from alerts.folding import fold
from config import ConceptSettings, HolderSettings

#: What all news speaks of, and what tells stories apart. No watch can ask for it: its names are everyday words, which
#: mean other things in other languages.
SUBJECT = "subject"
#: Kinds whose names stand in capitals throughout as well, as in datelines: KABUL (Reuters).
PLACES = ("city", "country")

SHIPPED = Path(config.__file__).parent / "concepts"
#: How a concept begins in the shipped files.
_HEAD = re.compile(r"^\[([\w-]+)\]\n", re.MULTILINE)
#: Kinds whose names are no words that a dictionary has.
_PROPER = (*PLACES, "place", "person", "company")
#: Of names their dictionaries make words: of Sudan, in Hebrew, a secret; or they end as a particle: Cairo in Korean; or
#: as a case: Mali, in Armenian, as what is of a cow. In the latter so do NATO and others that are no proper nouns.
_MISTAKEN_OF_ANY_KIND = ("ko", "ka", "hy", "bn")
_MISTAKEN = ("ar", "he", "fa", "hi", *_MISTAKEN_OF_ANY_KIND)
#: Behind in and for Hebrew leaves out the first article of a name that has two: the White House, הבית הלבן, בבית הלבן.
_TWO_ARTICLES, _LEAVING_OUT = re.compile(r"ה(\S+ ה.*)"), "בל"
#: Languages without lines of their own, and the next of kin in which a word most likely means the same.
_READ_AS = {
    "bs": "hr",
    "sh": "hr",
    "me": "hr",
    "cnr": "hr",
    "ms": "id",
    "fil": "tl",
    "prs": "fa",
    "nb": "no",
    "nn": "no",
}
#: Where such a one says what it is: known without reading all its names.
_KIND = re.compile(r'^kind = "([\w-]+)"$', re.MULTILINE)


class Name(NamedTuple):
    """One name of a concept. A word in it may end in an asterisk.

    `exact`: it must be met to the letter. `ambiguous`: it counts only in an article that holds what its concept may
    stand beside. `since` and `until`: it counts only in articles of these days, both included; the name of somebody
    who held an office. `not_in`: languages in whose articles it does not count, for their own line has it as ambiguous.
    `is_proper`: it is met with particles and endings, but not in other words that a dictionary takes for forms of one.
    """

    text: str
    language: str
    exact: bool = False
    ambiguous: bool = False
    since: date | None = None
    until: date | None = None
    not_in: tuple[str, ...] = ()
    is_proper: bool = False

    def counts(self, day: date | None, language: str | None) -> bool:
        """Whether it may be met in an article of that day and language; what is unknown (None) rules nothing out."""
        if self.not_in:
            read = _READ_AS.get(language or "", language)
            if any(same_language(tag, read) for tag in self.not_in):
                return False
        return self.is_current(day)

    def is_current(self, day: date | None) -> bool:
        """Whether it may be met in an article of that day; of an unknown day (None) it may."""
        if day is None:
            return True
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Concept:
    """A thing that coverage speaks of under many names.

    `beside` says what lets its ambiguous names count, apart from its other names: names, and concepts by their keys.
    `not_within` says in what longer names no name of it counts, as Sudan does not in South Sudan: names, and concepts.
    """

    key: str
    title: str
    kind: str
    names: tuple[Name, ...]
    beside: tuple[Name, ...] = ()
    beside_concepts: tuple[str, ...] = ()
    not_within: tuple[Name, ...] = ()
    not_within_concepts: tuple[str, ...] = ()


class Written(Mapping[str, ConceptSettings]):
    """Concepts as they are written: the user's own, by keys in lower case, beside or in place of the shipped ones.

    A shipped one is read when it is asked for: all together take the better part of a second, and watches name few.
    """

    def __init__(self, own: Mapping[str, ConceptSettings]) -> None:
        self._own = {key.lower(): concept for key, concept in own.items()}

    def __getitem__(self, key: str) -> ConceptSettings:
        return self._own[key] if key in self._own else _shipped(key)

    def kind(self, key: str) -> str:
        """Return the kind of a concept; one that is shipped is not read for that. Raises KeyError: there is none."""
        if key in self._own:
            return self._own[key].kind
        found = _KIND.search(_shipped_texts()[key])
        return found[1] if found else _shipped(key).kind

    def names_in(self, key: str, language: str) -> list[Name]:
        """Return the names of a concept in a language alone; of one that is shipped no more is read, where it can be.

        Raises KeyError: there is no concept of that key.
        """
        if key in self._own:
            texts: Iterable[str] = self._own[key].names.get(language, ())
        else:
            texts = _shipped_line(_shipped_texts()[key], language)
        return [name for text in texts for name in _forms(_name(text, language))]

    def __contains__(self, key: object) -> bool:
        return key in self._own or key in _shipped_texts()

    def __iter__(self) -> Iterator[str]:
        return iter({**_shipped_texts(), **self._own})

    def __len__(self) -> int:
        return len(self._own.keys() | _shipped_texts().keys())


class Concepts(Mapping[str, Concept]):
    """The concepts there are, by the name under which a watch asks for them; each is made when it is asked for.

    Subjects are none of them.
    """

    def __init__(self, written: Mapping[str, ConceptSettings]) -> None:
        self._written = written
        self._made: dict[str, Concept] = {}

    def __getitem__(self, key: str) -> Concept:
        made = self._made.get(key)
        if made is None:
            if (plain := self._plain(key)) is None:
                raise KeyError(key)
            held = [(h, self._plain(h.person.lower())) for h in self._written[key].holders]
            made = self._made[key] = _with_holders(plain, [(h, person) for h, person in held if person])
        return made

    def __iter__(self) -> Iterator[str]:
        return filter(self._has, self._written)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _plain(self, key: str) -> Concept | None:
        """Return a concept without the names of its holders, who may be offices themselves."""
        return _concept(key, self._written[key]) if key in self._written and self._has(key) else None

    def _has(self, key: str) -> bool:
        written = self._written
        return (written.kind(key) if isinstance(written, Written) else written[key].kind) != SUBJECT

    def company(self, key: str) -> tuple[Name, ...]:
        """Return the names beside one of which the ambiguous names of a concept count.

        Raises:
            KeyError: there is no concept of that key.

        """
        concept = self[key]
        kept = [name for other in (key, *concept.beside_concepts) for name in self._names(other) if not name.ambiguous]
        return (*kept, *concept.beside)

    def longer(self, key: str) -> tuple[Name, ...]:
        """Return the longer names within which no name of a concept counts, whatever day and language they are of.

        Raises:
            KeyError: there is no concept of that key.

        """
        concept = self[key]
        return (*concept.not_within, *(name for other in concept.not_within_concepts for name in self._names(other)))

    def called(self, name: str) -> list[str]:
        """Return the keys of the concepts that have a name spelt so, but for case, accents, hyphens and spaces."""
        wanted = fold(name)
        return [key for key, one in self.items() if any(fold(known.text) == wanted for known in one.names)]

    def _names(self, key: str) -> tuple[Name, ...]:
        return self[key].names if key in self else ()


def load_concepts(own: Mapping[str, ConceptSettings] | None = None) -> Concepts:
    """Return the shipped concepts and the user's own, which stand in place of a shipped one of the same name.

    An office is also found by the names of those who held it, in articles of their time.
    """
    return Concepts(concept_settings(own))


def concept_settings(own: Mapping[str, ConceptSettings] | None = None) -> Written:
    """Return the shipped concepts and the user's own beside or in place of them, as they are written."""
    return Written(own or {})


def shipped_settings() -> Written:
    """Return the shipped concepts as they are written."""
    return concept_settings()


def shipped_names_of(kind: str) -> Iterator[tuple[str, list[Name]]]:
    """Yield the title of each shipped concept of a kind with its names as they are written; the others are not read."""
    written = shipped_settings()
    for key in written:
        if written.kind(key) == kind:
            names = written[key].names.items()
            yield written[key].title or key, [_name(text, language) for language, texts in names for text in texts]


@cache
def _shipped(key: str) -> ConceptSettings:
    return ConceptSettings.model_validate(_table(_shipped_texts()[key]))


def _table(text: str) -> dict[str, Any]:
    """Return what stands under a head, as `tomllib` reads it, which takes four times as long for all of them.

    Nearly each line is a list of names, and JSON reads that the same; a test tells that of all that is shipped.
    """
    try:
        lines = (line.split(" = ", 1) for line in text.splitlines() if line and line[0] != "#")
        return {key: json.loads(value) for key, value in lines}
    except ValueError:
        return tomllib.loads(text)


def _shipped_line(text: str, language: str) -> list[str]:
    """Return the names that stand under a head on the line of a language."""
    line = next((line for line in text.splitlines() if line.startswith(f"{language} = ")), None)
    return list(_table(line)[language]) if line else []


@cache
def _shipped_texts() -> Mapping[str, str]:
    """Return what stands under each head. Raises ValueError: a concept stands there twice."""
    found: dict[str, str] = {}
    for path in sorted(SHIPPED.glob("*.toml")):
        _, *pieces = _HEAD.split(path.read_text("utf-8"))
        for key, text in zip(pieces[::2], pieces[1::2], strict=True):
            if key in found:
                raise ValueError(f"{path.name}: concept {key!r} stands in the shipped files already")
            found[key] = text
    return found


def _concept(key: str, settings: ConceptSettings) -> Concept:
    mistaken = _MISTAKEN if settings.kind in _PROPER else _MISTAKEN_OF_ANY_KIND
    named = ((text, language) for language, texts in settings.names.items() for text in texts)
    written = [name for text, lang in named for name in _forms(_name(text, lang, lang in mistaken))]
    names = _by_their_own_line(_with_capitals(written) if settings.kind in PLACES else written)
    title = settings.title or key
    return Concept(key, title, settings.kind, names, *_listed(settings.beside), *_listed(settings.not_within))


def _listed(texts: Sequence[str]) -> tuple[tuple[Name, ...], tuple[str, ...]]:
    """Return the names of a list, and the keys of the concepts in it."""
    names = tuple(_name(text, "") for text in texts if not text.startswith("@"))
    return names, tuple(text[1:].lower() for text in texts if text.startswith("@"))


def _name(text: str, language: str, is_proper: bool = False) -> Name:
    ambiguous = text.startswith("~")
    text = text.removeprefix("~")
    words = " ".join(text.removeprefix("=").split())
    return Name(words, language, text.startswith("="), ambiguous, is_proper=is_proper)


def _forms(name: Name) -> Iterator[Name]:
    """Yield a name, and what a Hebrew one with two articles is where a particle has swallowed the first."""
    yield name
    if name.language == "he" and not name.exact and (found := _TWO_ARTICLES.fullmatch(name.text)):
        yield from (name._replace(text=f"{particle}{found[1]}") for particle in _LEAVING_OUT)


def _with_capitals(names: Sequence[Name]) -> list[Name]:
    """Return names with those to the letter in capitals as well; others are found however they are written."""
    capitals = (name._replace(text=_upper(name.text, name.language)) for name in names if name.exact)
    return list(dict.fromkeys((*names, *capitals)))


def _upper(text: str, language: str) -> str:
    return (text.replace("i", "İ") if language == "tr" else text).upper()


def _by_their_own_line(names: Sequence[Name]) -> tuple[Name, ...]:
    """Return names such that what the line of a language has as ambiguous is not met by other lines in its articles."""
    unsure: dict[tuple[str, bool], tuple[str, ...]] = {}
    for name in names:
        if name.ambiguous:
            unsure[_spelt(name)] = (*unsure.get(_spelt(name), ()), name.language)
    if not unsure:
        return tuple(names)

    def seen(name: Name) -> Name:
        languages = unsure.get(_spelt(name))
        return name._replace(not_in=languages) if languages and not name.ambiguous else name

    return tuple(map(seen, names))


def _spelt(name: Name) -> tuple[str, bool]:
    """Return what two names have in common that are met by the same words."""
    return name.text if name.exact else fold(name.text), name.exact


def _with_holders(office: Concept, held: Sequence[tuple[HolderSettings, Concept]]) -> Concept:
    """Return office with the names of its holders, which count beside and within what they do for the person."""
    people = [person for _, person in held]
    return replace(
        office,
        names=(
            *office.names,
            *(name._replace(since=h.since, until=h.until) for h, person in held for name in person.names),
        ),
        beside=(*office.beside, *(name for person in people for name in person.beside)),
        beside_concepts=(*office.beside_concepts, *(key for person in people for key in person.beside_concepts)),
        not_within=(*office.not_within, *(name for person in people for name in person.not_within)),
        not_within_concepts=(
            *office.not_within_concepts,
            *(key for person in people for key in person.not_within_concepts),
        ),
    )

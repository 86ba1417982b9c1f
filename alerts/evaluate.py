"""Does an article hold what a query asks for, and where? The plain way: every part is looked at.

A faster matcher is tested against this one, so it must stay easy to see through.
"""

import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import NamedTuple
from urllib.parse import urlsplit

import regex

from alerts import query_tree as tree
from alerts.concepts import Concepts, Name
from alerts.document import Document, Field, same_language
from alerts.effort import Effort, TooMuch
from alerts.near import outside, pairs
from alerts.pattern import find, pattern
from alerts.query_tree import Node, Query, clause
from alerts.sentences import LONGEST_SENTENCE
from alerts.text import Token

log = logging.getLogger(__name__)

#: Processor time that the regular expressions of a query may take on one article.
REGEX_SECONDS = 0.05
#: More places than these tell a reader nothing.
MOST_HITS = 200
#: Of each part of a query no more places in a field are looked at, so that a text of one word repeated costs little.
MOST_PLACES = 2_000

#: So many names of a concept of which none stands in a text are looked for in one step.
_NAMES_A_STEP = 8

_FIELDS = {"title": ("title",), "body": ("summary", "body")}


@dataclass(frozen=True)
class Hit:
    """One place that made a query hold.

    `field` is title, summary or body, `start` and `end` are offsets into it and `text` what stands there. `clause`
    is the part of the query that was found. For a concept, `concept` is its key and `name` and `language` say which
    of its names was met.
    """

    clause: str
    field: str
    start: int
    end: int
    text: str
    concept: str | None = None
    name: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Evidence:
    """Why a query holds; empty of hits if it asks for facts alone. `timed_out`: regular expressions given up."""

    hits: tuple[Hit, ...]
    timed_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """One part of a query: whether it held, what in it did, and where. `note` says what was odd."""

    node: Node
    held: bool
    children: tuple["Explanation", ...] = ()
    hits: tuple[Hit, ...] = ()
    note: str = ""

    @property
    def clause(self) -> str:
        """The part of the query in the watch language."""
        return clause(self.node)


def evaluate(query: Query, document: Document, concepts: Concepts, inflect: bool = True) -> Evidence | None:
    """Return why query holds for document, or None if it does not, or takes too much looking, which the log says.

    Args:
        query: what is asked for.
        document: the article.
        concepts: what its @names mean; one that is not there is never found.
        inflect: whether a word is found in its other forms too.

    """
    judge = _Judge(document, concepts, inflect)
    try:
        root = judge.judge(query.root, document.fields)
    except TooMuch:
        log.warning("a query takes too much looking: query=%.200r url=%s", query.text, document.url)
        return None
    return Evidence(_in_order(root.hits)[:MOST_HITS], tuple(judge.timed_out)) if root.held else None


def explain(query: Query, document: Document, concepts: Concepts, inflect: bool = True) -> Explanation:
    """Return what of query held for document and what did not; arguments as for evaluate."""
    try:
        return _Judge(document, concepts, inflect, explains=True).judge(query.root, document.fields)
    except TooMuch:
        return Explanation(query.root, False, note="takes too much looking on this article")


def holds(node: Node, document: Document, concepts: Concepts, inflect: bool, effort: Effort) -> bool:
    """Return whether a part of a query holds for document; arguments as for evaluate, and the effort that is left.

    Raises:
        TooMuch: that is not enough.

    """
    held = _Judge(document, concepts, inflect, effort=effort).judge(node, document.fields).held
    effort.spend()
    return held


def _in_order(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    order = ("title", "summary", "body")
    return tuple(sorted(dict.fromkeys(hits), key=lambda hit: (order.index(hit.field), hit.start, hit.end)))


class _Place(NamedTuple):
    """Where something placed stands: positions from `first` up to `after`, in sentences `opens` to `closes`."""

    field: str
    first: int
    after: int
    opens: int
    closes: int
    hits: tuple[Hit, ...]


class _Judge:
    """Goes through one query for one document."""

    def __init__(
        self,
        document: Document,
        concepts: Concepts,
        inflect: bool,
        explains: bool = False,
        effort: Effort | None = None,
    ) -> None:
        self._document = document
        self._concepts = concepts
        self._inflect = inflect
        self._explains = explains
        self._seconds = REGEX_SECONDS
        self._company: dict[str, bool] = {}
        self._effort = effort or Effort()
        self.timed_out: list[str] = []

    def judge(self, node: Node, fields: tuple[Field, ...]) -> Explanation:
        match node:
            case tree.And(children):
                parts = tuple(self.judge(child, fields) for child in children)
                return _explained(node, all(part.held for part in parts), parts, _hits(parts))
            case tree.Or(children):
                parts = tuple(self.judge(child, fields) for child in children)
                return _explained(node, any(part.held for part in parts), parts, _hits(parts))
            case tree.Not(child):
                part = self.judge(child, fields)
                return _explained(node, not part.held, (part,))
            case tree.Scope(name, child):
                part = self.judge(child, tuple(field for field in fields if field.name in _FIELDS[name]))
                return _explained(node, part.held, (part,), part.hits)
            case tree.Fact(name, value):
                return _explained(node, self._is_known(name, value))
            case _:
                return self._judge_text(node, fields)

    def _judge_text(self, node: Node, fields: tuple[Field, ...]) -> Explanation:
        match node:
            case tree.Regex():
                return self._judge_regex(node, fields)
            case tree.Count(child, comparison, number):
                places = _apart(self._places(child, fields))
                held = {">=": len(places) >= number, ">": len(places) > number, "=": len(places) == number}[comparison]
                return replace(_explained(node, held, hits=_hits(places)), note=f"found {len(places)} times")
            case tree.Near(left, right) | tree.SameSentence(left, right):
                places = self._places(node, fields)
                parts = (self.judge(left, fields), self.judge(right, fields)) if self._explains else ()
                return _explained(node, bool(places), parts, _hits(places))
            case _:
                places = _apart(self._places(node, fields))
                explained = _explained(node, bool(places), hits=_hits(places))
                return explained if places else replace(explained, note=self._why_not(node, fields))

    # Where things stand.

    def _places(self, node: Node, fields: tuple[Field, ...]) -> list[_Place]:
        """Return where a word, phrase, concept, NEAR, SENTENCE or OR-group of them stands, once for each stretch."""
        found: dict[tuple[str, int, int], _Place] = {}
        for field in fields:
            for place in islice(self._places_in(node, field), MOST_PLACES):
                found.setdefault((place.field, place.first, place.after), place)
        return list(found.values())

    def _places_in(self, node: Node, field: Field) -> Iterable[_Place]:
        self._effort.spend()
        match node:
            case tree.Or(children):
                return chain.from_iterable(self._places_in(child, field) for child in children)
            case tree.Near(left, right, distance, ordered):
                sides = self._places(left, (field,)), self._places(right, (field,))
                return (_joined(a, b) for a, b in pairs(*sides, distance, ordered, self._effort))
            case tree.SameSentence(left, right):
                return self._same_sentence(self._places(left, (field,)), self._places(right, (field,)))
            case tree.ConceptName(name):
                return self._concept_places(node, name, field)
            case tree.Prefix(text):
                return self._text_places(node, f"{text}*", field, self._inflect)
            case tree.Word(text) | tree.Phrase(text):
                return self._text_places(node, text, field, self._inflect)
            case tree.Exact(text):
                return self._text_places(node, text, field, inflect=False, exact=True)
            case _:
                raise TypeError(node)

    def _same_sentence(self, left: list[_Place], right: list[_Place]) -> Iterator[_Place]:
        for one, other in pairs(left, right, LONGEST_SENTENCE, ordered=False, effort=self._effort):
            both = _joined(one, other)
            if both.opens == both.closes:
                yield both

    def _concept_places(self, node: Node, key: str, field: Field) -> Iterable[_Place]:
        found = self._name_places(node, key, field)
        first = next(found, None)
        if first is None:
            return ()
        return outside(chain((first,), found), self._longer_places(key, field))

    def _longer_places(self, key: str, field: Field) -> Iterator[_Place]:
        """Yield where the longer names stand within which no name of a concept counts."""
        names = self._concepts.longer(key)
        self._effort.spend(len(names) // _NAMES_A_STEP)
        for name in names:
            for first, last in self._met(name, field):
                yield _placed(name.text, field, first, last)

    def _name_places(self, node: Node, key: str, field: Field) -> Iterator[_Place]:
        names = self._concepts[key].names if key in self._concepts else ()
        self._effort.spend(len(names) // _NAMES_A_STEP)
        called = clause(node)
        for name in names if field.tokens else ():
            if not self._counts(name):
                continue
            for first, last in self._met(name, field):
                # Asked for when a name is met: most are not, and company is sought among all names of all fields.
                if name.ambiguous and not self._has_company(key):
                    break
                yield _placed(called, field, first, last, key, name.text, name.language)

    def _counts(self, name: Name) -> bool:
        return name.counts(self._document.day, self._document.language)

    def _met(self, name: Name, field: Field) -> Iterable[tuple[Token, Token]]:
        # A name is inflected in its own language only: a French name in an English text is a quotation.
        inflect = self._inflect and not name.exact and same_language(name.language, field.language)
        wanted = pattern(name.text, field.language if inflect else None, name.exact, name.is_proper)
        return find(wanted, field, inflect, self._effort)

    def _text_places(self, node: Node, text: str, field: Field, inflect: bool, exact: bool = False) -> Iterator[_Place]:
        wanted = pattern(text, field.language if inflect else None, exact)
        called = clause(node)
        for first, last in find(wanted, field, inflect, self._effort):
            yield _placed(called, field, first, last)

    def _why_not(self, node: Node, fields: tuple[Field, ...]) -> str:
        """Say which name of a concept was met though it does not count in this article; '' if none was."""
        if not self._explains or not isinstance(node, tree.ConceptName) or node.name not in self._concepts:
            return ""
        for name in self._concepts[node.name].names:
            met = next((field.text[a.start : b.end] for field in fields for a, b in self._met(name, field)), "")
            if met and not name.is_current(self._document.day):
                return f"{met!r} counts only from {name.since or 'ever'} to {name.until or 'now'}"
            if met and self._counts(name) and (not name.ambiguous or self._has_company(node.name)):
                return f"{met!r} stands only within a longer name"
            if met:
                return f"{met!r} counts only beside another of its names"
        return ""

    def _has_company(self, key: str) -> bool:
        """Whether the article holds, anywhere, what lets the ambiguous names of a concept count."""
        if key not in self._company:
            names = self._concepts.company(key)
            self._effort.spend(len(names) // _NAMES_A_STEP)
            self._company[key] = any(
                self._counts(name) and any(True for _ in self._met(name, field))
                for name in names
                for field in self._document.fields
                if field.tokens
            )
        return self._company[key]

    # What else may be asked for.

    def _judge_regex(self, node: tree.Regex, fields: tuple[Field, ...]) -> Explanation:
        compiled = regex.compile(node.pattern, regex.IGNORECASE if node.flags else 0)
        hits: list[Hit] = []
        started = time.process_time()
        try:
            if self._seconds <= 0:
                raise TimeoutError
            for field in fields:
                for found in compiled.finditer(field.text, timeout=self._seconds):
                    if found[0] and len(hits) < MOST_HITS:
                        hits.append(Hit(clause(node), field.name, found.start(), found.end(), found[0]))
        except TimeoutError:
            # A miss, said aloud: one expression must not hold up the coverage of everybody.
            log.warning("regular expression gave no answer in time: clause=%s url=%s", clause(node), self._document.url)
            self.timed_out.append(clause(node))
            return replace(_explained(node, False), note="gave no answer in time")
        finally:
            self._seconds -= time.process_time() - started
        return _explained(node, bool(hits), hits=tuple(hits))

    def _is_known(self, name: str, value: str) -> bool:
        document = self._document
        match name:
            case "lang":
                return same_language(value, document.language)
            case "site":
                return _is_of_site(document.url, value)
            case "author":
                wanted = pattern(value, None)
                return any(any(find(wanted, author, False, self._effort)) for author in document.author_fields)
            case _:
                known = {"source": (document.source,), "tag": document.tags, "country": (document.country or "",)}
                return any(tree.is_called(one, value) for one in known[name])


def _placed(called: str, field: Field, first: Token, last: Token, *of: str) -> _Place:
    """Return the place of words, found by what a query is `called`; `of` a concept: its key, name and language."""
    hit = Hit(called, field.name, first.start, last.end, field.text[first.start : last.end], *of)
    return _Place(field.name, first.position, last.after, first.sentence, last.sentence, (hit,))


def _explained(node: Node, held: bool, parts: tuple[Explanation, ...] = (), hits: tuple[Hit, ...] = ()) -> Explanation:
    return Explanation(node, held, parts, hits if held else ())


def _hits(parts: Iterable[Explanation | _Place]) -> tuple[Hit, ...]:
    return tuple(hit for part in parts for hit in part.hits)


def _apart(places: list[_Place]) -> list[_Place]:
    """Return the places that do not overlap: the first from the left, and of those that begin together the longest."""
    kept: list[_Place] = []
    for place in sorted(places, key=lambda p: (p.field, p.first, -p.after)):
        if not kept or kept[-1].field != place.field or place.first >= kept[-1].after:
            kept.append(place)
    return kept


def _joined(one: _Place, other: _Place) -> _Place:
    return _Place(
        one.field,
        min(one.first, other.first),
        max(one.after, other.after),
        min(one.opens, other.opens),
        max(one.closes, other.closes),
        one.hits + other.hits,
    )


def _is_of_site(url: str, wanted: str) -> bool:
    """Whether url is of the site or one under it; wanted may go on with the beginning of a path."""
    parts = urlsplit(url)
    host, _, path = wanted.lower().partition("/")
    have = (parts.hostname or "").removesuffix(".")
    return (have == host or have.endswith(f".{host}")) and parts.path.lower().startswith(f"/{path}")

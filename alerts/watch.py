"""Watches ready to be looked for: which coverage each reads, what it finds, and whether its settings are right."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from alerts import query_tree as tree
from alerts.concepts import Concepts, load_concepts
from alerts.document import Document, same_language
from alerts.evaluate import Evidence, Explanation, evaluate, explain
from alerts.query import parse
from alerts.query_advice import MOST_ADVICE, advise
from alerts.query_parser import CONCEPT_KEY
from alerts.query_sources import advise_on_rules
from alerts.query_tree import Advice, Node, Query, QueryError, clause
from alerts.text import tokenize
from config import ConceptSettings, Problem, Settings, WatchSettings
from config.choosing import SourceFacts, chooses

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: How many clauses a complaint names.
_MOST_LISTED = 8
#: The keys of lines, what a watch does that treats one wrongly, and what to do with its query.
_WANTED, _NOT_WANTED = ("must_match", "does not find", "widen"), ("must_not_match", "finds", "narrow")
#: The trees of so many queries are kept: those of a hundred thousand would take half the memory of all watches, and are
#: asked for when a watch is compiled, and when it was found.
_MOST_RECENT = 1_000
_recent: dict[str, Query] = {}
#: So sure of its language a text of some length is; of three words hardly any.
_SURE = 0.9
_USUAL = frozenset({"en", "fr", "de", "es", "it", "pl", "uk", "ru", "nl", "ar", "tr", "zh"})


@dataclass(frozen=True, slots=True)
class Watch:
    """A watch whose query was understood."""

    settings: WatchSettings
    concepts: Concepts

    @property
    def query(self) -> Query:
        """Its query; understood anew where that was long ago."""
        return _recent.get(self.settings.query) or _remembered(parse(self.settings.query))

    @property
    def name(self) -> str:
        """The name the user gave it."""
        return self.settings.name

    def advice(self, sources: Collection[SourceFacts] = ()) -> tuple[Advice, ...]:
        """Return what its writer should know of its query, in its languages, and of its own choice of sources.

        `sources`: all that there are; where none is given, nothing is said of what is asked of them.
        """
        on_query = advise(self.query, self.concepts, self.settings.languages, sources)
        on_choice = advise_on_rules(self.settings.sources, sources) if sources else ()
        return (*on_query, *islice(on_choice, MOST_ADVICE))[:MOST_ADVICE]

    def applies_to(self, source: SourceFacts) -> bool:
        """Whether it reads that source: one that is named (any, if none is) and none that is excluded."""
        return chooses(self.settings.sources, source)

    def reads(self, language: str | None) -> bool:
        """Whether it reads that language. An article of unknown language is read: better once too often than missed."""
        wanted = self.settings.languages
        return not wanted or language is None or any(same_language(tag, language) for tag in wanted)

    def concerns(self, document: Document) -> bool:
        """Whether it reads the source and the language of document."""
        return self.applies_to(facts_of(document)) and self.reads(document.language)

    def passes_over(self, document: Document) -> str:
        """Return why it does not look at document at all; '' if it does."""
        if not self.settings.enabled:
            return "it is switched off"
        if not self.applies_to(facts_of(document)):
            return f"it does not read the source {document.source}"
        if not self.reads(document.language):
            return f"it does not read the language {document.language}"
        return ""

    def evaluate(self, document: Document) -> Evidence | None:
        """Return why its query holds for document, or None."""
        return evaluate(self.query, document, self.concepts, self.settings.inflect)

    def explain(self, document: Document) -> Explanation:
        """Return what of its query holds for document and what does not."""
        return explain(self.query, document, self.concepts, self.settings.inflect)


@dataclass(frozen=True)
class _Facts:
    name: str
    tags: tuple[str, ...]
    country: str | None


def facts_of(document: Document) -> SourceFacts:
    """Return what document says of its source."""
    return _Facts(document.source, document.tags, document.country)


def compile_watch(settings: WatchSettings, concepts: Concepts) -> Watch:
    """Return the watch for settings.

    Raises:
        QueryError: its query is none, or names a concept that is not there.

    """
    _remembered(parse(settings.query, concepts))
    return Watch(settings, concepts)


def bare(query: str, name: str) -> WatchSettings:
    """Return the settings of a watch for a query that stands in none; unchecked, `compile_watch` says what is wrong."""
    return WatchSettings(name=name, query="…").model_copy(update={"query": query})


def _remembered(query: Query) -> Query:
    if len(_recent) >= _MOST_RECENT:
        _recent.clear()
    _recent[query.text] = query
    return query


def check_watches(settings: Settings) -> Iterator[Problem]:
    """Yield what is wrong with the watches and the concepts of settings: to be used as a check by config.load."""
    concepts = load_concepts(settings.concepts)
    for key, concept in settings.concepts.items():
        yield from _check_concept(key, concept)
        yield from _check_references(key, concept, concepts)
    for index, watch_settings in enumerate(settings.watches):
        try:
            watch = compile_watch(watch_settings, concepts)
        except QueryError as error:
            # QueryError shows the query, a caret under the place and its own hint, each on a line.
            yield Problem(("watches", index, "query"), f"watch {watch_settings.name!r}: {error}")
        else:
            yield from _check_lines(index, watch)


def _check_concept(key: str, concept: ConceptSettings) -> Iterator[Problem]:
    if not CONCEPT_KEY.fullmatch(key):
        what = f"concept {key!r}: no watch can ask for a concept of this name"
        yield Problem(("concepts", key), what, "write it in letters, figures and hyphens")
    for language, names in concept.names.items():
        for number, name in enumerate(names):
            if not tokenize(name, None):
                what = f"concept {key!r}: the name {name!r} has no letter or digit to look for"
                yield Problem(("concepts", key, language, number), what, "write a name as it stands in the news")


def _check_references(key: str, concept: ConceptSettings, concepts: Concepts) -> Iterator[Problem]:
    """Yield the concepts that a concept stands beside or not within, or whose holders it names, and are not there."""
    lists = (("beside", concept.beside), ("not_within", concept.not_within))
    listed = [((name, n), text[1:]) for name, texts in lists for n, text in enumerate(texts) if text.startswith("@")]
    holders = [(("holders", n, "person"), holder.person) for n, holder in enumerate(concept.holders)]
    for path, name in (*listed, *holders):
        if name.lower() not in concepts:
            near = get_close_matches(name.lower(), concepts, 1, 0.6)
            cure = f"did you mean {near[0]!r}?" if near else "give it names under [concepts]"
            yield Problem(("concepts", key, *path), f"concept {key!r}: unknown concept {name!r}", cure)
    if not concept.beside and all(name.ambiguous for name in concepts[key.lower()].names):
        what = f"concept {key!r}: all its names have ~ and nothing to stand beside, so it is never found"
        yield Problem(("concepts", key), what, "remove ~ from one, or list under beside what it may stand beside")


def _check_lines(index: int, watch: Watch) -> Iterator[Problem]:
    """Yield the lines of must_match and must_not_match that the watch does not treat as they say."""
    for line in check_lines(watch):
        if line.why:
            key, verb, cure = _WANTED if line.wanted else _NOT_WANTED
            what = f"watch {watch.name!r} {verb} {line.text!r}: {line.why}"
            yield Problem(("watches", index, key, line.number), what, f"{cure} the query, or remove the line")


@dataclass(frozen=True)
class Line:
    """A line that a watch must find (`wanted`) or must not; `why` it does otherwise, '' if it does not."""

    text: str
    number: int
    wanted: bool
    why: str


def check_lines(watch: Watch) -> Iterator[Line]:
    """Yield the lines of must_match, then those of must_not_match, and how the watch treats each."""
    for number, text in enumerate(watch.settings.must_match):
        explained = _explain_line(watch, text)
        found = any(explanation.held for explanation in explained)
        yield Line(text, number, True, "" if found else why_not(explained[0]))
    for number, text in enumerate(watch.settings.must_not_match):
        held = next((explanation for explanation in _explain_line(watch, text) if explanation.held), None)
        yield Line(text, number, False, _why(held) if held else "")


def _explain_line(watch: Watch, line: str) -> Sequence[Explanation]:
    """Explain the query for a line taken as body, as title and as both, in the language it seems to be in and in none.

    A line has no source, date or author: what the query asks of them is left out.
    """
    root = _without_facts(watch.query.root)
    if root is None:
        return [Explanation(watch.query.root, True)]
    query = Query(root, watch.query.text)
    documents = (
        Document(title=title, body=body, language=language)
        for language in (guessed_language(line), None)
        for title, body in (("", line), (line, ""), (line, line))
    )
    return [explain(query, document, watch.concepts, watch.settings.inflect) for document in documents]


def guessed_language(text: str) -> str:
    """Return the language that a text seems to be in: where it is too short to tell, one that concepts are named in."""
    ranks: list[tuple[str, float]] = _identifier().rank(text)
    (language, sure), *_ = ranks
    return language if sure >= _SURE else next(usual for usual, _ in ranks if usual in _USUAL)


@cache
def _identifier() -> "LanguageIdentifier":
    # Imported here: it reads a model of some megabytes, which only a watch with such lines needs.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _without_facts(node: Node) -> Node | None:
    match node:
        case tree.Fact():
            return None
        case tree.Not(child):
            kept = _without_facts(child)
            return tree.Not(kept) if kept else None
        case tree.And(children) | tree.Or(children):
            rest = tuple(kept for kept in map(_without_facts, children) if kept)
            return type(node)(rest) if len(rest) > 1 else next(iter(rest), None)
        case _:
            return node


def why_not(explanation: Explanation) -> str:
    """Return in words which clauses of a query did not hold; '' if it did."""
    if explanation.held:
        return ""
    failed = [part for part in explanation.children if not part.held]
    match explanation.node:
        case tree.Count():
            return f"{explanation.clause} does not hold: {explanation.note}"
        case _ if not explanation.children:
            return f"{explanation.clause} {explanation.note or 'was not found'}"
        case tree.Not(child):
            return f"{clause(child)} was found, which is excluded"
        case tree.Or():
            return f"none of {_listed([part.clause for part in failed])} was found"
        case tree.Scope(name):
            return f"{why_not(failed[0])} in the {name}"
        case tree.Near() | tree.SameSentence() if not failed:
            return f"{explanation.clause} does not hold: they stand too far apart"
        case _:
            return _listed([why_not(part) for part in failed])


def _listed(words: list[str]) -> str:
    more = f", and {len(words) - _MOST_LISTED} more" if len(words) > _MOST_LISTED else ""
    return ", ".join(words[:_MOST_LISTED]) + more


def _why(explanation: Explanation) -> str:
    words = dict.fromkeys(f"{hit.clause} was found in {hit.text!r}" for hit in explanation.hits)
    return _listed(list(words)) or f"{explanation.clause} holds"

"""Advice on what a query, or its watch, asks of sources: names, tags and countries that none of them has."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import chain

from alerts.query_implies import never_known
from alerts.query_lexer import Lexer, Sign
from alerts.query_tree import Advice, Fact, Query, clause, is_called
from config.choosing import SourceFacts, is_such, kind_and_value, parted

#: What sources have of each field of a query that they tell.
_OF_SOURCES: dict[str, Callable[[SourceFacts], Iterable[str | None]]] = {
    "source": lambda source: (source.name,),
    "tag": lambda source: source.tags,
    "country": lambda source: (source.country,),
}


def advise_on_sources(query: Query, sources: Collection[SourceFacts]) -> Iterator[Advice]:
    """Yield advice on each value of source:, tag: and country: that none of sources has, in the order of the text."""
    had: dict[str, list[str]] = {}
    for field, sign in _values(query.text):
        if field not in had:
            had[field] = _had(field, sources)
        fact = Fact(field, " ".join(sign.text.split()))
        if not any(is_called(value, fact.value) for value in had[field]) and never_known(fact) is None:
            yield _none_has(fact, had[field], sign.position)


def advise_on_rules(rules: Sequence[str], sources: Collection[SourceFacts]) -> Iterator[Advice]:
    """Yield advice on each rule of a watch's `sources` (`nato-news`, `not:tag:sport`) that none of sources fits."""
    for asked in chain(*parted(rules)):
        if not any(is_such(source, asked) for source in sources):
            kind, value = kind_and_value(asked)
            fact = Fact("source" if kind == "name" else kind, value)
            yield _none_has(fact, _had(fact.field, sources))


def _had(field: str, sources: Collection[SourceFacts]) -> list[str]:
    return sorted({value.lower() for one in sources for value in _OF_SOURCES[field](one) if value})


def _none_has(fact: Fact, had: Collection[str], position: int | None = None) -> Advice:
    near = get_close_matches(fact.value.lower(), had, 1, 0.7)
    hint = f"did you mean {near[0]}?" if near else "tocsin source list shows what they have"
    return Advice(f"no source has {clause(fact)}", hint, position)


def _values(text: str) -> Iterator[tuple[str, Sign]]:
    """Yield the values that a query asks for, each with the field that tells whether sources have it."""
    signs = Lexer(text).signs()
    for sign in signs:
        field = sign.text.lower()
        if sign.kind != "field" or field not in _OF_SOURCES:
            continue
        value = next(signs)
        if value.kind != "open":
            yield field, value
            continue
        while (value := next(signs)).kind != "close":
            if value.kind != "or":
                yield field, value

"""Advice on what a query asks of sources: names, tags and countries that none of them has."""

from collections.abc import Callable, Collection, Iterable, Iterator
from difflib import get_close_matches

from alerts.query_implies import never_known
from alerts.query_lexer import Lexer, Sign
from alerts.query_tree import Advice, Fact, Query, clause, is_called
from config.choosing import SourceFacts

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
            had[field] = sorted({value.lower() for one in sources for value in _OF_SOURCES[field](one) if value})
        fact = Fact(field, " ".join(sign.text.split()))
        if not any(is_called(value, fact.value) for value in had[field]) and never_known(fact) is None:
            near = get_close_matches(fact.value.lower(), had[field], 1, 0.7)
            hint = f"did you mean {near[0]}?" if near else "tocsin source list shows what they have"
            yield Advice(f"no source has {clause(fact)}", hint, sign.position)


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

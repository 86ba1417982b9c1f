"""Advice on a query that is understood but may not be meant so. It never changes what is found.

advise() gathers it: on words (query_wording), on sources (query_sources), and here on parts that can never hold or that
others make superfluous.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from itertools import chain, islice

from alerts import query_tree as tree
from alerts.concepts import Concepts
from alerts.query_implies import Reasoner, never_known
from alerts.query_sources import advise_on_sources
from alerts.query_tree import Advice, Node, Query, clause
from alerts.query_wording import advise_on_words
from config.choosing import SourceFacts

#: More than these are read by nobody.
MOST_ADVICE = 20
_LONGEST_CLAUSE = 60


def advise(
    query: Query, concepts: Concepts, languages: Collection[str] = (), sources: Collection[SourceFacts] = ()
) -> tuple[Advice, ...]:
    """Return what its writer should know of query, in the order of its text; what concerns the whole comes last.

    Args:
        query: understood.
        concepts: what its @names mean.
        languages: the tags of those it is for, as in a watch; none for all, or for those the query asks for itself.
        sources: those there are, where that is known: what it asks of sources and none has can be told.

    """
    wanted = tuple(languages) or tuple(_languages(query.root))
    on_words = advise_on_words(query, concepts, wanted)
    # No more than are told: each one that is not known is compared with all names there are.
    on_sources = islice(advise_on_sources(query, sources), MOST_ADVICE) if sources else ()
    reasoner = Reasoner(concepts)
    on_parts = _on_parts(query.root, reasoner)
    on_languages = chain.from_iterable(_on_parts(tree.Fact("lang", language), reasoner) for language in languages)
    told = {str(advice): advice for advice in reversed([*on_words, *on_sources, *on_parts, *on_languages])}
    return tuple(reversed(told.values()))[:MOST_ADVICE]


def _languages(node: Node) -> Iterator[str]:
    match node:
        case tree.Fact("lang", value):
            yield value
        case tree.And(children) | tree.Or(children):
            for child in children:
                yield from _languages(child)


def _on_parts(node: Node, reasoner: Reasoner) -> Iterator[Advice]:
    match node:
        case tree.And(children):
            never = next((pair for pair in _alike(children, reasoner) if reasoner.excludes(*pair)), None)
            if never:
                yield Advice(f"{_shown(never[0])} and {_shown(never[1])} never hold together", "remove one of them")
            else:
                yield from _superfluous(
                    children, reasoner, lambda one, other: reasoner.implies(other, one), "which asks for more"
                )
        case tree.Or(children):
            yield from _superfluous(children, reasoner, reasoner.implies, "which finds it as well")
        case tree.Near(left, right) | tree.SameSentence(left, right) if _meet(left, right, reasoner):
            message = f"{_shown(node)} needs it twice: no word is near itself"
            yield Advice(message, f"if that is meant, COUNT({_shown(left)}) >= 2 says it plainer")
        case tree.Fact():
            hint = never_known(node)
            if hint:
                yield Advice(f"{_shown(node)} can never hold", hint)
        case _:
            pass
    for child in tree.children(node):
        yield from _on_parts(child, reasoner)


def _meet(left: Node, right: Node, reasoner: Reasoner) -> bool:
    return not isinstance(left, tree.Or) and reasoner.implies(left, right) and reasoner.implies(right, left)


def _superfluous(
    children: tuple[Node, ...], reasoner: Reasoner, is_covered: Callable[[Node, Node], bool], why: str
) -> Iterator[Advice]:
    """Yield advice on each of children that another one covers, once."""
    times = Counter(children)
    for node, number in times.items():
        if number > 1:
            yield Advice(f"{_shown(node)} is asked for more than once", "once will do")
    found: set[int] = set()
    for one, other in _alike(tuple(times), reasoner):
        for small, large in ((other, one), (one, other)):
            if found.isdisjoint((id(small), id(large))) and is_covered(small, large):
                found.add(id(small))
                yield Advice(f"{_shown(small)} adds nothing beside {_shown(large)}, {why}", "remove it")


def _alike(children: tuple[Node, ...], reasoner: Reasoner) -> Iterator[tuple[Node, Node]]:
    """Yield the pairs of children that have anything in common, which spares most pairs of a long list."""
    having: dict[str, list[int]] = defaultdict(list)
    for index, child in enumerate(children):
        if reasoner.is_spent:
            return
        before: set[int] = set()
        for mark in reasoner.marks(child):
            before.update(having[mark])
            having[mark].append(index)
        yield from ((children[earlier], child) for earlier in sorted(before))


def _shown(node: Node) -> str:
    text = clause(node)
    return text if len(text) <= _LONGEST_CLAUSE else f"{text[:_LONGEST_CLAUSE]}…"

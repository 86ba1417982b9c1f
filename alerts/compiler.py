"""Make conditions of queries, over numbered terms."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

from alerts import query_tree as tree
from alerts.concepts import Concepts, Name
from alerts.conditions import All, Any, Condition, Judged, Known, Not, Unsure
from alerts.pattern import Pattern, pattern
from alerts.placed import AnyPlaced, Lattice, Named, Near, OneOf, Placed, Row, Spelt, Within
from alerts.query_tree import Node
from alerts.terms import ANY_LANGUAGE, Term
from alerts.vocabulary import Vocabulary

C = TypeVar("C", bound=Condition)


class Compiler:
    """Compiles queries over one vocabulary. A concept is compiled once, however many queries name it."""

    def __init__(self, vocabulary: Vocabulary, concepts: Concepts) -> None:
        self._vocabulary = vocabulary
        self._concepts = concepts
        #: One condition for each fact, however many queries ask for it.
        self._facts: dict[Node, Condition] = {}
        #: The number of each concept that is named, and how often it is.
        self._uses: dict[tuple[str, bool], list[int]] = {}
        #: The concepts named by watches, by their numbers.
        self.named: dict[int, Named] = {}

    def compile(self, node: Node, inflect: bool, scope: str | None = None) -> Condition:
        """Return the condition of a query or of a part of it.

        Args:
            node: what is asked for.
            inflect: whether words are met in their other forms too.
            scope: the only field that is looked into, `title` or `body`; None for all.

        """
        match node:
            case tree.And(children):
                return All(tuple(self.compile(child, inflect, scope) for child in children))
            case tree.Or(children):
                return _any([self.compile(child, inflect, scope) for child in children])
            case tree.Not(child):
                part = self.compile(child, inflect, scope)
                return Not(part) if part.is_sure else Unsure(part)
            case tree.Scope(name, child):
                return self.compile(child, inflect, name)
            case _:
                return self._single(node, inflect, scope)

    def _single(self, node: Node, inflect: bool, scope: str | None) -> Condition:
        match node:
            case tree.Regex():
                return Unsure()
            case tree.Fact():
                return self._facts.setdefault(node, self._fact(node, inflect))
            case tree.Count(child):
                return self._judged(node, (child,), inflect, scope)
            case tree.Near(left, right) | tree.SameSentence(left, right):
                placed = self._placed(node, inflect)
                return _within(scope, placed) if placed else self._judged(node, (left, right), inflect, scope)
            case _:
                return _within(scope, self._leaf(node, inflect))

    def _fact(self, fact: tree.Fact, inflect: bool) -> Condition:
        return Known(fact, self._concepts) if Known.tells(fact) else Judged(fact, self._concepts, inflect)

    def words(self, condition: Condition) -> Iterator[int]:
        """Yield the numbers of the terms of a condition and of the concepts it names; some twice."""
        for number in condition.terms():
            if number in self.named:
                yield from self.named[number].terms_of_names()
            else:
                yield number

    def release(self, condition: Condition) -> None:
        """Give back the terms of a condition that was compiled here and is not used any more."""
        for number in condition.terms():
            if number in self.named:
                self._release_concept(number)
            else:
                self._vocabulary.release(number)

    def _judged(self, node: Node, parts: Iterable[Node], inflect: bool, scope: str | None) -> Judged:
        whole = node if scope is None else tree.Scope(scope, node)
        return Judged(whole, self._concepts, inflect, tuple(self.compile(part, inflect, scope) for part in parts))

    def _placed(self, node: Node, inflect: bool) -> Placed | None:
        """Return the condition of something that stands somewhere; None if only the evaluator can tell where."""
        match node:
            case tree.SameSentence():
                return None
            case tree.Or(children):
                parts = [self._placed(child, inflect) for child in children]
                return None if None in parts else _any_placed([part for part in parts if part])
            case tree.Near(left, right, distance, ordered):
                one, other = self._placed(left, inflect), self._placed(right, inflect)
                return Near(one, other, distance, ordered) if one and other else None
            case _:
                return self._leaf(node, inflect)

    def _leaf(self, node: Node, inflect: bool) -> Placed:
        language = ANY_LANGUAGE if inflect else None
        match node:
            case tree.Word(text) | tree.Phrase(text):
                return self._words(text, language)
            case tree.Prefix(text):
                return self._words(f"{text}*", language)
            case tree.Exact(text):
                return self._letters(text)
            case tree.ConceptName(name):
                return self._concept(name, inflect)
            case _:
                raise TypeError(node)

    def _words(self, text: str, language: str | None, is_base: bool = False) -> Placed:
        wanted = pattern(text, None)
        words = self._row(wanted, language, is_base)
        return Spelt(text, words, language) if wanted.is_bound else words

    def _row(self, wanted: Pattern, language: str | None, is_base: bool = False) -> Placed:
        steps = [
            [
                (self._vocabulary.number(_term(step.surface, language, step.is_prefix, is_base)), step.width)
                for step in alternatives
            ]
            for alternatives in wanted.steps
        ]
        if not steps:
            return OneOf(())
        if any(len(alternatives) > 1 for alternatives in steps):
            return Lattice(tuple(map(tuple, steps)))
        numbers = tuple(number for alternatives in steps for number, _ in alternatives)
        return Row(numbers) if len(numbers) > 1 else OneOf(numbers)

    def _letters(self, text: str) -> Placed:
        wanted = pattern(text, None, to_the_letter=True)
        steps = wanted.steps
        if steps and len(steps) == len(steps[0]) == 1 and not wanted.may_be_a_piece:
            return OneOf((self._vocabulary.number(Term(steps[0][0].surface, is_exact=True)),))
        return Spelt(text, self._row(pattern(text, None), None), to_the_letter=True)

    # Concepts: each is a term of its own, met when one of its names is.

    def _concept(self, key: str, inflect: bool) -> Placed:
        if key not in self._concepts:
            return OneOf(())
        if (key, inflect) not in self._uses:
            number = self._vocabulary.unused()
            names, company = self._concepts[key].names, self._concepts.company(key)
            needs_company = any(name.ambiguous for name in names)
            self.named[number] = Named(
                number,
                self._alike(names, inflect),
                self._alike(company, inflect) if needs_company else [],
                [self._name(name, inflect) for name in self._concepts.longer(key)],
            )
            self._uses[key, inflect] = [number, 0]
        uses = self._uses[key, inflect]
        uses[1] += 1
        return self.named[uses[0]]

    def _alike(self, names: Iterable[Name], inflect: bool) -> list[tuple[Name, Placed]]:
        """Return names such that those that count in the same articles are one condition, under one of them."""
        alike: dict[Hashable, list[Name]] = {}
        for name in names:
            alike.setdefault((name.ambiguous, name.since, name.until, name.not_in), []).append(name)
        return [(some[0], _any_placed([self._name(name, inflect) for name in some])) for some in alike.values()]

    def _name(self, name: Name, inflect: bool) -> Placed:
        # A name is inflected in its own language only: a French name in an English text is a quotation.
        if name.exact:
            return self._letters(name.text)
        return self._words(name.text, name.language if inflect else None, name.is_proper)

    def _release_concept(self, number: int) -> None:
        key = next(key for key, uses in self._uses.items() if uses[0] == number)
        self._uses[key][1] -= 1
        if not self._uses[key][1]:
            del self._uses[key]
            for term in self.named.pop(number).terms_of_names():
                self._vocabulary.release(term)


def _term(surface: str, language: str | None, is_prefix: bool, is_base: bool) -> Term:
    # A word that is not inflected is one term however it is written; dictionaries tell Minister from minister.
    small = surface.lower()
    return Term(surface if language or len(small) != len(surface) else small, language, is_prefix, is_base=is_base)


def _within(scope: str | None, placed: Placed) -> Condition:
    if scope is not None:
        return Within(scope == "title", placed)
    return OneOf((placed.number,)) if isinstance(placed, Named) else placed


def _any(parts: Sequence[Condition]) -> Condition:
    """Join alternatives; those that ask for terms alone become one."""
    plain, others = _plain(parts)
    if not others:
        return plain
    return Any((plain, *others) if plain.numbers else tuple(others))


def _any_placed(parts: Sequence[Placed]) -> Placed:
    plain, others = _plain(parts)
    return AnyPlaced((plain, *others)) if others else plain


def _plain(parts: Sequence[C]) -> tuple[OneOf, list[C]]:
    numbers = chain.from_iterable(part.numbers for part in parts if isinstance(part, OneOf))
    return OneOf(tuple(numbers)), [part for part in parts if not isinstance(part, OneOf)]

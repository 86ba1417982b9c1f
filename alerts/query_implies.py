"""What follows from what in a query: whether one part is found wherever another is, and whether two exclude each other.

Careful rather than complete: what is not seen to follow is taken not to. `missile` is taken to begin as it is written
in each of its forms, so that it is found by `missil*`; irregular forms (went, for go) are the exception.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex

from alerts import query_tree as tree
from alerts.attached import is_korean
from alerts.concepts import Concepts, Name
from alerts.folding import fold, same_letters
from alerts.inflection import is_initials
from alerts.pattern import pattern
from alerts.query_tree import Node
from alerts.text import tokenize

#: Facts of which an article has one.
_ONE_VALUE = ("lang", "source", "country")
_OPEN_END = 10**6
_SPELLED = (tree.Word, tree.Prefix, tree.Phrase, tree.Exact)
#: What is asked of one query; some 50 ms.
MOST_STEPS = 20_000


@dataclass(frozen=True)
class Step:
    """A word of a phrase in small letters; `is_prefix` if it may go on, `is_initials` if it is not inflected."""

    word: str
    is_prefix: bool = False
    is_initials: bool = False


@dataclass(frozen=True)
class Row:
    """Words in a row; `is_joined` if they may stand as one word as well (e-mail), `letters` if they must be exact.

    `is_bound`: it holds a designation, which its words apart may not be: f 16 is no F-16. `may_be_a_piece`: in a script
    without spaces, what holds its letters need not hold it: アイランド has nothing of イラン.
    """

    steps: tuple[Step, ...]
    is_joined: bool = False
    letters: str | None = None
    is_bound: bool = False
    may_be_a_piece: bool = False


@lru_cache(maxsize=50_000)
def row(node: tree.Word | tree.Prefix | tree.Phrase | tree.Exact) -> Row:
    """Return the words that node asks for."""
    steps: list[Step] = []
    is_joined = False
    for word in node.text.split():
        tokens = tokenize(word, None)
        steps += [_step(token.surface) for token in tokens if token.width == 1]
        is_joined = is_joined or any(token.width > 1 for token in tokens)
        if tokens and (word.endswith("*") or isinstance(node, tree.Prefix)):
            steps[-1] = Step(fold(steps[-1].word), is_prefix=True)
    # Korean words may stand as one.
    is_joined = is_joined or any(is_korean(one.word[-1:]) and is_korean(two.word[:1]) for one, two in pairwise(steps))
    letters = same_letters(node.text) if isinstance(node, tree.Exact) else None
    wanted = pattern(node.text, None)
    is_bound = letters is None and wanted.is_bound
    return Row(tuple(steps), is_joined and letters is None, letters, is_bound, wanted.may_be_a_piece)


def _step(word: str) -> Step:
    return Step(same_letters(word).casefold(), is_initials=is_initials(word))


class Reasoner:
    """Answers what follows from what. After so many steps it answers that nothing does: advice must cost little."""

    def __init__(self, concepts: Concepts, steps: int = MOST_STEPS) -> None:
        self._concepts = concepts
        self._steps = steps

    @property
    def is_spent(self) -> bool:
        """Whether it no longer looks for an answer."""
        return self._steps < 0

    def implies(self, one: Node, other: Node) -> bool:
        """Whether each article for which `one` holds is one for which `other` does."""
        self._steps -= 1
        if self.is_spent:
            return False
        if one == other:
            return True
        match one, other:
            case tree.Or(children), _:
                return all(self.implies(child, other) for child in children)
            case _, tree.And(children):
                return all(self.implies(one, child) for child in children)
            case tree.Not(left), tree.Not(right):
                return self.implies(right, left)
        branches = other.children if isinstance(other, tree.Or) else ()
        parts = one.children if isinstance(one, tree.And) else ()
        if any(self.implies(one, branch) for branch in branches) or any(self.implies(part, other) for part in parts):
            return True
        return not (branches or parts) and self._atom_implies(one, other)

    def _atom_implies(self, one: Node, other: Node) -> bool:
        match one, other:
            case tree.Scope(name, left), tree.Scope(field, right) if name == field:
                return self.implies(left, right)
            case ((tree.Scope(_, child) | tree.Count(child)), _) if type(one) is not type(other):
                return _only_grows(other) and self.implies(child, other)
            case tree.Count(child), tree.Count(same) if child == same:
                return _least(other) <= _least(one) and _most(one) <= _most(other)
            case tree.Near(), tree.Near() if {one.left, one.right} == {other.left, other.right}:
                in_order = one.left == other.left and one.ordered
                return one.distance <= other.distance and (in_order or not other.ordered)
            case ((tree.Near(left, right) | tree.SameSentence(left, right)), _):
                return self.implies(left, other) or self.implies(right, other)
            case tree.Fact(field, left), tree.Fact(name, right):
                return field == name and _fact_implies(field, left.lower(), right.lower())
            case _:
                return self._leaf_implies(one, other)

    def _leaf_implies(self, one: Node, other: Node) -> bool:
        if not isinstance(one, _SPELLED):
            return False
        if isinstance(other, tree.ConceptName):
            return any(_row_implies(row(one), row(_as_node(name))) for name in self._names(other.name))
        return isinstance(other, _SPELLED) and _row_implies(row(one), row(other))

    def _names(self, key: str) -> Iterator[Name]:
        """Yield the names that count in every article: whatever stands around them, on any day, in any language."""
        if key in self._concepts:
            yield from _counting(self._concepts[key].names, self._concepts.longer(key))

    def marks(self, node: Node) -> frozenset[str]:
        """Return marks of which two nodes share one at least if one can follow from the other or exclude it."""
        match node:
            case tree.Word() | tree.Prefix() | tree.Phrase() | tree.Exact():
                return _beginnings(node)
            case tree.ConceptName(key):
                return frozenset({f"@{key}"}).union(*(_beginnings(_as_node(name)) for name in self._names(key)))
            case tree.Fact(field):
                return frozenset({f"{field}:"})
            case tree.Regex():
                return frozenset({"/"})
            case _:
                return frozenset().union(*map(self.marks, tree.children(node)))

    def excludes(self, one: Node, other: Node) -> bool:
        """Whether there is no article for which both hold."""
        self._steps -= 1
        if self.is_spent:
            return False
        match one, other:
            case (tree.Or(children), rest) | (rest, tree.Or(children)):
                return all(self.excludes(child, rest) for child in children)
            case (tree.And(children), rest) | (rest, tree.And(children)):
                return any(self.excludes(child, rest) for child in children)
            case (tree.Not(child), rest) | (rest, tree.Not(child)):
                return self.implies(rest, child)
            case tree.Scope(name, left), tree.Scope(field, right):
                return name == field and self.excludes(left, right)
            case tree.Fact(field, left), tree.Fact(name, right):
                return field == name and field in _ONE_VALUE and not _can_be_one(field, left.lower(), right.lower())
            case tree.Count(child), tree.Count(same):
                return child == same and (_most(one) < _least(other) or _most(other) < _least(one))
            case _:
                return False


@lru_cache(maxsize=50_000)
def _beginnings(node: tree.Word | tree.Prefix | tree.Phrase | tree.Exact) -> frozenset[str]:
    return frozenset(fold(step.word)[:2] for step in row(node).steps)


def _only_grows(node: Node) -> bool:
    """Whether node holds for a whole text if it holds for a part of it."""
    match node:
        case tree.Not() | tree.Scope():
            return False
        case tree.Count(_, comparison):
            return comparison != "="
        case tree.And(children) | tree.Or(children):
            return all(map(_only_grows, children))
        case _:
            return True


@lru_cache(maxsize=2_000)
def _counting(names: tuple[Name, ...], longer: tuple[Name, ...]) -> tuple[Name, ...]:
    """Return the names that count in every article, and so within none of the longer ones."""
    wholes = [row(_as_node(name)) for name in longer]
    some = (name for name in names if not (name.ambiguous or name.since or name.until or name.not_in))
    return tuple(
        name for name in some if not any(_stand_in(row(_as_node(name)), whole, _may_be_one) for whole in wholes)
    )


def _stand_in(part: Row, whole: Row, fits: Callable[[Step, Step], bool]) -> bool:
    """Whether the steps of a part stand in a row in a whole, where each of those `fits` that of the part."""
    length = len(part.steps)
    return any(
        all(map(fits, whole.steps[first : first + length], part.steps))
        for first in range(len(whole.steps) - length + 1)
    )


def _may_be_one(one: Step, other: Step) -> bool:
    words = fold(one.word), fold(other.word)
    return words[0] == words[1] or (
        (one.is_prefix and words[1].startswith(words[0])) or (other.is_prefix and words[0].startswith(words[1]))
    )


def _as_node(name: Name) -> tree.Exact | tree.Phrase:
    return tree.Exact(name.text) if name.exact else tree.Phrase(name.text)


def _row_implies(one: Row, other: Row) -> bool:
    """Whether the words of `other` stand in a row among those of `one`."""
    if other.may_be_a_piece and one.steps != other.steps:
        return False
    if other.letters is not None:
        return one.letters is not None and f" {other.letters} " in f" {one.letters} "
    if one.is_joined or (other.is_bound and other.is_joined):
        return one.is_joined and other.is_joined and one.steps == other.steps
    return _stand_in(other, one, _step_implies)


def _step_implies(one: Step, other: Step) -> bool:
    if other.is_prefix:
        return fold(one.word).startswith(other.word)
    return not one.is_prefix and one.word == other.word and (one.is_initials or not other.is_initials)


def _fact_implies(field: str, one: str, other: str) -> bool:
    if other.endswith("*"):
        return one.startswith(other[:-1])
    match field:
        case "lang":
            return one == other or one.startswith(f"{other}-")
        case "site":
            return one == other or one.partition("/")[0].endswith(f".{other}") or one.startswith(f"{other}/")
        case _:
            return one == other


def _can_be_one(field: str, one: str, other: str) -> bool:
    return _fact_implies(field, one, other) or _fact_implies(field, other, one)


def _least(count: tree.Count) -> int:
    return count.number + (count.comparison == ">")


def _most(count: tree.Count) -> int:
    return count.number if count.comparison == "=" else _OPEN_END


#: Values of lang: that name a country or a language in words.
_SPOKEN_IN = {"ua": "uk", "cz": "cs", "gr": "el", "dk": "da", "jp": "ja", "cn": "zh", "us": "en", "gb": "en"}
_LANGUAGE = regex.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def never_known(fact: tree.Fact) -> str | None:
    """Return what to write instead if no article can have the fact, else None."""
    value = fact.value.lower()
    match fact.field:
        case "lang" if value in _SPOKEN_IN:
            return f"that is a country; write lang:{_SPOKEN_IN[value]}"
        case "lang" if not _LANGUAGE.fullmatch(value):
            return "write the code of a language, for example lang:uk"
        case "country" if not regex.fullmatch(r"[a-z]{2}|[a-z]\*", value):
            return "write the code of a country, for example country:FR"
        case "site" if ":" in value.partition("/")[0] or "*" in value:
            return "write the name of a site alone, for example site:example.org or site:example.org/news"
        case _:
            return None

"""What a watch asks for, as a tree of frozen values; printing it back, and the error that shows where it is wrong."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

TEXT_FIELDS = ("title", "body")
FACT_FIELDS = ("lang", "source", "tag", "country", "author", "site")


class QueryError(ValueError):
    """A query cannot be understood. Its text shows the line, a caret under the place, and what to do.

    Attributes:
        message: what is wrong, in one line.
        text: the whole query.
        position: the offset into text.
        hint: what to do; may be empty.

    """

    def __init__(self, message: str, text: str, position: int, hint: str = "") -> None:
        self.message = message
        self.text = text
        self.position = position
        self.hint = hint
        hint_line = f"\n  hint: {hint}" if hint else ""
        super().__init__(f"{message}\n{self.shown}{hint_line}")

    @property
    def shown(self) -> str:
        """The line of the query with a caret under the place; of a long line only what stands around it."""
        start = self.text.rfind("\n", 0, self.position) + 1
        line = self.text[start:].partition("\n")[0]
        column = min(self.position - start, len(line))
        left = max(0, column - 60)
        lead = "…" if left else ""
        tail = "…" if len(line) > column + 40 else ""
        before = lead + _plain(line[left:column])
        return f"  {before}{_plain(line[column : column + 40])}{tail}\n  {' ' * _columns(before)}^"


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _columns(text: str) -> int:
    """How many columns of a terminal text fills: East Asian letters fill two, combining marks none."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written; folded and inflected when it is looked for. A hyphenated one is a row of words."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so; `text` is without the asterisk."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row; each may end in an asterisk."""

    text: str


@dataclass(frozen=True, slots=True)
class Exact:
    """Exactly these letters, in one word or several."""

    text: str


@dataclass(frozen=True, slots=True)
class ConceptName:
    """Any name of the concept, in any language."""

    name: str


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression on the text of a field as it stands; `flags` is "" or "i"."""

    pattern: str
    flags: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """At most `distance` words between the two; in this order if `ordered`."""

    left: "Node"
    right: "Node"
    distance: int
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class SameSentence:
    """Both in one sentence, in either order."""

    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Count:
    """The child occurs so often; `comparison` is one of >=, > and =."""

    child: "Node"
    comparison: str
    number: int


@dataclass(frozen=True, slots=True)
class Scope:
    """The child, looked for in one field of the text: `title`, or `body` (summary and full text)."""

    field: str
    child: "Node"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known about the article beside its text; `field` is one of FACT_FIELDS."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """The child does not hold."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All children hold. There are two at least, and none is an And."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one child holds. There are two at least, and none is an Or."""

    children: tuple["Node", ...]


Leaf: TypeAlias = Word | Prefix | Phrase | Exact | ConceptName
Node: TypeAlias = Leaf | Regex | Near | SameSentence | Count | Scope | Fact | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was understood. Two are equal if they ask for the same, however they were written."""

    root: Node
    text: str = field(compare=False)


@dataclass(frozen=True)
class Advice:
    """What the writer of a query should know though it is understood: what is so, and what to do.

    `position` is the offset into the query's text; None where it concerns parts that stand apart.
    """

    message: str
    hint: str
    position: int | None = None

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}"


def is_called(name: str, wanted: str) -> bool:
    """Whether a name, tag or country is the value of a Fact, which may end in an asterisk."""
    if wanted.endswith("*"):
        return name.casefold().startswith(wanted[:-1].casefold())
    return name.casefold() == wanted.casefold()


def children(node: Node) -> tuple[Node, ...]:
    """Return the parts of which node is made; none of a word or a fact."""
    match node:
        case And(parts) | Or(parts):
            return parts
        case Not(child) | Scope(_, child) | Count(child):
            return (child,)
        case Near(left, right) | SameSentence(left, right):
            return left, right
        case _:
            return ()


def nodes(node: Node) -> Iterator[Node]:
    """Yield node and every part it is made of, from the left."""
    yield node
    for child in children(node):
        yield from nodes(child)


_BARE_VALUE = re.compile(r"[^\W_][\w./-]*\*?")
_OPERATOR = re.compile(r"AND|OR|NOT|SENTENCE|COUNT|O?NEAR(/.*)?")

#: How tightly a node binds when it is printed; higher binds tighter.
_Binding = Literal[1, 2, 3, 4, 5]


def _binding(node: Node) -> _Binding:
    match node:
        case Or():
            return 1
        case And():
            return 2
        case Not():
            return 3
        case Near() | SameSentence():
            return 4
        case _:
            return 5


def _print(node: Node, at_least: int) -> str:
    """Return node in the watch language, in parentheses if it binds less tightly than its place asks for."""
    text = _print_bare(node)
    return f"({text})" if _binding(node) < at_least else text


def _print_bare(node: Node) -> str:
    match node:
        case Or(children):
            # AND binds tighter and needs no parentheses; they save the reader from having to know it.
            return " OR ".join(_print(child, 3) for child in children)
        case And(children):
            return " AND ".join(_print(child, 3) for child in children)
        case Not(child):
            return f"NOT {_print(child, 3)}"
        case Near(left, right, distance, ordered):
            return f"{_print(left, 4)} {'O' if ordered else ''}NEAR/{distance} {_print(right, 5)}"
        case SameSentence(left, right):
            return f"{_print(left, 4)} SENTENCE {_print(right, 5)}"
        case _:
            return _print_atom(node)


def _print_atom(node: Node) -> str:
    match node:
        case Count(child, comparison, number):
            return f"COUNT({_print(child, 1)}) {comparison} {number}"
        case Scope(name, child):
            return f"{name}:{_print(child, 5)}"
        case Fact(name, value):
            bare = _BARE_VALUE.fullmatch(value) and not _OPERATOR.fullmatch(value)
            return f"{name}:{value}" if bare else f'{name}:"{value}"'
        case Regex(pattern, flags):
            return f"/{pattern}/{flags}"
        case Word() | Prefix() | Phrase() | Exact() | ConceptName():
            return _print_leaf(node)
        case _:
            raise TypeError(node)


def _print_leaf(node: Leaf) -> str:
    match node:
        case Word(text):
            return text
        case Prefix(text):
            return f"{text}*"
        case Phrase(text):
            return f'"{text}"'
        case ConceptName(name):
            return f"@{name}"
        case Exact(text):
            return f'="{text}"' if any(c.isspace() or c in "()（）" for c in text) else f"={text}"


def clause(node: Node) -> str:
    """Return a part of a query in the watch language.

    >>> clause(And((Word("a"), Or((Word("b"), Not(Prefix("cd")))))))
    'a AND (b OR NOT cd*)'

    """
    return _print(node, 1)

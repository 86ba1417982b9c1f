"""Build the tree of a query from its signs: recursive descent, one method for each level of precedence."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import NoReturn

import regex

from alerts import query_tree as tree
from alerts.concepts import Concepts
from alerts.folding import fold
from alerts.query_habits import FIELDS, foreign
from alerts.query_lexer import Kind, Lexer, Sign
from alerts.query_regex import RegexError, check_regex
from alerts.query_tree import Node, Query, QueryError
from alerts.text import tokenize

LONGEST_QUERY = 50_000
MOST_TERMS = 5_000
DEEPEST = 50
LONGEST_PHRASE = 50
MOST_COUNTED = 1_000
_SHORTEST_PREFIX = 2
_FIELDS = {
    **{name: name for name in tree.TEXT_FIELDS + tree.FACT_FIELDS},
    **{"intitle": "title", "headline": "title", "language": "lang"},
}
#: What may be counted, or stand beside a NEAR: what has a place in the text.
_PLACED = (tree.Word, tree.Prefix, tree.Phrase, tree.Exact, tree.ConceptName, tree.Near, tree.SameSentence)
_FOR_EXAMPLE = "write what to look for, for example drone OR missile"
_MISUSED = {"&": "write AND", "&&": "write AND", "|": "write OR", "||": "write OR", "!": "write NOT"}
#: What may stand behind @.
CONCEPT_KEY = regex.compile(r"[\w-]+")


def parse(text: str, concepts: Collection[str] | None = None) -> Query:
    """Return the query that text asks for.

    Args:
        text: in the watch language (docs/watch-language.md).
        concepts: the names of the concepts there are; None to take any name.

    Raises:
        QueryError: text is no query, is larger than is allowed, or would match every article.

    """
    if len(text) > LONGEST_QUERY:
        raise QueryError(
            f"the query is longer than {LONGEST_QUERY:,} characters", text, LONGEST_QUERY, "part it into several"
        )
    return _Parser(text, concepts).query()


def holds_on_nothing(node: Node) -> bool:
    """Whether node would hold for an article with nothing in it, and so for nearly all."""
    match node:
        case tree.Not(child):
            return not holds_on_nothing(child)
        case tree.And(children):
            return all(map(holds_on_nothing, children))
        case tree.Or(children):
            return any(map(holds_on_nothing, children))
        case tree.Scope(_, child):
            return holds_on_nothing(child)
        case _:
            return False


def _is_placed(node: Node) -> bool:
    return all(map(_is_placed, node.children)) if isinstance(node, tree.Or) else isinstance(node, _PLACED)


class _Parser:
    def __init__(self, text: str, concepts: Collection[str] | None) -> None:
        self._text = text
        self._concepts = concepts
        self._signs = Lexer(text).signs()
        self._sign = next(self._signs)
        self._depth = 0
        self._terms = 0
        self._first_not: int | None = None

    def query(self) -> Query:
        if self._at("end"):
            self._refuse("the query is empty", 0, _FOR_EXAMPLE)
        root = self._or()
        if not self._at("end"):  # only a parenthesis can stop _or() before the end
            self._refuse("this parenthesis closes nothing", self._sign.position, "remove it, or put ( before the group")
        if holds_on_nothing(root):
            self._refuse(
                "this matches every article but a few: a watch cannot only exclude",
                self._first_not or 0,
                "say what to look for as well, for example drone NOT toy",
            )
        return Query(root, self._text)

    # Levels of precedence, weakest first.

    def _or(self) -> Node:
        children = [self._and()]
        while self._at("or"):
            self._next()
            children.append(self._and())
        return _flat(tree.Or, children)

    def _and(self) -> Node:
        children = [self._not()]
        while not self._at("or", "close", "end"):
            if self._at("and"):
                self._next()
            children.append(self._not())
        return _flat(tree.And, children)

    def _not(self) -> Node:
        if not self._at("not"):
            return self._near()
        sign = self._next()
        if self._first_not is None:
            self._first_not = sign.position
        with self._deeper(sign):
            return tree.Not(self._not())

    def _near(self) -> Node:
        start = self._sign.position
        left = self._atom()
        with self._chain():
            while self._at("near", "sentence"):
                sign = self._next()
                self._deepen(sign)
                right_start = self._sign.position
                right = self._atom()
                self._check_side(left, start, sign)
                self._check_side(right, right_start, sign)
                left = (
                    tree.Near(left, right, sign.number, bool(sign.extra))
                    if sign.kind == "near"
                    else tree.SameSentence(left, right)
                )
        return left

    def _atom(self) -> Node:
        sign = self._next()
        read: dict[str, Callable[[Sign], Node]] = {
            **{"open": self._group, "field": self._field, "count": self._count, "word": self._word},
            **{"phrase": self._phrase, "exact": self._exact, "concept": self._concept, "regex": self._regex},
        }
        if sign.kind not in read:
            self._missing(sign)
        self._terms += 1
        if self._terms > MOST_TERMS:
            self._refuse(
                f"the query has more than {MOST_TERMS:,} parts", sign.position, "make a concept of names, or part it"
            )
        return read[sign.kind](sign)

    # What can stand alone.

    def _group(self, sign: Sign) -> Node:
        if self._at("close"):
            self._refuse("there is nothing in these parentheses", sign.position, "remove them")
        with self._deeper(sign):
            node = self._or()
        if not self._at("close"):
            self._refuse("this parenthesis is never closed", sign.position, "put ) after the group")
        self._next()
        return node

    def _count(self, sign: Sign) -> Node:
        start = self._sign.position
        child = self._group(sign)
        compare = self._next()
        if not _is_placed(child):
            self._refuse(
                "COUNT counts words, phrases, concepts and OR-groups of them", start, "put AND and NOT outside COUNT"
            )
        least = compare.number + (compare.text == ">")
        if compare.text in ("<", "<="):
            most = compare.number + (compare.text == "<=")
            hint = f"write NOT COUNT(…) >= {most}"
            self._refuse(f"COUNT cannot be compared with {compare.text}", compare.position, hint)
        if least > MOST_COUNTED:
            self._refuse(f"COUNT counts up to {MOST_COUNTED:,}", compare.position, "write a smaller number")
        if least < 1:
            self._refuse("this count is always reached", compare.position, "write at least 1; for none write NOT")
        return tree.Count(child, compare.text, compare.number)

    def _field(self, sign: Sign) -> Node:
        name = _FIELDS.get(sign.text.lower())
        if name is None:
            self._unknown_field(sign)
        if name in tree.FACT_FIELDS:
            return self._facts(name, sign)
        if self._at("and", "or", "not", "near", "sentence", "close", "end"):
            self._refuse(
                f"{sign.text}: needs a word after it", self._sign.position, f"write for example {sign.text}:drone"
            )
        with self._deeper(sign):
            start = self._sign.position
            child = self._atom()
        if _has_field(child):
            self._refuse(f"{name}: looks into the text only", start, f"move the other field out of {name}:(…)")
        return tree.Scope(name, child)

    def _facts(self, name: str, field: Sign) -> Node:
        if not self._at("open"):
            return self._fact(name, field)
        opened = self._next()
        values = [self._fact(name, field)]
        while self._at("or"):
            self._next()
            values.append(self._fact(name, field))
        if not self._at("close"):
            hint = f"write for example {name}:(a OR b)"
            self._refuse(f"{name}:(…) takes values with OR between them", (opened or field).position, hint)
        self._next()
        return _flat(tree.Or, values)

    def _fact(self, name: str, field: Sign) -> Node:
        if not self._at("word", "phrase"):
            self._refuse(f"{field.text}: needs a value after it", self._sign.position, f'write for example {name}:"…"')
        sign = self._next()
        value = " ".join(sign.text.split())
        if not any(map(str.isalnum, value)):
            self._refuse(f"{field.text}: needs a value with a letter or digit in it", sign.position)
        return tree.Fact(name, value)

    def _word(self, sign: Sign) -> Node:
        text = sign.text
        if text.lower().startswith(("http://", "https://")):
            self._refuse("an address is no word", sign.position, "write site:example.org, or put it in quotation marks")
        habit = foreign(text)
        if habit:
            self._refuse(habit[0], sign.position, habit[1])
        if text.endswith("*"):
            self._check_asterisks(text, sign.position)
            return tree.Prefix(text[:-1])
        self._check_asterisks(text, sign.position)
        self._check_letters(text, sign)
        return tree.Word(text)

    def _phrase(self, sign: Sign) -> Node:
        text = " ".join(sign.text.split())
        for word in text.split():
            self._check_asterisks(word, sign.position)
        self._check_letters(text, sign)
        return tree.Phrase(text)

    def _exact(self, sign: Sign) -> Node:
        if "*" in sign.text:
            self._refuse("= asks for exactly these letters and takes no *", sign.position, "remove = or the asterisk")
        text = " ".join(sign.text.split())
        self._check_letters(text, sign)
        return tree.Exact(text)

    def _concept(self, sign: Sign) -> Node:
        name = sign.text.rstrip(".,;").lower()
        if not CONCEPT_KEY.fullmatch(name):
            self._refuse("@ must stand right before the name of a concept", sign.position, "write for example @nato")
        if self._concepts is not None and name not in self._concepts:
            called = self._concepts.called(name) if isinstance(self._concepts, Concepts) else []
            near = called[:3] or get_close_matches(name, self._concepts, 3, 0.5)
            hint = f"did you mean {' or '.join('@' + n for n in near)}?" if near else "give it names under [concepts]"
            self._refuse(f"unknown concept @{_short(name)}", sign.position, hint)
        return tree.ConceptName(name)

    def _regex(self, sign: Sign) -> Node:
        try:
            check_regex(sign.text)
        except RegexError as error:
            self._refuse(error.message, sign.position, error.hint)
        return tree.Regex(sign.text, sign.extra)

    # Checks and complaints.

    def _check_letters(self, text: str, sign: Sign) -> None:
        words = tokenize(text, None)
        if sum(word.width == 1 for word in words) > LONGEST_PHRASE:
            self._refuse(
                f"a phrase may have {LONGEST_PHRASE} words", sign.position, "join shorter ones with AND or NEAR"
            )
        if not words:
            hint = _MISUSED.get(text, _FOR_EXAMPLE if text else "remove the quotation marks, or put words between them")
            what = (
                f"{_short(text)!r} has no letter or digit to look for"
                if text
                else "there is nothing between these marks"
            )
            self._refuse(what, sign.position, hint)

    def _check_asterisks(self, word: str, position: int) -> None:
        """Refuse an asterisk that stands anywhere but after two letters at the end of a word."""
        stem = word.rstrip("*")
        if "*" in stem or len(word) - len(stem) > 1:
            self._refuse("* stands for an ending, once, at the end of a word", position, "for more write a /regex/")
        # Of l’O* the article is no part, so it is as short as O*.
        letters = sum(len(fold(piece.surface)) for piece in tokenize(stem, None) if piece.width == 1)
        if stem != word and letters < _SHORTEST_PREFIX:
            self._refuse(
                f"{_short(word)} would match too much", position, "put at least two letters before the asterisk"
            )

    def _check_side(self, node: Node, position: int, sign: Sign) -> None:
        if not _is_placed(node):
            self._refuse(
                f"{sign.text} works between words, phrases, concepts and OR-groups of them",
                position,
                "put AND, NOT and fields outside, as in title:(a NEAR/3 b) NOT c",
            )

    def _unknown_field(self, sign: Sign) -> NoReturn:
        name = sign.text.lower()
        if name in ("near", "onear", "around"):
            self._refuse(f"the number of {sign.text} stands after a slash", sign.position, "write for example NEAR/5")
        near = [FIELDS[name]] if name in FIELDS else get_close_matches(name, _FIELDS, 1, 0.6)
        known = ", ".join(f"{name}:" for name in tree.TEXT_FIELDS + tree.FACT_FIELDS)
        hint = f"did you mean {near[0]}:?" if near else f"fields are {known}; a colon in a text needs quotation marks"
        self._refuse(f"unknown field {_short(sign.text)}:", sign.position, hint)

    def _missing(self, sign: Sign) -> NoReturn:
        if sign.kind == "close":
            self._refuse("a word is missing before this parenthesis", sign.position, "put what to look for before it")
        if sign.kind == "end":
            self._refuse(
                "the query ends where a word should follow", len(self._text.rstrip()), "add it, or stop before"
            )
        hint = f'to look for the word itself write "{sign.text}"'
        self._refuse(f"{sign.text} needs a word before and after it", sign.position, hint)

    @contextmanager
    def _deeper(self, sign: Sign) -> Iterator[None]:
        with self._chain():
            self._deepen(sign)
            yield

    @contextmanager
    def _chain(self) -> Iterator[None]:
        depth = self._depth
        yield
        self._depth = depth

    def _deepen(self, sign: Sign) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            self._refuse(f"more than {DEEPEST} groups stand inside each other", sign.position, "part the query")

    def _at(self, *kinds: Kind) -> bool:
        return self._sign.kind in kinds

    def _next(self) -> Sign:
        sign = self._sign
        self._sign = next(self._signs, sign)
        return sign

    def _refuse(self, message: str, position: int, hint: str = "") -> NoReturn:
        raise QueryError(message, self._text, position, hint)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def _flat(kind: type[tree.And] | type[tree.Or], children: list[Node]) -> Node:
    """Join children; a group of the same kind among them is taken apart, a single one stands alone."""
    flat = [grandchild for c in children for grandchild in (c.children if isinstance(c, kind) else (c,))]
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def _has_field(node: Node) -> bool:
    match node:
        case tree.And(children) | tree.Or(children):
            return any(map(_has_field, children))
        case tree.Not(child):
            return _has_field(child)
        case _:
            return isinstance(node, tree.Fact | tree.Scope)

"""The English sentences that stand in modules of ours, found in their source."""

import ast
import re
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parent.parent
#: What stands for a value that is filled in; it fits a number as well as a name.
VALUE = "7"
_IS_SENTENCE = re.compile(r"[a-z]{2,} [a-z]|[a-z]{3,}:? \S")
#: Calls whose texts no page shows.
_UNSEEN = {"compile", "Field", "fullmatch", "WithJsonSchema", "strftime", "mapped_column", "execute", "text"}


def sentences(*patterns):
    """Yield where each sentence stands and the sentence, with VALUE for what is filled in.

    Left out are docstrings, descriptions of keys, regular expressions, what the log says, and what only programmers
    are told (TypeError, AssertionError).
    """
    for pattern in patterns:
        found = sorted(ROOT.glob(pattern))
        assert found, pattern
        for path in found:
            tree = ast.parse(path.read_text("utf-8"))
            unseen = set(_unseen(tree))
            for node in ast.walk(tree):
                if node not in unseen:
                    yield from (
                        (f"{path.relative_to(ROOT)}:{node.lineno}", text)
                        for text in _texts(node)
                        if _IS_SENTENCE.search(text) and "\n    " not in text
                    )


def _unseen(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield from (one for one in ast.walk(node) if one is not node)
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            base = getattr(getattr(node.func, "value", None), "id", "")
            if base == "log" or name in _UNSEEN or name in ("TypeError", "AssertionError"):
                yield from ast.walk(node)


def _texts(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from map("".join, product(*map(_pieces, node.values)))


def _pieces(node):
    """Return what can stand in one place of an f-string."""
    if isinstance(node, ast.Constant):
        return [node.value]
    value = node.value
    if isinstance(value, ast.IfExp):
        return [text for one in (value.body, value.orelse) for text in list(_texts(one)) or [VALUE]]
    return [repr(VALUE)] if node.conversion == ord("r") else [VALUE]

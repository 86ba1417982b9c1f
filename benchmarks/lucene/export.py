"""Watches and articles in the form that LuceneMonitor.java reads: words as our tokeniser cuts and folds them.

Three things cannot be said to Lucene, whose index knows no word over several positions: that a word of a text written
with a hyphen, or of a query with letters beside figures, is also one word in the middle of a phrase (`"CG2A filiale"`
asks for CG 2 A as well), a pattern that goes on past a part of such a word, and that letters apart from
their figures count only where they are no word (`A10` is not «a 10 km»).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from alerts import query_tree as tree
from alerts.document import Document
from alerts.pattern import Pattern, pattern
from alerts.text import tokenize
from alerts.watch import Watch


def write(folder: Path, watches: Iterable[Watch], warmup: Iterable[Document], documents: Iterable[Document]) -> None:
    """Write what the driver reads into folder: queries, documents, those for warming up, and how frequent words are."""
    warmup = list(warmup)
    queries = "\n".join(expression(watch.query.root) for watch in watches)
    (folder / "queries.txt").write_text(queries + "\n", encoding="utf-8")
    for name, articles in (("warmup", warmup), ("documents", documents)):
        (folder / f"{name}.tsv").write_text("\n".join(map(_row, articles)) + "\n", encoding="utf-8")
    counts = Counter(word for document in warmup for word in {form for p in _all_positions(document) for form in p})
    rows = "\n".join(f"{word}\t{count}" for word, count in counts.items())
    (folder / "frequencies.tsv").write_text(rows + "\n", encoding="utf-8")


def _row(document: Document) -> str:
    texts = (document.title, document.summary, document.body)
    written = (" ".join("|".join(position) for position in _positions(text, document.language)) for text in texts)
    return "\t".join((document.language or "", document.source, *written))


def _all_positions(document: Document) -> Iterator[list[str]]:
    for text in (document.title, document.summary, document.body):
        yield from _positions(text, document.language)


def _positions(text: str, language: str | None) -> list[list[str]]:
    """Return for each position the forms of the words that begin there."""
    found: dict[int, dict[str, None]] = {}
    for token in tokenize(text, language):
        found.setdefault(token.position, {}).update(dict.fromkeys(sorted(token.forms)))
    return [list(found[position]) for position in sorted(found)]


def expression(node: tree.Node, field: str = "text") -> str:
    """Return a query as an s-expression. Raises TypeError for what Lucene has no counterpart of."""
    match node:
        case tree.And(children):
            return f"( and {' '.join(expression(child, field) for child in children)} )"
        case tree.Or(children):
            return f"( or {' '.join(expression(child, field) for child in children)} )"
        case tree.Not(child):
            return f"( not {expression(child, field)} )"
        case tree.Scope(name, child):
            return expression(child, name)
        case tree.Near(left, right, distance, ordered):
            order = "ordered" if ordered else "any"
            return f"( near {field} {distance} {order} {expression(left, field)} {expression(right, field)} )"
        case tree.Fact(name, value):
            return f"( term {name} {value} )"
        case _:
            return _leaf(node, field)


def _leaf(node: tree.Node, field: str) -> str:
    match node:
        case tree.Prefix(text):
            return _words(pattern(f"{text}*", None), field)
        case tree.Word(text) | tree.Phrase(text):
            return _words(pattern(text, None), field)
        case _:
            raise TypeError(node)


def _words(wanted: Pattern, field: str) -> str:
    """Return a row of words; where all of it may be written as one, that as well."""
    rows = ["|".join(_alternatives(steps, 1)) for steps in wanted.steps]
    whole = _alternatives(wanted.steps[0], len(wanted.steps)) if len(rows) > 1 else rows[0].split("|")
    single = [f"( prefix {field} {w[:-1]} )" if w.endswith("*") else f"( term {field} {w} )" for w in whole]
    parts = [f"( phrase {field} {' '.join(rows)} )"] if len(rows) > 1 else []
    return (parts + single)[0] if len(parts + single) == 1 else f"( or {' '.join(parts + single)} )"


def _alternatives(steps: Iterable[object], width: int) -> list[str]:
    return [
        f"{form}{'*' if step.is_prefix else ''}" for step in steps if step.width == width for form in sorted(step.forms)
    ]

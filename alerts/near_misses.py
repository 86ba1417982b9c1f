"""What nearly held: for each part of a query that an article does not hold, what stands there instead. Pure.

Every note is found by asking the evaluator for something a little wider, so it says no more than what is so.
"""

from bisect import bisect_left
from dataclasses import replace

from alerts import query_tree as tree
from alerts.concepts import Name
from alerts.display import numbered
from alerts.document import Document
from alerts.evaluate import Evidence, Explanation, Hit, evaluate
from alerts.folding import fold, same_letters
from alerts.query_tree import Node, Query
from alerts.watch import Watch
from alerts.whole_words import may_be_a_piece, word_around

#: A reader looks at no more notes, and each asks the evaluator a few times.
_MOST_NOTES = 60
_SHORTEST_PREFIX = 2
#: Wider than any text: the two stand in one field.
_ANYWHERE = 10**9


def nearly(explanation: Explanation, watch: Watch, document: Document) -> Explanation:
    """Return what watch explained of document with a note at each part that did not hold, where there is one to give.

    Parts under one that held, and what is excluded, are left as they are: they need no excuse.
    """
    return _Looking(watch, document).look(explanation, None)


class _Looking:
    """Goes through one explanation; `scope` is the field that a part was looked for in, if it was one."""

    def __init__(self, watch: Watch, document: Document) -> None:
        self._watch, self._document = watch, document
        self._left = _MOST_NOTES

    def look(self, part: Explanation, scope: str | None) -> Explanation:
        if part.held or isinstance(part.node, tree.Not) or self._left <= 0:
            return part
        inner = part.node.field if isinstance(part.node, tree.Scope) else scope
        children = tuple(self.look(child, inner) for child in part.children)
        note = part.note or self._note(part.node, scope)
        self._left -= bool(note)
        return replace(part, children=children, note=note)

    def _note(self, node: Node, scope: str | None) -> str:
        match node:
            case tree.And() | tree.Or() | tree.Scope() | tree.Not() | tree.Count():
                return ""
            case tree.Fact(name):
                return self._fact(name)
        if scope and (found := self._ask(node, None)):
            return f"found in the {found.hits[0].field}, not in the {scope}: «{found.hits[0].text}»"
        match node:
            case tree.Near(_, _, distance, ordered):
                return self._apart(node, distance, ordered, scope)
            case tree.SameSentence(left, right):
                between = self._between(tree.Near(left, right, _ANYWHERE), scope)
                return "" if between is None else f"in different sentences, {numbered(between, 'word')} between them"
            case _:
                return self._leaf(node, scope)

    def _leaf(self, node: Node, scope: str | None) -> str:
        match node:
            case tree.Regex(pattern, ""):
                return self._case(self._ask(tree.Regex(pattern, "i"), scope))
            case tree.Exact(text):
                return self._other_letters(text, scope)
            case tree.ConceptName(name):
                return self._names(name, scope)
            case tree.Word(text):
                return self._inflected(node, scope) or self._longer(text, scope)
            case tree.Phrase(text):
                return self._inflected(node, scope) or self._scattered(text, scope)
            case tree.Prefix(text):
                return self._within(text, scope)
            case _:
                return ""

    def _ask(self, node: Node, scope: str | None, *, inflect: bool | None = None) -> Evidence | None:
        root = tree.Scope(scope, node) if scope else node
        wanted = self._watch.settings.inflect if inflect is None else inflect
        return evaluate(Query(root, ""), self._document, self._watch.concepts, wanted)

    # One kind of part each.

    def _fact(self, name: str) -> str:
        document = self._document
        known = {
            "lang": [document.language or ""],
            "source": [document.source],
            "tag": document.tags,
            "country": [document.country or ""],
            "author": document.authors,
            "site": [document.url],
        }
        values = [value for value in known[name] if value]
        return f"it is {', '.join(values[:5])}" if values else "nothing is known of it"

    def _apart(self, node: tree.Near, distance: int, ordered: bool, scope: str | None) -> str:
        between = self._between(node, scope)
        if between is not None:
            return f"{numbered(between, 'word')} between them, {distance} allowed"
        turned = self._between(replace(node, ordered=False), scope) if ordered else None
        if turned is not None:
            return f"only in the other order, {numbered(turned, 'word')} between them"
        both = self._ask(node.left, scope) and self._ask(node.right, scope)
        return "never in the same field without overlapping" if both else ""

    def _between(self, node: tree.Near, scope: str | None) -> int | None:
        """Return how few words stand between the two anywhere, or None if they never stand in one field."""
        if self._ask(replace(node, distance=_ANYWHERE), scope) is None:
            return None
        most = max(len(field.tokens) for field in self._document.fields)
        return bisect_left(range(most), True, key=lambda d: self._ask(replace(node, distance=d), scope) is not None)

    def _case(self, found: Evidence | None) -> str:
        return f"only in other case: «{found.hits[0].text}»" if found else ""

    def _other_letters(self, text: str, scope: str | None) -> str:
        found = self._ask(_plain(text), scope, inflect=True)
        return _compared(found.hits[0], text) if found and found.hits else ""

    def _names(self, key: str, scope: str | None) -> str:
        names = self._watch.concepts[key].names if key in self._watch.concepts else ()
        day, language = self._document.day, self._document.language
        for name in names:
            if name.counts(day, language) and (found := self._ask(_plain(name.text), scope, inflect=True)):
                return _of_name(name, found.hits[0])
        return ""

    def _inflected(self, node: Node, scope: str | None) -> str:
        if self._watch.settings.inflect or not (found := self._ask(node, scope, inflect=True)):
            return ""
        return f"only in another form: «{found.hits[0].text}»; this watch has inflect = false"

    def _scattered(self, text: str, scope: str | None) -> str:
        missing = [word for word in text.split() if not self._ask(_plain(word), scope)]
        if not missing:
            return "all its words are there, but not in a row"
        return f"of its words {', '.join(missing[:5])} was not found" if len(missing) < len(text.split()) else ""

    def _longer(self, text: str, scope: str | None) -> str:
        if may_be_a_piece(text):
            return self._within(text, scope)
        if len(text) >= _SHORTEST_PREFIX and (found := self._ask(tree.Prefix(text), scope)):
            return f"only words that begin so: «{found.hits[0].text}»; write {text}* to find them"
        return self._within(text, scope)

    def _within(self, text: str, scope: str | None) -> str:
        wanted = fold(text)
        for field in self._document.fields:
            if scope is None or (field.name == "title") == (scope == "title"):
                for token in field.tokens:
                    if wanted and any(wanted in form for form in token.forms):
                        return f"only within a longer word: «{token.surface}»"
                if may_be_a_piece(text) and (at := field.text.find(text)) >= 0:
                    return f"only within a longer word: «{word_around(field.text, at, at + len(text))}»"
        return ""


def _plain(text: str) -> tree.Word | tree.Prefix | tree.Phrase:
    if " " in text:
        return tree.Phrase(text)
    return tree.Prefix(text[:-1]) if text.endswith("*") else tree.Word(text)


def _compared(hit: Hit, text: str) -> str:
    """Say how what was found differs from the letters that were asked for."""
    have, want = same_letters(hit.text), same_letters(text)
    if have.casefold() == want.casefold():
        return f"only in other case: «{hit.text}»"
    if [fold(word) for word in have.split()] == [fold(word) for word in want.split()]:
        return f"only with other accents or signs: «{hit.text}»"
    return f"only in another form: «{hit.text}»"


def _of_name(name: Name, hit: Hit) -> str:
    if name.exact:
        return f"its name ={name.text} {_compared(hit, name.text)}"
    return f"its name {name.text} ({name.language}) only in another form: «{hit.text}»"

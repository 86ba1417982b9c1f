"""What an article must have among its keys for a query to find it. Necessary, not enough: `alerts.evaluate` decides."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

from alerts import query_tree as tree
from alerts.concepts import Concepts
from alerts.document import Document
from alerts.effort import Effort
from alerts.evaluate import holds
from alerts.index_keys import AUTHOR, DAY, LANGUAGE, MONTH, SITE, SOURCE, TITLE, YEAR, clipped, is_sign, written
from alerts.pattern import Step, pattern
from alerts.query_tree import Node
from alerts.terms import ANY_LANGUAGE, Term
from config.choosing import SourceFacts
from store.archive import Period
from store.needs import NOTHING, Key, Need, all_of, any_of

#: A shorter beginning of a word stands in nearly every article: all the keys that begin so would be gone through.
_SHORTEST_BEGINNING = 3
#: SQLite reads needs that lie about so deep in each other; what lies deeper is left to the evaluator.
_DEEPEST = 15
#: A fact that more sources share than these tells little.
_MOST_SOURCES = 500
#: Years in which articles may have been seen, where a period has no end.
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Asked:
    """What a query is read with.

    `languages` are those that stored articles are in, `sources` the facts of the sources by their names.
    """

    concepts: Concepts
    inflect: bool
    languages: Sequence[str]
    sources: Mapping[str, SourceFacts]

    def need(self, node: Node, mark: str = "", depth: int = 0) -> Need | None:
        """Return what a part of a query needs; None: an article may have any keys.

        `mark` stands before its words; it lies so deep in the query.
        """
        return None if depth > _DEEPEST else self._need(node, mark, depth)

    def _need(self, node: Node, mark: str, depth: int) -> Need | None:
        need = partial(self.need, mark=mark, depth=depth + 1)
        match node:
            case tree.And(children):
                return all_of(map(need, children))
            case tree.Or(children):
                return any_of(map(need, children))
            case tree.Not() | tree.Regex():
                return None
            case tree.Scope(name, child):
                return need(child, mark=TITLE if name == "title" else mark)
            case tree.Near(left, right) | tree.SameSentence(left, right):
                return all_of([need(left), need(right)])
            case tree.Count(child, comparison, number):
                return need(child) if number or comparison == ">" else None
            case tree.Fact():
                return self._fact(node)
            case _:
                return self._leaf(node, mark)

    def _leaf(self, node: Node, mark: str) -> Need | None:
        language = ANY_LANGUAGE if self.inflect else None
        match node:
            case tree.Word(text) | tree.Phrase(text):
                return self._words(text, language, mark)
            case tree.Prefix(text):
                return self._words(f"{text}*", language, mark)
            case tree.Exact(text):
                return self._words(text, None, mark)
            case tree.ConceptName(name):
                return self._concept(name, mark)
            case _:
                raise TypeError(node)

    def _concept(self, key: str, mark: str) -> Need | None:
        names = self.concepts[key].names if key in self.concepts else ()
        return any_of(
            self._words(name.text, name.language if self.inflect and not name.exact else None, mark) for name in names
        )

    def _words(self, text: str, language: str | None, mark: str) -> Need | None:
        """Return what words in a row need: for each position one of the steps that go over it."""
        steps = pattern(text, None).steps
        pairs = {n: pair for n in range(len(steps) - 1) if (pair := _pair(steps[n], steps[n + 1], mark))}
        return all_of(_positions(self, steps, pairs, language, mark)) if steps else NOTHING

    def word(self, step: Step, language: str | None, mark: str) -> Need | None:
        """Return what one word needs: a key for each form by which it is met, in any language or in some alone."""
        term = Term(step.surface, language, step.is_prefix)
        met_in: dict[str, list[str]] = {form: [] for form in sorted(term.forms)}
        for one in self.languages:
            for form in sorted(term.forms_in(one)):
                met_in.setdefault(form, []).append(one)
        if step.is_prefix and any(len(form) < _SHORTEST_BEGINNING for form in met_in):
            return None
        return any_of(self._form(mark + form, step.is_prefix, met_in[form]) for form in met_in)

    def _form(self, key: str, is_prefix: bool, languages: Sequence[str]) -> Need | None:
        of_these = any_of(map(key_of_language, languages)) if languages else None
        return all_of([clipped(key, is_prefix), of_these])

    def _fact(self, fact: tree.Fact) -> Need | None:
        match fact.field:
            case "lang":
                return key_of_language(fact.value)
            case "source" if fact.value.endswith("*"):
                return clipped(SOURCE + written(fact.value[:-1]), is_prefix=True)
            case "source":
                return clipped(SOURCE + written(fact.value))
            case "site":
                return clipped(SITE + written(fact.value.partition("/")[0]))
            case "author":
                return self._words(fact.value, None, AUTHOR)
            case _:
                return self._of_sources(fact)

    def _of_sources(self, fact: tree.Fact) -> Need | None:
        """Return what is needed where a fact must hold that the sources of the settings have."""
        documents = [Document(), *(_document(name, one) for name, one in self.sources.items())]
        held = [one.source for one in documents if holds(fact, one, self.concepts, self.inflect, Effort())]
        if "" in held or len(held) > _MOST_SOURCES:
            return None
        return any_of(Key(SOURCE + written(name)) for name in held)


def key_of_language(tag: str) -> Key:
    """Return the key of what is in a language, or in a kind of it."""
    return clipped(LANGUAGE + written(tag.replace("_", "-")))


def need_of_period(period: Period) -> Need | None:
    """Return what is needed by what was seen in a period: its days, and the months and years that lie in it whole."""
    if period.since is None and period.until is None:
        return None
    first = max(_day(period.since), date(_FIRST_YEAR, 1, 1)) if period.since else date(_FIRST_YEAR, 1, 1)
    last = date(_LAST_YEAR, 12, 31)
    if period.until is not None:
        last = min(_day(period.until - timedelta(microseconds=1)), last)
    return any_of(_stretches(first, last))


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()


def _stretches(first: date, last: date) -> Iterator[Need]:
    """Yield keys that together cover the days from the first to the last."""
    while first <= last:
        year_ends, next_month = date(first.year, 12, 31), (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        if first.timetuple().tm_yday == 1 and year_ends <= last:
            yield Key(f"{YEAR}{first.year:04}")
            first = year_ends + timedelta(days=1)
        elif first.day == 1 and next_month - timedelta(days=1) <= last:
            yield Key(f"{MONTH}{first:%Y%m}")
            first = next_month
        else:
            yield Key(f"{DAY}{first:%Y%m%d}")
            first += timedelta(days=1)


def _positions(
    asked: Asked, steps: Sequence[Sequence[Step]], pairs: Mapping[int, Need], language: str | None, mark: str
) -> Iterator[Need | None]:
    for position in range(len(steps)):
        if position in pairs:
            yield pairs[position]
        elif position - 1 not in pairs:
            over = [s for first, some in enumerate(steps[: position + 1]) for s in some if first + s.width > position]
            yield any_of(asked.word(step, language, mark) for step in over)


def _pair(some: Sequence[Step], others: Sequence[Step], mark: str) -> Need | None:
    """Return what two neighbouring signs of a script without spaces need; None if these are not such."""
    signs = [step for step in (*some, *others) if is_sign(step.surface) and not step.is_prefix and step.width == 1]
    if (len(some), len(others), len(signs)) != (1, 1, 2):
        return None
    return any_of(Key(mark + one + other) for one in sorted(signs[0].forms) for other in sorted(signs[1].forms))


def _document(name: str, facts: SourceFacts) -> Document:
    return Document(source=name, tags=tuple(facts.tags), country=facts.country)

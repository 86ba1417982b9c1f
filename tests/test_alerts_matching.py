"""The table of hand-written cases, run on the plain evaluator, and all at once."""

from collections import Counter

import pytest
from matching import cases

from alerts import query_tree as tree
from alerts.concepts import load_concepts
from alerts.document import Document
from alerts.evaluate import evaluate
from alerts.matcher import Matcher
from alerts.query import parse
from alerts.watch import compile_watch
from config import WatchSettings

CASES = cases()
CONCEPTS = load_concepts()
#: The languages of the product.
LANGUAGES = ("en", "fr", "de", "es", "it", "pl", "uk", "ru", "nl", "ar", "tr", "zh")
#: Further ones, of which there are fewer.
OTHERS = ("cs", "el", "fa", "fi", "he", "hi", "hu", "ja", "ko", "pt", "ro", "sv")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_query_finds_what_a_reader_would_by_the_exact_characters(case):
    query = parse(case.query, CONCEPTS)
    for field in ("title", "body"):
        evidence = evaluate(query, Document(language=case.language, **{field: case.text}), CONCEPTS)
        hits = evidence.hits if evidence else ()
        assert [case.text[start:end] for start, end in dict.fromkeys((h.start, h.end) for h in hits)] == list(
            case.found
        )
        assert all(hit.text == case.text[hit.start : hit.end] for hit in hits)


def test_all_the_queries_together_find_the_same():
    watches = [compile_watch(WatchSettings(name=str(n), query=case.query), CONCEPTS) for n, case in enumerate(CASES)]
    together = Matcher(CONCEPTS, watches)
    for case, watch in zip(CASES, watches, strict=True):
        matches = together.match(Document(language=case.language, body=case.text))
        (hits,) = [m.evidence.hits for m in matches if m.watch is watch] or [()]
        assert [case.text[start:end] for start, end in dict.fromkeys((h.start, h.end) for h in hits)] == list(
            case.found
        )


def naive(node, text):
    """Whether a search for bits of text, without case, would find it: what simple alerting tools do."""
    match node:
        case tree.Or(children):
            return any(naive(child, text) for child in children)
        case tree.Not(child):
            return not naive(child, text)
        case tree.Word(words) | tree.Prefix(words) | tree.Phrase(words) | tree.Exact(words):
            return words.lower() in text.lower()
        case tree.ConceptName(words):
            return words in text.lower()
        case tree.Regex():
            return True
        case _:
            return all(naive(child, text) for child in tree.children(node))


def test_the_table_is_large_and_a_naive_search_fails_it():
    assert len(CASES) >= 300
    assert len({(case.query, case.language, case.text) for case in CASES}) == len(CASES)
    languages = Counter(case.language for case in CASES)
    assert all(languages[language] >= 15 for language in LANGUAGES)
    assert all(languages[language] >= 6 for language in OTHERS)
    differ = [case for case in CASES if naive(parse(case.query).root, case.text) != bool(case.found)]
    assert len(differ) >= 150
    assert sum(not case.found for case in differ) >= 40

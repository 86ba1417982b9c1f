from collections import Counter

import pytest

from benchmarks.copies import edited, joined, long_texts, originals, templates
from benchmarks.labelled.edits import EDITS

TEXTS = long_texts()


@pytest.fixture(scope="module")
def template_pairs():
    return list(templates())


def test_the_long_texts_are_in_ten_languages_and_edited_in_thirteen_ways():
    assert len({text.language for text in TEXTS}) >= 10
    assert len(EDITS) == 13


def test_an_edited_text_is_found_again_in_every_order_of_arrival():
    pairs = list(edited(TEXTS))
    missed = Counter(pair.kind for pair in pairs if not pair.found)
    # Where the lead is new and tells other figures, the two are taken for a template.
    assert set(missed) <= {"new lead"}
    assert missed.total() <= 0.01 * len(pairs)


def test_texts_that_tell_different_news_are_not_taken_for_one():
    pairs = list(originals(TEXTS))
    assert len(pairs) >= 150
    assert not [pair for pair in pairs if pair.found]


@pytest.mark.parametrize(("kind", "most"), [("quake", 0), ("earnings", 0), ("rates", 0), ("result", 3)])
def test_articles_of_a_template_stay_apart_and_its_corrections_join(template_pairs, kind, most):
    two, one = ([p for p in template_pairs if p.kind == kind and p.one == which] for which in (False, True))
    assert len(two) >= 30
    assert sum(p.found for p in two) <= most
    assert len(one) >= 20
    assert all(p.found for p in one)


def test_daily_reports_and_notices_of_a_template_stay_apart(template_pairs):
    kinds = ("drone-night", "losses", "notice", "weather", "briefing", "statistics", "ship-notice", "air-alert")
    assert not [p for p in template_pairs if p.kind in kinds and p.found]


def test_a_text_is_itself():
    assert joined(TEXTS[0].text, TEXTS[0].text)

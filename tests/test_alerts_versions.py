"""What a newer version of an article changed, and why an article stands where it does, in words."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.copies import read_text
from alerts.headlines import Text
from alerts.likeness import FEWEST_SHARED, Likeness, View
from alerts.placement_words import comparison, otherwise, reason
from alerts.versions import Difference, difference, difference_data, in_words
from store.vectors import Vector

BEFORE = Text(
    "12 wounded near Kharkiv",
    "Marlow said 12 soldiers were wounded. It rained in Kyiv. On 3 March 2026 it ended.",
    "en",
)
AFTER = Text(
    "(CORRECTED) 21 wounded near Kharkiv",
    "Marlow said 21 soldiers were wounded.\nOn 4 March 2026 it ended.\n\nIn Warsaw Radek Sikorski agreed, said Mr Sikorski.",  # noqa: E501
    "en",
)


def test_headline_sentences_figures_and_names_are_told():
    found = difference(BEFORE, AFTER)
    assert found.headline == ("12 wounded near Kharkiv", "(CORRECTED) 21 wounded near Kharkiv")
    assert found.removed == ("Marlow said 12 soldiers were wounded.", "It rained in Kyiv.", "On 3 March 2026 it ended.")
    assert found.added[:2] == ("Marlow said 21 soldiers were wounded.", "On 4 March 2026 it ended.")
    assert (found.figures, found.names) == (("21",), ("Radek", "Sikorski"))
    assert in_words(found) == (
        "headline «12 wounded near Kharkiv» → «(CORRECTED) 21 wounded near Kharkiv»; 3 sentences added, "
        "3 sentences removed; new figures: 21; new names: Radek, Sikorski"
    )
    assert difference_data(found)["headline"] == {"from": BEFORE.title, "to": AFTER.title}


def test_a_sentence_that_only_moved_is_neither_added_nor_removed():
    moved = difference(
        Text("t", "One went. Two came. Three stayed.", "en"), Text("t", "Two came. Three stayed. One went.", "en")
    )
    assert moved == Difference(None, (), (), (), ())
    assert in_words(moved) == "only the white space or the summary changed"


@given(st.text(), st.text(), st.text())
def test_a_text_differs_from_itself_in_nothing_and_from_another_by_what_only_one_has(title, one, other):
    first, second = Text(title, one, "uk"), Text(title, other, "uk")
    assert difference(first, first) == Difference(None, (), (), (), ())
    there, back = difference(first, second), difference(second, first)
    assert (set(there.added), set(there.removed)) == (set(back.removed), set(back.added))
    assert not set(there.added) & set(there.removed)


def test_the_reason_is_what_was_decided_when_the_article_came():
    assert reason({"kind": "same-text", "words": "80% stands in both"}) == "it is a copy: 80% stands in both"
    assert reason({"kind": "same-news", "words": "shares Marlow"}) == "it shares Marlow"
    assert reason({"kind": "new", "words": "no earlier article is like it"}).startswith("it opened the story: ")
    assert reason({"kind": "new", "words": "nothing"}, "bbc") == (
        "it was seen first, though by its date bbc had the story before: nothing"
    )
    assert reason({}) == "nothing is kept of the reason"


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ({"kind": "same-text", "score": 0.8}, "apart with less than 50% of the shorter text in both"),
        ({"kind": "same-news", "score": 0.35, "needed": 0.22, "shared": ["A", "B"]}, "apart with 0.13 less likeness"),
        (
            {"kind": "new", "score": 0.1, "needed": 0.22, "shared": ["A", "B"]},
            "joined with 0.12 more likeness (0.10, 0.22",
        ),
        (
            {"kind": "new", "score": 0.3, "needed": 0.22, "shared": ["A"]},
            "joined with 1 more name, figure, day or place",
        ),
    ],
)
def test_what_would_have_put_it_elsewhere_names_the_threshold(why, said):
    assert otherwise(why).startswith(said)


def test_of_an_article_like_no_other_nothing_is_said():
    assert otherwise({"kind": "new", "words": "no earlier article is like it"}) == ""
    assert otherwise({}) == ""


def likeness(score, shared):
    view = View("", "", read_text(""), Vector("en", {}, {}), datetime(2026, 3, 1, tzinfo=UTC))
    return Likeness(9, 4, score, 0.2, ("nA", "nB", "nC")[:shared], view)


def test_another_story_is_compared_by_what_is_missing():
    assert (
        comparison(likeness(0.1, 3), "")
        == "shares A, B, C; it would join with 0.10 more likeness (0.10, 0.20 is needed)"
    )
    assert comparison(likeness(0.3, FEWEST_SHARED - 1), "").endswith(
        "it would join with 1 more name, figure, day or place in common"
    )
    assert comparison(likeness(0.3, 0), "").endswith(f"{FEWEST_SHARED} more names, figures, days or places in common")
    assert "would be enough there as well" in comparison(likeness(0.3, 3), "")
    assert "its headline recurs there" in comparison(likeness(0.3, 3), "series")
    assert comparison(likeness(0.3, 0), "template").startswith("shares no name; kept apart: ")

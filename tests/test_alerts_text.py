"""Words, their forms and their places. The table of docs/watch-language.md is read as cases."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.concepts import Concepts
from alerts.document import Document
from alerts.evaluate import evaluate
from alerts.folding import fold, folded_forms, same_letters
from alerts.inflection import dictionary_language, lemmas
from alerts.query import parse
from alerts.text import LONGEST_SENTENCE, tokenize

MANUAL = Path(__file__).parent.parent / "docs" / "watch-language.md"


def folding_table():
    table = re.search(r"<!-- folding -->\n(.*)<!-- /folding -->", MANUAL.read_text("utf-8"), re.DOTALL)[1]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()[2:]]
    return [pytest.param(query.strip("`"), language or None, text, found == "yes", id=f"{query} in {text}: {why}")
            for query, language, text, found, why in rows]  # fmt: skip


def surfaces(text, language=None):
    return [token.surface for token in tokenize(text, language)]


def sentences(text):
    return [token.sentence for token in tokenize(text, None)]


@pytest.mark.parametrize(("query", "language", "text", "found"), folding_table())
def test_the_manual_says_what_is_the_same_word(query, language, text, found):
    for field in ("title", "summary", "body"):
        evidence = evaluate(parse(query), Document(language=language, **{field: text}), Concepts({}))
        assert (evidence is not None) == found


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=60) | st.text("aé'’-­‍.ａЁй北ก ́̈ｶﾞ«»\n1", max_size=40), st.sampled_from([None, "fr", "tr", "xx"]))
def test_offsets_lead_back_to_what_stands_there(text, language):
    tokens = tokenize(text, language)
    position = 0
    for token in tokens:
        assert text[token.start : token.end] == token.surface != ""
        assert token.forms
        assert all(form == fold(form) for form in token.forms)
        if token.width == 1:
            assert token.position == position
            position += 1
    assert [t.start for t in tokens if t.width == 1] == sorted(t.start for t in tokens if t.width == 1)
    assert [t.sentence for t in tokens if t.width == 1] == sorted(t.sentence for t in tokens if t.width == 1)


def test_a_hyphenated_word_stands_in_its_parts_and_as_one():
    tokens = tokenize("un cessez-le-feu court", "xx")
    assert [(t.surface, t.position, t.width) for t in tokens] == [
        ("un", 0, 1),
        ("cessez", 1, 1),
        ("le", 2, 1),
        ("feu", 3, 1),
        ("cessez-le-feu", 1, 3),
        ("court", 4, 1),
    ]
    assert tokens[4].forms == {"cessezlefeu"}


def test_the_elided_article_is_not_part_of_the_word():
    (token,) = tokenize("l’OTAN", "fr")
    assert (token.start, token.end, token.position) == (2, 6, 0)


def test_an_acronym_keeps_its_last_dot():
    assert surfaces("The U.S. army, J.R.R.Tolkien: U.S.A") == ["The", "U.S.", "army", "J.R.R.", "Tolkien", "U.S.A"]


def test_signs_are_no_words_even_those_that_normalise_to_a_space_and_a_mark():
    assert tokenize("´ ¨ ¸ ʼ - — … № % & \u00ad \u200b", None) == ()
    assert folded_forms("a´b") == {"ab"}


def test_scripts_without_spaces_give_a_word_for_each_character_with_its_marks():
    assert surfaces("北约 ガス ｶﾞ กำ") == ["北", "约", "ガ", "ス", "ｶﾞ", "ก", "ำ"]
    assert fold("ｶﾞ") == "ガ"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("One. Two", [0, 1]),
        ("One? “Two!” Three", [0, 1, 2]),
        ("one\ntwo", [0, 1]),
        ("Gen. Smith met J. Doe", [0, 0, 0, 0, 0]),
        ("the U.S. Army", [0, 0, 0]),
        ("am 3. Oktober", [0, 0, 0]),
        ("in 2024. Then", [0, 0, 1]),
        ("3.5 or example.com", [0, 0, 0, 0, 0]),
        ("one. two", [0, 0]),
        ("北。约", [0, 1]),
        ("الناتو؟ نعم", [0, 1]),
        ("एक। दो", [0, 1]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, numbers):
    assert sentences(text) == numbers


def test_a_sentence_without_an_end_is_cut():
    assert max(sentences("a " * (3 * LONGEST_SENTENCE))) == 2


@pytest.mark.parametrize(
    "text", ["a" * 300_000, "a-" * 30_000, "a.b." * 30_000, "l'" * 30_000, "'" * 100_000, "́" * 100_000]
)
def test_a_monstrous_word_costs_little(text):
    tokens = tokenize(text, "en")
    assert all(len(form) <= 100 for token in tokens for form in token.forms | token.lemmas)


def test_words_of_a_language_without_a_dictionary_are_not_inflected():
    assert lemmas("sanctions", None) == lemmas("sanctions", "xx") == lemmas("北", "zh") == frozenset()


@pytest.mark.parametrize(
    ("tag", "dictionary"),
    [("pt-BR", "pt"), ("no", "nb"), ("sr-Latn", "hbs"), ("EN", "en"), ("zh", None), (None, None), ("", None)],
)
def test_a_language_tag_names_its_dictionary(tag, dictionary):
    assert dictionary_language(tag) == dictionary


def test_initials_are_no_words_to_inflect():
    assert lemmas("US", "en") == {"us"}
    assert "we" in lemmas("us", "en")
    assert "sanction" in lemmas("SANCTIONS", "en")


def test_to_the_letter_only_typography_is_evened_out():
    assert same_letters("l’O\u00adTAN  x") == same_letters("l'OTAN x")
    assert same_letters("é") == same_letters("e\u0301")
    assert same_letters("É") != same_letters("é") != same_letters("e")

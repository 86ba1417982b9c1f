"""Concepts that stories are told by are found by their names, and not by pieces of other words."""

import pytest

from alerts.concepts import concept_settings
from alerts.naming import Naming, shipped_names
from config import ConceptSettings


@pytest.mark.parametrize(
    ("text", "key"),
    [("弾道ミサイルを発射", "elephant"), ("ステロイドの使用", "terrorism"), ("カードローンの金利", "drone")],
)
def test_a_piece_of_a_word_in_katakana_names_nothing(text, key):
    assert key not in shipped_names()(text, "ja")


@pytest.mark.parametrize(
    ("text", "key"), [("動物園のゾウとサイ", "elephant"), ("ミサイルを発射", "missile"), ("自爆ドローン", "drone")]
)
def test_a_word_in_katakana_names_its_concept(text, key):
    assert key in shipped_names()(text, "ja")


@pytest.mark.parametrize(("name", "text"), [("ABCD*", "Die ABCDs kommen"), ("=Abcd*", "Die Abcds kommen")])
def test_a_name_in_capitals_that_may_go_on_is_found_where_it_does(name, text):
    own = concept_settings({"own": ConceptSettings.model_validate({"de": [name]})})
    assert "own" in Naming(own)(text, "de")

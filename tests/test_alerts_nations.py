"""What is of a country, in every language that an article may be found to be in."""

import pytest

from alerts.nations import nations


@pytest.mark.parametrize("language", ["la", "oc", "an", "ht", "mg", "rw", "se", "wa", "vo", "ltg", "xx", ""])
def test_a_language_in_which_no_other_has_a_name_makes_no_words_and_no_trouble(language):
    """Short texts, and those in dialects, are found to be in such; over one of them a poll must not break down."""
    words = [word for word, _ in nations(language, [("FR", ""), ("DE", "ال")])]
    assert all(words)

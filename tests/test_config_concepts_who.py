"""Whoever acts in the news is named in the letters of those who write of them; `data/concepts_who.toml` shows how."""

import re
import tomllib
from pathlib import Path

import pytest

import config

CONCEPTS = Path(config.__file__).parent / "concepts"
WHO = ("persons", "companies", "offices", "organisations", "agencies")
#: By the language whose newspapers write in them.
LETTERS = {"ar": r"[\u0621-\u064a]", "zh": r"[\u4e00-\u9fff]"}


@pytest.mark.parametrize("language", LETTERS)
@pytest.mark.parametrize("file", WHO)
def test_whoever_acts_is_named_in_the_letters_of_arabic_and_chinese_newspapers(file, language):
    concepts = tomllib.loads((CONCEPTS / f"{file}.toml").read_text("utf-8"))
    unnamed = [key for key, one in concepts.items() if not re.search(LETTERS[language], "".join(one.get(language, ())))]
    assert unnamed == []

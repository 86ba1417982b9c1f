"""What is no person, company, office, organisation or agency has a name as newspapers in Arabic and Chinese write it.

What these names find, and what they do not, stands in `data/concepts_things_abroad.toml`.
"""

import tomllib

import pytest
import regex

from alerts.concepts import SHIPPED

#: Whose names are looked after elsewhere.
ELSEWHERE = {"persons", "companies", "offices", "organisations", "agencies"}
THINGS = {
    key: concept
    for path in sorted(SHIPPED.glob("*.toml"))
    if path.stem not in ELSEWHERE
    for key, concept in tomllib.loads(path.read_text("utf-8")).items()
}
LETTERS = {"ar": regex.compile(r"\p{Arabic}"), "zh": regex.compile(r"\p{Han}")}
#: What newspapers of the language write in Latin letters, in which it is found anyhow.
IN_LATIN_LETTERS = {
    "ar": {
        # An act of the European Union that goes by its abbreviation, and designations.
        *("edirpa", "aw169", "nmesis"),
        # Exercises for which no translation has become usual.
        *("formidable-shield", "frisian-flag", "ramstein-flag"),
    },
    "zh": {
        "edirpa",
        # Designations: S-400防空导弹系统.
        *("a400m", "aw169", "cv90", "iris-t", "m270", "m777", "pzh-2000", "s-300", "s-400", "s-500", "t-90", "tos-1a"),
        # A brand, an operation and an exercise for which no translation has become usual.
        *("formidable-shield", "operation-interflex", "skynex"),
    },
}


@pytest.mark.parametrize("language", LETTERS)
def test_every_thing_is_named_in_the_letters_of_the_language_or_known_to_be_written_in_latin_ones(language):
    unnamed = {
        key for key, concept in THINGS.items() if not any(map(LETTERS[language].search, concept.get(language, ())))
    }
    assert unnamed == IN_LATIN_LETTERS[language]

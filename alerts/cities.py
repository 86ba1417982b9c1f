"""Find the cities that a text names, in whatever language: Neapel, Napoli and Неаполе are Naples. Touches no database.

Their names come from GeoNames (`config/cities`, made by `tocsin.cities`), those of which news speaks most from their
concepts (`alerts.city_concepts`).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import config
from alerts.attached import unprefixed, without_particles
from alerts.city_concepts import written_in
from alerts.declension import undeclined
from alerts.unspaced import UnspacedNames

SHIPPED = Path(config.__file__).parent / "cities"
#: The file in it of the names of one word that cities have in English, folded.
PROPER = "proper.txt"
#: The scripts that cities are looked for in, by where each begins among the characters (Unicode's blocks); "" between.
_BLOCKS = (
    (0x0041, "latin"), (0x0370, "greek"), (0x0400, "cyrillic"), (0x0530, "armenian"), (0x0590, "hebrew"),
    (0x0600, "arabic"), (0x0700, ""), (0x0900, "devanagari"), (0x0980, "bengali"), (0x0A00, ""), (0x0E00, "thai"),
    (0x0E80, ""), (0x10A0, "georgian"), (0x1100, ""), (0x1E00, "latin"), (0x1F00, "greek"), (0x2000, ""),
    (0x30A0, "katakana"), (0x3100, ""), (0x4E00, "han"), (0xA000, ""), (0xAC00, "hangul"), (0xD7A4, ""),
)  # fmt: skip
_STARTS = [start for start, _ in _BLOCKS]
#: Scripts that set names apart by a capital letter.
CASED = frozenset(("latin", "greek", "cyrillic", "armenian"))
#: Languages whose names change at the end with their case: what a name is without its last vowels begins its forms.
INFLECTED = frozenset(
    (
        *("be", "bg", "bn", "bs", "cs", "el", "et", "fi", "hr", "hu", "hy", "is", "ka", "lt", "lv", "mk", "pl", "ro"),
        *("ru", "sk", "sl", "sr", "tr", "uk"),
    )
)
#: Those whose names keep all their letters before the ending of a case: what is short has a whole name before it.
_SUFFIXING = frozenset(("bn", "hy", "ka"))
_VOWELS = "aeiouyáéíóúàèâêôîûäöüąęěýůőűāēīūаеёиоуыэюяьйієїαεηιουωάέήίόύώაეიოუաեէըիոօու"
_SHORTEST_STEM = 5
_LONGEST_ENDING = 5
#: So few letters, all of them capitals, are initials: the NIS are no people of Niš.
INITIALS = 3
#: Scripts whose words are not set apart, by their letters: a name is looked for from each of these on.
_SPACELESS = {"han": re.compile("[\u4e00-\u9fff]"), "thai": re.compile("[\u0e00-\u0e7f]")}


def script_of(word: str) -> str:
    """Return the script that a word begins in, if cities are looked for in it; "" if not.

    >>> script_of("Neapel"), script_of("Неаполь"), script_of("나폴리"), script_of("24")
    ('latin', 'cyrillic', 'hangul', '')

    """
    at = bisect_right(_STARTS, ord(word[0])) - 1
    return _BLOCKS[at][1] if at >= 0 else ""


def city(word: str, language: str) -> str | None:
    """Return what the city is called elsewhere that a word names; None if it names none, or none called otherwise.

    Arguments: a word as it is written; its language, as in "de", which tells in what cases it may stand. Of cities of
    one name the largest is meant; what it is called is the longest word of its name in English: "York" of New York.
    """
    script = script_of(word)
    if not script or script in _SPACELESS or (script in CASED and not word[0].isupper()):
        return None
    if len(word) <= INITIALS and word.isupper():
        return None
    # The lists have the two letters that the Armenian ligature stands for.
    names, lower = _names(script), word.lower().replace("և", "եւ")
    bare = () if script in CASED else (*without_particles(word), *unprefixed(word, language))
    cases = undeclined(lower, language) if language in _SUFFIXING else ()
    forms = (lower, *bare, *cases)
    if by_hand := next((called for one in forms if (called := written_in(language).get(one))), None):
        return by_hand
    found = next((names[one] for one in forms if one in names), None)
    return found or (_in_a_case(lower, script) if language in INFLECTED else None)


def _in_a_case(word: str, script: str) -> str | None:
    stems = _stems(script)
    sizes = range(len(word), max(_SHORTEST_STEM, len(word) - _LONGEST_ENDING) - 1, -1)
    return next((stems[word[:size]] for size in sizes if word[:size] in stems), None)


def stem_of(name: str) -> str:
    """Return how all forms of a name begin that is in lower case.

    >>> stem_of("неаполь"), stem_of("riga")
    ('неапол', 'rig')

    """
    return name.rstrip(_VOWELS)


def cities_within(text: str) -> Iterator[tuple[str, str]]:
    """Yield what the cities are called that a text without spaces between words names, each with what it has."""
    for script, letters in _SPACELESS.items():
        if letters.search(text):
            yield from _unspaced(script).find(text)


def lines_of(file: str) -> Iterator[str]:
    """Yield the lines of a file that comes with the program, the larger cities first."""
    lines = (SHIPPED / file).read_text("utf-8").splitlines()
    return (line for line in lines if not line.startswith("#"))


@cache
def _names(script: str) -> dict[str, str]:
    """Return what cities are called, by their other names in a script, in lower case."""
    rows = (line.partition("\t") for line in lines_of(f"{script}.tsv"))
    return {name: called for called, _, names in rows for name in names.split(" ")}


@cache
def _stems(script: str) -> dict[str, str]:
    """Return the same by how all forms of a name begin."""
    stems: dict[str, str] = {}
    for name, called in _names(script).items():
        stem = stem_of(name)
        if len(stem) >= _SHORTEST_STEM:
            # The larger cities come first.
            stems.setdefault(stem, called)
    return stems


@cache
def _unspaced(script: str) -> UnspacedNames:
    return UnspacedNames(_names(script))

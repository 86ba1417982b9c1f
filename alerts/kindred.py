"""Languages so near to one another that their news shares words, and those that are written in two alphabets. Pure."""

import re
from collections.abc import Mapping
from types import MappingProxyType

#: One language in letters that are one to one, Cyrillic and Latin: those of Vuk Karadžić and of Ljudevit Gaj.
IN_VUKS_LETTERS = ("bs", "cnr", "hr", "me", "sh", "sr")
#: Who reads one of a group reads the others.
_GROUPS = (
    IN_VUKS_LETTERS,
    ("da", "no", "sv"),
    ("cs", "sk"),
    ("bg", "mk"),
    ("ca", "es", "gl", "pt"),
    ("id", "ms"),
)
#: Languages by the others of their groups.
KINDRED: Mapping[str, frozenset[str]] = MappingProxyType(
    {one: frozenset(group) - {one} for group in _GROUPS for one in group}
)

_VUK = str.maketrans(
    dict(zip("абвгдежзијклмнопрстћуфхцчш", "abvgdežzijklmnoprstćufhcčš", strict=True))
    | {"ђ": "dj", "љ": "lj", "њ": "nj", "џ": "dž"}
    | dict(zip("АБВГДЕЖЗИЈКЛМНОПРСТЋУФХЦЧШ", "ABVGDEŽZIJKLMNOPRSTĆUFHCČŠ", strict=True))
    | {"Ђ": "Dj", "Љ": "Lj", "Њ": "Nj", "Џ": "Dž"}
)
_CYRILLIC = re.compile("[\u0400-\u045f]").search


def share_words(one: str, other: str) -> bool:
    """Tell whether two languages are the same, or kindred."""
    return one == other or other in KINDRED.get(one, ())


def in_latin(text: str, language: str) -> str:
    """Return a text in Latin letters if its language, as in "sr", is written in both; as it is if not.

    >>> in_latin("Ђоковић у Шапцу", "sr"), in_latin("Đoković", "hr"), in_latin("Шапка", "ru")
    ('Djoković u Šapcu', 'Djoković', 'Шапка')

    """
    if language not in IN_VUKS_LETTERS:
        return text
    # Most of it is in Latin letters, and a table takes thirty times as long.
    text = text.translate(_VUK) if _CYRILLIC(text) else text
    # As the press of other languages has it.
    return text.replace("đ", "dj").replace("Đ", "Dj")

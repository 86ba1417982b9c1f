"""Languages so near to one another that their news shares words, and those that are written in two alphabets. Pure."""

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

#: The press of other languages writes dj for đ.
_VUK = str.maketrans(
    dict(zip("абвгдежзијклмнопрстћуфхцчш", "abvgdežzijklmnoprstćufhcčš", strict=True))
    | {"ђ": "dj", "љ": "lj", "њ": "nj", "џ": "dž", "đ": "dj"}
    | dict(zip("АБВГДЕЖЗИЈКЛМНОПРСТЋУФХЦЧШ", "ABVGDEŽZIJKLMNOPRSTĆUFHCČŠ", strict=True))
    | {"Ђ": "Dj", "Љ": "Lj", "Њ": "Nj", "Џ": "Dž", "Đ": "Dj"}
)


def share_words(one: str, other: str) -> bool:
    """Tell whether two languages are the same, or kindred."""
    return one == other or other in KINDRED.get(one, ())


def in_latin(text: str, language: str) -> str:
    """Return a text in Latin letters if its language, as in "sr", is written in both; as it is if not.

    >>> in_latin("Ђоковић у Шапцу", "sr"), in_latin("Đoković", "hr"), in_latin("Шапка", "ru")
    ('Djoković u Šapcu', 'Djoković', 'Шапка')

    """
    return text.translate(_VUK) if language in IN_VUKS_LETTERS else text

"""Names in their cases, where no dictionary has them: Зеленського is Зеленський, Putins is Putin.

Dictionaries know words; of the names in the news they know the old ones. Endings are taken off a word that begins
with a capital, by the rules of its language. Each guess is one more form under which the word may be found.
"""

from collections.abc import Iterator, Mapping

#: For each language: what is put in place of an ending. Surnames like adjectives first, then nouns.
_ENDINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "ru": {
        **{"ого": ("ий", "ый", "ой"), "ому": ("ий", "ый", "ой"), "им": ("ий", "ин"), "ым": ("ый", "")},
        **{"ой": ("ая", "а"), "ую": ("ая",), "ова": ("ов",), "ом": ("",), "ем": ("", "ь", "й"), "а": ("",)},
        **{"у": ("", "а"), "е": ("", "а"), "ы": ("а",), "и": ("а", "я"), "я": ("ь", "й"), "ю": ("ь", "й", "я")},
    },
    "uk": {
        **{"ого": ("ий",), "ому": ("ий",), "им": ("ий", ""), "ою": ("а",), "ій": ("а",), "ею": ("я",)},
        **{"ові": ("", "о"), "еві": ("", "ь", "й"), "єві": ("й",), "ом": ("", "о"), "ем": ("", "ь"), "єм": ("й",)},
        **{"а": ("", "о"), "у": ("", "о", "а"), "і": ("", "а"), "и": ("а",), "я": ("ь", "й"), "ю": ("ь", "й", "я")},
    },
    "pl": {
        **{"iego": ("i",), "iemu": ("i",), "im": ("i",), "ego": ("y",), "emu": ("y",), "owi": ("",), "iem": ("",)},
        **{"em": ("",), "a": ("",), "u": ("",), "ie": ("", "a"), "y": ("a",), "i": ("a",), "ę": ("a",), "ą": ("a",)},
    },
    "cs": {
        **{"ého": ("ý",), "ému": ("ý",), "ým": ("ý",), "ovi": ("",), "em": ("",), "a": ("",), "u": ("", "a")},
        **{"ou": ("a",), "y": ("a",), "ě": ("a", "")},
    },
    "de": {"s": ("",)},
}
_ENDINGS = {**_ENDINGS, "sk": _ENDINGS["cs"], **dict.fromkeys(("nl", "sv", "da", "nb"), _ENDINGS["de"])}
_LONGEST_ENDING = 4
#: So many letters must be left of a name: Ala is no case of Al.
_SHORTEST = 3


def undeclined(name: str, language: str) -> Iterator[str]:
    """Yield what a name may be without the ending of its case; nothing for other words and languages.

    Args:
        name: as written; one in capitals is taken for initials.
        language: the name of a dictionary, as in "ru".

    >>> list(undeclined("Сирського", "uk")), list(undeclined("Putins", "de")), list(undeclined("raketa", "cs"))
    (['Сирський'], ['Putin'], [])

    """
    if not name[:1].isupper() or name.isupper():
        return
    endings = _ENDINGS.get(language, {})
    for length in range(_LONGEST_ENDING, 0, -1):
        stem, ending = name[:-length], name[-length:]
        if len(stem) >= _SHORTEST and ending in endings:
            yield from (stem + nominative for nominative in endings[ending])
            return

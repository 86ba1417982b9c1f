"""Words in their cases, where no dictionary has them: Зеленського is Зеленський, ირანში is ირანი, Putins is Putin.

Dictionaries know old words; the news is full of new names. An ending is taken off by the rules of the language. Each
guess is one more form under which the word may be found.
"""

from collections.abc import Iterator, Mapping

#: For each language: what is put in place of an ending. Surnames like adjectives first, then nouns, then their plural.
_ENDINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "ru": {
        **{"ого": ("ий", "ый", "ой"), "ому": ("ий", "ый", "ой"), "им": ("ий", "ин"), "ым": ("ый", "")},
        **{"ой": ("ая", "а"), "ую": ("ая",), "ова": ("ов",), "ом": ("", "ий", "ый"), "ем": ("", "ь", "й"), "а": ("",)},
        **{"у": ("", "а"), "е": ("", "а"), "ы": ("", "а"), "и": ("", "а", "я"), "я": ("ь", "й"), "ю": ("ь", "й", "я")},
        **{"ам": ("", "а"), "ами": ("", "а"), "ах": ("", "а")},
    },
    "uk": {
        **{"ого": ("ий",), "ому": ("ий",), "им": ("ий", ""), "ою": ("а",), "ій": ("а",), "ею": ("я",)},
        **{"ові": ("", "о"), "еві": ("", "ь", "й"), "єві": ("й",), "ом": ("", "о"), "ем": ("", "ь"), "єм": ("й",)},
        **{"а": ("", "о"), "у": ("", "о", "а"), "і": ("", "а"), "и": ("", "а"), "я": ("ь", "й"), "ю": ("ь", "й", "я")},
        **{"ів": ("",), "ам": ("", "а"), "ами": ("", "а"), "ах": ("", "а")},
    },
    "pl": {
        **{"iego": ("i",), "iemu": ("i",), "im": ("i",), "ego": ("y", "e"), "emu": ("y", "e"), "owi": ("",)},
        **{"iem": ("",), "em": ("",), "a": ("",), "u": ("",), "ie": ("", "a"), "y": ("", "a"), "i": ("", "a")},
        **{"ę": ("a",), "ą": ("a",), "ów": ("",), "om": ("", "a"), "ami": ("", "a"), "ach": ("", "a")},
    },
    "cs": {
        **{"ého": ("ý", "yj"), "ému": ("ý", "yj"), "ým": ("ý", "yj"), "ovi": ("", "a"), "em": ("",), "a": ("",)},
        **{"u": ("", "a"), "ou": ("a",), "y": ("", "a"), "ě": ("a", ""), "ů": ("",), "ům": ("",), "ech": ("",)},
    },
    "el": {
        **{"ου": ("ος", "ης"), "ού": ("ος", "ης"), "ων": ("ος", "ης", "α"), "ών": ("ος", "α"), "ους": ("ος",)},
        **{"ούς": ("ος",), "οι": ("ος",), "ας": ("α",), "ης": ("η",), "ο": ("ος",), "ό": ("ος",), "η": ("ης",)},
        **{"ή": ("ης",), "α": ("ας",), "ά": ("ας",)},
    },
    # Postpositions are written onto the case they ask for: ირანისთვის, for Iran.
    "ka": {
        **dict.fromkeys(("ის", "ისა", "ისთვის", "ისგან", "ისკენ", "ისადმი"), ("ი", "ა", "ე")),
        **dict.fromkeys(("სთან", "სთვის", "სგან", "სკენ", "სადმი", "დან", "მდე", "მ", "ც"), ("",)),
        **dict.fromkeys(("ს", "სა", "ში", "ზე", "თან"), ("ი", "")),
        **{"მა": ("ი",), "იდან": ("ი", "ა"), "ით": ("ი", "ა"), "ამდე": ("ი", "ა")},
        **dict.fromkeys(("ები", "ების", "ებს", "ებმა", "ებში", "ებზე", "ებით", "ებთან", "ებიდან"), ("ი", "ა", "ე")),
    },
    # The article is an ending, too, and stands behind that of the case.
    "hy": {
        **dict.fromkeys(("ը", "ն", "ի", "ից", "ով", "ում", "յի", "յին", "յից", "յով", "յում"), ("",)),
        **{"ին": ("", "ի"), "ու": ("ի",), "ուն": ("ի",), "ուց": ("ի",)},
        **dict.fromkeys(("վի", "վում", "վից"), ("ու", "վ")),
        **dict.fromkeys(("ության", "ությանը", "ությունը", "ությունից", "ությամբ"), ("ություն",)),
        **dict.fromkeys(("ներ", "ները", "ներն", "ների", "ներին", "ներից", "ներով", "ներում"), ("",)),
    },
    # No dictionary has these, so each word is read so: র ends only what has a vowel before it.
    "bn": {
        **dict.fromkeys(("ের", "েরও", "ে", "েও", "কে", "কেও", "দের", "েরা", "টি", "টির", "টিকে"), ("",)),
        **dict.fromkeys(("গুলো", "গুলোর", "গুলোতে", "গুলি", "গুলির"), ("",)),
        **{vowel + case: (vowel,) for vowel in "ািীুূো" for case in ("র", "রও", "তে", "রা")},
        **{"ায়": ("া",), "ায়ও": ("া",), "োয়": ("ো",), "োঁর": ("োঁ",), "য়ে": ("",), "য়ের": ("",)},
    },
    # Of men and women of a place or a party: حوثيون, حوثيين.
    "ar": {"يون": ("ي",), "يين": ("ي",), "يات": ("ية",)},
    "de": {"s": ("",)},
    # Houthis are more than one Houthi; Hamas and Pistorius are whole.
    "en": {"s": ("",), "as": (), "os": (), "us": (), "ss": ()},
}
_LIKE = {"sk": "cs", "nl": "de", "sv": "de", "da": "de", "nb": "de"}
#: Of these only names are undeclined, words with a capital, and only of an s.
_GERMANIC = frozenset({"de", "en"})
#: The languages whose words are undeclined.
DECLINING = frozenset(_ENDINGS) | frozenset(_LIKE)
_LONGEST_ENDING = 9
#: Initials in capitals, which are no words: US is not us, nor WHO who.
SHORT_ACRONYM = 4
#: So many letters must be left: Ala is no case of Al.
_SHORTEST = 3


def undeclined(word: str, language: str) -> Iterator[str]:
    """Yield what a word that no dictionary has may be without the ending of its case.

    Args:
        word: as written; a short one in capitals is taken for initials. Of Germanic words only those with a capital are
            names.
        language: the name of a dictionary, as in "ru".

    >>> list(undeclined("Сирського", "uk")), list(undeclined("Putins", "de")), list(undeclined("trucks", "nl"))
    (['Сирський'], ['Putin'], [])

    """
    model = _LIKE.get(language, language)
    if word.isupper():
        if len(word) <= SHORT_ACRONYM:
            return
        word = word.capitalize()
    if model in _GERMANIC and not (word.endswith("s") and word[:1].isupper()):
        return
    endings = _ENDINGS.get(model, {})
    for length in range(_LONGEST_ENDING, 0, -1):
        stem, ending = word[:-length], word[-length:]
        if len(stem) >= _SHORTEST and ending in endings:
            yield from (stem + nominative for nominative in endings[ending])
            return

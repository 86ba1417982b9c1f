"""How else a word may be spelt that a dictionary does not have: Ruestungen are Rüstungen, preşedinte is președinte."""

import re
from collections.abc import Iterator

_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü", "Ae": "Ä", "Oe": "Ö", "Ue": "Ü"}
_UMLAUT = re.compile("|".join(_UMLAUTS))
#: Most words have none of these, which is quickly told.
_DOUBTFUL = re.compile(f"{_UMLAUT.pattern}|ss|[şţŞŢ]")
#: What Romanian was written with before its commas were on keyboards.
_CEDILLAS = str.maketrans("şţŞŢ", "șțȘȚ")
#: The languages whose words may be spelt otherwise.
RESPELT = frozenset({"de", "ro"})


def respelled(word: str, language: str) -> Iterator[str]:
    """Yield the other spellings of a word; most are no words.

    `language` is the name of a dictionary, as in "de".

    >>> list(respelled("Massnahmen", "de")), list(respelled("Fuesse", "de")), list(respelled("ţară", "ro"))
    (['Maßnahmen'], ['Füsse', 'Fueße', 'Füße'], ['țară'])

    """
    if not _DOUBTFUL.search(word):
        return
    if language == "ro":
        spellings = [word.translate(_CEDILLAS)]
    else:
        with_umlauts = _UMLAUT.sub(lambda found: _UMLAUTS[found[0]], word)
        spellings = [with_umlauts, word.replace("ss", "ß"), with_umlauts.replace("ss", "ß")]
    yield from (spelling for spelling in dict.fromkeys(spellings) if spelling != word)

"""Forms of common words of the field that simplemma's dictionary knows as another word's, or as a word of its own.

Of танки the Ukrainian dictionary has only танка, a poem; of droni and Russlands it has nothing but themselves. Each
was found by probing the plural and the cases of what coverage of defence is full of.
"""

from collections.abc import Mapping

#: For each dictionary: the base form, and the forms in small letters that the dictionary files elsewhere.
_FORMS: Mapping[str, Mapping[str, str]] = {
    "de": {
        **{"China": "chinas", "Russland": "russlands", "Nigeria": "nigerias", "Moldawien": "moldawiens"},
        **{"Lateinamerika": "lateinamerikas", "Ostjerusalem": "ostjerusalems", "Sachsen": "sachsens"},
    },
    "en": {"bomb": "bombing", "shoot": "shot"},
    "es": {"munición": "municiones", "ministro": "ministra"},
    "it": {"drone": "droni", "ministro": "ministra", "ucraino": "ucraine"},
    "pl": {
        **{"dron": "drony drona dronom dronami dronach", "broń": "broni bronią", "baza": "bazie", "port": "porcie"},
        **{"wybory": "wyborów", "Duda": "dudy"},
    },
    "ru": {"мир": "миром", "Лавров": "лаврова лаврову лаврове лавровым"},
    "uk": {
        **{"танк": "танки танка танку танкам танками танках", "боєприпас": "боєприпаси боєприпасів боєприпасами"},
        **{"порт": "порти портів", "мир": "миром"},
    },
}
_BASES = {
    dictionary: {form: base for base, forms in bases.items() for form in forms.split()}
    for dictionary, bases in _FORMS.items()
}


def refiled(word: str, dictionary: str) -> str | None:
    """Return the base form that the dictionary of that name does not give for word, or None if it is not wanting.

    >>> refiled("Танками", "uk"), refiled("ракетами", "uk")
    ('танк', None)

    """
    return _BASES.get(dictionary, {}).get(word.lower())

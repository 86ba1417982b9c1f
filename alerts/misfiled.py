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
        **{"Straße": "strassen", "verlieren": "verloren", "brechen": "brach", "beschießen": "beschossen"},
        **{"bombardieren": "bombardiert"},
    },
    "en": {
        **{"bomb": "bombing", "shoot": "shot", "win": "won", "break": "broke", "rise": "rose", "grow": "growing"},
        **{"think": "thinking", "buy": "buying", "swear": "swearing swore", "life": "lives", "wife": "wives"},
        **{"half": "halves", "shelf": "shelves"},
    },
    "es": {"munición": "municiones", "ministro": "ministra ministras"},
    "fr": {"élire": "élu élue élus élues"},
    "it": {
        **{"drone": "droni", "ministro": "ministra", "ucraino": "ucraine ucraina", "tedesco": "tedesche"},
        **{"uccidere": "uccisa uccisi uccise", "distruggere": "distrutta distrutti distrutte"},
        **{"invadere": "invaso invasa invasi invase", "respingere": "respinta respinti respinte"},
    },
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
#: Forms in small letters alone: with a capital it is the country.
_SMALL = frozenset({"ucraina"})


def refiled(word: str, dictionary: str) -> str | None:
    """Return the base form that the dictionary of that name does not give for word, or None if it is not wanting.

    >>> refiled("Танками", "uk"), refiled("ракетами", "uk")
    ('танк', None)

    """
    bases, small = _BASES.get(dictionary), word.lower()
    if bases is None or (small in _SMALL and word != small):
        return None
    return bases.get(small)

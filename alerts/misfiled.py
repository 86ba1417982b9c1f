"""Forms of common words of the field that simplemma's dictionary knows as another word's, or as a word of its own.

Of танки the Ukrainian dictionary has only танка, a poem; of droni and Russlands it has nothing but themselves. Each
was found by probing the plural and the cases of what coverage of defence is full of.
"""

from collections.abc import Mapping

#: For each dictionary: the base form, and the forms that the dictionary files elsewhere. Those in small letters may be
#: written with a capital, those with a capital are not meant in small letters: patriotów are no missiles.
_FORMS: Mapping[str, Mapping[str, str]] = {
    "ar": {"بوتين": "لبوتين", "وقف": "ووقف", "مسيرة": "مسيرات المسيرات"},
    "de": {
        **{"China": "chinas", "Russland": "russlands", "Nigeria": "nigerias", "Moldawien": "moldawiens"},
        **{"Lateinamerika": "lateinamerikas", "Ostjerusalem": "ostjerusalems", "Sachsen": "sachsens"},
        **{"Straße": "strassen", "verlieren": "verloren", "brechen": "brach", "beschießen": "beschossen"},
        **{"bombardieren": "bombardiert"},
    },
    "en": {
        **{"bomb": "bombing", "shoot": "shot", "win": "won", "break": "broke", "rise": "rose", "grow": "growing"},
        **{"swear": "swearing swore", "life": "lives", "wife": "wives"},
        **{"half": "halves", "shelf": "shelves", "warn": "warning warnings", "think": "thinking thought"},
        **{"buy": "buying buys", "find": "finding", "begin": "beginning", "freeze": "freezing", "draw": "drawing"},
    },
    "el": {"Κύπρος": "κύπρο"},
    "es": {
        **{"munición": "municiones", "ministro": "ministra ministras", "presidente": "presidenta presidentas"},
        **{"disparar": "disparada disparadas", "votar": "votada votadas"},
        **{"aprobar": "aprobado aprobados", "negociar": "negociado negociados", "vender": "vendidos vendidas"},
        **{"entregar": "entrega", "condenar": "condena", "amenazar": "amenaza", "morir": "muerto muertos"},
        **{"lanzar": "lanzada lanzadas", "firmar": "firma", "visitar": "visita"},
        "comprar": "compra",
    },
    "fr": {
        **{"élire": "élu élue élus élues", "livrer": "livrée livrées", "tuer": "tué tuée tués tuées"},
        **{"tirer": "tirée tirés tirées", "lancer": "lancés lançons", "développer": "développés développées"},
        **{"naval": "navale navales", "hypersonique": "hypersoniques"},
        **{"attaquer": "attaquant", "frapper": "frappant", "menacer": "menaçant", "exiger": "exigé exigeant"},
        **{"évacuer": "évacuant", "négocier": "négociant", "bombarder": "bombardons"},
    },
    "he": {"עזה": "לעזה מעזה העזה", "סוריה": "מסוריה", "שר": "השר והשר"},
    "it": {
        **{"drone": "droni", "ministro": "ministra", "ucraino": "ucraine ucraina", "tedesco": "tedesche"},
        **{"uccidere": "uccisa uccisi uccise", "distruggere": "distrutta distrutti distrutte"},
        **{"lanciare": "lanciati lanciata lanciate", "inviare": "inviati"},
        **{"difendere": "difeso difesa difesi difese"},
        **{"prendere": "preso presa presi prese", "perdere": "perso persa persi perse", "liberare": "liberò"},
        **{"accusare": "accusa", "condannare": "condanna", "minacciare": "minaccia", "firmare": "firma"},
        **{"consegnare": "consegna", "nominare": "nomina", "visitare": "visita", "schierare": "schiera"},
        **{"invadere": "invaso invasa invasi invase", "respingere": "respinta respinti respinte"},
    },
    "pl": {
        **{"dron": "drony drona dronom dronami dronach", "broń": "broni bronią", "baza": "bazie", "port": "porcie"},
        **{"wybory": "wyborów", "Duda": "dudy", "rząd": "rządowi"},
        "Patriot": "Patriotów Patrioty Patriotom Patriotami Patriotach",
    },
    "pt": {"drone": "drones", "ministro": "ministra ministras"},
    "ro": {"dronă": "drone dronele dronelor dronei", "rus": "rusă"},
    "ru": {
        **{"мир": "миром", "Лавров": "лаврова лаврову лаврове лавровым"},
        **{"подводный": "подводная подводную", "Марк": "Марка Марку Марком Марке"},
    },
    "uk": {
        **{"танк": "танки танка танку танкам танками танках", "боєприпас": "боєприпаси боєприпасів боєприпасами"},
        **{"порт": "порти портів", "мир": "миром", "Марк": "Марка Марку Марком Маркові"},
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
    return bases.get(word) or bases.get(small)

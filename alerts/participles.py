"""Participles of Romance verbs that dictionaries file as adjectives: frappées is frappé, and frapper besides.

A participle is told from a noun that ends like one by its feminine, which the dictionary files under it: that of frappé
is frappée, but armée is no form of armé, nor is there a marchée.
"""

from collections.abc import Iterator, Mapping

_IBERIAN = {"ado": ("ar",), "ido": ("er", "ir")}
#: For each dictionary: the endings of a participle, and those of the infinitives it may be of.
_INFINITIVES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "fr": {"é": ("er",), "i": ("ir",), "u": ("re", "ir", "oir")},
    "es": _IBERIAN,
    "pt": _IBERIAN,
    "it": {"ato": ("are",), "ito": ("ire",), "uto": ("ere",)},
}
#: The languages whose participles are known, and how these end.
PARTICIPIAL = {dictionary: tuple(endings) for dictionary, endings in _INFINITIVES.items()}
#: So many letters must be left: Italian dati, data, are not given.
_SHORTEST = 3
#: Nouns and adjectives that mean something else than their verb. A treaty treats of nothing, a party does not leave.
_OWN_SENSE = frozenset(
    {
        *("traité", "député", "revenu", "cité", "cliché", "poli", "pavé", "chaussé"),
        *("partito", "portato", "diputado", "abogado", "demasiado"),
    }
)


def infinitives(lemma: str, dictionary: str, entries: Mapping[str, str]) -> Iterator[str]:
    """Yield the infinitives of which a dictionary form is the participle.

    Args:
        lemma: the masculine singular, as in "frappé".
        dictionary: the name of the dictionary, as in "fr".
        entries: the dictionary form of each word.

    >>> list(infinitives("frappé", "fr", {"frappée": "frappé", "frapper": "frapper"}))
    ['frapper']

    """
    for ending, verbal in _INFINITIVES.get(dictionary, {}).items():
        stem = lemma.removesuffix(ending)
        if stem == lemma or len(stem) < _SHORTEST or lemma in _OWN_SENSE:
            continue
        feminine = f"{lemma}e" if dictionary == "fr" else f"{lemma[:-1]}a"
        filed_under = {entries.get(feminine), entries.get(f"{feminine}s")}
        for verb in (stem + one for one in verbal):
            # The dictionary has perdu as an adjective, but perdue under perdre.
            if entries.get(verb) == verb and (lemma in filed_under or (ending == "u" and verb in filed_under)):
                yield verb

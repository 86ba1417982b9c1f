"""Participles that dictionaries file as adjectives: frappées is frappé, and frapper besides; сбитый is сбить.

A Romance participle is told from a noun that ends like one by its feminine, which the dictionary files under it: that
of frappé is frappée, but armée is no form of armé, nor is there a marchée. A Slavic one is told by its verb alone.
"""

from collections.abc import Iterator, Mapping

_IBERIAN = {"ado": ("ar",), "ido": ("er", "ir")}
#: For each dictionary: the endings of a participle, and those of the infinitives it may be of.
_ROMANCE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "fr": {"é": ("er",), "i": ("ir",), "u": ("re", "ir", "oir")},
    "es": _IBERIAN,
    "pt": _IBERIAN,
    "it": {"ato": ("are",), "ito": ("ire",), "uto": ("ere",)},
}
#: Ordinals in -ty and -тый are none: пятый is not of пять.
#: A consonant of the infinitive may have become another: поражён, of поразить.
_SLAVIC: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "pl": {
        **{"żony": ("żyć", "zić"), "szony": ("szyć", "sić"), "czony": ("czyć",), "cony": ("cić",), "rzony": ("rzyć",)},
        **{"iony": ("ić",), "lony": ("lić",), "dzony": ("dzić",), "any": ("ać",), "ity": ("ić",)},
        **{"yty": ("yć",), "uty": ("uć",)},
    },
    "ru": {
        **{"женный": ("жить", "зить", "дить"), "шенный": ("шить", "сить"), "ченный": ("чить", "тить")},
        **{"щенный": ("щить", "тить", "стить"), "жденный": ("дить",), "вленный": ("вить",), "пленный": ("пить",)},
        **{"бленный": ("бить",), "мленный": ("мить",), "енный": ("ить", "еть", "ти"), "еный": ("ить",)},
        **{"анный": ("ать",), "янный": ("ять",), "итый": ("ить",), "ытый": ("ыть",)},
        **{"утый": ("уть",), "етый": ("еть",), "нятый": ("нять",), "зятый": ("зять",), "жатый": ("жать",)},
    },
    "uk": {
        **{"жений": ("жити", "зити"), "шений": ("шити", "сити"), "чений": ("чити", "тити"), "джений": ("дити",)},
        **{"щений": ("щити", "стити"), "влений": ("вити",), "плений": ("пити",), "блений": ("бити",)},
        **{"млений": ("мити",), "ений": ("ити", "ти"), "ований": ("увати",), "аний": ("ати",), "яний": ("яти",)},
        **{"итий": ("ити",), "утий": ("ути",), "ертий": ("ерти",), "нятий": ("няти",), "зятий": ("зяти",)},
    },
}
#: Short forms that the dictionary does not have: уничтожен, for уничтоженный.
_SHORT = tuple((f"{vowel}н{ending}", f"{vowel}нный") for vowel in "еёая" for ending in ("", "а", "о", "ы"))
#: The languages whose participles are known, and how these end.
PARTICIPIAL = {
    **{dictionary: tuple(endings) for dictionary, endings in {**_ROMANCE, **_SLAVIC}.items()},
    "ru": ("нный", "еный", "ёный", "тый", *(short for short, _ in _SHORT)),
}
#: So many letters must be left: Italian dati, data, are not given.
_SHORTEST = 3
#: Nouns and adjectives that mean something else than their verb: a treaty treats of nothing, a party does not leave,
#: and Oran, a city, is not ploughed.
_OWN_SENSE = frozenset(
    {
        *("traité", "député", "revenu", "cité", "cliché", "poli", "pavé", "chaussé"),
        *("partito", "portato", "diputado", "abogado", "demasiado", "данный", "даний", "определенный"),
        *("пленный", "подданный", "підданий", "ученый", "учёный", "учений", "вчений", "постоянный", "оран", "Оран"),
        *("poddany", "uczony", "пенный", "сменный", "бранный", "башенный"),
    }
)


def infinitives(lemma: str, dictionary: str, entries: Mapping[str, str]) -> Iterator[str]:
    """Yield the infinitives of which a dictionary form is the participle.

    Args:
        lemma: the masculine singular, as in "frappé"; or a word that the dictionary does not have.
        dictionary: the name of the dictionary, as in "fr".
        entries: the dictionary form of each word.

    >>> list(infinitives("frappé", "fr", {"frappée": "frappé", "frapper": "frapper"}))
    ['frapper']
    >>> list(infinitives("поражен", "ru", {"поразить": "поразить"}))
    ['поразить']

    """
    if lemma in _OWN_SENSE:
        return
    if dictionary in _SLAVIC:
        yield from _slavic(lemma.replace("ё", "е"), _SLAVIC[dictionary], entries)
        return
    for ending, verbal in _ROMANCE.get(dictionary, {}).items():
        stem = lemma.removesuffix(ending)
        if stem == lemma or len(stem) < _SHORTEST:
            continue
        feminine = f"{lemma}e" if dictionary == "fr" else f"{lemma[:-1]}a"
        filed_under = {entries.get(feminine), entries.get(f"{feminine}s")}
        for verb in (stem + one for one in verbal):
            # The dictionary has perdu as an adjective, but perdue under perdre.
            if entries.get(verb) == verb and (lemma in filed_under or (ending == "u" and verb in filed_under)):
                yield verb


def _slavic(lemma: str, endings: Mapping[str, tuple[str, ...]], entries: Mapping[str, str]) -> Iterator[str]:
    if lemma not in entries:
        lemma = next((lemma.removesuffix(short) + full for short, full in _SHORT if lemma.endswith(short)), lemma)
    for ending, verbal in endings.items():
        stem = lemma.removesuffix(ending)
        if stem != lemma:
            yield from (stem + one for one in verbal if entries.get(stem + one) == stem + one)

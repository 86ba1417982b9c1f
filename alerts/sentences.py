"""Tell where the sentences of a text end, as a reader of its language does. Knows neither forms nor queries."""

from collections.abc import Iterator, Mapping

import regex

from alerts.folding import fold

_ALWAYS_ENDS = regex.compile(r"[\n\r。｡！？؟।॥۔։።။។]")
#: A closing mark may stand behind the sign; „so“ and »so« close with what opens elsewhere.
_MAY_END = regex.compile(r"[.!?…]+[\"'’‘”“»«›‹)\]]*\s")
#: What is a semicolon elsewhere.
_GREEK_QUESTION = regex.compile(r"[;\u037e]\s")
#: Folded; what is a word as well hardly ends a sentence. Of any language, for many are written in several.
_ABBREVIATIONS = frozenset(
    {
        *("mr", "mrs", "ms", "dr", "prof", "gen", "lt", "col", "maj", "capt", "sgt", "adm", "st", "vs", "sen", "rep"),
        *("gov", "hon", "mme", "mlle", "bzw", "ca", "nr", "str", "ul", "im", "cf", "sra", "srta", "cfr", "dott", "avv"),
        *("mgr", "cdt", "dhr", "mevr", "drs", "plk", "pplk", "mjr", "kpt", "inz", "tzw", "tumg", "tugg", "korg", "yzb"),
        *("г", "ст", "гр", "ген", "проф", "акад", "обл", "вул", "ул", "ім", "ing", "ltd", "approx", "cmdr", "messrs"),
    }
)
#: By the tag of a language: these, and those of it alone. Most are words of another, as es is of German.
_OF_LANGUAGE: Mapping[str, frozenset[str]] = {
    language: _ABBREVIATIONS.union(words.split())
    for language, words in {
        "cs": "napr tzv tj resp srov genpor genmaj brig por npor ppor rtm tis",
        "de": "mio mrd tsd evtl ggf sog vgl inkl exkl hptm oberstlt brig geb kgl hl",
        "el": "αρ σελ κκ δηλ στρ ναυ",
        "en": "corp inc bros jr sr brig cpl pvt ret dept est univ intl fr rev pres supt incl",
        "es": "ee uu ej sr sres dra excmo excma ilmo gral cnel tte cap alm pag aprox ud uds dna",
        "fi": "esim mm ns ym yms em ts kenr kapt",
        "fr": "ex gal amb md mds mio chap lieut mm ste ets",
        "hu": "pl un ill kb ezr szds orgy vorgy alt ifj id",
        "it": "es sig sigg ten cap magg brig amm geom pag ecc",
        "nl": "bijv resp kol kap lgen genm ir jhr incl excl mln mld blz zgn",
        "pl": "np in tj min mln mld tys bryg dyw mar por ppor plut sierz red hab ks sw pw ur zm woj wg",
        "pt": "ex exa sr srs sras gal cel pag aprox eng alm cap ten",
        "ro": "dl dna ex alin gl cpt cam acad jud",
        "ru": "млн млрд тыс руб долл им зв напр см пос дер кв пл рис илл ред кап лейт полк подполк адм чел",
        "sv": "ex bl kl sk dvs resp kapt overste genlt genmaj",
        "tr": "orn vb org alb yrd doc mah cad bkz tegm ustegm bnb yb sn dz hv",
        "uk": "млн млрд тис грн дол зв напр див пор пос смт кв рис ред кап лейт полк підполк адм чол",
    }.items()
}
#: Before a figure alone: No. 5, art. 5. Else they are words, or end a sentence.
_BEFORE_FIGURES = frozenset(
    {
        *("no", "nos", "num", "nro", "art", "arts", "par", "sec", "vol", "fig", "pp", "ch", "abs", "kap", "cl", "ok"),
        *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "okt", "nov", "dec", "dez"),
    }
)
#: Of the abbreviations those that are words in small letters: Rep. Smith, but ask the rep.
_TITLES = frozenset({"rep"})
#: Languages that set a point behind the figure of a day or a rank: am 5. Mai.
_POINTED_RANKS = frozenset(
    {
        *("bs", "cs", "da", "de", "et", "fi", "hr", "hu", "is", "lb", "lv"),
        *("me", "nb", "nn", "no", "pl", "sh", "sk", "sl", "sr", "tr"),
    }
)
#: A sentence without an end (a table, a list) is cut, which also bounds what SENTENCE may cost.
LONGEST_SENTENCE = 200
#: Where a text is cut that is only to be compared, whatever its language: after an abbreviation as well.
_CUT = regex.compile(r"(?<=[.!?…؟।։][\"»”’)]*)\s+(?=[^\s.])|(?<=[。！？။])|\n+")


def split(text: str) -> Iterator[str]:
    """Yield the sentences of a text in any language, roughly: each has something in it.

    >>> list(split("“He left!” said Mr. Noe. 他走了。她说不。"))
    ['“He left!”', 'said Mr.', 'Noe.', '他走了。', '她说不。']

    """
    return (part for part in _CUT.split(text) if part.strip())


class Sentences:
    """Numbers the sentences of a text while its words are read in order.

    Args:
        text: the text.
        language: its language tag, whose abbreviations end no sentence; None for unknown.

    """

    def __init__(self, text: str, language: str | None) -> None:
        self._text = text
        self._language = language.partition("-")[0].lower() if language else None
        self._abbreviations = _OF_LANGUAGE.get(self._language or "", _ABBREVIATIONS)
        #: The last word.
        self._start = self._end = 0
        self._number = 0
        self._length = 0

    def number(self, start: int, end: int) -> int:
        """Return the number of the sentence in which the next word stands, which is at these offsets."""
        self._length += 1
        gap = self._text[self._end : start]
        if (gap != " " and self._ends_in(gap, start)) or self._length > LONGEST_SENTENCE:
            self._number += 1
            self._length = 1
        self._start, self._end = start, end
        return self._number

    def _ends_in(self, gap: str, start: int) -> bool:
        if not self._end or len(gap) == 1:
            return bool(self._end and _ALWAYS_ENDS.match(gap))
        if _ALWAYS_ENDS.search(gap) or (self._language == "el" and _GREEK_QUESTION.match(gap)):
            return True
        return not self._text[start].islower() and bool(_MAY_END.search(gap)) and not self._is_shortened(gap, start)

    def _is_shortened(self, gap: str, start: int) -> bool:
        """Whether the full stop with which a gap begins is that of a shortened word or of a rank."""
        if not gap.startswith("."):
            return False
        word = self._text[self._start : self._end]
        if word.isdigit():
            return len(word) <= 2 and self._language in _POINTED_RANKS
        folded = fold(word)
        if len(word) == 1 or folded in self._abbreviations:
            return word.lower() != word.upper() and not (folded in _TITLES and word.islower())
        return folded in _BEFORE_FIGURES and self._text[start].isdigit()

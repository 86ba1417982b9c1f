"""Read the numbers that a headline spells out: «Five killed», «Fünf Tote», «П’ятеро загиблих». Pure.

From two on, for one is an article in most languages; and only words that mean nothing else there: a French *neuf* is
new as often as nine. What is larger than a hundred stands in figures.
"""

import re
from collections.abc import Iterator
from functools import cache

#: By language: the words for 2, 3 … 12, then for 20, 30 … 90; the forms of one number by "/", a gap by "-".
_WORDS = {
    "en": "two three four five six seven eight nine ten eleven twelve"
    " twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwei drei vier fünf sechs sieben - neun zehn elf zwölf"
    " zwanzig dreißig/dreissig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "deux trois quatre cinq six sept huit - dix onze douze vingt trente quarante cinquante - - - -",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce"
    " veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "due tre quattro cinque - sette otto nove dieci undici dodici"
    " venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "pt": "dois/duas três quatro cinco seis sete oito nove dez onze doze"
    " vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf"
    " twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "sv": "två tre fyra fem sex sju åtta nio tio elva tolv tjugo trettio fyrtio femtio sextio sjuttio åttio nittio",
    "da": "to tre fire fem seks syv otte ni ti elleve tolv tyve tredive fyrre - - - - -",
    "fi": "kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen - - - - - - - - - -",
    "pl": "dwa/dwie/dwoje/dwóch/dwaj/dwiema trzy/troje/trzech/trzej cztery/czworo/czterech pięć/pięcioro/pięciu"
    " sześć/sześcioro/sześciu siedem/siedmioro/siedmiu osiem/ośmioro/ośmiu dziewięć/dziewięcioro/dziewięciu"
    " dziesięć/dziesięcioro/dziesięciu jedenaście/jedenastu dwanaście/dwunastu"
    " dwadzieścia/dwudziestu trzydzieści/trzydziestu czterdzieści/czterdziestu pięćdziesiąt/pięćdziesięciu - - - -",
    "cs": "dva/dvě/dvou tři/tří čtyři/čtyř pět/pěti šest/šesti sedm/sedmi osm/osmi devět/devíti deset/deseti"
    " jedenáct dvanáct dvacet třicet čtyřicet padesát šedesát sedmdesát osmdesát devadesát",
    "uk": "два/дві/двоє/двох три/троє/трьох чотири/четверо/чотирьох п'ять/п'ятеро/п'ятьох шість/шестеро/шістьох"
    " сім/семеро/сімох вісім/восьмеро/вісьмох дев'ять/дев'ятеро/дев'ятьох десять/десятеро/десятьох одинадцять"
    " дванадцять двадцять тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто",
    "ru": "два/две/двое/двух три/трое/трёх/трех четыре/четверо/четырёх/четырех пять/пятеро/пяти шесть/шестеро/шести"
    " семь/семеро восемь/восьмеро/восьми девять/девятеро/девяти десять/десятеро/десяти одиннадцать двенадцать"
    " двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
    "bg": "два/две/двама три/трима четири/четирима пет/петима шест седем осем девет десет единадесет дванадесет"
    " двадесет тридесет четиридесет петдесет шестдесет седемдесет осемдесет деветдесет",
    "hr": "dva/dvije/dvoje tri/troje četiri/četvero pet/petero šest/šestero sedam osam devet deset jedanaest dvanaest"
    " dvadeset trideset četrdeset pedeset šezdeset sedamdeset osamdeset devedeset",
    "ro": "doi/două trei patru cinci șase șapte opt - zece unsprezece doisprezece"
    " douăzeci treizeci patruzeci cincizeci șaizeci șaptezeci optzeci nouăzeci",
    "tr": "iki üç dört beş - - sekiz dokuz - - - yirmi otuz kırk elli altmış yetmiş seksen doksan",
    "ar": "- ثلاثة/ثلاث أربعة/أربع خمسة/خمس ستة سبعة ثمانية تسعة عشرة - - - - - - - - - -",
}
_VALUES = (*range(2, 13), *range(20, 100, 10))
#: The words for 13, 14 … 19.
_TEENS = {
    "en": "thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "de": "dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "fr": "treize quatorze quinze seize - - -",
    "es": "trece catorce quince dieciséis diecisiete dieciocho diecinueve",
    "it": "tredici quattordici quindici sedici diciassette diciotto diciannove",
    "pt": "treze catorze/quatorze quinze dezasseis/dezesseis dezassete/dezessete dezoito dezanove/dezenove",
    "nl": "dertien veertien vijftien zestien zeventien achttien negentien",
    "sv": "tretton fjorton femton sexton sjutton arton nitton",
    "da": "tretten fjorten femten seksten sytten atten nitten",
    "pl": "trzynaście/trzynastu czternaście/czternastu piętnaście/piętnastu szesnaście/szesnastu"
    " siedemnaście/siedemnastu osiemnaście/osiemnastu dziewiętnaście/dziewiętnastu",
    "cs": "třináct čtrnáct patnáct šestnáct sedmnáct osmnáct devatenáct",
    "uk": "тринадцять чотирнадцять п'ятнадцять шістнадцять сімнадцять вісімнадцять дев'ятнадцять",
    "ru": "тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать",
    "bg": "тринадесет четиринадесет петнадесет шестнадесет седемнадесет осемнадесет деветнадесет",
    "hr": "trinaest četrnaest petnaest šesnaest sedamnaest osamnaest devetnaest",
    "ro": "treisprezece paisprezece cincisprezece șaisprezece șaptesprezece optsprezece nouăsprezece",
}
#: «twenty-one», «vingt et un», «двадцять один»: tens, and what is added to them.
_ONE = frozenset(["one", "un", "uno", "um", "één", "ett", "jeden", "jedna", "один", "одна", "одно"])
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_GERMAN = re.compile(r"(ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und(\w+zig|dreißig)")
_HAN = re.compile(r"(?<![零〇一二三四五六七八九十百千万])([两二三四五六七八九十])(?=[人名架枚辆艘死伤])")
_HAN_VALUES = {"两": 2, **{han: value for value, han in enumerate("一二三四五六七八九十", start=1)}}


def spelled_numbers(text: str, language: str) -> Iterator[float]:
    """Yield the numbers of two and more, below a hundred, that a text spells out.

    >>> [*spelled_numbers("Twenty-one killed, two of them soldiers", "en")]
    [21.0, 2.0]

    """
    if language == "zh":
        yield from (float(_HAN_VALUES[found[1]]) for found in _HAN.finditer(text))
    known = _by_word(language)
    tens = 0.0
    for found in _WORD.finditer(text.casefold().replace("’", "'")) if known else ():
        word = found[0]
        value = known.get(word) or (_in_german(word) if language == "de" else None)
        if tens and (word in _ONE or (value is not None and value < 10)):
            yield tens + (value or 1)
            tens = 0.0
        elif not (tens and word in ("et", "y", "e", "en")):
            if tens:
                yield tens
            tens = value if value is not None and value >= 20 and value % 10 == 0 else 0.0
            if value is not None and not tens:
                yield value
    if tens:
        yield tens


def _in_german(word: str) -> float | None:
    found = _GERMAN.fullmatch(word)
    known = _by_word("de")
    if found is None or found[2] not in known:
        return None
    return known[found[2]] + {"ein": 1.0, "acht": 8.0}.get(found[1], known.get(found[1], 0.0))


@cache
def _by_word(language: str) -> dict[str, float]:
    listed = ((_VALUES, _WORDS), (range(13, 20), _TEENS))
    words = ((n, forms) for ns, of in listed for n, forms in zip(ns, of.get(language, "").split(), strict=False))
    return {form: float(value) for value, forms in words for form in forms.split("/") if form != "-"}

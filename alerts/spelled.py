"""Read the numbers that a text spells out: «Five killed», «Fünf Tote», «П’ятеро загиблих». Pure.

From two on, for one is an article in most languages; and only words that mean nothing else there: a French *neuf* is
new as often as nine. What is larger than a hundred stands in figures.
"""

import re
from collections.abc import Iterable, Iterator
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
    "da": "to tre fire fem seks syv otte ni ti elleve tolv tyve tredive fyrre halvtreds - halvfjerds firs halvfems",
    "no": "to tre fire fem seks sju/syv åtte ni ti elleve tolv"
    " tjue/tyve tretti/tredve førti femti seksti sytti åtti nitti",
    "fi": "kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen yksitoista kaksitoista"
    " kaksikymmentä kolmekymmentä neljäkymmentä viisikymmentä kuusikymmentä seitsemänkymmentä kahdeksankymmentä"
    " yhdeksänkymmentä",
    "et": "kaks/kahe kolm/kolme neli/nelja viis/viie kuus/kuue seitse kaheksa üheksa kümme/kümne üksteist kaksteist"
    " kakskümmend kolmkümmend nelikümmend viiskümmend kuuskümmend seitsekümmend kaheksakümmend üheksakümmend",
    "lv": "divi/divas trīs četri/četras pieci/piecas seši/sešas septiņi/septiņas astoņi/astoņas deviņi/deviņas desmit"
    " vienpadsmit divpadsmit divdesmit trīsdesmit četrdesmit piecdesmit sešdesmit septiņdesmit astoņdesmit deviņdesmit",
    "lt": "du/dvi/dviejų trys/trijų keturi/keturios/keturių penki/penkios/penkių šeši/šešios/šešių"
    " septyni/septynios/septynių aštuoni/aštuonios/aštuonių devyni/devynios/devynių dešimt vienuolika dvylika"
    " dvidešimt trisdešimt keturiasdešimt penkiasdešimt šešiasdešimt septyniasdešimt aštuoniasdešimt devyniasdešimt",
    "hu": "két/kettő három négy öt - - nyolc kilenc tíz tizenegy tizenkét/tizenkettő"
    " húsz harminc negyven ötven hatvan hetven nyolcvan kilencven",
    "el": "δύο/δυο τρεις/τρία/τριών τέσσερις/τέσσερα/τεσσάρων πέντε έξι επτά/εφτά οκτώ/οχτώ εννέα/εννιά δέκα"
    " έντεκα/ένδεκα δώδεκα είκοσι τριάντα σαράντα πενήντα εξήντα εβδομήντα ογδόντα ενενήντα",
    "sk": "dva/dve/dvaja/dvoch tri/traja/troch štyri/štyria/štyroch päť/piati/piatich šesť/šiesti/šiestich"
    " sedem/siedmi/siedmich osem/ôsmi/ôsmich deväť/deviati/deviatich desať/desiati/desiatich jedenásť dvanásť"
    " dvadsať tridsať štyridsať päťdesiat šesťdesiat sedemdesiat osemdesiat deväťdesiat",
    "sl": "dva/dve/dveh tri/trije/treh štiri/štirje/štirih pet šest sedem osem devet deset enajst dvanajst"
    " dvajset trideset štirideset petdeset šestdeset sedemdeset osemdeset devetdeset",
    "sr": "два/две/двоје три/троје четири/четворо пет/петоро шест/шесторо седам осам девет десет једанаест дванаест"
    " двадесет тридесет четрдесет педесет шездесет седамдесет осамдесет деведесет",
    "mk": "два/две/двајца три/тројца четири/четворица пет/петмина шест седум осум девет десет единаесет дванаесет"
    " дваесет триесет четириесет педесет шеесет седумдесет осумдесет деведесет",
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
#: Languages that have another's words.
_SAME = {"nb": "no", "bs": "hr"}
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
    "no": "tretten fjorten femten seksten sytten atten nitten",
    "fi": "kolmetoista neljätoista viisitoista kuusitoista seitsemäntoista kahdeksantoista yhdeksäntoista",
    "et": "kolmteist neliteist viisteist kuusteist seitseteist kaheksateist üheksateist",
    "lv": "trīspadsmit četrpadsmit piecpadsmit sešpadsmit septiņpadsmit astoņpadsmit deviņpadsmit",
    "lt": "trylika keturiolika penkiolika šešiolika septyniolika aštuoniolika devyniolika",
    "hu": "tizenhárom tizennégy tizenöt tizenhat tizenhét tizennyolc tizenkilenc",
    "el": "δεκατρείς/δεκατρία δεκατέσσερις/δεκατέσσερα δεκαπέντε δεκαέξι/δεκάξι δεκαεπτά/δεκαεφτά δεκαοκτώ/δεκαοχτώ"
    " δεκαεννέα/δεκαεννιά",
    "sk": "trinásť štrnásť pätnásť šestnásť sedemnásť osemnásť devätnásť",
    "sl": "trinajst štirinajst petnajst šestnajst sedemnajst osemnajst devetnajst",
    "sr": "тринаест четрнаест петнаест шеснаест седамнаест осамнаест деветнаест",
    "mk": "тринаесет четиринаесет петнаесет шеснаесет седумнаесет осумнаесет деветнаесет",
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
_GERMAN = re.compile(r"(ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und(\w+zig|dreissig)")
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


def spelled_from_ten(text: str, words: Iterable[str], language: str) -> Iterator[float]:
    """Yield the spelled numbers from ten on, given the words of the text as well: most texts have none."""
    if not _from_ten(language).isdisjoint(map(str.casefold, words)):
        yield from (value for value in spelled_numbers(text, language) if value >= 10)


@cache
def _from_ten(language: str) -> frozenset[str]:
    return frozenset(word for word, value in _by_word(language).items() if value >= 10)


def _in_german(word: str) -> float | None:
    found = _GERMAN.fullmatch(word)
    known = _by_word("de")
    if found is None or found[2] not in known:
        return None
    return known[found[2]] + {"ein": 1.0, "acht": 8.0}.get(found[1], known.get(found[1], 0.0))


@cache
def _by_word(language: str) -> dict[str, float]:
    listed = ((_VALUES, _WORDS), (range(13, 20), _TEENS))
    of = _SAME.get(language, language)
    words = ((n, forms) for ns, by in listed for n, forms in zip(ns, by.get(of, "").split(), strict=False))
    return {form: float(value) for value, forms in words for form in forms.casefold().split("/") if form != "-"}

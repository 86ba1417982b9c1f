"""What is of a country, and who: Cambodian, болгарская, ρωσικών, روسية, Swiss. Touches no database.

The adjective of a country is in most languages what the language of its people is called: Unicode's CLDR has that in
all of them. Others are made of the country's own name by rules; what no rule makes stands in `peoples.toml`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from alerts.attached import is_korean
from alerts.numbers import locale_of

_PEOPLES = Path(__file__).parent / "peoples.toml"
#: Languages that have the name of one country's people.
_SPOKEN = {
    **{"sq": "AL", "hy": "AM", "az": "AZ", "be": "BY", "bg": "BG", "hr": "HR", "cs": "CZ", "da": "DK", "et": "EE"},
    **{"fi": "FI", "fr": "FR", "ka": "GE", "de": "DE", "el": "GR", "hu": "HU", "is": "IS", "id": "ID", "it": "IT"},
    **{"ja": "JP", "kk": "KZ", "ky": "KG", "lo": "LA", "lv": "LV", "lt": "LT", "mk": "MK", "mn": "MN", "ne": "NP"},
    **{"no": "NO", "pl": "PL", "pt": "PT", "ro": "RO", "ru": "RU", "sr": "RS", "sk": "SK", "sl": "SI", "so": "SO"},
    **{"es": "ES", "sv": "SE", "tg": "TJ", "th": "TH", "tr": "TR", "tk": "TM", "uk": "UA", "uz": "UZ", "vi": "VN"},
    **{"nl": "NL", "zh": "CN", "mt": "MT", "lb": "LU"},
}
#: By language, how the name of a language ends, and with what that is replaced: endings of adjectives and of people, or
#: an asterisk for all of them.
_SLAVIC = ((r"[аяиіїейыyieaа]+$", "*"),)
_ROMANCE = (
    *(("(?<=[cg])o$", "o a i e hi he os as"), ("(?<=[cg])a$", "a i he"), ("(?<=eu)$", "- s ia ias")),
    *(("ão$", "ão ã ões ães ãos ãs"), ("o$", "o a i e os as"), ("a$", "a i e"), ("e$", "e i")),
    *(("[êé]s$", "ês és esa eses esas"), ("ès$", "ès esa esos eses"), ("ís$", "ís isa ises isas")),
    *(("án$", "án ana anes anas"), ("ón$", "ón ona ones onas"), ("í$", "í íes ina ins ines")),
    *(("à$", "à ana ans anes"), ("ó$", "ó ona ons ones"), ("$", "- a es as")),
)
_ENDINGS: Mapping[str, tuple[tuple[str, str], ...]] = {
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "sr", "hr", "bs", "pl"), _SLAVIC),
    **dict.fromkeys(("cs", "sk", "sl"), ((r"[čc]tina$", "ck*"), ("[šsčz]tina$|[šč]čina$|čina$", "sk*"))),
    **dict.fromkeys(("sv", "da", "nb", "no"), (("(?<=sk)a?$", "*"),)),
    **dict.fromkeys(("it", "es", "pt", "ca"), _ROMANCE),
    "de": (("(?<=sch)$", "*"),),
    "nl": (("$", "- e"),),
    "fr": (("(?<=[éi]en)$|(?<=on)$", "- s ne nes"), ("e?$", "- e s es")),
    "ro": (
        *(("ă$", "- ă i e ești"), ("ian$", "ian iană ieni iene ienii ienilor")),
        *(("ean$", "ean eană eni ene enii enilor"), ("t$", "t tă ți te ții ților"), ("s$", "s să și se șii șilor")),
        ("(?<=[^ă])$", "- ă i e ii ilor"),
    ),
    "el": (("ά$", "*"),),
    "ka": (("ი$", "*"),),
    "ar": (("ية$", "ي ية يا يين يون"),),
    "he": (("ית$", "י ית ים יות"),),
}
#: What is shorter may be another word, as Hungarian *lett* (Latvian) is, if it has a small letter and stands whole.
_SHORTEST, _SHORTEST_SMALL, _SHORTEST_KOREAN = 4, 5, 3
#: Hebrew letters at the end of a word, and what they are within one.
_FINAL = str.maketrans("ךםןףץ", "כמנפצ")
#: Languages that have the words of another.
_LISTED_AS = {"no": "nb", "bs": "hr"}


#: By language, how the names of countries end, and with what that is replaced for what is of them. English does not say
#: which of its endings a name takes: what nobody writes does no harm.
_OF_COUNTRIES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "en": (("(?<=a)$", "n"), ("(?<=[ei])$|(?<=[^aeiou])o$", "an"), ("stan$", "-"), ("(?<=[^aeiouy])$", "ian i ese")),
    "ar": (("(?:يا|ا|ة)?$", "ي ية يين يون"),),
    "fa": (("(?<=ا)$", "یی"), ("(?<=[^ا])$", "ی")),
    "he": (("(?:יה|ה)?$", "י ית ים יות"),),
    "hi": (("ा?$", "ी"),),
    "ur": (("[ہا]?$", "ی"),),
    "bn": (("(?<=া)$", "ন"), ("(?<=[ক-হড়ঢ়য়])$", "ি ী ীয়")),
    "ko": (("$", "인 군"),),
}


def nations(language: str, countries: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield words for what is of a country, each with its code; one that ends in an asterisk begins other words.

    Arguments: what countries are called in the language, with their codes. A word with a capital letter is always
    written so, and one behind an equals sign with its letters alone. Of two countries for a word the first is meant;
    no code says that it means something else.

    >>> list(nations("en", [("KH", "Cambodia")]))[-1]
    ('Cambodian', 'KH')
    >>> [word for word, code in nations("it", []) if code == "JO"]
    ['=giordano', '=giordana', '=giordani', '=giordane', '=giordanos', '=giordanas']

    """
    locale, article = locale_of(language), "ال" if language == "ar" else ""
    endings = _ENDINGS.get(language, (("$", "-"),))
    for code, form in _peoples(language):
        # What shall begin words is written so.
        forms = (_inflected(form, *ending) for ending in endings if code and "*" not in ending[1])
        yield from ((word, code) for word in next(filter(None, forms), (form,)))
    spoken = [(code, locale.languages.get(tag, "")) for tag, code in _SPOKEN.items()] if locale else []
    for named, by_endings, at_once in ((spoken, endings, True), (countries, _OF_COUNTRIES.get(language, ()), False)):
        yield from _made([(code, name.removeprefix(article)) for code, name in named], by_endings, at_once)


def _peoples(language: str) -> Iterator[tuple[str, str]]:
    """Yield the codes of countries with what is called after them and no rule makes, as the file has it."""
    for line in _listed().get(_LISTED_AS.get(language, language), "").split(","):
        code, *forms = line.split() or ("",)
        yield from ((code.strip("-"), form) for form in forms)


@cache
def _listed() -> Mapping[str, str]:
    return tomllib.loads(_PEOPLES.read_text("utf-8"))


def _inflected(form: str, ending: str, replaced: str) -> Sequence[str]:
    """Return the forms of a word that ends so; of one that does not, or only begins words, none."""
    found = None if form.endswith("*") else re.search(ending, form)
    return [form[: found.start()].translate(_FINAL) + made.strip("-") for made in replaced.split()] if found else ()


def _made(
    named: Sequence[tuple[str, str]], endings: Sequence[tuple[str, str]], first_alone: bool
) -> Iterator[tuple[str, str]]:
    """Yield what is made of names, by the first ending they have or by all: of Nigeria before what Niger would make."""
    done: set[str] = set()
    for ending, replaced in endings:
        for code, name in named:
            # Of most languages Babel has no names for others.
            if not name or " " in name or (first_alone and name in done):
                continue
            for word in _inflected(name, ending, replaced):
                done.add(name)
                if word and len(word.rstrip("*")) >= _least(word):
                    yield word, code


def _least(word: str) -> int:
    if is_korean(word[0]):
        return _SHORTEST_KOREAN
    return _SHORTEST_SMALL if word[0].islower() and word[-1] != "*" else _SHORTEST

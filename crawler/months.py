"""Names of months and weekdays in the languages of the world, from the Unicode CLDR as babel carries it."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from babel import Locale, UnknownLocaleError

#: The languages whose names are tried; months of further ones are read when the source's language is known.
LANGUAGES = (
    "en", "fr", "de", "es", "it", "pt", "nl", "pl", "cs", "sk", "uk", "ru", "be", "bg", "sr", "sr-Latn", "hr", "bs",
    "sl", "mk", "ro", "hu", "el", "tr", "az", "fi", "sv", "nb", "nn", "da", "is", "et", "lv", "lt", "sq", "ca", "gl",
    "eu", "ga", "cy", "mt", "ar", "ar-SY", "ar-MA", "ar-DZ", "he", "fa", "ur", "hi", "bn", "ta", "te", "ml", "id", "ms",
    "vi", "th", "sw", "ka", "hy", "kk", "uz", "ky", "af", "fil", "my", "km",
)  # fmt: skip
#: These number their months.
_NUMBERING = ("zh", "zh-Hant", "ja", "ko")
ENGLISH = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12, "january": 1, "february": 2, "march": 3, "april": 4, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12, "sept": 9,
}  # fmt: skip
#: What people write beside the CLDR: long and short forms of old, and transliterations.
_MORE = {
    "sept": 9, "juil": 7, "juill": 7, "aout": 8, "fev": 2, "fevr": 2, "mrz": 3, "maerz": 3, "jaen": 1, "sett": 9,
    "ιουλ": 7, "ιουν": 6, "μαι": 5, "set": 9, "agt": 8, "okt": 10, "dez": 12, "dic": 12, "ene": 1, "abr": 4, "ago": 8,
    "трауня": 5, "nopember": 11, "pebruari": 2, "ott": 10, "giu": 6, "lug": 7, "mag": 5, "gen": 1, "мая": 5, "май": 5,
    "берез": 3, "верес": 9, "листоп": 11, "studenog": 11, "studenom": 11,
}  # fmt: skip

#: Short forms that the CLDR does not have: those that WordPress shows, and the press.
_SHORT = {
    "uk": "січ лют бер кві тра чер лип сер вер жов лис гру",
    "bg": "ян фев мар апр май юни юли авг септ окт ноем дек",
    "cs": "led uno bre dub kve cer cvc srp zar rij lis pro",
    "lt": "sau vas kov bal geg bir lie rgp rgs spa lap grd",
    "sq": "jan shk mar pri maj qer kor gus sht tet nen dhj",
    "eu": "urtarrilaren otsailaren martxoaren apirilaren maiatzaren ekainaren uztailaren abuztuaren irailaren urriaren"
    " azaroaren abenduaren",
    "mn": "нэгдүгээр хоёрдугаар гуравдугаар дөрөвдүгээр тавдугаар зургаадугаар долоодугаар наймдугаар есдүгээр"
    " аравдугаар арван-нэгдүгээр арван-хоёрдугаар",
    "bn": "জানুয়ারী ফেব্রুয়ারী মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর",
    "he": "ינו פבר מרץ אפר מאי יונ יול אוג ספט אוק נוב דצמ",
    "hi": "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितम्बर अक्तूबर नवम्बर दिसम्बर",
    "vi": "tháng-một tháng-hai tháng-ba tháng-tư tháng-năm tháng-sáu tháng-bảy tháng-tám tháng-chín tháng-mười"
    " tháng-mười-một tháng-mười-hai",
}
#: Months by their number: Vietnamese «tháng 3», Mongolian «3-р сар»; and RFC 822 in the words of East Asia, as programs
#: have it, «04 1月 2024». What stands behind a year is a date as these languages write it, and is read before.
_NUMBERED = re.compile(
    r"(?<![^\W_])th(?:ang|g)?\.?\s?(1[0-2]|0?[1-9])(?!\d)|(?<!\d)(1[0-2]|0?[1-9])\s?-?\s?р?\s?сар(?:ын)?(?![^\W_])"
    r"|(?<![\d年년])(?<![年년]\s)(1[0-2]|0?[1-9])[月월](?!\s?\d{1,2}\s?[日일])"
)
#: Of the solar calendar: in Iran (with either letter for y), in Afghanistan by the signs of the zodiac, and in Pashto.
_SOLAR = """
    فروردین فروردين حمل وری|اردیبهشت ارديبهشت ثور غویی|خرداد جوزا غبرگولی|تیر تير سرطان چنگاښ|مرداد امرداد اسد زمری
    شهریور شهريور سنبله وږی|مهر میزان تله|آبان عقرب لړم|آذر قوس لیندۍ|دی دي جدی مرغومی|بهمن دلو سلواغه|اسفند حوت کب
"""


def fold(text: str) -> str:
    """Return text caseless and without accents, for comparing names."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in bare if not unicodedata.combining(c) or "\u0900" <= c <= "\u0e7f")
    return unicodedata.normalize("NFC", kept)


def find_month(text: str, language: str | None = None) -> tuple[int, int, int] | None:
    """Return the first month named in text, which is folded, as (number, start, end); None if there is none.

    Languages disagree (listopad is October in Croatian, November in Czech): a name of two months counts only where
    language, a BCP 47 tag, decides.
    """
    if found := _NUMBERED.search(text):
        return int(found[1] or found[2] or found[3]), found.start(), found.end()
    for names, pattern in _tables(language):
        if found := pattern.search(text):
            month = names[found[1]]
            return (month, found.start(), found.end()) if month else None
    return None


def _tables(language: str | None) -> Iterator[tuple[dict[str, int], re.Pattern[str]]]:
    # One after the other: most dates are read before the long table is made.
    if language and not language.startswith("en"):
        yield _of_language(language[:20])
    yield _english()
    yield _of_all()


@lru_cache(maxsize=1)
def _english() -> tuple[dict[str, int], re.Pattern[str]]:
    return ENGLISH, _pattern(ENGLISH)


@lru_cache(maxsize=64)
def _of_language(language: str) -> tuple[dict[str, int], re.Pattern[str]]:
    names = dict(_names(language))
    return names, _pattern(names)


@lru_cache(maxsize=1)
def _of_all() -> tuple[dict[str, int], re.Pattern[str]]:
    names: dict[str, int] = {}
    for language in LANGUAGES:
        for name, month in _names(language):
            names[name] = month if names.get(name, month) == month else 0
    solar = enumerate(re.split(r"[|\n]", _SOLAR.strip()), 1)
    names |= _MORE | {fold(name): month for month, said in solar for name in said.split()}
    return names, _pattern(names)


@lru_cache(maxsize=1)
def weekdays() -> frozenset[str]:
    """Return the words that weekdays are called by in the world, folded."""
    days = (Locale.parse(language, sep="-").days for language in (*LANGUAGES, *_NUMBERING))
    tables = (
        one[kind][width] for one in days for kind in ("format", "stand-alone") for width in ("wide", "abbreviated")
    )
    names = (fold(name) for table in tables for name in table.values())
    return frozenset(word for name in names for word in re.findall(r"[^\W\d_]+", name))


def _names(language: str) -> list[tuple[str, int]]:
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return []
    tables = [locale.months[kind][width] for kind in ("format", "stand-alone") for width in ("wide", "abbreviated")]
    short = enumerate(_SHORT.get(language.partition("-")[0], "").split(), 1)
    named = [(month, name) for table in tables for month, name in table.items()]
    named += [(month, name.replace("-", " ")) for month, name in short]
    folded = ((fold(name).strip(". "), month) for month, name in named)
    return [
        (name, month) for name, month in folded if len(name) > 1 and not name[0].isdigit() and not name[-1].isdigit()
    ]


def _pattern(names: dict[str, int]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    # In Hebrew «in» is written in one word with what follows, in Thai «month».
    prefix = "ב?" if any("\u0590" <= name[0] <= "\u05ff" for name in names) else ""
    prefix += "(?:เดือน)?" if any("\u0e00" <= name[0] <= "\u0e7f" for name in names) else ""
    return re.compile(rf"(?<![^\W\d_]){prefix}({'|'.join(longest_first) or '(?!)'})(?![^\W\d_])")

"""Read the numbers and days of a text so that they are the same in every language. Touches no database."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache, partial

from babel import Locale, UnknownLocaleError

from alerts.memo import Memo

# What multiplies the number before it, by the beginning of the word.
_SCALES = {
    "thousand tausend tsd mille mila mil тысяч тыс тисяч тис tysięc tys tisíc tusen bin хиляди хил хиљад hiljad tisuć"
    " tisoč mii ezer tuhat tuhan tūkst ribu nghìn ngàn χιλιάδ χιλ ألف ألفا آلاف الاف هزار ہزار אלף אלפים אלפי हजार हज़ार"
    " ათასი ათასს ათასზე ათასამდე հազար হাজার": 1e3,
    "लाख لاکھ লাখ লাখের লাখে লক্ষ লক্ষের লক্ষাধিক": 1e5,
    "million millón millon milion milión milhão milhões mln мільйон млн миллион милион milyon miljoen miljon miljoon"
    " mio milijun milijon millió milioane juta triệu εκατομμ εκατ مليون ملايين میلیون מיליון מיליוני मिलियन ملین"
    " მილიონ მლნ մլն միլիոն মিলিয়ন": 1e6,
    "करोड़ کروڑ কোটি": 1e7,
    "billion bilhão bilhões bn milliard mrd miliard miliardo mld мільярд млрд миллиард милиард милијард milyar"
    " miljard milijard milliárd mlrd miliar tỷ tỉ δισεκατομμ δισ مليار ملیار میلیارد מיליארד מיליארדי अरब ارب بلین"
    " მილიარდ მლრდ միլիարդ մլրդ বিলিয়ন": 1e9,
    "trillion trilion trilhão trilhões bilião biliões billón трильйон триллион трлн triliun trilijun"
    " τρισεκατομμ τρισ تريليون تریلیون ٹریلین کھرب"
    " טריליון ტრილიონ տրիլիոն ট্রিলিয়ন": 1e12,
}
#: With at most so many letters, and these, it is the whole word: a C-390 Millennium is none of a thousand.
_SHORT_SCALE = 4
_UNENDING = frozenset(["mille"])
# Where "billion" counts a million millions.
_LONG_SCALE = frozenset(("de", "fr", "es", "it", "pl", "nl", "cs", "da", "sv", "hr", "pt"))
_BILLION = re.compile(r"billi?on|bili[oó]n|billón")
#: What stands right behind a figure, whatever follows: in Chinese and Japanese, in Korean, in Thai.
_ATTACHED_SCALES = {
    **{"百万": 1e6, "千万": 1e7, "千萬": 1e7, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "兆": 1e12, "千": 1e3},
    **{"백만": 1e6, "천만": 1e7, "천억": 1e11, "만": 1e4, "억": 1e8, "조": 1e12, "천": 1e3},
    **{"พัน": 1e3, "หมื่น": 1e4, "แสน": 1e5, "ล้าน": 1e6},
}
_LONGEST_ATTACHED = max(map(len, _ATTACHED_SCALES))
#: What does so in figures of money alone, where a currency stands before the number or behind all: €780m, $3b, 412 M€.
_MONEY_SCALES = {"k": 1e3, "m": 1e6, "b": 1e9, "md": 1e9, "mds": 1e9, "t": 1e12, "tn": 1e12, "trn": 1e12}
_CURRENCIES = frozenset("€$£¥₴₽₺₹₩")
_MONEY_AFTER = re.compile(rf"\s?({'|'.join(_MONEY_SCALES)})(?!\w)\s?([{''.join(sorted(_CURRENCIES))}])?", re.IGNORECASE)
#: Whole numbers that may be years.
YEARS = range(1900, 2101)
#: Arabic has signs of its own for the point and between thousands.
_ARABIC_SIGNS = str.maketrans("٫٬", ".,")
_NUMBER = re.compile(r"\d{1,3}(?:[\u00a0\u202f' ]\d{3})+(?:[.,٫]\d+)?(?!\d)|\d+(?:[.,٫٬]\d+)*")
#: In India thousands are set apart, and then hundreds of them: 1,86,000.
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
_DIGITS = re.compile(r"\d+")
#: The letters of a word, with the marks that the scripts of India set on them.
_LETTER = r"(?:[^\W\d_]|[\u0900-\u0963\u0981-\u09e3])"
_WORD_AFTER = re.compile(rf"[\s\u00a0-]*({_LETTER}+)")
_SCALE_ALONE = re.compile(rf"[\s\u00a0]?{_LETTER}{{1,12}}\.?[\s\u00a0]?")
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|\.|º|শে|ই|লা|রা|ঠা)?\s+(?:de\s+|of\s+)?({_LETTER}{{2,}})")
#: Months that Unicode does not know: those of the Levant, Iraq and the Maghreb.
_OTHER_MONTHS = {
    "ar": "جانفي شباط/فيفري آذار نيسان/أفريل أيار/ماي حزيران/جوان تموز/جويلية أوت أيلول",
}
#: Where months stand in cases that Unicode does not give, how longer ones begin tells them: априла, აპრილს, aprillil.
_DECLINED_MONTHS = frozenset(
    ("az", "bn", "et", "fi", "hr", "hu", "hy", "ka", "lt", "lv", "mk", "sk", "sl", "sq", "sr", "tr", "uk")
)
_LONG_MONTH = 4
#: What is written onto a month.
_PREPOSITIONS = {"he": "בלמ"}
# The word before the day is looked for from there: a pattern for both would try at every word.
_DAY_AFTER = re.compile(r"(?<=\s)\d{1,2}(?!\d)")
_WORD_BEFORE = re.compile(r"([^\W\d_]{3,})\.?\s+\Z")
_FARTHEST = 40
_NUMBERED_MONTH = re.compile(r"(\d{1,2})(?:月|월 ?)(\d{1,2})[日일]|(\d{1,2}) tháng (\d{1,2})(?!\d)")
#: The languages whose months have numbers for names.
_NUMBERING = frozenset(("zh", "ja", "ko", "vi"))


def numbers(text: str, language: str) -> Iterator[float]:
    """Yield the numbers of a text as its language writes them: 1.234,5 and 1,234.5, "3,5 Mio." and "3.5 million".

    What is told in two steps is one number: "1 млн 200 тыс.", 1億2000万.
    """
    total, before, after = 0.0, 1.0, 0
    for found, value, scale in _scaled(text, language):
        if after and before > value * scale and _goes_on(text[after : found.start()], scale):
            total += value * scale
        else:
            if after:
                yield _rounded(total)
            total = value * scale
        before, after = scale, found.end()
    if after:
        yield _rounded(total)


def _scaled(text: str, language: str) -> Iterator[tuple[re.Match[str], float, float]]:
    """Yield each figure of a text with its value and what multiplies it."""
    for found in _at_digits(_NUMBER, text, digits_in(text)):
        value = _value(found[0], language)
        if value is not None:
            before, after = text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 16]
            yield found, value, _money_scale(before, after) or scale_after(after, language)


def _goes_on(between: str, scale: float) -> bool:
    """Tell whether nothing but what multiplies it stands between a figure and the next one, `scale` of that given."""
    return bool(_SCALE_ALONE.fullmatch(between)) and (scale > 1 or between in _ATTACHED_SCALES)


def days(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield the (month, day) pairs that a text names in words, such as "24 февраля" or "Feb. 24"."""
    months = _month_of(language)
    lower = text.lower()
    # Of a few letters the small one is two.
    starts = digits_in(text if len(lower) == len(text) else lower)
    for found in _NUMBERED_MONTH.finditer(lower) if language in _NUMBERING else ():
        yield from _day(int(found[1] or found[4]), found[2] or found[3])
    for found in _at_digits(_DAY_MONTH, lower, starts):
        yield from _day(months[found[2]], found[1])
    for found in _at_digits(_DAY_AFTER, lower, starts):
        word = _WORD_BEFORE.search(lower[max(0, found.start() - _FARTHEST) : found.start()])
        yield from _day(months[word[1]] if word else None, found[0])


def _at_digits(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """Yield where a pattern is met that begins with all digits that stand together."""
    after = 0
    for start in starts:
        if start >= after and (found := pattern.match(text, start)):
            yield found
            after = found.end()


@lru_cache(maxsize=4)
def digits_in(text: str) -> Sequence[int]:
    """Return where digits begin in a text; most letters are none: each pattern looks only there."""
    return tuple([digits.start() for digits in _DIGITS.finditer(text)])


@cache
def calendar_words(language: str) -> frozenset[str]:
    """Return the names of months and weekdays, lower-case: capital letters do not make them names."""
    return frozenset((*_months(language), *_weekdays(language)))


def weekdays(text: str, language: str) -> frozenset[str]:
    """Return the weekdays that a text names by the names that Unicode's CLDR has, which are those of no other case.

    >>> sorted(weekdays("Ships came on Monday, and left on Tuesday", "en")), weekdays("w środę", "pl")
    (['monday', 'tuesday'], frozenset())

    """
    pattern = _weekday_names(language)
    return frozenset(pattern.findall(text.lower())) if pattern else frozenset()


@cache
def _weekday_names(language: str) -> re.Pattern[str] | None:
    names = "|".join(map(re.escape, _weekdays(language)))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)") if names else None


def _weekdays(language: str) -> Sequence[str]:
    locale = locale_of(language)
    return [day.lower() for day in locale.days["format"]["wide"].values()] if locale else ()


@cache
def locale_of(language: str) -> Locale | None:
    """Return what Unicode's CLDR knows of a language."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


@lru_cache(maxsize=20_000)
def _value(written: str, language: str) -> float | None:
    digits = re.sub(r"[\u00a0\u202f' ]", "", written).translate(_ARABIC_SIGNS)
    point, comma = (".", ",") if _has_point(language) else (",", ".")
    if _INDIAN.fullmatch(digits):
        digits = digits.replace(",", "")
    elif re.fullmatch(rf"\d{{1,3}}(?:\{comma}\d{{3}})+(?:\{point}\d+)?", digits):
        digits = digits.replace(comma, "")
    digits = digits.replace(",", ".")
    return float(digits) if digits.count(".") <= 1 and len(digits) < 20 else None


@cache
def _has_point(language: str) -> bool:
    """Whether a language writes 1.5 where others write 1,5."""
    locale = locale_of(language)
    return locale is not None and locale.number_symbols.get("latn", {}).get("decimal") == "."


@lru_cache(maxsize=20_000)
def _rounded(value: float) -> float:
    return float(f"{value:.6g}")


def _money_scale(before: str, after: str) -> float:
    """Return what multiplies a figure of money by a letter or two behind it; 0 if nothing does."""
    found = _MONEY_AFTER.match(after)
    is_money = found and (found[2] or before in _CURRENCIES)
    return _MONEY_SCALES[found[1].lower()] if found and is_money else 0


def scale_after(after: str, language: str) -> float:
    """Return what multiplies a number, by the text that follows it: 1e6 for " million"; 1 if nothing does."""
    near = after.lstrip()
    if not near[:1].isascii():
        for size in range(_LONGEST_ATTACHED, 0, -1):
            if near[:size] in _ATTACHED_SCALES:
                return _ATTACHED_SCALES[near[:size]]
    found = _WORD_AFTER.match(after)
    if not found:
        return 1
    word = found[1].lower()
    if language in _LONG_SCALE and _BILLION.match(word):
        return 1e12
    # Few words begin like one.
    scale = _word_scales[word] if word[:2] in _scale_starts() else 1
    # A milliard is a thousand millions where a billion is more: mil millones, mil milhões.
    return scale * scale_after(after[found.end() :], language) if word == "mil" else scale


@cache
def _scale_starts() -> frozenset[str]:
    return frozenset(start[:2] for start, _ in _scale_words())


@cache
def _scale_words() -> tuple[tuple[str, float], ...]:
    scales = ((_plain(word), scale) for words, scale in _SCALES.items() for word in words.split())
    return tuple(sorted(scales, key=lambda s: -len(s[0])))


def _plain(word: str) -> str:
    # The dot of Hindi letters, as in करोड़, is a mark by itself or not.
    return unicodedata.normalize("NFKC", word)


def _word_scale(word: str) -> float:
    word = _plain(word)
    for start, scale in _scale_words():
        if word == start or (word.startswith(start) and len(start) > _SHORT_SCALE and start not in _UNENDING):
            return scale
    return 1


_word_scales = Memo(_word_scale, 20_000)


@cache
def _months(language: str) -> dict[str, int]:
    locale = locale_of(language)
    if locale is None:
        return {}
    names = {
        name.lower().rstrip("."): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in locale.months[context][width].items()
        # May has two letters in Hindi and Bengali.
        if len(name.rstrip(".")) >= (2 if width == "wide" else 3)
    }
    others = enumerate(_OTHER_MONTHS.get(language, "").split(), start=1)
    return names | {name: number for number, also in others for name in also.split("/")}


@cache
def _month_of(language: str) -> Memo[int | None]:
    return Memo(partial(_month, language=language), 5_000)


def _month(word: str, language: str) -> int | None:
    """Return the month that a word names, in whatever case it stands."""
    months = _months(language)
    if language in _PREPOSITIONS and word[:1] in _PREPOSITIONS[language]:
        return months.get(word) or months.get(word[1:])
    if word not in months and language in _DECLINED_MONTHS:
        begins = (n for name, n in months.items() if len(name) > _LONG_MONTH and word.startswith(name[:-1]))
        return next(begins, None)
    return months.get(word)


def _day(month: int | None, day: str) -> Iterator[tuple[int, int]]:
    if month and 1 <= month <= 12 and 1 <= int(day) <= 31:
        yield month, int(day)

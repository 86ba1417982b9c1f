"""Read the numbers and days of a text so that they are the same in every language. Touches no database."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError

from alerts.memo import Memo

# What multiplies the number before it, by the beginning of the word.
_SCALES = {
    "thousand tausend mille mil тысяч тыс тисяч тис tysięc tys tisíc tusen bin": 1e3,
    "million millón millon milion milhões mln mio мільйон млн миллион milyon miljoen miljon": 1e6,
    "billion bn milliard mrd miliard miliardo mld мільярд млрд миллиард milyar miljard": 1e9,
    "trillion trilion billón трильйон триллион": 1e12,
}
# Where "billion" counts a million millions.
_LONG_SCALE = frozenset(("de", "fr", "es", "it", "pl", "nl", "cs", "da", "sv", "hr", "pt"))
_BILLION = re.compile(r"billi?on|bili[oó]n|billón")
_HAN_SCALES = {"百万": 1e6, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "兆": 1e12, "千": 1e3}
#: What does so in figures of money alone, where a currency stands before the number or behind all: €780m, $3b, 412 M€.
_MONEY_SCALES = {"k": 1e3, "m": 1e6, "b": 1e9, "md": 1e9, "mds": 1e9, "t": 1e12, "tn": 1e12, "trn": 1e12}
_CURRENCIES = frozenset("€$£¥₴₽₺₹₩")
_MONEY_AFTER = re.compile(rf"\s?({'|'.join(_MONEY_SCALES)})(?!\w)\s?([{''.join(sorted(_CURRENCIES))}])?", re.IGNORECASE)
_POINT_LANGUAGES = frozenset(("en", "zh", "ja", "ko", "he", "th"))
_NUMBER = re.compile(r"\d{1,3}(?:[\u00a0\u202f' ]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*")
_DIGITS = re.compile(r"\d+")
_WORD_AFTER = re.compile(r"[\s\u00a0-]*([^\W\d_]+)")
_DAY_MONTH = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+|of\s+)?([^\W\d_]{3,})")
# The word before the day is looked for from there: a pattern for both would try at every word.
_DAY_AFTER = re.compile(r"(?<=\s)\d{1,2}(?!\d)")
_WORD_BEFORE = re.compile(r"([^\W\d_]{3,})\.?\s+\Z")
_FARTHEST = 40
_HAN_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")


def numbers(text: str, language: str) -> Iterator[float]:
    """Yield the numbers of a text as its language writes them: 1.234,5 and 1,234.5, "3,5 Mio." and "3.5 million"."""
    for found in _at_digits(_NUMBER, text, digits_in(text)):
        value = _value(found[0], language)
        if value is not None:
            before, after = text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 16]
            yield _rounded(value * (_money_scale(before, after) or scale_after(after, language)))


def days(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield the (month, day) pairs that a text names in words, such as "24 февраля" or "Feb. 24"."""
    months = _months(language)
    lower = text.lower()
    # Of a few letters the small one is two.
    starts = digits_in(text if len(lower) == len(text) else lower)
    for found in _HAN_DAY.finditer(lower) if "月" in lower else ():
        yield from _day(int(found[1]), found[2])
    for found in _at_digits(_DAY_MONTH, lower, starts):
        yield from _day(months.get(found[2]), found[1])
    for found in _at_digits(_DAY_AFTER, lower, starts):
        word = _WORD_BEFORE.search(lower[max(0, found.start() - _FARTHEST) : found.start()])
        yield from _day(months.get(word[1]) if word else None, found[0])


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
    locale = locale_of(language)
    weekdays = locale.days["format"]["wide"].values() if locale else ()
    return frozenset(_months(language)) | frozenset(day.lower() for day in weekdays)


@cache
def locale_of(language: str) -> Locale | None:
    """Return what Unicode's CLDR knows of a language."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


@lru_cache(maxsize=20_000)
def _value(written: str, language: str) -> float | None:
    digits = re.sub(r"[\u00a0\u202f' ]", "", written)
    point, comma = (".", ",") if language in _POINT_LANGUAGES else (",", ".")
    if re.fullmatch(rf"\d{{1,3}}(?:\{comma}\d{{3}})+(?:\{point}\d+)?", digits):
        digits = digits.replace(comma, "")
    digits = digits.replace(",", ".")
    return float(digits) if digits.count(".") <= 1 and len(digits) < 20 else None


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
    if not after[:1].isascii() and (han := _HAN_SCALES.get(after[:2]) or _HAN_SCALES.get(after[:1])):
        return han
    found = _WORD_AFTER.match(after)
    if not found:
        return 1
    word = found[1].lower()
    if language in _LONG_SCALE and _BILLION.match(word):
        return 1e12
    # Few words begin like one.
    return _word_scales[word] if word[:2] in _scale_starts() else 1


@cache
def _scale_starts() -> frozenset[str]:
    return frozenset(start[:2] for start, _ in _scale_words())


@cache
def _scale_words() -> tuple[tuple[str, float], ...]:
    return tuple(
        sorted(((w, scale) for words, scale in _SCALES.items() for w in words.split()), key=lambda s: -len(s[0]))
    )


def _word_scale(word: str) -> float:
    for start, scale in _scale_words():
        if word.startswith(start) and (len(start) > 4 or word == start):
            return scale
    return 1


_word_scales = Memo(_word_scale, 20_000)


@cache
def _months(language: str) -> dict[str, int]:
    locale = locale_of(language)
    if locale is None:
        return {}
    return {
        name.lower().rstrip("."): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in locale.months[context][width].items()
        if len(name.rstrip(".")) >= 3
    }


def _day(month: int | None, day: str) -> Iterator[tuple[int, int]]:
    if month and 1 <= month <= 12 and 1 <= int(day) <= 31:
        yield month, int(day)

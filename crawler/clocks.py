"""The time of day in a date, as people and programs write it. Pure."""

import re
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from crawler.months import fold

#: Ways to write a clock, in text that is folded; each has hour, minute and second as its groups.
CLOCKS = (
    re.compile(r"(?<![\d:.])(\d{1,2})\s?h\s?(\d{2})\s?min(?:\s?(\d{2})\s?s)?(?![^\W_])"),
    # A year right behind, 10:00:00,2021, is no fraction.
    re.compile(
        r"(?<![\d:.])(\d{1,2})\s?[:：h]\s?(\d{2})(?:\s?[:：]\s?(\d{2})(?:(?!,20\d\d(?!\d))[.,:]\d{1,9})?)?(?!\d)"
    ),
    re.compile(r"(?<![\d:.])(\d{1,2}):(\d{1,2}):(\d{1,2})(?![\d:])"),
    re.compile(r"(?<!\d)(\d{1,2})\s?[時时点點시]\s?(?:(\d{1,2})\s?[分분])?\s?(?:(\d{1,2})\s?[秒초])?"),
    re.compile(r"(?<!\d)(\d{1,2})\s?(?:นาฬิกา|ໂມງ)\s?(?:(\d{1,2})\s?(?:นาที|ນາທີ)\s?)?(?:(\d{1,2})\s?(?:วินาที|ວິນາທີ))?"),
    re.compile(
        r"(?<![\d.])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?=\s?(?:uhr|uur|hod|h|ч|น|$|[+-]\d{4}|[a-z]{3,4}$|[ap]\.?m))"
    ),
    re.compile(r"(?<![^\W\d_])(?:kl\.?|klo)\s(\d{1,2})\.(\d{2})()(?![\d.])"),
    re.compile(r"(?<!\d)(\d{1,2})\s?ora\s(\d{1,2})()(?!\d)"),
    # As armies and the press of India write them.
    re.compile(r"(?<![\d:])([01]\d|2[0-3])\s?([0-5]\d)()(?=\s?h(?:ou)?rs\b)"),
    re.compile(r"(?<!\d)(?!20[12]\d)([01]\d|2[0-3])([0-5]\d)()(?=\s?(?:gmt|utc)\b)"),
    re.compile(r"(?<=\d{4}[ ,])\s?([01]\d|2[0-3])([0-5]\d)()(?=\s?[a-z]{1,5}$)"),
    re.compile(r"(?<!\d)(\d{1,2})()()(?=\s?(?:[ap]\.?m\.?|h)(?![^\W_]))"),
    re.compile(r"(?<![^\W\d_])(?:kl\.?|klo)\s(\d{1,2})()()(?![\d:.])"),
)
_AFTER = re.compile(
    r"(?P<pm>p\.?\s?m\.?|오후|下午|午後|μ\.?μ\.?|晚上|مساء|ب\.ظ|م|ظهرا|عصرا|अपराह्न)"
    r"|(?P<am>a\.?\s?m\.?|오전|上午|午前|π\.?μ\.?|صباحا?|ق\.ظ|ص|فجرا|पूर्वाह्न)(?![^\W\d_])"
)
_BEFORE = re.compile(r"(?:(?P<pm>오후|下午|午後|晚上?|pm)|(?P<am>오전|上午|午前|凌晨|早上|am))\s?$")


def take_clock(text: str) -> tuple[str, tuple[int, int, int] | None, str]:
    """Return what stands before the clock in text, which is folded, the hour, minute and second, and what follows."""
    for pattern in CLOCKS:
        if found := pattern.search(text):
            hour, minute, second = (int(figure or 0) for figure in found.groups())
            return text[: found.start()], (hour, minute, second), text[found.end() :]
    return text, None, ""


def take_half(hour: int, before: str, after: str, language: str) -> tuple[int, bool, str]:
    """Return the hour of the day, whether its half was told as Americans do (am, pm), and what else follows.

    before and after stand around the clock; language is a BCP 47 tag or empty: «3:15 CH» is an afternoon in Vietnamese.
    """
    before, after = before.rstrip(), after.lstrip()
    own = _halves(language[:20])
    common = _AFTER.match(after)
    if behind := common or own.match(after):
        after = after[behind.end() :]
    else:
        common = _BEFORE.search(before)
    half = behind or common or next((one for one in own.finditer(before) if one.end() == len(before)), None)
    if not half:
        return hour, False, after
    if half["pm"] and hour < 12:
        hour += 12
    elif half["am"] and hour == 12:
        hour = 0
    return hour, half is common and half[0][0] in "ap", after


@lru_cache(maxsize=64)
def _halves(language: str) -> re.Pattern[str]:
    """Return what matches the names that a language has for the halves of the day (Unicode CLDR)."""
    try:
        widths = Locale.parse(language, sep="-").day_periods["format"] if language else {}
    except (UnknownLocaleError, ValueError):
        widths = {}
    tables = [widths[width] for width in ("wide", "abbreviated") if "pm" in widths.get(width, ())]
    if not tables:
        return re.compile("(?!)")
    am, pm = ("|".join(_loose(table[half]) for table in tables) for half in ("am", "pm"))
    return re.compile(rf"(?<![^\W\d_])(?:(?P<am>{am})|(?P<pm>{pm}))(?![^\W\d_])")


def _loose(name: str) -> str:
    return re.escape(fold(name)).replace(r"\.", r"\.?")

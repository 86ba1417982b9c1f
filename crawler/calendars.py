"""Days of other calendars than ours: of Iran and Afghanistan, Thailand, Japanese eras and the Republic of China."""

import re
from datetime import UTC, datetime, timedelta

#: Years that only the solar calendar of Iran and Afghanistan means, and only that of Thailand.
SOLAR, _BUDDHIST = range(1300, 1430), range(2400, 2700)
#: In Thailand a year of two figures beyond this is of its calendar: 60 is 2017.
_OURS_AT_MOST = 49
_THAI = re.compile("[\u0e00-\u0e7f]")
#: Years of Japanese eras and of the Republic of China, as their authorities write them.
_ERA = re.compile(r"(令和|平成|民國|民国)\s?(\d{1,3}|元)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})")
_BEFORE_ERA = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
#: Taiwan's years have three figures by now, and are written without their name.
_REPUBLIC = re.compile(r"(?<![\d.,])(1[0-4]\d)\s?([年/.-])\s?(\d{1,2})\s?(?:月|\2)\s?(\d{1,2})(?![\d.,])")
#: A day of the Islamic or the solar calendar beside the same one of ours.
_OTHER_DAY = re.compile(
    r"\d{1,2}\s?[-/]?\s?(?:[^\W\d_]+\s){1,3}14[0-6]\d(?!\d)|(?<!\d)14[0-6]\d\s?([/-])\s?\d{1,2}\s?\1\s?\d{1,2}(?!\d)"
    r"|(?<!\d)\d{1,2}\s?([/-])\s?\d{1,2}\s?\2\s?14[0-6]\d(?!\d)"
)
_OUR_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def of_other_calendar(year: int, month: int, day: int) -> tuple[int, int, int]:
    """Return the day in our calendar, where its year can only be of that of Iran or Thailand; else as it is.

    >>> of_other_calendar(1405, 9, 4), of_other_calendar(2569, 11, 25)
    ((2026, 11, 25), (2026, 11, 25))

    Raises:
        ValueError: there is no such day.

    """
    if year in SOLAR:
        return _of_solar(year, month, day)
    return (year - 543 if year in _BUDDHIST else year), month, day


def _of_solar(year: int, month: int, day: int) -> tuple[int, int, int]:
    """Return the day in our calendar: of 33 years eight are leap years, which holds for all of news.

    Raises ValueError where there is no such day.
    """
    if not (1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30)):
        raise ValueError
    past = year - 979
    days = 365 * past + past // 33 * 8 + (past % 33 + 3) // 4 + 30 * (month - 1) + min(month - 1, 6) + day - 1
    date = datetime(1600, 3, 20, tzinfo=UTC) + timedelta(days=days)
    return date.year, date.month, date.day


def of_era(text: str) -> tuple[int, int, int] | None:
    """Return the day in our calendar that text names by the year of an era.

    >>> of_era("令和8年11月25日"), of_era("115.11.25")
    ((2026, 11, 25), (2026, 11, 25))

    """
    if found := _ERA.search(text):
        return _BEFORE_ERA[found[1]] + int(found[2].replace("元", "1")), int(found[3]), int(found[4])
    if found := _REPUBLIC.search(text):
        return 1911 + int(found[1]), int(found[3]), int(found[4])
    return None


def without_other_day(text: str) -> str:
    """Return text without a day of another calendar beside the same one of ours."""
    return _OTHER_DAY.sub(" ", text) if _OUR_YEAR.search(text) else text


def of_buddhist_calendar(figures: str, text: str) -> int | None:
    """Return the year that two figures in text are short for where it is in Thai; None where they are of our calendar.

    >>> of_buddhist_calendar("69", "25 พ.ย. 69"), of_buddhist_calendar("69", "25 Nov 69")
    (2569, None)

    """
    is_short = len(figures) == 2 and int(figures) > _OURS_AT_MOST
    return 2500 + int(figures) if is_short and _THAI.search(text) else None

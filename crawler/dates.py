"""Read the dates that feeds and pages give, in any of the shapes people write. Touches no clock."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from crawler.calendars import SOLAR, of_buddhist_calendar, of_era, of_other_calendar, without_other_day
from crawler.clocks import CLOCKS, take_clock, take_half
from crawler.months import ENGLISH, find_month, fold
from crawler.zones import AMERICAN, BEHIND_CLOCK, offset, zone, zone_in

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)
#: Events are announced so far ahead, and clocks go wrong by less.
_COMING = timedelta(days=366)
#: No date needs more; what is longer is prose.
_LONGEST = 120
#: Marks of the direction of writing: Arabic and Hebrew have them between the figures of a date (Unicode CLDR). And
#: the vowel signs of Arabic, which few write: «ذو القِعدة».
_UNWRITTEN = re.compile("[\u0640\u064b-\u0652\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: English with a country that writes the day first.
_DAY_FIRST = frozenset(("en-gb", "en-ie", "en-au", "en-nz", "en-in", "en-za"))
#: Languages that write the year first even where it has two figures (Unicode CLDR), but for where they do not.
_YEAR_LEADS = re.compile(r"(?!zh-(?:\w+-)?(?:hk|mo|sg))(?:eu|hu|ja|ko|lt|mn|sv|zh)(?![^-])")

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:\s*[Tt_]\s*|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,:](\d{1,9}))?)?)?"
    r"\s*:?(?:(?:UTC|GMT)?\s*([+\-−–])\s*(?:0(?=\d\d:))?(\d{2}):?(\d{2})?|([Zz]|UTC|GMT))?(?:\[([\w/+-]{1,40})\])?"
)
_RFC822 = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s*)?(\d{1,2})[\s-]([A-Za-z]{3,9})\.?,?[\s-](\d{4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?"
    r"\s*(?:([Zz]|GMT|UTC?)|([+\-−–])(\d{2}):?(\d{2}))?"
)
_UNIX = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{13})")
_COMPACT = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:[Tt ]?(\d{2})(\d{2})(\d{2})?(?:[.,]\d+)?)?\s*(?:([Zz])|([+-])(\d{2}):?(\d{2})?)?"
)
#: ISO 8601 with its colons left out, or the minutes.
_BARE_CLOCK = re.compile(r"(\d{4}-\d{2}-\d{2}[Tt])(\d{2})(\d{2})?(\d{2})?([Zz]|[+-]\d{2}:?(?:\d{2})?)?")
_YEAR_MONTH = re.compile(r"(\d{4})(?:-(\d{1,2}))?")
#: Years without their century. ISO 8601:1988 5.2.1.3 has more of these; this one nothing else looks like.
_SHORT_YEAR_MONTH = re.compile(r"-(\d{2})-?(\d{2})")
_SHORT_DATE = re.compile(r"(\d{2})(\d{2})(\d{2})")
_SHORT_ORDINAL = re.compile(r"(\d{2}|\d{4})-?(\d{3})")

#: RFC 5322 3.2.2: no part of the date, but for what those mean who write «25.11.2026 (14:32)» or «14:32 (GMT+2)».
_COMMENT = re.compile(r"\([^()]*\)")
_CLOCK_COMMENT = re.compile(
    r"\(\s?(\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?(?:\s?[a-z]{3,5})?(?:\s?[+-]\d{2}:?\d{2})?)\s?\)",
    re.IGNORECASE,
)
_OFFSET_COMMENT = re.compile(r"\((?:GMT|UTC|UT)?\s?([+\-−–])\s?(\d{1,2})(?::?(\d{2}))?\)", re.IGNORECASE)
_NAME_COMMENT = re.compile(r"\(\s?([^\W\d_]{2,5}|[a-z ]{5,40}\btime)\s?\)", re.IGNORECASE)
_IANA = re.compile(r"(?<![\w/])[A-Za-z]{2,}/[A-Za-z_]+(?:/[A-Za-z_]+|[+-]\d{1,2})?(?![\w/])")
#: Behind a dash that stands apart a day may follow: «14:32 - 10 November 2026».
_OFFSET = re.compile(
    r"\s?(?:(?:gmt|utc|ut|z)\s?([+\-−–])\s?|([+\-−–])(?:\s?(?=[01]\d:?[0-5]\d(?!\d)))?)(\d{1,2})(?::?(\d{2}))?(?!\d|\s?[./-]\s?\d)"
)

_YEAR_FIRST = re.compile(
    r"(?<!\d)(?<!^-)(\d{4})(?:\s?(?:[-/.]|年|년|(?P<colon>:))\s?|\s(?=\d{1,2}\s?/))0*(?P<month>\d{1,2})"
    # «2026 - 10:30» has a clock.
    r"\s?(?(colon):|(?:[-/.]|月|월))\s?(?P<day>\d{1,2})(?!\d)"
)
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")
#: RFC 822 with a figure for the month.
_SPACED = re.compile(r"(?<!\d)(\d{1,2}) (\d{1,2}) (\d{4})(?!\d)")
_WEEKDAY = re.compile(r"(?<![^\W\d_])(mon|tue|wed|thu|fri|sat|sun)")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEK_DATE = re.compile(r"(?<!\d)(\d{4})-?w(\d{2})(?:-?([1-7]))?(?!\d)")
_ORDINAL_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{3})(?!\d)")
#: A weekday: mawrth is March in Welsh, and «dydd Mawrth» Tuesday.
_LEADING_WORD = re.compile(r"^\W*(?:dydd\s)?[^\W\d]+\.?,?\s?(?=\d)")
#: Vietnamese numbers its weekdays, «Thứ 5, 04 thg 1»; in English a month of another name follows.
_NUMBERED_WEEKDAY = re.compile(r"(?<![^\W_])thu [2-7],?\s(?=.*\bth(?:ang|g)\b)")
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")


def parse_date(
    text: str, language: str | None = None, now: datetime | None = None, clock: tzinfo = UTC
) -> datetime | None:
    """Return the moment text names, in UTC, or None where it cannot be known.

    Understands RFC 822, 2822 and 5322, ISO 8601, RFC 3339 and W3C-DTF, seconds since 1970, and dates in the words of
    about 70 languages. language (a BCP 47 tag) is the source's, where known; it settles names of months and the
    order of day and month. A time without a zone is by clock, and a day without a time is in UTC; 03/04/2024 is
    unknowable without a language or a sign of America (am/pm, EST) and comes back as None: no date is better than one
    that is months off. now, aware, settles what can be one day only, because all else it can mean lies years ahead:
    until 2030, 03-12-31 is the last day of 2003 (ISO 8601:1988). Never raises.
    """
    moment = moment_said(text, language, now, clock)
    return moment and moment.astimezone(UTC)


def moment_said(
    text: str, language: str | None = None, now: datetime | None = None, clock: tzinfo = UTC
) -> datetime | None:
    """Return the moment that `parse_date` reads in text, by the clock that text tells it by."""
    text = " ".join(_UNWRITTEN.sub("", text[: 4 * _LONGEST]).split())[:_LONGEST].strip("'\" ")
    if not text:
        return None
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    for reader in (_common, _numeric):
        if (parts := reader(text, clock)) is not None:
            return parts
    return _short(text, now) or _in_words(text, (language or "").lower(), now, clock)


def believable(date: datetime | None, now: datetime) -> bool:
    """Tell whether news can be of this date: not before 1990, not more than a day after now. Both aware."""
    return date is not None and EARLIEST <= date <= now + _AHEAD


def _moment(
    date: tuple[int, int, int], time: tuple[int, int, int] = (0, 0, 0), tz: tzinfo | None = None
) -> datetime | None:
    hour, minute, second = time
    if hour > 24 or minute > 59 or second > 60:
        return None
    if minute or second:
        # Programs that count hours from 1 to 24 write 24:05 for five past midnight, of the day that begins.
        hour %= 24
    year, month, day = date
    try:
        date = of_other_calendar(year, month, day)
        # 24:00 is the next day's first moment (ISO 8601); a leap second is read as the one before it.
        moment = datetime(*date, hour % 24, minute, min(second, 59), tzinfo=tz or UTC)
        if hour == 24:
            moment += timedelta(days=1)
        # What is no moment in UTC either (year 1 or 9999) is none.
        return moment if moment.astimezone(UTC) else None
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=1024)  # each date of a feed is asked for again when its notes are written
def _common(text: str, clock: tzinfo) -> datetime | None:
    """Read the two shapes that nearly all feeds use."""
    if found := _ISO.fullmatch(text):
        year, month, day, h, m, s, _fraction, sign, oh, om, z, place = found.groups()
        tz = offset(sign, oh, om) if sign else UTC if z or h is None else (place and zone(place)) or clock
        return _moment((int(year), int(month), int(day)), (int(h or 0), int(m or 0), int(s or 0)), tz)
    if (found := _RFC822.fullmatch(text)) and found[2].lower() in ENGLISH:
        day, name, year, h, m, s, z, sign, oh, om = found.groups()
        tz = offset(sign, oh, om) if sign else UTC if z else clock
        return _moment((int(year), ENGLISH[name.lower()], int(day)), (int(h), int(m), int(s or 0)), tz)
    return None


def _numeric(text: str, clock: tzinfo) -> datetime | None:
    """Read dates that are figures only: unix time, basic ISO 8601, and its weeks, ordinals and months."""
    if found := _UNIX.fullmatch(text):
        return _unix(int(found[1]) if found[1] else int(found[2]) // 1000)
    if found := _COMPACT.fullmatch(text):
        year, month, day, h, m, s, z, sign, oh, om = found.groups()
        tz = offset(sign, oh, om) if sign else UTC if z or h is None else clock
        return _moment((int(year), int(month), int(day)), (int(h or 0), int(m or 0), int(s or 0)), tz)
    if found := _BARE_CLOCK.fullmatch(text):
        date, h, m, s, zoned = found.groups(default="")
        return _common(f"{date}{h}:{m or '00'}:{s or '00'}{zoned}", clock)
    if found := _YEAR_MONTH.fullmatch(text):
        return _moment((int(found[1]), int(found[2] or 1), 1))
    if found := _SHORT_YEAR_MONTH.fullmatch(text):
        return _moment((_full_year(found[1]), int(found[2]), 1))
    return None


def _short(text: str, now: datetime | None) -> datetime | None:
    """Read dates that are a few figures only, where these can be but one day: YYMMDD and others, YYDDD, YYYYDDD."""
    date = None
    if found := _SHORT_DATE.fullmatch(text):
        date = _settled(_orders(*found.groups()), now)
    elif found := _SHORT_ORDINAL.fullmatch(text):
        date = _settled([_of_year(_full_year(found[1]), int(found[2]))], now)
    return _moment(date) if date else None


def _unix(seconds: int) -> datetime | None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return moment if moment >= EARLIEST and moment.year < 2100 else None


def _in_words(text: str, language: str, now: datetime | None, by: tzinfo) -> datetime | None:
    """Read all other dates: take out the clock and the zone, then look for day, month and year in what is left."""
    text = without_other_day(text)
    comment, remark = _OFFSET_COMMENT.search(text), _NAME_COMMENT.search(text)
    text, tz = _take_place(without_comments(text))
    folded = fold(text)
    before, clock, after = take_clock(folded)
    if clock is not None:
        hour, american, after = take_half(clock[0], before, after, language)
        after, offset_tz = _take_offset(after, language)
        tz = tz or offset_tz
        named, named_tz = zone_in(after, by)
        american = american or named in AMERICAN
        if tz is None and named_tz is None and remark:
            named, named_tz = zone_in(remark[1].lower(), by)
        named, tz = ("", tz) if tz else (named, named_tz)
        if tz is None and comment:
            tz = offset(comment[1], comment[2], comment[3])
        if tz is None and re.search("[가-힣]", text):
            tz = zone("KST")
        if date := _days(f"{before} {after}", language, american=american, now=now):
            at = hour, clock[1], clock[2]
            return _by_own_name(named, _moment(date, at, by), by) or _moment(date, at, tz or by)
    # A day of dots, 05.11.23, looks like a clock.
    date = _days(folded, language, american=False, now=now)
    return _moment(date) if date else None


def _by_own_name(named: str, moment: datetime | None, by: tzinfo) -> datetime | None:
    """Return moment, read by the clock of a site, if that is what it names: IST is Irish, CST Chinese as well."""
    return moment if named and moment and moment.astimezone(by).tzname() == named.upper() else None


def without_comments(text: str) -> str:
    """Return text, a date, without what stands in brackets; a clock does not go where it is the only one."""
    bare = _COMMENT.sub(" ", text)
    rest = _YEAR_LAST.sub(" ", fold(bare)).strip()
    if not any(pattern.search(rest) for pattern in CLOCKS):
        bare = _COMMENT.sub(" ", _CLOCK_COMMENT.sub(r" \1 ", text, count=1))
    return " ".join(bare.split())


def _take_place(text: str) -> tuple[str, tzinfo | None]:
    found = _IANA.search(text) or BEHIND_CLOCK.search(text)
    tz = zone(found[0]) if found else None
    return (text.replace(found[0], " "), tz) if found and tz else (text, None)


def _take_offset(after: str, language: str) -> tuple[str, tzinfo | None]:
    found = _OFFSET.match(after)
    if found is None:
        return after, None
    # «16:20-13 May 2024» has a day.
    month = find_month(after, language) if found[2] and not found[4] else None
    if month and not after[found.end() : month[1]].strip(" .") and re.match(r"\W*\d{4}", after[month[2] :]):
        return after, None
    return after[found.end() :], offset(found[1] or found[2], found[3], found[4])


def _days(text: str, language: str, *, american: bool, now: datetime | None) -> tuple[int, int, int] | None:
    """Return year, month and day out of text, which is folded and has no clock in it."""
    if date := of_era(text):
        return date
    if found := _YEAR_FIRST.search(text):
        return int(found[1]), int(found["month"]), int(found["day"])
    if found := _YEAR_LAST.search(_SPACED.sub(r"\1.\2.\3", text)):
        return _year_last(found, text, language, american=american, now=now)
    if found := _WEEK_DATE.search(text):
        return _of_week(int(found[1]), int(found[2]), int(found[3] or 1))
    if found := _ORDINAL_DATE.search(text):
        return _of_year(int(found[1]), int(found[2]))
    text = _NUMBERED_WEEKDAY.sub("", text)
    rest = _LEADING_WORD.sub("", text)
    # The first word is mostly a weekday, and mar. is one in French.
    month = (find_month(rest, language) if rest != text else None) or find_month(text, language)
    if month is None:
        return None
    kept = rest if rest != text and find_month(rest, language) else text
    return _around(kept, month)


def _year_last(
    found: re.Match[str], text: str, language: str, *, american: bool, now: datetime | None
) -> tuple[int, int, int] | None:
    first, second, year = int(found[1]), int(found[3]), _full_year(found[4])
    short = len(found[1]) == len(found[4]) == 2
    if short and (first > 31 or _YEAR_LEADS.match(language)):
        return _full_year(found[1]), second, int(found[4])
    if first == second or second > 12:
        return year, first, second
    if first <= 12 and (told := _by_weekday(text, [(year, second, first), (year, first, second)])):
        return told
    if first > 12 or found[2] == "." or year in SOLAR or (language and not language.startswith("en")):
        return year, second, first
    if american or language == "en-us":
        return year, first, second
    return (year, second, first) if language in _DAY_FIRST else _settled(_orders(found[1], found[3], found[4]), now)


def _by_weekday(text: str, dates: Iterable[tuple[int, int, int]]) -> tuple[int, int, int] | None:
    """Return the one of dates that is on the day of the week that text names in English."""
    named = _WEEKDAY.search(text)
    if not named:
        return None
    moments = {date: moment for date in dates if (moment := _moment(date))}
    on_it = [date for date, moment in moments.items() if moment.weekday() == _WEEKDAYS.index(named[1])]
    return on_it[0] if len(on_it) == 1 else None


def order_of(texts: Iterable[str]) -> str | None:
    """Return a language tag by whose order of day and month all of texts are written, as far as some of them tell.

    Who writes 26/11/2026 means the third of November by 03/11/2026. None where none tells, or they contradict.
    """
    found = [one for text in texts if (one := _YEAR_LAST.search(text[:_LONGEST])) and one[2] != "."]
    day_first, month_first = any(12 < int(one[1]) < 32 for one in found), any(int(one[3]) > 12 for one in found)
    return None if day_first == month_first else "en-gb" if day_first else "en-us"


def _orders(first: str, second: str, third: str) -> list[tuple[int, int, int]]:
    """Return what three figures can mean as a date: day, month and year; month first; year first where it is short."""
    a, b, c = int(first), int(second), int(third)
    orders = [(_full_year(third), b, a), (_full_year(third), a, b)]
    return [*orders, (_full_year(first), b, c)] if len(first) == len(third) == 2 else orders


def _settled(dates: Iterable[tuple[int, int, int] | None], now: datetime | None) -> tuple[int, int, int] | None:
    """Return the one of dates that can be meant now; None where it is several or none, or now is not known."""
    if now is None:
        return None
    moments = {date: moment for date in dates if date and (moment := _moment(date))}
    sane = [date for date, moment in moments.items() if EARLIEST <= moment <= now + _COMING]
    return sane[0] if len(sane) == 1 else None


def _full_year(figures: str) -> int:
    # RFC 5322 4.3: two digits below 50 are of this century.
    year = int(figures)
    return year if len(figures) > 2 else year + (2000 if year < 50 else 1900)


def _of_week(year: int, week: int, day: int) -> tuple[int, int, int] | None:
    try:
        date = datetime.fromisocalendar(year, week, day)
    except ValueError:
        return None
    return date.year, date.month, date.day


def _of_year(year: int, day: int) -> tuple[int, int, int] | None:
    if not (1 <= year <= 9998 and 1 <= day <= 366):
        return None
    date = datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=day - 1)
    return date.year, date.month, date.day


def _around(text: str, month: tuple[int, int, int]) -> tuple[int, int, int] | None:
    """Return the date whose month is named in text: its day and year are the numbers beside it."""
    number, start, end = month
    figures = _NUMBER.findall(f"{text[:start]} {text[end:]}")
    years = [f for f in figures if len(f) == 4]
    days = [f for f in figures if len(f) < 3]
    if not years and len(days) == 2:
        days, years = days[:1], days[1:]
    if len(years) != 1 or len(days) > 1:
        return None
    year = of_buddhist_calendar(years[0], text) or _full_year(years[0])
    return year, number, int(days[0]) if days else 1

"""Dates as feeds write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.dates import believable, order_of, parse_date


def at(year, month, day, hour=0, minute=0, second=0):
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        # RFC 822 and what became of it
        ("Tue, 05 Mar 2024 10:00:00 GMT", at(2024, 3, 5, 10)),
        ("Tue, 05 Mar 2024 10:00:00 +0100", at(2024, 3, 5, 9)),
        ("Tue,5 March 24 10:00 -0000", at(2024, 3, 5, 10)),
        ("Tuesday, 05-Mar-24 10:00:00 CEST", at(2024, 3, 5, 8)),
        ("Tue, 05 Mar 2024 10:00:00 PDT", at(2024, 3, 5, 17)),
        ("Tue, 05 Jul 2022 10:00:00 ET", at(2022, 7, 5, 14)),
        ("Tue, 05 Mar 2024 10:00:00 Europe/Kyiv", at(2024, 3, 5, 8)),
        ("Tue, 05 Jul 2022 10:00:00 Europe/Kyiv", at(2022, 7, 5, 7)),
        ("Tue Mar  5 10:00:00 2024", at(2024, 3, 5, 10)),
        ("Tue Mar 05 2024 10:00:00 GMT+0100 (Central European Standard Time)", at(2024, 3, 5, 9)),
        ("Tue, 05 Mar 2024 24:00:00 GMT", at(2024, 3, 6)),
        ("Tue, 05 Mar 2024 24:05:00 GMT", at(2024, 3, 5, 0, 5)),
        ("Sat, 07 11 2026 10:00:00 +0100", at(2026, 11, 7, 9)),
        ("火, 10 11 2026 10:00:00 JST", at(2026, 11, 10, 1)),
        ("Tue, 5 Mar 2024 9:5:3 +0100", at(2024, 3, 5, 8, 5, 3)),
        ("Fri, 30 Jun 2017 23:59:60 GMT", at(2017, 6, 30, 23, 59, 59)),
        # ISO 8601, RFC 3339, W3C
        ("2024-03-05T10:00:00Z", at(2024, 3, 5, 10)),
        ("2024-03-05T10:00:00.123456789+01:00", at(2024, 3, 5, 9)),
        ("2024-03-05T10:00:00+01:00[Europe/Paris]", at(2024, 3, 5, 9)),
        ("2024-03-05T10+01:00", at(2024, 3, 5, 9)),
        ("2024-03-05T1030Z", at(2024, 3, 5, 10, 30)),
        ("2024-03-05T10:00:00:+0100", at(2024, 3, 5, 9)),
        ("2024-03-05T10:00:00+010:00", at(2024, 3, 5)),
        ("2024-03-05 10:00:00 -00:20", at(2024, 3, 5, 10, 20)),
        ("2024-03-05", at(2024, 3, 5)),
        ("2024-03", at(2024, 3, 1)),
        ("-24-03", at(2024, 3, 1)),
        ("-2403", at(2024, 3, 1)),
        ("20240305T100000Z", at(2024, 3, 5, 10)),
        ("2023-W46-4", at(2023, 11, 16)),
        ("2023-320", at(2023, 11, 16)),
        ("1700000000", at(2023, 11, 14, 22, 13, 20)),
        ("1700000000123", at(2023, 11, 14, 22, 13, 20)),
        ("Tue Mar 5 10:00:00,2024", at(2024, 3, 5, 10)),
        # RFC 822 in the words of a server's language
        ("火, 05 3月 2024 10:00:00 +0000", at(2024, 3, 5, 10)),
        ("화, 05 12월 2023 10:00:00 +0000", at(2023, 12, 5, 10)),
        ("Thứ 3, 05 thg 3 2024 10:00:00 +0000", at(2024, 3, 5, 10)),
        ("Thu 5 Mar 2026 10:00:00 +0000", at(2026, 3, 5, 10)),
        # marks of the direction of writing, between the figures too
        ("26\u200f/03\u200f/2024", at(2024, 3, 26)),
        # what stands in brackets
        ("Thu, 26 Nov 2026 10:00:00 +0100 (GMT+1)", at(2026, 11, 26, 9)),
        ("Thu, 26 Nov 2026 10:00:00 +0100 (UTC+01:00)", at(2026, 11, 26, 9)),
        ("Thu Nov 26 2026 10:00:00 GMT+0300 (GMT+03:00)", at(2026, 11, 26, 7)),
        ("Thu, 26 Nov 2026 10:00:00 -0500 (EST5EDT)", at(2026, 11, 26, 15)),
        ("Thu, 26 Nov 2026 10:00:00 EST (GMT+1)", at(2026, 11, 26, 15)),
        ("26 Nov 2026 10:00 (GMT+1)", at(2026, 11, 26, 9)),
        ("25 Nov 2026 10:00 (12:00 Kyiv)", at(2026, 11, 25, 10)),
        ("Nov 25, 2026 10:00 AM EST (1500 GMT)", at(2026, 11, 25, 15)),
        ("25 November 2026 (3 days ago)", at(2026, 11, 25)),
        ("25 November 2026 (5 min read)", at(2026, 11, 25)),
        ("25 November 2026 (updated 27 November 2026)", at(2026, 11, 25)),
        ("25.11.2026 (14:32)", at(2026, 11, 25, 14, 32)),
        ("25.11.26 (14:32 CET)", at(2026, 11, 25, 13, 32)),
        ("25 Nov 2026 (2:32 p.m.)", at(2026, 11, 25, 14, 32)),
        ("26 Nov 2026 10:00 (MSK)", at(2026, 11, 26, 7)),
        ("26 Nov 2026 10:00 (Moscow time)", at(2026, 11, 26, 7)),
        # zones in words
        ("26 Nov 2026 10:00 Australian Eastern Daylight Time", at(2026, 11, 25, 23)),
        ("26 Jul 2026 10:00 Central European Summer Time", at(2026, 7, 26, 8)),
        ("Nov 26, 2026, 10:00 a.m. Eastern Time", at(2026, 11, 26, 15)),
        ("26 Kasım 2026 10.00 TSİ", at(2026, 11, 26, 7)),
        # people
        ("26 Nov 2026, 1030 hrs IST", at(2026, 11, 26, 5)),
        ("26 Nov 2026 1030 GMT", at(2026, 11, 26, 10, 30)),
        ("16th Nov 2023 3:09pm", at(2023, 11, 16, 15, 9)),
        ("16 Nov, 2023 at 3.09pm", at(2023, 11, 16, 15, 9)),
        ("Nov 16, 2023 at 12:09 a.m. EST", at(2023, 11, 16, 5, 9)),
        ("24-NOV-23", at(2023, 11, 24)),
        ("99-12-31", at(1999, 12, 31)),
        ("05.11.23", at(2023, 11, 5)),
        ("16.11.2023 15.30 Uhr", at(2023, 11, 16, 15, 30)),
        ("11/5/2023 3:09:00 PM", at(2023, 11, 5, 15, 9)),
        ("16/11/2023 15:09", at(2023, 11, 16, 15, 9)),
        ("Sunday, 05/11/2023 15:09", at(2023, 11, 5, 15, 9)),
        ("Thu 05/11/2023", at(2023, 5, 11)),
        # other languages
        ("mar. 5 nov. 2024", at(2024, 11, 5)),
        ("mar 5 mar 2024 15h30", at(2024, 3, 5, 15, 30)),
        ("Di, 05 Mrz 2024 10:00:00 +0100", at(2024, 3, 5, 9)),
        ("5 серпня 2024, 14:05", at(2024, 8, 5, 14, 5)),
        ("Пн, 04 мар 2024 10:00:00 +0300", at(2024, 3, 4, 7)),
        ("5. marraskuuta 2024", at(2024, 11, 5)),
        ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", at(2004, 7, 11, 17)),
        ("2023. november 16., csütörtök 15:09", at(2023, 11, 16, 15, 9)),
        ("2024年3月5日 15時30分", at(2024, 3, 5, 15, 30)),
        ("2024年3月5日 下午3:09", at(2024, 3, 5, 15, 9)),
        ("2004-05-25 오후 11:23:17", at(2004, 5, 25, 14, 23, 17)),
        ("٥ نوفمبر ٢٠٢٤ ٣:٠٩ م", at(2024, 11, 5, 15, 9)),
        ("5 มีนาคม 2567", at(2024, 3, 5)),
        ("25/03/2567 10:00", at(2024, 3, 25, 10)),
        ("21 лис 2026, 14:05", at(2026, 11, 21, 14, 5)),
        ("21 лист. 2026", at(2026, 11, 21)),
        ("21 ян. 2026", at(2026, 1, 21)),
        ("2026 lap 21", at(2026, 11, 21)),
        ("21 בנוב׳ 2026", at(2026, 11, 21)),
        ("21 दिसम्बर 2026 11:08 अपराह्न", at(2026, 12, 21, 23, 8)),
        ("Thứ Ba, ngày 29 tháng 3 năm 2026", at(2026, 3, 29)),
        ("29 Th3, 2026", at(2026, 3, 29)),
        ("29 Tháng Mười Hai, 2026", at(2026, 12, 29)),
        ("2026 оны 3-р сарын 29", at(2026, 3, 29)),
        ("29. března 2026 9:59 SELČ", at(2026, 3, 29, 7, 59)),
        ("29 de março de 2026 às 10h", at(2026, 3, 29, 10)),
        ("29. mars 2026 kl. 10", at(2026, 3, 29, 10)),
        ("29. marec 2026 10.00 hod.", at(2026, 3, 29, 10)),
        ("2026年9月14日晚8:00", at(2026, 9, 14, 20)),
        ("115年11月22日", at(2026, 11, 22)),
        ("115/11/22 14:05", at(2026, 11, 22, 14, 5)),
        ("نُشر: 16:20-13 مايو 2024 م ـ 06 ذو القِعدة 1445 هـ", at(2024, 5, 13, 16, 20)),
        ("16:20-09 May 2024", at(2024, 5, 9, 16, 20)),
        ("16:20 -0400 May 9, 2024", at(2024, 5, 9, 20, 20)),
        ("الأحد ١٣ جمادى الآخرة ١٤٤٨هـ الموافق ٢٢ نوفمبر ٢٠٢٦م", at(2026, 11, 22)),
        ("1448/06/13 - 2026/11/22", at(2026, 11, 22)),
        ("۱ آذر ۱۴۰۵ - 22 Nov 2026 10:30", at(2026, 11, 22, 10, 30)),
        # of the solar calendar
        ("دوشنبه ۲ آذر ۱۴۰۵ - ۱۰:۳۰", at(2026, 11, 23, 10, 30)),
        ("1405/09/02 10:30", at(2026, 11, 23, 10, 30)),
        ("1403-12-30", at(2025, 3, 20)),
        ("02/09/1405", at(2026, 11, 23)),
        ("۲ قوس ۱۴۰۵", at(2026, 11, 23)),
    ],
)
def test_dates_are_read_in_any_of_their_shapes(text, moment):
    assert parse_date(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "today",
        "2 hours ago",
        "0000-00-00",
        "2024-13-01",
        "1405/07/31",
        "2024-99-99T99:99:99",
        "10000-01-01",
        "-5000-01-01",
        "20241399",
        "Wed, 31 Jun 2023 10:00:00 GMT",
        "Tue, 05 Mar 2024 25:61:00 GMT",
        "05/11/2023",
        "12",
        "99999999999999999999",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "9999-12-31T24:00:00Z",
        "9999-366",
        "2023-W99-1",
        "5 listopada 2024",
        "2024-03-05T10:00:00+99:99",
        "Tue, 05 Mar 2024 10:00 ../../etc/passwd",
        "\x00",
        "٠" * 200,
    ],
)
def test_what_is_no_date_or_cannot_be_known_is_none(text):
    assert parse_date(text) is None or parse_date(text) == at(2024, 3, 5, 10)


def test_the_source_s_language_settles_what_figures_and_names_leave_open():
    assert parse_date("05/11/2023", "fr") == at(2023, 11, 5)
    assert parse_date("05/11/2023", "en-US") == at(2023, 5, 11)
    assert parse_date("05/11/2023", "en-GB") == at(2023, 11, 5)
    assert parse_date("05/11/2023", "en") is None
    assert parse_date("5 listopada 2024", "pl") == at(2024, 11, 5)
    assert parse_date("5 listopada 2024", "hr") == at(2024, 10, 5)
    assert parse_date("5 lis 2024", "pl") == at(2024, 11, 5)
    assert parse_date("5 lis 2024") is None


@pytest.mark.parametrize(
    ("text", "language", "moment"),
    [
        ("5/3/2024, 3:15 CH", "vi", at(2024, 3, 5, 15, 15)),
        ("5/3/2024, 12:15 SA", "vi", at(2024, 3, 5, 0, 15)),
        ("5 Mac 2024, 3:15 PTG", "ms", at(2024, 3, 5, 15, 15)),
        ("05.03.2024 ÖS 3:15", "tr", at(2024, 3, 5, 15, 15)),
        ("5 mars 2024, 3:15:00 m.d.", "sq", at(2024, 3, 5, 15, 15)),
        ("5/3/2024 12:15 صباحًا", "ar", at(2024, 3, 5, 0, 15)),
        ("5/3/2024 3:15 عصرا", "ar", at(2024, 3, 5, 15, 15)),
        ("5 mars 2024, 15 h 04 min 05 s", "fr-ca", at(2024, 3, 5, 15, 4, 5)),
        ("5 มีนาคม ค.ศ. 2024 15 นาฬิกา 04 นาที 05 วินาที", "th", at(2024, 3, 5, 15, 4, 5)),
        # «CH» is Switzerland, or nothing that is known, where nobody says that it is Vietnamese
        ("5 Mar 2024 3:15 CH", None, at(2024, 3, 5, 3, 15)),
    ],
)
def test_the_halves_of_the_day_have_names_in_every_language(text, language, moment):
    assert parse_date(text, language) == moment


@pytest.mark.parametrize(
    ("text", "language", "moment"),
    [
        ("17 верес 2024 6:17", "uk", at(2024, 9, 17, 6, 17)),
        ("2024-берез-11", "uk", at(2024, 3, 11)),
        ("13. studenog 2024.", "hr", at(2024, 11, 13)),
        ("2024(e)ko martxoaren 5(a)", "eu", at(2024, 3, 5)),
        ("2024 оны арван хоёрдугаар сарын 5", "mn", at(2024, 12, 5)),
        ("৫ ফেব্রুয়ারী ২০২৪", "bn", at(2024, 2, 5)),
        ("5 เดือนตุลาคม 2024", "th", at(2024, 10, 5)),
        # a day of the week that is called as a month
        ("Dydd Mawrth, 6 Chwefror 2024", "cy", at(2024, 2, 6)),
        ("Dydd Mawrth, 5 Mawrth 2024", "cy", at(2024, 3, 5)),
    ],
)
def test_months_are_known_in_their_cases_and_old_spellings(text, language, moment):
    assert parse_date(text, language) == moment


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["03/11/2026 10:00", "26/11/2026 10:00"], "en-gb"),
        (["11/03/2026", "11-26-2026"], "en-us"),
        (["03/11/2026", "26.11.2026", "2026-11-26", "26 Nov 2026", ""], None),
        (["11/26/2026", "26/11/2026"], None),
    ],
)
def test_dates_tell_of_one_another_in_which_order_they_are_written(texts, order):
    assert order_of(texts) == order


@pytest.mark.parametrize(
    ("text", "place", "moment"),
    [
        ("Thu, 26 Nov 2026 10:00:00 EST", "Australia/Sydney", at(2026, 11, 25, 23)),
        ("Sun, 26 Jul 2026 10:00:00 EST", "Australia/Sydney", at(2026, 7, 26)),
        ("03/12/2026 10:00 EDT", "Australia/Sydney", at(2026, 12, 2, 23)),
        ("Thu, 26 Nov 2026 10:00:00 AEST", "America/Toronto", at(2026, 11, 26)),
        ("Thu, 26 Nov 2026 10:00:00 PST", "Asia/Karachi", at(2026, 11, 26, 5)),
        ("Thu, 26 Nov 2026 10:00:00 PST", "Asia/Manila", at(2026, 11, 26, 2)),
        ("Thu, 26 Nov 2026 10:00:00 AST", "Asia/Riyadh", at(2026, 11, 26, 7)),
        ("Sun, 26 Jul 2026 10:00:00 IST", "Europe/Dublin", at(2026, 7, 26, 9)),
        ("Thu, 26 Nov 2026 10:00:00 IST", "Asia/Jerusalem", at(2026, 11, 26, 8)),
        ("Thu, 26 Nov 2026 10:00:00 EST", "Asia/Tokyo", at(2026, 11, 26, 15)),
    ],
)
def test_a_zone_s_name_means_what_it_means_in_the_country(text, place, moment):
    assert parse_date(text, "en-gb", clock=ZoneInfo(place)) == moment


@pytest.mark.parametrize("language", ["ko", "ja", "zh", "zh-TW", "hu", "sv-FI"])
def test_languages_that_write_the_year_first_do_so_with_two_figures(language):
    assert parse_date("24-03-05", language) == parse_date("24.03.05", language) == at(2024, 3, 5)
    assert parse_date("05/11/2023", language) == at(2023, 11, 5)


@pytest.mark.parametrize("language", ["zh-HK", "zh-Hant-HK", "fr", "en"])
def test_others_write_it_last(language):
    assert parse_date("24-03-05", language) == at(2005, 3, 24)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("03-12-31", at(2003, 12, 31)),
        ("03/12/31", at(2003, 12, 31)),
        ("031231", at(2003, 12, 31)),
        ("311203", at(2003, 12, 31)),
        ("03335", at(2003, 12, 1)),
        ("2003335", at(2003, 12, 1)),
        # several days, or none
        ("03-05-11", None),
        ("030511", None),
        ("03/05/2023", None),
        # an event is announced, and a serial number is none
        ("03/11/2024", None),
        ("45235", None),
        ("03999", None),
        ("101530", None),
    ],
)
def test_the_present_settles_a_date_whose_other_meanings_lie_years_ahead(text, moment):
    assert parse_date(text) is None
    assert parse_date(text, now=at(2024, 6, 1)) == moment


@settings(max_examples=300)
@given(
    st.text(alphabet="0123456789:-/.+ TZWhamp,年月日", max_size=40) | st.text(max_size=40),
    st.sampled_from([None, "en", "fr", "xx-!!", "zh"]),
)
def test_no_text_raises_and_every_answer_is_in_utc(text, language):
    for now in (None, at(2024, 6, 1)):
        date = parse_date(text, language, now)
        assert date is None or date.utcoffset() == timedelta(0)


@settings(max_examples=200)
@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2399, 1, 1)).map(  # noqa: DTZ001  # hypothesis wants it naive
        lambda d: d.replace(microsecond=0, tzinfo=UTC)
    )
)
def test_what_we_write_we_read(moment):
    assert parse_date(moment.isoformat()) == moment
    assert parse_date(f"{moment:%a, %d %b %Y %H:%M:%S GMT}") == moment


def test_news_is_neither_older_than_1990_nor_of_tomorrow(now):
    assert believable(now, now)
    assert believable(now + timedelta(hours=23), now)
    assert not believable(at(1970, 1, 1), now)
    assert not believable(at(2099, 1, 1), now)
    assert not believable(None, now)


def test_countries_behind_a_clock_are_those_of_the_spanish_press_alone():
    assert parse_date("13 May, 2024 12:17 p.m. AR", "es") == datetime(2024, 5, 13, 15, 17, tzinfo=UTC)
    assert parse_date("13 mai 2024 12:17 p.m. pe masă", "ro") == datetime(2024, 5, 13, 12, 17, tzinfo=UTC)

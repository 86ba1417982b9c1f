"""Figures and days are read as their language writes them, wherever they stand."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import numbers as reading
from alerts.features import _designations, features_in
from alerts.fingerprint import tokens, words_in
from alerts.numbers import days, digits_in, numbers
from alerts.spelled import spelled_from_ten


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("1.234,5 und 3,5 Mio.", "de", [1234.5, 3.5e6]),
        ("1,234.5 and 3.5 million, 7", "en", [1234.5, 3.5e6, 7]),
        ("a £412m refit, $3.5bn, $2b, €50k and $1.2tn", "en", [4.12e8, 3.5e9, 2e9, 5e4, 1.2e12]),
        ("412 M€ et 3,1 Md€", "fr", [4.12e8, 3.1e9]),
        ("a 780m tower, 5k run, $3 to, 3 t of €", "en", [780, 5, 3, 3]),
        ("1 234 morts, 12 blessés", "fr", [1234, 12]),
        ("3万5千、1億2000万人が3人", "ja", [35_000, 1.2e8, 3]),
        ("3千万", "zh", [3e7]),
        ("3조 5천만 원, 2만여 명", "ko", [3.00005e12, 2e4]),
        ("1.5 מיליון, 40 אלף", "he", [1.5e6, 40_000]),
        ("١٬٥٠٠ و 1,5 مليون و 20 ألفا", "ar", [1500, 1.5e6, 20_000]),
        ("۱٫۵ میلیارد", "fa", [1.5e9]),
        ("1,86,000, 2 लाख और 3 करोड़", "hi", [186_000, 2e5, 3e7]),
        ("2 لاکھ، 3 کروڑ، 1.5 ارب، 12 ہزار اور 4 ملین", "ur", [2e5, 3e7, 1.5e9, 12_000, 4e6]),
        ("১,৮৬,০০০, ২ লাখ, ১.৫ কোটি, ৩ লাখেরও ও ১২ হাজারের", "bn", [186_000, 2e5, 1.5e7, 3e5, 12_000]),
        ("3,5 მილიონი, 12 ათასამდე, 40 ათასს, 2 მლრდ", "ka", [3.5e6, 12_000, 40_000, 2e9]),
        ("3,5 միլիոն, 12 հազարից, 5 մլն, 2 տրիլիոն", "hy", [3.5e6, 12_000, 5e6, 2e12]),
        ("6,4 tūkst., 3 mln.", "lt", [6400, 3e6]),
        ("3 δισ. ευρώ, 6.000", "el", [3e9, 6000]),
        ("14.000 orang, 3 juta", "id", [14_000, 3e6]),
        ("5 ล้านบาท", "th", [5e6]),
        ("1 млн 200 тис. снарядів, 5 з 7", "uk", [1.2e6, 5, 7]),
        ("2 million 300 soldiers, 12 thousand 40 tanks", "en", [2e6, 300, 12_000, 40]),
        ("3,5 mil milhões, 1,2 milhão e US$ 2 bilhões", "pt", [3.5e9, 1.2e6, 2e9]),
        ("3,5 mil millones, 12 mil soldados", "es", [3.5e9, 12_000]),
        ("1,2 milióna, 12 mila", "sk", [1.2e6, 12_000]),
        ("a C-390 Millennium", "pt", [390]),
        ("no figures", "en", []),
    ],
)
def test_numbers_are_those_their_language_means(text, language, said):
    assert list(numbers(text, language)) == said


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("Twenty-one killed, four of them soldiers, fourteen injured", "en", [21, 14]),
        ("Einunddreißig Festnahmen, zwölf Verletzte", "de", [31, 12]),
        ("Quatorze morts et deux blessés", "fr", [14]),
        ("Δεκατέσσερις νεκροί, τρεις τραυματίες", "el", [14]),
        ("Štrnásť vojakov a dvaja civilisti", "sk", [14]),
        ("Neljätoista sotilasta loukkaantui", "fi", [14]),
        ("Fjorten soldater og tolv sivile", "nb", [14, 12]),
        ("Tizennégy katona", "hu", [14]),
        ("четырнадцать раненых", "ru", [14]),
        ("nobody was hurt", "en", []),
    ],
)
def test_numbers_that_are_spelled_out_are_found_as_figures_are_from_ten_on(text, language, said):
    assert [*spelled_from_ten(text, words_in(text, language), language)] == said
    features = features_in(text, language, lambda *_: ())
    assert sorted(f for f in features if f[0] == "#") == sorted(f"#{number}" for number in said)


@pytest.mark.parametrize(
    ("text", "language", "named"),
    [
        ("on 24 February and 3rd of March 2026", "en", [(2, 24), (3, 3)]),
        ("Feb. 24, May 5 2026", "en", [(2, 24), (5, 5)]),
        ("24 февраля", "ru", [(2, 24)]),
        ("2月24日", "zh", [(2, 24)]),
        ("4월 22일", "ko", [(4, 22)]),
        ("22 tháng 4", "vi", [(4, 22)]),
        ("ב-22 באפריל", "he", [(4, 22)]),
        ("22 نيسان", "ar", [(4, 22)]),
        ("22 अप्रैल", "hi", [(4, 22)]),
        ("22 აპრილს", "ka", [(4, 22)]),
        ("Ապրիլի 22-ին, 5 հունվարին", "hy", [(1, 5), (4, 22)]),
        ("২২ এপ্রিল, ১৬ই ডিসেম্বর, ২১শে ফেব্রুয়ারিতে, ৫ মে", "bn", [(4, 22), (12, 16), (2, 21), (5, 5)]),
        ("22 اپریل", "ur", [(4, 22)]),
        ("22. априла", "sr", [(4, 22)]),
        ("5 marchers in 2024 February was wet", "en", []),
    ],
)
def test_days_are_those_that_are_named(text, language, named):
    assert list(days(text, language)) == named


@given(st.text(st.sampled_from("0159 ,.'\u00a0-\nmayarchfeb٣²"), max_size=60))
def test_a_pattern_tried_at_digits_is_met_where_it_is_met_anywhere(text):
    for pattern in (reading._NUMBER, reading._DAY_MONTH, reading._DAY_AFTER):
        tried = [found.span() for found in reading._at_digits(pattern, text, digits_in(text))]
        assert tried == [found.span() for found in pattern.finditer(text)]


@given(st.text(st.sampled_from("0159 .-_abFS\n٣²é"), max_size=40))
def test_designations_are_figures_with_letters_before_them(text):
    whole = re.compile(r"(?<![\w-])([^\W\d_]{1,4})-?(\d{1,4})([^\W\d_]?)(?!\w)")
    assert [written for written, _ in _designations(text)] == [found[0] for found in whole.finditer(text)]


def test_a_preposition_before_figures_makes_no_designation_of_them():
    assert [written for written, _ in _designations("ב-14 ביוני, כ-300, F-16")] == ["F-16"]


@given(st.text(max_size=30), st.text(max_size=30))
def test_the_words_of_title_and_text_are_those_of_both_together(title, text):
    assert [*tokens(title), *tokens(text)] == tokens(f"{title}\n{text}")

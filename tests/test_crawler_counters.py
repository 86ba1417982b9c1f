"""What counts an article's readers is none of its words."""

import time

import pytest

from crawler.counters import without_counters
from crawler.furniture import prose


@pytest.mark.parametrize(
    "line",
    [
        "1,234 views", "Views: 1.234", "1.2K views", "👁 532", "3 comments", "12 shares | 5 comments", "1 234 vues",
        "Aufrufe: 12.345", "345 mal gelesen", "1234 visitas", "visualizzazioni 77", "Wyświetleń: 345",
        "Просмотров: 1 234",
        "1,2 тыс. просмотров", "123 перегляди", "445 okunma", "阅读量 1.2万", "1万次浏览", "조회 1,234", "12 تعليقات",
        "5 minutes ago", "Posted 1 hour ago", "vor 5 Minuten", "il y a 2 heures", "hace 3 días", "3 часа назад",
        "5分钟前", "12 minut temu", "2 ore fa", "(1,234 views)", "– 1,234 views –", "Reads 12 · Shares 3",
    ],
)  # fmt: skip
def test_a_line_that_is_but_a_counter_goes(line):
    assert without_counters(line) == ""


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("26 November 2026 | 1,234 views", "26 November 2026"),
        ("Politics · 532 views · 26 November", "Politics | 26 November"),
        ("The fleet stays in port. 1,234 views", "The fleet stays in port."),
        ("The fleet stays in port (1,234 views)", "The fleet stays in port"),
        ("The fleet stays in port. Posted 5 minutes ago", "The fleet stays in port."),
        (f"{'The fleet stays in port. ' * 20}Views: 7", ("The fleet stays in port. " * 20).strip()),
    ],
)
def test_a_counter_beside_other_words_goes_alone(line, left):
    assert without_counters(line) == left


@pytest.mark.parametrize(
    "line",
    [
        "The film of the strike has 1,234 views.", "12 killed", "Two readers wrote, 12 asked for comments.",
        "40,000 shares were sold. The price fell by 12", "In 2026 12 comments on the treaty were read.",
        "Hits 12 targets", "12 visitas oficiales", "Comments on article 5", "Resolution 1701 | 26 November", "1,234",
        "The fleet left 2 hours ago.", "The war began 3 years ago",
        "Shares fell 12 percent | Markets", "12 viewsheds", "F-16 downloads its data",
    ],
)  # fmt: skip
def test_words_of_the_news_stay(line):
    assert without_counters(line) == line


@pytest.mark.parametrize("line", ["1 hits " * 22, "1 " * 80, "views" * 30 + "1", "111,111," * 19, "views ( " * 20])
def test_no_line_takes_long(line):
    began = time.perf_counter()
    without_counters(line)
    assert time.perf_counter() - began < 0.1


def test_counters_are_none_of_an_article_s_lines():
    assert prose("1,234 views\nThe fleet stays in port.\n5 comments") == "The fleet stays in port."

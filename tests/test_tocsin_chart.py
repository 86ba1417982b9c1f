"""Charts: the same numbers in the terminal and as SVG."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from alerts.bars import MOST_BARS, Bar, bars, span, ticks
from tocsin.chart import as_svg, in_terminal

FIRST = date(2026, 3, 1)
SVG = "{http://www.w3.org/2000/svg}"


def days(*totals, parts=None, first=FIRST):
    """Return the bars of consecutive days."""
    dates = [first + timedelta(days=n) for n in range(len(totals))]
    return bars(dict(zip(dates, totals, strict=True)), dict(zip(dates, parts or totals, strict=True)), first, dates[-1])


def test_a_bar_is_as_long_as_its_number_and_the_axis_begins_at_zero():
    lines = in_terminal(days(0, 5, 10, parts=[0, 0, 5]), 39)
    assert lines == [
        "Sun 2026-03-01 │                      0",
        "Mon 2026-03-02 │░░░░░░░░░░            5",
        "Tue 2026-03-03 │██████████░░░░░░░░░░ 10",
        "               └───┴───┴───┴───┴───┴",
        "               0   2   4   6   8  10",
    ]


def test_what_is_not_nothing_is_seen_however_small():
    lines = in_terminal(days(1, 100_000, parts=[1, 1]), 60)
    assert "│▏ " in lines[0]
    assert "│▏░" in lines[1]


def test_nothing_at_all_is_drawn_as_nothing():
    assert all("░" not in line and "█" not in line for line in in_terminal(days(0, 0), 60))
    assert '<rect class="total" x="72"' in as_svg(days(0), "t", "matches", "alerts")


@given(
    st.lists(st.integers(0, 10**7), min_size=1, max_size=400),
    st.integers(40, 200),
    st.integers(0, 3000),
)
def test_every_line_fits_and_no_number_is_lost(totals, width, ahead):
    drawn = days(*totals, first=FIRST + timedelta(days=ahead))
    assert sum(bar.total for bar in drawn) == sum(totals)
    assert [bar.first for bar in drawn[1:]] == [bar.last + timedelta(days=1) for bar in drawn[:-1]]
    lines = in_terminal(drawn, width)
    assert len(lines) == len(drawn) + 2
    assert all(len(line) <= width for line in lines), lines
    longest = {bar.total: line.count("░") + line.count("█") for bar, line in zip(drawn, lines, strict=False)}
    assert sorted(longest, key=lambda total: (longest[total], total)) == sorted(longest)


def test_a_terminal_that_is_too_narrow_still_gets_bars():
    assert "█" in in_terminal(days(3, 4), 5)[0]


@pytest.mark.parametrize(
    ("number", "what"), [(45, "day"), (46, "week"), (300, "week"), (330, "month"), (4_000, "month")]
)
def test_many_days_are_taken_together_by_week_and_by_month(number, what):
    drawn = days(*[1] * number)
    assert span(drawn) == what
    assert len(drawn) <= MOST_BARS or what == "month"


def test_a_bar_says_which_days_it_stands_for_even_where_the_period_cuts_it():
    labels = [bar.label for bar in days(*[1] * 400, first=date(2026, 3, 10))]
    assert labels[0] == "2026-03-10 to 03-31"
    assert labels[1] == "2026-04"
    assert [bar.label for bar in days(*[1] * 50, first=date(2026, 12, 27))][:2] == [
        "Sun 2026-12-27",
        "2026-12-28 to 01-03",
    ]


@given(st.integers(0, 10**12), st.integers(1, 10))
def test_an_axis_holds_the_most_and_has_few_whole_steps(most, number):
    scale = ticks(most, number)
    assert scale[0] == 0
    assert scale[-1] >= max(most, 1)
    assert scale[-1] - (scale[1] - scale[0]) < max(most, 1)
    assert len(scale) <= number + 1
    assert len({b - a for a, b in itertools.pairwise(scale)}) == 1


def test_the_picture_is_sound_xml_and_needs_nothing_from_elsewhere():
    text = as_svg(days(4, 8, parts=[1, 8]), 'A&B <"x">\x1b[31m' + "y" * 300, "matches", "of these an alert")
    root = etree.fromstring(text)
    assert "http" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert root.find(f"{SVG}title").text.startswith('A&B <"x"> [31myyy')
    assert root.find(f"{SVG}desc").text == (
        "Sun 2026-03-01: 4 matches, 1 of these an alert; Mon 2026-03-02: 8 matches, 8 of these an alert"
    )


def test_a_title_is_cut_where_it_would_not_fit():
    for letter, number in (("x", 75), ("国", 37)):
        root = etree.fromstring(as_svg(days(1), letter * 90, "matches", "alerts"))
        assert root.find(f"{SVG}title").text == letter * number + "…"


def test_a_column_of_the_picture_is_as_high_as_its_number():
    root = etree.fromstring(as_svg(days(4, 8, parts=[1, 8]), "t", "matches", "alerts"))
    columns = [{r.get("class"): float(r.get("height")) for r in g.iter(f"{SVG}rect")} for g in root.iter(f"{SVG}g")]
    assert columns[1]["total"] == columns[1]["part"] == pytest.approx(2 * columns[0]["total"], abs=0.2)
    assert columns[0]["total"] == pytest.approx(4 * columns[0]["part"], abs=0.2)


def test_labels_under_the_picture_do_not_touch():
    for number in (1, 2, 30, 45, 4_000):
        root = etree.fromstring(as_svg(days(*[1] * number), "t", "matches", "alerts"))
        places = [float(t.get("x")) for t in root.iter(f"{SVG}text") if t.get("text-anchor") == "middle"]
        assert all(b - a >= 80 for a, b in itertools.pairwise(places))
        assert places


def test_a_bar_of_one_day_is_named_by_its_weekday():
    assert Bar(FIRST, FIRST, 1, 1).label == "Sun 2026-03-01"

from datetime import timedelta

import pytest

from config.retry_after import retry_after


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 1),
        (" 7 ", 7),
        ("99999999", 86_400),
        ("9" * 400, 86_400),
        ("Sun, 01 Mar 2026 09:02:00 GMT", 120),
        ("Sun, 01 Mar 2020 09:02:00 GMT", 1),
        ("Sun, 01 Mar 2126 09:02:00 GMT", 86_400),
    ],
)
def test_retry_after_is_kept_between_a_second_and_a_day(value, seconds, now):
    assert retry_after(value, now) == timedelta(seconds=seconds)


@pytest.mark.parametrize("value", [None, "", "soon", "-5", "1e9", "²", "Foo, 99 Bar 2026", "\x00"])
def test_a_retry_after_that_is_neither_number_nor_date_is_none(value, now):
    assert retry_after(value, now) is None

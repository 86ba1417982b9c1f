"""Names in Chinese, Japanese and Thai text stand where the longest one that fits does."""

from hypothesis import given
from hypothesis import strategies as st

from alerts.places import countries_in
from alerts.unspaced import UnspacedNames


def test_in_south_sudan_no_sudan_is_read():
    assert list(countries_in("南苏丹总统访问肯尼亚", "zh")) == ["SS", "KE"]
    assert list(countries_in("南スーダンに派遣", "ja")) == ["SS"]


def test_a_country_is_counted_as_often_as_it_is_named():
    assert list(countries_in("法国和德国：法国总统", "zh")) == ["FR", "DE", "FR"]


@given(st.lists(st.text("ab", min_size=2, max_size=4), max_size=6), st.text("abc", max_size=40))
def test_names_stand_in_the_text_in_their_order_and_apart(names, text):
    at = 0
    for meant, written in UnspacedNames({name: f"={name}" for name in names}).find(text):
        assert meant == f"={written}"
        at = text.index(written, at) + len(written)


@given(st.text("ab", min_size=2, max_size=4), st.text("abc", max_size=40))
def test_a_single_name_is_found_wherever_it_stands(name, text):
    assert len(list(UnspacedNames({name: ""}).find(text))) == text.count(name)

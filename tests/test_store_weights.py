import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.weights import pack, unpack

WORD = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\n"))
FOUR_DIGITS = st.integers(0, 65_535).map(lambda number: round(number / 10_000, 4))


@given(st.dictionaries(WORD, FOUR_DIGITS))
def test_packed_weights_come_back_as_they_were_in_their_order(weights):
    assert list(unpack(pack(weights)).items()) == list(weights.items())


def test_weights_that_do_not_fit_are_refused():
    with pytest.raises(OverflowError):
        pack({"a": 7.0})

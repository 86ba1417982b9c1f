"""The packed dictionaries say what simplemma's own reader says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simplemma.strategies.dictionaries import StreamDictionaryFactory

from alerts.dictionaries import Dictionaries, Dictionary, glance

OURS, THEIRS = Dictionaries(), StreamDictionaryFactory()
#: Two small ones.
READ = ("ms", "eo")


def stream(forms):
    """Pack words as simplemma does: each value as what is cut from the end of its word, and what stands there."""
    packed, before, last = bytearray(b"SMFC1\0" + number(len(forms))), b"", None
    for key, value in sorted((key.encode(), value.encode()) for key, value in forms.items()):
        shared = common(before, key)
        packed += number(shared) + number(len(key) - shared) + key[shared:]
        kept = common(key, value)
        if value == last:
            packed += b"\xfe"
        elif len(key) - kept < 254:
            packed += bytes([len(key) - kept]) + number(len(value) - kept) + value[kept:]
        else:
            packed += b"\xff" + number(len(value)) + value
        before, last = key, value
    return bytes(packed)


def number(value):
    low, rest = value & 127, value >> 7
    return bytes([low | 128]) + number(rest) if rest else bytes([low])


def common(one, other):
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


words = st.text("abcdé", max_size=6) | st.text("ab", min_size=120, max_size=300)


@given(st.dictionaries(words, words, max_size=60), st.lists(words))
def test_what_is_packed_is_found_and_nothing_else(forms, others):
    read = Dictionary(stream(forms))
    assert list(read.items()) == sorted(forms.items(), key=lambda item: item[0].encode())
    assert [read.get(word) for word in others] == [forms.get(word) for word in others]
    assert [word in read for word in others] == [word in forms for word in others]


@given(st.dictionaries(words, words, max_size=60), st.lists(words))
def test_what_is_packed_is_found_at_a_glance(forms, others):
    packed = stream(forms)
    assert [glance(packed, word) for word in (*forms, *others)] == [forms.get(word) for word in (*forms, *others)]


@pytest.mark.parametrize("language", READ)
def test_words_have_the_forms_that_simplemma_finds(language):
    ours, theirs = OURS.get_dictionary(language), THEIRS.get_dictionary(language)
    some = list(theirs)[::11]
    asked = [*some, *(word.capitalize() for word in some), *(f"{word}q" for word in some)]
    assert isinstance(ours, Dictionary)
    assert len(ours) == len(theirs)
    assert [ours.get(word) for word in asked] == [theirs.get(word) for word in asked]


@pytest.mark.parametrize("language", READ)
def test_a_dictionary_says_at_a_glance_what_it_says_when_it_is_read(language):
    dictionaries, whole = Dictionaries(), OURS.get_dictionary(language)
    some = list(whole)[5 :: len(whole) // 20]
    asked = [word for pair in zip(some, (f"{word}q" for word in some), strict=True) for word in pair]
    assert [dictionaries.glance(language, word) for word in asked] == [whole.get(word) for word in asked]


def test_a_word_that_is_not_there_is_a_key_error():
    with pytest.raises(KeyError):
        OURS.get_dictionary("ms")["qqq"]


def test_there_is_no_dictionary_of_a_language_that_has_none():
    with pytest.raises(ValueError, match="xx"):
        OURS.get_dictionary("xx")
    with pytest.raises(ValueError, match="xx"):
        OURS.glance("xx", "word")


def test_what_is_no_such_stream_is_refused():
    with pytest.raises(ValueError, match="no stream"):
        Dictionary(b"nothing")

"""Undoing the compression of answers."""

import contextlib
import gzip
import random
import sys
import zlib
from functools import partial

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.encoding import decode
from crawler.item import ReadError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LIMIT = 100_000
ENCODERS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd.compress}


def raw_deflate(data):
    encoder = zlib.compressobj(wbits=-15)
    return encoder.compress(data) + encoder.flush()


@pytest.mark.parametrize("name", ENCODERS)
@given(st.binary(max_size=2_000))
@settings(max_examples=30)
def test_what_was_encoded_comes_back(name, data):
    assert decode(ENCODERS[name](data), name, LIMIT) == data


@pytest.mark.parametrize("name", ENCODERS)
def test_a_bomb_stops_at_the_limit(name):
    with pytest.raises(ReadError) as caught:
        decode(ENCODERS[name](bytes(5_000_000)), name, LIMIT)
    assert caught.value.kind == "too-large"


@pytest.mark.parametrize("name", ENCODERS)
def test_of_what_is_too_long_or_was_cut_the_beginning_is_returned_where_it_will_do(name):
    noise, limit = random.Random(1).randbytes(1_200_000), 1_000_000
    encode = partial(brotli.compress, quality=1) if name == "br" else ENCODERS[name]
    for sent in (encode(noise)[:limit], encode(noise[:1000] * 2_000)):
        body = decode(sent, name, limit, whole=False)
        assert len(body) >= limit // 2
        assert body[:1000] == noise[:1000]
    assert decode(encode(b"x"), name, limit, whole=False) == b"x"


@pytest.mark.parametrize("name", ENCODERS)
def test_exactly_the_limit_is_allowed(name):
    assert len(decode(ENCODERS[name](bytes(LIMIT)), name, LIMIT)) == LIMIT


@pytest.mark.parametrize("name", ENCODERS)
def test_a_stream_cut_short_is_damage_and_not_a_shorter_answer(name):
    whole = ENCODERS[name](bytes(range(256)) * 40)
    with pytest.raises(ReadError) as caught:
        decode(whole[: len(whole) // 2], name, LIMIT)
    assert caught.value.kind == "parse"


@pytest.mark.parametrize("name", ENCODERS)
@given(st.binary(max_size=300))
@settings(max_examples=50)
def test_rubbish_is_refused_or_read_but_nothing_else_happens(name, data):
    with contextlib.suppress(ReadError):
        decode(data, name, LIMIT)


def test_two_layers_are_undone_from_the_outside():
    assert decode(brotli.compress(gzip.compress(b"news")), "gzip, br", LIMIT) == b"news"


def test_a_thousand_layers_are_refused():
    with pytest.raises(ReadError):
        decode(b"x", ", ".join(["gzip"] * 1000), LIMIT)


def test_several_gzip_members_are_one_answer():
    assert decode(gzip.compress(b"one") + gzip.compress(b"two"), "gzip", LIMIT) == b"onetwo"


def test_bare_deflate_is_read_as_well():
    assert decode(raw_deflate(b"news" * 99), "deflate", LIMIT) == b"news" * 99


def test_a_feed_that_only_claims_to_be_compressed_is_taken_as_it_is():
    assert decode(b"\n<rss/>", "gzip", LIMIT) == b"\n<rss/>"
    assert decode(b"\xef\xbb\xbf<rss/>", "utf-8", LIMIT) == b"\xef\xbb\xbf<rss/>"


def test_an_encoding_that_was_not_asked_for_is_refused():
    with pytest.raises(ReadError):
        decode(b"x", "sdch", LIMIT)

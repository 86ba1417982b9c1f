"""Read simplemma's dictionaries where they lie packed: with less memory than its own frugal reader, and much faster.

A dictionary is a stream of records in the order of their keys, the words. A record tells how many bytes its key shares
with the one before, and the rest of it; and its value: that of the record before, or how many bytes of the key the
value leaves out at the end and what it has there instead, or all of it. Some records are known as places to begin at.
Most words that are asked for are not there, in the one case or the other: of nearly all of these a bit says so.

To find those places costs far more than to pass once over a stream for a word that is asked for by the way.
"""

import lzma
import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TypeVar, overload

import numpy as np
from simplemma.strategies.dictionaries import DictionaryFactory, StreamDictionaryFactory
from simplemma.strategies.dictionaries.dictionary_factory import DATA_FOLDER, SUPPORTED_LANGUAGES

T = TypeVar("T")

_MAGIC = b"SMFC1\x00"
#: How a record tells that its value is that of the one before, or that it has all of it.
_SAME, _WHOLE = 254, 255
#: So many records lie at least between two to begin at; and at most, if they have a value of their own by then.
_STRIDE = 8
_FARTHEST = 24
#: So many bits at least for each word: one in nine that is not there is looked for in vain.
_BITS = 8
#: For so many words of a dictionary its stream is passed over; for more that costs as much as to read it.
_GLANCES = 8
#: Numbers below this are one byte.
_ONE_BYTE = 128
#: A text with its length before it, where that is short; and what a record has after its key.
_TEXT = rb"(?:\0|" + b"|".join(re.escape(bytes([n])) + b"." * n for n in range(1, 64)) + b")"
_VALUE = rb"(?:\xfe|[^\xfe]" + _TEXT + b")"


class Dictionary(Mapping[str, str]):
    """The dictionary forms of words, read from a stream.

    Raises:
        ValueError: it is no such stream.

    """

    def __init__(self, stream: bytes) -> None:
        if not stream.startswith(_MAGIC):
            raise ValueError("no stream of records")
        self._stream = stream
        self._count, self._begin = _number(stream, len(_MAGIC))
        #: The keys of the records to begin at, where their values stand, and those that are said before.
        self._firsts: list[bytes] = []
        self._places = array("I")
        self._earlier: dict[int, bytes] = {}
        hashes, since = array("q"), _STRIDE
        told_by, told_at, value = b"", 0, b""
        for key, place in _records(stream, self._begin):
            hashes.append(hash(key))
            if stream[place] != _SAME:
                told_by, told_at, value = key, place, b""
            if since < _STRIDE or (since < _FARTHEST and told_at != place):
                since += 1
                continue
            if told_at != place:
                # One object for many forms of a word.
                value = self._earlier[len(self._firsts)] = value or _value(stream, told_by, told_at)
            self._firsts.append(key)
            self._places.append(place)
            since = 1
        self._mask = (1 << (_BITS * self._count).bit_length()) - 1
        bits = np.zeros(self._mask + 1, np.bool_)
        bits[np.frombuffer(hashes, np.int64) & self._mask] = True
        self._bits = np.packbits(bits, bitorder="little").tobytes()
        #: The word found last: it is asked for again while it is looked at from several sides.
        self._last: tuple[str | None, str] = (None, "")

    def __getitem__(self, word: str) -> str:
        form = self.get(word)
        if form is None:
            raise KeyError(word)
        return form

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self.get(word) is not None

    @overload
    def get(self, word: str) -> str | None: ...
    @overload
    def get(self, word: str, default: str | T) -> str | T: ...
    def get(self, word: str, default: str | T | None = None) -> str | T | None:
        """Return the dictionary form of a word."""
        key = word.encode()
        bit = hash(key) & self._mask
        if not self._bits[bit >> 3] >> (bit & 7) & 1:
            return default
        last = self._last
        if word == last[0]:
            return last[1]
        form = self._form(key)
        if form is None:
            return default
        found = form.decode()
        self._last = word, found
        return found

    def _form(self, wanted: bytes) -> bytes | None:
        # What would stand before all is looked for in the last block, and not found there either.
        block = bisect_right(self._firsts, wanted) - 1
        stream, key, place = self._stream, self._firsts[block], self._places[block]
        # Of the values that are passed only the place is kept.
        told_by, told_at = (b"", 0) if stream[place] == _SAME else (key, place)
        while key < wanted:
            if stream[place] == _SAME:
                at = place + 1
            elif (length := stream[place + 1]) < 128:
                at = place + 2 + length
            else:
                length, at = _number(stream, place + 1)
                at += length
            if at >= len(stream):
                return None
            shared, length = stream[at], stream[at + 1]
            if shared < 128 and length < 128:
                at += 2
            else:
                shared, at = _number(stream, at)
                length, at = _number(stream, at)
            place = at + length
            key = key[:shared] + stream[at:place]
            if stream[place] != _SAME:
                told_by, told_at = key, place
        if key != wanted:
            return None
        return _value(stream, told_by, told_at) if told_at else self._earlier[block]

    def __iter__(self) -> Iterator[str]:
        return (key.decode() for key, _ in _records(self._stream, self._begin))

    def __len__(self) -> int:
        return self._count


def glance(stream: bytes, word: str) -> str | None:
    """Return the dictionary form of a word, as `Dictionary(stream)` has it, without reading the keys of the others."""
    wanted, (_, at) = word.encode(), _number(stream, len(_MAGIC))
    #: How much of the word begins the key before; and the records whose keys shared as much with the one before them.
    alike, branches = 0, list[int]()
    while (at := _passed(stream, at, alike)) < len(stream):
        (shared, begin), branch = _number(stream, at), at
        length, begin = _number(stream, begin)
        place = begin + length
        if shared < alike:
            return None
        if shared == alike:
            branches.append(branch)
            key = wanted[:shared] + stream[begin:place]
            if key == wanted:
                return _told(stream, wanted, place, branches).decode()
            while key[alike : alike + 1] == wanted[alike : alike + 1] != b"":
                alike += 1
        if stream[place] == _SAME:
            at = place + 1
        else:
            length, at = _number(stream, place + 1)
            at += length
    return None


def _passed(stream: bytes, at: int, alike: int) -> int:
    """Return where the first record begins, from there on, that may share no more than so much with the one before."""
    found = _sharing_more(alike).match(stream, at) if alike < _ONE_BYTE - 1 else None
    return found.end() if found else at


@cache
def _sharing_more(alike: int) -> re.Pattern[bytes]:
    shared = b"[" + re.escape(bytes([alike + 1])) + rb"-\x7f]"
    return re.compile(b"(?:" + shared + _TEXT + _VALUE + b")*+", re.DOTALL)


def _told(stream: bytes, wanted: bytes, place: int, branches: list[int]) -> bytes:
    """Return the value at a place, that of the wanted word; if it is the one before, it is sought from the branches."""
    if stream[place] != _SAME:
        return _value(stream, wanted, place)
    for branch in reversed(branches):
        told = None
        for key, at in _records(stream, branch, wanted):
            if at == place:
                break
            if stream[at] != _SAME:
                told = key, at
        if told:
            return _value(stream, *told)
    raise ValueError("the first record has no value")


def _records(stream: bytes, at: int, key: bytes = b"") -> Iterator[tuple[bytes, int]]:
    """Yield the key of each record and the place of its value, from the record there on; `key` is the one before it."""
    end = len(stream)
    while at < end:
        shared, length = stream[at], stream[at + 1]
        if shared < 128 and length < 128:
            at += 2
        else:
            shared, at = _number(stream, at)
            length, at = _number(stream, at)
        place = at + length
        key = key[:shared] + stream[at:place]
        yield key, place
        if stream[place] == _SAME:
            at = place + 1
        else:
            length, at = _number(stream, place + 1)
            at += length


def _value(stream: bytes, key: bytes, place: int) -> bytes:
    length, at = _number(stream, place + 1)
    left_out, rest = stream[place], stream[at : at + length]
    return rest if left_out == _WHOLE else key[: len(key) - left_out] + rest


def _number(stream: bytes, at: int) -> tuple[int, int]:
    """Return the number that stands there, seven bits in a byte, the lowest first, and where it ends."""
    byte = stream[at]
    at += 1
    number, shift = byte & 127, 7
    while byte > 127:
        byte = stream[at]
        at += 1
        number |= (byte & 127) << shift
        shift += 7
    return number, at


class Dictionaries(DictionaryFactory):
    """Dictionaries by the languages that simplemma has them for, each read when it is first asked for."""

    def __init__(self) -> None:
        self._read: dict[str, Mapping[str, str]] = {}
        self._glances: Counter[str] = Counter()
        #: Reads streams of another kind: that of Swahili has words from their ends.
        self._others = StreamDictionaryFactory(cache_max_size=len(SUPPORTED_LANGUAGES))

    def get_dictionary(self, lang: str) -> Mapping[str, str]:
        """Return the dictionary of a language by its name there.

        Raises:
            ValueError: there is none.

        """
        found = self._read.get(lang)
        if found is None:
            found = self._read[lang] = _dictionary(lang) or self._others.get_dictionary(lang)
        return found

    def glance(self, lang: str, word: str) -> str | None:
        """Return the form of a word in the dictionary of a language, which is not read for a few of them.

        Raises:
            ValueError: there is none.

        """
        if lang not in self._read and self._glances[lang] < _GLANCES:
            self._glances[lang] += 1
            if stream := _stream(lang):
                return glance(stream, word)
        return self.get_dictionary(lang).get(word)


def _dictionary(language: str) -> Dictionary | None:
    stream = _stream(language)
    return Dictionary(stream) if stream else None


def _stream(language: str) -> bytes | None:
    if language not in SUPPORTED_LANGUAGES:
        return None
    with lzma.open(DATA_FOLDER / f"{language}.plzma") as file:
        stream = file.read()
    return stream if stream.startswith(_MAGIC) else None

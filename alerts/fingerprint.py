"""Tell copies of a text from other texts, however much furniture stands around them. Touches no database.

Winnowing (Schleimer, Wilkerson and Aiken 2003): of every few neighbouring shingles the one with the lowest hash is
kept, so a passage that two texts share gives both the same fingerprints, wherever it stands.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

import numpy as np
import regex
import xxhash
from numpy.typing import NDArray

#: Words in a shingle; neighbouring shingles of which one is kept, in the body and, more densely, in the lead.
SHINGLE = 5
WINDOW = 8
LEAD_WINDOW = 4
#: How many shingles the lead has: a teaser is often all of it that is published.
LEAD = 72
#: How many fingerprints of the lead and of the body are stored; all of them are looked up.
STORED = 8
#: What comes later is left aside: live blogs grow without end.
LONGEST = 6_000
#: Languages written without spaces between words.
SPACELESS = frozenset(("zh", "ja", "th"))
#: Languages that write most vowels as a mark on the letter before. Fingerprints pass over marks, so that सुनी (heard)
#: and सेना (army) are one.
MARKED = frozenset(("as", "bn", "gu", "hi", "kn", "ml", "mr", "ne", "or", "pa", "si", "ta", "te"))
_MARKED_WORD = regex.compile(r"[\p{L}\p{M}\p{N}\u200c\u200d]+")

# Scripts without spaces between words (kana, Han, Thai, Khmer, Burmese, Lao): each character is a token.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_WORD = re.compile(r"[^\W\d_]+")
#: What ends a word in most texts in English that is not ASCII; and what all else of ASCII is read as in words.
_TYPOGRAPHY = "“”‘’–—"
_NO_SIGNS = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))
_LETTERS_ALONE = "".join(chr(code) if chr(code).isalpha() else " " for code in range(128))
#: Of the signs that are written otherwise here and there those that are no mere gap between two tokens.
_FOLDED = (("ʼ", "'"), *((hidden, "") for hidden in "\u00ad\u200b\u200c\u200d\ufeff"))


@dataclass(frozen=True)
class Fingerprints:
    """The winnowed fingerprints of a text, signed 64-bit numbers; `lead` are those of its beginning, more densely."""

    lead: frozenset[int] = frozenset()
    body: frozenset[int] = frozenset()

    @cached_property
    def all(self) -> frozenset[int]:
        """What is looked up."""
        return self.lead | self.body

    def sample(self, without: Iterable[int] = ()) -> tuple[int, ...]:
        """Return what is stored, in order: the lowest of the lead and of the body, leaving out those in `without`."""
        left_out = frozenset(without)
        lowest = {h for part in (self.lead, self.body) for h in islice(sorted(part - left_out), STORED)}
        return tuple(sorted(lowest))


@lru_cache(maxsize=4)
def tokens(text: str) -> Sequence[str]:
    """Return the words of a text, or its characters in scripts without spaces; case, width and typography folded.

    Of an article they are asked for by whatever looks at it.
    """
    if (plain := _plain(text)) is not None:
        return plain.lower().translate(_NO_SIGNS).split()
    text = unicodedata.normalize("NFKC", text)
    for written, read in _FOLDED:
        text = text.replace(written, read)
    return _TOKEN.findall(text.casefold())


def marked_words(text: str) -> list[str]:
    """Return the words of a text in one of the `MARKED` languages, as they are written."""
    return [found[0] for found in _MARKED_WORD.finditer(text)]


def words_in(text: str, language: str = "") -> list[str]:
    """Return all that is written in letters alone, as it is written; with their marks in languages that have them."""
    if language in MARKED:
        return marked_words(text)
    plain = _plain(text)
    return _WORD.findall(text) if plain is None else plain.translate(_LETTERS_ALONE).split()


def _plain(text: str) -> str | None:
    """Return a text in ASCII but for its quotation marks and dashes, without these; None if it has other letters.

    Such a text is split in a quarter of the time that a pattern takes.
    """
    if text.isascii():
        return text
    for sign in _TYPOGRAPHY:
        text = text.replace(sign, " ")
    return text if text.isascii() else None


def text_hash(words: Sequence[str]) -> str:
    """Return xxh3-128 in hex: the same for texts that differ in case, spacing and typography only."""
    return xxhash.xxh3_128_hexdigest("\n".join(words).encode("utf-8", "surrogatepass"))


def fingerprints(words: Sequence[str]) -> Fingerprints:
    """Return the fingerprints of a text, given as its tokens."""
    hashes = _shingles(words[:LONGEST])
    return Fingerprints(_winnow(hashes[:LEAD], LEAD_WINDOW), _winnow(hashes, WINDOW))


def shared(a: Fingerprints, b: Fingerprints, without: frozenset[int] = frozenset()) -> int:
    """Return how many fingerprints two texts share, leaving out those in `without` (boilerplate)."""
    return len((a.all & b.all) - without)


def containment(a: Fingerprints, b: Fingerprints, without: frozenset[int] = frozenset()) -> float:
    """Return how much of the shorter text stands in the longer one, between 0 and 1."""
    shorter = min(len(a.body - without), len(b.body - without))
    return min(1.0, shared(a, b, without) / shorter) if shorter else 0.0


def signed_hashes(texts: Iterable[str], after: str = "") -> list[int]:
    """Return the xxh3-64 of each text as the signed number that databases can hold; with `after` before each text."""
    return [signed_hash(after + text) for text in texts]


def signed_hash(text: str) -> int:
    """Return the xxh3-64 of a text as the signed number that databases can hold."""
    digest = xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass"))
    return digest - (1 << 64) if digest >> 63 else digest


def _shingles(words: Sequence[str]) -> NDArray[np.int64]:
    if not words:
        return np.array([], dtype=np.int64)
    text = " ".join(words).encode("utf-8", "surrogatepass")
    # Each shingle is cut out of the text: between where its first word begins and its last one ends.
    gaps = np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == ord(" "))
    starts, ends = [0, *(gaps + 1).tolist()], [*gaps.tolist(), len(text)]
    shingles = zip(starts, ends[min(SHINGLE, len(words)) - 1 :], strict=False)
    hashes = b"".join([xxhash.xxh3_64_digest(text[start:end]) for start, end in shingles])
    return np.frombuffer(hashes, dtype=">i8").astype(np.int64)


def _winnow(hashes: NDArray[np.int64], window: int) -> frozenset[int]:
    """Return the lowest of every `window` neighbours, a power of two; of all where they are fewer."""
    if hashes.size < window:
        return frozenset([hashes.min().item()] if hashes.size else [])
    lowest, width = hashes, 1
    while width < window:
        lowest, width = np.minimum(lowest[:-width], lowest[width:]), 2 * width
    # Most are the lowest of several windows in a row.
    others = lowest[1:][lowest[1:] != lowest[:-1]]
    return frozenset((lowest[0].item(), *others.tolist()))

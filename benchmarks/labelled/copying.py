"""Make of a text what the press makes of it: a reprint, a teaser, a piece cut off, an edit, a correction."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.labelled.record import Record

_SENTENCE = re.compile(r"(?<=[.!?»”])\s+|(?<=[。!?])|\n")
#: A teaser ends with the sentence that reaches so many words, or letters where words are not set apart.
_TEASER_WORDS = 25
_TEASER_LETTERS = 45


@dataclass(frozen=True)
class Press:
    """Who copies: its furniture, the phrases of its language, and a number that decides how it goes about it."""

    furniture: Sequence[str]
    words: Mapping[str, str]
    seed: int


Maker = Callable[[Record, Mapping[str, Any], Press], tuple[str, str]]


def reprint(of: Record, row: Mapping[str, Any], press: Press) -> tuple[str, str]:
    """Return a wire text as others print it: with its credit and their furniture, at times without its end."""
    paragraphs = of.text.split("\n")
    if press.seed % 3 == 0 and len(paragraphs) > 2:
        paragraphs = paragraphs[:-1]
    if of.credit:
        paragraphs[0] = f"({of.credit}) – {paragraphs[0]}"
        paragraphs.append(press.words["credit"].format(credit=of.credit))
    first, last = press.furniture[0], press.furniture[-1]
    around = [*([first] if press.seed % 2 else []), *paragraphs, last]
    return row.get("title", of.title), "\n".join(around)


def first_sentence(text: str) -> str:
    """Return the sentence that a text begins with."""
    return next(filter(None, _SENTENCE.split(text)))


def teaser(of: Record, row: Mapping[str, Any], press: Press) -> tuple[str, str]:
    """Return the first sentences, as a feed gives them."""
    taken: list[str] = []
    for sentence in filter(None, _SENTENCE.split(of.text)):
        taken.append(sentence)
        if _enough(taken, of.language):
            break
    return row.get("title", of.title), f"{' '.join(taken)} {press.words['more']} …"


def _enough(sentences: Sequence[str], language: str) -> bool:
    if language in ("zh", "ja"):
        return sum(map(len, sentences)) >= _TEASER_LETTERS
    return sum(len(sentence.split()) for sentence in sentences) >= _TEASER_WORDS


def truncated(of: Record, row: Mapping[str, Any], press: Press) -> tuple[str, str]:
    """Return a text that breaks off after half of it or more, within a word at times."""
    length = len(of.text) * (50 + press.seed % 25) // 100
    return row.get("title", of.title), f"{of.text[:length]}…"


def edited(of: Record, row: Mapping[str, Any], press: Press) -> tuple[str, str]:
    """Return the same article under another headline, and with words changed where the row says so."""
    title, text = _replaced(of, row.get("replace", ()))
    return row.get("title", title), "\n".join(filter(None, (text, row.get("added", ""))))


def corrected(of: Record, row: Mapping[str, Any], press: Press) -> tuple[str, str]:
    """Return the same article with words put right, which it says."""
    title, text = _replaced(of, row["replace"])
    return row.get("title", title), f"{text}\n{press.words['correction']}"


def _replaced(of: Record, replace: Sequence[tuple[str, str]]) -> tuple[str, str]:
    title, text = of.title, of.text
    for old, new in replace:
        if old not in f"{title}\n{text}":
            raise ValueError(f"{old!r} is not in the text")
        title, text = title.replace(old, new), text.replace(old, new)
    return title, text


#: How each kind of copy is made.
MAKERS: Mapping[str, Maker] = {
    "reprint": reprint,
    "teaser": teaser,
    "truncated": truncated,
    "edited": edited,
    "corrected": corrected,
}

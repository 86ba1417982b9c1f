"""What two versions of a text have in common, and what not: sentence by sentence, then word by word. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

#: So much of a text is compared, in characters: what a stranger sends must not hold up the desk.
MOST = 20_000
#: Stretches of more words than these are not compared word by word, but told as gone and new.
_WORDS = 400
#: Of what stayed as it was so much is shown on either side of what did not.
_AROUND = 120
#: Blanks stand by themselves: a sentence at the end of a text is the same as in its middle.
_SENTENCE = re.compile(r"\s+|\S[^.!?\n]*[.!?]*")
_WORD = re.compile(r"\s+|\S+")


@dataclass(frozen=True)
class Part:
    """A stretch of text that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    text: str


def difference(old: str, new: str) -> list[Part]:
    """Return what became of the text `old` in `new`; nothing if they are the same as far as they are compared.

    >>> difference("Two drones fell.", "Three drones fell.")
    [Part(kind='gone', text='Two'), Part(kind='new', text='Three'), Part(kind='same', text=' drones fell.')]

    """
    old, new = old[:MOST], new[:MOST]
    if old == new:
        return []
    parts = list(_compared(_SENTENCE.findall(old), _SENTENCE.findall(new), finer=True))
    return [_short(part, first=n == 0, last=n == len(parts) - 1) for n, part in enumerate(parts)]


def _compared(old: Sequence[str], new: Sequence[str], *, finer: bool) -> Iterator[Part]:
    for kind, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
        gone, come = "".join(old[i:j]), "".join(new[k:m])
        if kind == "equal":
            yield Part("same", gone)
            continue
        words = (_WORD.findall(gone), _WORD.findall(come))
        if finer and all(words) and len(words[0]) + len(words[1]) <= _WORDS:
            yield from _compared(*words, finer=False)
            continue
        if gone:
            yield Part("gone", gone)
        if come:
            yield Part("new", come)


def _short(part: Part, *, first: bool, last: bool) -> Part:
    """Return a part; of a long one that stayed, what is near to what did not."""
    if part.kind != "same" or len(part.text) <= 3 * _AROUND:
        return part
    before = "" if first else part.text[:_AROUND]
    after = "" if last else part.text[-_AROUND:]
    return Part("same", f"{before} … {after}")

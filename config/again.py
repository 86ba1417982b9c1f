"""Which changes of a story a watch wants to hear of again: `again = ["official", "sources:5"]`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from config.durations import duration, duration_text

#: How one is written, for editors.
AGAIN = r"^(official|country|headline|sources:([2-9]|[1-9]\d{1,3})|wakes:\s*(\d+(\.\d+)?\s*[smhd]\s*)+)$"
#: A story that has rested for longer is another one: nothing joins it any more (`alerts.likeness.EXPIRES`).
LONGEST_REST = timedelta(days=7)
_CURE = "write official, country, headline, sources:5 or wakes:3d"


@dataclass(frozen=True)
class Wish:
    """The changes that are told again.

    Attributes:
        official: an official source joins; country: an outlet of another country does.
        headline: a headline has a new figure or name.
        sources: so many independent outlets are reached, ascending.
        wakes: it is told anew after it has rested for so long; None if that is nothing to tell.

    """

    official: bool = False
    country: bool = False
    headline: bool = False
    sources: tuple[int, ...] = ()
    wakes: timedelta | None = None

    def __bool__(self) -> bool:
        return self != Wish()


def again_text(text: str) -> str:
    """Return one wish as it was given. Raises ValueError: it is none."""
    word, colon, value = text.partition(":")
    if word == "sources":
        if not re.fullmatch(r"[2-9]|[1-9]\d{1,3}", value):
            raise ValueError(f"{text!r} names no number from 2 to 9999; write for example sources:5")
    elif word == "wakes":
        if not timedelta(hours=1) <= _rest(text, value) <= LONGEST_REST:
            raise ValueError(
                f"{text!r} is not between 1h and {duration_text(LONGEST_REST)}; write for example wakes:3d"
            )
    elif colon or word not in ("official", "country", "headline"):
        raise ValueError(f"{text!r} is no change of a story; {_CURE}")
    return text


def read_again(texts: Iterable[str]) -> Wish:
    """Return what all of them together wish for; each was checked by `again_text`."""
    given = [text.partition(":") for text in texts]
    words = {word for word, _, _ in given}
    rests = [_rest(word, value) for word, _, value in given if word == "wakes"]
    return Wish(
        official="official" in words,
        country="country" in words,
        headline="headline" in words,
        sources=tuple(sorted({int(value) for word, _, value in given if word == "sources"})),
        wakes=min(rests, default=None),
    )


def _rest(text: str, value: str) -> timedelta:
    found = duration(value)
    if not isinstance(found, timedelta):
        raise ValueError(f"{text!r} names no time; write for example wakes:3d")
    return found

"""Edit a text the thirteen ways in which the press passes one text on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from benchmarks.labelled.placing import SPACELESS

#: Typographic signs and what other systems write for them.
_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "–": "-", "—": "-", "…": "..."})
#: Words of a summary in a feed, and letters where words are not set apart.
_SUMMARY, _SUMMARY_LETTERS = 40, 80


@dataclass(frozen=True)
class Text:
    """A text to edit, with what is mixed into it: a paragraph and words of `other`, an outlet's `furniture`."""

    body: str
    language: str
    other: str
    furniture: Sequence[str]
    credit: str

    @cached_property
    def paragraphs(self) -> list[str]:
        """The text by paragraphs."""
        return self.body.split("\n")

    def begin(self, words: int, letters: int) -> str:
        """Return so many words of the beginning, or letters where words are not set apart."""
        if self.language in SPACELESS:
            return self.body[:letters]
        return " ".join(self.body.split()[:words])

    def part(self, share: float) -> str:
        """Return so much of the beginning."""
        return self.begin(int(len(self.body.split()) * share), int(len(self.body) * share))

    def reworded(self, every: int) -> str:
        """Return the text with each so-manieth word, or letter, replaced by one of the other text."""
        glue = "" if self.language in SPACELESS else " "
        words, others = ((list(t) if glue == "" else t.split()) for t in (self.body, self.other))
        for number, place in enumerate(range(every // 2, len(words), every)):
            words[place] = others[number % len(others)]
        return glue.join(words)


def _typography(text: Text) -> str:
    return text.body.translate(_PLAIN).replace(" ", "\u00a0", 3)


def _furniture(text: Text) -> str:
    return "\n".join([text.furniture[0], text.body, *text.furniture])


def _credit(text: Text) -> str:
    return f"({text.credit}) – {text.body}\n© {text.credit} 2026"


def _less(text: Text) -> str:
    return "\n".join([*text.paragraphs[:1], *text.paragraphs[2:]])


def _more(text: Text) -> str:
    return "\n".join([*text.paragraphs[:2], text.other, *text.paragraphs[2:]])


def _reordered(text: Text) -> str:
    first, *rest = text.paragraphs
    return "\n".join([first, *reversed(rest)])


def _new_lead(text: Text) -> str:
    return "\n".join([text.other.split("\n")[0], *text.paragraphs[1:]])


def _syndicated(text: Text) -> str:
    cut = "\n".join(text.paragraphs[:-1])
    mixed = Text(cut, text.language, text.other, text.furniture, text.credit).reworded(33)
    return _furniture(Text(f"({text.credit}) – {mixed}", text.language, text.other, text.furniture, text.credit))


#: The thirteen edits by name.
EDITS: Mapping[str, Callable[[Text], str]] = {
    "typography": _typography,
    "furniture": _furniture,
    "credit": _credit,
    "a paragraph less": _less,
    "a paragraph more": _more,
    "3 % of words": lambda text: text.reworded(33),
    "8 % of words": lambda text: text.reworded(12),
    "paragraphs reordered": _reordered,
    "half": lambda text: text.part(0.5),
    "a quarter": lambda text: text.part(0.25),
    "summary of a feed": lambda text: text.begin(_SUMMARY, _SUMMARY_LETTERS),
    "new lead": _new_lead,
    "syndicated": _syndicated,
}

"""The lines at either end of an article's text that are not of it: imprints, labels, and what asks to be paid. Pure."""

from collections.abc import Callable, Collection, Iterable

from crawler import language
from crawler.datelines import is_imprint
from crawler.dense import has_more_words
from crawler.furniture import prose
from crawler.page_metadata import loose
from crawler.paywall import says_shut

#: Lines at each end of a text that may be furniture, and how many words such a line has at most.
_EDGE_LINES = 4
_LABEL_WORDS, _LONGEST_LABEL = 12, 120
_SURELY = 0.8
_LONG_PARAGRAPH = 80


def without_furniture(
    text: str,
    title: str,
    spoken: str | None,
    links: Callable[[], Iterable[str]] = tuple,
    authors: Collection[str] = (),
) -> str:
    """Return text without lines that repeat its title or lead elsewhere, and at its ends who wrote it when, and labels.

    Arguments: `spoken` is the language of the article; `links` gives the texts of the page's links; `authors` are the
    names of those who wrote it. Labels are short lines («Transparenz: Redaktionell erstellt und geprüft.») that surely
    are in another language; a text of few lines keeps them all.
    """
    lines = prose(text, title, links).split("\n")
    name = loose(title)
    lines = [line for line in lines[:_EDGE_LINES] if not name or loose(line) != name] + lines[_EDGE_LINES:]
    lines = _without_imprint(_without_imprint(lines, authors)[::-1], authors)[::-1]
    edge = min(_EDGE_LINES, len(lines) // 3)
    head = [line for line in lines[:edge] if not _is_label(line, spoken)]
    tail = [line for line in lines[len(lines) - edge :] if not _is_label(line, spoken)]
    # That the rest is for those who pay
    tail = [line for line in tail if len(line) > _LONGEST_LABEL or not says_shut(line)]
    return "\n".join(head + lines[edge : len(lines) - edge] + tail)


def _without_imprint(lines: list[str], authors: Collection[str]) -> list[str]:
    """Return lines without those at their beginning that say but who wrote them and when."""
    end = next((number for number, line in enumerate(lines) if len(line) > _LONG_PARAGRAPH), len(lines))
    end = min(end, _EDGE_LINES)
    return [line for line in lines[:end] if not is_imprint(line, authors)] + lines[end:]


def _is_label(line: str, spoken: str | None) -> bool:
    if not spoken or len(line) < 8 or has_more_words(line, _LABEL_WORDS) or line[-1] in "»”\"'":
        return False
    found, sure = language.text_language(line)
    return sure > _SURELY and not language.are_near(found, spoken)

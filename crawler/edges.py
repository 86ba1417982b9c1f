"""The lines at either end of an article's text that are not of it: imprints, labels, and what asks to be paid. Pure."""

import re
from collections.abc import Callable, Collection, Iterable

from crawler import language
from crawler.boilerplate import without_boilerplate
from crawler.clean import LONG_PARAGRAPH
from crawler.datelines import is_imprint
from crawler.dense import has_more_words
from crawler.endnotes import without_endnotes
from crawler.furniture import prose
from crawler.page_metadata import loose
from crawler.paywall import says_shut

#: Lines at each end of a text that may be furniture, and how many words such a line has at most.
_EDGE_LINES = 4
_LABEL_WORDS, _LONGEST_LABEL = 12, 120
_SURELY = 0.8
#: Words before the first paragraph that are no headline, and behind the last that are no sentence.
_KICKER_WORDS, _TAG_WORDS = 2, 4
#: A title goes on to say whose it is.
_MOST = 0.6
#: With a unit at most, which is a word of no more than three letters.
_FIGURES = re.compile(r"\W*(?:\d{1,3}\W+){0,4}(?:\d{1,3}\W*(?:[^\W\d_]{1,3}\W*)?)?")


def without_furniture(
    text: str,
    title: str,
    spoken: str | None,
    links: Callable[[], Iterable[str]] = tuple,
    authors: Collection[str] = (),
    sections: Collection[str] = (),
    headings: Collection[str] = (),
) -> str:
    """Return text without lines that repeat its title or lead elsewhere, and at its ends who wrote it when, and labels.

    Arguments: `spoken` is the language of the article; `links` gives the texts of the page's links; `authors` are the
    names of those who wrote it; `sections` those that it stands in, as `loose` text; `headings` those within it.
    Labels are a word or two, or short lines («Transparenz: Redaktionell erstellt und geprüft.») that surely are in
    another language; a text of few lines keeps these all.
    """
    lines = prose(text, title, links).split("\n")
    name = loose(title)
    above = {name, *sections} - {""}
    first = [line for line in lines[:_EDGE_LINES] if not _repeats(loose(line), above)]
    first = [line for line in first if not (line in headings and _is_titled(loose(line), name))]
    lines = _without_figures(first) + lines[_EDGE_LINES:]
    lines = without_endnotes(without_boilerplate(lines), authors)
    lines = _without_imprint(_without_imprint(lines, authors)[::-1], authors)[::-1]
    edge = min(_EDGE_LINES, len(lines) // 3)
    head = [line for line in lines[:edge] if not _is_label(line, spoken)]
    tail = [line for line in lines[len(lines) - edge :] if not _is_label(line, spoken)]
    # That the rest is for those who pay
    tail = [line for line in tail if len(line) > _LONGEST_LABEL or not says_shut(line)]
    lines = _without_tags(head + lines[edge : len(lines) - edge] + tail, headings)
    end = len(lines)
    while len(lines) - end < _EDGE_LINES < end and _is_tag(lines[end - 1], _TAG_WORDS):
        end -= 1
    return "\n".join(lines[:end])


def _repeats(said: str, above: Collection[str]) -> bool:
    """Tell whether a line says what stands above it, or the most of it, all as `loose` text."""
    return said in above or any(said in one and len(said) > _MOST * len(one) for one in above if said)


def _is_titled(said: str, name: str) -> bool:
    """Tell whether a heading says the title behind a kicker that is no longer than it, both as `loose` text."""
    return bool(name) and said.endswith(name) and len(said) <= 2 * len(name)


def _without_figures(lines: list[str]) -> list[str]:
    """Return lines without those before the first paragraph that say but figures: «4 min», «9. 4.», «…»."""
    end = next((number for number, line in enumerate(lines) if len(line) > LONG_PARAGRAPH), len(lines))
    return [line for line in lines[:end] if line.startswith("|") or not _FIGURES.fullmatch(line)] + lines[end:]


def _without_tags(lines: list[str], headings: Collection[str]) -> list[str]:
    """Return lines without those before the first paragraph that are a word or two, but no heading."""
    first = lines[: _EDGE_LINES + 1]
    end = next((number for number, line in enumerate(first) if has_more_words(line, _LABEL_WORDS)), 0)
    return [line for line in lines[:end] if line in headings or not _is_tag(line, _KICKER_WORDS)] + lines[end:]


def _is_tag(line: str, longest: int) -> bool:
    # An item of a list, a row of a table, or a place and a day
    is_more = line.startswith(("- ", "|")) or "," in line
    return not is_more and not has_more_words(line, longest) and line[-1:].isalnum()


def _without_imprint(lines: list[str], authors: Collection[str]) -> list[str]:
    """Return lines without those at their beginning that say but who wrote them and when."""
    end = next((number for number, line in enumerate(lines) if len(line) > LONG_PARAGRAPH), len(lines))
    end = min(end, _EDGE_LINES)
    return [line for line in lines[:end] if not is_imprint(line, authors)] + lines[end:]


def _is_label(line: str, spoken: str | None) -> bool:
    if not spoken or len(line) < 8 or has_more_words(line, _LABEL_WORDS) or line[-1] in "»”\"'":
        return False
    found, sure = language.text_language(line)
    return sure > _SURELY and not language.are_near(found, spoken)

"""Tell by its words whether a text can be a headline, and whether two can be of one article. Pure."""

import re
from collections.abc import Iterable
from dataclasses import replace

from crawler.item import Item

#: Of a headline of fewer words, of so many letters, nothing is told by these; they are compared by their beginnings.
_TELLING_WORDS = 4
_LETTERS = 4
#: So many words make a title; of scripts without spaces between words, so many letters.
_TITLE_WORDS = 4
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_DENSE_TITLE = 10


def shares_nothing(title: str, said: str) -> bool:
    """Tell whether of the words of a title, where they are enough, under a third stand in what is said."""
    words = {word[:_LETTERS] for word in re.findall(rf"[^\W\d_]{{{_LETTERS},}}", title.casefold())}
    folded = said.casefold()
    return len(words) >= _TELLING_WORDS and 3 * sum(word in folded for word in words) < len(words)


def reads_like_a_title(text: str) -> bool:
    """Tell whether text says so much that it is hardly the name of a section."""
    return len(text.split()) >= _TITLE_WORDS or len(_DENSE.findall(text)) >= _DENSE_TITLE


def without_names_of_kinds(items: Iterable[Item]) -> tuple[Item, ...]:
    """Return items, those whose pages are to be read without a short title that others have: «Press release».

    It names what they are, and their pages say what they are of.
    """
    items = tuple(items)
    where: dict[str, set[str]] = {}
    for item in items:
        where.setdefault(item.title, set()).add(item.url)
    kinds = {title for title, some in where.items() if len(some) > 1 and not reads_like_a_title(title)}
    return tuple(replace(item, title="") if item.title in kinds and not item.complete else item for item in items)

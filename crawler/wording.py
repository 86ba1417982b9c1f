"""Tell by their words whether two texts can be of one article. Pure."""

import re

#: Of a headline of fewer words, of so many letters, nothing is told by these; they are compared by their beginnings.
_TELLING_WORDS = 4
_LETTERS = 4


def shares_nothing(title: str, said: str) -> bool:
    """Tell whether of the words of a title, where they are enough, under a third stand in what is said."""
    words = {word[:_LETTERS] for word in re.findall(rf"[^\W\d_]{{{_LETTERS},}}", title.casefold())}
    folded = said.casefold()
    return len(words) >= _TELLING_WORDS and 3 * sum(word in folded for word in words) < len(words)

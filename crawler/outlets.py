"""Names of outlets, by which aggregators (Google News) end what they quote. Pure.

«… - Kyiv Independent» is no word of the news: it would have every watch for Kyiv ring.
"""

import re

_GAP = re.compile(r"\s+[-–—|]\s+\Z")


def without_outlet(title: str, outlet: str) -> str:
    """Return a title without the name of its outlet, where that stands behind a dash at its end.

    >>> without_outlet("Talks go on - Kyiv Independent", "Kyiv Independent")
    'Talks go on'

    """
    if not outlet or not _ends_with(title, outlet):
        return title
    before = title[: -len(outlet)]
    gap = _GAP.search(before)
    return before[: gap.start()] if gap and gap.start() else title


def unless_quoted(text: str, title: str, outlet: str) -> str:
    """Return text, or nothing where it only says the title and the outlet again."""
    is_again = bool(outlet) and _ends_with(text, outlet) and text[: -len(outlet)].strip(" \n-–—|") == title
    return "" if is_again else text


def _ends_with(text: str, outlet: str) -> bool:
    return text[-len(outlet) :].casefold() == outlet.casefold()

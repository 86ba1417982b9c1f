"""Find a source or watch in settings texts that were kept as revisions: many, most of which have it unchanged."""

import tomllib
from itertools import zip_longest

from config.load import parts
from config.locate import block_at, headers

#: What a string of several lines begins with.
_MANY_LINES = ('"""', "'''")


def kept_table(text: str, section: str, name: str) -> str | None:
    """Return a source or watch as it is written in a settings text that was kept as a revision, from its header on.

    `section` is "sources" or "watches". None if it is not there, or stands in no table of its own.
    """
    for _, part in parts(text):
        begins = headers(part, section)
        for start, end in zip_longest(begins, begins[1:]):
            # Written with escapes, a name stands there otherwise.
            if name in (piece := part[start:end]) or "\\" in piece:
                block = block_at(part, start)
                written = part[start : block.end] if block else ""
                if _name_in(written, section) == name:
                    return written
    return None


def stands_in(text: str, table: str) -> bool:
    """Whether a source or watch is surely written so, word for word, in a settings text that was kept as a revision.

    Sooner told than `kept_table` finds it; False where that cannot be told at a glance.
    """
    for _, part in parts(text):
        at = part.find(table)
        # Before a string of several lines, what looks like a header at the beginning of a line is one.
        if at >= 0 and (at == 0 or part[at - 1] == "\n") and not _before(part, at, *_MANY_LINES):
            block = block_at(part, at)
            return block is not None and part[at : block.end] == table
    return False


def _before(text: str, at: int, *words: str) -> bool:
    return any(text.find(word, 0, at) >= 0 for word in words)


def _name_in(table: str, section: str) -> str | None:
    try:
        [entry] = tomllib.loads(table)[section]
    except (ValueError, KeyError, RecursionError):
        return None
    name = entry.get("name")
    return name if isinstance(name, str) else None

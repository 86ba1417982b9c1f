"""Keep names that are written the other way, as Arabic is, apart from what stands around them on a page. Pure.

A browser sets the comma and the figure behind such a name on its other side, as if they were a part of it: the list
«مسقط, 3 December» has its figure first then. An element of its own prevents that (W3C: Inline markup and bidirectional
text in HTML).
"""

import re

from markupsafe import Markup, escape

#: The letters of Hebrew, Arabic and other scripts beside them, their marks and figures; and as they are drawn in words.
_LETTER = r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_WORD = rf"{_LETTER}(?:{_LETTER}|[\u200c\u200d])*"
#: Some of their words, with the signs that stand within a name alone.
_NAME = re.compile(rf"{_WORD}(?:[\s'’\"-]{_WORD})*")


def isolated(text: str) -> Markup:
    """Return a text of ours as a piece of a page, with each name in it that is written the other way set apart.

    >>> isolated("shares مسقط, 3 December")
    Markup('shares <bdi>مسقط</bdi>, 3 December')

    """
    pieces, at = [], 0
    for name in _NAME.finditer(text):
        pieces += [escape(text[at : name.start()]), Markup("<bdi>{}</bdi>").format(name[0])]
        at = name.end()
    return Markup("").join([*pieces, escape(text[at:])])

"""Sentences between the paragraphs of an article that are no paragraphs: callouts, asides, quotations in figures. Pure.

Those who find its text look for paragraphs, and leave out what their makers set apart.
"""

import re
from itertools import islice

from lxml.html import HtmlElement

from crawler.clean import BLOCKS, LONG_PARAGRAPH
from crawler.page_metadata import line_of, words
from crawler.places import names

_SHORTEST = 40
_ENDS = (".", "!", "?", "…", "。", "！", "？", ".”", ".»", ".“", '."', "。」", "?”", "!”")
#: What makes of a box something else than words: a picture with its caption, or what asks something of the reader.
_OTHER = words("img picture svg video audio iframe object embed canvas amp-img a button form input time h1")
#: An aside is of the article where sites call it what they call facts beside it; others invite or lead elsewhere.
_FACTS = re.compile(
    r"fact|fakt|info-?box|infobo|background|hintergrund|context|kontext|explain|glossar|definition|timeline|chronolog"
    r"|key-?(?:point|fact)|kader|ficha|recuadro|encadr|ramka|vrez|incut|sidenote|call-?out",
    re.IGNORECASE,
)
_MOST_PARAGRAPHS, _MOST_INSIDE = 5_000, 30
_BOXES = frozenset(("aside", "figure", "div", "center"))
#: Letters in an icon.
_ICON = 3


def enclose_callouts(tree: HtmlElement) -> None:
    """Make paragraphs, or boxes that hold some, of what stands between long paragraphs in tree and is prose as well."""
    boxes: dict[HtmlElement, None] = {}
    for paragraph in islice(tree.iter("p"), _MOST_PARAGRAPHS):
        if len(paragraph.text_content()) > LONG_PARAGRAPH:
            boxes.setdefault(paragraph.getparent())
    for box in boxes:
        children = list(box)
        places = [number for number, one in enumerate(children) if one.tag == "p"]
        for one in children[places[0] + 1 : places[-1]]:
            if _is_box(one):
                _enclose(one)


def _enclose(box: HtmlElement) -> None:
    inside = list(islice(box.iter(), _MOST_INSIDE + 1))
    if len(inside) > _MOST_INSIDE or any(one.tag in _OTHER for one in inside):
        return
    is_of_article = box.tag == "figure" or (box.tag == "aside" and _FACTS.search(names(box)) is not None)
    if is_of_article and any(map(_is_prose, inside)):
        box.tag = "div"
    if box.tag == "aside":
        return
    *icons, line = [one for one in inside if _says_something(one)] or [box]
    is_alone = _is_leaf(line) and all(len(line_of(one)) <= _ICON for one in icons)
    if is_alone and _is_box(line) and _is_prose(line):
        line.tag = "p"


def _says_something(element: HtmlElement) -> bool:
    """Tell whether element is a line of its own that has words."""
    is_line = element.tag in BLOCKS or _is_box(element)
    return is_line and bool(line_of(element)) and (_is_leaf(element) or bool((element.text or "").strip()))


def _is_box(element: HtmlElement) -> bool:
    # Comments have a function in place of a name; what has a hyphen in it, the page's makers have named.
    return isinstance(element.tag, str) and (element.tag in _BOXES or "-" in element.tag)


def _is_leaf(element: HtmlElement) -> bool:
    return not any(one.tag in BLOCKS for one in element.iterdescendants())


def _is_prose(element: HtmlElement) -> bool:
    said = line_of(element)
    return len(said) > _SHORTEST and said.endswith(_ENDS)

"""Paragraphs that are parted by empty lines alone, as old pages have them. Pure."""

from itertools import islice

from lxml.html import HtmlElement

from crawler.clean import BLOCKS

_MOST = 10_000
_BOXES = ("div", "section", "article", "main", "td", "font", "center", "span", "body")


def part_at_breaks(tree: HtmlElement) -> None:
    """Make paragraphs of what is parted by empty lines (<br><br>) in the boxes of tree.

    A text without paragraphs is taken for none, and all that its page says for its text.
    """
    for box in list(islice(tree.iter(*_BOXES), _MOST)):
        if any(_is_empty_line(child) for child in box):
            _part(box)


def _is_empty_line(child: HtmlElement) -> bool:
    """Tell whether a break is followed by another, with nothing in between."""
    after = child.getnext()
    return child.tag == "br" and after is not None and after.tag == "br" and not (child.tail or "").strip()


def _part(box: HtmlElement) -> None:
    children, ends = list(box), {child for child in box if _is_empty_line(child)}
    paragraph = box.makeelement("p")
    paragraph.text, box.text = box.text, None
    for child in children:
        box.remove(child)
    for child in children:
        after, is_break = child.tail, child in ends or (child.tag == "br" and not _says(paragraph))
        if is_break or child.tag in BLOCKS - {"br"}:
            _close(box, paragraph)
            paragraph = box.makeelement("p")
            paragraph.text, child.tail = after, None
            if not is_break:
                box.append(child)
        else:
            paragraph.append(child)
    _close(box, paragraph)


def _says(paragraph: HtmlElement) -> bool:
    return len(paragraph) > 0 or bool((paragraph.text or "").strip())


def _close(box: HtmlElement, paragraph: HtmlElement) -> None:
    if _says(paragraph):
        box.append(paragraph)

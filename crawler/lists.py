"""Lists and headings between the paragraphs of an article, where those who found its text left them out. Pure.

So it is on pages whose article nothing marks as one: trafilatura takes their paragraphs alone, and a press release
loses the points it makes.
"""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.page_metadata import line_of, loose
from crawler.places import is_of_others, names

#: A paragraph of fewer characters may stand elsewhere on the page as well, unless it says that a list follows or stands
#: below another.
_SHORTEST = 40
#: Words in each item, on the average, of a list after which no paragraph follows: tags and addresses have fewer.
_FEWEST_WORDS = 5
_OF_NOTES = re.compile(r"reference|footnote|citation|catlinks|sources|tags|share|social", re.IGNORECASE)
_MOST_PARAGRAPHS, _LONGEST_ITEM = 5_000, 3_000
_HEADINGS, _LISTS, _BOXES = frozenset(("h2", "h3", "h4")), frozenset(("ul", "ol", "dl")), frozenset(("div", "section"))


def with_lists(tree: HtmlElement, text: str) -> str:
    """Return text, the article on a page, with the lists and headings that stand between its paragraphs in tree.

    A list of links is a menu, and a heading after which no paragraph of text follows is that of something else.
    """
    lines = text.split("\n")
    known = {line.removeprefix("- ") for line in lines}
    found: dict[str, list[str]] = {}
    for number, paragraph in enumerate(tree.iter("p")):
        if number > _MOST_PARAGRAPHS:
            break
        said = line_of(paragraph)
        is_sure = len(said) >= _SHORTEST or said.endswith((":", "：")) or _stands_below(paragraph, known)
        if is_sure and said in known and said not in found and (after := _after(paragraph, known)):
            found[said] = after
    if not found:
        return text
    whole = loose(text)
    missing = {said: [line for line in after if loose(line) not in whole] for said, after in found.items()}
    return "\n".join(one for line in lines for one in (line, *missing.pop(line, ())))


def _stands_below(paragraph: HtmlElement, known: set[str]) -> bool:
    """Tell whether the paragraph right before one is a long one among known."""
    before = paragraph.getprevious()
    return before is not None and before.tag == "p" and len(said := line_of(before)) >= _SHORTEST and said in known


def _after(paragraph: HtmlElement, known: set[str]) -> list[str]:
    """Return what headings and lists say between a paragraph and the next."""
    found: list[str] = []
    headings: list[str] = []
    lists: list[tuple[str, list[str]]] = []
    for one in paragraph.itersiblings():
        if one.tag == "p" and (said := line_of(one)):
            return [*found, *headings] if said in known else []
        if one.tag in _HEADINGS and (said := line_of(one)):
            headings.append(said)
        elif (items := _items(one)) is not None:
            lists.append((one.tag, items))
            found += [*headings, *items]
            headings = []
    return found if lists and all(tag in _LISTS and _is_prose(items) for tag, items in lists) else []


def _is_prose(items: list[str]) -> bool:
    return sum(len(item.split()) for item in items) >= _FEWEST_WORDS * len(items)


def _items(element: HtmlElement) -> list[str] | None:
    """Return the items of a list, or of the only one in a box; None where it is another element, or a menu."""
    if element.tag in _BOXES and element.find(".//p") is None:
        within = list(_lists_in(element))
        element = within[0] if len(within) == 1 else element
    if element.tag not in _LISTS or element.find(".//img") is not None:
        return None
    if is_of_others(element) or _OF_NOTES.search(names(element)):
        return None
    linked = sum(len(line_of(link)) for link in element.iter("a"))
    items = [said for item in element.iterchildren("li", "dt", "dd") if (said := line_of(item))]
    is_menu = 2 * linked > sum(map(len, items)) or any(len(item) > _LONGEST_ITEM for item in items)
    return items if items and not is_menu else None


def _lists_in(box: HtmlElement) -> Iterator[HtmlElement]:
    return (one for one in box.iter(*_LISTS) if one.getparent().tag != "li")

"""Boxes amid and below an article that ask something of its reader, or say who wrote it, told by where they lead. Pure.

One asks to subscribe, to be paid or to sign in when a button or a link by itself in it leads there, and it says little
else; one is of the author when a heading in it leads to their page. So it is in every language, and whatever the box
is called.
"""

import re
from collections.abc import Collection, Iterator
from functools import partial
from itertools import islice, takewhile

from lxml.html import HtmlElement

from crawler.clean import LONG_PARAGRAPH
from crawler.dense import has_more_words
from crawler.page_metadata import words
from crawler.places import PAGE_OF_AUTHOR

_TAGS = frozenset(words("div section aside form footer"))
_HEADINGS = frozenset(words("h2 h3 h4 h5 h6"))
_INLINE = _HEADINGS | frozenset(words("p li ul ol span label strong b em"))
_ACTING = words("p button input a")
_OUTER = frozenset(("article", "main", "body", "html"))
#: Where one subscribes, pays or signs in: a short part of an address that begins so, no headline in it.
_LEADS = re.compile(
    r"(?:^|[/.?#&=])(?:abos?|abonn?e\w*|aboshop|subscri[bp]\w+|suscri\w+|abbonament\w*|abbonati|assin(?:e|atura\w*)"
    r"|prenumer\w+|predplatn\w+|předplatn\w+|subskry\w+|podpisk\w+|tilaa\w*|elofizet\w*|newsletters?|nieuwsbrief"
    r"|nyhetsbrev|boletin(?:es)?|sign-?(?:up|in)|log-?in|memberships?|donat(?:e|ion|ions)|donar|spenden|doneer|darowizn\w+"
    r"|checkout|paywall|patreon|buymeacoffee|ko-fi|steadyhq)(?:[-_]\w{1,15})?(?:$|[/.?#&=])",
    re.IGNORECASE,
)
_FIELDS = frozenset(("email", "password"))
#: What a button that unfolds a part of the page says of itself (https://www.w3.org/TR/wai-aria-1.2/).
_UNFOLDING = ("aria-expanded", "aria-controls", "aria-haspopup")
#: An asking box says no more, in words; one with a button alone, which may be for anything, is shorter.
_MOST_WORDS, _FEW_WORDS, _BIO_WORDS = 80, 40, 120
#: Words before a link that ends a line.
_LABEL_WORDS = 6
_AROUND, _MOST_ELEMENTS, _MOST_ACTING, _MOST_BOXES = 5, 20_000, 200, 50


def drop_appeals(tree: HtmlElement, title: str) -> bool:
    """Take out of tree the boxes that ask its reader to subscribe, pay or sign in, and those on the author.

    Only those behind the first paragraph of the article, which is called title. Tell whether there were any.
    """
    found = [box for box in islice(_boxes(tree), _MOST_BOXES) if not title or title not in box.text_content()]
    for one in found:
        if one.getparent() is not None:
            one.drop_tree()
    return bool(found)


def _boxes(tree: HtmlElement) -> Iterator[HtmlElement]:
    is_begun = False
    authors: set[str] = set()
    acting = 0
    for one in islice(tree.iter(*_ACTING), _MOST_ELEMENTS):
        href = one.get("href") or ""
        if one.tag == "p":
            is_begun = is_begun or len(one.text_content()) > LONG_PARAGRAPH
        elif not is_begun and PAGE_OF_AUTHOR.search(href):
            authors.add(href)
        elif is_begun and (most := _most_words(one, authors)):
            acting += 1
            if acting > _MOST_ACTING:
                return
            outer = takewhile(lambda box: box.tag not in _OUTER, one.iterancestors())
            around = islice((box for box in outer if box.tag not in _INLINE), _AROUND)
            boxes = takewhile(partial(_is_small, most=most), around)
            yield from [box for box in boxes if one.tag != "button" or _is_apart(box)][-1:]


def _most_words(element: HtmlElement, authors: Collection[str]) -> int:
    """Return how many words a box around element says at most, where it is one that asks, or on an author; else 0.

    authors are the addresses of their pages.
    """
    if element.tag == "button":
        unfolds = any(map(element.get, _UNFOLDING)) or _is_headline(element)
        return 0 if unfolds else _FEW_WORDS
    if element.tag == "input":
        return _MOST_WORDS if element.get("type") in _FIELDS else 0
    href = element.get("href") or ""
    if (href in authors or element.get("rel") == "author") and _is_headline(element):
        return _BIO_WORDS
    return _MOST_WORDS if _LEADS.search(href) and _is_alone(element) else 0


def _is_headline(element: HtmlElement) -> bool:
    return next(element.iterancestors(*_HEADINGS), None) is not None


def _is_alone(link: HtmlElement) -> bool:
    """Tell whether a link is a line by itself, or ends a short one: amid a sentence it tells of something."""
    line = next(link.iterancestors("p", "div", "section", "body"), link)
    return line.tag != "p" or not has_more_words(line.text_content(), len(link.text_content().split()) + _LABEL_WORDS)


def _is_small(box: HtmlElement, most: int) -> bool:
    """Tell whether a box says no more than so many words, and has next to nothing that may be of the article."""
    is_box = box.tag in _TAGS and box.find(".//h1") is None and box.find(".//time") is None
    long = (one for one in box.iter("p") if len(one.text_content()) > LONG_PARAGRAPH)
    return is_box and not has_more_words(box.text_content(), most) and sum(1 for _ in islice(long, 2)) < 2


def _is_apart(box: HtmlElement) -> bool:
    """Tell whether a box with a button has a heading and a paragraph, or another button, and stands by itself.

    Beside paragraphs, or others of its kind, it may be a part of the article: posts of a live blog have buttons too.
    """
    kind = box.get("class")
    beside = (one for one in box.getparent() if one is not box)
    if any(one.tag == "p" or (kind and one.tag == box.tag and one.get("class") == kind) for one in beside):
        return False
    is_headed = any(one.tag in _HEADINGS for one in box.iter())
    is_asked = is_headed or len(list(islice(box.iter("button"), 2))) > 1
    return is_asked and box.find(".//p") is not None
